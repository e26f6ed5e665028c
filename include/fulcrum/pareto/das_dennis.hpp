#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace fulcrum::inline v0_1 {

/// Number of points of das_dennis: C(parts + objectives - 1, parts).
/// Errors: error when there is no objective or no part, or the number exceeds 32 bits.
[[nodiscard]] inline std::size_t das_dennis_size(std::size_t objectives, std::size_t parts) {
    if (objectives == 0) fail("das_dennis: there are 0 objectives; give at least one");
    if (parts == 0) fail("das_dennis: there are 0 parts; give at least one");
    constexpr std::uint64_t most = (std::numeric_limits<std::uint32_t>::max)();
    const std::uint64_t fewer = (std::min)(objectives - 1, parts); // C(n, k) = C(n, n - k)
    const std::uint64_t more = (std::max)(objectives - 1, parts);
    std::uint64_t size = 1; // C(more + k, k): whole at every step, and growing
    for (std::uint64_t k = 1; k <= fewer; ++k) {
        size = more <= most - k ? size * (more + k) / k : most + 1;
        if (size > most) fail("das_dennis: ", objectives, " objectives in ", parts, " parts are 2^32 points or more");
    }
    return static_cast<std::size_t>(size);
}

/// The simplex lattice (Das and Dennis, SIAM J. Optim. 8(3), 1998): all points whose coordinates are multiples of
/// 1 / parts and sum to 1, a column per objective, in descending lexicographic order of rows. They serve as evenly
/// spread weights or directions.
/// The view lies in the workspace. O(objectives * points). Errors: those of das_dennis_size.
[[nodiscard]] inline columns_view<const double> das_dennis(std::size_t objectives, std::size_t parts, workspace& ws) {
    const std::size_t size = das_dennis_size(objectives, parts);
    const std::span<double> points = ws.take<double>(size * objectives);
    const workspace::scope scratch(ws);
    const std::span<std::size_t> share = ws.take<std::size_t>(objectives, 0);
    share[0] = parts;
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < objectives; ++j) {
            points[j * size + i] = static_cast<double>(share[j]) / static_cast<double>(parts);
        }
        if (i + 1 == size) break;
        // The next lower composition: the last part that can moves one place right, and takes what stood at the end
        // along.
        const std::size_t rest = share[objectives - 1];
        share[objectives - 1] = 0;
        std::size_t from = objectives - 1;
        while (share[from] == 0) --from;
        --share[from];
        share[from + 1] = rest + 1;
    }
    return {points.data(), size, objectives};
}

} // namespace fulcrum::inline v0_1
