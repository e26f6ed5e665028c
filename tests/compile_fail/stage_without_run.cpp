// expect: rank_by: one of the arguments is no stage: a stage has .needs., .gives. and .run
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale : fulcrum::maximize {};
using goals = fulcrum::objectives<click, sale>;

struct house_rules {
    static constexpr auto needs = fulcrum::columns::none;
    static constexpr auto gives = fulcrum::columns::none;
};

int main() {
    const auto scorer = [](fulcrum::matrix_view<const float>, fulcrum::columns_view<float>) {};
    auto ranker = fulcrum::rank_by<goals>(fulcrum::score_with{scorer}, house_rules{});
}
