#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"
#include "fulcrum/pareto/detail/volume.hpp"
#include "fulcrum/pareto/detail/volume_sweep.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

namespace detail {

/// What each of `more` would add to the union of the boxes.
inline void improvements(const box_columns& boxes, const box_columns& more, std::span<double> out, workspace& ws) {
    const workspace::scope scratch(ws);
    if (boxes.cols == 1) {
        const double longest = boxes.size > 0 ? *std::max_element(boxes.sides, boxes.sides + boxes.size) : 0;
        for (std::size_t i = 0; i < more.size; ++i) out[i] = (std::max)(more.sides[i] - longest, 0.0);
    } else if (boxes.cols == 2) {
        staircase outline(ws.take<double>(2 * boxes.size).data(), boxes.size);
        for (const std::uint32_t i : order_by(boxes, 1, ws)) outline.add(boxes.column(0)[i], boxes.column(1)[i]);
        for (std::size_t i = 0; i < more.size; ++i) out[i] = outline.above(more.column(0)[i], more.column(1)[i]);
    } else {
        uncovered rest(boxes.size, boxes.cols, ws);
        rest.keep(boxes, order_by(boxes, 0, ws));
        for (std::size_t i = 0; i < more.size; ++i) out[i] = rest.of(more, i);
    }
}

} // namespace detail

/// Hypervolume improvement: for every candidate row, how much the hypervolume of the members would grow with it, each
/// candidate alone. A candidate that a member dominates or equals, or that is not better than the reference in every
/// objective, adds 0. Values, candidates and reference are in the user's own orientation and units, computed in double.
/// One and two objectives: a sort, then O(log n) a candidate and what it would take out of the front; above, O(m n) a
/// candidate, and the volume of what the members cover of it: exponential in the number of objectives at worst.
/// The span lies in the workspace: it is valid until the enclosing scope of `ws` ends or `ws` is reset.
/// Errors: shape_error when columns, candidates, reference and objectives differ; error when a member, a candidate or
/// the reference is not finite (names its index), or when a volume exceeds a double.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] std::span<const double> hypervolume_improvement(const Set& set, columns_view<T> values,
                                                              std::span<const std::uint32_t> members,
                                                              columns_view<const std::remove_const_t<T>> candidates,
                                                              std::span<const std::remove_const_t<T>> reference,
                                                              workspace& ws) {
    using value = std::remove_const_t<T>;
    constexpr const char* who = "hypervolume_improvement";
    detail::check_volume<Set, value>(who, set, values, members, reference);
    if (candidates.cols() != set.size()) {
        fail<shape_error>(who, ": there are ", candidates.cols(), " columns of candidates, the set has ", set.size(),
                          " objectives");
    }
    for (std::size_t i = 0; i < candidates.rows(); ++i) {
        if (!detail::finite_row(candidates, i)) fail(who, ": candidate ", i, " has an objective that is not finite");
    }
    const std::span<double> out = ws.take<double>(candidates.rows(), 0.0);
    const workspace::scope scratch(ws);
    const detail::box_columns boxes = detail::boxes_of<Set, value>(set, values, members, reference, ws);
    const std::span<const std::uint32_t> all = detail::all_rows(candidates.rows(), ws);
    const detail::box_columns more = detail::boxes_of<Set, value>(set, candidates, all, reference, ws);
    const std::span<double> of_box = ws.take<double>(more.size, 0.0);
    detail::improvements(boxes, more, of_box, ws);
    for (std::size_t i = 0; i < more.size; ++i) {
        detail::check_volume_size(who, of_box[i]);
        out[more.place[i]] = of_box[i];
    }
    return out;
}

/// The same for one candidate, given by its objectives.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double hypervolume_improvement(const Set& set, columns_view<T> values,
                                             std::span<const std::uint32_t> members,
                                             std::span<const std::remove_const_t<T>> candidate,
                                             std::span<const std::remove_const_t<T>> reference, workspace& ws) {
    const workspace::scope scratch(ws);
    const columns_view<const std::remove_const_t<T>> row(candidate.data(), 1, candidate.size());
    return hypervolume_improvement(set, values, members, row, reference, ws)[0];
}

} // namespace fulcrum::inline v0_1
