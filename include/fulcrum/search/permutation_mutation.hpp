#pragma once

#include "fulcrum/core/random.hpp"
#include "fulcrum/search/detail/check_probability.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/variable.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

/// Mutations of permutations (Eiben and Smith, Introduction to Evolutionary Computing, section 4.5). Each permutation
/// is changed with `probability`, 1 / number of permutations unless given: on average one move per individual. The move
/// is uniform over the pairs of places.
namespace fulcrum::inline v0_1 {

namespace detail {

/// move(values, i, j) with two different places of each permutation that is to be changed.
template <class Move>
void mutate_permutations(std::span<double> child, const search_space& space, std::optional<double> probability,
                         random_stream& random, Move move) noexcept {
    const double p = probability.value_or(1.0 / static_cast<double>(space.permutations().size()));
    for (const auto [first, size] : space.permutations()) {
        if (size < 2 || !random.bernoulli(p)) continue;
        const std::size_t i = random.below(static_cast<std::uint32_t>(size));
        std::size_t j = random.below(static_cast<std::uint32_t>(size - 1));
        if (j >= i) ++j;
        move(child.subspan(first, size).begin(), static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(j));
    }
}

} // namespace detail

/// Two elements change places.
struct swap_mutation {
    std::optional<double> probability = {};

    static constexpr variable_kinds handles{variable_kind::permutation};

    void check() const { detail::check_probability("swap_mutation", "probability", probability.value_or(0)); }

    void operator()(std::span<double> child, const search_space& space, random_stream& random) const noexcept {
        detail::mutate_permutations(child, space, probability, random,
                                    [](auto values, auto i, auto j) { std::swap(values[i], values[j]); });
    }
};

/// One element goes to another place, and those between move up.
struct insertion_mutation {
    std::optional<double> probability = {};

    static constexpr variable_kinds handles{variable_kind::permutation};

    void check() const { detail::check_probability("insertion_mutation", "probability", probability.value_or(0)); }

    void operator()(std::span<double> child, const search_space& space, random_stream& random) const noexcept {
        detail::mutate_permutations(child, space, probability, random, [](auto values, auto from, auto to) {
            if (from < to) {
                std::rotate(values + from, values + from + 1, values + to + 1);
            } else {
                std::rotate(values + to, values + from, values + from + 1);
            }
        });
    }
};

/// The segment from one element to another is reversed: in a tour, the 2-opt move.
struct inversion_mutation {
    std::optional<double> probability = {};

    static constexpr variable_kinds handles{variable_kind::permutation};

    void check() const { detail::check_probability("inversion_mutation", "probability", probability.value_or(0)); }

    void operator()(std::span<double> child, const search_space& space, random_stream& random) const noexcept {
        detail::mutate_permutations(child, space, probability, random, [](auto values, auto i, auto j) {
            std::reverse(values + (std::min)(i, j), values + (std::max)(i, j) + 1);
        });
    }
};

} // namespace fulcrum::inline v0_1
