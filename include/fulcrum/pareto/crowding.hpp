#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// Crowding distance of the members of one front, in the members' order (Deb et al., IEEE TEC 6(2), 2002, section
/// III-B): the sum over objectives of the gap between a member's two neighbours, divided by the range among the
/// members; infinite for the first and the last of an objective. Members with equal values are ordered by their place
/// in `members`. An objective that is flat among the members contributes 0 to all of them. A member with an objective
/// that is not finite has distance 0 and is nobody's neighbour. Each objective is sorted from best to worst, so that
/// maximising is exactly minimising the negative.
/// The span lies in the workspace: it is valid until the enclosing scope of `ws` ends or `ws` is reset. O(m n log n).
/// Errors: shape_error when the number of columns is not that of the objectives.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] std::span<const std::remove_const_t<T>>
crowding_distance(const Set& set, columns_view<T> values, std::span<const std::uint32_t> members, workspace& ws) {
    using value = std::remove_const_t<T>;
    detail::check_shape("crowding_distance", set, values);
    const columns_view<const value> read = values;
    const std::span<value> distance = ws.take<value>(members.size(), value{0});
    const workspace::scope scratch(ws);
    const std::span<std::uint32_t> finite = ws.take<std::uint32_t>(members.size());
    std::size_t n = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (detail::finite_row(read, members[i])) finite[n++] = static_cast<std::uint32_t>(i);
    }
    const std::span<detail::keyed<value>> order = ws.take<detail::keyed<value>>(n);
    for (std::size_t j = 0; j < read.cols() && n > 0; ++j) {
        const std::span<const value> column = read.column(j);
        const value sign = static_cast<value>(sign_of(set.directions()[j]));
        for (std::size_t k = 0; k < n; ++k) order[k] = {sign * column[members[finite[k]]], finite[k]};
        std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
            return a.key != b.key ? a.key < b.key : a.index < b.index;
        });
        const value range = order[n - 1].key / 2 - order[0].key / 2; // halves: no overflow
        if (!(range > 0)) continue;
        distance[order[0].index] = distance[order[n - 1].index] = std::numeric_limits<value>::infinity();
        for (std::size_t k = 1; k + 1 < n; ++k) {
            distance[order[k].index] += (order[k + 1].key / 2 - order[k - 1].key / 2) / range;
        }
    }
    return distance;
}

/// The same with every row a member.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] std::span<const std::remove_const_t<T>> crowding_distance(const Set& set, columns_view<T> values,
                                                                        workspace& ws) {
    return crowding_distance(set, values, detail::all_rows(values.rows(), ws), ws);
}

} // namespace fulcrum::inline v0_1
