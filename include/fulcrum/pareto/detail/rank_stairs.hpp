#pragma once

#include "fulcrum/core/detail/radix_order.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/rank_codes.hpp"
#include "fulcrum/pareto/detail/rank_counts.hpp"
#include "fulcrum/pareto/detail/rank_search.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// The staircase of each front while points of three coordinates are swept by the first one: the members that no other
/// is below in the second and third, which ascend in y and descend in z.
template <class T> class staircases {
public:
    staircases(std::size_t most, workspace& ws) : ws_(ws), stairs_(ws.take<staircase>(most)) {}

    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t moved() const noexcept { return moved_; } ///< steps that made room for others

    /// Is a step of the front nowhere above (y, z)?
    [[nodiscard]] bool covers(std::uint32_t front, T y, T z) const noexcept {
        const staircase& s = stairs_[front];
        const step* after = after_y(s, y);
        return after != s.steps && after[-1].z <= z;
    }

    /// Adds a point that the front does not cover; to one front more than there are, to open it.
    void add(std::uint32_t front, T y, T z) {
        staircase& s = stairs_[front];
        if (front == size_) {
            ++size_;
            s = {ws_.take<step>(smallest).data(), 0, smallest};
        } else if (s.size == s.capacity) {
            step* wider = ws_.take<step>(std::size_t{s.capacity} * 2).data();
            std::copy_n(s.steps, s.size, wider);
            s = {wider, s.size, s.capacity * 2};
        }
        step* const end = s.steps + s.size;
        step* first = s.steps + (after_y(s, y) - s.steps);
        step* last = first; // those in [first, last) are covered by the new one
        while (last != end && last->z >= z) ++last;
        if (first != s.steps && first[-1].y == y) --first;
        if (first == last) {
            std::copy_backward(first, end, end + 1);
            moved_ += static_cast<std::size_t>(end - first);
        } else if (last - first > 1) {
            std::copy(last, end, first + 1);
            moved_ += static_cast<std::size_t>(end - last);
        }
        s.size = static_cast<std::uint32_t>(s.size + 1 - static_cast<std::uint32_t>(last - first));
        *first = {y, z};
    }

private:
    static constexpr std::uint32_t smallest = 8;
    struct step {
        T y, z;
    };
    struct staircase {
        step* steps;
        std::uint32_t size;
        std::uint32_t capacity;
    };

    [[nodiscard]] static const step* after_y(const staircase& s, T y) noexcept {
        const step* base = s.steps;
        for (std::uint32_t length = s.size; length > 0;) {
            const std::uint32_t half = (length + 1) / 2;
            const step* next = base + half;
            base = next[-1].y <= y ? next : base;
            length -= half;
        }
        return base;
    }

    workspace& ws_;
    std::span<staircase> stairs_;
    std::uint32_t size_ = 0;
    std::size_t moved_ = 0;
};

/// Ranks points of three coordinates: a sweep by the first one over a staircase for each front, O(n log^2 n) where
/// staircases are short. False, and nothing is ranked or counted, when they grow so long that moving their steps would
/// cost more than trees do (see rank_by_trees).
template <class T>
bool rank_triples(columns_view<const T> all, std::span<std::uint32_t> rank, rank_counts& counts, workspace& ws) {
    const std::size_t n = all.rows();
    if (n == 0) return true;
    const workspace::scope scratch(ws);
    const std::span<const T> x = all.column(0);
    const std::span<const T> y = all.column(1);
    const std::span<const T> z = all.column(2);
    const std::span<std::uint32_t> order = ws.take<std::uint32_t>(n);
    radix_order(x, order, ws, [y, z](std::uint32_t i, std::uint32_t j) {
        return y[i] != y[j] ? y[i] < y[j] : z[i] < z[j];
    });
    struct point {
        T x, y, z;
    };
    const std::span<point> sorted = ws.take<point>(n);
    for (std::size_t k = 0; k < n; ++k) sorted[k] = {x[order[k]], y[order[k]], z[order[k]]};

    constexpr std::size_t cells = 32; // each way, for guesses: the front of the last point in the same cell
    const auto [least_y, greatest_y] = std::minmax_element(y.begin(), y.end());
    const auto [least_z, greatest_z] = std::minmax_element(z.begin(), z.end());
    const value_bins bin_y(static_cast<double>(*least_y), static_cast<double>(*greatest_y));
    const value_bins bin_z(static_cast<double>(*least_z), static_cast<double>(*greatest_z));
    const std::span<std::uint32_t> guesses = ws.take<std::uint32_t>(cells * cells, 0U);
    constexpr std::size_t share = value_bins::count / cells;

    constexpr std::size_t patience = 256; // steps moved for each point
    staircases<T> fronts(n, ws);
    std::uint32_t front = 0;
    for (std::size_t k = 0; k < n; ++k) {
        const point& p = sorted[k];
        if (k == 0 || p.x != sorted[k - 1].x || p.y != sorted[k - 1].y || p.z != sorted[k - 1].z) {
            const auto open = static_cast<std::uint32_t>((std::min)(std::size_t{fronts.size()}, counts.limit()));
            std::uint32_t& guess = guesses[bin_y(p.y) / share * cells + bin_z(p.z) / share];
            front_search search = front_search::among(open, guess);
            while (search.low < search.high) front_search::narrow(search, fronts.covers(search.next, p.y, p.z));
            guess = front = search.low;
            if (front < counts.limit()) fronts.add(front, p.y, p.z);
        }
        rank[order[k]] = front;
        counts.add(front);
        if (fronts.moved() > patience * n) {
            counts.restart();
            return false;
        }
    }
    return true;
}

} // namespace fulcrum::inline v0_1::detail
