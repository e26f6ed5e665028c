// expect: named: the second argument is no stage: it needs .needs., .gives. and .run
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
    auto ranker = fulcrum::rank_by<goals>(fulcrum::score_with{scorer}, fulcrum::named("rules", house_rules{}));
}
