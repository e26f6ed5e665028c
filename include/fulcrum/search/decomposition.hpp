#pragma once

#include "fulcrum/core/assert.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

namespace fulcrum::inline v0_1 {

/// How weights make one objective of several.
enum class decomposition : unsigned char {
    chebyshev,    ///< the largest weighted distance: reaches every Pareto optimum
    pbi,          ///< penalty-based boundary intersection: along the weights' ray, and theta times off it
    weighted_sum, ///< the weighted sum: reaches the convex parts of a front only
};

/// The value of a point for weights, to be minimised (Zhang and Li, IEEE TEC 11(6), 2007, section II). `distance` is
/// the point's distance from the ideal point in each objective, zero or more; weights are zero or more, not all zero.
/// A weight of zero counts as 1e-6 for Chebyshev, so that of equal points the dominating one is better. O(objectives).
[[nodiscard]] inline double decomposed(decomposition by, std::span<const double> weights,
                                       std::span<const double> distance, double theta = 5) noexcept {
    FULCRUM_ASSERT(weights.size() == distance.size());
    double sum = 0;
    double largest = -std::numeric_limits<double>::infinity();
    double squares = 0;
    for (std::size_t j = 0; j < weights.size(); ++j) {
        sum += weights[j] * distance[j];
        largest = (std::max)(largest, (std::max)(weights[j], 1e-6) * distance[j]);
        squares += weights[j] * weights[j];
    }
    if (by == decomposition::weighted_sum) return sum;
    if (by == decomposition::chebyshev) return largest;
    double off = 0;
    for (std::size_t j = 0; j < weights.size(); ++j) {
        const double beside = distance[j] - sum / squares * weights[j];
        off += beside * beside;
    }
    return sum / std::sqrt(squares) + theta * std::sqrt(off);
}

} // namespace fulcrum::inline v0_1
