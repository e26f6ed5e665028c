#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/mlp/parameters.hpp"

#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// Batch normalisation as a trained net applies it (Ioffe and Szegedy 2015, algorithm 2):
///
///     z_j = gamma_j (x_j - mean_j) / sqrt(variance_j + epsilon) + beta_j
struct batch_normalization {
    std::vector<float> mean;     ///< moving averages from training, one a value
    std::vector<float> variance; ///< not negative
    std::vector<float> gamma;    ///< empty: all 1
    std::vector<float> beta;     ///< empty: all 0
    double epsilon = 1e-5;       ///< the default of PyTorch; that of Keras is 1e-3
};

namespace detail {

/// z_j = scale_j x_j + shift_j: what every normalisation comes to.
struct affine_map {
    std::vector<double> scale;
    std::vector<double> shift;
};

inline affine_map affine_of(const batch_normalization& norm) {
    constexpr std::string_view who = "fold_batch_normalization: ";
    const std::size_t n = norm.mean.size();
    const auto same_size = [&](const std::vector<float>& values, std::string_view what) {
        if (values.size() != n) fail<shape_error>(who, "there are ", n, " means, but ", values.size(), " ", what);
    };
    same_size(norm.variance, "variances");
    if (!norm.gamma.empty()) same_size(norm.gamma, "values of gamma");
    if (!norm.beta.empty()) same_size(norm.beta, "values of beta");
    affine_map map;
    for (std::size_t j = 0; j < n; ++j) {
        const double variance = static_cast<double>(norm.variance[j]);
        const double sum = variance + norm.epsilon;
        if (!(variance >= 0 && norm.epsilon >= 0 && sum > 0 && std::isfinite(sum)))
            fail(who, "variance ", j, " is ", variance, " and epsilon ", norm.epsilon,
                 "; neither may be negative, and their sum must be positive and finite");
        const double gamma = norm.gamma.empty() ? 1.0 : static_cast<double>(norm.gamma[j]);
        const double beta = norm.beta.empty() ? 0.0 : static_cast<double>(norm.beta[j]);
        const double mean = static_cast<double>(norm.mean[j]);
        if (!std::isfinite(gamma) || !std::isfinite(beta) || !std::isfinite(mean))
            fail(who, "value ", j, " has mean ", mean, ", gamma ", gamma, " and beta ", beta, "; they must be finite");
        map.scale.push_back(gamma / std::sqrt(sum));
        map.shift.push_back(beta - map.scale.back() * mean);
    }
    return map;
}

/// The weights and bias of a layer for other inputs: fold(w, j) changes the weight w of the j-th of `count` inputs,
/// from `first` on, and returns what that adds to the bias. In double, rounded once.
template <class Fold> void fold_inputs(mlp_layer& layer, std::size_t first, std::size_t count, Fold fold) {
    for (std::size_t o = 0; o < layer.outputs; ++o) {
        float* const weights = layer.weights.data() + o * layer.inputs + first;
        auto bias = static_cast<double>(layer.bias[o]);
        for (std::size_t j = 0; j < count; ++j) {
            auto w = static_cast<double>(weights[j]);
            bias += fold(w, j);
            weights[j] = static_cast<float>(w);
        }
        layer.bias[o] = static_cast<float>(bias);
    }
}

/// W ((x - mean) / deviation) + b as W' x + b', for as many inputs, from `first` on.
inline void fold_standardized(mlp_layer& layer, std::size_t first, std::span<const float> mean,
                              std::span<const float> deviation) {
    fold_inputs(layer, first, mean.size(), [=](double& w, std::size_t j) {
        w /= static_cast<double>(deviation[j]);
        return -(w * static_cast<double>(mean[j]));
    });
}

/// scale (W x + b) + shift as W' x + b'.
inline void fold_sums(mlp_layer& layer, const affine_map& map) {
    for (std::size_t o = 0; o < layer.outputs; ++o) {
        for (float& w : std::span(layer.weights).subspan(o * layer.inputs, layer.inputs))
            w = static_cast<float>(static_cast<double>(w) * map.scale[o]);
        layer.bias[o] = static_cast<float>(static_cast<double>(layer.bias[o]) * map.scale[o] + map.shift[o]);
    }
}

} // namespace detail

