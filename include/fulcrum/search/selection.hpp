#pragma once

#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1 {

/// The crowded comparison (Deb et al., IEEE TEC 6(2), 2002, section III-B): the lower rank wins, then the larger crowding
/// distance. With ranks by constrained domination it is that of constrained tournament selection.
struct crowded_comparison {
    std::span<const std::uint32_t> rank;
    std::span<const double> crowding;

    /// Does b win against a, which was drawn first? O(1).
    [[nodiscard]] bool beats(std::uint32_t b, std::uint32_t a) const noexcept {
        const std::uint32_t lower = rank[b] < rank[a] ? 1U : 0U;
        const std::uint32_t equal = rank[b] == rank[a] ? 1U : 0U;
        const std::uint32_t wider = crowding[b] > crowding[a] ? 1U : 0U;
        return (lower | (equal & wider)) != 0; // not a branch: its odds are even
    }
};

/// Binary tournaments between individuals, by their standing: standing.beats(b, a) tells whether b wins against a, which
/// was drawn first, as crowded_comparison does. Entrants are dealt from a shuffled population, shuffled again when fewer
/// than two are left, so everybody enters equally often.
struct binary_tournament {
    /// Fills `winners` with numbers below `individuals`, which are at least 2. O(winners).
    template <class Standing>
    void operator()(std::size_t individuals, const Standing& standing, std::span<std::uint32_t> winners,
                    random_stream& random, workspace& ws) const {
        const workspace::scope scratch(ws);
        const std::span<std::uint32_t> deck = detail::all_rows(individuals, ws);
        std::size_t dealt = deck.size();
        for (std::uint32_t& winner : winners) {
            if (deck.size() - dealt < 2) {
                shuffle(deck.begin(), deck.size(), random);
                dealt = 0;
            }
            const std::uint32_t a = deck[dealt++];
            const std::uint32_t b = deck[dealt++];
            winner = winner_of(standing, a, b);
        }
    }

    /// Who wins of a and b. O(1).
    template <class Standing>
    [[nodiscard]] static std::uint32_t winner_of(const Standing& standing, std::uint32_t a, std::uint32_t b) noexcept {
        return a ^ ((a ^ b) & (0U - static_cast<std::uint32_t>(standing.beats(b, a))));
    }
};

} // namespace fulcrum::inline v0_1
