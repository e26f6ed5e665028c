#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"
#include "fulcrum/pareto/detail/volume.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// Hypervolume: the volume of what the members dominate and the reference point bounds. Larger is better. Values and
/// reference are in the user's own orientation and units; nothing is normalised. A member that is not better than the
/// reference in every objective contributes nothing; dominated members and duplicates change nothing.
/// Exact for any number of objectives, computed in double: sweeps for up to three, O(n log n) plus the moves in a flat
/// staircase for three (Beume et al., IEEE TEC 13(5), 2009); above, exclusive volumes (WFG: While, Bradstreet and
/// Barone, IEEE TEC 16(1), 2012) taken in slices, exponential in the number of objectives at worst.
/// Errors: shape_error when columns, reference and objectives differ; error when a member or the reference is not
/// finite (names its index), or when the volume exceeds a double.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double hypervolume(const Set& set, columns_view<T> values, std::span<const std::uint32_t> members,
                                 std::span<const std::remove_const_t<T>> reference, workspace& ws) {
    using value = std::remove_const_t<T>;
    detail::check_volume<Set, value>("hypervolume", set, values, members, reference);
    const workspace::scope scratch(ws);
    const double volume = detail::union_volume(detail::boxes_of<Set, value>(set, values, members, reference, ws), ws);
    detail::check_volume_size("hypervolume", volume);
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
