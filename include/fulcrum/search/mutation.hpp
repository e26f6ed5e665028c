#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/problem.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>

namespace fulcrum::inline v0_1 {

/// Changes a child in place, inside the bounds.
template <class M>
concept Mutation = requires(const M& mutate, std::span<double> child, const search_space& space,
                            random_stream& random) { mutate(child, space, random); };

/// Polynomial mutation (Deb and Goyal, Computer Science and Informatics 26(4), 1996) in the bounded form of Deb's
/// NSGA-II code: each variable is changed with `probability`, 1 / number of variables unless given; the step shrinks as
/// eta grows, and the distribution is cut at the bounds and rescaled. A fixed variable stays.
struct polynomial_mutation {
    double eta = 20;
    std::optional<double> probability = {};

    void check() const {
        if (!(eta >= 0) || !std::isfinite(eta)) fail("polynomial_mutation: eta is ", eta, ", it must be at least 0");
        if (probability && !(*probability >= 0 && *probability <= 1)) {
            fail("polynomial_mutation: probability is ", *probability, ", not in [0, 1]");
        }
    }

    void operator()(std::span<double> child, const search_space& space, random_stream& random) const noexcept {
        const double p = probability.value_or(1.0 / static_cast<double>(child.size()));
        for (std::size_t j = 0; j < child.size(); ++j) {
            if (!random.bernoulli(p)) continue;
            const double low = space.lower()[j];
            const double high = space.upper()[j];
            const double range = high - low;
            if (!(range > 0)) continue;
            const double u = random.uniform();
            const double step = u <= 0.5 ? shrink(2.0 * u, (child[j] - low) / range) - 1.0
                                         : 1.0 - shrink(2.0 * (1.0 - u), (high - child[j]) / range);
            child[j] = std::clamp(child[j] + step * range, low, high);
        }
    }

private:
    /// One less the size of the step towards a bound `room` ranges away, at probability q of a smaller one.
    [[nodiscard]] double shrink(double q, double room) const noexcept {
        return std::pow(q + (1.0 - q) * std::pow(1.0 - room, eta + 1.0), 1.0 / (eta + 1.0));
    }
};

} // namespace fulcrum::inline v0_1
