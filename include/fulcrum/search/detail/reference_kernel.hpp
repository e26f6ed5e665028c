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

/// The nearest line through the origin for each point: of `lines` unit vectors, rows of m values, the one of the
/// greatest scalar product, of equal ones the first. `points` holds m columns of `stride` values, a multiple of
/// `group`; as many answers are written.
struct reference_kernel {
    using signature = void(const float* points, std::size_t stride, std::size_t m, const float* lines,
                           std::size_t count, std::uint32_t* nearest);
    static constexpr std::size_t group = 64;

    template <int W>
    FULCRUM_BODY void body(const float* points, std::size_t stride, std::size_t m, const float* lines,
                           std::size_t count, std::uint32_t* nearest) {
        using f32 = typename lanes<W>::f32;
        using u32 = typename lanes<W>::u32;
        constexpr std::size_t lane_count = W;
        static_assert(group % (4 * lane_count) == 0);
        for (std::size_t i = 0; i < stride; i += 4 * lane_count) { // four vectors, for which a line is read once
            f32 v, best0 = f32{} - 1, best1 = best0, best2 = best0, best3 = best0;
            u32 which0{}, which1{}, which2{}, which3{};
            for (std::size_t h = 0; h < count; ++h) {
                f32 product0{}, product1{}, product2{}, product3{};
                for (std::size_t j = 0; j < m; ++j) {
                    const float* column = points + j * stride + i;
                    const float along = lines[h * m + j];
                    __builtin_memcpy(&v, column, sizeof v);
                    product0 += v * along;
                    __builtin_memcpy(&v, column + lane_count, sizeof v);
                    product1 += v * along;
                    __builtin_memcpy(&v, column + 2 * lane_count, sizeof v);
                    product2 += v * along;
                    __builtin_memcpy(&v, column + 3 * lane_count, sizeof v);
                    product3 += v * along;
                }
                keep_better<W>(product0, static_cast<std::uint32_t>(h), best0, which0);
                keep_better<W>(product1, static_cast<std::uint32_t>(h), best1, which1);
                keep_better<W>(product2, static_cast<std::uint32_t>(h), best2, which2);
                keep_better<W>(product3, static_cast<std::uint32_t>(h), best3, which3);
            }
            __builtin_memcpy(nearest + i, &which0, sizeof which0);
            __builtin_memcpy(nearest + i + lane_count, &which1, sizeof which1);
            __builtin_memcpy(nearest + i + 2 * lane_count, &which2, sizeof which2);
            __builtin_memcpy(nearest + i + 3 * lane_count, &which3, sizeof which3);
        }
    }

private:
    template <int W>
    FULCRUM_BODY void keep_better(const typename lanes<W>::f32& product, std::uint32_t h,
                                  typename lanes<W>::f32& best, typename lanes<W>::u32& which) {
        const auto better = reinterpret_cast<typename lanes<W>::u32>(product > best);
        best = product > best ? product : best;
        which = (which & ~better) | (better & h);
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
