#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/front_filter.hpp"
#include "fulcrum/pareto/detail/front_keys.hpp"
#include "fulcrum/pareto/detail/front_strong.hpp"
#include "fulcrum/pareto/detail/front_window.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// Gathers a row, minimised and free of -0; true if it is finite.
template <int M, class T>
[[nodiscard]] bool gather_row(const signed_columns<T>& from, std::size_t row, T* to) noexcept {
    const std::size_t cols = M > 0 ? static_cast<std::size_t>(M) : from.column.size();
    T not_finite = 0;
#pragma GCC unroll 8
    for (std::size_t j = 0; j < cols; ++j) {
        const T v = from.column[j][row];
        not_finite += v - v;
        to[j] = from.sign[j] * v + T{0};
    }
    return not_finite == 0;
}

/// Appends those of the rows that are finite, which may stand in the place where they go, with key_of(row, point).
template <int M, class T, class KeyOf>
void append_rows(const signed_columns<T>& from, const std::uint32_t* rows, std::size_t count, surviving_rows<T>& to,
                 KeyOf&& key_of) noexcept {
    std::size_t size = to.size;
    for (std::size_t k = 0; k < count; ++k) {
        const std::uint32_t row = rows[k];
        T* const p = to.values + size * to.cols;
        if (!gather_row<M>(from, row, p)) continue;
        to.keys[size] = key_of(row, p);
        to.rows[size++] = row;
    }
    to.size = size;
}

/// Room for points of so many rows.
template <class T> [[nodiscard]] surviving_rows<T> room_for(std::size_t rows, std::size_t cols, workspace& ws) {
    constexpr std::size_t spare = 64; // the filter writes whole vectors
    T* const values = ws.take<T>(rows * cols).data();
    T* const keys = ws.take<T>(rows).data();
    return {values, keys, ws.take<std::uint32_t>(rows + spare).data(), 0, cols};
}

/// The filter for rows that fit the nearest cache: those of least key among all of them are the strong points.
template <int M, class T>
void filter_by_keys(const signed_columns<T>& from, std::size_t begin, std::size_t end, strong_set<M, T>& strong,
                    std::size_t broad, surviving_rows<T>& left, workspace& ws, isa highest) {
    const std::size_t cols = from.column.size();
    const std::span<T> half_signs = ws.take<T>(cols);
    for (std::size_t j = 0; j < cols; ++j) half_signs[j] = from.sign[j] / 2;
    const scaled_key<M, T>& key = strong.key();
    T* const keys = ws.take<T>(end - begin).data();
    std::array<std::uint32_t, key_kernel<T, M>::candidates> least;
    dispatched<key_kernel<T, M>>{highest}(from.column.data(), half_signs.data(), key.low(), key.scale(), cols, begin,
                                          end, keys, least.data());
    left.size = 0;
    for (std::uint32_t& row : least) row += static_cast<std::uint32_t>(begin);
    const auto key_of = [&](std::uint32_t row, const T*) { return keys[row - begin]; };
    append_rows<M>(from, least.data(), least.size(), left, key_of);
    strong.clear();
    strong.take_least(left, strong.most);
    left.size = 0;
    std::size_t found = 0;
    dispatched<filter_kernel<T, M>>{highest}(from.column.data(), from.sign.data(), cols, strong.data(),
                                             (std::min)(strong.size(), broad), begin, end, left.rows, &found);
    append_rows<M>(from, left.rows, found, left, key_of);
    std::size_t members = 0;
    dispatched<elite_kernel<T, M>>{highest}(&left, 0, strong.data(), strong.size(),
                                            window_of<T>(strong.most, cols, ws), &members);
}

/// The finite rows that no strong point dominates, in one pass; the strong points are found on the way (LESS: Godfrey,
/// Shipley and Gryz, VLDB 2005).
template <int M, class T>
[[nodiscard]] surviving_rows<T> filter_rows(const signed_columns<T>& from, std::size_t begin, std::size_t end,
                                            workspace& ws, isa highest) {
    const std::size_t cols = from.column.size();
    const std::size_t rows = end - begin;
    surviving_rows<T> left = room_for<T>(rows, cols, ws);
    const workspace::scope scratch(ws);
    strong_set<M, T> strong(rows, cols, ws);
    const std::size_t sampled = (std::min)(rows, std::clamp<std::size_t>(rows / 32, 32, 48));
    for (std::size_t k = 0; k < sampled; ++k) {
        const std::size_t row = begin + k * rows / sampled;
        if (!gather_row<M>(from, row, left.values + left.size * cols)) continue;
        left.rows[left.size++] = static_cast<std::uint32_t>(row);
    }
    strong.start(left);
    const std::size_t sample = left.size;
    const bool many = rows >= 65536;
    const std::size_t broad = M == 2 ? 2 : many ? 6 : 4; // strong points for every row; all are for what these leave
    strong.take_least(left, broad);
    // Keys of all rows pay where the best of a sample leave some, but of two objectives not many.
    constexpr std::size_t keyed = M == 2 ? 4096 : 16384;
    if (rows >= 64 && rows <= keyed && left.size * 16 > sample && (M != 2 || left.size * 4 < sample)) {
        filter_by_keys<M>(from, begin, end, strong, M == 2 ? 2 : 3, left, ws, highest);
        return left;
    }
    strong.take_least(left, strong.most);
    left.size = 0;

    const dispatched<filter_kernel<T, M>> filter(highest);
    const dispatched<elite_kernel<T, M>> elite(highest);
    T* const window = window_of<T>(strong.most, cols, ws);
    std::size_t members = 0;
    std::size_t choice = 2048; // rows after which the strong points are chosen anew
    for (std::size_t at = begin, block = 0; at < end; at += block) {
        block = std::clamp<std::size_t>((at - begin) / 2 / 64 * 64, 64, many ? 4096 : 1024);
        std::size_t found = 0;
        std::uint32_t* const passed = left.rows + left.size;
        filter(from.column.data(), from.sign.data(), cols, strong.data(), (std::min)(strong.size(), broad), at,
               (std::min)(at + block, end), passed, &found);
        const std::size_t before = left.size;
        append_rows<M>(from, passed, found, left, [&strong](std::uint32_t, const T* p) { return strong.key()(p); });
        elite(&left, before, strong.data(), strong.size(), window, &members);
        const std::size_t done = at + block - begin;
        if (done >= choice && rows >= 4 * choice) {
            choice *= 4;
            if (left.size > done / 32) { // else they drop enough
                strong.choose(left, many ? 48 : 24, many ? 2 : 1, ws);
                members = 0;
            }
        } else if (before < left.size) {
            const T* const least = std::min_element(left.keys + before, left.keys + left.size);
            if (strong.wants(*least)) {
                strong.insert(left.values + (least - left.keys) * static_cast<std::ptrdiff_t>(cols), *least);
                members = 0;
            }
        }
    }
    return left;
}

} // namespace fulcrum::inline v0_1::detail
