#include "fulcrum/search/search_space.hpp"

#include "fulcrum/search/sampling.hpp"
#include "random_space.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace {

using fulcrum::variable;
using fulcrum::variable_kind;

std::string refusal(const std::vector<variable>& variables) {
    return thrown<fulcrum::error>([&] { const fulcrum::search_space space(variables); });
}

fulcrum::search_space mixed() {
    return fulcrum::search_space(fulcrum::join_variables(
        fulcrum::permutation_variables("p", 3), variable{"x", -1, 1}, fulcrum::integer_variable("n", -2, 5),
        fulcrum::permutation_variables("q", 3), fulcrum::categorical_variable("c", 3)));
}

} // namespace

TEST_CASE("search/search_space: is that of a problem, or of variables alone") {
    struct problem {
        std::vector<variable> variables() const { return {{"a", -1, 1}, {"b", 3, 3}}; }
        std::size_t constraints() const { return 2; }
    };
    const fulcrum::search_space space(problem{});
    CHECK(space.size() == 2);
    CHECK_UNARY(space.lower()[0] == -1 && space.upper()[1] == 3 && space.variables()[1].name == "b");
    CHECK(space.constraints() == 2);
    CHECK(space.all_real());
    CHECK(space.permutations().empty());
}

TEST_CASE("search/search_space: bounds that make no sense are refused by name") {
    constexpr double inf = std::numeric_limits<double>::infinity();
    CHECK(refusal({{"x", 0, 1}, {"rate", 2, 1}}) == "search: variable 'rate' has crossed bounds [2, 1]; swap them");
    CHECK(refusal({{"x", 0, inf}}) == "search: variable 'x' needs finite bounds, got [0, inf]");
    CHECK(holds(refusal({{"x", std::numeric_limits<double>::quiet_NaN(), 1}}), "'x' needs finite bounds"));
    CHECK(holds(refusal({{"wide", -1.7e308, 1.7e308}}), "'wide' needs finite bounds"));
    CHECK(refusal({}) == "search: the problem has no variables");
    CHECK(refusal({{"n", 0, 1.5, variable_kind::categorical}}) ==
          "search: variable 'n' is categorical and needs whole bounds up to 2^53, got [0, 1.5]");
    CHECK(refusal({{"b", 0, 2, variable_kind::binary}}) ==
          "search: variable 'b' is binary and needs bounds 0 and 1, got [0, 2]");
    for (int kind = 0; kind < 4; ++kind) {
        CHECK(refusal({{"fixed", 1, 1, static_cast<variable_kind>(kind)}}).empty()); // each kind can be fixed
    }
    CHECK(refusal(fulcrum::permutation_variables("p", 1)).empty());
}

TEST_CASE("search/search_space: permutations must be complete, and side by side") {
    auto broken = fulcrum::join_variables(variable{"x", 0, 1}, fulcrum::permutation_variables("p", 4));
    broken.pop_back();
    CHECK(refusal(broken) == "search: variable 'p[0]' begins a permutation of 4 elements, which needs 4 permutation "
                             "variables with bounds [0, 3] side by side, got 3");
    broken.push_back({"y", 0, 3});
    CHECK(holds(refusal(broken), "got 3"));
    broken.insert(broken.begin() + 2, variable{"y", 0, 3});
    CHECK(holds(refusal(broken), "got 1"));
    CHECK(holds(refusal(fulcrum::join_variables(fulcrum::permutation_variables("p", 3)[0],
                                                fulcrum::permutation_variables("q", 4))),
                "'p[0]' begins a permutation of 3", "got 1"));
    CHECK(refusal({{"p", 1, 2, variable_kind::permutation}}) ==
          "search: permutation variable 'p' needs 0 as its lower bound, got 1");
}

TEST_CASE("search/search_space: groups its variables by kind") {
    const auto space = mixed();
    CHECK_FALSE(space.all_real());
    CHECK(space.kinds() == fulcrum::variable_kinds{variable_kind::real, variable_kind::integer,
                                                   variable_kind::categorical, variable_kind::permutation});
    REQUIRE(space.permutations().size() == 2); // neighbours of equal size would still be two
    CHECK_UNARY(space.permutations()[0].first == 0 && space.permutations()[0].size == 3);
    CHECK_UNARY(space.permutations()[1].first == 5 && space.permutations()[1].size == 3);
    CHECK(space.indices({variable_kind::real, variable_kind::categorical}) == std::vector<std::size_t>{3, 8});
    CHECK(space.indices({variable_kind::binary}).empty());
    const auto part = space.part({variable_kind::permutation, variable_kind::integer});
    CHECK(part.size() == 7);
    CHECK(part.variables()[3].name == "n");
    CHECK(part.permutations()[1].first == 4);
    const fulcrum::search_space two(
        fulcrum::join_variables(fulcrum::permutation_variables("p", 2), fulcrum::permutation_variables("q", 2)));
    CHECK(two.permutations().size() == 2);
}

TEST_CASE("search/search_space: tells what is wrong with a row") {
    const auto space = mixed();
    const std::vector<double> good{2, 0, 1, 0.5, 5, 0, 1, 2, 1};
    CHECK(space.valid(good));
    const auto with = [&](std::size_t j, double value) {
        auto row = good;
        row[j] = value;
        return space.first_invalid(row);
    };
    CHECK(with(3, 1.01) == 3U);
    CHECK(with(3, std::nan("")) == 3U);
    CHECK(with(4, 4.5) == 4U);
    CHECK(with(4, 6) == 4U);
    CHECK(with(1, 0.5) == 1U);
    CHECK(with(2, 0) == 2U); // the second 0 of p
    CHECK(with(5, 1) == 6U);
    CHECK_FALSE(with(3, -0.0).has_value());
}

TEST_CASE("search/search_space: repairs a row: clamped, rounded, permutations by rank") {
    const auto space = mixed();
    std::vector<double> row{0.3, -7, 0.3, 9, 2.5, 2, 2, 2, -0.2};
    space.repair(row);
    CHECK(row == std::vector<double>{1, 0, 2, 1, 3, 0, 1, 2, 0});
    CHECK_FALSE(std::signbit(row[8]));
    row = {HUGE_VAL, 0, -HUGE_VAL, -HUGE_VAL, HUGE_VAL, 0, 1, 2, 7};
    space.repair(row);
    CHECK(row == std::vector<double>{2, 1, 0, -1, 5, 0, 1, 2, 2});
    std::vector<double> unknown{9, 9, 9, 9, std::nan(""), 9, 9, 9, 9};
    CHECK(thrown<fulcrum::error>([&] { space.repair(unknown); }) == "search: the value of 'n' is not a number");
    CHECK(unknown[0] == 9);
}

TEST_CASE("search/search_space: whatever is repaired is valid, and what is valid stays") {
    fulcrum::random_stream random(4);
    for (std::uint64_t trial = 0; trial < 200; ++trial) {
        const auto space = random_space(random, any_kind);
        std::vector<double> row(space.size());
        for (double& value : row) value = 8 * random.normal();
        space.repair(row);
        CHECK_UNARY(space.valid(row));
        const auto fine = drawn(fulcrum::uniform_sampling{}, space, 1, trial);
        row = fine;
        space.repair(row);
        CHECK_UNARY(space.valid(fine) && row == fine);
    }
}
