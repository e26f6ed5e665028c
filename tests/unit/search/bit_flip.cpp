#include "fulcrum/search/bit_flip.hpp"

#include "fulcrum/search/mutation.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using fulcrum::bit_flip;
static_assert(fulcrum::Mutation<bit_flip>);

TEST_CASE("search/bit_flip: each bit flips at its rate, from either value; fixed ones never") {
    std::vector<fulcrum::variable> variables(10, fulcrum::binary_variable("b"));
    variables[3].lower = 1;
    const fulcrum::search_space space(variables);
    const auto flips = [&](const bit_flip& mutate) {
        std::vector<int> count(10, 0);
        for (std::uint32_t i = 0; i < 4000; ++i) {
            fulcrum::random_stream random(1, 0, i);
            std::vector<double> child{0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
            const auto before = child;
            mutate(child, space, random);
            CHECK_UNARY(space.valid(child));
            for (std::size_t j = 0; j < 10; ++j) count[j] += child[j] == before[j] ? 0 : 1;
        }
        return count;
    };
    const auto one_in_n = flips({});
    const auto asked = flips({.probability = 0.3});
    for (std::size_t j = 0; j < 10; ++j) {
        CHECK(std::abs(one_in_n[j] - (j == 3 ? 0 : 400)) <= (j == 3 ? 0 : 4 * 19));
        CHECK(std::abs(asked[j] - (j == 3 ? 0 : 1200)) <= (j == 3 ? 0 : 4 * 29));
    }
    CHECK(flips({.probability = 0}) == std::vector<int>(10, 0));
    CHECK(flips({.probability = 1})[0] == 4000);
    CHECK(thrown<fulcrum::error>([] { bit_flip{.probability = 2}.check(); }) ==
          "bit_flip: probability is 2, not in [0, 1]");
    CHECK_NOTHROW(bit_flip{}.check());
}
