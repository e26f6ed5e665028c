#include "fulcrum/learn/network.hpp"
#include "fulcrum/learn/loss.hpp"
#include "fulcrum/mlp/mlp.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace fulcrum;

namespace {

constexpr activation hidden_activations[] = {activation::identity, activation::relu, activation::leaky_relu,
                                             activation::gelu,     activation::silu, activation::tanh,
                                             activation::sigmoid};

Eigen::MatrixXd random_matrix(Eigen::Index rows, Eigen::Index cols, std::uint64_t seed) {
    random_stream random(seed);
    Eigen::MatrixXd m(rows, cols);
    for (double& v : m.reshaped()) v = random.normal();
    return m;
}

double total_loss(loss kind, const network<double>::matrix& outputs, const network<double>::matrix& targets) {
    double sum = 0;
    for (Eigen::Index i = 0; i < outputs.size(); ++i) sum += loss_value(kind, outputs.data()[i], targets.data()[i]);
    return sum;
}

} // namespace

TEST_CASE("learn/network: gradients equal finite differences, for each activation and loss") {
    for (const activation a : hidden_activations)
        for (const loss kind : {loss::cross_entropy, loss::squared_error})
            for (const double rate : {0.0, 0.3}) {
                CAPTURE(name_of(a));
                CAPTURE(rate);
                network<double> net({4, 6, 5, 2}, a, 11);
                for (std::size_t l = 0; l < net.layers(); ++l) net.bias(l).setConstant(0.05);
                const auto x = random_matrix(4, 7, 1);
                network<double>::matrix y = random_matrix(2, 7, 2);
                if (kind == loss::cross_entropy) y = (y.array() > 0).cast<double>();
                network<double>::tape tape;
                const auto outputs_of = [&]() -> const network<double>::matrix& {
                    random_stream random(3); // the same dropout each time
                    return net.forward(x, tape, rate, random);
                };
                const auto& outputs = outputs_of();
                network<double>::matrix slope(2, 7);
                for (Eigen::Index i = 0; i < slope.size(); ++i)
                    slope.data()[i] = loss_slope(kind, outputs.data()[i], y.data()[i]);
                network<double>::vector gradient;
                net.backward(slope, tape, gradient);
                REQUIRE(gradient.size() == net.parameters().size());
                double worst = 0;
                for (Eigen::Index p = 0; p < gradient.size(); ++p) {
                    const double step = 1e-6, kept = net.parameters()[p];
                    net.parameters()[p] = kept + step;
                    const double above = total_loss(kind, outputs_of(), y);
                    net.parameters()[p] = kept - step;
                    const double below = total_loss(kind, outputs_of(), y);
                    net.parameters()[p] = kept;
                    const double numeric = (above - below) / (2 * step);
                    worst = std::max(worst, std::abs(numeric - gradient[p]) / (1 + std::abs(numeric)));
                }
                CHECK(worst < 1e-7);
                CHECK(gradient.norm() > 0.1);
            }
}

TEST_CASE("learn/network: the scoring net gives the outputs of forward") {
    for (const activation a : hidden_activations) {
        network<double> net({5, 9, 3}, a, 4);
        net.bias(1) << 0.5, -0.5, 0.25;
        const auto x = random_matrix(5, 20, 6); // column-major 5 x 20 is row-major 20 x 5
        const Eigen::MatrixXf features = x.cast<float>();
        network<double>::tape tape;
        const auto& want = net.forward(x, tape);
        const dynamic_mlp<float> scorer(net.to_mlp());
        std::vector<float> out(60);
        workspace ws;
        scorer(matrix_view<const float>(features.data(), 20, 5), columns_view<float>(out.data(), 20, 3), ws);
        for (Eigen::Index i = 0; i < 20; ++i)
            for (Eigen::Index o = 0; o < 3; ++o)
                CHECK(out[static_cast<std::size_t>(o * 20 + i)] == doctest::Approx(want(o, i)).epsilon(1e-5));
    }
}

TEST_CASE("learn/network: the same seed gives the same weights, another seed others") {
    const network<double> a({8, 16, 2}, activation::relu, 1), b({8, 16, 2}, activation::relu, 1),
        c({8, 16, 2}, activation::relu, 2);
    CHECK(a.parameters() == b.parameters());
    CHECK(a.parameters() != c.parameters());
}

TEST_CASE("learn/network: initial weights have the variance of He or Glorot, and biases are 0") {
    const network<double> he({200, 300, 100}, activation::relu, 1);
    CHECK(he.weights(0).array().square().mean() == doctest::Approx(2.0 / 200).epsilon(0.03));
    CHECK(he.weights(1).array().square().mean() == doctest::Approx(2.0 / 400).epsilon(0.03));
    const network<double> glorot({200, 300, 100}, activation::tanh, 1);
    CHECK(glorot.weights(0).array().square().mean() == doctest::Approx(2.0 / 500).epsilon(0.03));
    CHECK(he.bias(0).isZero());
    CHECK(he.bias(1).isZero());
}

TEST_CASE("learn/network: dropout keeps the expectation, and leaves out the stated share") {
    network<double> net({1, 1000, 1}, activation::identity, 1); // hidden values are linear in the weights
    net.weights(0).setOnes();
    net.weights(1).setConstant(0.001);
    const network<double>::matrix x = network<double>::matrix::Ones(1, 100);
    network<double>::tape tape;
    const double plain = net.forward(x, tape).mean();
    CHECK(plain == doctest::Approx(1.0).epsilon(1e-5));
    random_stream random(5);
    const double dropped = net.forward(x, tape, 0.4, random).mean();
    CHECK(dropped == doctest::Approx(1.0).epsilon(0.01));
    const double zeros = (tape.inputs[1].array() == 0.0).cast<double>().mean();
    CHECK(zeros == doctest::Approx(0.4).epsilon(0.02));
    CHECK(net.forward(x, tape).mean() == plain); // and nothing of it stays
    CHECK(tape.dropout.empty());
}

TEST_CASE("learn/network: wrong shapes are refused") {
    CHECK_THROWS_AS(network<double>({3}, activation::relu, 1), error);
    CHECK_THROWS_AS(network<double>({3, 0, 1}, activation::relu, 1), error);
    CHECK_THROWS_AS(network<double>({3, 4, 1}, activation::softmax, 1), error);
}
