#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/nearest.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

namespace detail {

/// The mean over `from` of the distance to the nearest of `to`; coordinates are multiplied by sign(column).
template <class Distance, class T, class Sign>
[[nodiscard]] double mean_distance(const char* who, const chosen<T>& from, const chosen<T>& to, Sign sign,
                                   workspace& ws) {
    const double scale = common_scale(from, to);
    const auto at = [&](double value, std::size_t j) { return sign(j) * scale * value; };
    double total = 0;
    for (const double squared : nearest<Distance>(from, at, to, at, ws)) total += std::sqrt(squared);
    return checked_result(who, total / static_cast<double>(from.rows.size()) / scale);
}

} // namespace detail

/// Generational distance (Van Veldhuizen and Lamont 1998, as the plain mean): the mean, over the members, of the
/// Euclidean distance to the nearest point of a reference front. Smaller is better, 0 when every member is a reference
/// point; how much of the front is covered does not count. In the objectives' own units, nothing is normalised;
/// directions do not matter. O(n r m) for n members and r reference points.
/// Errors: shape_error when the columns differ; error when there is no member or no reference point, or one of them is
/// not finite (names its index), or when the result exceeds a double.
template <class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double gd(columns_view<T> values, std::span<const std::uint32_t> members,
                        columns_view<const std::remove_const_t<T>> reference, workspace& ws) {
    using value = std::remove_const_t<T>;
    const detail::chosen<value> set{values, members};
    detail::check_sets<value>("gd", set, reference);
    const workspace::scope scratch(ws);
    const detail::chosen<value> all{reference, detail::all_rows(reference.rows(), ws)};
    return detail::mean_distance<detail::squared_distance>("gd", set, all, [](std::size_t) { return 1.0; }, ws);
}

/// Inverted generational distance (Coello Coello and Reyes Sierra, MICAI 2004): the mean, over the points of a
/// reference front, of the Euclidean distance to the nearest member. Smaller is better, 0 when every reference point is
/// met. In the objectives' own units, nothing is normalised; directions do not matter. It can prefer a dominated set:
/// igd_plus does not. O(n r m) for n members and r reference points.
/// Errors: as for gd.
template <class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double igd(columns_view<T> values, std::span<const std::uint32_t> members,
                         columns_view<const std::remove_const_t<T>> reference, workspace& ws) {
    using value = std::remove_const_t<T>;
    const detail::chosen<value> set{values, members};
    detail::check_sets<value>("igd", set, reference);
    const workspace::scope scratch(ws);
    const detail::chosen<value> all{reference, detail::all_rows(reference.rows(), ws)};
    return detail::mean_distance<detail::squared_distance>("igd", all, set, [](std::size_t) { return 1.0; }, ws);
}

/// The same with a workspace of its own.
template <class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double igd(columns_view<T> values, std::span<const std::uint32_t> members,
                         columns_view<const std::remove_const_t<T>> reference) {
    workspace ws;
    return igd(values, members, reference, ws);
}

/// GD+ (Ishibuchi, Masuda, Tanigaki and Nojima, EMO 2015): the mean, over the members, of the distance to the nearest
/// point of a reference front in which only the objectives where the member is worse count. Smaller is better, 0 when
/// every member is at least as good as some reference point. In the objectives' own units, nothing is normalised.
/// O(n r m) for n members and r reference points.
/// Errors: as for gd; shape_error when columns and objectives differ.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double gd_plus(const Set& set, columns_view<T> values, std::span<const std::uint32_t> members,
                             columns_view<const std::remove_const_t<T>> reference, workspace& ws) {
    using value = std::remove_const_t<T>;
    detail::check_shape("gd_plus", set, values);
    const detail::chosen<value> found{values, members};
    detail::check_sets<value>("gd_plus", found, reference);
    const workspace::scope scratch(ws);
    const detail::chosen<value> all{reference, detail::all_rows(reference.rows(), ws)};
    const auto gain = [&](std::size_t j) { return -static_cast<double>(sign_of(set.directions()[j])); };
    return detail::mean_distance<detail::squared_excess>("gd_plus", found, all, gain, ws);
}

/// IGD+ (Ishibuchi, Masuda, Tanigaki and Nojima, EMO 2015): the mean, over the points of a reference front, of the
/// distance to the nearest member in which only the objectives where the member is worse count. Smaller is better, 0
/// when every reference point is met or dominated; weakly Pareto compliant. In the objectives' own units, nothing is
/// normalised. O(n r m) for n members and r reference points.
/// Errors: as for gd; shape_error when columns and objectives differ.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double igd_plus(const Set& set, columns_view<T> values, std::span<const std::uint32_t> members,
                              columns_view<const std::remove_const_t<T>> reference, workspace& ws) {
    using value = std::remove_const_t<T>;
    detail::check_shape("igd_plus", set, values);
    const detail::chosen<value> found{values, members};
    detail::check_sets<value>("igd_plus", found, reference);
    const workspace::scope scratch(ws);
    const detail::chosen<value> all{reference, detail::all_rows(reference.rows(), ws)};
    const auto cost = [&](std::size_t j) { return static_cast<double>(sign_of(set.directions()[j])); };
    return detail::mean_distance<detail::squared_excess>("igd_plus", all, found, cost, ws);
}

} // namespace fulcrum::inline v0_1
