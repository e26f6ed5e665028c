#pragma once

#include "fulcrum/core/random.hpp"
#include "fulcrum/mlp/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

/// Nets that are drawn, and their definition.
namespace random_nets {

inline std::vector<float> values(std::size_t n, fulcrum::random_stream& random, double scale = 1) {
    std::vector<float> drawn(n);
    for (float& v : drawn) v = static_cast<float>(scale * random.normal());
    return drawn;
}

/// Weights are normal with deviation sqrt(gain / inputs), biases with deviation 0.1.
inline fulcrum::mlp_layer layer(std::size_t inputs, std::size_t outputs, fulcrum::activation act,
                                fulcrum::random_stream& random, double gain = 1) {
    std::vector<float> weights = values(inputs * outputs, random, std::sqrt(gain / static_cast<double>(inputs)));
    return {inputs, outputs, std::move(weights), values(outputs, random, 0.1), act};
}

inline fulcrum::mlp_parameters net(const std::vector<std::size_t>& sizes, fulcrum::activation hidden,
                                   fulcrum::activation output, std::uint64_t seed, double gain = 1) {
    fulcrum::random_stream random(seed);
    fulcrum::mlp_parameters drawn;
    for (std::size_t l = 0; l + 1 < sizes.size(); ++l)
        drawn.layers.push_back(
            layer(sizes[l], sizes[l + 1], l + 2 < sizes.size() ? hidden : output, random, gain));
    return drawn;
}

/// An item's outputs, and the largest number on the way to them.
struct exact_item {
    std::vector<double> outputs;
    double largest = 0;
};

/// The definition of a net, in double, with the scalar activations.
inline exact_item by_hand(const fulcrum::mlp_parameters& net, std::span<const float> features) {
    exact_item item{{features.begin(), features.end()}};
    for (const fulcrum::mlp_layer& layer : net.layers) {
        std::vector<double> y(layer.bias.begin(), layer.bias.end());
        for (std::size_t o = 0; o < layer.outputs; ++o) {
            double size = 0;
            for (std::size_t k = 0; k < layer.inputs; ++k) {
                const double product = static_cast<double>(layer.weights[o * layer.inputs + k]) * item.outputs[k];
                y[o] += product;
                size += std::abs(product);
            }
            item.largest = std::max(item.largest, size);
        }
        const bool last = &layer == &net.layers.back();
        for (const auto& run : fulcrum::detail::runs_of(layer, last ? net.heads : std::vector<fulcrum::mlp_head>{}))
            fulcrum::activate(run.act, std::span<double>(y).subspan(run.first, run.count));
        if (layer.residual)
            for (std::size_t o = 0; o < layer.outputs; ++o) y[o] += item.outputs[o];
        if (layer.concat) y.insert(y.end(), features.begin(), features.end());
        item.outputs = std::move(y);
    }
    return item;
}

} // namespace random_nets
