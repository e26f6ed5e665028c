#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/mlp/detail/denormals.hpp"
#include "fulcrum/mlp/detail/lanes_math.hpp"
#include "fulcrum/mlp/detail/packed_net.hpp"
#include "fulcrum/mlp/detail/rows_kernel.hpp"
#include "fulcrum/mlp/detail/tile_kernel.hpp"

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

/// All layers, one tile of items after the other, so that activations stay in the first cache levels. What does not
/// fill a tile goes through rows_kernel. An item's result does not depend on its neighbours, to the bit.
struct mlp_kernel {
    using signature = void(const packed_layer* layers, std::size_t layer_count, std::size_t widest,
                           const float* features, std::size_t items, std::size_t stride, float* out,
                           std::size_t out_stride, float* scratch);

    /// Floats in a vector at an instruction set.
    static constexpr std::size_t width(isa level) noexcept {
        return level == isa::avx512 ? 16 : level == isa::avx2 ? 8 : 4;
    }
    /// Floats of scratch for a net packed for that width.
    static constexpr std::size_t scratch_size(std::size_t widest, std::size_t width) noexcept {
        return 3 * widest * (tile_kernel<4>::items / 4) * width;
    }

    template <int W>
    FULCRUM_BODY void body(const packed_layer* layers, std::size_t layer_count, std::size_t widest,
                           const float* features, std::size_t items, std::size_t stride, float* out,
                           std::size_t out_stride, float* scratch) {
        using tiles = tile_kernel<W>;
        float* const buffers[2] = {scratch, scratch + widest * tiles::items};
        float* const spare = scratch + 2 * widest * tiles::items;
        const unsigned mode = denormals::flush();
        for (std::size_t first = 0; first < items; first += tiles::items) {
            const std::size_t n = items - first < tiles::items ? items - first : tiles::items;
            const std::size_t vectors = n / W;
            // A third vector that is not there holds anything: lanes do not meet.
            const bool full = n == tiles::items || (n == 2 * W && widest <= tiles::narrow);
            const float* from = features + first * stride;
            std::size_t from_stride = stride;
            if (full) {
                tiles::transpose(vectors, from, stride, layers[0].inputs, buffers[0]);
                from = buffers[0];
            }
            for (std::size_t l = 0; l < layer_count; ++l) {
                const packed_layer& layer = layers[l];
                float* const to = buffers[(l + 1) % 2];
                std::size_t row = layer.panels * W;
                if (full)
                    tiles::layer(vectors, layer, from, to);
                else
                    rows_kernel<W>::layer(layer, n, from, from_stride, to);
                for (std::size_t r = 0; r < layer.run_count; ++r)
                    activate<W>(layer.runs[r], layer, full, n, to, spare);
                if (layer.residual || layer.concat) [[unlikely]] // out of the way of nets that have neither
                    row = connect<W>(layer, full, n, from, from_stride, features + first * stride, stride,
                                     layers[0].inputs, to);
                from = to;
                from_stride = row;
            }
            const std::size_t outputs = layers[layer_count - 1].outputs;
            for (std::size_t o = 0; o < outputs; ++o) {
                float* const column = out + o * out_stride + first;
                if (full)
                    __builtin_memcpy(column, from + o * tiles::items, n * sizeof(float));
                else
                    for (std::size_t i = 0; i < n; ++i) column[i] = from[i * from_stride + o];
            }
        }
        denormals::restore(mode);
    }

private:
    /// One activation of a layer in place. Rows of outputs are taken whole where they have one activation of single
    /// numbers; else the run is copied to vectors of items and back.
    template <int W>
    FULCRUM_BODY void activate(const activation_run& run, const packed_layer& layer, bool full, std::size_t n,
                               float* values, float* spare) {
        const std::size_t row = layer.panels * W;
        const bool copied = !full && (run.count < layer.outputs || run.act == activation::softmax);
        float* data = values + (full ? run.first * tile_kernel<W>::items : 0);
        std::size_t rows = full ? run.count : n;
        std::size_t length = full ? tile_kernel<W>::items : row;
        if (copied) {
            data = spare;
            rows = run.count;
            length = (n + W - 1) / W * W;
            for (std::size_t o = 0; o < rows; ++o) {
                for (std::size_t i = 0; i < n; ++i) data[o * length + i] = values[i * row + run.first + o];
                for (std::size_t i = n; i < length; ++i) data[o * length + i] = 0.0F;
            }
        }
        lanes_math<W>::activate_rows(run.act, data, rows, length);
        if (copied)
            for (std::size_t o = 0; o < rows; ++o)
                for (std::size_t i = 0; i < n; ++i) values[i * row + run.first + o] = data[o * length + i];
    }

    /// What goes past a layer's weights: adds its inputs to its outputs, puts the net's features behind them. Returns
    /// the floats from one item's row to the next.
    template <int W>
    FULCRUM_BODY std::size_t connect(const packed_layer& layer, bool full, std::size_t n, const float* from,
                                     std::size_t from_stride, const float* features, std::size_t stride,
                                     std::size_t inputs, float* to) {
        const std::size_t row = layer.panels * W;
        if (layer.residual) {
            const std::size_t length = layer.outputs * (full ? tile_kernel<W>::items : 1);
            for (std::size_t i = 0; i < (full ? 1 : n); ++i) add<W>(from + i * from_stride, length, to + i * row);
        }
        if (!layer.concat) return row;
        if (full) {
            tile_kernel<W>::transpose(n / W, features, stride, inputs, to + layer.outputs * tile_kernel<W>::items);
            return row;
        }
        // Rows move apart, the last one first as they overlap.
        const std::size_t wide = (layer.outputs + inputs + W - 1) / W * W;
        for (std::size_t i = n; i-- > 0;) {
            __builtin_memmove(to + i * wide, to + i * row, layer.outputs * sizeof(float));
            __builtin_memcpy(to + i * wide + layer.outputs, features + i * stride, inputs * sizeof(float));
        }
        return wide;
    }

    /// y += x, n values.
    template <int W> FULCRUM_BODY void add(const float* x, std::size_t n, float* y) {
        std::size_t i = 0;
        for (; i + W <= n; i += W) {
            typename lanes<W>::f32 a, b;
            lanes_math<W>::load(x + i, a);
            lanes_math<W>::load(y + i, b);
            lanes_math<W>::store(a + b, y + i);
        }
        for (; i < n; ++i) y[i] += x[i];
    }
};

} // namespace detail
} // namespace fulcrum::inline v0_1

#undef FULCRUM_BODY
