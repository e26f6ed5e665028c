#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/normalized_costs.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1 {

struct knee_point {
    std::uint32_t row = 0;
    double bulge = 0; ///< distance from the hyperplane towards the ideal point, in normalised objectives
};

/// The knee of a front: the member that bulges farthest from the hyperplane of the extremes towards the ideal point
/// (Das, "On characterizing the 'knee' of the Pareto curve", Structural Optimization 18, 1999). Each objective is first
/// normalised by its range among the members, 0 the best and 1 the worst; the hyperplane is the one through 1 on every
/// axis, which for two objectives is the line through the two extremes. A flat objective is left out. Of equal members
/// the first. A bulge of 0 means that the front is nowhere convex towards the ideal and has no knee.
/// O(n m). Errors: error when there is no member, or one is not finite; shape_error when columns and objectives differ.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] knee_point knee(const Set& set, columns_view<T> values, std::span<const std::uint32_t> members,
                              workspace& ws) {
    const workspace::scope scratch(ws);
    const detail::normalized_costs costs = detail::normalize_members("knee", set, values, members, ws);
    if (costs.used == 0) return {members[0], 0.0};
    const std::span<double> height = ws.take<double>(members.size(), 0.0); // sum of the normalised objectives
    for (std::size_t j = 0; j < values.cols(); ++j) {
        for (std::size_t i = 0; i < members.size(); ++i) height[i] += costs.values(i, j);
    }
    const auto lowest = static_cast<std::size_t>(std::min_element(height.begin(), height.end()) - height.begin());
    return {members[lowest], (1.0 - height[lowest]) / std::sqrt(static_cast<double>(costs.used))};
}

} // namespace fulcrum::inline v0_1
