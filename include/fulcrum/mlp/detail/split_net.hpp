#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/mlp/activation.hpp"
#include "fulcrum/mlp/item_index.hpp"
#include "fulcrum/mlp/parameters.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {
namespace detail {

/// A net over [user features | item features] in three parts: scores = rest(v) with user(u) added to the sums of its
/// first layer, which are item(v). It has at least two layers, the first with an activation of single numbers: what is
/// otherwise gets a layer with the identity as its weights, which changes no value.
struct split_net {
    mlp_parameters user;
    mlp_parameters item;
    mlp_parameters rest;

    split_net(const mlp_parameters& net, std::size_t user_inputs) {
        validate(net);
        if (user_inputs == 0 || user_inputs >= net.inputs())
            fail<shape_error>("folded_mlp: ", user_inputs, " of the net's ", net.inputs(),
                              " inputs are the user's; both the user and the item need some");
        if (net.layers.front().residual)
            fail("folded_mlp: layer 0 is residual; its inputs are in two parts, which cannot be added to its outputs");
        for (std::size_t l = 0; l < net.layers.size(); ++l)
            if (net.layers[l].concat)
                fail("folded_mlp: layer ", l, " is concat; behind the first layer there are no features to hand on");
        rest = net;
        mlp_layer& first = rest.layers.front();
        const std::size_t outputs = first.outputs;
        const std::size_t item_inputs = net.inputs() - user_inputs;
        mlp_layer of_user{user_inputs, outputs, columns(first, 0, user_inputs), first.bias, activation::identity};
        first = {item_inputs, outputs, columns(first, user_inputs, item_inputs), std::vector<float>(outputs),
                 first.act};
        item.layers = {{item_inputs, outputs, first.weights, first.bias, activation::identity}};
        user.layers.push_back(std::move(of_user));
        if (rest.layers.size() == 1 || first.act == activation::softmax) {
            mlp_layer same{outputs, outputs, std::vector<float>(outputs * outputs), std::vector<float>(outputs),
                           std::exchange(first.act, activation::identity)};
            for (std::size_t o = 0; o < outputs; ++o) same.weights[o * outputs + o] = 1.0F;
            rest.layers.insert(rest.layers.begin() + 1, std::move(same));
        }
    }

private:
    static std::vector<float> columns(const mlp_layer& layer, std::size_t from, std::size_t count) {
        std::vector<float> part;
        part.reserve(layer.outputs * count);
        for (std::size_t o = 0; o < layer.outputs; ++o) {
            const float* const begin = layer.weights.data() + o * layer.inputs + from;
            part.insert(part.end(), begin, begin + count);
        }
        return part;
    }
};

/// The last layer as indexed_dots_kernel reads it, for nets of two layers whose first is relu or has no activation,
/// with so few outputs that it is quicker than mlp_kernel; only then `direct`.
struct last_of_two {
    /// More are quicker by mlp_kernel, which uses a loaded value for several outputs at once.
    static constexpr std::size_t most = 8;

    bool direct;
    float floor;
    aligned_rows weights;
    std::vector<float> bias;
    std::vector<activation_run> runs;

    explicit last_of_two(const mlp_parameters& net)
        : direct(net.layers.size() == 2 && net.outputs() <= most && net.layers[0].act <= activation::relu &&
                 !net.layers[1].residual),
          floor(net.layers[0].act == activation::relu ? 0.0F : -std::numeric_limits<float>::infinity()),
          weights(direct ? net.outputs() : 0, net.layers.back().inputs) {
        if (!direct) return;
        const mlp_layer& last = net.layers.back();
        bias = last.bias;
        runs = runs_of(last, net.heads);
        for (std::size_t o = 0; o < last.outputs; ++o) {
            const float* const begin = last.weights.data() + o * last.inputs;
            std::copy(begin, begin + last.inputs, weights.row(o).begin());
        }
    }
};

} // namespace detail
} // namespace fulcrum::inline v0_1
