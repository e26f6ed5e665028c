#include "fulcrum/core/error.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

using namespace fulcrum;

TEST_CASE("core/error: the parts are written one after the other") {
    const std::string name = "price";
    const std::string text = thrown<error>([&] {
        fail("column '", name, "' has ", std::size_t{3}, " rows, ", -2, std::string_view(" of "), 0.5F, " and ", 'c');
    });
    CHECK(text == "column 'price' has 3 rows, -2 of 0.5 and c");
}

TEST_CASE("core/error: subtypes are caught as error and as std::runtime_error") {
    CHECK_THROWS_AS(fail<shape_error>("x"), shape_error);
    CHECK_THROWS_AS(fail<shape_error>("x"), error);
    CHECK_THROWS_AS(fail<format_error>("x"), format_error);
    CHECK_THROWS_AS(fail<format_error>("x"), std::runtime_error);
    bool other = false;
    try {
        fail("a plain error");
    } catch (const shape_error&) {
        other = true;
    } catch (const error&) {
    }
    CHECK_FALSE(other);
}
