#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/executor.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"
#include "fulcrum/pareto/detail/rank_columns.hpp"
#include "fulcrum/pareto/detail/rank_counts.hpp"
#include "fulcrum/pareto/detail/rank_points.hpp"
#include "fulcrum/pareto/detail/rank_trees.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// Every row's front: 0 is the Pareto front, 1 the front of what is left without it, and so on.
struct ranking {
    /// The rank of a row beyond the limit.
    static constexpr std::uint32_t unranked = (std::numeric_limits<std::uint32_t>::max)();

    std::span<const std::uint32_t> rank;   ///< of each row
    std::span<const std::uint32_t> counts; ///< rows of each front; as many as there are fronts
    std::size_t non_finite = 0;            ///< rows with a value that is not finite: together they are the last front
    std::size_t beyond = 0;                ///< rows behind a limit, whose rank is `unranked`
};

/// How much of a ranking is wanted: whole fronts, until there are at least so many fronts and so many points (or all).
/// `{.fronts = 3}` ranks the first three fronts, `{.points = 100}` ranks fronts until they hold 100 rows.
struct rank_limit {
    std::size_t fronts = 0;
    std::size_t points = 0;

    [[nodiscard]] static constexpr rank_limit none() noexcept {
        constexpr std::size_t all = (std::numeric_limits<std::size_t>::max)();
        return {all, all};
    }
};

namespace detail {

template <ObjectiveSet Set, class T, Executor E>
[[nodiscard]] ranking sort_rows(const Set& set, columns_view<const T> values, std::span<const T> violation,
                                rank_limit limit, const rank_team<E>& team) {
    workspace& ws = team.first();
    const std::size_t n = values.rows();
    const std::span<std::uint32_t> rank = ws.take<std::uint32_t>(n);
    const std::span<std::uint32_t> counts = ws.take<std::uint32_t>(n);
    const workspace::scope scratch(ws);
    rank_counts counter(counts, limit.fronts, limit.points);

    const auto violated = [&](std::size_t i) { return violation.empty() ? T{0} : violation[i]; };
    const ranked_columns<T> feasible =
        gather_columns<Set, T>(set, values, ws, [&](std::size_t i) { return violated(i) <= 0; });
    if (feasible.size() == n) {
        rank_points(feasible.values, rank, counter, team);
    } else {
        const std::span<std::uint32_t> ranks = ws.take<std::uint32_t>(feasible.size());
        rank_points(feasible.values, ranks, counter, team);
        for (std::size_t k = 0; k < feasible.size(); ++k) rank[feasible.rows[k]] = ranks[k];
    }
    std::uint32_t fronts = 0;
    while (fronts < counter.limit() && counts[fronts] > 0) ++fronts;

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
        counter.add(fronts - 1);
    }

    const std::size_t non_finite = n - feasible.size() - size;
    if (non_finite > 0) {
        for (std::size_t i = 0; i < n; ++i) {
            if (std::isfinite(violated(i)) && finite_row(values, i)) continue;
            rank[i] = fronts;
            counter.add(fronts);
        }
        ++fronts;
    }

    std::size_t beyond = 0;
    if (counter.limit() < n) {
        for (std::uint32_t& r : rank) {
            if (r < counter.limit()) continue;
            r = ranking::unranked;
            ++beyond;
        }
    }
    return {rank, counts.first((std::min)(std::size_t{fronts}, counter.limit())), non_finite, beyond};
}

template <Executor E>
[[nodiscard]] rank_team<E> team_of(const char* who, std::span<workspace> workspaces, const E& executor) {
    if (workspaces.size() < executor.workers()) {
        fail(who, ": there are ", workspaces.size(), " workspaces for ", executor.workers(), " workers");
    }
    return {executor, workspaces};
}

} // namespace detail

/// The front of every row (nondominated sorting). `values` has one column per objective of the set, in the user's own
/// orientation. Equal rows share a front; -0 equals 0. Rows with an objective that is not finite form the last front.
/// With a limit only the first fronts are ranked, which costs less; other rows are `unranked`, and counted.
/// The work is done by all workers of the executor when there are four objectives or more and many rows, with the same
/// result. There is one workspace per worker; the spans lie in the first, and are valid until its enclosing scope ends
/// or it is reset.
/// One and two objectives: a sweep (Jensen, IEEE TEC 7(5), 2003), O(n log n); three: a sweep over a staircase for each
/// front, about O(n log^2 n). Four and more: efficient nondominated sort (ENS: Zhang, Tian, Cheng and Jin,
/// IEEE TEC 19(2), 2015), where each front is a tree of points that are compared by vector instructions on codes of one
/// byte; O(m n^2) at worst. Points on a small grid are merged first. Memory: O(m n), of which about 400 bytes for each
/// front.
/// Errors: shape_error when the number of columns is not that of the objectives, error when there are fewer workspaces
/// than workers.
template <ObjectiveSet Set, class T, Executor E>
    requires detail::FloatColumn<T>
[[nodiscard]] ranking nondominated_sort(const Set& set, columns_view<T> values, rank_limit limit,
                                        std::span<workspace> workspaces, const E& executor) {
    detail::check_shape("nondominated_sort", set, values);
    return detail::sort_rows<Set, std::remove_const_t<T>>(set, values, {}, limit,
                                                          detail::team_of("nondominated_sort", workspaces, executor));
}

/// By the calling thread.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] ranking nondominated_sort(const Set& set, columns_view<T> values, rank_limit limit, workspace& ws) {
    return nondominated_sort(set, values, limit, std::span(&ws, 1), sequential{});
}

/// All fronts.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] ranking nondominated_sort(const Set& set, columns_view<T> values, workspace& ws) {
    return nondominated_sort(set, values, rank_limit::none(), ws);
}

/// The same by constrained domination (see constrained_dominates): first the fronts of the feasible rows, then one
/// front for each distinct violation, ascending, last the rows with a value or violation that is not finite.
/// `violation` is each row's total, zero or less when it is feasible.
/// Errors: shape_error when columns or violations do not fit.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] ranking constrained_nondominated_sort(const Set& set, columns_view<T> values,
                                                    std::span<const std::remove_const_t<T>> violation,
                                                    rank_limit limit, workspace& ws) {
    detail::check_shape("constrained_nondominated_sort", set, values);
    if (violation.size() != values.rows()) {
        fail<shape_error>("constrained_nondominated_sort: there are ", violation.size(), " violations and ",
                          values.rows(), " rows");
    }
    const sequential alone;
    return detail::sort_rows<Set, std::remove_const_t<T>>(set, values, violation, limit,
                                                          detail::rank_team<sequential>{alone, {&ws, 1}});
}

/// All fronts.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] ranking constrained_nondominated_sort(const Set& set, columns_view<T> values,
                                                    std::span<const std::remove_const_t<T>> violation, workspace& ws) {
    return constrained_nondominated_sort(set, values, violation, rank_limit::none(), ws);
}

} // namespace fulcrum::inline v0_1
