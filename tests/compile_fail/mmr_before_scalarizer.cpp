// expect: rank_by: a stage needs utility, but no stage before it gives it: put a scalarizer
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale : fulcrum::maximize {};
using goals = fulcrum::objectives<click, sale>;

int main() {
    const auto scorer = [](fulcrum::matrix_view<const float>, fulcrum::columns_view<float>) {};
    auto ranker =
        fulcrum::rank_by<goals>(fulcrum::score_with{scorer}, fulcrum::min_max{}, fulcrum::mmr{.lambda = 0.7F},
                                fulcrum::weighted_sum{fulcrum::weights{.5F * click{}, .5F * sale{}}}, fulcrum::top_k{50});
}
