#include "fulcrum/mlp/eigen_reference.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/mlp/mlp.hpp"

#include "random_nets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

mlp_parameters random_net(const std::vector<std::size_t>& sizes, activation hidden, activation output) {
    return random_nets::net(sizes, hidden, output, sizes.size(), 2);
}

} // namespace

TEST_CASE("mlp/eigen_reference: portable and Eigen kernels agree") {
    random_stream random(9);
    workspace ws;
    for (const auto& sizes : std::vector<std::vector<std::size_t>>{{1, 1}, {5, 3}, {32, 64, 32, 1}, {64, 128, 128, 4}})
        for (const activation a : {activation::identity, activation::relu, activation::leaky_relu, activation::gelu,
                                   activation::silu, activation::tanh, activation::sigmoid, activation::softmax}) {
            const mlp_parameters net = random_net(sizes, a == activation::softmax ? activation::relu : a, a);
            const eigen_reference reference(net);
            const dynamic_mlp<float> scorer(net);
            for (const std::size_t n : {0U, 1U, 2U, 15U, 16U, 17U, 100U}) {
                std::vector<float> x(n * net.inputs());
                for (float& v : x) v = static_cast<float>(random.normal());
                std::vector<float> a_out(n * net.outputs()), b_out(n * net.outputs());
                const matrix_view<const float> features(x.data(), n, net.inputs());
                reference(features, columns_view<float>(a_out.data(), n, net.outputs()), ws);
                scorer(features, columns_view<float>(b_out.data(), n, net.outputs()), ws);
                float worst = 0;
                for (std::size_t i = 0; i < a_out.size(); ++i)
                    worst = std::max(worst, std::abs(a_out[i] - b_out[i]) / (1 + std::abs(a_out[i])));
                CAPTURE(name_of(a));
                CAPTURE(n);
                CHECK(worst < 1e-5F);
            }
        }
}

TEST_CASE("mlp/eigen_reference: refuses what the portable kernel refuses") {
    const eigen_reference net(random_net({3, 2}, activation::relu, activation::relu));
    std::vector<float> x(8), out(4);
    workspace ws;
    CHECK_THROWS_AS(net(matrix_view<const float>(x.data(), 2, 4), columns_view<float>(out.data(), 2, 2), ws),
                    shape_error);
    CHECK_THROWS_AS(net(matrix_view<const float>(x.data(), 2, 3), columns_view<float>(out.data(), 2, 1), ws),
                    shape_error);
    CHECK_THROWS_AS(eigen_reference(mlp_parameters{}), error);
}
