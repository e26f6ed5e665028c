#pragma once

#include "fulcrum/core/detail/radix_order.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/nearest.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

namespace detail {

/// The row of a front that is the worst in objective j; of equal ones that which is better in the others, then the
/// first. For two objectives that is the best in the other one.
template <ObjectiveSet Set, class T>
[[nodiscard]] std::uint32_t extreme_row(const Set& set, columns_view<const T> front, std::size_t j) {
    const auto cost = [&](std::size_t i, std::size_t k) {
        return static_cast<T>(sign_of(set.directions()[k])) * front(i, k);
    };
    std::size_t extreme = 0;
    for (std::size_t i = 1; i < front.rows(); ++i) {
        bool further = cost(i, j) > cost(extreme, j);
        if (cost(i, j) == cost(extreme, j)) {
            std::size_t k = 0;
            while (k < front.cols() && cost(i, k) == cost(extreme, k)) ++k;
            further = k < front.cols() && cost(i, k) < cost(extreme, k);
        }
        if (further) extreme = i;
    }
    return static_cast<std::uint32_t>(extreme);
}

/// The sum of what the ends miss and of how far gaps are from their mean, over what it would be if all gaps were alike
/// and the ends missed all the same. 0 when there is nothing to miss.
[[nodiscard]] inline double unevenness(std::span<const double> gaps, double missed) noexcept {
    double total = 0;
    for (const double gap : gaps) total += gap;
    const double mean = total / static_cast<double>((std::max)(gaps.size(), std::size_t{1}));
    double uneven = 0;
    for (const double gap : gaps) uneven += std::abs(gap - mean);
    return missed + total > 0 ? (missed + uneven) / (missed + total) : 0;
}

} // namespace detail

/// Spread of a front of two objectives (Delta: Deb et al., IEEE TEC 6(2), 2002, eq. 1): how uneven the gaps between
/// neighbours are, and how far the two ends are from those of a reference front. Smaller is better, 0 for even gaps
/// that reach both ends; it says nothing of how near the front is. Euclidean distances in the objectives' own units,
/// nothing is normalised. One member has no gaps: 1, or 0 if it is both ends. O(n log n + r).
/// Errors: shape_error when there are not two objectives, or columns and reference differ; error when there is no
/// member or no reference point, or one of them is not finite (names its index), or when a distance exceeds a double.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double spread(const Set& set, columns_view<T> values, std::span<const std::uint32_t> members,
                            columns_view<const std::remove_const_t<T>> reference, workspace& ws) {
    using value = std::remove_const_t<T>;
    detail::check_shape("spread", set, values);
    if (set.size() != 2) {
        fail<shape_error>("spread: there are ", set.size(),
                          " objectives, it is defined for 2; take generalized_spread");
    }
    const columns_view<const value> read = values;
    detail::check_sets<value>("spread", {read, members}, reference);
    const workspace::scope scratch(ws);
    const std::size_t n = members.size();
    const std::span<value> first = ws.take<value>(n);
    const auto cost = [&](std::size_t i, std::size_t j) {
        return static_cast<value>(sign_of(set.directions()[j])) * read(members[i], j);
    };
    for (std::size_t i = 0; i < n; ++i) first[i] = cost(i, 0);
    const std::span<std::uint32_t> order = ws.take<std::uint32_t>(n);
    detail::radix_order(std::span<const value>(first), order, ws,
                        [&](std::uint32_t a, std::uint32_t b) { return cost(a, 1) < cost(b, 1); });

    const auto distance = [](columns_view<const value> a, std::uint32_t i, columns_view<const value> b,
                             std::uint32_t k) {
        return std::hypot(static_cast<double>(a(i, 0)) - static_cast<double>(b(k, 0)),
                          static_cast<double>(a(i, 1)) - static_cast<double>(b(k, 1)));
    };
    const std::span<double> gaps = ws.take<double>(n - 1);
    for (std::size_t i = 0; i + 1 < n; ++i) {
        gaps[i] = distance(read, members[order[i]], read, members[order[i + 1]]);
    }
    const double missed =
        distance(reference, detail::extreme_row(set, reference, 1), read, members[order[0]]) +
        distance(reference, detail::extreme_row(set, reference, 0), read, members[order[n - 1]]);
    return detail::checked_result("spread", detail::unevenness(gaps, missed));
}

/// Generalised spread, for any number of objectives (Zhou, Jin, Zhang, Sendhoff and Tsang, CEC 2006, eq. 18): as
/// spread, with each member's distance to the nearest other member for the gaps, and for the ends the distance to the
/// members from each extreme point of a reference front, the worst in one objective (the best of equal ones in the
/// others). Smaller is better, 0 for even gaps that reach all ends. Euclidean distances in the objectives' own units,
/// nothing is normalised. O(m (n^2 + r)).
/// Errors: shape_error when columns, reference and objectives differ; error when there is no member or no reference
/// point, or one of them is not finite (names its index).
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double generalized_spread(const Set& set, columns_view<T> values, std::span<const std::uint32_t> members,
                                        columns_view<const std::remove_const_t<T>> reference, workspace& ws) {
    using value = std::remove_const_t<T>;
    detail::check_shape("generalized_spread", set, values);
    const detail::chosen<value> found{values, members};
    detail::check_sets<value>("generalized_spread", found, reference);
    const workspace::scope scratch(ws);
    const std::size_t m = set.size();
    const std::size_t n = members.size();
    const std::span<std::uint32_t> extremes = ws.take<std::uint32_t>(m);
    for (std::size_t j = 0; j < m; ++j) extremes[j] = detail::extreme_row(set, reference, j);
    const detail::chosen<value> ends{reference, extremes};
    const double scale = detail::common_scale(found, ends);
    const auto at = [scale](double v, std::size_t) { return scale * v; };
    double missed = 0;
    for (const double squared : detail::nearest<detail::squared_distance>(ends, at, found, at, ws)) {
        missed += std::sqrt(squared);
    }

    const std::span<double> points = ws.take<double>(n * m);
    for (std::size_t j = 0; j < m; ++j) {
        for (std::size_t i = 0; i < n; ++i) points[i * m + j] = at(static_cast<double>(values(members[i], j)), j);
    }
    const std::span<double> gaps = ws.take<double>(n, n > 1 ? std::numeric_limits<double>::infinity() : 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            double squared = 0;
            for (std::size_t j = 0; j < m; ++j) {
                const double gap = points[i * m + j] - points[k * m + j];
                squared += gap * gap;
            }
            gaps[i] = (std::min)(gaps[i], squared);
            gaps[k] = (std::min)(gaps[k], squared);
        }
    }
    for (double& gap : gaps) gap = std::sqrt(gap);
    return detail::unevenness(gaps, missed);
}

} // namespace fulcrum::inline v0_1
