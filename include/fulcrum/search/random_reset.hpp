#pragma once

#include "fulcrum/core/random.hpp"
#include "fulcrum/search/detail/check_probability.hpp"
#include "fulcrum/search/detail/draw.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/variable.hpp"

#include <cstddef>
#include <optional>
#include <span>

namespace fulcrum::inline v0_1 {

/// Random resetting (Eiben and Smith, Introduction to Evolutionary Computing, section 4.3): each variable takes a new
/// value with `probability`, 1 / number of variables unless given, uniform over its other values, so that this is the
/// probability of a change. A fixed variable stays. For each kind but permutations.
struct random_reset {
    std::optional<double> probability = {};

    static constexpr variable_kinds handles = all_but_permutations;

    void check() const { detail::check_probability("random_reset", "probability", probability.value_or(0)); }

    void operator()(std::span<double> child, const search_space& space, random_stream& random) const noexcept {
        const double p = probability.value_or(1.0 / static_cast<double>(child.size()));
        for (std::size_t j = 0; j < child.size(); ++j) {
            if (!random.bernoulli(p)) continue;
            const variable& v = space.variables()[j];
            if (!(v.lower < v.upper)) continue;
            if (v.kind == variable_kind::real) {
                child[j] = detail::at_unit(v, random.uniform());
            } else {
                const double other = detail::whole_at_unit(v.lower, v.upper - 1, random.uniform());
                child[j] = other < child[j] ? other : other + 1; // the present value is left out
            }
        }
    }
};

} // namespace fulcrum::inline v0_1
