#include "fulcrum/mlp/fold_normalization.hpp"
#include "fulcrum/core/random.hpp"

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

using namespace fulcrum;

namespace {

mlp_layer random_layer(std::size_t inputs, std::size_t outputs, activation act, random_stream& random) {
    mlp_layer layer{inputs, outputs, {}, {}, act};
    for (std::size_t i = 0; i < inputs * outputs; ++i) layer.weights.push_back(static_cast<float>(random.normal()));
    for (std::size_t i = 0; i < outputs; ++i) layer.bias.push_back(static_cast<float>(random.normal()));
    return layer;
}

batch_normalization random_norm(std::size_t n, random_stream& random) {
    batch_normalization norm;
    for (std::size_t j = 0; j < n; ++j) {
        norm.mean.push_back(static_cast<float>(random.normal()));
        norm.variance.push_back(static_cast<float>(0.1 + random.uniform()));
        norm.gamma.push_back(static_cast<float>(random.normal()));
        norm.beta.push_back(static_cast<float>(random.normal()));
    }
    return norm;
}

std::vector<double> applied(const batch_normalization& norm, std::vector<double> x) {
    for (std::size_t j = 0; j < x.size(); ++j)
        x[j] = static_cast<double>(norm.gamma[j]) * (x[j] - static_cast<double>(norm.mean[j])) /
                   std::sqrt(static_cast<double>(norm.variance[j]) + norm.epsilon) +
               static_cast<double>(norm.beta[j]);
    return x;
}

std::vector<double> sums(const mlp_layer& layer, const std::vector<double>& x) {
    std::vector<double> y(layer.bias.begin(), layer.bias.end());
    for (std::size_t o = 0; o < layer.outputs; ++o)
        for (std::size_t k = 0; k < layer.inputs; ++k)
            y[o] += static_cast<double>(layer.weights[o * layer.inputs + k]) * x[k];
    return y;
}

/// Rounding a weight to float moves its product by at most 2^-24 of it; a sum of them, and of the folded bias:
double rounding(const mlp_layer& folded, const std::vector<double>& x, std::size_t output) {
    double size = std::abs(static_cast<double>(folded.bias[output]));
    for (std::size_t k = 0; k < folded.inputs; ++k)
        size += std::abs(static_cast<double>(folded.weights[output * folded.inputs + k]) * x[k]);
    return 1.01 * std::ldexp(size, -24);
}

std::vector<double> random_item(std::size_t n, random_stream& random) {
    std::vector<double> x(n);
    for (double& v : x) v = 3 * random.normal();
    return x;
}

mlp_parameters tiny_net() {
    return {{{2, 3, {1, 2, 3, 4, 5, 6}, {0, 1, 2}, activation::relu},
             {3, 1, {1, -1, 2}, {.5F}, activation::identity}}, {}};
}

} // namespace

TEST_CASE("mlp/fold_normalization: batch normalisation of inputs or sums, then scored, is what the folded net scores") {
    random_stream random(5);
    for (const std::size_t inputs : {1U, 7U, 40U})
        for (const std::size_t outputs : {1U, 9U, 33U})
            for (const normalized where : {normalized::inputs, normalized::sums}) {
                const bool before = where == normalized::inputs;
                const mlp_parameters net{{random_layer(4, inputs, activation::relu, random),
                                          random_layer(inputs, outputs, activation::tanh, random)}, {}};
                const batch_normalization norm = random_norm(before ? inputs : outputs, random);
                const mlp_parameters folded = fold_batch_normalization(net, 1, where, norm);
                CHECK(folded.layers[0].weights == net.layers[0].weights); // the other layer is as it was
                for (int item = 0; item < 20; ++item) {
                    const std::vector<double> x = random_item(inputs, random);
                    const std::vector<double> want = before ? sums(net.layers[1], applied(norm, x))
                                                            : applied(norm, sums(net.layers[1], x));
                    const std::vector<double> got = sums(folded.layers[1], x);
                    for (std::size_t o = 0; o < outputs; ++o)
                        CHECK(std::abs(got[o] - want[o]) <= rounding(folded.layers[1], x, o));
                }
            }
}

TEST_CASE("mlp/fold_normalization: numbers that a float holds are folded without any error") {
    batch_normalization norm{{2, -4}, {12, 60}, {}, {}, 4}; // (x - 2) / 4 and (x + 4) / 8
    const mlp_parameters folded = fold_batch_normalization(tiny_net(), 0, normalized::inputs, norm);
    CHECK(folded.layers[0].weights == std::vector<float>{.25F, .25F, .75F, .5F, 1.25F, .75F});
    CHECK(folded.layers[0].bias == std::vector<float>{.5F, 1.5F, 2.5F});
    norm = {{8}, {3}, {6}, {5}, 1}; // 3 (x - 8) + 5
    const mlp_parameters sums_folded = fold_batch_normalization(tiny_net(), 1, normalized::sums, norm);
    CHECK(sums_folded.layers[1].weights == std::vector<float>{3, -3, 6});
    CHECK(sums_folded.layers[1].bias == std::vector<float>{-17.5F});
    CHECK(sums_folded.layers[1].act == activation::identity);
}

