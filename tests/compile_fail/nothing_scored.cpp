// expect: rank_by: a stage needs objectives, but no stage before it gives them: put score_with first
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale : fulcrum::maximize {};
using goals = fulcrum::objectives<click, sale>;

int main() {
    auto ranker = fulcrum::rank_by<goals>(fulcrum::weighted_sum{fulcrum::weights{.5F * click{}, .5F * sale{}}},
                                          fulcrum::top_k{50});
}
