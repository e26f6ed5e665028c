#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"
#include "fulcrum/pareto/detail/volume.hpp"
#include "fulcrum/pareto/detail/volume_contributions.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// The hypervolume contribution of every member, in the members' order: the hypervolume of all less that of all others.
/// A member that is dominated, that stands there twice, or that is not better than the reference in every objective
/// contributes 0; a dominated member lessens the contribution of the only one that dominates it. Values and reference
/// are in the user's own orientation and units, computed in double.
/// One and two objectives: a sort and a scan. Three: a sweep, O(n log n) plus the moves in a flat staircase (after
/// Emmerich and Fonseca, EMO 2011), and O(n) more for each member that alone dominates another. Above: the exclusive
/// volume (WFG: While, Bradstreet and Barone, IEEE TEC 16(1), 2012) of each, exponential in the number of objectives at
/// worst. The span lies in the workspace: it is valid until the enclosing scope of `ws` ends or `ws` is reset.
/// Errors: shape_error when columns, reference and objectives differ; error when a member or the reference is not
/// finite (names its index), or when a contribution exceeds a double.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] std::span<const double> hypervolume_contributions(const Set& set, columns_view<T> values,
                                                                std::span<const std::uint32_t> members,
                                                                std::span<const std::remove_const_t<T>> reference,
                                                                workspace& ws) {
    using value = std::remove_const_t<T>;
    constexpr const char* who = "hypervolume_contributions";
    detail::check_volume<Set, value>(who, set, values, members, reference);
    const std::span<double> out = ws.take<double>(members.size(), 0.0);
    const workspace::scope scratch(ws);
    const detail::box_columns boxes = detail::boxes_of<Set, value>(set, values, members, reference, ws);
    const std::span<double> of_box = ws.take<double>(boxes.size, 0.0);
    detail::contributions(boxes, of_box, ws);
    for (std::size_t i = 0; i < boxes.size; ++i) {
        detail::check_volume_size(who, of_box[i]);
        out[boxes.place[i]] = of_box[i];
    }
    return out;
}

/// The same with every row a member.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] std::span<const double> hypervolume_contributions(const Set& set, columns_view<T> values,
                                                                std::span<const std::remove_const_t<T>> reference,
                                                                workspace& ws) {
    return hypervolume_contributions(set, values, detail::all_rows(values.rows(), ws), reference, ws);
}

/// A row and its hypervolume contribution.
struct hypervolume_contributor {
    std::uint32_t row;
    double volume;
};

/// The member with the least hypervolume contribution, of equal ones the first in `members`. For four objectives and
/// more faster than all contributions: one is given up as soon as it is known to exceed the least so far.
/// Errors: as for hypervolume_contributions, and error when there is no member.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] hypervolume_contributor least_contributor(const Set& set, columns_view<T> values,
                                                        std::span<const std::uint32_t> members,
                                                        std::span<const std::remove_const_t<T>> reference,
                                                        workspace& ws) {
    using value = std::remove_const_t<T>;
    constexpr const char* who = "least_contributor";
    if (members.empty()) fail(who, ": there is no member");
    detail::check_volume<Set, value>(who, set, values, members, reference);
    const workspace::scope scratch(ws);
    const detail::box_columns boxes = detail::boxes_of<Set, value>(set, values, members, reference, ws);
    const detail::least_box least = detail::least_contribution(boxes, members.size(), ws);
    detail::check_volume_size(who, least.volume);
    return {members[least.place], least.volume};
}

/// The same with every row a member.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] hypervolume_contributor least_contributor(const Set& set, columns_view<T> values,
                                                        std::span<const std::remove_const_t<T>> reference,
                                                        workspace& ws) {
    const workspace::scope scratch(ws);
    return least_contributor(set, values, detail::all_rows(values.rows(), ws), reference, ws);
}

} // namespace fulcrum::inline v0_1
