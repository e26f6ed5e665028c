#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/slate.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1::detail {

/// Rows handled at once: a constant trip count that every compiler turns into vector code.
inline constexpr std::size_t row_block = 16;

/// Calls block(first, count) for all rows, in blocks of row_block; count is a constant for all but the last.
template <class Block> void for_row_blocks(std::size_t rows, Block&& block) {
    std::size_t i = 0;
    for (; i + row_block <= rows; i += row_block) block(i, std::integral_constant<std::size_t, row_block>{});
    if (i < rows) block(i, rows - i);
}

/// A row whose objectives are not all finite, or whose utility is not a number, ranks last.
inline void rank_nonfinite_last(slate& s) noexcept {
    const std::span<float> utility = s.utility();
    const std::span<const row_state> mask = s.mask();
    if (s.nonfinite() == 0) return;
    for (std::size_t i = 0; i < utility.size(); ++i) {
        if (mask[i] == row_state::kept_not_finite) utility[i] = -std::numeric_limits<float>::infinity();
    }
}

} // namespace fulcrum::inline v0_1::detail
