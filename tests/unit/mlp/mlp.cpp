#include "fulcrum/mlp/mlp.hpp"
#include "fulcrum/core/random.hpp"

#include "random_nets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <thread>
#include <vector>

using namespace fulcrum;

namespace {

mlp_parameters random_net(const std::vector<std::size_t>& sizes, activation hidden, activation output,
                          std::uint64_t seed) {
    return random_nets::net(sizes, hidden, output, seed, 2);
}

std::vector<float> random_values(std::size_t n, std::uint64_t seed) {
    random_stream random(seed);
    return random_nets::values(n, random);
}

constexpr activation all_activations[] = {activation::identity, activation::relu, activation::leaky_relu,
                                          activation::gelu,     activation::silu, activation::tanh,
                                          activation::sigmoid,  activation::softmax};
constexpr isa levels[] = {isa::baseline, isa::avx2, isa::avx512};

} // namespace

TEST_CASE("mlp/mlp: equals the definition, for all activations, shapes, batches and instruction sets") {
    const std::vector<std::vector<std::size_t>> shapes{{1, 1}, {3, 5, 2}, {7, 16, 9, 11}, {150, 70, 40, 3}};
    workspace ws;
    for (const auto& sizes : shapes)
        for (const activation a : all_activations) {
            mlp_parameters net = random_net(sizes, a, activation::identity, 7);
            if (net.outputs() > 2)
                net.heads = {{"first", 0, 1, activation::sigmoid}, {"rest", 1, net.outputs() - 1, a}};
            const std::vector<float> x = random_values(100 * (net.inputs() + 3), 8);
            for (const isa level : levels) {
                const dynamic_mlp<float> scorer(net, level);
                for (const std::size_t n : {0U, 1U, 2U, 15U, 16U, 17U, 23U, 25U, 48U, 100U}) {
                    CAPTURE(name_of(a));
                    CAPTURE(n);
                    std::vector<float> out((n + 2) * net.outputs(), -7.0F);
                    scorer(matrix_view<const float>(x.data(), n, net.inputs(), net.inputs() + 3),
                           columns_view<float>(out.data(), n, net.outputs(), n + 2), ws);
                    double worst = 0;
                    for (std::size_t i = 0; i < n; ++i) {
                        const std::span<const float> item(x.data() + i * (net.inputs() + 3), net.inputs());
                        const std::vector<double> want = random_nets::by_hand(net, item).outputs;
                        for (std::size_t o = 0; o < want.size(); ++o)
                            worst = std::max(worst, std::abs(want[o] - static_cast<double>(out[o * (n + 2) + i])) /
                                                        (1 + std::abs(want[o])));
                    }
                    CHECK(worst < 1e-5);
                    for (std::size_t o = 0; o < net.outputs(); ++o) { // nothing beyond the columns is touched
                        CHECK(out[o * (n + 2) + n] == -7.0F);
                        CHECK(out[o * (n + 2) + n + 1] == -7.0F);
                    }
                }
            }
        }
}

TEST_CASE("mlp/mlp: an item has the same bits alone and in any batch") {
    // Layers of many panels over more inputs than are summed at once, of a few, and of one, at every width.
    const std::vector<std::vector<std::size_t>> shapes{{520, 131, 33, 17, 5}, {21, 61, 34, 5}, {3, 5}};
    const std::size_t n = 100;
    workspace ws;
    for (const auto& sizes : shapes)
        for (const isa level : levels) {
            mlp_parameters p = random_net(sizes, activation::gelu, activation::sigmoid, 3);
            p.heads = {{"", 1, 3, activation::softmax}};
            const dynamic_mlp<float> net(p, level);
            const std::size_t inputs = net.inputs();
            const std::vector<float> x = random_values(n * inputs, 4);
            std::vector<float> all(n * 5);
            net(matrix_view<const float>(x.data(), n, inputs), columns_view<float>(all.data(), n, 5), ws);
            for (std::size_t m = 1; m < 48; ++m) { // the last m items as a batch of their own
                CAPTURE(m);
                std::vector<float> some(m * 5);
                net(matrix_view<const float>(x.data() + (n - m) * inputs, m, inputs),
                    columns_view<float>(some.data(), m, 5), ws);
                bool same = true;
                for (std::size_t o = 0; o < 5; ++o)
                    same = same && std::equal(some.begin() + static_cast<std::ptrdiff_t>(o * m),
                                              some.begin() + static_cast<std::ptrdiff_t>((o + 1) * m),
                                              all.begin() + static_cast<std::ptrdiff_t>(o * n + n - m));
                CHECK(same);
            }
        }
}

TEST_CASE("mlp/mlp: numbers too small for a normal float count as 0, and the caller's mode stays") {
    constexpr float tiny = 1e-39F;
    mlp_parameters p = random_net({5, 70, 3}, activation::silu, activation::identity, 3);
    p.layers[0].weights[7] = tiny;
    p.layers[0].bias[2] = -tiny;
    mlp_parameters zero = p;
    zero.layers[0].weights[7] = 0.0F;
    zero.layers[0].bias[2] = 0.0F;
    const std::size_t n = 60;
    std::vector<float> x = random_values(n * 5, 4);
    std::vector<float> without = x;
    for (std::size_t i = 0; i < n; ++i) {
        x[i * 5 + i % 5] = i % 2 == 0 ? tiny : -tiny;
        without[i * 5 + i % 5] = 0.0F;
    }
    workspace ws;
    for (const isa level : levels)
        for (const std::size_t m : {std::size_t{1}, std::size_t{23}, n}) {
            std::vector<float> a(m * 3), b(m * 3);
            dynamic_mlp<float>(p, level)(matrix_view<const float>(x.data(), m, 5),
                                         columns_view<float>(a.data(), m, 3), ws);
            dynamic_mlp<float>(zero, level)(matrix_view<const float>(without.data(), m, 5),
                                            columns_view<float>(b.data(), m, 3), ws);
            CHECK(a == b);
        }
    const volatile float small_number = tiny;
    CHECK(small_number * 0.5F > 0.0F);
}

