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

/// How all points push one of them away under the energy sum d^(2 - 2 power), d the distance of two points:
/// force[j] gets the sum of w^power times the difference in coordinate j, w = scale / d^2 but at most `most`.
/// `columns` holds `stride` values of each of `m` coordinates, `stride` a multiple of `group`; behind the points it is
/// filled up with far ones. `sums` is scratch of m * group values.
struct riesz_kernel {
    using signature = void(const double* columns, std::size_t stride, std::size_t m, std::size_t point, double scale,
                           double most, std::uint32_t power, double* sums, double* force);
    static constexpr std::size_t group = 8;

    template <int W>
    FULCRUM_BODY void body(const double* columns, std::size_t stride, std::size_t m, std::size_t point, double scale,
                           double most, std::uint32_t power, double* sums, double* force) {
        using f64 = typename lanes<W>::f64;
        constexpr std::size_t lane_count = W / 2;
        const f64 cap = f64{} + most;
        f64 v, sum;
        for (std::size_t k = 0; k < m * lane_count; ++k) sums[k] = 0;
        for (std::size_t i = 0; i < stride; i += lane_count) {
            f64 squared{};
            for (std::size_t j = 0; j < m; ++j) {
                __builtin_memcpy(&v, columns + j * stride + i, sizeof v);
                v = columns[j * stride + point] - v;
                squared += v * v;
            }
            f64 base = scale / squared;
            base = base < cap ? base : cap;
            f64 weight = f64{} + 1;
            for (std::uint32_t left = power; left != 0; left >>= 1U) {
                if ((left & 1U) != 0) weight *= base;
                base *= base;
            }
            for (std::size_t j = 0; j < m; ++j) {
                __builtin_memcpy(&v, columns + j * stride + i, sizeof v);
                __builtin_memcpy(&sum, sums + j * lane_count, sizeof sum);
                sum += weight * (columns[j * stride + point] - v);
                __builtin_memcpy(sums + j * lane_count, &sum, sizeof sum);
            }
        }
        for (std::size_t j = 0; j < m; ++j) {
            force[j] = 0;
            for (std::size_t l = 0; l < lane_count; ++l) force[j] += sums[j * lane_count + l];
        }
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
