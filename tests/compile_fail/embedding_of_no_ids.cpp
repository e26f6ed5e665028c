// expect: embedding_lookup: the column holds no ids: its tag must be a side_column<std::uint32_t>
#include "fulcrum/fulcrum.hpp"

int main() {
    const float rows[4] = {};
    const fulcrum::embedding_table table(fulcrum::matrix_view<const float>(rows, 2, 2));
    const fulcrum::embedding_lookup lookup(fulcrum::price{}, table);
    return static_cast<int>(lookup.table().rows());
}
