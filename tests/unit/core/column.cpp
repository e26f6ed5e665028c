#include "fulcrum/core/column.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <type_traits>

using namespace fulcrum;

TEST_CASE("core/column: columns are sets") {
    const columns both = columns::objectives | columns::utility;
    CHECK(covers(both, columns::objectives));
    CHECK(covers(both, columns::utility));
    CHECK(covers(both, both));
    CHECK(covers(both, columns::none));
    CHECK_FALSE(covers(both, columns::order));
    CHECK_FALSE(covers(both, columns::utility | columns::order));
    CHECK_FALSE(covers(columns::none, columns::ideal));
    CHECK((both & columns::utility) == columns::utility);
    CHECK((both & columns::propensity) == columns::none);
}

TEST_CASE("core/column: every column is a bit of its own") {
    const columns all[] = {columns::objectives, columns::ideal, columns::utility, columns::order, columns::propensity};
    columns seen = columns::none;
    for (const columns c : all) {
        CHECK((seen & c) == columns::none);
        CHECK(c != columns::none);
        seen = seen | c;
    }
}

TEST_CASE("core/column: side tags carry their type") {
    static_assert(std::is_same_v<category::value_type, std::uint32_t>);
    static_assert(std::is_same_v<item_id::value_type, std::uint32_t>);
    static_assert(std::is_same_v<price::value_type, float>);
    static_assert(std::is_same_v<embedding::value_type, float>);
    static_assert(sizeof(row_state) == 1);
    CHECK(row_state::dropped == row_state{});
}
