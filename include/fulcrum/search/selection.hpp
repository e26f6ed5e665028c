#pragma once

#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1 {

/// Binary tournaments by the crowded comparison (Deb et al., IEEE TEC 6(2), 2002, section III-B): the lower rank wins,
/// then the larger crowding distance, then the first drawn. With ranks by constrained domination this is constrained
/// tournament selection. Entrants are dealt from a shuffled population, shuffled again when fewer than two are left, so
/// everybody enters equally often.
struct binary_tournament {
    /// Fills `winners` with indices into `rank`; rank.size() >= 2. O(winners).
    void operator()(std::span<const std::uint32_t> rank, std::span<const double> crowding,
                    std::span<std::uint32_t> winners, random_stream& random, workspace& ws) const {
        const workspace::scope scratch(ws);
        const std::span<std::uint32_t> deck = detail::all_rows(rank.size(), ws);
        std::size_t dealt = deck.size();
        for (std::uint32_t& winner : winners) {
            if (deck.size() - dealt < 2) {
                shuffle(deck.begin(), deck.size(), random);
                dealt = 0;
            }
            const std::uint32_t a = deck[dealt++];
            const std::uint32_t b = deck[dealt++];
            const bool second = rank[a] != rank[b] ? rank[b] < rank[a] : crowding[b] > crowding[a];
            winner = second ? b : a;
        }
    }
};

} // namespace fulcrum::inline v0_1
