#pragma once

#include "fulcrum/core/random.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace fulcrum::inline v0_1::detail {

struct segment {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Uniform over the segments of n places that are neither empty nor whole; n >= 2.
[[nodiscard]] inline segment draw_segment(std::size_t n, random_stream& random) noexcept {
    for (;;) {
        std::size_t begin = random.below(static_cast<std::uint32_t>(n + 1));
        std::size_t end = random.below(static_cast<std::uint32_t>(n));
        if (end >= begin) ++end; // two different ones of the n + 1 borders
        if (begin > end) std::swap(begin, end);
        if (end - begin < n) return {begin, end};
    }
}

} // namespace fulcrum::inline v0_1::detail
