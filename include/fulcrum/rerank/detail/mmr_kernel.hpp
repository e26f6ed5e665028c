#pragma once

#include "fulcrum/core/cpu.hpp"

#include <cstddef>
#include <cstdint>

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
/// value[i] = relevance[i] - penalty * closest[i], and the slot of the largest to *best; of equal values, that of the
/// smallest row. With no dimensions nothing is similar: that is the step before any row is taken.
struct mmr_kernel {
    using signature = void(const float* unit, std::size_t dimensions, std::size_t slots, std::size_t taken,
                           const float* relevance, const std::uint32_t* row, float penalty, float* closest,
                           float* value, std::size_t* best);

    template <int W>
    FULCRUM_BODY void body(const float* unit, std::size_t dimensions, std::size_t slots, std::size_t taken,
                           const float* relevance, const std::uint32_t* row, float penalty, float* closest,
                           float* value, std::size_t* best) {
        using vec = typename lanes<W>::f32;
        using word = typename lanes<W>::u32;
        constexpr std::size_t width = W;
        constexpr std::size_t tile = 4; // independent sums, so that no addition waits for the one before it
        vec top = vec{} - __builtin_inff();
        std::size_t i = 0;
        for (; i + tile * width <= slots; i += tile * width) {
            add_similar<W, tile>(unit + i, dimensions, slots, unit + taken, relevance + i, penalty, closest + i,
                                 value + i, top);
        }
        for (; i < slots; i += width) {
            add_similar<W, 1>(unit + i, dimensions, slots, unit + taken, relevance + i, penalty, closest + i, value + i,
                              top);
        }
        float largest = top[0];
        for (int l = 1; l < W; ++l) largest = top[l] > largest ? top[l] : largest;

        // A pass of its own for the ties: two compares joined would be expanded lane by lane for the widest vectors.
        const vec wanted = vec{} + largest;
        word smallest = word{} - 1U;
        word smallest_slot{};
        word slot{};
        for (int l = 0; l < W; ++l) slot[l] = static_cast<std::uint32_t>(l);
        for (i = 0; i < slots; i += width) {
            vec v;
            word r;
            __builtin_memcpy(&v, value + i, sizeof v);
            __builtin_memcpy(&r, row + i, sizeof r);
            r = v == wanted ? r : word{} - 1U;
            smallest_slot = r < smallest ? slot : smallest_slot;
            smallest = r < smallest ? r : smallest;
            slot += static_cast<std::uint32_t>(W);
        }
        int lane = 0;
        for (int l = 1; l < W; ++l) lane = smallest[l] < smallest[lane] ? l : lane;
        *best = smallest_slot[lane];
    }

private:
    /// The similarities, closest and marginal values of R * W slots.
    template <int W, std::size_t R>
    FULCRUM_BODY void add_similar(const float* unit, std::size_t dimensions, std::size_t slots, const float* taken,
                                  const float* relevance, float penalty, float* closest, float* value,
                                  typename lanes<W>::f32& top) {
        using vec = typename lanes<W>::f32;
        constexpr std::size_t width = W;
        vec similar[R] = {};
        for (std::size_t d = 0; d < dimensions; ++d) {
            const float weight = taken[d * slots];
#pragma GCC unroll 4
            for (std::size_t r = 0; r < R; ++r) {
                vec x;
                __builtin_memcpy(&x, unit + d * slots + r * width, sizeof x);
                similar[r] += weight * x;
            }
        }
#pragma GCC unroll 4
        for (std::size_t r = 0; r < R; ++r) {
            vec nearest;
            __builtin_memcpy(&nearest, closest + r * width, sizeof nearest);
            nearest = similar[r] > nearest ? similar[r] : nearest;
            __builtin_memcpy(closest + r * width, &nearest, sizeof nearest);
            vec v;
            __builtin_memcpy(&v, relevance + r * width, sizeof v);
            v -= penalty * nearest;
            __builtin_memcpy(value + r * width, &v, sizeof v);
            top = v > top ? v : top;
        }
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
