#pragma once

#include "fulcrum/core/assert.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <cmath>
#include <concepts>
#include <cstddef>
#include <ranges>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// The objective values of one row: a contiguous range of float or double.
template <class R>
concept ObjectiveRow = std::ranges::contiguous_range<const R> && std::ranges::sized_range<const R> &&
                       std::floating_point<std::ranges::range_value_t<const R>>;

namespace detail {

/// The one policy for rows that are not finite: they dominate nothing, and every finite row dominates them. Finite rows
/// are compared by the rule.
template <ObjectiveSet Set, ObjectiveRow A, ObjectiveRow B, class Rule>
[[nodiscard]] bool compare_finite([[maybe_unused]] const Set& set, const A& a, const B& b, Rule&& rule) noexcept {
    FULCRUM_ASSERT(std::ranges::size(a) == set.size() && std::ranges::size(b) == set.size());
    for (const auto value : a) {
        if (!std::isfinite(value)) return false;
    }
    for (const auto value : b) {
        if (!std::isfinite(value)) return true;
    }
    return rule(std::ranges::data(a), std::ranges::data(b));
}

/// Does holds(j, cost of a, cost of b) hold in every objective j? Costs are values to be minimised.
template <ObjectiveSet Set, class T, class U, class Holds>
[[nodiscard]] bool every_objective(const Set& set, const T* a, const U* b, Holds&& holds) noexcept {
    for (std::size_t j = 0; j < set.size(); ++j) {
        const float sign = sign_of(set.directions()[j]);
        if (!holds(j, static_cast<T>(sign) * a[j], static_cast<U>(sign) * b[j])) return false;
    }
    return true;
}

} // namespace detail

/// Pareto domination: a is nowhere worse than b, and somewhere better. A row with a value that is not finite dominates
/// nothing and is dominated by every finite row. -0 equals 0. Precondition: one value per objective. O(m).
template <ObjectiveSet Set, ObjectiveRow A, ObjectiveRow B>
[[nodiscard]] bool dominates(const Set& set, const A& a, const B& b) noexcept {
    return detail::compare_finite(set, a, b, [&](const auto* p, const auto* q) {
        bool better = false;
        return detail::every_objective(set, p, q, [&](std::size_t, auto x, auto y) {
            better = better || x < y;
            return x <= y;
        }) && better;
    });
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

/// A dominance relation as a type: relation(set, a, b) tells whether row a dominates row b, in the user's own
/// orientation. `transitive` promises that a over b and b over c give a over c. A `reflexive` relation says "at least
/// as good": it holds for equal rows, and a is better than b when a is at least as good as b and b not as a.
/// A relation that has check(set) refuses there, before any work, what does not fit the set. One that has
/// pareto_columns(set, values, ws) gives columns in which it is Pareto domination, for speed.
/// pareto_front and nondominated_sort of front_by_relation.hpp take one; other relations are in epsilon_dominance.hpp,
/// cone_dominance.hpp, g_dominance.hpp and k_dominance.hpp.
template <class R, class Set, class T>
concept DominanceRelation = requires(const R& relation, const Set& set, std::span<const T> row) {
    { relation(set, row, row) } -> std::convertible_to<bool>;
    requires std::same_as<decltype(R::transitive), const bool>;
    requires std::same_as<decltype(R::reflexive), const bool>;
};

/// Pareto domination, as dominates.
struct pareto_dominance {
    static constexpr bool transitive = true;
    static constexpr bool reflexive = false;

    template <ObjectiveSet Set, ObjectiveRow A, ObjectiveRow B>
    [[nodiscard]] bool operator()(const Set& set, const A& a, const B& b) const noexcept {
        return dominates(set, a, b);
    }
    template <ObjectiveSet Set, class T>
    [[nodiscard]] columns_view<const T> pareto_columns(const Set& /*set*/, columns_view<const T> values,
                                                       workspace& /*ws*/) const noexcept {
        return values;
    }
};

/// Strict domination (Zitzler et al., IEEE TEC 7(2), 2003, table I): a is better in every objective. What it leaves is
/// the weakly Pareto optimal rows. Rows that are not finite as for dominates. O(m).
struct strict_dominance {
    static constexpr bool transitive = true;
    static constexpr bool reflexive = false;

    template <ObjectiveSet Set, ObjectiveRow A, ObjectiveRow B>
    [[nodiscard]] bool operator()(const Set& set, const A& a, const B& b) const noexcept {
        return detail::compare_finite(set, a, b, [&](const auto* p, const auto* q) {
            return detail::every_objective(set, p, q, [](std::size_t, auto x, auto y) { return x < y; });
        });
    }
};

/// Weak domination (Zitzler et al., IEEE TEC 7(2), 2003, table I): a is worse in no objective; equal rows dominate each
/// other, so that the better rows, and the front, are those of Pareto domination. Rows that are not finite as for
/// dominates. O(m).
struct weak_dominance {
    static constexpr bool transitive = true;
    static constexpr bool reflexive = true;

    template <ObjectiveSet Set, ObjectiveRow A, ObjectiveRow B>
    [[nodiscard]] bool operator()(const Set& set, const A& a, const B& b) const noexcept {
        return detail::compare_finite(set, a, b, [&](const auto* p, const auto* q) {
            return detail::every_objective(set, p, q, [](std::size_t, auto x, auto y) { return x <= y; });
        });
    }
    template <ObjectiveSet Set, class T>
    [[nodiscard]] columns_view<const T> pareto_columns(const Set& /*set*/, columns_view<const T> values,
                                                       workspace& /*ws*/) const noexcept {
        return values;
    }
};

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
