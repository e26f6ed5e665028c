#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/search/detail/nsga2_variation.hpp"
#include "fulcrum/search/sampling.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/selection.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>

namespace fulcrum::inline v0_1::detail {

/// Makes the children of a generation: binary tournaments by the members' standing, then crossover and mutation, by
/// `whole` for the whole generation at once where there is one, else pair by pair: pair p makes children 2p and 2p + 1
/// from the stream (seed, generation, p); of an odd population's last pair only the first child lives.
template <class Cross, class Mutate> class breeding {
public:
    breeding(Cross cross, Mutate mutate, std::optional<real_variation> whole, bool eliminate_duplicates, seed s)
        : cross_(std::move(cross)), mutate_(std::move(mutate)), whole_(std::move(whole)),
          eliminate_duplicates_(eliminate_duplicates), seed_(s) {}

    /// standing.beats(b, a) tells whether member b wins against a, which was drawn first.
    template <class Standing>
    void operator()(const search_space& space, matrix_view<const double> members, const Standing& standing,
                    matrix_view<double> children, std::uint64_t generation, workspace& ws) {
        const std::span<std::uint32_t> mates = ws.take<std::uint32_t>((children.rows() + 1) / 2 * 2);
        const std::span<double> surplus = ws.take<double>(children.cols());
        random_stream tournament(seed_.value, generation, (std::numeric_limits<std::uint32_t>::max)());
        binary_tournament{}(members.rows(), standing, mates, tournament, ws);
        if (whole_) {
            (*whole_)(space, members, mates, children, seed_, generation, ws);
        } else {
            for (std::size_t p = 0; p < mates.size() / 2; ++p) {
                random_stream random(seed_.value, generation, static_cast<std::uint32_t>(p));
                const std::span<double> b = 2 * p + 1 < children.rows() ? children.row(2 * p + 1) : surplus;
                make_pair(space, members.row(mates[2 * p]), members.row(mates[2 * p + 1]), children.row(2 * p), b,
                          random);
            }
        }
        if (eliminate_duplicates_) remake_duplicates(space, members, standing, children, surplus, generation, ws);
    }

private:
    static constexpr std::uint32_t tries = 16; ///< for a child that already exists, the second half of them at random

    void make_pair(const search_space& space, std::span<const double> a, std::span<const double> b,
                   std::span<double> child_a, std::span<double> child_b, random_stream& random) {
        cross_(a, b, child_a, child_b, space, random);
        mutate_(child_a, space, random);
        mutate_(child_b, space, random);
    }

    /// Makes children that equal a member or an earlier child anew: from parents drawn anew, or if that does not help,
    /// as where mutation hardly moves a whole number, uniformly at random.
    template <class Standing>
    void remake_duplicates(const search_space& space, matrix_view<const double> from, const Standing& standing,
                           matrix_view<double> children, std::span<double> surplus, std::uint64_t generation,
                           workspace& ws) {
        const auto members = static_cast<std::uint32_t>(from.rows());
        const auto row = [&](std::uint32_t i) {
            return i < members ? from.row(i) : std::span<const double>(children.row(i - members));
        };
        constexpr auto vacant = (std::numeric_limits<std::uint32_t>::max)();
        const std::span<std::uint32_t> table = ws.take<std::uint32_t>(std::bit_ceil(4 * from.rows()), vacant);
        const auto is_new = [&](std::uint32_t i) { // and is remembered, if so
            const std::span<const double> x = row(i);
            for (std::size_t k = hash(x) & (table.size() - 1);; k = (k + 1) & (table.size() - 1)) {
                if (table[k] == vacant) {
                    table[k] = i;
                    return true;
                }
                if (std::equal(x.begin(), x.end(), row(table[k]).begin())) return false;
            }
        };
        for (std::uint32_t i = 0; i < members; ++i) static_cast<void>(is_new(i));
        for (std::uint32_t c = 0; c < children.rows(); ++c) {
            for (std::uint32_t t = 0; !is_new(members + c) && t < tries; ++t) {
                random_stream random(seed_.value, generation, 1U << 31U | (c * tries + t));
                if (t >= tries / 2) {
                    uniform_sampling{}(space, {children.row(c).data(), 1, children.cols()}, seed{random.bits64()}, 0);
                    continue;
                }
                const auto mate = [&] {
                    const std::uint32_t a = random.below(members);
                    return binary_tournament::winner_of(standing, a, random.below(members));
                };
                const std::uint32_t a = mate();
                make_pair(space, from.row(a), from.row(mate()), children.row(c), surplus, random);
            }
        }
    }

    [[nodiscard]] static std::size_t hash(std::span<const double> row) noexcept {
        std::uint64_t h = 0;
        for (const double value : row) {
            h = (h ^ std::bit_cast<std::uint64_t>(value + 0.0)) * 0x9E3779B97F4A7C15U; // -0 equals 0
            h ^= h >> 32U;
        }
        return h;
    }

    Cross cross_; ///< for one thread at a time: may own scratch memory
    Mutate mutate_;
    std::optional<real_variation> whole_;
    bool eliminate_duplicates_;
    seed seed_;
};

} // namespace fulcrum::inline v0_1::detail
