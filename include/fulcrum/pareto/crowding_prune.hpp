#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/crowding.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

namespace detail {

/// The members of a front as linked lists, one per objective, in which crowding distances stay true when one is taken
/// out. Of all ranges, only that of the members it began with is known: so no end of a list may be taken out.
template <class T> class crowded_lists {
public:
    template <ObjectiveSet Set>
    crowded_lists(const Set& set, columns_view<const T> values, std::span<const std::uint32_t> members, workspace& ws)
        : cols_(set.size()), range_(ws.take<T>(cols_, T{0})), nodes_(ws.take<node>(members.size() * cols_)) {
        for_each_order<Set, T>(set, values, members, ws,
                               [&](std::size_t j, std::span<const std::uint32_t> places, std::span<const T> cost,
                                   std::span<const std::uint32_t> order) {
                                   range_[j] = half_gap(cost[order.front()], cost[order.back()]);
                                   std::uint32_t before = none;
                                   for (std::size_t k = 0; k < order.size(); ++k) {
                                       const std::uint32_t place = places[order[k]];
                                       const bool last = k + 1 == order.size();
                                       at(place, j) = {cost[order[k]], before, last ? none : places[order[k + 1]]};
                                       before = place;
                                   }
                               });
    }

    [[nodiscard]] T distance(std::uint32_t place) const noexcept {
        T sum = 0;
        for (std::size_t j = 0; j < cols_; ++j) {
            if (!(range_[j] > 0)) continue;
            const node& own = at(place, j);
            if (own.before == none || own.after == none) return std::numeric_limits<T>::infinity();
            sum += half_gap(at(own.before, j).cost, at(own.after, j).cost) / range_[j];
        }
        return sum;
    }

    void take_out(std::uint32_t place) noexcept {
        for (std::size_t j = 0; j < cols_; ++j) {
            const node& own = at(place, j);
            if (own.before != none) at(own.before, j).after = own.after;
            if (own.after != none) at(own.after, j).before = own.before;
        }
    }

private:
    static constexpr std::uint32_t none = (std::numeric_limits<std::uint32_t>::max)();
    struct node {
        T cost;
        std::uint32_t before;
        std::uint32_t after;
    };

    [[nodiscard]] node& at(std::uint32_t place, std::size_t j) const noexcept { return nodes_[place * cols_ + j]; }

    std::size_t cols_;
    std::span<T> range_;
    std::span<node> nodes_;
};

/// Takes the least crowding distances out of `left`, places in `members`, one at a time, by ranking all that are left
/// anew each time. O(m n^2).
template <ObjectiveSet Set, class T>
[[nodiscard]] std::span<std::uint32_t> prune_few(const Set& set, columns_view<const T> values,
                                                 std::span<const std::uint32_t> members, std::span<std::uint32_t> left,
                                                 std::size_t keep, workspace& ws) {
    const workspace::scope scratch(ws);
    const std::span<std::uint32_t> rows = ws.take<std::uint32_t>(left.size());
    while (left.size() > keep) {
        for (std::size_t i = 0; i < left.size(); ++i) rows[i] = members[left[i]];
        const std::span<const std::uint32_t> crowd = rows.first(left.size());
        const workspace::scope one(ws);
        const std::span<const T> distance = crowding_distance(set, values, crowd, ws);
        std::size_t least = 0;
        for (std::size_t i = 1; i < left.size(); ++i) least = distance[i] <= distance[least] ? i : least;
        for (std::size_t i = least + 1; i < left.size(); ++i) left[i - 1] = left[i];
        left = left.first(left.size() - 1);
    }
    return left;
}

/// Puts an element in the place of the first of a heap, and restores it.
template <class Element, class Less> void sink(std::span<Element> heap, const Element& element, Less&& less) {
    if (heap.empty()) return;
    std::size_t hole = 0;
    for (std::size_t child = 1; child < heap.size(); child = 2 * hole + 1) {
        if (child + 1 < heap.size() && less(heap[child], heap[child + 1])) ++child;
        if (!less(element, heap[child])) break;
        heap[hole] = heap[child];
        hole = child;
    }
    heap[hole] = element;
}

} // namespace detail

/// Thins a front to `keep` members: the member with the least crowding distance is taken out, the distances of the
/// others are computed anew, and so on (Kukkonen and Deb, CEC 2006). Where many members are close together, that leaves
/// some of them, evenly spread, while dropping all of the least distances at once leaves a hole. Of members with equal
/// distances the last goes first; members that are not finite go before all others.
/// Returns the rows that are kept, in the members' order; all of them when `keep` is not less than there are. The span
/// lies in the workspace: it is valid until the enclosing scope of `ws` ends or `ws` is reset.
/// O(m n + r m (m + log n)) for r members taken out.
/// Errors: shape_error when the number of columns is not that of the objectives.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] std::span<const std::uint32_t> crowding_prune(const Set& set, columns_view<T> values,
                                                            std::span<const std::uint32_t> members, std::size_t keep,
                                                            workspace& ws) {
    using value = std::remove_const_t<T>;
    detail::check_shape("crowding_prune", set, values);
    const columns_view<const value> read = values;
    std::span<std::uint32_t> left = ws.take<std::uint32_t>(members.size());
    const workspace::scope scratch(ws);

    std::size_t non_finite = 0;
    for (const std::uint32_t row : members) non_finite += detail::finite_row(read, row) ? 0U : 1U;
    const std::size_t surplus = members.size() - (std::min)(keep, members.size());
    std::size_t spared = non_finite - (std::min)(surplus, non_finite); // of those that are not finite, the first
    std::size_t size = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        const bool finite = non_finite == 0 || detail::finite_row(read, members[i]);
        if (!finite && spared == 0) continue;
        spared -= finite ? 0U : 1U;
        left[size++] = static_cast<std::uint32_t>(i);
    }
    left = left.first(size);

    if (size > keep) { // all of them finite
        struct candidate {
            value distance; // or less than it is by now: it only grows as others go
            std::uint32_t place;
        };
        const auto later = [](const candidate& a, const candidate& b) {
            return a.distance != b.distance ? a.distance > b.distance : a.place < b.place;
        };
        detail::crowded_lists<value> lists(set, read, members, ws);
        const std::span<candidate> heap = ws.take<candidate>(size);
        for (std::size_t k = 0; k < size; ++k) heap[k] = {lists.distance(left[k]), left[k]};
        std::make_heap(heap.begin(), heap.end(), later);
        while (size > keep && heap[0].distance < std::numeric_limits<value>::infinity()) {
            candidate first = heap[0];
            const value distance = lists.distance(first.place);
            if (distance > first.distance) {
                first.distance = distance;
            } else {
                lists.take_out(first.place);
                first = heap[--size];
            }
            detail::sink(heap.first(size), first, later);
        }
        for (std::size_t k = 0; k < size; ++k) left[k] = heap[k].place;
        left = left.first(size);
        std::sort(left.begin(), left.end());
        left = detail::prune_few(set, read, members, left, keep, ws); // ends of the lists, at most two per objective
    }
    for (std::uint32_t& place : left) place = members[place];
    return left;
}

} // namespace fulcrum::inline v0_1
