#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/mlp/activation.hpp"
#include "fulcrum/mlp/parameters.hpp"

#include <Eigen/Core>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

namespace detail {

/// Derivative of an activation that acts on single numbers (all but softmax) at x.
template <std::floating_point T> [[nodiscard]] T activation_slope(activation a, T x) noexcept {
    switch (a) {
    case activation::relu: return x > T(0) ? T(1) : T(0);
    case activation::leaky_relu: return x > T(0) ? T(1) : static_cast<T>(leaky_slope);
    case activation::gelu: {
        const T phi = T(0.5) * std::erfc(-x * (std::numbers::sqrt2_v<T> / 2));
        return phi + x * std::exp(x * x * T(-0.5)) * (std::numbers::inv_sqrtpi_v<T> * std::numbers::sqrt2_v<T> / 2);
    }
    case activation::silu: return sigmoid(x) * (T(1) + x * (T(1) - sigmoid(x)));
    case activation::tanh: return T(1) - std::tanh(x) * std::tanh(x);
    case activation::sigmoid: return sigmoid(x) * (T(1) - sigmoid(x));
    case activation::identity:
    case activation::softmax: break;
    }
    return T(1);
}

} // namespace detail

/// A multi-layer perceptron that can be differentiated: hidden layers of one activation, and outputs *before* any head
/// activation (logits), so that a loss or a policy gradient brings its own. Parameters are one flat vector, for each
/// layer its weights (outputs x inputs, row-major) and then its bias: what an optimizer steps.
///
/// A batch is a column-major matrix with one item a column, which has the memory of a row-major n x d block of features.
/// Activations live in a `tape`, so a const network may run on several threads, each with its own.
template <std::floating_point T = float> class network {
public:
    using matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
    using vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;

    /// What a forward pass leaves for the backward pass. Warm, with batches of one size, it allocates nothing.
    struct tape {
        std::vector<matrix> inputs;  ///< of each layer: after activation and dropout
        std::vector<matrix> sums;    ///< of each layer: before activation; the last are the outputs
        std::vector<matrix> dropout; ///< of each hidden layer: 0 or 1 / (1 - rate); empty without dropout
        matrix delta, previous;      ///< scratch of the backward pass
    };

    /// sizes: inputs, hidden layers, outputs. Weights are drawn as He et al. 2015 (relu and its kin: normal, variance
    /// 2 / inputs) or Glorot and Bengio 2010 (others and the last layer: uniform, variance 2 / (inputs + outputs));
    /// biases are 0.
    /// Throws error when there are fewer than two sizes, one is 0, or the hidden activation is softmax.
    network(std::vector<std::size_t> sizes, activation hidden, std::uint64_t seed)
        : sizes_(std::move(sizes)), hidden_(hidden) {
        if (sizes_.size() < 2) fail("network: sizes has ", sizes_.size(), " values; give inputs and outputs at least");
        for (const std::size_t size : sizes_)
            if (size == 0) fail("network: no layer may be empty");
        if (hidden == activation::softmax) fail("network: softmax is for heads, not for hidden layers");
        std::size_t total = 0;
        for (std::size_t l = 0; l < layers(); ++l) {
            offsets_.push_back(total);
            total += sizes_[l + 1] * (sizes_[l] + 1);
        }
        parameters_.setZero(index(total));
        const bool he = hidden == activation::relu || hidden == activation::leaky_relu || hidden == activation::gelu ||
                        hidden == activation::silu;
        for (std::size_t l = 0; l < layers(); ++l) {
            random_stream random(seed, l, 0x6e657477U);
            const auto in = static_cast<double>(sizes_[l]), out = static_cast<double>(sizes_[l + 1]);
            for (T& w : weights(l).reshaped())
                w = static_cast<T>(he && l + 1 < layers() ? std::sqrt(2 / in) * random.normal()
                                                          : std::sqrt(6 / (in + out)) * (2 * random.uniform() - 1));
        }
    }

    [[nodiscard]] std::size_t inputs() const noexcept { return sizes_.front(); }
    [[nodiscard]] std::size_t outputs() const noexcept { return sizes_.back(); }
    [[nodiscard]] std::size_t layers() const noexcept { return sizes_.size() - 1; }
    [[nodiscard]] vector& parameters() noexcept { return parameters_; }
    [[nodiscard]] const vector& parameters() const noexcept { return parameters_; }

    /// The weights of a layer in a vector that is laid out as the parameters are: the parameters, a gradient.
    [[nodiscard]] auto weights_in(vector& flat, std::size_t layer) const {
        return Eigen::Map<row_matrix>(flat.data() + offsets_[layer], index(sizes_[layer + 1]), index(sizes_[layer]));
    }
    [[nodiscard]] auto weights_in(const vector& flat, std::size_t layer) const {
        return Eigen::Map<const row_matrix>(flat.data() + offsets_[layer], index(sizes_[layer + 1]),
                                            index(sizes_[layer]));
    }
    [[nodiscard]] auto bias_in(vector& flat, std::size_t layer) const {
        return Eigen::Map<vector>(flat.data() + offsets_[layer] + sizes_[layer + 1] * sizes_[layer],
                                  index(sizes_[layer + 1]));
    }
    [[nodiscard]] auto bias_in(const vector& flat, std::size_t layer) const {
        return Eigen::Map<const vector>(flat.data() + offsets_[layer] + sizes_[layer + 1] * sizes_[layer],
                                        index(sizes_[layer + 1]));
    }
    [[nodiscard]] auto weights(std::size_t layer) { return weights_in(parameters_, layer); }
    [[nodiscard]] auto weights(std::size_t layer) const { return weights_in(parameters_, layer); }
    [[nodiscard]] auto bias(std::size_t layer) { return bias_in(parameters_, layer); }
    [[nodiscard]] auto bias(std::size_t layer) const { return bias_in(parameters_, layer); }

    /// The outputs (outputs x batch) of a batch (inputs x batch). The result lies in the tape.
    const matrix& forward(const Eigen::Ref<const matrix>& batch, tape& t) const {
        return run(batch, t, 0, nullptr);
    }

    /// The same with inverted dropout: a hidden value becomes 0 with probability `rate`, else it is divided by
    /// 1 - rate, so that its mean stays (Srivastava et al. 2014). rate is in [0, 1).
    const matrix& forward(const Eigen::Ref<const matrix>& batch, tape& t, double rate, random_stream& random) const {
        return run(batch, t, rate, &random);
    }

    /// The gradient of a loss with respect to the parameters, by backpropagation through the last forward pass on this
    /// tape. `output_gradient` (outputs x batch) is the loss's gradient with respect to the outputs of forward, hence
    /// before any head activation. Overwrites `gradient`.
    void backward(const Eigen::Ref<const matrix>& output_gradient, tape& t, vector& gradient) const {
        gradient.resize(parameters_.size());
        t.delta = output_gradient;
        for (std::size_t l = layers(); l-- > 0;) {
            weights_in(gradient, l).noalias() = t.delta * t.inputs[l].transpose();
            bias_in(gradient, l) = t.delta.rowwise().sum();
            if (l == 0) break;
            t.previous.noalias() = weights(l).transpose() * t.delta;
            if (!t.dropout.empty()) t.previous.array() *= t.dropout[l - 1].array();
            scale_by_slope(t.sums[l - 1], t.previous);
            std::swap(t.delta, t.previous);
        }
    }

    /// The weights for scoring, with an activation for each head (heads may be empty: then outputs are as forward's).
    [[nodiscard]] mlp_parameters to_mlp(std::vector<mlp_head> heads = {}) const {
        mlp_parameters net;
        for (std::size_t l = 0; l < layers(); ++l) {
            mlp_layer layer{sizes_[l], sizes_[l + 1], {}, {}, l + 1 < layers() ? hidden_ : activation::identity};
            const T* const first = parameters_.data() + offsets_[l];
            const std::size_t count = layer.inputs * layer.outputs;
            for (std::size_t i = 0; i < count; ++i) layer.weights.push_back(static_cast<float>(first[i]));
            for (std::size_t i = 0; i < layer.outputs; ++i) layer.bias.push_back(static_cast<float>(first[count + i]));
            net.layers.push_back(std::move(layer));
        }
        net.heads = std::move(heads);
        return net;
    }

private:
    using row_matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

    static Eigen::Index index(std::size_t n) noexcept { return static_cast<Eigen::Index>(n); }

    const matrix& run(const Eigen::Ref<const matrix>& batch, tape& t, double rate, random_stream* random) const {
        t.inputs.resize(layers());
        t.sums.resize(layers());
        t.dropout.resize(rate > 0 ? layers() - 1 : 0);
        t.inputs[0] = batch;
        for (std::size_t l = 0;; ++l) {
            t.sums[l].noalias() = weights(l) * t.inputs[l];
            t.sums[l].colwise() += bias(l);
            if (l + 1 == layers()) return t.sums[l];
            apply(t.sums[l], t.inputs[l + 1]);
            if (rate > 0) {
                t.dropout[l].resize(t.sums[l].rows(), t.sums[l].cols());
                const T kept = static_cast<T>(1 / (1 - rate));
                const auto threshold = static_cast<float>(rate);
                for (T& m : t.dropout[l].reshaped()) m = random->uniform_float() < threshold ? T(0) : kept;
                t.inputs[l + 1].array() *= t.dropout[l].array();
            }
        }
    }

    void apply(const matrix& x, matrix& y) const {
        switch (hidden_) {
        case activation::relu: y = x.cwiseMax(T(0)); return;
        case activation::leaky_relu: y = x.cwiseMax(x * static_cast<T>(leaky_slope)); return;
        case activation::tanh: y = x.array().tanh(); return;
        case activation::sigmoid: y = (T(1) + (-x.array()).exp()).inverse(); return;
        case activation::silu: y = x.array() / (T(1) + (-x.array()).exp()); return;
        default: y = x.unaryExpr([a = hidden_](T v) { return activate(a, v); });
        }
    }

    void scale_by_slope(const matrix& x, matrix& d) const {
        if (hidden_ == activation::identity) return;
        const T* from = x.data();
        T* to = d.data();
        if (hidden_ == activation::relu) { // the common one, without a call
            for (Eigen::Index i = 0; i < d.size(); ++i) to[i] = from[i] > T(0) ? to[i] : T(0);
        } else {
            for (Eigen::Index i = 0; i < d.size(); ++i) to[i] *= detail::activation_slope(hidden_, from[i]);
        }
    }

    std::vector<std::size_t> sizes_;
    std::vector<std::size_t> offsets_; ///< of each layer in the parameters
    activation hidden_;
    vector parameters_;
};

} // namespace fulcrum::inline v0_1
