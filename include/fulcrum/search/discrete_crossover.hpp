#pragma once

#include "fulcrum/core/random.hpp"
#include "fulcrum/search/detail/check_probability.hpp"
#include "fulcrum/search/detail/segment.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/variable.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

/// Crossovers that exchange values between two parents and make no new ones: for each kind but permutations. With
/// `probability` a pair is crossed, else copied.
namespace fulcrum::inline v0_1 {

/// Uniform crossover (Syswerda, ICGA 1989): each variable is exchanged with probability `exchange`.
struct uniform_crossover {
    double probability = 0.9;
    double exchange = 0.5;

    static constexpr variable_kinds handles = all_but_permutations;

    void check() const {
        detail::check_probability("uniform_crossover", "probability", probability);
        detail::check_probability("uniform_crossover", "exchange", exchange);
    }

    void operator()(std::span<const double> a, std::span<const double> b, std::span<double> child_a,
                    std::span<double> child_b, const search_space&, random_stream& random) const noexcept {
        std::copy(a.begin(), a.end(), child_a.begin());
        std::copy(b.begin(), b.end(), child_b.begin());
        if (!random.bernoulli(probability)) return;
        for (std::size_t j = 0; j < a.size(); ++j) {
            if (random.bernoulli(exchange)) std::swap(child_a[j], child_b[j]);
        }
    }
};

/// One-point crossover (Holland 1975): the variables from a cut on are exchanged; the cut is uniform over the places
/// between neighbours. A single variable is copied.
struct one_point_crossover {
    double probability = 0.9;

    static constexpr variable_kinds handles = all_but_permutations;

    void check() const { detail::check_probability("one_point_crossover", "probability", probability); }

    void operator()(std::span<const double> a, std::span<const double> b, std::span<double> child_a,
                    std::span<double> child_b, const search_space&, random_stream& random) const noexcept {
        std::copy(a.begin(), a.end(), child_a.begin());
        std::copy(b.begin(), b.end(), child_b.begin());
        if (a.size() < 2 || !random.bernoulli(probability)) return;
        const std::size_t cut = 1 + random.below(static_cast<std::uint32_t>(a.size() - 1));
        for (std::size_t j = cut; j < a.size(); ++j) std::swap(child_a[j], child_b[j]);
    }
};

/// Two-point crossover (De Jong 1975): a segment of variables is exchanged, uniform over those that are neither empty
/// nor whole. A single variable is copied.
struct two_point_crossover {
    double probability = 0.9;

    static constexpr variable_kinds handles = all_but_permutations;

    void check() const { detail::check_probability("two_point_crossover", "probability", probability); }

    void operator()(std::span<const double> a, std::span<const double> b, std::span<double> child_a,
                    std::span<double> child_b, const search_space&, random_stream& random) const noexcept {
        std::copy(a.begin(), a.end(), child_a.begin());
        std::copy(b.begin(), b.end(), child_b.begin());
        if (a.size() < 2 || !random.bernoulli(probability)) return;
        const auto [begin, end] = detail::draw_segment(a.size(), random);
        for (std::size_t j = begin; j < end; ++j) std::swap(child_a[j], child_b[j]);
    }
};

} // namespace fulcrum::inline v0_1
