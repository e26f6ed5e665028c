#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/detail/check_probability.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/variable.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1 {

/// Differential evolution's trial individual (Storn and Price, J. Global Optimization 11, 1997, the scheme
/// "rand/1/bin"): base + factor * (first - second), of which each variable is taken with probability `rate` and one,
/// drawn uniformly, for certain; the others are the target's. The defaults are those of MOEA/D-DE (Li and Zhang, IEEE
/// TEC 13(2), 2009), whose base is the target. A value beyond a bound is drawn anew between the base's and that bound
/// (Price, Storn and Lampinen, Differential Evolution, 2005, section 4.3.1). For real variables.
struct differential_crossover {
    double factor = 0.5;
    double rate = 1;

    static constexpr variable_kinds handles{variable_kind::real};

    void check() const {
        if (!std::isfinite(factor)) fail("differential_crossover: factor is ", factor, ", it must be finite");
        detail::check_probability("differential_crossover", "rate", rate);
    }

    /// The child overlaps none of the others, which may be the same.
    void operator()(std::span<const double> target, std::span<const double> base, std::span<const double> first,
                    std::span<const double> second, std::span<double> child, const search_space& space,
                    random_stream& random) const noexcept {
        const std::size_t certain = random.below(static_cast<std::uint32_t>(child.size()));
        for (std::size_t j = 0; j < child.size(); ++j) {
            child[j] = target[j];
            if (!random.bernoulli(rate) && j != certain) continue;
            const double low = space.lower()[j];
            const double high = space.upper()[j];
            const double trial = base[j] + factor * (first[j] - second[j]);
            if (trial < low) {
                child[j] = low + random.uniform() * (base[j] - low);
            } else if (trial > high) {
                child[j] = high - random.uniform() * (high - base[j]);
            } else {
                child[j] = trial;
            }
        }
    }
};

} // namespace fulcrum::inline v0_1
