#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/mlp/detail/denormals.hpp"
#include "fulcrum/mlp/detail/lanes_math.hpp"
#include "fulcrum/mlp/parameters.hpp"

#include <cstddef>
#include <cstdint>

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1 {
namespace detail {

/// A few dot products with every row of an index: out_j(i) = act_j(offset_j + weights_j . max(rows[ids[i]] + bias,
/// floor)).
struct indexed_dots {
    const float* rows = nullptr; ///< `pitch` floats from one to the next, a multiple of 16
    std::size_t pitch = 0;
    const std::uint32_t* ids = nullptr;
    std::size_t items = 0;
    const float* bias = nullptr;    ///< [pitch]
    float floor = 0;                ///< 0 for relu, -infinity for none
    const float* weights = nullptr; ///< [outputs][pitch], 0 where a row is padded
    const float* offset = nullptr;  ///< [outputs]
    std::size_t outputs = 0;
    const activation_run* runs = nullptr;
    std::size_t run_count = 0;
    float* out = nullptr;
    std::size_t out_stride = 0;
    float* scratch = nullptr; ///< outputs * indexed_dots_kernel::chunk floats
};

/// Lanes run along a row, so that each is read once, as it lies, and is bound by memory for one or two outputs. An
/// item's result does not depend on its neighbours, to the bit.
struct indexed_dots_kernel {
    using signature = void(const indexed_dots* task);

    /// Items whose rows are read again for the next outputs: they stay in the first-level cache for rows of 64, in the
    /// second-level one else.
    static constexpr std::size_t chunk = 64;

    template <int W> FULCRUM_BODY void body(const indexed_dots* shared) {
        const indexed_dots task = *shared; // a copy that no store can change
        const unsigned mode = denormals::flush();
        for (std::size_t first = 0; first < task.items; first += chunk) {
            const std::size_t n = task.items - first < chunk ? task.items - first : chunk;
            const std::size_t length = (n + W - 1) / W * W;
            std::size_t o = 0;
            for (; o + 2 <= task.outputs; o += 2) outputs<W, 2>(task, o, first, n, length);
            if (o < task.outputs) outputs<W, 1>(task, o, first, n, length);
            for (std::size_t r = 0; r < task.run_count; ++r) {
                const activation_run& run = task.runs[r];
                lanes_math<W>::activate_rows(run.act, task.scratch + run.first * length, run.count, length);
            }
            for (o = 0; o < task.outputs; ++o)
                __builtin_memcpy(task.out + o * task.out_stride + first, task.scratch + o * length, n * sizeof(float));
        }
        denormals::restore(mode);
    }

private:
    using four = typename lanes<4>::f32;
    /// Rows that are summed at once. With two outputs their sums, the rows, bias, floor and weights fill 16 registers.
    static constexpr std::size_t rows = 4;
    /// Rows ahead of which memory is asked for the next: an index is seldom in the second-level cache.
    static constexpr std::size_t ahead = 8;

    /// J outputs of a chunk into scratch; `length` is filled up with the last item.
    template <int W, std::size_t J>
    FULCRUM_BODY void outputs(const indexed_dots& task, std::size_t o, std::size_t first, std::size_t n,
                              std::size_t length) {
        const std::uint32_t* const ids = task.ids + first;
        const std::size_t left = task.items - first;
        for (std::size_t i = 0; i < length; i += rows) {
            const float* row[rows];
            for (std::size_t r = 0; r < rows; ++r) row[r] = task.rows + ids[i + r < n ? i + r : n - 1] * task.pitch;
            if (o == 0) {
                for (std::size_t r = 0; r < rows; ++r) {
                    const std::size_t next = i + r + ahead;
                    const float* const later = task.rows + ids[next < left ? next : left - 1] * task.pitch;
                    for (std::size_t k = 0; k < task.pitch; k += 16) __builtin_prefetch(later + k);
                }
            }
            four sum[J];
            dots<W, J>(task, o, row, sum);
            for (std::size_t j = 0; j < J; ++j) {
                sum[j] += task.offset[o + j];
                __builtin_memcpy(task.scratch + (o + j) * length + i, &sum[j], sizeof(four));
            }
        }
    }

    template <int W, std::size_t J>
    FULCRUM_BODY void dots(const indexed_dots& task, std::size_t o, const float* const (&row)[rows], four (&to)[J]) {
        using math = lanes_math<W>;
        using vec = typename math::vec;
        vec sum[J][rows] = {};
        vec floor;
        math::broadcast(task.floor, floor);
        const float* const weights = task.weights + o * task.pitch;
        for (std::size_t k = 0; k < task.pitch; k += static_cast<std::size_t>(W)) {
            vec bias, w[J];
            math::load(task.bias + k, bias);
#pragma GCC unroll 2
            for (std::size_t j = 0; j < J; ++j) math::load(weights + j * task.pitch + k, w[j]);
#pragma GCC unroll 4
            for (std::size_t r = 0; r < rows; ++r) {
                vec x;
                math::load(row[r] + k, x);
                x += bias;
                math::raise(floor, x);
#pragma GCC unroll 2
                for (std::size_t j = 0; j < J; ++j) sum[j][r] += w[j] * x;
            }
        }
#pragma GCC unroll 2
        for (std::size_t j = 0; j < J; ++j) {
            four part[rows];
#pragma GCC unroll 4
            for (std::size_t r = 0; r < rows; ++r) fold<W>(sum[j][r], part[r]);
            const four even = __builtin_shufflevector(part[0], part[1], 0, 4, 1, 5) +
                              __builtin_shufflevector(part[0], part[1], 2, 6, 3, 7); // a0 b0 a1 b1
            const four odd = __builtin_shufflevector(part[2], part[3], 0, 4, 1, 5) +
                             __builtin_shufflevector(part[2], part[3], 2, 6, 3, 7);
            to[j] = __builtin_shufflevector(even, odd, 0, 1, 4, 5) + __builtin_shufflevector(even, odd, 2, 3, 6, 7);
        }
    }

    /// Four sums with the sum of all lanes.
    template <int W> FULCRUM_BODY void fold(const typename lanes<W>::f32& v, four& to) {
        if constexpr (W == 4) {
            to = v;
        } else if constexpr (W == 8) {
            to = __builtin_shufflevector(v, v, 0, 1, 2, 3) + __builtin_shufflevector(v, v, 4, 5, 6, 7);
        } else {
            fold<8>(__builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
                        __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15), to);
        }
    }
};

} // namespace detail
} // namespace fulcrum::inline v0_1

#undef FULCRUM_BODY