TEST_CASE("mlp/mlp: static and dynamic give the same bits, and a copy outlives its original") {
    const mlp_parameters p = random_net({6, 12, 4}, activation::relu, activation::sigmoid, 1);
    const mlp<float, 6, 12, 4> fixed(p);
    static_assert(mlp<float, 6, 12, 4>::inputs() == 6 && mlp<float, 6, 12, 4>::outputs() == 4);
    dynamic_mlp<float> copy = [&] {
        const dynamic_mlp<float> original(p);
        return dynamic_mlp<float>(original);
    }();
    CHECK(copy.inputs() == 6);
    CHECK(copy.outputs() == 4);
    const std::vector<float> x = random_values(30 * 6, 2);
    std::vector<float> a(30 * 4), b(30 * 4);
    workspace ws;
    fixed(matrix_view<const float>(x.data(), 30, 6), columns_view<float>(a.data(), 30, 4), ws);
    copy(matrix_view<const float>(x.data(), 30, 6), columns_view<float>(b.data(), 30, 4), ws);
    CHECK(a == b);
}

TEST_CASE("mlp/mlp: one net serves many threads") {
    const dynamic_mlp<float> net(random_net({8, 16, 2}, activation::silu, activation::tanh, 5));
    const std::vector<float> x = random_values(64 * 8, 6);
    std::vector<float> want(64 * 2);
    workspace ws;
    net(matrix_view<const float>(x.data(), 64, 8), columns_view<float>(want.data(), 64, 2), ws);
    std::vector<std::vector<float>> got(4, std::vector<float>(64 * 2));
    std::vector<std::thread> threads;
    for (auto& out : got)
        threads.emplace_back([&net, &x, &out] {
            workspace own;
            for (int k = 0; k < 50; ++k)
                net(matrix_view<const float>(x.data(), 64, 8), columns_view<float>(out.data(), 64, 2), own);
        });
    for (std::thread& t : threads) t.join();
    for (const auto& out : got) CHECK(out == want);
}

TEST_CASE("mlp/mlp: a warm workspace does not grow, and is given back") {
    const dynamic_mlp<float> net(random_net({8, 16, 2}, activation::relu, activation::sigmoid, 5));
    const std::vector<float> x = random_values(64 * 8, 6);
    std::vector<float> out(64 * 2);
    workspace ws;
    net(matrix_view<const float>(x.data(), 64, 8), columns_view<float>(out.data(), 64, 2), ws);
    const std::size_t held = ws.capacity();
    for (int k = 0; k < 10; ++k)
        net(matrix_view<const float>(x.data(), 64, 8), columns_view<float>(out.data(), 64, 2), ws);
    CHECK(ws.capacity() == held);
}

TEST_CASE("mlp/mlp: wrong shapes throw before anything is written") {
    const mlp_parameters p = random_net({6, 12, 4}, activation::relu, activation::sigmoid, 1);
    const dynamic_mlp<float> net(p);
    const std::vector<float> x(30 * 7);
    std::vector<float> out(30 * 4, -7.0F);
    workspace ws;
    CHECK_THROWS_WITH_AS(
        net(matrix_view<const float>(x.data(), 30, 7), columns_view<float>(out.data(), 30, 4), ws),
        "mlp: the features are 30 x 7, but the net takes 6 features", shape_error);
    CHECK_THROWS_WITH_AS(
        net(matrix_view<const float>(x.data(), 30, 6), columns_view<float>(out.data(), 30, 3), ws),
        "mlp: the output is 30 x 3, but 30 items give 30 x 4", shape_error);
    CHECK_THROWS_AS(net(matrix_view<const float>(x.data(), 30, 6), columns_view<float>(out.data(), 29, 4), ws),
                    shape_error);
    CHECK(std::all_of(out.begin(), out.end(), [](float v) { return v == -7.0F; }));
    CHECK_THROWS_WITH_AS((mlp<float, 6, 13, 4>(p)),
                         "mlp: the parameters have sizes [6, 12, 4], but the type is mlp<float, 6, 13, 4>",
                         shape_error);
    CHECK_THROWS_AS((mlp<float, 6, 4>(p)), shape_error);
}

TEST_CASE("mlp/mlp: NaN and infinity in one item stay in that item") {
    const dynamic_mlp<float> net(random_net({4, 9, 2}, activation::relu, activation::sigmoid, 1));
    std::vector<float> x = random_values(20 * 4, 6);
    std::vector<float> clean(20 * 2), out(20 * 2);
    workspace ws;
    net(matrix_view<const float>(x.data(), 20, 4), columns_view<float>(clean.data(), 20, 2), ws);
    x[5 * 4 + 1] = std::nanf("");
    net(matrix_view<const float>(x.data(), 20, 4), columns_view<float>(out.data(), 20, 2), ws);
    for (std::size_t i = 0; i < 20; ++i)
        for (std::size_t o = 0; o < 2; ++o) {
            if (i == 5)
                CHECK(std::isnan(out[o * 20 + i]));
            else
                CHECK(out[o * 20 + i] == clean[o * 20 + i]);
        }
}