/// Which values of a layer a batch normalisation acts on: the inputs of its affine part, or the sums W x + b, before
/// the activation. What a residual layer adds to its outputs is its inputs as they are, without the normalisation; so
/// one that stands behind an activation can be folded into the inputs of the next layer unless that is residual.
enum class normalized : unsigned char { inputs, sums };

/// The net without the batch normalisation: weights and bias of the layer take it in, and the net computes the same.
/// The sums are made in double and rounded to float once. O(weights).
/// Throws shape_error when the layer has another number of those values, error when variance + epsilon is not positive
/// or a number is not finite, before or after; and what validate() throws.
[[nodiscard]] inline mlp_parameters fold_batch_normalization(mlp_parameters net, std::size_t layer, normalized where,
                                                             const batch_normalization& norm) {
    validate(net);
    if (layer >= net.layers.size())
        fail<shape_error>("fold_batch_normalization: there is no layer ", layer, "; the net has ", net.layers.size());
    mlp_layer& changed = net.layers[layer];
    const bool inputs = where == normalized::inputs;
    const std::size_t size = inputs ? changed.inputs : changed.outputs;
    if (norm.mean.size() != size)
        fail<shape_error>("fold_batch_normalization: there are ", norm.mean.size(), " means, but layer ", layer, " is ",
                          changed.outputs, " x ", changed.inputs, " and has ", size, inputs ? " inputs" : " sums");
    const detail::affine_map map = detail::affine_of(norm);
    if (inputs)
        detail::fold_inputs(changed, 0, size, [&map](double& w, std::size_t j) {
            const double added = w * map.shift[j];
            w *= map.scale[j];
            return added;
        });
    else
        detail::fold_sums(changed, map);
    validate(net);
    return net;
}

/// A net that takes raw features, from one that takes standardised ones, (x_j - mean_j) / deviation_j: changes the
/// first layer, and each one that takes the features beside the outputs of the layer before it (mlp_layer::concat).
/// The sums are made in double and rounded to float once. O(weights).
/// Throws shape_error when there is not one mean and one deviation for each feature, error when a mean is not finite, a
/// deviation not positive and finite, a weight would not be finite, or a residual layer adds features to its outputs,
/// where nothing can be folded in; and what validate() throws.
[[nodiscard]] inline mlp_parameters fold_standardization(mlp_parameters net, std::span<const float> mean,
                                                         std::span<const float> deviation) {
    constexpr std::string_view who = "fold_standardization: ";
    validate(net);
    if (mean.size() != net.inputs() || deviation.size() != net.inputs())
        fail<shape_error>(who, "there are ", mean.size(), " means and ", deviation.size(),
                          " deviations, but the net takes ", net.inputs(), " features");
    for (std::size_t j = 0; j < mean.size(); ++j) {
        if (!std::isfinite(mean[j])) fail(who, "mean ", j, " is ", mean[j], "; it must be finite");
        if (!(deviation[j] > 0) || !std::isfinite(deviation[j]))
            fail(who, "deviation ", j, " is ", deviation[j], "; it must be positive and finite");
    }
    for (std::size_t l = 0; l < net.layers.size(); ++l) {
        if (l > 0 && !net.layers[l - 1].concat) continue;
        if (net.layers[l].residual)
            fail(who, "layer ", l, " is residual and adds features to its outputs, where no weight can standardise ",
                 "them; standardise the features before they are scored");
        detail::fold_standardized(net.layers[l], l == 0 ? 0 : net.layers[l - 1].outputs, mean, deviation);
    }
    validate(net);
    return net;
}

} // namespace fulcrum::inline v0_1
