#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1::detail {

/// The objectives of the members of a front over their ranges: 0 is the best of them, 1 the worst. A flat objective is
/// 0 for all.
struct normalized_costs {
    matrix_view<double> values; ///< a row for each member, in the order of the list
    matrix_view<double> range;  ///< row 0: the best of each objective, minimised; row 1: the worst
    std::size_t used = 0;       ///< objectives that are not flat

    [[nodiscard]] bool flat(std::size_t j) const noexcept { return !(range(1, j) > range(0, j)); }
    /// A value of objective j, minimised, over that objective's range.
    [[nodiscard]] double scaled(double cost, std::size_t j) const noexcept { // halves: no overflow
        return flat(j) ? 0.0 : (cost / 2 - range(0, j) / 2) / (range(1, j) / 2 - range(0, j) / 2);
    }
};

/// O(n m). Errors: shape_error when columns and objectives differ; error when there is no member, or one is not finite.
template <ObjectiveSet Set, class T>
[[nodiscard]] normalized_costs normalize_members(const char* who, const Set& set, columns_view<T> values,
                                                 std::span<const std::uint32_t> members, workspace& ws) {
    check_shape(who, set, values);
    if (members.empty()) fail(who, ": the front has no member");
    check_finite<std::remove_const_t<T>>(who, values, members);
    const std::size_t m = values.cols();
    normalized_costs out{{ws.take<double>(members.size() * m).data(), members.size(), m},
                         {ws.take<double>(2 * m).data(), 2, m},
                         0};
    for (std::size_t j = 0; j < m; ++j) {
        const auto sign = static_cast<double>(sign_of(set.directions()[j]));
        const auto cost = [&](std::uint32_t row) { return sign * static_cast<double>(values(row, j)); };
        out.range(0, j) = std::numeric_limits<double>::infinity();
        out.range(1, j) = -std::numeric_limits<double>::infinity();
        for (const std::uint32_t row : members) {
            out.range(0, j) = (std::min)(out.range(0, j), cost(row));
            out.range(1, j) = (std::max)(out.range(1, j), cost(row));
        }
        out.used += out.flat(j) ? 0U : 1U;
        for (std::size_t k = 0; k < members.size(); ++k) out.values(k, j) = out.scaled(cost(members[k]), j);
    }
    return out;
}

} // namespace fulcrum::inline v0_1::detail
