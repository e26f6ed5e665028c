#pragma once

#include "fulcrum/core/cpu.hpp"

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1 {
namespace detail {

/// Numbers too small for a normal float count as 0 in a kernel: many processors are slow with them. The caller's mode
/// comes back after it.
struct denormals {
    FULCRUM_BODY unsigned flush() {
#if defined(__x86_64__)
        const unsigned mode = __builtin_ia32_stmxcsr();
        __builtin_ia32_ldmxcsr(mode | 0x8040U); // flush to zero, denormals are zero
        return mode;
#else
        return 0;
#endif
    }
    FULCRUM_BODY void restore([[maybe_unused]] unsigned mode) {
#if defined(__x86_64__)
        __builtin_ia32_ldmxcsr(mode);
#endif
    }
};

} // namespace detail
} // namespace fulcrum::inline v0_1

#undef FULCRUM_BODY
