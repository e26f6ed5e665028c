// expect: rank_by: a stage does not fit the objectives: its weights .* must be exactly those of the pipeline
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale : fulcrum::maximize {};
using goals = fulcrum::objectives<click, sale>;

struct complaint : fulcrum::minimize {};

int main() {
    const auto scorer = [](fulcrum::matrix_view<const float>, fulcrum::columns_view<float>) {};
    auto ranker = fulcrum::rank_by<goals>(
        fulcrum::score_with{scorer},
        fulcrum::named("blend",
                       fulcrum::weighted_sum{fulcrum::weights{.5F * click{}, .5F * sale{}, .1F * complaint{}}}),
        fulcrum::top_k{50});
}
