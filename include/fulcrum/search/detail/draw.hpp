#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/variable.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// The whole number at the share u of a range between whole bounds, u in [0, 1): each has an equal part of [0, 1).
[[nodiscard]] inline double whole_at_unit(double lower, double upper, double u) noexcept {
    return (std::min)(lower + std::floor(u * (upper - lower + 1)), upper);
}

/// The value at the share u of a variable's range, u in [0, 1).
[[nodiscard]] inline double at_unit(const variable& v, double u) noexcept {
    if (v.kind != variable_kind::real) return whole_at_unit(v.lower, v.upper, u);
    return (std::min)(v.lower + u * (v.upper - v.lower), v.upper);
}

/// Every permutation of 0, ..., n - 1 with the same probability.
inline void draw_permutation(std::span<double> values, random_stream& random) noexcept {
    std::iota(values.begin(), values.end(), 0.0);
    shuffle(values.begin(), values.size(), random);
}

/// Independent permutations for all rows; those that begin at variable j draw from the stream (seed, generation, j).
inline void draw_permutations(const search_space& space, matrix_view<double> x, seed s,
                              std::uint64_t generation) noexcept {
    for (const permutation_block& block : space.permutations()) {
        random_stream random(s.value, generation, static_cast<std::uint32_t>(block.first));
        for (std::size_t i = 0; i < x.rows(); ++i) {
            draw_permutation(x.row(i).subspan(block.first, block.size), random);
        }
    }
}

} // namespace fulcrum::inline v0_1::detail
