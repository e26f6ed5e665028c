// expect: rank_by: a stage does not fit the objectives: its weights .* must be exactly those of the pipeline
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale : fulcrum::maximize {};
using goals = fulcrum::objectives<click, sale>;

int main() {
    const auto scorer = [](fulcrum::matrix_view<const float>, fulcrum::columns_view<float>) {};
    auto ranker = fulcrum::rank_by<goals>(fulcrum::score_with{scorer}, fulcrum::min_max{},
                                          fulcrum::chebyshev{fulcrum::weights{.5F * click{}}}, fulcrum::top_k{50});
}
