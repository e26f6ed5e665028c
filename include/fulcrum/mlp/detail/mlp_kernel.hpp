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
// Keeps a vector in a register where GCC would choose worse. A loaded one would become a memory operand of every use,
// which halves the speed. A sum would, under -mtune=znver3 and its like, become a multiplication and an addition in some
// tiles and a fused one in others: slow, and an item's bits would depend on its batch. Clang does neither, and refuses
// the operand in a body that is pinned to the baseline.
#if defined(__x86_64__) && !defined(__clang__)
#define FULCRUM_KEEP(v) __asm__("" : "+v"(v))
#else
#define FULCRUM_KEEP(v) static_cast<void>(0)
#endif

namespace fulcrum::inline v0_1 {
namespace detail {

/// All layers, one tile of items after the other. Lanes are items and weights are broadcast; activations stay in the
/// first cache levels as [output][item]. A sum starts at the bias and runs over the inputs in order, whatever the tile:
/// an item's result does not depend on its neighbours.
struct mlp_kernel {
    using signature = void(const packed_layer* layers, std::size_t layer_count, std::size_t widest,
                           const float* features, std::size_t items, std::size_t stride, float* out,
                           std::size_t out_stride, float* scratch);

    /// Vectors of items in a full tile: with 4 outputs (8 for AVX-512) the accumulators, items and weights fit the
    /// registers, and 12 (24) independent sums hide the latency of a fused multiply-add.
    static constexpr std::size_t tile_vectors = 3;

    /// Floats of scratch for a net whose widest layer is `widest`, at any vector width up to 16.
    static constexpr std::size_t scratch_size(std::size_t widest) noexcept { return 2 * widest * tile_vectors * 16; }

    template <int W>
    FULCRUM_BODY void body(const packed_layer* layers, std::size_t layer_count, std::size_t widest,
                           const float* features, std::size_t items, std::size_t stride, float* out,
                           std::size_t out_stride, float* scratch) {
        constexpr std::size_t width = W;
        for (std::size_t first = 0; first < items; first += tile_vectors * width) {
            const std::size_t left = items - first;
            tile<W>(left > 2 * width ? 3 : left > width ? 2 : 1, layers, layer_count, widest, features + first * stride,
                    left, stride, out + first, out_stride, scratch);
        }
    }

private:
    /// All layers on the first vectors * W of `left` items; lanes past the end hold zeros.
    template <int W>
    FULCRUM_BODY void tile(std::size_t vectors, const packed_layer* layers, std::size_t layer_count, std::size_t widest,
                           const float* features, std::size_t left, std::size_t stride, float* out,
                           std::size_t out_stride, float* scratch) {
        const std::size_t lane_count = vectors * W;
        const std::size_t items = left < lane_count ? left : lane_count;
        float* from = scratch;
        float* to = scratch + widest * lane_count;
        const std::size_t inputs = layers[0].inputs;
        for (std::size_t i = 0; i < items; ++i)
            for (std::size_t k = 0; k < inputs; ++k) from[k * lane_count + i] = features[i * stride + k];
        if (items < lane_count)
            for (std::size_t k = 0; k < inputs; ++k)
                for (std::size_t i = items; i < lane_count; ++i) from[k * lane_count + i] = 0.0F;

        for (std::size_t l = 0; l < layer_count; ++l) {
            if (vectors == 3)
                affine<W, 3>(layers[l], from, to);
            else if (vectors == 2)
                affine<W, 2>(layers[l], from, to);
            else
                affine<W, 1>(layers[l], from, to);
            for (std::size_t r = 0; r < layers[l].run_count; ++r) {
                const activation_run& run = layers[l].runs[r];
                lanes_math<W>::activate_rows(run.act, to + run.first * lane_count, run.count, lane_count);
            }
            float* const done = to;
            to = from;
            from = done;
        }
        const std::size_t outputs = layers[layer_count - 1].outputs;
        for (std::size_t o = 0; o < outputs; ++o)
            for (std::size_t i = 0; i < items; ++i) out[o * out_stride + i] = from[o * lane_count + i];
    }

    /// Weights, bias and floor of a layer for V vectors of items.
    template <int W, std::size_t V> FULCRUM_BODY void affine(const packed_layer& layer, const float* in, float* out) {
        constexpr std::size_t block = W == 16 || V == 1 ? 8 : 4; // what the registers hold
        const std::size_t outputs = layer.outputs;
        std::size_t o = 0;
        for (; o + block <= outputs; o += block) block_of<W, block, V>(layer, o, in, out);
        if (block > 4 && o + 4 <= outputs) {
            block_of<W, 4, V>(layer, o, in, out);
            o += 4;
        }
        if (o + 2 <= outputs) {
            block_of<W, 2, V>(layer, o, in, out);
            o += 2;
        }
        if (o < outputs) block_of<W, 1, V>(layer, o, in, out);
    }

    /// R outputs from output `o` on, for V vectors of items.
    template <int W, std::size_t R, std::size_t V>
    FULCRUM_BODY void block_of(const packed_layer& layer, std::size_t o, const float* in, float* out) {
        using vec = typename lanes<W>::f32;
        constexpr std::size_t width = W;
        const std::size_t inputs = layer.inputs;
        const float* w = layer.weights + o / packed_outputs * packed_outputs * inputs + o % packed_outputs;
        const float* x = in;
        vec acc[R][V] = {};
#pragma GCC unroll 8
        for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 3
            for (std::size_t v = 0; v < V; ++v) acc[r][v] += layer.bias[o + r];
        for (std::size_t k = 0; k < inputs; ++k, w += packed_outputs, x += V * width) {
            vec item[V];
#pragma GCC unroll 3
            for (std::size_t v = 0; v < V; ++v) {
                lanes_math<W>::load(x + v * width, item[v]);
                FULCRUM_KEEP(item[v]);
            }
#pragma GCC unroll 8
            for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 3
                for (std::size_t v = 0; v < V; ++v) {
                    acc[r][v] += w[r] * item[v];
                    FULCRUM_KEEP(acc[r][v]);
                }
        }
        const float floor = layer.floor;
#pragma GCC unroll 8
        for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 3
            for (std::size_t v = 0; v < V; ++v) {
                const vec y = acc[r][v] < floor ? vec{} + floor : acc[r][v];
                lanes_math<W>::store(y, out + ((o + r) * V + v) * width);
            }
    }
};

} // namespace detail
} // namespace fulcrum::inline v0_1

#undef FULCRUM_KEEP
#undef FULCRUM_BODY
