#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"
#include "fulcrum/pareto/dominance.hpp"
#include "fulcrum/pareto/front.hpp"
#include "fulcrum/pareto/nondominated_sort.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

namespace detail {

template <class R, class Set, class T>
concept ReducesToPareto = requires(const R& relation, const Set& set, columns_view<const T> values, workspace& ws) {
    relation.pareto_columns(set, values, ws);
};

template <class R, class Set, class T>
void check_relation(const char* who, const R& relation, const Set& set, columns_view<const T> values) {
    check_shape(who, set, values);
    if constexpr (requires { relation.check(set); }) relation.check(set);
}

/// The finite rows of a set of columns as a relation reads them: in the user's own orientation.
template <class R, class Set, class T> class related_rows {
public:
    related_rows(const R& relation, const Set& set, columns_view<const T> values, workspace& ws)
        : relation_(relation), set_(set), rows_(ws.take<std::uint32_t>(values.rows())) {
        std::size_t size = 0;
        for (std::size_t i = 0; i < values.rows(); ++i) {
            if (finite_row(values, i)) rows_[size++] = static_cast<std::uint32_t>(i);
        }
        rows_ = rows_.first(size);
        const std::span<T> points = ws.take<T>(size * set.size());
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t j = 0; j < set.size(); ++j) points[i * set.size() + j] = values(rows_[i], j);
        }
        points_ = points;
    }

    [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }
    /// Where row i stands among all.
    [[nodiscard]] std::uint32_t origin(std::size_t i) const noexcept { return rows_[i]; }
    [[nodiscard]] bool better(std::size_t a, std::size_t b) const {
        return relation_(set_, row(a), row(b)) && !(R::reflexive && relation_(set_, row(b), row(a)));
    }

private:
    [[nodiscard]] std::span<const T> row(std::size_t i) const noexcept {
        return points_.subspan(i * set_.size(), set_.size());
    }

    const R& relation_;
    const Set& set_;
    std::span<std::uint32_t> rows_;
    std::span<const T> points_;
};

/// Marks the rows than which none is better. A transitive relation needs only the best rows so far.
template <class R, class Set, class T>
void mark_best(const related_rows<R, Set, T>& rows, std::span<unsigned char> kept, workspace& ws) {
    if constexpr (R::transitive) {
        const std::span<std::uint32_t> window = ws.take<std::uint32_t>(rows.size());
        std::size_t size = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto best = window.first(size);
            if (std::any_of(best.begin(), best.end(), [&](std::uint32_t k) { return rows.better(k, i); })) continue;
            const auto end =
                std::remove_if(best.begin(), best.end(), [&](std::uint32_t k) { return rows.better(i, k); });
            size = static_cast<std::size_t>(end - best.begin());
            window[size++] = static_cast<std::uint32_t>(i);
        }
        for (const std::uint32_t i : window.first(size)) kept[i] = 1;
    } else {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            std::size_t k = 0;
            while (k < rows.size() && (k == i || !rows.better(k, i))) ++k;
            kept[i] = k == rows.size() ? 1 : 0;
        }
    }
}

/// Ranks rows by peeling fronts off; returns the number of fronts.
template <class R, class Set, class T>
std::uint32_t peel(const related_rows<R, Set, T>& rows, std::span<std::uint32_t> rank, workspace& ws) {
    const std::span<std::uint32_t> above = ws.take<std::uint32_t>(rows.size(), 0); // rows left that are better
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            above[i] += rows.better(k, i) ? 1U : 0U;
            above[k] += rows.better(i, k) ? 1U : 0U;
        }
    }
    std::span<std::uint32_t> left = all_rows(rows.size(), ws);
    std::uint32_t fronts = 0;
    for (; !left.empty(); ++fronts) {
        const auto end = std::partition(left.begin(), left.end(), [&](std::uint32_t i) { return above[i] == 0; });
        std::size_t size = static_cast<std::size_t>(end - left.begin());
        if (size == 0) size = left.size(); // each is in or below a circle
        const std::span<const std::uint32_t> front = left.first(size);
        left = left.subspan(size);
        for (const std::uint32_t i : front) rank[i] = fronts;
        for (const std::uint32_t k : left) {
            for (const std::uint32_t i : front) above[k] -= rows.better(i, k) ? 1U : 0U;
        }
    }
    return fronts;
}

} // namespace detail

