#pragma once

#include "fulcrum/core/workspace.hpp"
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

    [[nodiscard]] const T* low() const noexcept { return low_.data(); }
    [[nodiscard]] const T* scale() const noexcept { return scale_.data(); }

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

    /// Takes the scale from a sample, and its keys.
    void start(surviving_rows<T>& sample) noexcept {
        if (sample.size > 0) key_.scale(sample.view());
        for (std::size_t i = 0; i < sample.size; ++i) sample.keys[i] = key_(sample.values + i * cols_);
    }

    /// Adds points of least key, up to so many in all, each of which those before it leave; what they leave remains.
    void take_least(surviving_rows<T>& from, std::size_t wanted) noexcept {
        for (; size_ < (std::min)(wanted, capacity_) && from.size > 0; ++size_) {
            const T* const least = std::min_element(from.keys, from.keys + from.size);
            const auto best = static_cast<std::size_t>(least - from.keys);
            T* const p = &points_[size_ * cols_];
            std::copy_n(from.values + best * cols_, cols_, p);
            keys_[size_] = from.keys[best];
            std::size_t kept = 0;
            for (std::size_t k = 0; k < from.size; ++k) {
                if (!covers_point<M>(p, from.values + k * cols_, cols_)) from.move(k, kept++);
            }
            from.size = kept;
        }
    }
    void clear() noexcept { size_ = 0; }

    [[nodiscard]] const scaled_key<M, T>& key() const noexcept { return key_; }

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
        chosen_ = true;
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

    /// Is a point of this key worth taking? Among points that were chosen, only one of less key than all.
    [[nodiscard]] bool wants(T key) const noexcept {
        if (!chosen_) return size_ < capacity_ || key < keys_[size_ - 1];
        return std::all_of(keys_.data(), keys_.data() + size_, [key](T other) { return key < other; });
    }

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
    bool chosen_ = false;
};

} // namespace fulcrum::inline v0_1::detail
