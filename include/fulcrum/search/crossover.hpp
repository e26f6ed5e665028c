#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/problem.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace fulcrum::inline v0_1 {

/// Makes two children of two parents, inside the bounds. Parents and children do not overlap.
template <class C>
concept Crossover = requires(const C& cross, std::span<const double> parent, std::span<double> child,
                             const search_space& space, random_stream& random) {
    cross(parent, parent, child, child, space, random);
};

/// Simulated binary crossover (Deb and Agrawal, Complex Systems 9(2), 1995) in the bounded form of Deb's NSGA-II code:
/// with `probability` a pair is crossed, else copied; in a crossed pair each variable is crossed with probability 1/2,
/// and the two new values are swapped with probability 1/2. The spread of the children shrinks as eta grows. Near a
/// bound the distribution is cut there and rescaled, so no child leaves the box.
struct sbx {
    double eta = 15;
    double probability = 0.9;

    static constexpr double least_gap = 1e-14; ///< values no further apart are not crossed, as in Deb's code

    void check() const {
        if (!(eta >= 0) || !std::isfinite(eta)) fail("sbx: eta is ", eta, ", it must be at least 0");
        if (!(probability >= 0 && probability <= 1)) fail("sbx: probability is ", probability, ", not in [0, 1]");
    }

    void operator()(std::span<const double> a, std::span<const double> b, std::span<double> child_a,
                    std::span<double> child_b, const search_space& space, random_stream& random) const noexcept {
        std::copy(a.begin(), a.end(), child_a.begin());
        std::copy(b.begin(), b.end(), child_b.begin());
        if (!random.bernoulli(probability)) return;
        for (std::size_t j = 0; j < a.size(); ++j) {
            if (!random.bernoulli(0.5)) continue;
            const double first = (std::min)(a[j], b[j]);
            const double second = (std::max)(a[j], b[j]);
            const double gap = second - first;
            if (!(gap > least_gap)) continue;
            const double low = space.lower()[j];
            const double high = space.upper()[j];
            const double u = random.uniform();
            const double left = 0.5 * (first + second - spread(u, (first - low) / gap) * gap);
            const double right = 0.5 * (first + second + spread(u, (high - second) / gap) * gap);
            const bool swapped = random.bernoulli(0.5);
            (swapped ? child_b : child_a)[j] = std::clamp(left, low, high);
            (swapped ? child_a : child_b)[j] = std::clamp(right, low, high);
        }
    }

private:
    /// The spread factor at probability u, when a child may go `room` parent gaps beyond its parent.
    [[nodiscard]] double spread(double u, double room) const noexcept {
        const double alpha = 2.0 - std::pow(1.0 + 2.0 * room, -(eta + 1.0));
        const double exponent = 1.0 / (eta + 1.0);
        return u * alpha <= 1.0 ? std::pow(u * alpha, exponent) : std::pow(1.0 / (2.0 - u * alpha), exponent);
    }
};

} // namespace fulcrum::inline v0_1
