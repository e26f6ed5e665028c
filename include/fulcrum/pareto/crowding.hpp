#pragma once

#include "fulcrum/core/detail/radix_order.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

namespace detail {

/// Calls visit(j, places, cost, order) for each objective j: the places in `members` of those that are finite, their
/// costs, and their order from best to worst, equal ones by place. O(m n) for values that are spread.
template <ObjectiveSet Set, class T, class Visit>
void for_each_order(const Set& set, columns_view<const T> values, std::span<const std::uint32_t> members, workspace& ws,
                    Visit&& visit) {
    const workspace::scope scratch(ws);
    const std::span<std::uint32_t> finite = ws.take<std::uint32_t>(members.size());
    std::size_t n = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (finite_row(values, members[i])) finite[n++] = static_cast<std::uint32_t>(i);
    }
    if (n == 0) return;
    const std::span<const std::uint32_t> places = finite.first(n);
    const std::span<T> cost = ws.take<T>(n);
    const std::span<std::uint32_t> order = ws.take<std::uint32_t>(n);
    for (std::size_t j = 0; j < values.cols(); ++j) {
        const std::span<const T> column = values.column(j);
        const T sign = static_cast<T>(sign_of(set.directions()[j]));
        for (std::size_t k = 0; k < n; ++k) cost[k] = sign * column[members[places[k]]];
        radix_order(std::span<const T>(cost), order, ws);
        visit(j, places, std::span<const T>(cost), std::span<const std::uint32_t>(order));
    }
}

/// Half the gap between two costs: their whole gap may overflow.
template <class T> [[nodiscard]] T half_gap(T low, T high) noexcept { return high / 2 - low / 2; }

} // namespace detail

/// Crowding distance of the members of one front, in the members' order (Deb et al., IEEE TEC 6(2), 2002, section
/// III-B): the sum over objectives of the gap between a member's two neighbours, divided by the range among the
/// members; infinite for the first and the last of an objective. Members with equal values are ordered by their place
/// in `members`. An objective that is flat among the members contributes 0 to all of them. A member with an objective
/// that is not finite has distance 0 and is nobody's neighbour. Each objective is sorted from best to worst, so that
/// maximising is exactly minimising the negative.
/// The span lies in the workspace: it is valid until the enclosing scope of `ws` ends or `ws` is reset.
/// O(m n) for values that are spread, O(m n log n) at worst.
/// Errors: shape_error when the number of columns is not that of the objectives.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] std::span<const std::remove_const_t<T>>
crowding_distance(const Set& set, columns_view<T> values, std::span<const std::uint32_t> members, workspace& ws) {
    using value = std::remove_const_t<T>;
    detail::check_shape("crowding_distance", set, values);
    const std::span<value> distance = ws.take<value>(members.size(), value{0});
    detail::for_each_order<Set, value>(
        set, values, members, ws,
        [&](std::size_t, std::span<const std::uint32_t> places, std::span<const value> cost,
            std::span<const std::uint32_t> order) {
            const value range = detail::half_gap(cost[order.front()], cost[order.back()]);
            if (!(range > 0)) return;
            const value infinite = std::numeric_limits<value>::infinity();
            distance[places[order.front()]] = distance[places[order.back()]] = infinite;
            for (std::size_t k = 1; k + 1 < order.size(); ++k) {
                distance[places[order[k]]] += detail::half_gap(cost[order[k - 1]], cost[order[k + 1]]) / range;
            }
        });
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
