// expect: rank_by: a stage needs the ideal point, but no stage before it gives it: put a normalizer
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale : fulcrum::maximize {};
using goals = fulcrum::objectives<click, sale>;

int main() {
    const auto scorer = [](fulcrum::matrix_view<const float>, fulcrum::columns_view<float>) {};
    auto ranker = fulcrum::rank_by<goals>(
        fulcrum::score_with{scorer}, fulcrum::chebyshev{fulcrum::weights{.5F * click{}, .5F * sale{}}}, fulcrum::top_k{50});
}
