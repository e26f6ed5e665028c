// expect: the side column's values are not those of its tag: see Tag::value_type
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale : fulcrum::maximize {};
using goals = fulcrum::objectives<click, sale>;

#include <vector>

int main() {
    const float features[2] = {};
    const std::vector<double> prices{1, 2};
    const auto r =
        fulcrum::request{fulcrum::matrix_view<const float>{features, 2, 1}}.with(fulcrum::price{}, prices);
    return static_cast<int>(r.size());
}
