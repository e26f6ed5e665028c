#pragma once

#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/front_coded.hpp"
#include "fulcrum/pareto/detail/front_window.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// Drops points that some other one dominates strictly in the codes of all of 2, 3 or 4 objectives: a grid over all
/// but the last holds the least code of the last, from the origin up to each cell. O(m n + cells).
template <int M, class T> void prune_by_grid(surviving_rows<T>& from, std::span<std::int8_t> codes, workspace& ws) {
    static_assert(M >= 2 && M <= 4);
    constexpr std::size_t dims = M - 1;
    constexpr std::size_t cols = M;
    const workspace::scope scratch(ws);
    const std::size_t n = from.size;
    const bool fine = n > 16384; // a grid should cost less than the points
    const unsigned bits = M == 2 ? 7 : M == 3 ? (fine ? 7 : 5) : (fine ? 5 : 3);
    const std::size_t side = std::size_t{1} << bits;
    const std::size_t cells = std::size_t{1} << (bits * dims);
    const std::span<std::int8_t> least = ws.take<std::int8_t>(cells, coded_block::nothing);
    const std::span<std::uint32_t> cell = ws.take<std::uint32_t>(n);
    for (std::size_t i = 0; i < n; ++i) {
        std::size_t at = 0;
        for (std::size_t j = 0; j < dims; ++j) {
            at = at << bits | static_cast<std::size_t>(codes[i * cols + j]) >> (7 - bits);
        }
        cell[i] = static_cast<std::uint32_t>(at);
        least[at] = (std::min)(least[at], codes[i * cols + dims]);
    }
    std::size_t diagonal = 0; // from a cell to the one a step up in every direction
    for (std::size_t stride = 1; stride < cells; stride *= side) {
        diagonal += stride;
        for (std::size_t begin = 0; begin < cells; begin += stride * side) {
            for (std::size_t at = begin + stride; at < begin + stride * side; ++at) {
                least[at] = (std::min)(least[at], least[at - stride]);
            }
        }
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::int8_t* const code = &codes[i * cols];
        bool inside = true;
        for (std::size_t j = 0; j < dims; ++j) inside &= code[j] >> (7 - bits) > 0;
        if (inside && least[cell[i] - diagonal] < code[dims]) continue;
        std::copy_n(code, cols, &codes[kept * cols]);
        from.move(i, kept++);
    }
    from.size = kept;
}

template <class T>
[[nodiscard]] std::span<const std::uint32_t> order_by_column(const points<T>& all, std::size_t column, workspace& ws) {
    const std::span<T> key = ws.take<T>(all.size);
    for (std::size_t i = 0; i < all.size; ++i) key[i] = all[i][column];
    return order_by_key(all, std::span<const T>(key), ws);
}

/// Two objectives: sort and scan (Kung, Luccio and Preparata, JACM 22(4), 1975).
template <class T> void mark_by_scan(const points<T>& all, std::span<unsigned char> kept, workspace& ws) {
    const workspace::scope scratch(ws);
    const T* last = nullptr;
    for (const std::uint32_t i : order_by_column(all, 0, ws)) {
        const T* const p = all[i];
        if (last != nullptr && p[1] >= last[1] && !equal_points(p, last, 2)) continue;
        kept[i] = 1;
        last = p;
    }
}

/// Puts one value in the place of those in [first, last).
template <class T> void replace_steps(T* values, std::size_t size, std::size_t first, std::size_t last, T value) {
    if (last == first) {
        std::copy_backward(values + first, values + size, values + size + 1);
    } else if (last > first + 1) {
        std::copy(values + last, values + size, values + first + 1);
    }
    values[first] = value;
}

/// Three objectives: in the order of the third, the first two of the members so far make a staircase, x ascending and
/// y descending (Kung, Luccio and Preparata). O(n (log n + length of the staircase)), where the length is a move of
/// memory.
template <class T> void mark_by_staircase(const points<T>& all, std::span<unsigned char> kept, workspace& ws) {
    const workspace::scope scratch(ws);
    const std::span<const std::uint32_t> order = order_by_column(all, 2, ws);
    T* const x = ws.take<T>(all.size).data();
    T* const y = ws.take<T>(all.size).data();
    std::size_t steps = 0;
    for (std::size_t k = 0; k < all.size; ++k) {
        const std::uint32_t i = order[k];
        const T* const p = all[i];
        if (k > 0 && equal_points(p, all[order[k - 1]], 3)) {
            kept[i] = kept[order[k - 1]];
            continue;
        }
        const std::size_t right = static_cast<std::size_t>(std::upper_bound(x, x + steps, p[0]) - x);
        if (right > 0 && y[right - 1] <= p[1]) continue;
        kept[i] = 1;
        std::size_t first = right; // the steps that the new one hides: x and y no less
        if (first > 0 && x[first - 1] == p[0]) --first;
        std::size_t last = first;
        while (last < steps && y[last] >= p[1]) ++last;
        replace_steps(x, steps, first, last, p[0]);
        replace_steps(y, steps, first, last, p[1]);
        steps = steps - last + first + 1;
    }
}

} // namespace fulcrum::inline v0_1::detail
