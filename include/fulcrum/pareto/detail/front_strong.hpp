#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/front_filter.hpp"
#include "fulcrum/pareto/detail/front_window.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// A monotone key of a point: the sum of its objectives, each scaled to its range in a sample.
template <int M, class T> class scaled_key {
public:
    scaled_key(std::size_t cols, workspace& ws) : low_(ws.take<T>(cols, T{0})), scale_(ws.take<T>(cols, T{1})) {}

    /// Takes the scale from points, at least one. Halves are taken, whose difference does not overflow.
    void scale(const points<T>& sample) noexcept {
        const std::size_t cols = low_.size();
        std::copy_n(sample.values, cols, low_.begin());
        std::copy_n(sample.values, cols, scale_.begin());
        for (std::size_t i = 1; i < sample.size; ++i) {
            for (std::size_t j = 0; j < cols; ++j) {
                low_[j] = (std::min)(low_[j], sample[i][j]);
                scale_[j] = (std::max)(scale_[j], sample[i][j]);
            }
        }
        T tilt = 1; // so that sums of whole numbers seldom tie
        for (std::size_t j = 0; j < cols; ++j) {
            low_[j] /= 2;
            scale_[j] = tilt / (scale_[j] / 2 - low_[j]);
            if (!std::isfinite(scale_[j])) scale_[j] = 1;
            tilt *= static_cast<T>(0.981);
        }
    }

    [[nodiscard]] T operator()(const T* p) const noexcept {
        const std::size_t cols = M > 0 ? static_cast<std::size_t>(M) : low_.size();
        T key = 0;
#pragma GCC unroll 8
        for (std::size_t j = 0; j < cols; ++j) {
            key += (p[j] / 2 - low_[j]) * scale_[j];
        }
        constexpr T most = (std::numeric_limits<T>::max)(); // what overflows, also to NaN, has a huge coordinate
        return key < most ? (std::max)(key, -most) : most;
    }

private:
    std::span<T> low_;
    std::span<T> scale_;
};

/// The points that drop most of what they are compared with, those that drop most first.
template <int M, class T> class strong_set {
public:
    static constexpr std::size_t most = M == 2 ? 8 : M == 3 ? 16 : 32;

    /// For so many rows.
    strong_set(std::size_t rows, std::size_t cols, workspace& ws)
        : capacity_(rows < 4096 ? (std::min<std::size_t>)(most, 16) : most), cols_(cols),
          points_(ws.take<T>((most + 1) * cols)), keys_(ws.take<T>(most + 1)), key_(cols, ws) {}

    [[nodiscard]] const T* data() const noexcept { return points_.data(); }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Takes the scale from a sample, and the points of least key that those before them leave.
    void start(const points<T>& sample, workspace& ws) {
        if (sample.size == 0) return;
        const workspace::scope scratch(ws);
        key_.scale(sample);
        const std::span<T> key = ws.take<T>(sample.size);
        const std::span<std::uint32_t> left = all_rows(sample.size, ws);
        std::size_t size = sample.size;
        for (std::size_t i = 0; i < size; ++i) key[i] = key_of(sample[i]);
        while (size_ < capacity_ && size > 0) {
            std::uint32_t best = left[0];
            for (std::size_t k = 1; k < size; ++k) best = key[left[k]] < key[best] ? left[k] : best;
            insert(sample[best], key[best]);
            std::size_t kept = 0;
            for (std::size_t k = 0; k < size; ++k) {
                left[kept] = left[k];
                kept += covers_point<M>(sample[best], sample[left[k]], cols_) ? 0U : 1U;
            }
            size = kept;
        }
    }

    [[nodiscard]] T key_of(const T* p) const noexcept { return key_(p); }

    /// Replaces the set by those of the points found which together dominate as many of them as can be, chosen greedily
    /// from the `candidates` of least key and judged by 64 * `words` of them.
    void choose(const surviving_rows<T>& found, std::size_t candidates, std::size_t words, workspace& ws) {
        if (found.size < 64 * words) return;
        const workspace::scope scratch(ws);
        const T* const key = found.keys;
        const std::span<std::uint32_t> order = all_rows(found.size, ws);
        std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(candidates - 1), order.end(),
                         [&](std::uint32_t i, std::uint32_t k) { return key[i] < key[k]; });
        const std::span<std::uint64_t> covers = ws.take<std::uint64_t>(candidates * words, 0);
        const std::span<std::uint64_t> left = ws.take<std::uint64_t>(words, ~std::uint64_t{0});
        for (std::size_t g = 0; g < 64 * words; ++g) {
            const T* const judge = found.view()[g * found.size / (64 * words)];
            for (std::size_t c = 0; c < candidates; ++c) {
                const bool yes = covers_point<M>(found.view()[order[c]], judge, cols_);
                covers[c * words + g / 64] |= static_cast<std::uint64_t>(yes) << g % 64;
            }
        }
        for (size_ = 0; size_ < capacity_; ++size_) {
            int highest = 0;
            std::size_t best = 0;
            for (std::size_t c = 0; c < candidates; ++c) {
                int gain = 0;
                for (std::size_t w = 0; w < words; ++w) gain += std::popcount(covers[c * words + w] & left[w]);
                if (gain > highest) {
                    highest = gain;
                    best = c;
                }
            }
            if (highest == 0) break;
            std::copy_n(found.view()[order[best]], cols_, &points_[size_ * cols_]);
            keys_[size_] = key[order[best]];
            for (std::size_t w = 0; w < words; ++w) left[w] &= ~covers[best * words + w];
        }
    }

    [[nodiscard]] bool wants(T key) const noexcept { return size_ < capacity_ || key < keys_[size_ - 1]; }

    /// Takes a point that none of the set dominates, in the place of those that it dominates or of the last.
    void insert(const T* p, T key) noexcept {
        std::size_t kept = 0;
        for (std::size_t k = 0; k < size_; ++k) {
            if (covers_point<M>(p, &points_[k * cols_], cols_)) continue;
            move(k, kept++);
        }
        std::size_t place = kept;
        for (; place > 0 && key < keys_[place - 1]; --place) move(place - 1, place);
        std::copy_n(p, cols_, &points_[place * cols_]);
        keys_[place] = key;
        size_ = (std::min)(kept + 1, capacity_);
    }

