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
            winner = winner_of(rank, crowding, a, b);
        }
    }

    /// Who wins of a and b. O(1).
    [[nodiscard]] static std::uint32_t winner_of(std::span<const std::uint32_t> rank, std::span<const double> crowding,
                                                 std::uint32_t a, std::uint32_t b) noexcept {
        const std::uint32_t lower = rank[b] < rank[a] ? 1U : 0U;
        const std::uint32_t equal = rank[b] == rank[a] ? 1U : 0U;
        const std::uint32_t wider = crowding[b] > crowding[a] ? 1U : 0U;
        const std::uint32_t second = lower | (equal & wider);
        return a ^ ((a ^ b) & (0 - second)); // not a branch: its odds are even
    }
};

} // namespace fulcrum::inline v0_1
