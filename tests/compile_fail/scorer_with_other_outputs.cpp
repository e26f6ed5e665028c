// expect: rank_by: a stage does not fit the objectives: .* its scorer's outputs
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale : fulcrum::maximize {};
using goals = fulcrum::objectives<click, sale>;

struct net {
    static constexpr std::size_t outputs() { return 3; }
    void operator()(fulcrum::matrix_view<const float>, fulcrum::columns_view<float>) const {}
};

int main() {
    auto ranker = fulcrum::rank_by<goals>(fulcrum::score_with{net{}}, fulcrum::min_max{},
                                          fulcrum::weighted_sum{fulcrum::weights{.5F * click{}, .5F * sale{}}},
                                          fulcrum::top_k{50});
}
