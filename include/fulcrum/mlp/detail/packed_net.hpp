#pragma once

#include "fulcrum/core/detail/line_allocator.hpp"
#include "fulcrum/mlp/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace fulcrum::inline v0_1 {
namespace detail {

/// One layer as the kernel reads it. Outputs stand in panels as wide as a vector: one load takes a weight of all of
/// them, and single ones are broadcast.
struct packed_layer {
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    std::size_t panels = 0;         ///< of outputs, the last one padded with zeros
    std::size_t chains = 1;         ///< partial sums of an output: 1, 2 or 4
    std::size_t pitch = 0;          ///< floats from one panel to the next
    const float* weights = nullptr; ///< [panels][inputs][width]
    const float* bias = nullptr;    ///< [panels][width]
    float floor = 0; ///< outputs are not less: 0 where every run is relu, else -infinity
    const activation_run* runs = nullptr; ///< the activations that `floor` does not cover
    std::size_t run_count = 0;
    bool residual = false; ///< the inputs are added behind the activations
    bool concat = false;   ///< the features of the net follow the outputs
};

/// Weights packed once, 64-byte aligned, in the order in which the kernel reads them, for vectors of `width` floats.
/// Those too small for a normal float become 0. Immutable; shared by nets.
class packed_net {
public:
    packed_net(const mlp_parameters& net, std::size_t width) {
        validate(net);
        const auto panels = [width](std::size_t n) { return (n + width - 1) / width; };
        const auto pitch = [width](std::size_t inputs) { return (inputs * width + line - 1) / line * line + line; };
        std::size_t total = 0;
        for (const mlp_layer& layer : net.layers) total += panels(layer.outputs) * (pitch(layer.inputs) + line);
        data_.resize(total);
        runs_.reserve(net.layers.size() + 2 * net.heads.size()); // so that pointers into it stay
        float* next = data_.data();
        widest_ = panels(net.inputs()) * width;
        for (const mlp_layer& layer : net.layers) {
            packed_layer packed{.inputs = layer.inputs, .outputs = layer.outputs, .panels = panels(layer.outputs)};
            packed.chains = chains_for(packed.panels);
            packed.pitch = pitch(layer.inputs);
            packed.residual = layer.residual;
            packed.concat = layer.concat;
            float* const weights = next;
            float* const bias = weights + packed.panels * packed.pitch;
            next = bias + packed.panels * line;
            for (std::size_t o = 0; o < layer.outputs; ++o)
                for (std::size_t k = 0; k < layer.inputs; ++k)
                    weights[o / width * packed.pitch + k * width + o % width] =
                        normal_or_zero(layer.weights[o * layer.inputs + k]);
            std::transform(layer.bias.begin(), layer.bias.end(), bias, normal_or_zero);
            packed.weights = weights;
            packed.bias = bias;
            widest_ = (std::max)(widest_, panels(handed_on(net, layer)) * width);
            add(packed, runs_of(layer, &layer == &net.layers.back() ? net.heads : std::vector<mlp_head>{}));
        }
    }
    packed_net(const packed_net&) = delete;
    packed_net& operator=(const packed_net&) = delete;
    ~packed_net() = default;

    [[nodiscard]] const std::vector<packed_layer>& layers() const noexcept { return layers_; }
    [[nodiscard]] std::size_t inputs() const noexcept { return layers_.front().inputs; }
    [[nodiscard]] std::size_t outputs() const noexcept { return layers_.back().outputs; }
    /// Of the inputs and what all layers hand on, whole panels.
    [[nodiscard]] std::size_t widest() const noexcept { return widest_; }

private:
    /// Floats in a cache line. Panels begin with one each, and are a line more than a multiple of lines apart, so that
    /// panels that are read side by side do not meet in the same set of the first-level cache.
    static constexpr std::size_t line = 16;

    static float normal_or_zero(float x) noexcept {
        return std::abs(x) < (std::numeric_limits<float>::min)() ? 0.0F : x;
    }

    /// A fused multiply-add waits for the one before it in its sum for about 4 cycles, in which 8 others could start:
    /// for one item there should be 8 sums, of 8 panels or of fewer in parts.
    static std::size_t chains_for(std::size_t panels) noexcept { return panels >= 8 ? 1 : panels >= 4 ? 2 : 4; }

    void add(packed_layer packed, const std::vector<activation_run>& runs) {
        const bool all_relu =
            std::all_of(runs.begin(), runs.end(), [](const activation_run& r) { return r.act == activation::relu; });
        packed.floor = all_relu ? 0.0F : -std::numeric_limits<float>::infinity();
        packed.runs = runs_.data() + runs_.size();
        for (const activation_run& run : runs) {
            if (all_relu || run.act == activation::identity) continue;
            runs_.push_back(run);
            ++packed.run_count;
        }
        layers_.push_back(packed);
    }

    std::vector<float, line_allocator<float>> data_;
    std::vector<activation_run> runs_;
    std::vector<packed_layer> layers_;
    std::size_t widest_ = 0;
};

} // namespace detail
} // namespace fulcrum::inline v0_1
