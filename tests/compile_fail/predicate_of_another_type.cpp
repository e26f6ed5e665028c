// expect: drop_if: the predicate is called with one value of the side column and gives bool
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale : fulcrum::maximize {};
using goals = fulcrum::objectives<click, sale>;

int main() {
    const auto scorer = [](fulcrum::matrix_view<const float>, fulcrum::columns_view<float>) {};
    const auto by_row = [](const fulcrum::slate&, std::uint32_t row) { return row > 3; };
    auto ranker = fulcrum::rank_by<goals>(fulcrum::score_with{scorer}, fulcrum::drop_if{fulcrum::price{}, by_row});
}
