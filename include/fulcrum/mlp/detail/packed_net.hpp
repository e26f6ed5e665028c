#pragma once

#include "fulcrum/core/workspace.hpp"
#include "fulcrum/mlp/parameters.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace fulcrum::inline v0_1 {
namespace detail {

/// Outputs that stand side by side in packed weights: those of the largest register tile.
inline constexpr std::size_t packed_outputs = 8;

/// One layer as the kernel reads it.
struct packed_layer {
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    const float* weights = nullptr; ///< [outputs / 8][inputs][8], the last block padded with zeros
    const float* bias = nullptr;
    float floor = 0; ///< outputs are not less: 0 where every run is relu, else -infinity
    const activation_run* runs = nullptr; ///< the activations that `floor` does not cover
    std::size_t run_count = 0;
};

/// Weights packed once, 64-byte aligned, in the order in which the kernel reads them. Immutable; shared by nets.
class packed_net {
public:
    explicit packed_net(const mlp_parameters& net) {
        validate(net);
        std::size_t total = 0;
        for (const mlp_layer& layer : net.layers) total += padded(layer.outputs) * (layer.inputs + 1);
        data_.reset(static_cast<float*>(
            ::operator new(total * sizeof(float), std::align_val_t{workspace::alignment})));
        std::fill_n(data_.get(), total, 0.0F);
        runs_.reserve(net.layers.size() + 2 * net.heads.size()); // so that pointers into it stay
        float* next = data_.get();
        widest_ = net.inputs();
        for (const mlp_layer& layer : net.layers) {
            const bool last = &layer == &net.layers.back();
            float* const weights = next;
            float* const bias = weights + padded(layer.outputs) * layer.inputs;
            next = bias + padded(layer.outputs);
            for (std::size_t o = 0; o < layer.outputs; ++o)
                for (std::size_t k = 0; k < layer.inputs; ++k)
                    weights[o / packed_outputs * packed_outputs * layer.inputs + k * packed_outputs +
                            o % packed_outputs] = layer.weights[o * layer.inputs + k];
            std::copy(layer.bias.begin(), layer.bias.end(), bias);
            widest_ = (std::max)(widest_, layer.outputs);

            const std::vector<activation_run> runs = runs_of(layer, last ? net.heads : std::vector<mlp_head>{});
            const bool all_relu = std::all_of(runs.begin(), runs.end(),
                                              [](const activation_run& r) { return r.act == activation::relu; });
            packed_layer packed{layer.inputs, layer.outputs, weights, bias, all_relu ? 0.0F : -__builtin_inff(),
                                runs_.data() + runs_.size(), 0};
            for (const activation_run& run : runs) {
                if (all_relu || run.act == activation::identity) continue;
                runs_.push_back(run);
                ++packed.run_count;
            }
            layers_.push_back(packed);
        }
    }
    packed_net(const packed_net&) = delete;
    packed_net& operator=(const packed_net&) = delete;
    ~packed_net() = default;

    [[nodiscard]] const std::vector<packed_layer>& layers() const noexcept { return layers_; }
    [[nodiscard]] std::size_t inputs() const noexcept { return layers_.front().inputs; }
    [[nodiscard]] std::size_t outputs() const noexcept { return layers_.back().outputs; }
    [[nodiscard]] std::size_t widest() const noexcept { return widest_; } ///< of all inputs and layers

private:
    struct release {
        void operator()(float* p) const noexcept {
            ::operator delete(p, std::align_val_t{workspace::alignment});
        }
    };

    static std::size_t padded(std::size_t n) noexcept {
        return (n + packed_outputs - 1) / packed_outputs * packed_outputs;
    }

    std::unique_ptr<float, release> data_;
    std::vector<activation_run> runs_;
    std::vector<packed_layer> layers_;
    std::size_t widest_ = 0;
};

} // namespace detail
} // namespace fulcrum::inline v0_1
