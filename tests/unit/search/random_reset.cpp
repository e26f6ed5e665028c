#include "fulcrum/search/random_reset.hpp"

#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/sampling.hpp"
#include "random_space.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using fulcrum::random_reset;
static_assert(fulcrum::Mutation<random_reset>);

TEST_CASE("search/random_reset: a change at its rate, uniform over the other values") {
    const fulcrum::search_space space(fulcrum::join_variables(
        fulcrum::integer_variable("n", -3, 3), fulcrum::categorical_variable("c", 4), fulcrum::variable{"x", 2, 4},
        fulcrum::binary_variable("b"), fulcrum::integer_variable("fixed", 7, 7)));
    const std::vector<double> before{-1, 3, 3, 1, 7};
    std::vector<int> integer(7, 0);
    std::vector<int> label(4, 0);
    std::vector<int> real(8, 0);
    int bits = 0;
    const int n = 10000;
    for (std::uint32_t i = 0; i < n; ++i) {
        fulcrum::random_stream random(1, 0, i);
        auto child = before;
        random_reset{}(child, space, random);
        CHECK_UNARY(space.valid(child));
        ++integer[static_cast<std::size_t>(child[0] + 3)];
        ++label[static_cast<std::size_t>(child[1])];
        if (child[2] != 3) ++real[static_cast<std::size_t>(4 * (child[2] - 2))];
        bits += child[3] == 1 ? 0 : 1;
    }
    CHECK(std::abs(integer[2] - 0.8 * n) < 4 * 40); // one in five is reset
    CHECK(std::abs(label[3] - 0.8 * n) < 4 * 40);
    CHECK(std::abs(bits - 0.2 * n) < 4 * 40);
    integer.erase(integer.begin() + 2);
    label.pop_back();
    CHECK(chi_square(integer) < 15.1); // 1 % levels of 5, 2 and 7 degrees of freedom
    CHECK(chi_square(label) < 9.2);
    CHECK(chi_square(real) < 18.5);
}

TEST_CASE("search/random_reset: children are valid, whatever the space; probability 1 changes all that can") {
    fulcrum::random_stream random(3);
    for (std::uint64_t trial = 0; trial < 200; ++trial) {
        const auto space = random_space(random, fulcrum::all_but_permutations);
        const auto before = drawn(fulcrum::uniform_sampling{}, space, 1, trial);
        auto child = before;
        random_reset{.probability = 1}(child, space, random);
        CHECK_UNARY(space.valid(child));
        for (std::size_t j = 0; j < child.size(); ++j) {
            CHECK_UNARY((child[j] == before[j]) == (space.lower()[j] == space.upper()[j]));
        }
    }
    CHECK(thrown<fulcrum::error>([] { random_reset{.probability = -1}.check(); }) ==
          "random_reset: probability is -1, not in [0, 1]");
    CHECK_NOTHROW(random_reset{}.check());
}
