#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/executor.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/rank_codes.hpp"
#include "fulcrum/pareto/detail/rank_counts.hpp"
#include "fulcrum/pareto/detail/rank_fronts.hpp"
#include "fulcrum/pareto/detail/rank_kernel.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// The workers of an executor, and the workspace of each.
template <Executor E> struct rank_team {
    const E& executor;
    std::span<workspace> workspaces;

    [[nodiscard]] std::size_t workers() const { return executor.workers(); }
    [[nodiscard]] workspace& first() const { return workspaces[0]; }

    /// Calls task(begin, end, worker) for the parts of [begin, end), of `grain` each.
    template <class Task> void split(std::size_t begin, std::size_t end, std::size_t grain, Task&& task) const {
        executor.run((end - begin + grain - 1) / grain, [&](std::size_t part, std::size_t worker) {
            task(begin + part * grain, (std::min)(end, begin + (part + 1) * grain), worker);
        });
    }
};

/// Efficient nondominated sort over trees of codes.
template <class T, std::size_t M, Executor E> class tree_ranking {
public:
    tree_ranking(columns_view<const T> all, const rank_team<E>& team, isa highest)
        : team_(team), find_(highest), n_(all.rows()), m_(all.cols()), codes_(take<std::int8_t>(n_ * m_)),
          places_(take<std::uint32_t>(n_)), values_(take<T>(n_ * m_)), front_(take<std::uint32_t>(n_)) {
        const std::span<std::int8_t> codes = take<std::int8_t>(n_ * m_);
        team.executor.run(m_, [&](std::size_t j, std::size_t worker) {
            code_values(all.column(j), codes.data() + j, m_, team.workspaces[worker]);
        });
        order_ = code_order(all, std::span<const std::int8_t>(codes), team.first());
        const space_curve curve(m_);
        team.split(0, n_, 4096, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t k = begin; k < end; ++k) {
                const std::uint32_t i = order_[k].index;
                for (std::size_t j = 0; j < m_; ++j) values_[k * m_ + j] = all(i, j);
                std::copy_n(codes.data() + i * m_, m_, codes_.data() + k * m_);
                places_[k] = curve(codes_.data() + k * m_, m_);
            }
        });
        ranked_ = {values_.data(), codes_.data(), places_.data(), m_};
        guess_bits_ = n_ < 4096 ? 6 : n_ < 65536 ? 10 : 13;
        guesses_ = team.first().template take<std::uint32_t>(team.workers() << guess_bits_, 0U);
    }

    /// Ranks the points one after the other.
    void in_turn(std::span<std::uint32_t> rank, rank_counts& counts) {
        coded_fronts fronts(n_, m_, codes_.data(), places_.data(), team_.first());
        std::uint32_t front = 0;
        for (std::size_t k = 0; k < n_; ++k) {
            if (!repeats(k)) {
                front = find(fronts, k, counts.limit(), 0);
                if (front < counts.limit()) {
                    fronts.open(front + 1);
                    fronts.add(front, static_cast<std::uint32_t>(k), team_.first());
                }
            }
            rank[order_[k].index] = front;
            counts.add(front);
        }
    }

    /// Ranks batches of points: all look for their fronts among those that stood before the batch, at once. Then
    /// those are put right that have a dominator in the batch: they are few, as its points have about the same sum.
    /// Last, points are added to different fronts at once.
    void in_batches(std::span<std::uint32_t> rank, rank_counts& counts) {
        constexpr std::size_t batch = front_block::width * front_block::width; // one root with its leaves
        coded_fronts fronts(n_, m_, codes_.data(), places_.data(), team_.first());
        const std::span<bool> unsettled = take<bool>(n_);
        for (std::size_t begin = 0, end = 0; begin < n_; begin = end) {
            end = (std::min)(n_, begin + batch);
            look(fronts, begin, end, counts.limit(), unsettled);
            for (std::size_t k = begin; k < end; ++k) {
                if (repeats(k)) front_[k] = k > begin ? front_[k - 1] : rank[order_[k - 1].index];
                for (std::size_t l = begin; unsettled[k] && l < k; ++l) {
                    if (front_[l] >= front_[k] && dominates(l, k)) front_[k] = front_[l] + 1;
                }
                rank[order_[k].index] = front_[k];
                counts.add(front_[k]);
                if (front_[k] < counts.limit()) fronts.open((std::max)(fronts.size(), front_[k] + 1));
            }
            const std::size_t shares = team_.workers() * 4;
            const std::size_t limit = counts.limit();
            team_.executor.run(shares, [&](std::size_t share, std::size_t worker) {
                for (std::size_t k = begin; k < end; ++k) {
                    if (front_[k] % shares != share || front_[k] >= limit || repeats(k)) continue;
                    fronts.add(front_[k], static_cast<std::uint32_t>(k), team_.workspaces[worker]);
                }
            });
        }
    }

