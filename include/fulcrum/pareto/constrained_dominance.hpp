#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"
#include "fulcrum/pareto/front.hpp"
#include "fulcrum/pareto/nondominated_sort.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// Constrained domination as a type (see constrained_dominates), for pareto_front and nondominated_sort: each row's
/// total violation, zero or less when it is feasible; borrowed.
template <std::floating_point T> struct constrained_dominance {
    explicit constrained_dominance(std::span<const T> each) noexcept : violation(each) {}

    std::span<const T> violation;
};
template <class T> constrained_dominance(std::span<T>) -> constrained_dominance<std::remove_const_t<T>>;

/// The front by constrained domination, ascending: the feasible rows that no feasible row dominates; when none is
/// feasible, the rows with the least violation. It is rank 0 of constrained_nondominated_sort: rows with an objective
/// or a violation that is not finite are left out, unless all are such.
/// The span lies in the workspace. Costs what pareto_front does.
/// Errors: shape_error when columns or violations do not fit.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] std::span<const std::uint32_t> pareto_front(const Set& set, columns_view<T> values,
                                                          const constrained_dominance<std::remove_const_t<T>>& by,
                                                          workspace& ws) {
    using value = std::remove_const_t<T>;
    const columns_view<const value> read = values;
    const std::span<const value> violation = by.violation;
    detail::check_shape("pareto_front", set, read);
    const std::size_t n = read.rows();
    if (violation.size() != n) {
        fail<shape_error>("pareto_front: there are ", violation.size(), " violations and ", n, " rows");
    }
    const std::span<std::uint32_t> rows = ws.take<std::uint32_t>(n);
    const workspace::scope scratch(ws);
    const auto violated = [&](std::size_t i) { return (std::max)(violation[i], value{0}); };
    const auto finite = [&](std::size_t i) { return std::isfinite(violation[i]) && detail::finite_row(read, i); };
    value least = std::numeric_limits<value>::infinity();
    for (std::size_t i = 0; i < n; ++i) {
        if (finite(i)) least = (std::min)(least, violated(i));
    }
    const bool none_finite = !std::isfinite(least);
    std::size_t size = 0;
    for (std::size_t i = 0; i < n; ++i) {
        if (none_finite || (finite(i) && violated(i) == least)) rows[size++] = static_cast<std::uint32_t>(i);
    }
    if (none_finite || least > 0) return rows.first(size);

    const std::span<value> feasible = ws.take<value>(size * read.cols());
    for (std::size_t j = 0; j < read.cols(); ++j) {
        for (std::size_t i = 0; i < size; ++i) feasible[j * size + i] = read(rows[i], j);
    }
    const columns_view<const value> columns(feasible.data(), size, read.cols());
    const std::span<const std::uint32_t> front = pareto_front(set, columns, ws);
    for (std::size_t i = 0; i < front.size(); ++i) rows[i] = rows[front[i]]; // front[i] >= i
    return rows.first(front.size());
}

/// constrained_nondominated_sort, asked for by type.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] ranking nondominated_sort(const Set& set, columns_view<T> values,
                                        const constrained_dominance<std::remove_const_t<T>>& by, workspace& ws) {
    return constrained_nondominated_sort(set, values, by.violation, ws);
}

} // namespace fulcrum::inline v0_1
