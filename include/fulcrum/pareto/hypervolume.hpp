#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/boxes.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// Hypervolume: the volume of what the members dominate and the reference point bounds. Larger is better. Values and
/// reference are in the user's own orientation and units; nothing is normalised. A member that is not better than the
/// reference in every objective contributes nothing; dominated members and duplicates change nothing.
/// Exact for any number of objectives: sweeps for up to three, O(n log n) plus the moves in a flat staircase for three
/// (Beume et al., IEEE TEC 13(5), 2009); above, WFG (While, Bradstreet and Barone, IEEE TEC 16(1), 2012),
/// exponential in the number of objectives at worst. Computed in double.
/// Errors: shape_error when columns, reference and objectives differ; error when a member or the reference is not
/// finite (names its index), or when the volume exceeds a double.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double hypervolume(const Set& set, columns_view<T> values, std::span<const std::uint32_t> members,
                                 std::span<const std::remove_const_t<T>> reference, workspace& ws) {
    detail::check_shape("hypervolume", set, values);
    if (reference.size() != set.size()) {
        fail<shape_error>("hypervolume: the reference has ", reference.size(), " values, the set has ", set.size(),
                          " objectives");
    }
    for (std::size_t j = 0; j < reference.size(); ++j) {
        if (!std::isfinite(reference[j])) fail("hypervolume: value ", j, " of the reference is not finite");
    }
    detail::check_finite<std::remove_const_t<T>>("hypervolume", values, members);

    const workspace::scope scratch(ws);
    const std::size_t m = set.size();
    const std::span<double> boxes = ws.take<double>(members.size() * m);
    std::size_t size = 0;
    for (const std::uint32_t row : members) {
        bool inside = true;
        for (std::size_t j = 0; j < m; ++j) {
            const double sign = static_cast<double>(sign_of(set.directions()[j]));
            const double side = sign * (static_cast<double>(reference[j]) - static_cast<double>(values(row, j)));
            boxes[size * m + j] = side;
            inside = inside && side > 0;
        }
        size += inside ? 1U : 0U;
    }
    const double volume = detail::union_volume(boxes.data(), size, m, ws);
    if (!std::isfinite(volume)) fail("hypervolume: the volume exceeds a double; scale the objectives");
    return volume;
}

/// The same with every row a member.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double hypervolume(const Set& set, columns_view<T> values,
                                 std::span<const std::remove_const_t<T>> reference, workspace& ws) {
    const workspace::scope scratch(ws);
    return hypervolume(set, values, detail::all_rows(values.rows(), ws), reference, ws);
}

} // namespace fulcrum::inline v0_1
