#pragma once

#include "fulcrum/core/assert.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/crowding.hpp"
#include "fulcrum/pareto/nondominated_sort.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1 {

/// Who is kept: rows ascending, with the rank and the crowding distance of each.
struct survivors {
    std::span<const std::uint32_t> rows;
    std::span<const std::uint32_t> rank;
    std::span<const double> crowding;
};

/// How the front that does not fit as a whole is cut down to its least crowded members.
enum class crowding_truncation : unsigned char {
    classic,       ///< all at once, as in the paper: of a crowd of neighbours all may go
    one_at_a_time, ///< the most crowded one goes, the distances of its neighbours are brought up to date, and so on
};

/// Which members of a front are infinitely far from their neighbours in an objective.
enum class crowding_ends : unsigned char {
    both, ///< the best and the worst, as in the paper and crowding_distance
    best, ///< the best alone, as in Deb's code: to the worst this objective adds nothing
};

/// The survival of NSGA-II (Deb et al., IEEE TEC 6(2), 2002): whole fronts by constrained domination while they fit,
/// then the least crowded members of the next one; of equal crowding the lower row. Rows with a value that is not
/// finite are the last to be kept.
struct rank_and_crowding {
    /// Keeps `keep` <= rows. `violation` is each row's total, zero or less when it is feasible.
    /// The spans lie in the workspace. O(m n log n) besides the sort into fronts.
    template <ObjectiveSet Set>
    [[nodiscard]] survivors operator()(const Set& set, columns_view<const double> objectives,
                                       std::span<const double> violation, std::size_t keep, workspace& ws) const {
        const std::size_t n = objectives.rows();
        FULCRUM_ASSERT(keep <= n);
        const std::span<std::uint32_t> rows = ws.take<std::uint32_t>(keep);
        const std::span<std::uint32_t> rank = ws.take<std::uint32_t>(keep);
        const std::span<double> crowding = ws.take<double>(keep);
        const workspace::scope scratch(ws);

        const ranking sorted = constrained_nondominated_sort(set, objectives, violation, ws);
        const std::span<std::uint32_t> by_front = ws.take<std::uint32_t>(n);
        const std::span<std::size_t> end = ws.take<std::size_t>(sorted.counts.size()); // of each front in by_front
        std::size_t begin = 0;
        for (std::size_t r = 0; r < end.size(); ++r) {
            end[r] = begin;
            begin += sorted.counts[r];
        }
        for (std::size_t i = 0; i < n; ++i) by_front[end[sorted.rank[i]]++] = static_cast<std::uint32_t>(i);

        constexpr double dropped = -1;
        const std::span<double> distance = ws.take<double>(n, dropped);
        for (std::size_t r = 0, kept = 0; kept < keep; ++r) {
            const std::size_t size = sorted.counts[r];
            const std::span<std::uint32_t> front = by_front.subspan(end[r] - size, size);
            const workspace::scope one_front(ws);
            const std::span<const double> crowd = crowding_distance(set, objectives, front, ws);
            for (std::size_t k = 0; k < size; ++k) distance[front[k]] = crowd[k];
            if (const std::size_t room = keep - kept; size > room) {
                std::sort(front.begin(), front.end(), [&](std::uint32_t a, std::uint32_t b) {
                    return distance[a] != distance[b] ? distance[a] > distance[b] : a < b;
                });
                for (const std::uint32_t row : front.subspan(room)) distance[row] = dropped;
                kept = keep;
            } else {
                kept += size;
            }
        }
        for (std::size_t i = 0, k = 0; i < n; ++i) {
            if (distance[i] == dropped) continue;
            rows[k] = static_cast<std::uint32_t>(i);
            rank[k] = sorted.rank[i];
            crowding[k++] = distance[i];
        }
        return {rows, rank, crowding};
    }
};

} // namespace fulcrum::inline v0_1
