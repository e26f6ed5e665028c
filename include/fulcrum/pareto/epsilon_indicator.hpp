#pragma once

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
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// Additive epsilon indicator (Zitzler et al., IEEE TEC 7(2), 2003, eq. 8): the least amount by which every member must
/// be made better in all objectives so that each point of a reference front is met or dominated. Smaller is better;
/// negative when every reference point is beaten with room to spare, 0 for the reference front itself. In the
/// objectives' own units, nothing is normalised: objectives of one scale are assumed.
/// O(n r m) for n members and r reference points.
/// Errors: shape_error when columns, reference and objectives differ; error when there is no member or no reference
/// point, or one of them is not finite (names its index), or when the result exceeds a double.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double additive_epsilon(const Set& set, columns_view<T> values, std::span<const std::uint32_t> members,
                                      columns_view<const std::remove_const_t<T>> reference, workspace& ws) {
    using value = std::remove_const_t<T>;
    detail::check_shape("additive_epsilon", set, values);
    const detail::chosen<value> found{values, members};
    detail::check_sets<value>("additive_epsilon", found, reference);
    const workspace::scope scratch(ws);
    const detail::chosen<value> all{reference, detail::all_rows(reference.rows(), ws)};
    const auto cost = [&](double v, std::size_t j) { return static_cast<double>(sign_of(set.directions()[j])) * v; };
    const auto least = detail::nearest<detail::largest_excess>(all, cost, found, cost, ws);
    return detail::checked_result("additive_epsilon", *std::max_element(least.begin(), least.end()));
}

/// Multiplicative epsilon indicator (Zitzler et al., IEEE TEC 7(2), 2003, definition 3): the least factor by which
/// every member must be made better in all objectives (minimised ones divided by it, maximised ones multiplied) so that
/// each point of a reference front is met or dominated. Smaller is better; below 1 when every reference point is
/// beaten, 1 for the reference front itself. Free of the objectives' units, all values must be positive.
/// Computed through logarithms: the relative error is about 1e-15. O(n r m) for n members and r reference points.
/// Errors: those of additive_epsilon; error when a value is not positive (names its index).
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double multiplicative_epsilon(const Set& set, columns_view<T> values,
                                            std::span<const std::uint32_t> members,
                                            columns_view<const std::remove_const_t<T>> reference, workspace& ws) {
    using value = std::remove_const_t<T>;
    detail::check_shape("multiplicative_epsilon", set, values);
    const detail::chosen<value> found{values, members};
    detail::check_sets<value>("multiplicative_epsilon", found, reference);
    const workspace::scope scratch(ws);
    const detail::chosen<value> all{reference, detail::all_rows(reference.rows(), ws)};
    const auto check_positive = [](const detail::chosen<value>& points, const char* row, const char* what) {
        for (const std::uint32_t i : points.rows) {
            for (std::size_t j = 0; j < points.values.cols(); ++j) {
                if (!(points.values(i, j) > 0)) {
                    fail("multiplicative_epsilon: objective ", j, " of ", row, i, what, " is ", points.values(i, j),
                         "; ratios need positive values: shift the objective or take additive_epsilon");
                }
            }
        }
    };
    check_positive(found, "row ", "");
    check_positive(all, "point ", " of the reference front");
    const auto cost = [&](double v, std::size_t j) {
        return static_cast<double>(sign_of(set.directions()[j])) * std::log(v);
    };
    const auto least = detail::nearest<detail::largest_excess>(all, cost, found, cost, ws);
    return detail::checked_result("multiplicative_epsilon", std::exp(*std::max_element(least.begin(), least.end())));
}

} // namespace fulcrum::inline v0_1
