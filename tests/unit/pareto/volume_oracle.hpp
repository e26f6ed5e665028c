#pragma once

#include "point_sets.hpp"

#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

/// Volumes by definition, for the tests of the hypervolume family. Odd objectives are maximised.
namespace volume_oracle {

using point_sets::columns;

inline std::vector<std::uint32_t> all(std::size_t n) {
    std::vector<std::uint32_t> rows(n);
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
}

/// Whole numbers in [0, side), some rows twice.
inline columns<double> grid_points(std::size_t n, std::size_t m, std::uint32_t side, std::uint64_t seed) {
    columns<double> data(n, m);
    for (std::size_t i = 0; i < n; ++i) {
        fulcrum::random_stream random(seed, i, static_cast<std::uint32_t>(m));
        for (std::size_t j = 0; j < m; ++j) data(i, j) = random.below(side);
        if (i % 7 == 3) {
            for (std::size_t j = 0; j < m; ++j) data(i, j) = data(i - 1, j);
        }
    }
    return data;
}

/// The reference of a grid: side - 1 where minimised, 0 where maximised, so that some points lie on it.
inline std::vector<double> grid_reference(std::size_t m, std::uint32_t side) {
    std::vector<double> reference(m, side - 1.0);
    for (std::size_t j = 1; j < m; j += 2) reference[j] = 0;
    return reference;
}

/// The number of unit cells that the members dominate up to the reference.
inline double grid_volume(const columns<double>& data, const std::vector<std::uint32_t>& members, std::uint32_t side) {
    const std::size_t m = data.cols;
    std::vector<std::uint32_t> cell(m, 0); // distances from the reference
    double count = 0;
    for (;;) {
        for (const std::uint32_t row : members) {
            bool inside = true;
            for (std::size_t j = 0; j < m && inside; ++j) {
                const double reach = j % 2 == 1 ? data(row, j) : side - 1.0 - data(row, j);
                inside = cell[j] + 1.0 <= reach;
            }
            if (inside) {
                ++count;
                break;
            }
        }
        std::size_t j = 0;
        while (j < m && ++cell[j] == side) cell[j++] = 0;
        if (j == m) return count;
    }
}

/// Points of the front x_0^2 + ... = 1, x >= 0, to be minimised; odd objectives negated.
inline columns<double> sphere(std::size_t n, std::size_t m, std::uint64_t seed) {
    columns<double> data(n, m);
    for (std::size_t i = 0; i < n; ++i) {
        fulcrum::random_stream random(seed, i);
        double squared = 0;
        for (std::size_t j = 0; j < m; ++j) {
            data(i, j) = std::fabs(random.normal());
            squared += data(i, j) * data(i, j);
        }
        for (std::size_t j = 0; j < m; ++j) data(i, j) *= (j % 2 == 1 ? -1 : 1) / std::sqrt(squared);
    }
    return data;
}

/// `distance` where minimised, -distance where maximised.
inline std::vector<double> mirrored_reference(std::size_t m, double distance) {
    std::vector<double> reference(m, distance);
    for (std::size_t j = 1; j < m; j += 2) reference[j] = -distance;
    return reference;
}

} // namespace volume_oracle
