#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/mlp/detail/lanes_math.hpp"
#include "fulcrum/mlp/detail/packed_net.hpp"

#include <cstddef>

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1 {
namespace detail {

/// A layer for the items that do not fill a tile, also for one alone: lanes are outputs, inputs are broadcast,
/// activations are [item][output], and nothing is transposed. Every sum runs as in tile_kernel: the same bits.
template <int W> struct rows_kernel {
    using vec = typename lanes<W>::f32;
    static constexpr std::size_t width = W;

    /// y (n rows, `panels` * `width` apart) from x (n rows, `stride` apart).
    FULCRUM_BODY void layer(const packed_layer& layer, std::size_t n, const float* x, std::size_t stride, float* y) {
        // Groups of items, at most so many that the sums of two panels (one, if they are in parts) fit the registers,
        // and as even as can be.
        const std::size_t most = layer.chains == 1 ? 6 : 3;
        const std::size_t groups = (n + most - 1) / most;
        const std::size_t size = n / groups;
        const std::size_t larger = n % groups; // groups with one more
        if (larger > 0) sized(layer, size + 1, larger, x, stride, y);
        const std::size_t done = larger * (size + 1);
        sized(layer, size, groups - larger, x + done * stride, stride, y + done * layer.panels * width);
    }

private:
    FULCRUM_BODY void sized(const packed_layer& layer, std::size_t size, std::size_t groups, const float* x,
                            std::size_t stride, float* y) {
        constexpr std::size_t more = W == 16 ? 2 : 1; // twice the registers
        if (layer.chains == 1) {
            switch (size) {
            case 1: return over<1, 8, 1>(layer, groups, x, stride, y);
            case 2: return over<2, 4 * more, 1>(layer, groups, x, stride, y);
            case 3: return over<3, 4 * more, 1>(layer, groups, x, stride, y);
            case 4: return over<4, 3 * more, 1>(layer, groups, x, stride, y);
            case 5: return over<5, 2 * more, 1>(layer, groups, x, stride, y);
            default: return over<6, 2 * more, 1>(layer, groups, x, stride, y);
            }
        }
        if (layer.chains == 2) {
            switch (size) {
            case 1: return over<1, 4, 2>(layer, groups, x, stride, y);
            case 2: return over<2, 2 * more, 2>(layer, groups, x, stride, y);
            default: return over<3, 2 * more, 2>(layer, groups, x, stride, y);
            }
        }
        switch (size) {
        case 1: return over<1, 1, 4>(layer, groups, x, stride, y);
        case 2: return over<2, 1, 4>(layer, groups, x, stride, y);
        default: return over<3, 1, 4>(layer, groups, x, stride, y);
        }
    }

    /// All outputs, P panels at a time, of all groups of R items. A layer has at least P panels: the last P begin
    /// before the ones before them end, and come out the same twice.
    template <std::size_t R, std::size_t P, std::size_t C>
    FULCRUM_BODY void over(const packed_layer& shared, std::size_t groups, const float* x, std::size_t stride,
                           float* y) {
        const packed_layer layer = shared; // as in tile_kernel
        const std::size_t row = layer.panels * width;
        for (std::size_t p = 0; p < layer.panels; p += P) {
            const std::size_t first = p + P <= layer.panels ? p : layer.panels - P;
            for (std::size_t g = 0; g < groups; ++g)
                block<R, P, C>(layer, first, x + g * R * stride, stride, y + g * R * row, row);
        }
    }

    template <std::size_t R, std::size_t P, std::size_t C>
    FULCRUM_BODY void block(const packed_layer& layer, std::size_t panel, const float* x, std::size_t stride, float* y,
                            std::size_t row) {
        const std::size_t pitch = layer.pitch;
        const float* w = layer.weights + panel * pitch;
        vec sum[C][R][P] = {};
#pragma GCC unroll 8
        for (std::size_t p = 0; p < P; ++p) {
            __builtin_memcpy(&sum[0][0][p], layer.bias + (panel + p) * width, sizeof(vec));
#pragma GCC unroll 8
            for (std::size_t r = 1; r < R; ++r) sum[0][r][p] = sum[0][0][p];
        }
        std::size_t left = layer.inputs;
        if constexpr (C == 1) {
#pragma GCC unroll 4
            for (; left > 0; --left, w += width, ++x) step<R, P>(w, pitch, x, stride, sum[0]);
        } else {
            for (; left >= C; left -= C, w += C * width, x += C)
#pragma GCC unroll 4
                for (std::size_t c = 0; c < C; ++c) step<R, P>(w + c * width, pitch, x + c, stride, sum[c]);
#pragma GCC unroll 4
            for (std::size_t c = 0; c + 1 < C; ++c)
                if (c < left) step<R, P>(w + c * width, pitch, x + c, stride, sum[c]);
        }
        vec floor;
        lanes_math<W>::broadcast(layer.floor, floor);
#pragma GCC unroll 8
        for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 8
            for (std::size_t p = 0; p < P; ++p) {
                vec z;
                lanes_math<W>::join(sum, r, p, z);
                lanes_math<W>::raise(floor, z);
                lanes_math<W>::store(z, y + r * row + (panel + p) * width);
            }
    }

    /// sum[r][p] += x[r] * w[p], for one input.
    template <std::size_t R, std::size_t P>
    FULCRUM_BODY void step(const float* w, std::size_t pitch, const float* x, std::size_t stride, vec (&sum)[R][P]) {
        vec weight[P];
#pragma GCC unroll 8
        for (std::size_t p = 0; p < P; ++p) {
            __builtin_memcpy(&weight[p], w + p * pitch, sizeof(vec));
            if constexpr (R > 1) lanes_math<W>::keep(weight[p]);
        }
#pragma GCC unroll 8
        for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 8
            for (std::size_t p = 0; p < P; ++p) {
                sum[r][p] += x[r * stride] * weight[p];
                lanes_math<W>::keep(sum[r][p]);
            }
    }
};

} // namespace detail
} // namespace fulcrum::inline v0_1

#undef FULCRUM_BODY
