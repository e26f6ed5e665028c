#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/search/detail/front_sort.hpp"
#include "fulcrum/search/detail/nsga3_directions.hpp"
#include "fulcrum/search/detail/nsga3_normalization.hpp"
#include "fulcrum/search/detail/reference_kernel.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// Which rules of NSGA-III's family hold.
struct nsga3_rules {
    bool unified = false;
    bool adaptive = false;
};

/// The survival of NSGA-III (Deb and Jain, IEEE TEC 18(4), 2014): whole fronts by constrained domination while they
/// fit, then of the next one those whose directions have the fewest members.
template <ObjectiveSet Set> class nsga3_survival {
public:
    nsga3_survival(const Set& set, std::size_t members, nsga3_directions directions, nsga3_rules rules, seed s)
        : set_(set), directions_(std::move(directions)), normalization_(set.size()), rules_(rules), seed_(s),
          rank_(members), niche_(members, none), distance_(members) {}

    /// Is the member feasible, finite, and in the first front?
    [[nodiscard]] bool leads(std::uint32_t member) const noexcept {
        return rank_[member] == 0 && niche_[member] != none;
    }

    /// Does b win against a? A feasible member against others, then the one with less violation; in U-NSGA-III (Seada
    /// and Deb, IEEE TEC 20(3), 2016) also the one of the lower rank, then the one nearer to the direction, when both
    /// have the same.
    [[nodiscard]] bool beats(std::uint32_t b, std::uint32_t a) const noexcept {
        if (niche_[a] == none || niche_[b] == none) return rank_[b] < rank_[a];
        if (!rules_.unified || niche_[a] != niche_[b]) return false;
        return rank_[b] != rank_[a] ? rank_[b] < rank_[a] : distance_[b] < distance_[a];
    }

    /// The rows to keep, ascending; they become the members.
    [[nodiscard]] std::span<const std::uint32_t> operator()(columns_view<const double> objectives,
                                                            std::span<const double> violation, std::size_t keep,
                                                            std::uint64_t generation, workspace& ws) {
        if (rules_.adaptive && generation > 0) directions_.adapt(members_of_directions(ws));
        const std::size_t n = objectives.rows();
        const sorted_fronts sorted = sort_(set_, objectives, violation, keep, ws);
        const std::span<std::uint32_t> niche = ws.take<std::uint32_t>(n, none);
        const std::span<double> distance = ws.take<double>(n);
        associate(sorted, niche, distance, ws);

        const std::span<bool> kept = ws.take<bool>(n);
        const std::span<std::uint32_t> candidates = ws.take<std::uint32_t>(n);
        std::size_t size = 0;
        for (std::uint32_t i = 0; i < n; ++i) {
            kept[i] = sorted.rank[i] < sorted.last;
            if (sorted.rank[i] == sorted.last) candidates[size++] = i;
        }
        if (sorted.room == size || niche[candidates[0]] == none) {
            for (const std::uint32_t i : candidates.first(sorted.room)) kept[i] = true;
        } else {
            fill_niches(candidates.first(size), sorted.room, niche, distance, kept, generation, ws);
        }

        const std::span<std::uint32_t> rows = ws.take<std::uint32_t>(keep);
        for (std::uint32_t i = 0, k = 0; i < n; ++i) {
            if (!kept[i]) continue;
            rows[k] = i;
            rank_[k] = sorted.rank[i];
            niche_[k] = niche[i];
            distance_[k++] = distance[i];
        }
        return rows;
    }

    template <class Stream> void serialize(Stream& stream) {
        stream(normalization_, rank_, niche_, distance_);
        if (rules_.adaptive) stream(directions_);
    }

private:
    static constexpr std::uint32_t none = (std::numeric_limits<std::uint32_t>::max)(); ///< not feasible or not finite
    static constexpr std::uint32_t niching = none - 1; ///< its stream, beside those of the breeding

    [[nodiscard]] std::span<const std::uint32_t> members_of_directions(workspace& ws) const {
        const std::span<std::uint32_t> count = ws.take<std::uint32_t>(directions_.size(), 0U);
        for (const std::uint32_t h : niche_) {
            if (h != none) ++count[h];
        }
        return count;
    }

    /// The direction of each feasible and finite row down to the last front, and the distance from it.
    void associate(const sorted_fronts& sorted, std::span<std::uint32_t> niche, std::span<double> distance,
                   workspace& ws) {
        const workspace::scope scratch(ws);
        const std::size_t m = sorted.values.cols();
        const std::span<std::uint32_t> chosen = ws.take<std::uint32_t>(sorted.regular.size()); // of the regular ones
        const std::span<bool> leads = ws.take<bool>(chosen.size());
        std::size_t size = 0;
        for (std::uint32_t k = 0; k < chosen.size(); ++k) {
            const std::uint32_t rank = sorted.rank[sorted.regular[k]];
            chosen[size] = k;
            leads[size] = rank == 0;
            size += rank <= sorted.last ? 1 : 0;
        }
        if (size == 0) return;

        constexpr std::size_t group = reference_kernel::group;
        const std::size_t padded = (size + group - 1) / group * group;
        const std::span<double> values = ws.take<double>(padded * m);
        const std::span<float> short_values = ws.take<float>(padded * m, 0.0F);
        for (std::size_t j = 0; j < m; ++j) {
            const double* column = sorted.values.column(j).data();
            for (std::size_t i = 0; i < size; ++i) values[j * padded + i] = column[chosen[i]];
        }
        normalization_.update({values.data(), size, m, padded}, leads.first(size), ws);
        for (std::size_t j = 0; j < m; ++j) {
            for (std::size_t i = 0; i < size; ++i) {
                double& value = values[j * padded + i];
                value = normalization_.normalized(value, j);
                short_values[j * padded + i] = static_cast<float>(value);
            }
        }
        const std::span<std::uint32_t> nearest = ws.take<std::uint32_t>(padded);
        directions_.associate(short_values, nearest);
        for (std::size_t i = 0; i < size; ++i) {
            const std::uint32_t row = sorted.regular[chosen[i]];
            niche[row] = nearest[i];
            distance[row] = directions_.distance(nearest[i], [&](std::size_t j) { return values[j * padded + i]; });
        }
    }

    /// Keeps `room` of the candidates, one at a time: of a direction with the fewest members, drawn at random, the
    /// candidate next to the line if it has none yet, else one at random. The directions of a level take their turns in
    /// random order, which is the same.
    void fill_niches(std::span<const std::uint32_t> candidates, std::size_t room, std::span<const std::uint32_t> niche,
                     std::span<const double> distance, std::span<bool> kept, std::uint64_t generation,
                     workspace& ws) const {
        const workspace::scope scratch(ws);
        const std::size_t directions = directions_.size();
        const std::span<std::uint32_t> members = ws.take<std::uint32_t>(directions, 0U);
        for (std::size_t i = 0; i < kept.size(); ++i) {
            if (kept[i] && niche[i] != none) ++members[niche[i]];
        }
        const std::span<std::uint32_t> left = ws.take<std::uint32_t>(directions, 0U); // candidates of each direction
        const std::span<std::uint32_t> end = ws.take<std::uint32_t>(directions);      // of them in `by_direction`
        const std::span<std::uint32_t> by_direction = ws.take<std::uint32_t>(candidates.size());
        for (const std::uint32_t i : candidates) ++left[niche[i]];
        std::uint32_t total = 0;
        for (std::size_t h = 0; h < directions; ++h) end[h] = std::exchange(total, total + left[h]);
        for (const std::uint32_t i : candidates) by_direction[end[niche[i]]++] = i;

        random_stream random(seed_.value, generation, niching);
        const std::span<std::uint32_t> turn = ws.take<std::uint32_t>(directions);
        while (room > 0) {
            std::uint32_t fewest = none;
            for (std::size_t h = 0; h < directions; ++h) {
                if (left[h] > 0) fewest = (std::min)(fewest, members[h]);
            }
            std::size_t turns = 0;
            for (std::uint32_t h = 0; h < directions; ++h) {
                if (left[h] > 0 && members[h] == fewest) turn[turns++] = h;
            }
            shuffle(turn.begin(), turns, random);
            for (const std::uint32_t h : turn.first((std::min)(turns, room))) {
                const std::span<std::uint32_t> own = by_direction.subspan(end[h] - left[h], left[h]);
                std::size_t choice = 0;
                if (fewest == 0) {
                    for (std::size_t k = 1; k < own.size(); ++k) {
                        if (distance[own[k]] < distance[own[choice]]) choice = k;
                    }
                } else {
                    choice = random.below(left[h]);
                }
                kept[own[choice]] = true;
                own[choice] = own.front(); // the first goes, the others are left
                --left[h];
                ++members[h];
            }
            room -= (std::min)(turns, room);
        }
    }

    Set set_;
    front_sort sort_;
    nsga3_directions directions_;
    nsga3_normalization normalization_;
    nsga3_rules rules_;
    seed seed_;
    std::vector<std::uint32_t> rank_;
    std::vector<std::uint32_t> niche_; ///< the direction of each member, or none
    std::vector<double> distance_;     ///< of each member from its direction
};

} // namespace fulcrum::inline v0_1::detail
