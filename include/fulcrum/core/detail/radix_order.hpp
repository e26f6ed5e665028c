#pragma once

#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace fulcrum::inline v0_1::detail {

/// A value's place on a scale of whole numbers from the least to the greatest, and where the value came from.
struct coded_index {
    std::uint32_t code;
    std::uint32_t index;
};

/// One stable pass by `Bits` bits of the code from bit `shift` on; false when all have the same, and nothing moved.
template <unsigned Bits>
bool radix_pass(std::span<const coded_index> from, std::span<coded_index> to, unsigned shift) noexcept {
    constexpr std::uint32_t mask = (1U << Bits) - 1;
    std::array<std::uint32_t, mask + 1> begin{};
    for (const coded_index& c : from) ++begin[c.code >> shift & mask];
    std::uint32_t sum = 0;
    for (std::uint32_t& b : begin) {
        if (b == from.size()) return false;
        sum += std::exchange(b, sum);
    }
    for (const coded_index& c : from) to[begin[c.code >> shift & mask]++] = c;
    return true;
}

template <unsigned Bits, unsigned Passes>
void radix_sort(std::span<coded_index>& sorted, std::span<coded_index> other) {
    for (unsigned pass = 0; pass < Passes; ++pass) {
        if (radix_pass<Bits>(sorted, other, pass * Bits)) std::swap(sorted, other);
    }
}

/// Orders the indices of finite values: ascending by value, where values are equal by tie(i, j), a strict order of
/// indices, then by index. -0 equals 0. Codes that spread over the range of the values are sorted by radix, and only
/// what shares a code is compared: O(n) for values that are spread, O(n log n) at worst.
/// `order` has as many places as there are values.
template <std::floating_point T, class Tie>
void radix_order(std::span<const T> values, std::span<std::uint32_t> order, workspace& ws, Tie&& tie) {
    const std::size_t n = values.size();
    const auto before = [&](std::uint32_t i, std::uint32_t j) {
        if (values[i] != values[j]) return values[i] < values[j];
        return tie(i, j) || (!tie(j, i) && i < j);
    };
    const auto sort = [&](std::span<std::uint32_t> part) { // equal values without ties are in order already
        if (!std::is_sorted(part.begin(), part.end(), before)) std::sort(part.begin(), part.end(), before);
    };
    for (std::size_t i = 0; i < n; ++i) order[i] = static_cast<std::uint32_t>(i);
    constexpr std::size_t few = 64;    // below, comparing is faster than counting
    constexpr std::size_t some = 512;  // below, one pass of 8 bits leaves few equal codes
    constexpr std::size_t many = 4096; // below, two passes do
    if (n < few) return sort(order);

    const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
    const double low = static_cast<double>(*least) / 2; // halves: their difference does not overflow
    const double range = static_cast<double>(*greatest) / 2 - low;
    const double scale = (n < some ? 255.0 : n < many ? 65535.0 : 4294967295.0) / range;
    if (!(range > 0) || !std::isfinite(scale)) return sort(order);

    const workspace::scope scratch(ws);
    std::span<coded_index> sorted = ws.take<coded_index>(n);
    const std::span<coded_index> other = ws.take<coded_index>(n);
    for (std::size_t i = 0; i < n; ++i) { // every step rounds monotonically, so a lesser value has no greater code
        const double place = (static_cast<double>(values[i]) / 2 - low) * scale;
        sorted[i] = {static_cast<std::uint32_t>((std::min)(place, 4294967295.0)), static_cast<std::uint32_t>(i)};
    }
    n < some   ? radix_sort<8, 1>(sorted, other)
    : n < many ? radix_sort<8, 2>(sorted, other)
               : radix_sort<11, 3>(sorted, other);
    for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
        while (end < n && sorted[end].code == sorted[begin].code) {
            order[end] = sorted[end].index;
            ++end;
        }
        sort(order.subspan(begin, end - begin));
    }
}

template <std::floating_point T>
void radix_order(std::span<const T> values, std::span<std::uint32_t> order, workspace& ws) {
    radix_order(values, order, ws, [](std::uint32_t, std::uint32_t) { return false; });
}

} // namespace fulcrum::inline v0_1::detail
