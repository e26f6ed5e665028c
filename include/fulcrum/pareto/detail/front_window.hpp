#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/detail/radix_order.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/dominance_kernel.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1::detail {

/// Points that are thinned out step by step, each with a monotone key and the row it came from.
template <class T> struct surviving_rows {
    T* values;
    T* keys;
    std::uint32_t* rows;
    std::size_t size;
    std::size_t cols;

    [[nodiscard]] points<T> view() const noexcept { return {values, size, cols, indices()}; }
    [[nodiscard]] std::span<const std::uint32_t> indices() const noexcept { return {rows, size}; }
    void move(std::size_t from, std::size_t to) noexcept {
        if (from == to) return;
        std::copy_n(values + from * cols, cols, values + to * cols);
        keys[to] = keys[from];
        rows[to] = rows[from];
    }
};

/// A point no larger than q in any objective.
template <int M, class T> [[nodiscard]] bool covers_point(const T* p, const T* q, std::size_t m) noexcept {
    const std::size_t cols = M > 0 ? static_cast<std::size_t>(M) : m;
    bool larger = false;
#pragma GCC unroll 8
    for (std::size_t j = 0; j < cols; ++j) larger |= p[j] > q[j];
    return !larger;
}

/// Orders points by a monotone key, then lexicographically, then by index: none comes after one that it dominates, and
/// equal points stand side by side.
template <class T>
[[nodiscard]] std::span<const std::uint32_t> order_by_key(const points<T>& all, std::span<const T> key, workspace& ws) {
    const std::span<std::uint32_t> order = ws.take<std::uint32_t>(all.size);
    radix_order(key, order, ws, [&all](std::uint32_t i, std::uint32_t k) {
        return std::lexicographical_compare(all[i], all[i] + all.cols, all[k], all[k] + all.cols);
    });
    return order;
}

/// Compares each point, in the order given, with the members so far; kept[i] = 1 for the members. The window has room
/// for all points, in groups of four blocks.
template <class T, int M> struct window_kernel {
    using signature = void(const T* values, std::size_t m, const std::uint32_t* order, std::size_t size, T* window,
                           unsigned char* kept);

    template <int W>
    FULCRUM_BODY void body(const T* values, std::size_t m, const std::uint32_t* order, std::size_t size, T* window,
                           unsigned char* kept) {
        const std::size_t cols = M > 0 ? static_cast<std::size_t>(M) : m;
        std::size_t members = 0;
        const T* before = nullptr;
        unsigned char before_kept = 0;
        for (std::size_t k = 0; k < size; ++k) {
            const T* const p = values + order[k] * cols;
            bool same = k > 0;
            for (std::size_t j = 0; same && j < cols; ++j) same = p[j] == before[j];
            if (!same) {
                const std::size_t blocks = dominance<T, W>::blocks(members);
                before_kept = !dominance<T, W>::template covered<M>(window, blocks, p, m);
                before = p;
                if (before_kept != 0) dominance<T, W>::template push<M>(window, members++, p, m);
            }
            kept[order[k]] = before_kept;
        }
    }
};

/// Drops the points that one of the strong ones dominates. The strong ones are put into the window first unless it has
/// members already.
template <class T, int M> struct elite_kernel {
    using signature = void(surviving_rows<T>* from, std::size_t begin, const T* strong, std::size_t count, T* window,
                           std::size_t* members);

    template <int W>
    FULCRUM_BODY void body(surviving_rows<T>* from, std::size_t begin, const T* strong, std::size_t count, T* window,
                           std::size_t* members) {
        using test = dominance<T, W>;
        const std::size_t m = from->cols;
        const std::size_t cols = M > 0 ? static_cast<std::size_t>(M) : m;
        if (*members == 0) {
            for (; *members < count; ++*members) {
                test::template push<M>(window, *members, strong + *members * cols, m);
            }
        }
        const std::size_t blocks = test::blocks(*members);
        std::size_t kept = begin;
        for (std::size_t i = begin; i < from->size; ++i) {
            const T* const p = from->values + i * cols;
            if (test::template dominated<M>(window, blocks, p, m)) continue;
#pragma GCC unroll 8
            for (std::size_t j = 0; j < cols; ++j) from->values[kept * cols + j] = p[j];
            from->keys[kept] = from->keys[i];
            from->rows[kept++] = from->rows[i];
        }
        from->size = kept;
    }
};

/// Room for a window of up to n points, whatever the width of a block.
template <class T> [[nodiscard]] T* window_of(std::size_t n, std::size_t cols, workspace& ws) {
    constexpr std::size_t widest = 4 * 64 / sizeof(T);
    return ws.take<T>((n + widest - 1) / widest * widest * cols).data();
}

/// Drops most of the dominated points without sorting them all: those that one of the points of least key dominates.
template <int M, class T> void drop_by_elite(surviving_rows<T>& from, std::size_t wanted, workspace& ws, isa highest) {
    const workspace::scope scratch(ws);
    const std::span<std::uint32_t> order = all_rows(from.size, ws);
    const auto last = order.begin() + static_cast<std::ptrdiff_t>(wanted);
    const auto lesser = [&](std::uint32_t i, std::uint32_t k) { return from.keys[i] < from.keys[k]; };
    std::nth_element(order.begin(), last, order.end(), lesser);
    std::sort(order.begin(), last, lesser);
    const std::size_t cols = from.cols;
    T* const strong = ws.take<T>(wanted * cols).data();
    std::size_t count = 0;
    for (std::size_t k = 0; k < wanted; ++k) {
        const T* const p = from.values + order[k] * cols;
        bool covered = false;
        for (std::size_t c = 0; c < count && !covered; ++c) covered = covers_point<M>(strong + c * cols, p, cols);
        if (!covered) std::copy_n(p, cols, strong + count++ * cols);
    }
    T* const window = window_of<T>(wanted, cols, ws);
    std::size_t members = 0;
    dispatched<elite_kernel<T, M>>{highest}(&from, 0, strong, count, window, &members);
}

/// Marks the points that no other dominates: sorted by a monotone key, each is compared with the members so far (SFS:
/// Chomicki et al., ICDE 2003). O(m n front size).
template <int M, class T>
void mark_by_window(const surviving_rows<T>& from, std::span<unsigned char> kept, workspace& ws, isa highest) {
    const workspace::scope scratch(ws);
    const std::span<const T> keys(from.keys, from.size);
    const std::span<const std::uint32_t> order = order_by_key(from.view(), keys, ws);
    dispatched<window_kernel<T, M>>{highest}(from.values, from.cols, order.data(), from.size,
                                             window_of<T>(from.size, from.cols, ws), kept.data());
}

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
