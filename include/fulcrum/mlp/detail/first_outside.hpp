#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// The place of the first id that is no row of a table, or ids.size() if all are. O(ids), by vector instructions where
/// all are.
[[nodiscard]] inline std::size_t first_outside(std::span<const std::uint32_t> ids, std::size_t rows) noexcept {
    std::uint32_t largest = 0;
    for (const std::uint32_t id : ids) largest = largest < id ? id : largest;
    if (largest < rows) return ids.size();
    std::size_t i = 0;
    while (i < ids.size() && ids[i] < rows) ++i;
    return i;
}

} // namespace fulcrum::inline v0_1::detail
