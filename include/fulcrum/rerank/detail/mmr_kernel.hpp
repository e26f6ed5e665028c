#pragma once

#include "fulcrum/core/cpu.hpp"

#include <cstddef>

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1::detail {

/// One step of MMR after the row in slot `taken`: lanes are slots, `unit` holds [dimension][slot] and slots are padded
/// to a multiple of 16. Raises closest[i] to the similarity with the taken row, writes the marginal values
/// value[i] = relevance[i] - penalty * closest[i], and the largest of them to *best.
struct mmr_kernel {
    using signature = void(const float* unit, std::size_t dimensions, std::size_t slots, std::size_t taken,
                           const float* relevance, float penalty, float* closest, float* value, float* best);

    template <int W>
    FULCRUM_BODY void body(const float* unit, std::size_t dimensions, std::size_t slots, std::size_t taken,
                           const float* relevance, float penalty, float* closest, float* value, float* best) {
        using vec = typename lanes<W>::f32;
        constexpr std::size_t width = W;
        vec top = vec{} - __builtin_inff();
        for (std::size_t i = 0; i < slots; i += width) {
            vec similar{};
            for (std::size_t d = 0; d < dimensions; ++d) {
                vec x;
                __builtin_memcpy(&x, unit + d * slots + i, sizeof x);
                similar += unit[d * slots + taken] * x;
            }
            vec nearest;
            __builtin_memcpy(&nearest, closest + i, sizeof nearest);
            nearest = similar > nearest ? similar : nearest;
            __builtin_memcpy(closest + i, &nearest, sizeof nearest);
            vec v;
            __builtin_memcpy(&v, relevance + i, sizeof v);
            v -= penalty * nearest;
            __builtin_memcpy(value + i, &v, sizeof v);
            top = v > top ? v : top;
        }
        float largest = top[0];
        for (int l = 1; l < W; ++l) largest = top[l] > largest ? top[l] : largest;
        *best = largest;
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
