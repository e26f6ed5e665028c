#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/mlp/activation.hpp"

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A fully connected layer: y = activation(W x + b), or y = activation(W x + b) + x if it is residual. A residual sum
/// that is made before the activation, activation(W x + b + x), is a plain layer with the weights W + identity.
struct mlp_layer {
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    std::vector<float> weights; ///< outputs x inputs, row-major
    std::vector<float> bias;    ///< one for each output
    activation act = activation::relu;
    bool residual = false; ///< its inputs are added to its outputs, behind the activation
    bool concat = false;   ///< the next layer takes its outputs and, after them, the features that the net takes
};

/// A run of the last layer's outputs with an activation of its own.
struct mlp_head {
    std::string name; ///< may be empty
    std::size_t first = 0;
    std::size_t count = 1;
    activation act = activation::identity;
};

/// The weights of a multi-layer perceptron as plain values: what a trainer gives, a file holds and a net is built from.
/// Heads are in order and do not overlap; outputs that belong to none have the activation of the last layer.
struct mlp_parameters {
    std::vector<mlp_layer> layers;
    std::vector<mlp_head> heads;

    [[nodiscard]] std::size_t inputs() const noexcept { return layers.empty() ? 0 : layers.front().inputs; }
    [[nodiscard]] std::size_t outputs() const noexcept { return layers.empty() ? 0 : layers.back().outputs; }
};

namespace detail {

/// The number of values that a layer hands to the next.
inline std::size_t handed_on(const mlp_parameters& net, const mlp_layer& layer) noexcept {
    return layer.outputs + (layer.concat ? net.inputs() : 0);
}

/// A run of a layer's outputs with one activation.
struct activation_run {
    activation act = activation::identity;
    std::size_t first = 0;
    std::size_t count = 0;
};

/// The runs of a layer: heads, and the gaps between them under the layer's own activation.
inline std::vector<activation_run> runs_of(const mlp_layer& layer, std::span<const mlp_head> heads) {
    std::vector<activation_run> runs;
    std::size_t next = 0;
    for (const mlp_head& head : heads) {
        if (next < head.first) runs.push_back({layer.act, next, head.first - next});
        runs.push_back({head.act, head.first, head.count});
        next = head.first + head.count;
    }
    if (next < layer.outputs) runs.push_back({layer.act, next, layer.outputs - next});
    return runs;
}

} // namespace detail

/// Throws shape_error when sizes do not fit together, and error when a weight or bias is not finite; the message names
/// the layer, and both shapes or the index. O(weights).
inline void validate(const mlp_parameters& net) {
    if (net.layers.empty()) fail("mlp: there are no layers; give at least one");
    for (std::size_t l = 0; l < net.layers.size(); ++l) {
        const mlp_layer& layer = net.layers[l];
        if (layer.inputs == 0 || layer.outputs == 0)
            fail<shape_error>("mlp: layer ", l, " is ", layer.outputs, " x ", layer.inputs, "; neither may be 0");
        if (l > 0) {
            const mlp_layer& before = net.layers[l - 1];
            const std::size_t given = detail::handed_on(net, before);
            if (layer.inputs != given)
                fail<shape_error>("mlp: layer ", l, " is ", layer.outputs, " x ", layer.inputs, ", but layer ", l - 1,
                                  " is ", before.outputs, " x ", before.inputs, "; ", layer.inputs,
                                  " inputs cannot take ", given, before.concat ? " outputs and features" : " outputs");
        }
        if (layer.concat && l + 1 == net.layers.size())
            fail<shape_error>("mlp: layer ", l, " is concat, but the last of ", net.layers.size(),
                              " layers; there is no next one to take its outputs and the features");
        if (layer.residual && layer.inputs != layer.outputs)
            fail<shape_error>("mlp: layer ", l, " is ", layer.outputs, " x ", layer.inputs, " and residual; its ",
                              layer.inputs, " inputs cannot be added to its ", layer.outputs, " outputs");
        if (layer.weights.size() / layer.inputs != layer.outputs || layer.weights.size() % layer.inputs != 0)
            fail<shape_error>("mlp: layer ", l, " is ", layer.outputs, " x ", layer.inputs, ", but has ",
                              layer.weights.size(), " weights");
        if (layer.bias.size() != layer.outputs)
            fail<shape_error>("mlp: layer ", l, " has ", layer.outputs, " outputs, but ", layer.bias.size(),
                              " bias values");
        for (std::size_t i = 0; i < layer.weights.size(); ++i)
            if (!std::isfinite(layer.weights[i]))
                fail("mlp: weight (", i / layer.inputs, ", ", i % layer.inputs, ") of layer ", l, " is ",
                     layer.weights[i], "; weights must be finite");
        for (std::size_t i = 0; i < layer.bias.size(); ++i)
            if (!std::isfinite(layer.bias[i]))
                fail("mlp: bias ", i, " of layer ", l, " is ", layer.bias[i], "; it must be finite");
    }
    std::size_t next = 0;
    for (std::size_t h = 0; h < net.heads.size(); ++h) {
        const mlp_head& head = net.heads[h];
        if (head.count == 0) fail<shape_error>("mlp: head ", h, " '", head.name, "' has no outputs");
        if (head.first < next)
            fail<shape_error>("mlp: head ", h, " '", head.name, "' starts at output ", head.first, ", before output ",
                              next, ", where the heads before it end");
        if (head.first > net.outputs() || head.count > net.outputs() - head.first)
            fail<shape_error>("mlp: head ", h, " '", head.name, "' has outputs ", head.first, " to ",
                              head.first + head.count - 1, ", but the net has ", net.outputs());
        next = head.first + head.count;
    }
}

namespace detail {

/// What every kernel checks before it writes. Throws shape_error.
inline void check_score_shapes(matrix_view<const float> features, columns_view<float> out, std::size_t inputs,
                               std::size_t outputs) {
    if (features.cols() != inputs)
        fail<shape_error>("mlp: the features are ", features.rows(), " x ", features.cols(), ", but the net takes ",
                          inputs, " features");
    if (out.rows() != features.rows() || out.cols() != outputs)
        fail<shape_error>("mlp: the output is ", out.rows(), " x ", out.cols(), ", but ", features.rows(),
                          " items give ", features.rows(), " x ", outputs);
}

} // namespace detail

} // namespace fulcrum::inline v0_1
