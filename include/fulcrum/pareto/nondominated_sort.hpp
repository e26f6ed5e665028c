#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// Every row's front: 0 is the Pareto front, 1 the front of what is left without it, and so on.
struct ranking {
    std::span<const std::uint32_t> rank;   ///< of each row
    std::span<const std::uint32_t> counts; ///< rows of each front; as many as there are fronts
    std::size_t non_finite = 0;            ///< rows with a value that is not finite: together they are the last front
};

namespace detail {

/// Ranks points; returns the number of fronts.
template <class T> std::uint32_t rank_points(const points<T>& all, std::span<std::uint32_t> rank, workspace& ws) {
    const std::span<const keyed<T>> order = monotone_order(all, ws);
    const bool few = all.cols <= 2;
    const std::span<T> lowest = ws.take<T>(few ? all.size : 0); // each front's last coordinate, for one or two
    block_lists<T> fronts(few ? 0 : all.size, all.cols, ws);
    std::uint32_t size = 0;
    for (std::size_t k = 0; k < all.size; ++k) {
        const std::uint32_t i = order[k].index;
        const T* p = all[i];
        if (k > 0 && equal_points(p, all[order[k - 1].index], all.cols)) {
            rank[i] = rank[order[k - 1].index];
            continue;
        }
        // The fronts that hold a dominator of p are the first ones: what dominates in front r + 1 is itself dominated
        // by a member of front r. So p's front is found by bisection.
        std::uint32_t low = 0;
        std::uint32_t high = size;
        while (low < high) {
            const std::uint32_t middle = low + (high - low) / 2;
            const bool dominated = few ? lowest[middle] <= p[all.cols - 1] : fronts.covers(middle, p);
            (dominated ? low : high) = dominated ? middle + 1 : middle;
        }
        if (low == size) {
            ++size;
            if (!few) fronts.open();
        }
        if (few) {
            lowest[low] = p[all.cols - 1];
        } else {
            fronts.push(low, p);
        }
        rank[i] = low;
    }
    return size;
}

template <ObjectiveSet Set, class T>
[[nodiscard]] ranking sort_rows(const Set& set, columns_view<const T> values, std::span<const T> violation,
                                workspace& ws) {
    const std::size_t n = values.rows();
    const std::span<std::uint32_t> rank = ws.take<std::uint32_t>(n);
    const std::span<std::uint32_t> counts = ws.take<std::uint32_t>(n, 0);
    const workspace::scope scratch(ws);

    const auto violated = [&](std::size_t i) { return violation.empty() ? T{0} : violation[i]; };
    const points<T> feasible = gather<Set, T>(set, values, ws, [&](std::size_t i) { return violated(i) <= 0; });
    const std::span<std::uint32_t> feasible_rank = ws.take<std::uint32_t>(feasible.size);
    std::uint32_t fronts = rank_points(feasible, feasible_rank, ws);
    for (std::size_t i = 0; i < feasible.size; ++i) rank[feasible.rows[i]] = feasible_rank[i];

    // Infeasible rows are ordered by violation alone: each distinct amount is a front.
    const std::span<keyed<T>> infeasible = ws.take<keyed<T>>(violation.size());
    std::size_t size = 0;
    for (std::size_t i = 0; i < infeasible.size(); ++i) {
        if (violation[i] > 0 && std::isfinite(violation[i]) && finite_row(values, i)) {
            infeasible[size++] = {violation[i], static_cast<std::uint32_t>(i)};
        }
    }
    std::sort(infeasible.begin(), infeasible.begin() + static_cast<std::ptrdiff_t>(size),
              [](const keyed<T>& a, const keyed<T>& b) { return a.key < b.key; });
    for (std::size_t k = 0; k < size; ++k) {
        if (k == 0 || infeasible[k - 1].key != infeasible[k].key) ++fronts;
        rank[infeasible[k].index] = fronts - 1;
    }

    const std::size_t non_finite = n - feasible.size - size;
    if (non_finite > 0) {
        ++fronts;
        for (std::size_t i = 0; i < n; ++i) {
            if (!std::isfinite(violated(i)) || !finite_row(values, i)) rank[i] = fronts - 1;
        }
    }
    for (const std::uint32_t r : rank) ++counts[r];
    return {rank, counts.first(fronts), non_finite};
}

} // namespace detail

/// The front of every row (nondominated sorting). `values` has one column per objective of the set, in the user's own
/// orientation. Equal rows share a front; -0 equals 0. Rows with an objective that is not finite form the last front.
/// The spans lie in the workspace: they are valid until the enclosing scope of `ws` ends or `ws` is reset.
/// One and two objectives: O(n log n) (Jensen, IEEE TEC 7(5), 2003). Three and more: efficient nondominated sort with
/// bisection over the fronts (ENS-BS: Zhang, Tian, Cheng and Jin, IEEE TEC 19(2), 2015), O(m n^2) at worst, when all
/// rows are one front.
/// Errors: shape_error when the number of columns is not that of the objectives.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] ranking nondominated_sort(const Set& set, columns_view<T> values, workspace& ws) {
    detail::check_shape("nondominated_sort", set, values);
    return detail::sort_rows<Set, std::remove_const_t<T>>(set, values, {}, ws);
}

/// The same by constrained domination (see constrained_dominates): first the fronts of the feasible rows, then one
/// front for each distinct violation, ascending, last the rows with a value or violation that is not finite.
/// `violation` is each row's total, zero or less when it is feasible.
/// Errors: shape_error when columns or violations do not fit.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] ranking constrained_nondominated_sort(const Set& set, columns_view<T> values,
                                                    std::span<const std::remove_const_t<T>> violation, workspace& ws) {
    detail::check_shape("constrained_nondominated_sort", set, values);
    if (violation.size() != values.rows()) {
        fail<shape_error>("constrained_nondominated_sort: there are ", violation.size(), " violations and ",
                          values.rows(), " rows");
    }
    return detail::sort_rows<Set, std::remove_const_t<T>>(set, values, violation, ws);
}

} // namespace fulcrum::inline v0_1
