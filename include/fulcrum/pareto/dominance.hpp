#pragma once

#include "fulcrum/core/assert.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <cmath>
#include <concepts>
#include <cstddef>
#include <ranges>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// The objective values of one row: a contiguous range of float or double.
template <class R>
concept ObjectiveRow = std::ranges::contiguous_range<const R> && std::ranges::sized_range<const R> &&
                       std::floating_point<std::ranges::range_value_t<const R>>;

/// Pareto domination: a is nowhere worse than b, and somewhere better. A row with a value that is not finite dominates
/// nothing and is dominated by every finite row. -0 equals 0. Precondition: one value per objective. O(m).
template <ObjectiveSet Set, ObjectiveRow A, ObjectiveRow B>
[[nodiscard]] bool dominates(const Set& set, const A& a, const B& b) noexcept {
    FULCRUM_ASSERT(std::ranges::size(a) == set.size() && std::ranges::size(b) == set.size());
    const auto* p = std::ranges::data(a);
    const auto* q = std::ranges::data(b);
    bool finite_b = true;
    bool worse = false;
    bool better = false;
    for (std::size_t j = 0; j < set.size(); ++j) {
        if (!std::isfinite(p[j])) return false;
        finite_b = finite_b && std::isfinite(q[j]);
        const bool minimized = set.directions()[j] == direction::minimize;
        better = better || (minimized ? p[j] < q[j] : q[j] < p[j]);
        worse = worse || (minimized ? q[j] < p[j] : p[j] < q[j]);
    }
    return !finite_b || (better && !worse);
}

/// Constrained domination (Deb et al., IEEE TEC 6(2), 2002, definition 1): a feasible row dominates an infeasible one,
/// of two infeasible rows the one that violates less, of two feasible ones the one that dominates. A violation is the
/// row's total, zero or less when it is feasible. A row with a value or a violation that is not finite is dominated by
/// every finite row. O(m).
template <ObjectiveSet Set, ObjectiveRow A, ObjectiveRow B, std::floating_point T>
[[nodiscard]] bool constrained_dominates(const Set& set, const A& a, T violation_a, const B& b,
                                         T violation_b) noexcept {
    const auto finite = [](const auto& row, T violation) {
        bool all = std::isfinite(violation);
        for (const auto value : row) all = all && std::isfinite(value);
        return all;
    };
    if (!finite(a, violation_a)) return false;
    if (!finite(b, violation_b)) return true;
    if (violation_a > 0 || violation_b > 0) return violation_b > 0 && violation_a < violation_b;
    return dominates(set, a, b);
}

/// Rows with an objective that is not finite: those that rank last and that a front leaves out. O(n m).
template <class T>
    requires detail::FloatColumn<T>
[[nodiscard]] std::size_t count_non_finite(columns_view<T> values) noexcept {
    const columns_view<const std::remove_const_t<T>> read = values;
    std::size_t count = 0;
    for (std::size_t i = 0; i < read.rows(); ++i) count += detail::finite_row(read, i) ? 0U : 1U;
    return count;
}

} // namespace fulcrum::inline v0_1