/// The front under another relation: the rows than which no other is better, ascending. It can be empty when a relation
/// is not transitive, as rows may be better than each other in a circle. Rows with an objective that is not finite are
/// left out, unless all are such: then all are returned.
/// The span lies in the workspace: it is valid until the enclosing scope of `ws` ends or `ws` is reset.
/// Relations that are Pareto domination of other columns cost what pareto_front does, others O(m n (front size)) when
/// they are transitive, O(m n^2) when not.
/// Errors: shape_error when the number of columns is not that of the objectives; those of the relation's check.
template <ObjectiveSet Set, class T, DominanceRelation<Set, std::remove_const_t<T>> R>
    requires detail::FloatColumn<T>
[[nodiscard]] std::span<const std::uint32_t> pareto_front(const Set& set, columns_view<T> values, const R& relation,
                                                          workspace& ws) {
    using value = std::remove_const_t<T>;
    const columns_view<const value> read = values;
    detail::check_relation("pareto_front", relation, set, read);
    const std::span<std::uint32_t> front = ws.take<std::uint32_t>(read.rows());
    const workspace::scope scratch(ws);
    std::size_t size = 0;
    if constexpr (detail::ReducesToPareto<R, Set, value>) {
        const std::span<const std::uint32_t> found = pareto_front(set, relation.pareto_columns(set, read, ws), ws);
        std::copy(found.begin(), found.end(), front.begin());
        size = found.size();
    } else {
        const detail::related_rows<R, Set, value> rows(relation, set, read, ws);
        if (rows.size() == 0) {
            for (std::size_t i = 0; i < front.size(); ++i) front[i] = static_cast<std::uint32_t>(i);
            return front;
        }
        const std::span<unsigned char> kept = ws.take<unsigned char>(rows.size(), 0);
        detail::mark_best(rows, kept, ws);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (kept[i] != 0) front[size++] = rows.origin(i);
        }
    }
    return front.first(size);
}

/// The front of every row under another relation: 0 is its front, 1 that of what is left without it, and so on. Where a
/// relation is not transitive and every row that is left has a better one, these rows are one front, the last of the
/// finite ones. Rows with an objective that is not finite form the last front.
/// The spans lie in the workspace. Relations that are Pareto domination of other columns cost what nondominated_sort
/// does, others O(m n^2).
/// Errors: those of pareto_front.
template <ObjectiveSet Set, class T, DominanceRelation<Set, std::remove_const_t<T>> R>
    requires detail::FloatColumn<T>
[[nodiscard]] ranking nondominated_sort(const Set& set, columns_view<T> values, const R& relation, workspace& ws) {
    using value = std::remove_const_t<T>;
    const columns_view<const value> read = values;
    detail::check_relation("nondominated_sort", relation, set, read);
    if constexpr (detail::ReducesToPareto<R, Set, value>) {
        return nondominated_sort(set, relation.pareto_columns(set, read, ws), ws);
    } else {
        const std::size_t n = read.rows();
        const std::span<std::uint32_t> rank = ws.take<std::uint32_t>(n);
        const std::span<std::uint32_t> counts = ws.take<std::uint32_t>(n, 0);
        const workspace::scope scratch(ws);
        const detail::related_rows<R, Set, value> rows(relation, set, read, ws);
        const std::span<std::uint32_t> finite_rank = ws.take<std::uint32_t>(rows.size());
        const std::uint32_t fronts = detail::peel(rows, finite_rank, ws);
        std::fill(rank.begin(), rank.end(), fronts);
        for (std::size_t i = 0; i < rows.size(); ++i) rank[rows.origin(i)] = finite_rank[i];
        for (const std::uint32_t r : rank) ++counts[r];
        const std::size_t non_finite = n - rows.size();
        return {rank, counts.first(fronts + (non_finite > 0 ? 1U : 0U)), non_finite};
    }
}

} // namespace fulcrum::inline v0_1
