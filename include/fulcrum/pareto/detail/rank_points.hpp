#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/executor.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/rank_counts.hpp"
#include "fulcrum/pareto/detail/rank_grid.hpp"
#include "fulcrum/pareto/detail/rank_stairs.hpp"
#include "fulcrum/pareto/detail/rank_sweep.hpp"
#include "fulcrum/pareto/detail/rank_trees.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// Ranks points by the method for their number of coordinates.
template <class T, Executor E>
void rank_scattered(columns_view<const T> all, std::span<std::uint32_t> rank, rank_counts& counts,
                    const rank_team<E>& team, isa highest) {
    switch (all.cols()) {
    case 1: return rank_values(all.column(0), rank, counts, team.first());
    case 2: return rank_pairs(all.column(0), all.column(1), rank, counts, team.first());
    case 3:
        if (rank_triples(all, rank, counts, team.first())) return;
        return rank_by_trees<T, 3>(all, rank, counts, team, highest);
    case 4: return rank_by_trees<T, 4>(all, rank, counts, team, highest);
    case 5: return rank_by_trees<T, 5>(all, rank, counts, team, highest);
    case 6: return rank_by_trees<T, 6>(all, rank, counts, team, highest);
    case 8: return rank_by_trees<T, 8>(all, rank, counts, team, highest);
    default: return rank_by_trees<T, 0>(all, rank, counts, team, highest);
    }
}

/// Ranks points; those beyond the limit of the counts get any rank that is not below it. Points on a small grid are
/// merged first. The result does not depend on the team or the instruction set.
template <class T, Executor E>
void rank_points(columns_view<const T> all, std::span<std::uint32_t> rank, rank_counts& counts,
                 const rank_team<E>& team, isa highest = isa::avx512) {
    const grid_points<T> grid = merge_on_grid(all, team.first());
    const std::size_t distinct = grid.distinct.rows();
    if (distinct == 0) return rank_scattered(all, rank, counts, team, highest);
    const std::span<std::uint32_t> ranks = team.first().template take<std::uint32_t>(distinct);
    rank_counts without_limit(team.first().template take<std::uint32_t>(distinct), distinct, distinct);
    rank_scattered(grid.distinct, ranks, without_limit, team, highest);
    for (std::size_t i = 0; i < all.rows(); ++i) {
        rank[i] = ranks[grid.which[i]];
        counts.add(rank[i]);
    }
}

} // namespace fulcrum::inline v0_1::detail
