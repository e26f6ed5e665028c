#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/search/survival.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// The crowding distance of a row that is not kept.
inline constexpr double dropped_distance = -1;

/// How fronts are measured and cut.
struct crowding_options {
    crowding_truncation truncation = crowding_truncation::classic;
    crowding_ends ends = crowding_ends::both;
};

/// Adds one objective's part to the crowding distances of a front that is sorted by it; returns half its range, and
/// does nothing where that is 0. The same sums as crowding_distance makes.
inline double add_gaps(std::span<const std::uint32_t> front, const double* value, crowding_ends ends,
                       std::span<double> distance) noexcept {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (front.empty()) return 0;
    const double range = value[front.back()] / 2 - value[front.front()] / 2; // halves: no overflow
    if (!(range > 0)) return 0;
    double before = value[front[0]] / 2;
    double here = value[front[1]] / 2;
    for (std::size_t k = 1; k + 1 < front.size(); ++k) {
        const double after = value[front[k + 1]] / 2;
        distance[front[k]] += (after - before) / range;
        before = here;
        here = after;
    }
    distance[front.front()] = infinity;
    if (ends == crowding_ends::both) distance[front.back()] = infinity;
    return range;
}

/// Drops all but the `keep` least crowded members at once; of equal distances the greater rows.
inline void drop_most_crowded(std::span<std::uint32_t> front, std::size_t keep, std::span<double> distance) {
    std::nth_element(front.begin(), front.begin() + static_cast<std::ptrdiff_t>(keep), front.end(),
                     [&](std::uint32_t a, std::uint32_t b) {
                         return distance[a] != distance[b] ? distance[a] > distance[b] : a < b;
                     });
    for (const std::uint32_t i : front.subspan(keep)) distance[i] = dropped_distance;
}

/// Drops the most crowded member of a front, of equal ones the greatest row, brings the distances of its neighbours up
/// to date, and so on. The ranges stay those of the whole front; a member that becomes the worst of an objective, where
/// the worst is not infinitely far, keeps its gap. A list of the members by each objective, and a tree of matches
/// between them. Distances never shrink, so that the tree may be late: the winner is played again if its entry is.
class one_at_a_time_cut {
public:
    one_at_a_time_cut(columns_view<const double> columns, crowding_ends ends, std::size_t rows, workspace& ws)
        : columns_(columns), ends_(ends), range_(ws.take<double>(columns.cols())),
          links_(ws.take<link>(columns.cols() * rows)), leaf_(ws.take<std::uint32_t>(rows)),
          tree_(ws.take<entry>(2 * std::bit_ceil(rows))) {}

    /// Takes the front's order by objective j, and half its range.
    void sorted_by(std::size_t j, std::span<const std::uint32_t> front, double range) noexcept {
        range_[j] = range;
        std::uint32_t before = none;
        for (std::size_t k = 0; k < front.size(); ++k) {
            link& l = link_of(front[k], j);
            l.before = before;
            l.after = k + 1 < front.size() ? front[k + 1] : none;
            l.gap = gap({l.before, l.after, 0}, j);
            before = front[k];
        }
    }

    /// O(m (m + log n)) for each member that is dropped.
    void operator()(std::span<const std::uint32_t> front, std::size_t keep, std::span<double> distance) noexcept {
        leaves_ = std::bit_ceil(front.size());
        for (std::size_t k = 0; k < leaves_; ++k) {
            tree_[leaves_ + k] = k < front.size() ? entry{key_of(distance[front[k]]), front[k]} : gone;
            if (k < front.size()) leaf_[front[k]] = static_cast<std::uint32_t>(leaves_ + k);
        }
        for (std::size_t k = leaves_; k-- > 1;) tree_[k] = winner(tree_[2 * k], tree_[2 * k + 1]);
        for (std::size_t left = front.size(); left > keep;) {
            const std::uint32_t row = tree_[1].row;
            const std::uint64_t key = key_of(distance[row]);
            const bool late = tree_[1].key != key;
            replay(leaf_[row], late ? entry{key, row} : gone);
            if (late) continue;
            distance[row] = dropped_distance;
            --left;
            for (std::size_t j = 0; j < columns_.cols(); ++j) {
                const link around = link_of(row, j);
                if (around.before != none) {
                    link_of(around.before, j).after = around.after;
                    refresh(around.before, j, distance);
                }
                if (around.after != none) {
                    link_of(around.after, j).before = around.before;
                    refresh(around.after, j, distance);
                }
            }
        }
    }

private:
    static constexpr std::uint32_t none = (std::numeric_limits<std::uint32_t>::max)();
    struct link {
        std::uint32_t before;
        std::uint32_t after;
        double gap; ///< between these, in ranges
    };
    struct entry {
        std::uint64_t key;
        std::uint32_t row;
    };
    static constexpr entry gone{(std::numeric_limits<std::uint64_t>::max)(), 0};

    /// Whole numbers in the order of the distances, which are not negative.
    [[nodiscard]] static std::uint64_t key_of(double distance) noexcept {
        return std::bit_cast<std::uint64_t>(distance);
    }

    [[nodiscard]] static entry winner(const entry& a, const entry& b) noexcept {
        const std::uint64_t second = (b.key < a.key) | ((b.key == a.key) & (b.row > a.row));
        const std::uint64_t all = 0 - second; // bits, for compilers make branches of a choice that is even odds
        return {a.key ^ ((a.key ^ b.key) & all), a.row ^ ((a.row ^ b.row) & static_cast<std::uint32_t>(all))};
    }

    [[nodiscard]] link& link_of(std::uint32_t row, std::size_t j) noexcept { return links_[row * columns_.cols() + j]; }

    [[nodiscard]] double gap(const link& l, std::size_t j) const noexcept {
        if (!(range_[j] > 0)) return 0;
        if (l.before == none) return std::numeric_limits<double>::infinity();
        if (l.after == none) return ends_ == crowding_ends::both ? std::numeric_limits<double>::infinity() : l.gap;
        return (columns_(l.after, j) / 2 - columns_(l.before, j) / 2) / range_[j];
    }

    /// Puts e in the winner's leaf, and plays its matches again.
    void replay(std::size_t leaf, entry e) noexcept {
        tree_[leaf] = e;
        for (std::size_t k = leaf; k > 1; k /= 2) {
            e = winner(e, tree_[k ^ 1U]);
            tree_[k / 2] = e;
        }
    }

    /// A member has lost a neighbour in objective j.
    void refresh(std::uint32_t row, std::size_t j, std::span<double> distance) noexcept {
        link_of(row, j).gap = gap(link_of(row, j), j);
        double sum = 0;
        for (std::size_t i = 0; i < columns_.cols(); ++i) sum += link_of(row, i).gap;
        distance[row] = sum;
    }

    columns_view<const double> columns_;
    crowding_ends ends_;
    std::span<double> range_;
    std::span<link> links_;         ///< [row][objective]
    std::span<std::uint32_t> leaf_; ///< of each row
    std::span<entry> tree_;         ///< node k plays for nodes 2 k and 2 k + 1; the leaves are the members
    std::size_t leaves_ = 0;
};

} // namespace fulcrum::inline v0_1::detail
