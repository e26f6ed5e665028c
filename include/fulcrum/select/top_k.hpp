#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace fulcrum::inline v0_1 {

namespace detail {

/// A key that sorts ascending as (utility descending, row ascending): the bits of a float compare like integers once
/// negative ones are flipped. -0 equals 0; NaN sorts last, after -infinity.
[[nodiscard]] inline std::uint64_t merit_key(float utility, std::uint32_t row) noexcept {
    const auto bits = std::bit_cast<std::uint32_t>(utility + 0.0F);
    const std::uint32_t mask = (0U - (bits >> 31U)) | 0x80000000U;
    const std::uint32_t ascending = utility == utility ? bits ^ mask : 0U;
    return std::uint64_t{~ascending} << 32U | row;
}

} // namespace detail

/// Selector: the k kept rows of largest utility, best first; ties by row. All of them if fewer are kept.
/// O(rows + k log k) expected, and 8 bytes a row of scratch.
struct top_k {
    static constexpr auto needs = columns::utility;
    static constexpr auto gives = columns::order;

    std::size_t k = 10;

    void run(slate& s, workspace& ws) const {
        const std::span<std::uint32_t> order = s.order();
        const std::span<const float> utility = s.utility();
        const workspace::scope scratch(ws);
        const std::span<std::uint64_t> keys = ws.take<std::uint64_t>(order.size());
        for (std::size_t i = 0; i < order.size(); ++i) keys[i] = detail::merit_key(utility[order[i]], order[i]);
        const std::size_t chosen = (std::min)(k, order.size());
        if (chosen < keys.size()) {
            std::ranges::nth_element(keys, keys.begin() + static_cast<std::ptrdiff_t>(chosen));
        }
        std::ranges::sort(keys.first(chosen));
        constexpr std::size_t block = 16; // a constant trip count becomes vector code at -O2, too
        std::size_t i = 0;
        for (; i + block <= order.size(); i += block) {
            for (std::size_t l = i; l < i + block; ++l) order[l] = static_cast<std::uint32_t>(keys[l]);
        }
        for (; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(keys[i]);
        s.truncate(chosen);
    }
};

} // namespace fulcrum::inline v0_1
