#include "fulcrum/search/variable.hpp"

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cmath>

using fulcrum::variable_kind;
using fulcrum::variable_kinds;

static_assert(variable_kinds{}.empty() && !variable_kinds{variable_kind::real}.empty());
static_assert(fulcrum::all_but_permutations.contains(variable_kind::categorical));
static_assert(!fulcrum::all_but_permutations.contains(variable_kind::permutation));
static_assert(fulcrum::all_but_permutations.contains(variable_kinds{variable_kind::real, variable_kind::binary}));
static_assert(!variable_kinds{variable_kind::real}.contains(fulcrum::all_but_permutations));
static_assert(variable_kinds{variable_kind::real, variable_kind::binary} ==
              variable_kinds{variable_kind::binary, variable_kind::real});

TEST_CASE("search/variable: real unless told, and each kind by its function") {
    const fulcrum::variable real{"x", -1, 2};
    CHECK(real.kind == variable_kind::real);
    CHECK(fulcrum::variable{.name = "y", .upper = 3}.kind == variable_kind::real);

    const auto integer = fulcrum::integer_variable("n", 1, 10);
    CHECK_UNARY(integer.name == "n" && integer.lower == 1 && integer.upper == 10);
    CHECK(integer.kind == variable_kind::integer);
    const auto binary = fulcrum::binary_variable("b");
    CHECK_UNARY(binary.lower == 0 && binary.upper == 1 && binary.kind == variable_kind::binary);
    const auto colour = fulcrum::categorical_variable("colour", 3);
    CHECK_UNARY(colour.lower == 0 && colour.upper == 2 && colour.kind == variable_kind::categorical);
    const auto order = fulcrum::permutation_variables("order", 4);
    REQUIRE(order.size() == 4);
    CHECK_UNARY(order[3].name == "order[3]" && order[3].lower == 0 && order[3].upper == 3);
    CHECK(order[3].kind == variable_kind::permutation);
    CHECK(std::string(fulcrum::text_of(variable_kind::permutation)) == "permutation");

    const auto all = fulcrum::join_variables(real, order, binary);
    REQUIRE(all.size() == 6);
    CHECK_UNARY(all[0].name == "x" && all[4].name == "order[3]" && all[5].name == "b");
    CHECK(fulcrum::join_variables().empty());
}

TEST_CASE("search/variable: what cannot be is refused where it is made") {
    using fulcrum::error;
    CHECK(thrown<error>([] { static_cast<void>(fulcrum::integer_variable("n", 0.5, 3)); }) ==
          "search: variable 'n' is integer and needs whole bounds up to 2^53, got [0.5, 3]");
    CHECK(holds(thrown<error>([] { static_cast<void>(fulcrum::integer_variable("n", 0, 1e17)); }), "2^53"));
    CHECK(holds(thrown<error>([] { static_cast<void>(fulcrum::integer_variable("n", 3, 1)); }), "crossed"));
    CHECK(holds(thrown<error>([] { static_cast<void>(fulcrum::integer_variable("n", 0, HUGE_VAL)); }), "finite"));
    CHECK(thrown<error>([] { static_cast<void>(fulcrum::categorical_variable("c", 0)); }) ==
          "search: variable 'c' has 0 categories, it needs at least 1");
    CHECK(thrown<error>([] { static_cast<void>(fulcrum::permutation_variables("p", 0)); }) ==
          "search: permutation 'p' has 0 elements, it needs at least 1");
}
