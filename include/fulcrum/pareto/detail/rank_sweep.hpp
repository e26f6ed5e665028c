#pragma once

#include "fulcrum/core/detail/radix_order.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/rank_counts.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// Ranks points of one coordinate: each distinct value is a front.
template <class T>
void rank_values(std::span<const T> values, std::span<std::uint32_t> rank, rank_counts& counts, workspace& ws) {
    const std::span<std::uint32_t> order = ws.take<std::uint32_t>(values.size());
    radix_order(values, order, ws);
    std::uint32_t front = 0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        front += k > 0 && values[order[k]] != values[order[k - 1]];
        rank[order[k]] = front;
        counts.add(front);
    }
}

/// Orders points whose first coordinates are equal by the second one, then by index.
template <class T>
void order_by_second(std::span<T> y, std::span<std::uint32_t> order, workspace& ws) {
    const workspace::scope scratch(ws);
    const std::span<std::uint32_t> by_y = ws.take<std::uint32_t>(y.size());
    radix_order(std::span<const T>(y), by_y, ws);
    const std::span<T> values = ws.take<T>(y.size());
    const std::span<std::uint32_t> indices = ws.take<std::uint32_t>(y.size());
    std::copy(y.begin(), y.end(), values.begin());
    std::copy(order.begin(), order.end(), indices.begin());
    for (std::size_t k = 0; k < y.size(); ++k) {
        y[k] = values[by_y[k]];
        order[k] = indices[by_y[k]];
    }
}

/// The lowest second coordinate of each front while points are swept by the first one, then the second.
template <class T> class front_floors {
public:
    front_floors(std::size_t most, workspace& ws) : floor_(ws.take<T>(most)) {}

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The fronts of the next `Batch` points. The first front whose floor is above a point is where it belongs, and
    /// floors ascend (patience sorting). Bisections of a batch are independent of each other, so none waits for
    /// another's loads; what points of the batch do to each other is settled afterwards: one that is dominated by
    /// another belongs behind it.
    template <std::size_t Batch> void add(const T* y, std::uint32_t* front, std::size_t limit) noexcept {
        std::array<std::uint32_t, Batch> base{};
        for (auto length = static_cast<std::uint32_t>(size_); length > 0;) {
            const std::uint32_t half = (length + 1) / 2;
#pragma GCC unroll 8
            for (std::size_t b = 0; b < Batch; ++b) {
                const std::uint32_t next = base[b] + half;
                base[b] = floor_[next - 1] <= y[b] ? next : base[b];
            }
            length -= half;
        }
#pragma GCC unroll 8
        for (std::size_t b = 0; b < Batch; ++b) {
            std::uint32_t f = base[b];
#pragma GCC unroll 8
            for (std::size_t a = 0; a < b; ++a) f = (std::max)(f, y[a] <= y[b] ? front[a] + 1 : 0U);
            front[b] = f;
        }
        for (std::size_t b = 0; b < Batch; ++b) {
            if (front[b] >= limit) continue;
            if (front[b] == size_) ++size_;
            floor_[front[b]] = y[b];
        }
    }

private:
    std::span<T> floor_;
    std::size_t size_ = 0;
};

/// Ranks points of two coordinates (Jensen, IEEE TEC 7(5), 2003). O(n log n).
template <class T>
void rank_pairs(std::span<const T> x, std::span<const T> y, std::span<std::uint32_t> rank, rank_counts& counts,
                workspace& ws) {
    const std::size_t n = x.size();
    const std::span<std::uint32_t> order = ws.take<std::uint32_t>(n);
    radix_order(x, order, ws);
    const std::span<T> first = ws.take<T>(n);
    const std::span<T> second = ws.take<T>(n);
    for (std::size_t k = 0; k < n; ++k) {
        first[k] = x[order[k]];
        second[k] = y[order[k]];
    }
    const std::span<std::uint32_t> point = ws.take<std::uint32_t>(n); // which of the distinct points
    std::size_t distinct = 0;
    for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
        while (end < n && first[end] == first[begin]) ++end;
        if (end - begin > 1) order_by_second(second.subspan(begin, end - begin), order.subspan(begin, end - begin), ws);
        for (std::size_t k = begin; k < end; ++k) {
            const T value = second[k];
            distinct += k == begin || value != second[distinct - 1];
            second[distinct - 1] = value; // never ahead of k
            point[k] = static_cast<std::uint32_t>(distinct - 1);
        }
    }
    constexpr std::size_t batch = 8;
    const std::span<std::uint32_t> front = ws.take<std::uint32_t>(distinct);
    front_floors<T> floors(distinct, ws);
    std::size_t k = 0; // ranked and counted
    const auto settle = [&](std::size_t done) {
        for (; k < n && point[k] < done; ++k) {
            rank[order[k]] = front[point[k]];
            counts.add(front[point[k]]);
        }
    };
    std::size_t d = 0;
    for (; d + batch <= distinct; d += batch) {
        floors.template add<batch>(second.data() + d, front.data() + d, counts.limit());
        settle(d + batch);
    }
    for (; d < distinct; ++d) {
        floors.template add<1>(second.data() + d, front.data() + d, counts.limit());
        settle(d + 1);
    }
}

} // namespace fulcrum::inline v0_1::detail