TEST_CASE("mlp/fold_normalization: standardised features, then scored, are what the folded net scores") {
    random_stream random(6);
    for (const std::size_t inputs : {1U, 7U, 40U}) {
        mlp_parameters net{{random_layer(inputs, 11, activation::identity, random),
                            random_layer(11, 5, activation::identity, random),
                            random_layer(5 + inputs, 3, activation::identity, random)}, {}};
        net.layers[1].concat = true;
        std::vector<float> mean, deviation;
        for (std::size_t j = 0; j < inputs; ++j) {
            mean.push_back(static_cast<float>(100 * random.normal()));
            deviation.push_back(static_cast<float>(0.01 + 10 * random.uniform()));
        }
        const mlp_parameters folded = fold_standardization(net, mean, deviation);
        CHECK(folded.layers[1].weights == net.layers[1].weights);
        for (int item = 0; item < 20; ++item) {
            const std::vector<double> x = random_item(inputs, random);
            std::vector<double> z = x;
            for (std::size_t j = 0; j < inputs; ++j)
                z[j] = (x[j] - static_cast<double>(mean[j])) / static_cast<double>(deviation[j]);
            const auto agree = [&](std::size_t l, const std::vector<double>& raw, const std::vector<double>& standard) {
                const std::vector<double> want = sums(net.layers[l], standard), got = sums(folded.layers[l], raw);
                for (std::size_t o = 0; o < want.size(); ++o)
                    CHECK(std::abs(got[o] - want[o]) <= rounding(folded.layers[l], raw, o));
            };
            agree(0, x, z);
            std::vector<double> raw = random_item(5, random), standard = raw; // what layer 1 may give
            raw.insert(raw.end(), x.begin(), x.end());
            standard.insert(standard.end(), z.begin(), z.end());
            agree(2, raw, standard);
        }
    }
}

TEST_CASE("mlp/fold_normalization: each mistake is named") {
    const auto batch = [](std::size_t layer, normalized where, const batch_normalization& norm) {
        return thrown<error>([&] { static_cast<void>(fold_batch_normalization(tiny_net(), layer, where, norm)); });
    };
    CHECK(batch(2, normalized::sums, {{0}, {1}, {}, {}}) ==
          "fold_batch_normalization: there is no layer 2; the net has 2");
    CHECK(batch(0, normalized::inputs, {{0}, {1}, {}, {}}) ==
          "fold_batch_normalization: there are 1 means, but layer 0 is 3 x 2 and has 2 inputs");
    CHECK(batch(0, normalized::sums, {{0, 0}, {1, 1}, {}, {}}) ==
          "fold_batch_normalization: there are 2 means, but layer 0 is 3 x 2 and has 3 sums");
    CHECK(batch(0, normalized::inputs, {{0, 0}, {1, 1, 1}, {}, {}}) ==
          "fold_batch_normalization: there are 2 means, but 3 variances");
    CHECK(batch(0, normalized::inputs, {{0, 0}, {1, 1}, {1}, {}}) ==
          "fold_batch_normalization: there are 2 means, but 1 values of gamma");
    CHECK(batch(0, normalized::inputs, {{0, 0}, {1, 1}, {}, {1}}) ==
          "fold_batch_normalization: there are 2 means, but 1 values of beta");
    CHECK(batch(0, normalized::inputs, {{0, 0}, {1, -1}, {}, {}}) ==
          "fold_batch_normalization: variance 1 is -1 and epsilon 1e-05; neither may be negative, and their sum must "
          "be positive and finite");
    CHECK(holds(batch(0, normalized::inputs, {{0, 0}, {0, 1}, {}, {}, 0}), "variance 0 is 0 and epsilon 0"));
    CHECK(holds(batch(0, normalized::inputs, {{0, 0}, {1, 1}, {}, {}, -.5}), "variance 0 is 1 and epsilon -0.5"));
    CHECK(holds(batch(0, normalized::inputs, {{0, 0}, {1, 1}, {}, {}, std::nan("")}), "epsilon nan"));
    CHECK(batch(0, normalized::inputs, {{0, std::nanf("")}, {1, 1}, {}, {}}) ==
          "fold_batch_normalization: value 1 has mean nan, gamma 1 and beta 0; they must be finite");
    CHECK(batch(0, normalized::sums, {{0, 0, 0}, {0, 0, 0}, {3e38F, 1, 1}, {}, 1e-30}) ==
          "mlp: weight (0, 0) of layer 0 is inf; weights must be finite");

    const auto standard = [](const std::vector<float>& mean, const std::vector<float>& deviation) {
        return thrown<error>([&] { static_cast<void>(fold_standardization(tiny_net(), mean, deviation)); });
    };
    CHECK(standard({0, 0}, {1}) ==
          "fold_standardization: there are 2 means and 1 deviations, but the net takes 2 features");
    CHECK(standard({0, 0}, {1, 0}) == "fold_standardization: deviation 1 is 0; it must be positive and finite");
    CHECK(standard({0, 0}, {1, std::numeric_limits<float>::infinity()}) ==
          "fold_standardization: deviation 1 is inf; it must be positive and finite");
    CHECK(standard({std::nanf(""), 0}, {1, 1}) == "fold_standardization: mean 0 is nan; it must be finite");
    mlp_parameters residual{{{1, 1, {2}, {0}, activation::relu, true}}, {}};
    const std::vector<float> one{1};
    CHECK(thrown<error>([&] { static_cast<void>(fold_standardization(residual, one, one)); }) ==
          "fold_standardization: layer 0 is residual and adds features to its outputs, where no weight can standardise "
          "them; standardise the features before they are scored");
    residual = {{{1, 1, {2}, {0}, activation::relu, false, true},
                 {2, 2, {1, 2, 3, 4}, {0, 0}, activation::relu, true}}, {}};
    CHECK(holds(thrown<error>([&] { static_cast<void>(fold_standardization(residual, one, one)); }),
                "layer 1 is residual"));
    CHECK(thrown<error>([] { static_cast<void>(fold_standardization({}, {}, {})); }) ==
          "mlp: there are no layers; give at least one");
}
