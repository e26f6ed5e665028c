#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/dominance_kernel.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1::detail {

/// The user's columns as the kernels read them: a column may be listed twice, sign[j] is 1 to minimise, -1 to maximise.
template <class T> struct signed_columns {
    std::span<const T* const> column;
    std::span<const T> sign;
};

/// One pass over rows [begin, end): appends to `out` those that no strong point dominates. A row that is not finite may
/// be dropped or kept. Strong points are finite, minimised, free of -0, one after the other.
template <class T, int M> struct filter_kernel {
    using signature = void(const T* const* columns, const T* signs, std::size_t m, const T* strong, std::size_t count,
                           std::size_t begin, std::size_t end, std::uint32_t* out, std::size_t* size);

    template <int W>
    FULCRUM_BODY void body(const T* const* columns, const T* signs, std::size_t m, const T* strong, std::size_t count,
                           std::size_t begin, std::size_t end, std::uint32_t* out, std::size_t* size) {
        constexpr std::size_t groups = M == 0 || M > 4 ? 1 : M > 2 ? 2 : 4; // as many as the registers hold
        constexpr std::size_t step = groups * dominance<T, W>::width;
        std::size_t kept = *size;
        std::size_t i = begin;
        for (; i + step <= end; i += step) {
            typename value_lanes<T, W>::word dead[step];
            if (!dominated<W, groups>(columns, signs, m, strong, count, i, dead)) {
                for (std::size_t l = 0; l < step; ++l) {
                    out[kept] = static_cast<std::uint32_t>(i + l);
                    kept += static_cast<std::size_t>(1 + dead[l]);
                }
            }
        }
        for (; i < end; ++i) {
            bool drop = false;
            for (std::size_t s = 0; s < count && !drop; ++s) {
                bool larger = false;
                bool smaller = false;
                for (std::size_t j = 0; j < m; ++j) {
                    const T v = columns[j][i] * signs[j];
                    larger |= v > strong[s * m + j];
                    smaller |= !(v >= strong[s * m + j]);
                }
                drop = larger && !smaller;
            }
            out[kept] = static_cast<std::uint32_t>(i);
            kept += drop ? 0U : 1U;
        }
        *size = kept;
    }

private:
    /// dead[l] = -1 where a strong point dominates row i + l, else 0; true if all are dominated. Here -0 is a little
    /// less than 0, which keeps a row in doubt.
    template <int W, std::size_t Groups>
    FULCRUM_BODY bool dominated(const T* const* columns, const T* signs, std::size_t m, const T* strong,
                                std::size_t count, std::size_t i, typename value_lanes<T, W>::word* dead) {
        using value = typename value_lanes<T, W>::value;
        using bits = typename value_lanes<T, W>::bits;
        constexpr std::size_t width = value_lanes<T, W>::width;
        constexpr std::size_t fixed = M > 0 ? static_cast<std::size_t>(M) : 1;
        value rows[Groups][fixed];
        if constexpr (M > 0) {
#pragma GCC unroll 8
            for (std::size_t j = 0; j < fixed; ++j) {
#pragma GCC unroll 4
                for (std::size_t g = 0; g < Groups; ++g) {
                    __builtin_memcpy(&rows[g][j], columns[j] + i + g * width, sizeof(value));
                    rows[g][j] *= signs[j];
                }
            }
        }
        bits drop[Groups] = {};
        for (std::size_t s = 0; s < count; ++s, strong += M > 0 ? fixed : m) {
            bits above[Groups] = {};
#pragma GCC unroll 8
            for (std::size_t j = 0; j < (M > 0 ? fixed : m); ++j) {
#pragma GCC unroll 4
                for (std::size_t g = 0; g < Groups; ++g) {
                    if constexpr (M == 0) {
                        __builtin_memcpy(&rows[g][0], columns[j] + i + g * width, sizeof(value));
                        rows[g][0] *= signs[j];
                    }
                    const value difference = rows[g][M > 0 ? j : 0] - strong[j];
                    above[g] |= reinterpret_cast<bits>(difference);
                }
            }
#pragma GCC unroll 4
            for (std::size_t g = 0; g < Groups; ++g) drop[g] |= above[g] > 0; // no sign, and not all zero
        }
        bits all = drop[0];
#pragma GCC unroll 4
        for (std::size_t g = 1; g < Groups; ++g) all &= drop[g];
        __builtin_memcpy(dead, drop, sizeof drop);
        return dominance<T, W>::all_negative(all);
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