private:
    void move(std::size_t from, std::size_t to) noexcept {
        if (from == to) return;
        std::copy_n(&points_[from * cols_], cols_, &points_[to * cols_]);
        keys_[to] = keys_[from];
    }

    std::size_t capacity_;
    std::size_t cols_;
    std::span<T> points_;
    std::span<T> keys_;
    scaled_key<M, T> key_;
    std::size_t size_ = 0;
};

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

/// Room for points of so many rows.
template <class T> [[nodiscard]] surviving_rows<T> room_for(std::size_t rows, std::size_t cols, workspace& ws) {
    constexpr std::size_t spare = 64; // the filter writes whole vectors
    T* const values = ws.take<T>(rows * cols).data();
    T* const keys = ws.take<T>(rows).data();
    return {values, keys, ws.take<std::uint32_t>(rows + spare).data(), 0, cols};
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
        left.size += gather_row<M>(from, begin + k * rows / sampled, left.values + left.size * cols) ? 1U : 0U;
    }
    strong.start(left.view(), ws);
    left.size = 0;

    const dispatched<filter_kernel<T, M>> filter(highest);
    const dispatched<elite_kernel<T, M>> elite(highest);
    T* const window = window_of<T>(strong.most, cols, ws);
    std::size_t members = 0;
    const bool many = rows >= 65536;
    const std::size_t broad = M == 2 ? 2 : many ? 6 : 4; // strong points for every row; all are for what these leave
    bool chosen = false;
    std::size_t choice = 2048; // rows after which the strong points are chosen anew
    for (std::size_t at = begin, block = 0; at < end; at += block) {
        block = std::clamp<std::size_t>((at - begin) / 2 / 64 * 64, 64, many ? 4096 : 1024);
        std::size_t found = 0;
        std::uint32_t* const passed = left.rows + left.size;
        filter(from.column.data(), from.sign.data(), cols, strong.data(), (std::min)(strong.size(), broad), at,
               (std::min)(at + block, end), passed, &found);
        const std::size_t before = left.size;
        for (std::size_t k = 0; k < found; ++k) {
            T* const p = left.values + left.size * cols;
            if (!gather_row<M>(from, passed[k], p)) continue;
            left.keys[left.size] = strong.key_of(p);
            left.rows[left.size++] = passed[k];
        }
        elite(&left, before, strong.data(), strong.size(), window, &members);
        const std::size_t done = at + block - begin;
        if (done >= choice && rows >= 4 * choice) {
            choice *= 4;
            if (left.size > done / 32) { // else they drop enough
                strong.choose(left, many ? 48 : 24, many ? 2 : 1, ws);
                members = 0;
                chosen = true;
            }
        } else if (!chosen && before < left.size) {
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
