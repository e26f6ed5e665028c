#pragma once

#include "contest.hpp"

#include <fulcrum/core/cpu.hpp>
#include <fulcrum/mlp/detail/lanes_math.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#if defined(__x86_64__)
#define BENCH_BODY                                                                                                     \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define BENCH_BODY [[gnu::always_inline]] static inline
#endif

/// y += bias, then the activation, for rows x cols values; what is behind them up to the next 16 may be overwritten. As
/// fast as ours, so that a peer is judged by its product.
struct epilogue_kernel {
    using signature = void(fulcrum::activation act, const float* bias, float* y, std::size_t rows, std::size_t cols);

    template <int W>
    BENCH_BODY void body(fulcrum::activation act, const float* bias, float* y, std::size_t rows, std::size_t cols) {
        using math = fulcrum::detail::lanes_math<W>;
        constexpr std::size_t width = W;
        const bool relu = act == fulcrum::activation::relu;
        for (std::size_t i = 0; i < rows; ++i) {
            float* const row = y + i * cols;
            std::size_t j = 0;
            for (; j + width <= cols; j += width) {
                typename math::vec x, b;
                math::load(row + j, x);
                math::load(bias + j, b);
                x += b;
                if (relu) x = x > 0.0F ? x : typename math::vec{};
                math::store(x, row + j);
            }
            for (; j < cols; ++j) {
                row[j] += bias[j];
                if (relu && row[j] < 0.0F) row[j] = 0.0F;
            }
        }
        if (!relu) math::activate_rows(act, y, 1, (rows * cols + width - 1) / width * width);
    }
};

#undef BENCH_BODY

/// Weights of a layer in both orders.
struct dense_layer {
    std::size_t inputs;
    std::size_t outputs;
    std::vector<float> weights;    ///< outputs x inputs
    std::vector<float> transposed; ///< inputs x outputs
    std::vector<float> bias;
    fulcrum::activation act;
};

inline std::vector<dense_layer> dense_layers(const fulcrum::mlp_parameters& net) {
    std::vector<dense_layer> out;
    for (const fulcrum::mlp_layer& layer : net.layers) {
        std::vector<float> transposed(layer.weights.size());
        for (std::size_t o = 0; o < layer.outputs; ++o)
            for (std::size_t k = 0; k < layer.inputs; ++k)
                transposed[k * layer.outputs + o] = layer.weights[o * layer.inputs + k];
        out.push_back({layer.inputs, layer.outputs, layer.weights, std::move(transposed), layer.bias, layer.act});
    }
    return out;
}

/// A runner that scores `block` items at a time through all layers. `product(l, layer, rows, x, y)` sets y (rows x
/// outputs) to x (rows x inputs) times the transposed weights.
template <class Product>
std::unique_ptr<runner> by_layers(const question& q, Product product, std::size_t block = 0) {
    block = block == 0 ? q.batch : (std::min)(block, q.batch);
    std::size_t widest = 0;
    for (const fulcrum::mlp_layer& layer : q.net.layers) widest = (std::max)(widest, layer.outputs);
    return make_runner(
        q, [&q, product, block, layers = dense_layers(q.net), one = std::vector<float>(block * widest + 16),
            two = std::vector<float>(block * widest + 16), scores = std::vector<float>(q.batch * q.net.outputs() + 16),
            epilogue = fulcrum::detail::dispatched<epilogue_kernel>()](const float* features) mutable {
            for (std::size_t first = 0; first < q.batch; first += block) {
                const std::size_t rows = (std::min)(block, q.batch - first);
                const float* from = features + first * q.net.inputs();
                float* to = one.data();
                for (std::size_t l = 0; l < layers.size(); ++l) {
                    const dense_layer& layer = layers[l];
                    product(l, layer, rows, from, to);
                    epilogue(layer.act, layer.bias.data(), to, rows, layer.outputs);
                    from = to;
                    to = to == one.data() ? two.data() : one.data();
                }
                std::copy_n(from, rows * q.net.outputs(), scores.data() + first * q.net.outputs());
            }
            return static_cast<const float*>(scores.data());
        });
}
