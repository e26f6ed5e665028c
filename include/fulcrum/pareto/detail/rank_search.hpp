#pragma once

#include <cstdint>

// Pinned to the baseline as the bodies of kernels are, so that they can be inlined there, but not always_inline: code
// that is compiled for another target calls them too, and may not inline them.
#if defined(__x86_64__)
#define FULCRUM_PINNED                                                                                                 \
    [[gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_PINNED static inline
#endif

namespace fulcrum::inline v0_1::detail {

/// The search for the front of a point: the first one without a dominator. Those with one come first: what dominates
/// in front r + 1 is itself dominated by a member of front r. So it is a bisection, which gallops away from a guess at
/// first.
struct front_search {
    std::uint32_t low;  ///< fronts before have a dominator
    std::uint32_t high; ///< fronts from here on have none
    std::uint32_t next; ///< the front to look at while low < high
    std::uint32_t count;
    std::uint32_t stride;

    FULCRUM_PINNED front_search among(std::uint32_t count, std::uint32_t guess) noexcept {
        return {0, count, guess < count ? guess : count - 1, count, 1};
    }

    FULCRUM_PINNED void narrow(front_search& s, bool dominated) noexcept {
        s.low = dominated ? s.next + 1 : s.low;
        s.high = dominated ? s.high : s.next;
        const std::uint32_t left = s.high - s.low;
        if (dominated && s.high == s.count) { // so in all that were looked at
            s.next = s.low + (left > s.stride ? s.stride : left) - 1;
            s.stride *= 2;
        } else if (!dominated && s.low == 0) { // in none
            s.next = s.high - (left > s.stride ? s.stride : left);
            s.stride *= 2;
        } else {
            s.next = s.low + left / 2;
        }
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_PINNED