private:
    template <class U> [[nodiscard]] std::span<U> take(std::size_t n) const {
        return team_.first().template take<U>(n);
    }

    /// Does point k equal the one before?
    [[nodiscard]] bool repeats(std::size_t k) const noexcept {
        const T* p = values_.data() + k * m_;
        return k > 0 && std::equal(p, p + m_, p - m_);
    }

    [[nodiscard]] bool dominates(std::size_t l, std::size_t k) const noexcept {
        const T* p = values_.data() + l * m_;
        const T* q = values_.data() + k * m_;
        for (std::size_t j = 0; j < m_; ++j) {
            if (p[j] > q[j]) return false;
        }
        return !std::equal(p, p + m_, q);
    }

    [[nodiscard]] std::uint32_t find(const coded_fronts& fronts, std::size_t k, std::size_t limit, std::size_t worker) {
        const auto open = static_cast<std::uint32_t>((std::min)(std::size_t{fronts.size()}, limit));
        std::uint32_t& guess = guesses_[(worker << guess_bits_) + (places_[k] >> (32 - guess_bits_))];
        std::uint32_t front = guess;
        find_(fronts.data(), open, &ranked_, static_cast<std::uint32_t>(k), &front);
        return guess = front;
    }

    /// Finds the fronts of points among those that stand, and which points have a dominator among themselves.
    void look(const coded_fronts& fronts, std::size_t begin, std::size_t end, std::size_t limit,
              std::span<bool> unsettled) {
        const workspace::scope scratch(team_.first());
        coded_fronts recent(1, m_, codes_.data(), places_.data(), team_.first(), front_block::width);
        recent.open(1);
        for (std::size_t k = begin; k < end; ++k) recent.add(0, static_cast<std::uint32_t>(k), team_.first());
        team_.split(begin, end, 64, [&](std::size_t from, std::size_t to, std::size_t worker) {
            for (std::size_t k = from; k < to; ++k) {
                unsettled[k] = false;
                if (repeats(k)) continue;
                front_[k] = find(fronts, k, limit, worker);
                std::uint32_t covered = 0;
                find_(recent.data(), 1, &ranked_, static_cast<std::uint32_t>(k), &covered);
                unsettled[k] = covered > 0;
            }
        });
    }

    rank_team<E> team_;
    dispatched<find_front_kernel<T, M>> find_;
    std::size_t n_;
    std::size_t m_;
    std::span<std::int8_t> codes_; // these four in the order in which points are ranked
    std::span<std::uint32_t> places_;
    std::span<T> values_;
    std::span<std::uint32_t> front_;
    std::span<const coded_index> order_;
    ranked_points<T> ranked_{};
    unsigned guess_bits_ = 0;
    std::span<std::uint32_t> guesses_; // for each worker, the front of the last point in each cell of the curve
};

/// Calls run() and then gives back what it took from any of the workspaces.
template <class Run> void in_scopes(std::span<workspace> workspaces, Run&& run) {
    if (workspaces.empty()) return run();
    const workspace::scope scratch(workspaces[0]);
    in_scopes(workspaces.subspan(1), run);
}

template <class T, std::size_t M, Executor E>
void rank_by_trees(columns_view<const T> all, std::span<std::uint32_t> rank, rank_counts& counts,
                   const rank_team<E>& team, isa highest) {
    constexpr std::size_t worthwhile = 16384; // points for a team
    if (all.rows() == 0) return;
    in_scopes(team.workspaces.first(team.workers()), [&] {
        tree_ranking<T, M, E> ranking(all, team, highest);
        team.workers() > 1 && all.rows() >= worthwhile ? ranking.in_batches(rank, counts)
                                                       : ranking.in_turn(rank, counts);
    });
}

} // namespace fulcrum::inline v0_1::detail
