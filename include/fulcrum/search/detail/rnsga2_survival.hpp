#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/search/detail/front_sort.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// What the user of R-NSGA-II prefers: points to be minimised, one after the other, and a weight for each objective.
struct rnsga2_preference {
    std::vector<double> points;
    std::vector<double> weights;
    double epsilon = 0;
};

/// The survival of R-NSGA-II (Deb and Sundar, GECCO 2006): whole fronts by constrained domination while they fit, then
/// those of the next one of the least preference distance.
template <ObjectiveSet Set> class rnsga2_survival {
public:
    rnsga2_survival(const Set& set, std::size_t members, rnsga2_preference preference)
        : set_(set), preference_(std::move(preference)), rank_(members), preference_distance_(members, none) {}

    /// Is the member feasible, finite, and in the first front?
    [[nodiscard]] bool leads(std::uint32_t member) const noexcept {
        return rank_[member] == 0 && preference_distance_[member] != none;
    }

    /// Does b win against a? The lower rank, then the less preference distance.
    [[nodiscard]] bool beats(std::uint32_t b, std::uint32_t a) const noexcept {
        return rank_[b] != rank_[a] ? rank_[b] < rank_[a] : preference_distance_[b] < preference_distance_[a];
    }

    /// The rows to keep, ascending; they become the members.
    [[nodiscard]] std::span<const std::uint32_t> operator()(columns_view<const double> objectives,
                                                            std::span<const double> violation, std::size_t keep,
                                                            std::uint64_t /*generation*/, workspace& ws) {
        const std::size_t n = objectives.rows();
        const sorted_fronts sorted = sort_(set_, objectives, violation, keep, ws);
        const std::span<std::uint32_t> preference = ws.take<std::uint32_t>(n, none);
        const std::span<std::uint32_t> front = ws.take<std::uint32_t>(n);
        const std::span<double> factor = ws.take<double>(sorted.values.cols());
        find_factors(sorted, factor);
        std::size_t size = 0; // of the last front; by their place among the regular rows, where it is one of these
        for (std::uint32_t r = 0; r <= sorted.last; ++r) {
            size = 0;
            for (std::uint32_t k = 0; k < sorted.regular.size(); ++k) {
                if (sorted.rank[sorted.regular[k]] == r) front[size++] = k;
            }
            if (size == 0) break; // the others are not feasible or not finite
            prefer(sorted, front.first(size), factor, preference, ws);
        }

        const std::span<bool> kept = ws.take<bool>(n);
        size = 0;
        for (std::uint32_t i = 0; i < n; ++i) {
            kept[i] = sorted.rank[i] < sorted.last;
            if (sorted.rank[i] == sorted.last) front[size++] = i;
        }
        const auto last = front.begin() + static_cast<std::ptrdiff_t>(size);
        std::sort(front.begin(), last, [&](std::uint32_t a, std::uint32_t b) {
            return preference[a] != preference[b] ? preference[a] < preference[b] : a < b;
        });
        for (const std::uint32_t i : front.first(sorted.room)) kept[i] = true;

        const std::span<std::uint32_t> rows = ws.take<std::uint32_t>(keep);
        for (std::uint32_t i = 0, k = 0; i < n; ++i) {
            if (!kept[i]) continue;
            rows[k] = i;
            rank_[k] = sorted.rank[i];
            preference_distance_[k++] = preference[i];
        }
        return rows;
    }

    template <class Stream> void serialize(Stream& stream) { stream(rank_, preference_distance_); }

private:
    static constexpr std::uint32_t none = (std::numeric_limits<std::uint32_t>::max)(); ///< not feasible or not finite

    /// What half a gap in each objective is multiplied by for weighted distances in ranges of the first front.
    void find_factors(const sorted_fronts& sorted, std::span<double> factor) const {
        for (std::size_t j = 0; j < factor.size(); ++j) {
            double low = std::numeric_limits<double>::infinity();
            double high = -low;
            for (std::size_t k = 0; k < sorted.regular.size(); ++k) {
                if (sorted.rank[sorted.regular[k]] != 0) continue;
                low = (std::min)(low, sorted.values(k, j));
                high = (std::max)(high, sorted.values(k, j));
            }
            const double range = high / 2 - low / 2; // halves: no overflow
            factor[j] = std::sqrt(preference_.weights[j]) / (range > 0 ? range : 1);
        }
    }

    /// The least place of each member of a front among the distances from a reference point, over all points, except
    /// that of members that are closer together than epsilon only the best keeps its own: the others come after all.
    void prefer(const sorted_fronts& sorted, std::span<std::uint32_t> front, std::span<const double> factor,
                std::span<std::uint32_t> preference, workspace& ws) const {
        const workspace::scope scratch(ws);
        const std::size_t m = factor.size();
        const std::size_t size = front.size();
        const std::span<double> distance = ws.take<double>(size);
        const std::span<std::uint32_t> order = ws.take<std::uint32_t>(size);
        const std::span<std::uint32_t> place = ws.take<std::uint32_t>(size, none);
        const auto by = [&](auto key) {
            return [key](std::uint32_t a, std::uint32_t b) { return key[a] != key[b] ? key[a] < key[b] : a < b; };
        };
        for (std::uint32_t k = 0; k < size; ++k) order[k] = k;
        for (std::size_t p = 0; p < preference_.points.size(); p += m) {
            for (std::size_t k = 0; k < size; ++k) {
                distance[k] = squared_distance(factor, [&](std::size_t j) {
                    return std::pair(sorted.values(front[k], j), preference_.points[p + j]);
                });
            }
            std::sort(order.begin(), order.end(), by(distance));
            for (std::uint32_t r = 0; r < size; ++r) place[order[r]] = (std::min)(place[order[r]], r);
        }

        std::sort(order.begin(), order.end(), by(place));
        const std::span<bool> cleared = ws.take<bool>(size, false);
        for (std::size_t a = 0; a < size; ++a) {
            const std::uint32_t leader = order[a];
            preference[sorted.regular[front[leader]]] = place[leader] + (cleared[leader] ? late(size) : 0);
            if (cleared[leader]) continue;
            for (const std::uint32_t other : order.subspan(a + 1)) {
                cleared[other] = cleared[other] || squared_distance(factor, [&](std::size_t j) {
                                     return std::pair(sorted.values(front[other], j), sorted.values(front[leader], j));
                                 }) < preference_.epsilon * preference_.epsilon;
            }
        }
    }

    [[nodiscard]] static std::uint32_t late(std::size_t size) noexcept { return static_cast<std::uint32_t>(size); }

    template <class Pair>
    [[nodiscard]] static double squared_distance(std::span<const double> factor, Pair values) noexcept {
        double squared = 0;
        for (std::size_t j = 0; j < factor.size(); ++j) {
            const auto [a, b] = values(j);
            const double gap = (a / 2 - b / 2) * factor[j];
            squared += gap * gap;
        }
        return squared;
    }

    Set set_;
    rnsga2_preference preference_;
    front_sort sort_;
    std::vector<std::uint32_t> rank_;
    std::vector<std::uint32_t> preference_distance_;
};

} // namespace fulcrum::inline v0_1::detail
