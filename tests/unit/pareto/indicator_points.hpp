#pragma once

#include "point_sets.hpp"

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

/// Points that any language can make again, for figures of other libraries.
namespace indicator_points {

/// Rows of values in [0.5, 1.5), drawn row by row from Knuth's 64-bit linear congruential generator.
inline point_sets::columns<double> make(std::uint64_t seed, std::size_t n, std::size_t m) {
    point_sets::columns<double> out(n, m);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < m; ++j) {
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            out(i, j) = static_cast<double>(seed >> 11U) * 0x1p-53 + 0.5;
        }
    }
    return out;
}

/// The literal's rows.
inline point_sets::columns<double> rows(const std::vector<std::vector<double>>& values) {
    point_sets::columns<double> out(values.size(), values.front().size());
    for (std::size_t i = 0; i < out.rows; ++i) {
        for (std::size_t j = 0; j < out.cols; ++j) out(i, j) = values[i][j];
    }
    return out;
}

inline std::vector<std::uint32_t> every(const point_sets::columns<double>& data) {
    std::vector<std::uint32_t> members(data.rows);
    std::iota(members.begin(), members.end(), 0U);
    return members;
}

/// m objectives, all minimised.
inline fulcrum::dynamic_objectives minimized(std::size_t m) {
    std::vector<fulcrum::dynamic_objective> all;
    for (std::size_t j = 0; j < m; ++j) all.push_back({"f" + std::to_string(j), fulcrum::direction::minimize});
    return fulcrum::dynamic_objectives(std::move(all));
}

} // namespace indicator_points
