// expect: drop_if: the predicate is called with .const slate&, std::uint32_t row. and gives bool
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale : fulcrum::maximize {};
using goals = fulcrum::objectives<click, sale>;

int main() {
    const auto scorer = [](fulcrum::matrix_view<const float>, fulcrum::columns_view<float>) {};
    auto ranker =
        fulcrum::rank_by<goals>(fulcrum::score_with{scorer}, fulcrum::drop_if{[](float price) { return price > 100; }});
}
