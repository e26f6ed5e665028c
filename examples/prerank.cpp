// The pre-ranking step: thousands of candidates, of which the ranker behind it sees hundreds. Item embeddings lie in an
// index; a request evaluates the user tower once.
// test:
#include "fulcrum/core/column.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/mlp/indexed.hpp"
#include "fulcrum/mlp/item_index.hpp"
#include "fulcrum/mlp/parameters.hpp"
#include "fulcrum/mlp/two_tower.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/scalarize/weighted_sum.hpp"
#include "fulcrum/scalarize/weights.hpp"
#include "fulcrum/select/score_with.hpp"
#include "fulcrum/select/top_k.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <span>
#include <vector>

namespace {

struct click : fulcrum::maximize {};
struct purchase : fulcrum::maximize {};
using goals = fulcrum::objectives<click, purchase>;

std::vector<float> random_values(std::size_t n, double scale, fulcrum::random_stream& random) {
    std::vector<float> values(n);
    for (float& v : values) v = static_cast<float>(scale * random.normal());
    return values;
}

/// Stands for a tower that was trained.
fulcrum::mlp_parameters random_tower(std::size_t inputs, std::size_t hidden, std::size_t outputs,
                                     fulcrum::random_stream& random) {
    const auto layer = [&random](std::size_t in, std::size_t out, fulcrum::activation act) {
        const double scale = 1 / std::sqrt(static_cast<double>(in));
        return fulcrum::mlp_layer{in, out, random_values(in * out, scale, random), random_values(out, 0.1, random),
                                  act};
    };
    return {{layer(inputs, hidden, fulcrum::activation::relu), layer(hidden, outputs, fulcrum::activation::identity)},
            {}};
}

} // namespace

int main() {
    constexpr std::size_t items = 20000, user_features = 32, item_features = 32, width = 64;
    fulcrum::random_stream random(1);
    const std::vector<float> catalogue = random_values(items * item_features, 1, random);

    // [snippet: setup]
    // Once, and again when the catalogue or the net changes: one user embedding an objective, one embedding an item.
    const fulcrum::two_tower net({.user = random_tower(user_features, 128, 2 * width, random),
                                  .item = random_tower(item_features, 128, width, random),
                                  .by = fulcrum::similarity::cosine,
                                  .scale = 5,
                                  .act = fulcrum::activation::sigmoid});
    const fulcrum::item_index index =
        net.index(fulcrum::matrix_view<const float>(catalogue.data(), items, item_features));
    const auto prerank = fulcrum::rank_by<goals>(
        fulcrum::score_with{fulcrum::indexed{net, index}},
        fulcrum::weighted_sum{fulcrum::weights{.8F * click{}, .2F * purchase{}}},
        fulcrum::top_k{300});
    // [end: setup]

    const std::vector<float> user = random_values(user_features, 1, random);
    std::vector<std::uint32_t> ids; // what retrieval found
    for (std::uint32_t id = 0; id < items; id += 2) ids.push_back(id);

    // [snippet: request]
    fulcrum::workspace ws;
    const fulcrum::matrix_view<const float> no_features(nullptr, ids.size(), 0); // the index has what is to be known
    const auto result =
        prerank(fulcrum::request{no_features}.with_user(user).with(fulcrum::item_id{}, ids), ws);
    for (const std::uint32_t row : result.order().first(3))
        std::cout << "item " << ids[row] << ": click " << result.objectives()(row, 0) << ", purchase "
                  << result.objectives()(row, 1) << '\n';
    // [end: request]

    // Nothing that was left out has more utility than what was kept.
    float least = result.utility()[result.order().back()];
    for (const std::uint32_t row : result.rest())
        if (result.utility()[row] > least) return 1;
    return result.order().size() == 300 ? 0 : 1;
}
