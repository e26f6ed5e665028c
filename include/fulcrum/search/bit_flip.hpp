#pragma once

#include "fulcrum/core/random.hpp"
#include "fulcrum/search/detail/check_probability.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/variable.hpp"

#include <cstddef>
#include <optional>
#include <span>

namespace fulcrum::inline v0_1 {

/// Bit flip mutation: each binary variable changes its value with `probability`, 1 / number of variables unless given.
/// A fixed variable stays.
struct bit_flip {
    std::optional<double> probability = {};

    static constexpr variable_kinds handles{variable_kind::binary};

    void check() const { detail::check_probability("bit_flip", "probability", probability.value_or(0)); }

    void operator()(std::span<double> child, const search_space& space, random_stream& random) const noexcept {
        const double p = probability.value_or(1.0 / static_cast<double>(child.size()));
        for (std::size_t j = 0; j < child.size(); ++j) {
            if (random.bernoulli(p) && space.lower()[j] < space.upper()[j]) child[j] = 1 - child[j];
        }
    }
};

} // namespace fulcrum::inline v0_1
