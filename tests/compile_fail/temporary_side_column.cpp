// expect: a request borrows its side columns: pass an object that outlives it
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale : fulcrum::maximize {};
using goals = fulcrum::objectives<click, sale>;

#include <vector>

int main() {
    const float features[2] = {};
    const auto r = fulcrum::request{fulcrum::matrix_view<const float>{features, 2, 1}}.with(fulcrum::price{},
                                                                                            std::vector<float>{1, 2});
    return static_cast<int>(r.size());
}
