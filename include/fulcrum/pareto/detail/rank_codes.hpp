#pragma once

#include "fulcrum/core/detail/radix_order.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// Codes of one byte that keep the order of values: a lesser value never has the greater code. Points are compared by
/// codes, dozens at a time, and only what the codes allow is compared by values.
struct rank_code {
    static constexpr int levels = 255;
    static constexpr std::int8_t least = -128;
    static constexpr std::int8_t empty = 127; ///< above every code
};

/// Places on the Z-order curve (Morton, 1966): the bits of all codes interleaved, the highest first.
class space_curve {
public:
    explicit space_curve(std::size_t cols) noexcept {
        for (std::uint32_t code = 0; code < spread_.size(); ++code) {
            for (std::size_t bit = 0; bit < 8 && bit * cols < 32; ++bit) {
                spread_[code] |= (code >> (7 - bit) & 1U) << (31 - bit * cols);
            }
        }
    }

    [[nodiscard]] std::uint32_t operator()(const std::int8_t* code, std::size_t cols) const noexcept {
        std::uint32_t place = 0;
        for (std::size_t j = 0; j < (std::min)(cols, std::size_t{32}); ++j) {
            place |= spread_[static_cast<std::size_t>(code[j] - rank_code::least)] >> j;
        }
        return place;
    }

private:
    std::array<std::uint32_t, 256> spread_{};
};

/// A scale of equal steps from the least to the greatest value of one coordinate.
class value_bins {
public:
    static constexpr std::size_t count = 1024;

    value_bins() = default;
    value_bins(double least, double greatest) : half_(least / 2) { // halves: their difference does not overflow
        const double scale = static_cast<double>(count) / (greatest / 2 - half_);
        scale_ = std::isfinite(scale) ? scale : 0; // one value, or values too close for a scale
    }

    template <class T> [[nodiscard]] std::size_t operator()(T value) const noexcept {
        const auto bin = static_cast<std::int32_t>((static_cast<double>(value) / 2 - half_) * scale_);
        return static_cast<std::size_t>((std::min)(bin, static_cast<std::int32_t>(count) - 1));
    }

private:
    double half_ = 0;
    double scale_ = 0;
};

/// Turns sizes of consecutive classes of values into the code of each class, spread over all codes: each class its own
/// when they are few enough, else quantiles. The codes replace the sizes.
inline void codes_of_classes(std::span<std::uint32_t> sizes, std::size_t total) noexcept {
    const auto used = static_cast<std::size_t>(
        std::count_if(sizes.begin(), sizes.end(), [](std::uint32_t size) { return size > 0; }));
    const bool each = used <= rank_code::levels;
    const std::uint64_t scale = (std::uint64_t{rank_code::levels} << 32U) / (each ? used : total);
    std::uint64_t before = 0; // classes, or values
    for (std::uint32_t& s : sizes) {
        const std::uint32_t size = s;
        s = static_cast<std::uint32_t>(before * scale >> 32U);
        before += each ? static_cast<std::uint32_t>(size > 0) : size;
    }
}

/// Codes values by their order, for those that equal steps would not tell apart. The code of value i goes to
/// codes[i * stride].
template <class T>
void code_by_order(std::span<const T> values, std::int8_t* codes, std::size_t stride, workspace& ws) {
    const workspace::scope scratch(ws);
    const std::size_t n = values.size();
    const std::span<std::uint32_t> order = ws.take<std::uint32_t>(n);
    radix_order(values, order, ws);
    const std::span<std::uint32_t> sizes = ws.take<std::uint32_t>(n, 0U); // of each run of equal values
    const std::span<std::uint32_t> run = ws.take<std::uint32_t>(n);
    std::uint32_t last = 0;
    for (std::size_t k = 0; k < n; ++k) {
        last += k > 0 && values[order[k]] != values[order[k - 1]];
        run[k] = last;
        ++sizes[last];
    }
    codes_of_classes(sizes.first(last + 1), n);
    for (std::size_t k = 0; k < n; ++k) {
        codes[order[k] * stride] = static_cast<std::int8_t>(static_cast<int>(sizes[run[k]]) + rank_code::least);
    }
}

