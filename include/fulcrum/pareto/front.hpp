#pragma once

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

/// Marks the points that no other dominates.
template <class T> void mark_front(const points<T>& all, std::span<unsigned char> kept, workspace& ws) {
    const std::span<const keyed<T>> order = monotone_order(all, ws);
    block_lists<T> window(all.cols > 2 ? all.size : 1, all.cols, ws); // members so far, for three objectives and more
    window.open();
    T lowest = std::numeric_limits<T>::infinity(); // of the last coordinate, for one or two
    for (std::size_t k = 0; k < all.size; ++k) {
        const std::uint32_t i = order[k].index;
        const T* p = all[i];
        if (k > 0 && equal_points(p, all[order[k - 1].index], all.cols)) {
            kept[i] = kept[order[k - 1].index];
        } else if (all.cols <= 2) {
            if (p[all.cols - 1] < lowest) {
                kept[i] = 1;
                lowest = p[all.cols - 1];
            }
        } else if (!window.covers(0, p)) {
            kept[i] = 1;
            window.push(0, p);
        }
    }
}

} // namespace detail

/// The rows that no other row dominates, ascending; `values` has one column per objective of the set, in the user's
/// own orientation. Equal rows are all kept; -0 equals 0. A row with an objective that is not finite is left out
/// (count_non_finite tells how many), unless all are such: then none dominates another, and all are returned. So the
/// front is always rank 0 of nondominated_sort.
/// The span lies in the workspace: it is valid until the enclosing scope of `ws` ends or `ws` is reset.
/// One and two objectives: sort and scan (Kung, Luccio and Preparata, JACM 22(4), 1975), O(n log n). Three and more:
/// sorted by sum, each point is compared with the members so far (SFS: Chomicki et al., ICDE 2003),
/// O(m n (log n + front size)).
/// Errors: shape_error when the number of columns is not that of the objectives.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] std::span<const std::uint32_t> pareto_front(const Set& set, columns_view<T> values, workspace& ws) {
    using value = std::remove_const_t<T>;
    detail::check_shape("pareto_front", set, values);
    const std::span<std::uint32_t> front = ws.take<std::uint32_t>(values.rows());
    const workspace::scope scratch(ws);
    const detail::points<value> all =
        detail::gather<Set, value>(set, values, ws, [](std::size_t) { return true; });
    if (all.size == 0) {
        for (std::size_t i = 0; i < front.size(); ++i) front[i] = static_cast<std::uint32_t>(i);
        return front;
    }
    const std::span<unsigned char> kept = ws.take<unsigned char>(all.size, 0);
    detail::mark_front(all, kept, ws);
    std::size_t size = 0;
    for (std::size_t i = 0; i < all.size; ++i) {
        if (kept[i] != 0) front[size++] = all.rows[i];
    }
    return front.first(size);
}

} // namespace fulcrum::inline v0_1
