// A net as ranking models are built: table rows of ids beside dense features, a residual and a concat layer, and the
// standardisation of training folded into the weights. Weights are drawn here; a service has trained ones.
// test:
#include <fulcrum/fulcrum.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

namespace {

std::vector<float> normals(std::size_t n, double scale, fulcrum::random_stream& random) {
    std::vector<float> values(n);
    for (float& v : values) v = static_cast<float>(scale * random.normal());
    return values;
}

fulcrum::mlp_layer layer(std::size_t inputs, std::size_t outputs, fulcrum::activation act,
                         fulcrum::random_stream& random) {
    return {inputs, outputs, normals(inputs * outputs, 1 / std::sqrt(static_cast<double>(inputs)), random),
            std::vector<float>(outputs), act};
}

} // namespace

int main() {
    constexpr std::size_t items = 300;
    fulcrum::random_stream random(1);
    std::vector<float> values = normals(items * 6, 1, random); // 6 dense features an item, standardised
    const std::vector<float> category_rows = normals(12 * 4, 1, random), brand_rows = normals(5000 * 4, 1, random);
    std::vector<std::uint32_t> item_categories, item_brands;
    for (std::size_t i = 0; i < items; ++i) {
        item_categories.push_back(random.below(12));
        item_brands.push_back(random.below(5000));
    }
    struct click : fulcrum::maximize {};
    struct sale : fulcrum::maximize {};
    using goals = fulcrum::objectives<click, sale>;

    // [snippet: layers]
    fulcrum::mlp_parameters net;
    net.layers = {layer(14, 32, fulcrum::activation::relu, random), // 6 features, 4 values from each of two tables
                  layer(32, 32, fulcrum::activation::relu, random),
                  layer(32 + 14, 2, fulcrum::activation::sigmoid, random)};
    net.layers[1].residual = true; // relu(W x + b) + x
    net.layers[1].concat = true;   // the last layer takes this one's outputs, and the 14 inputs of the net
    // [end: layers]

    // [snippet: tables]
    struct brand : fulcrum::side_column<std::uint32_t> {};
    const fulcrum::embedding_table categories(fulcrum::matrix_view<const float>(category_rows.data(), 12, 4));
    const fulcrum::embedding_table brands(fulcrum::matrix_view<const float>(brand_rows.data(), 5000, 4));

    const auto ranker_of = [&](const fulcrum::mlp_parameters& parameters) {
        const fulcrum::with_embeddings scorer(fulcrum::dynamic_mlp<float>(parameters),
                                              fulcrum::embedding_lookup{fulcrum::category{}, categories},
                                              fulcrum::embedding_lookup{brand{}, brands});
        return fulcrum::rank_by<goals>(fulcrum::score_with{scorer}, fulcrum::min_max{},
                                       fulcrum::weighted_sum{fulcrum::weights{.7F * click{}, .3F * sale{}}},
                                       fulcrum::top_k{10});
    };
    const fulcrum::matrix_view<const float> features(values.data(), items, 6);
    const auto request =
        fulcrum::request{features}.with(fulcrum::category{}, item_categories).with(brand{}, item_brands);

    fulcrum::workspace ws;
    const auto slate = ranker_of(net)(request, ws);
    // [end: tables]
    const std::vector<std::uint32_t> best(slate.order().begin(), slate.order().end());

    // [snippet: fold]
    // The net was trained on standardised features; a service has raw ones. Table rows are as they were: 0 and 1.
    const std::vector<float> mean{20, 4, 0, 0, 100, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    const std::vector<float> deviation{8, 2, 1, 1, 64, .5F, 1, 1, 1, 1, 1, 1, 1, 1};
    net = fulcrum::fold_standardization(std::move(net), mean, deviation);
    // [end: fold]
    for (std::size_t i = 0; i < items; ++i)
        for (std::size_t j = 0; j < 6; ++j) values[i * 6 + j] = values[i * 6 + j] * deviation[j] + mean[j];

    const auto from_raw = ranker_of(net)(request, ws);
    for (const std::uint32_t row : from_raw.order())
        std::printf("item %3u  category %2u  brand %4u  click %.3f  sale %.3f\n", row, item_categories[row],
                    item_brands[row], from_raw.objectives()(row, 0), from_raw.objectives()(row, 1));
    return std::vector<std::uint32_t>(from_raw.order().begin(), from_raw.order().end()) == best ? 0 : 1;
}