/// Codes the values of one coordinate. O(n), O(n log n) where values lie in lumps.
template <class T>
void code_values(std::span<const T> values, std::int8_t* codes, std::size_t stride, workspace& ws) {
    const workspace::scope scratch(ws);
    const std::size_t n = values.size();
    T least = values[0];
    T greatest = values[0];
    for (const T v : values) {
        least = v < least ? v : least;
        greatest = v > greatest ? v : greatest;
    }
    const value_bins bin_of(static_cast<double>(least), static_cast<double>(greatest));
    const std::span<std::uint16_t> bin = ws.take<std::uint16_t>(n);
    for (std::size_t i = 0; i < n; ++i) bin[i] = static_cast<std::uint16_t>(bin_of(values[i]));
    std::array<std::uint32_t, value_bins::count> sizes{};
    for (const std::uint16_t b : bin) ++sizes[b];

    // A bin with many values will do if they are all the same.
    const auto many = static_cast<std::uint32_t>(n / 32 + 8);
    if (*std::max_element(sizes.begin(), sizes.end()) > many) {
        std::array<T, value_bins::count> some;
        for (std::size_t i = 0; i < n; ++i) some[bin[i]] = values[i];
        for (std::size_t i = 0; i < n; ++i) {
            if (sizes[bin[i]] > many && some[bin[i]] != values[i]) return code_by_order(values, codes, stride, ws);
        }
    }
    codes_of_classes(sizes, n);
    for (std::size_t i = 0; i < n; ++i) {
        codes[i * stride] = static_cast<std::int8_t>(static_cast<int>(sizes[bin[i]]) + rank_code::least);
    }
}

/// Orders points so that no point comes after one that it dominates, and equal points stand side by side: by the sum of
/// the codes, then so that points with the same codes meet, then lexicographically, then by index. (Of two points with
/// the same sum and different codes, none dominates the other.) O(m n) where few points share their codes.
template <class T>
[[nodiscard]] std::span<const coded_index> code_order(columns_view<const T> all, std::span<const std::int8_t> codes,
                                                      workspace& ws) {
    constexpr std::size_t few = 256;   // below, comparing is faster than counting
    constexpr std::size_t many = 4096; // below, two passes over shorter keys are
    const unsigned key_bits = all.rows() < many ? 22 : 32;
    const unsigned sum_bits = static_cast<unsigned>(std::bit_width(all.cols() * rank_code::levels));
    const unsigned hash_bits = key_bits > sum_bits ? key_bits - sum_bits : 0;
    std::span<coded_index> order = ws.take<coded_index>(all.rows());
    std::span<coded_index> other = ws.take<coded_index>(all.rows());
    for (std::size_t i = 0; i < all.rows(); ++i) {
        std::uint64_t sum = 0;
        std::uint64_t hash = 0;
        for (std::size_t j = 0; j < all.cols(); ++j) {
            const auto code = static_cast<std::uint64_t>(codes[i * all.cols() + j] - rank_code::least);
            sum += code;
            hash = (hash + code) * 0x9E3779B97F4A7C15U;
        }
        const std::uint64_t tag = hash_bits > 0 ? hash >> (64 - hash_bits) : 0;
        order[i] = {static_cast<std::uint32_t>(sum << hash_bits | tag), static_cast<std::uint32_t>(i)};
    }
    if (all.rows() < few || sum_bits > key_bits) {
        std::sort(order.begin(), order.end(), [](const coded_index& a, const coded_index& b) {
            return a.code != b.code ? a.code < b.code : a.index < b.index;
        });
    } else if (all.rows() < many) {
        radix_sort<11, 2>(order, other);
    } else {
        radix_sort<11, 3>(order, other);
    }
    const auto before = [all](const coded_index& a, const coded_index& b) {
        for (std::size_t j = 0; j < all.cols(); ++j) {
            const T p = all(a.index, j);
            const T q = all(b.index, j);
            if (p != q) return p < q;
        }
        return a.index < b.index;
    };
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        while (end < order.size() && order[end].code == order[begin].code) ++end;
        const std::span<coded_index> same = order.subspan(begin, end - begin);
        if (!std::is_sorted(same.begin(), same.end(), before)) std::sort(same.begin(), same.end(), before);
    }
    return order;
}

} // namespace fulcrum::inline v0_1::detail
