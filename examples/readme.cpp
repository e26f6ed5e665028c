// The pipeline of the README: what a service runs for each request. Features and weights are drawn here; a service has
// a trained model and real candidates.
// test:
#include <fulcrum/fulcrum.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace {

/// A layer with random weights, scaled by its inputs.
fulcrum::mlp_layer random_layer(std::size_t inputs, std::size_t outputs, fulcrum::activation act, std::uint64_t seed) {
    fulcrum::mlp_layer layer{inputs, outputs, {}, std::vector<float>(outputs), act};
    fulcrum::random_stream random(seed);
    const double scale = 1 / std::sqrt(static_cast<double>(inputs));
    for (std::size_t i = 0; i < inputs * outputs; ++i) layer.weights.push_back(static_cast<float>(scale * random.normal()));
    return layer;
}

} // namespace

int main() {
    constexpr std::size_t items = 1000;
    const fulcrum::mlp<float, 16, 32, 3> net({{random_layer(16, 32, fulcrum::activation::relu, 1),
                                               random_layer(32, 3, fulcrum::activation::sigmoid, 2)},
                                              {}});
    std::vector<float> values;          // 16 features an item
    std::vector<std::uint32_t> in_stock; // pieces of each
    fulcrum::random_stream random(3);
    for (std::size_t i = 0; i < 16 * items; ++i) values.push_back(static_cast<float>(random.normal()));
    for (std::size_t i = 0; i < items; ++i) in_stock.push_back(random.below(4));
    const fulcrum::matrix_view<const float> features(values.data(), items, 16);

    // [snippet: pipeline]
    struct click : fulcrum::maximize {};
    struct revenue : fulcrum::maximize {};
    struct complaint : fulcrum::minimize {};
    using goals = fulcrum::objectives<click, revenue, complaint>;
    struct stock : fulcrum::side_column<std::uint32_t> {};

    const auto ranker = fulcrum::rank_by<goals>(
        fulcrum::score_with{net}, // an mlp<float, 16, 32, 3>: features in, one value an objective out
        fulcrum::drop_if{stock{}, [](std::uint32_t pieces) { return pieces == 0; }},
        fulcrum::min_max{},
        fulcrum::named("blend", fulcrum::chebyshev{fulcrum::weights{.5F * click{}, .3F * revenue{}, .2F * complaint{}}}),
        fulcrum::top_k{50},
        fulcrum::mmr{.lambda = .7F});

    fulcrum::workspace ws; // one for each thread; the ranker is const and shared
    const auto slate = ranker(fulcrum::request{features}.with(stock{}, in_stock), ws);
    for (const std::uint32_t row : slate.order().first(5)) {
        std::printf("item %3u  click %.2f  revenue %.2f  complaint %.2f\n", row, slate.objectives()(row, 0),
                    slate.objectives()(row, 1), slate.objectives()(row, 2));
    }
    // [end: pipeline]

    const auto sold_out = [&](std::uint32_t row) { return in_stock[row] == 0; };
    return slate.order().size() == 50 && std::ranges::none_of(slate.order(), sold_out) ? 0 : 1;
}
