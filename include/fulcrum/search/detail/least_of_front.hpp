#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/volume.hpp"
#include "fulcrum/pareto/detail/volume_contributions.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// Of two sides: the box that covers least alone, but for the widest and the highest, of twins of which the last stay.
[[nodiscard]] inline std::size_t least_between_ends(const box_columns& boxes, workspace& ws) {
    const std::span<double> alone = ws.take<double>(boxes.size, 0.0);
    contributions(boxes, alone, ws);
    std::size_t end[] = {0, 0};
    for (std::size_t i = 1; i < boxes.size; ++i) {
        for (const std::size_t j : {0U, 1U}) {
            if (boxes.column(j)[i] >= boxes.column(j)[end[j]]) end[j] = i;
        }
    }
    for (const std::size_t i : end) alone[i] = std::numeric_limits<double>::infinity();
    return static_cast<std::size_t>(std::min_element(alone.begin(), alone.end()) - alone.begin());
}

/// Which of a front's rows adds least to its hypervolume, as a place in `front`; of equal ones the last. The reference
/// is 1 beyond the front's worst in each objective; of two objectives the ends are kept while there are others. The
/// rows, two or more, are finite and do not dominate each other.
template <ObjectiveSet Set>
[[nodiscard]] std::size_t least_of_front(const Set& set, columns_view<const double> values,
                                         std::span<const std::uint32_t> front, workspace& ws) {
    const workspace::scope scratch(ws);
    const std::size_t n = front.size();
    const std::size_t m = set.size();
    const box_columns boxes{ws.take<double>(n * m).data(), ws.take<std::uint32_t>(n).data(), n, m, n};
    for (std::size_t i = 0; i < n; ++i) boxes.place[i] = static_cast<std::uint32_t>(i); // the last row is the first box
    for (std::size_t j = 0; j < m; ++j) {
        const std::span<double> side(boxes.sides + j * n, n);
        const double sign = sign_of(set.directions()[j]);
        for (std::size_t i = 0; i < n; ++i) side[i] = sign * values(front[n - 1 - i], j);
        const auto [low, high] = std::minmax_element(side.begin(), side.end());
        const double worst = *high;
        const double range = worst - *low;
        if (!std::isfinite(range)) return n - 1; // no volume in a double
        const double unit = (std::max)(range, 1.0); // a scale changes no order, and keeps volumes in a double
        for (double& v : side) v = (worst - v) / unit + 1 / unit;
    }
    return n - 1 - (m == 2 && n > 2 ? least_between_ends(boxes, ws) : least_contribution(boxes, n, ws).place);
}

} // namespace fulcrum::inline v0_1::detail
