#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/normalized_costs.hpp"
#include "fulcrum/tune/detail/front_columns.hpp"
#include "fulcrum/tune/policy_front.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

namespace fulcrum::inline v0_1 {

/// What each member of a front is worth to its neighbours: the least that a move to one of them gives up for each unit
/// gained, summed over objectives that are normalised by their ranges (Rachmawati and Srinivasan, "Multiobjective
/// evolutionary algorithm with controllable focus on the knees of the Pareto front", IEEE TEC 13(4), 2009). Above 1,
/// every move away loses more than it gains. Neighbours are the members within `radius` (Euclidean), or the 2 m nearest
/// where those are fewer. Infinite where no neighbour gains anything.
/// One value for each member, in the order of the list; the span lies in the workspace. O(m n^2).
/// Errors: shape_error when columns and objectives differ; error when there is no member, one is not finite, or the
/// radius is negative.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] std::span<const double> trade_offs(const Set& set, columns_view<T> values,
                                                 std::span<const std::uint32_t> members, workspace& ws,
                                                 double radius = 0.125) {
    if (!(radius >= 0)) fail("trade_offs: the radius is ", radius, ", it must be 0 or more");
    const std::size_t n = members.size();
    const std::size_t m = set.size();
    const std::span<double> worth = ws.take<double>(n, std::numeric_limits<double>::infinity());
    const workspace::scope scratch(ws);
    const detail::normalized_costs costs = detail::normalize_members("trade_offs", set, values, members, ws);
    struct other {
        double squared;
        std::uint32_t place;
    };
    const std::span<other> others = ws.take<other>(n);
    const std::size_t fewest = (std::min)(2 * m, n - 1);
    for (std::size_t i = 0; i < n; ++i) {
        std::size_t size = 0;
        std::size_t inside = 0;
        for (std::uint32_t k = 0; k < n; ++k) {
            if (k == i) continue;
            double squared = 0;
            for (std::size_t j = 0; j < m; ++j) {
                const double d = costs.values(k, j) - costs.values(i, j);
                squared += d * d;
            }
            others[size++] = {squared, k};
            inside += squared <= radius * radius ? 1U : 0U;
        }
        const std::size_t neighbours = (std::max)(inside, fewest);
        std::nth_element(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(neighbours),
                         others.begin() + static_cast<std::ptrdiff_t>(size), [](const other& a, const other& b) {
                             return a.squared != b.squared ? a.squared < b.squared : a.place < b.place;
                         });
        for (const other& near_one : others.first(neighbours)) {
            double loss = 0;
            double gain = 0;
            for (std::size_t j = 0; j < m; ++j) {
                const double d = costs.values(near_one.place, j) - costs.values(i, j);
                (d > 0 ? loss : gain) += std::abs(d);
            }
            if (gain > 0) worth[i] = (std::min)(worth[i], loss / gain);
        }
    }
    return worth;
}

/// The member of the highest trade-off: it is the most expensive to move away from. Of equal ones the first; members
/// that no neighbour gains on (a single one, or all equal) are passed over unless there is no other.
/// O(m n^2). Errors: those of trade_offs.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] std::uint32_t highest_trade_off(const Set& set, columns_view<T> values,
                                              std::span<const std::uint32_t> members, workspace& ws,
                                              double radius = 0.125) {
    const workspace::scope scratch(ws);
    const std::span<const double> worth = trade_offs(set, values, members, ws, radius);
    std::size_t best = 0;
    for (std::size_t k = 1; k < worth.size(); ++k) {
        if (std::isfinite(worth[k]) && (!std::isfinite(worth[best]) || worth[k] > worth[best])) best = k;
    }
    return members[best];
}

/// Rule: the member of the highest trade-off.
struct at_highest_trade_off {
    [[nodiscard]] static std::size_t pick(const policy_front& front) {
        const detail::front_columns columns(front);
        workspace ws;
        return highest_trade_off(front.goals, columns.values(), columns.members(), ws);
    }
    [[nodiscard]] static std::string words() { return "the highest trade-off to its neighbours"; }
};

} // namespace fulcrum::inline v0_1
