#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/mlp/detail/lanes_math.hpp"
#include "fulcrum/mlp/detail/packed_net.hpp"

#include <cstddef>
#include <utility>

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1 {
namespace detail {

/// A layer for a tile of items, two or three whole vectors of them: lanes are items, weights are broadcast, activations
/// are [output][item].
template <int W> struct tile_kernel {
    using vec = typename lanes<W>::f32;
    static constexpr std::size_t width = W;
    /// Items in a tile of three vectors, and floats from an output to the next in any. With `sums` outputs the
    /// accumulators, items and one weight fill the 16 (32) registers, and the 12 (24) independent sums hide the latency
    /// of a fused multiply-add; the 8 (16) of two vectors nearly do.
    static constexpr std::size_t items = 3 * width;
    static constexpr std::size_t sums = W == 16 ? 8 : 4;
    /// The widest net for which two vectors are better here than in rows_kernel: all activations are in the first-level
    /// cache.
    static constexpr std::size_t narrow = 256;
    /// Inputs that are summed before the next outputs are begun: the activations of a tile (48 KiB at 8 lanes) stay in
    /// the second-level cache, whatever the layer's size. Fewer cost more in sums put away and fetched than they gain.
    static constexpr std::size_t depth = 512;

    FULCRUM_BODY void layer(std::size_t vectors, const packed_layer& layer, const float* in, float* out) {
        if (vectors == 2)
            over<2>(layer, in, out);
        else
            over<3>(layer, in, out);
    }

    /// The features of that many vectors of items, a row an item, as [feature][item].
    FULCRUM_BODY void transpose(std::size_t vectors, const float* features, std::size_t stride, std::size_t inputs,
                                float* out) {
        std::size_t k = 0;
        for (; k + 4 <= inputs; k += 4)
            for (std::size_t v = 0; v < vectors; ++v)
                transpose_four(features + v * width * stride + k, stride, out + k * items + v * width);
        for (; k < inputs; ++k)
            for (std::size_t i = 0; i < vectors * width; ++i) out[k * items + i] = features[i * stride + k];
    }

private:
    template <std::size_t V> FULCRUM_BODY void over(const packed_layer& shared, const float* in, float* out) {
        const packed_layer layer = shared; // a copy that no store can change: it stays in registers
        if (layer.chains == 1) {
            for (std::size_t from = 0; from < layer.inputs; from += depth) {
                const std::size_t to = layer.inputs - from < depth ? layer.inputs : from + depth;
                for (std::size_t o = 0; o < layer.outputs; o += sums) block<V, sums, 1>(layer, o, from, to, in, out);
            }
        } else if (layer.chains == 2) {
            for (std::size_t o = 0; o < layer.outputs; o += sums / 2)
                block<V, sums / 2, 2>(layer, o, 0, layer.inputs, in, out);
        } else {
            for (std::size_t o = 0; o < layer.outputs; o += sums / 4)
                block<V, sums / 4, 4>(layer, o, 0, layer.inputs, in, out);
        }
    }

    /// R outputs from output `o` on, over inputs [from, to): begins with the bias, or goes on with what is in `out`.
    template <std::size_t V, std::size_t R, std::size_t C>
    FULCRUM_BODY void block(const packed_layer& layer, std::size_t o, std::size_t from, std::size_t to, const float* in,
                            float* out) {
        const float* w = layer.weights + o / width * layer.pitch + from * width + o % width;
        const float* x = in + from * items;
        out += o * items;
        vec sum[C][R][V] = {};
#pragma GCC unroll 8
        for (std::size_t r = 0; r < R; ++r) {
            vec bias = {};
            if (from == 0) lanes_math<W>::broadcast(layer.bias[o + r], bias);
#pragma GCC unroll 3
            for (std::size_t v = 0; v < V; ++v)
                if (from == 0)
                    sum[0][r][v] = bias;
                else
                    lanes_math<W>::load(out + r * items + v * width, sum[0][r][v]);
        }
        std::size_t left = to - from;
        if constexpr (C == 1) {
            // The next panel is asked for meanwhile, so that weights that only a far cache holds are there in time.
            const float* next = layer.weights + (o / width + 1) * layer.pitch + (o % width) * layer.inputs + from * R;
#pragma GCC unroll 4
            for (; left > 0; --left, w += width, x += items, next += R) {
                __builtin_prefetch(next, 0, 2);
                step<V, R>(w, x, sum[0]);
            }
        } else {
            for (; left >= C; left -= C, w += C * width, x += C * items)
#pragma GCC unroll 4
                for (std::size_t c = 0; c < C; ++c) step<V, R>(w + c * width, x + c * items, sum[c]);
#pragma GCC unroll 4
            for (std::size_t c = 0; c + 1 < C; ++c)
                if (c < left) step<V, R>(w + c * width, x + c * items, sum[c]);
        }
        vec floor;
        lanes_math<W>::broadcast(to == layer.inputs ? layer.floor : -__builtin_inff(), floor);
#pragma GCC unroll 8
        for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 3
            for (std::size_t v = 0; v < V; ++v) {
                vec y;
                lanes_math<W>::join(sum, r, v, y);
                lanes_math<W>::raise(floor, y);
                lanes_math<W>::store(y, out + r * items + v * width);
            }
    }

    /// sum[r][v] += w[r] * x[v], for one input.
    template <std::size_t V, std::size_t R>
    FULCRUM_BODY void step(const float* w, const float* x, vec (&sum)[R][V]) {
        vec item[V];
#pragma GCC unroll 3
        for (std::size_t v = 0; v < V; ++v) {
            __builtin_memcpy(&item[v], x + v * width, sizeof(vec));
            lanes_math<W>::keep(item[v]);
        }
#pragma GCC unroll 8
        for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 3
            for (std::size_t v = 0; v < V; ++v) {
                sum[r][v] += w[r] * item[v];
                lanes_math<W>::keep(sum[r][v]);
            }
    }

    using four = typename lanes<4>::f32;

    /// Four features of `width` items. A vector is put together from four features of every fourth item, so that what
    /// follows is the transposition of 4 x 4 within each 16 bytes.
    FULCRUM_BODY void transpose_four(const float* from, std::size_t stride, float* to) {
        vec row[4], half[4];
#pragma GCC unroll 4
        for (std::size_t j = 0; j < 4; ++j) gather(from + j * stride, 4 * stride, row[j]);
        interleave<0>(row[0], row[1], half[0], all{});
        interleave<0>(row[2], row[3], half[1], all{});
        interleave<2>(row[0], row[1], half[2], all{});
        interleave<2>(row[2], row[3], half[3], all{});
#pragma GCC unroll 4
        for (std::size_t j = 0; j < 4; ++j) {
            vec column;
            if (j % 2 == 0)
                pairs<0>(half[j / 2 * 2], half[j / 2 * 2 + 1], column, all{});
            else
                pairs<2>(half[j / 2 * 2], half[j / 2 * 2 + 1], column, all{});
            __builtin_memcpy(to + j * items, &column, sizeof(vec));
        }
    }

    using all = std::make_index_sequence<static_cast<std::size_t>(W)>;

    /// Four floats from each of `width` / 4 places.
    FULCRUM_BODY void gather(const float* from, std::size_t step, vec& to) {
        four part[width / 4];
#pragma GCC unroll 4
        for (std::size_t h = 0; h < width / 4; ++h) __builtin_memcpy(&part[h], from + h * step, sizeof(four));
        if constexpr (W == 4) {
            to = part[0];
        } else if constexpr (W == 8) {
            to = __builtin_shufflevector(part[0], part[1], 0, 1, 2, 3, 4, 5, 6, 7);
        } else {
            const auto low = __builtin_shufflevector(part[0], part[1], 0, 1, 2, 3, 4, 5, 6, 7);
            const auto high = __builtin_shufflevector(part[2], part[3], 0, 1, 2, 3, 4, 5, 6, 7);
            to = __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        }
    }

    /// Within 16 bytes: a[f] b[f] a[f + 1] b[f + 1].
    template <std::size_t F, std::size_t... i>
    FULCRUM_BODY void interleave(const vec& a, const vec& b, vec& to, std::index_sequence<i...>) {
        to = __builtin_shufflevector(a, b, static_cast<int>(i / 4 * 4 + F + i % 4 / 2 + i % 2 * width)...);
    }
    /// Within 16 bytes: a[f] a[f + 1] b[f] b[f + 1].
    template <std::size_t F, std::size_t... i>
    FULCRUM_BODY void pairs(const vec& a, const vec& b, vec& to, std::index_sequence<i...>) {
        to = __builtin_shufflevector(a, b, static_cast<int>(i / 4 * 4 + F + i % 2 + i % 4 / 2 * width)...);
    }
};

} // namespace detail
} // namespace fulcrum::inline v0_1

#undef FULCRUM_BODY
