#include "fulcrum/search/decomposition.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

TEST_CASE("search/decomposition: values by hand") {
    using fulcrum::decomposition;
    const std::array weights{0.25, 0.75};
    const std::array distance{2.0, 1.0};
    CHECK(fulcrum::decomposed(decomposition::weighted_sum, weights, distance) == 1.25);
    CHECK(fulcrum::decomposed(decomposition::chebyshev, weights, distance) == 0.75);
    // Along (1, 3) / sqrt(10): 5 / sqrt(10). The rest of (2, 1) is (1.5, -0.5), of length sqrt(2.5).
    CHECK(fulcrum::decomposed(decomposition::pbi, weights, distance, 3) ==
          doctest::Approx(5 / std::sqrt(10.0) + 3 * std::sqrt(2.5)));
    CHECK(fulcrum::decomposed(decomposition::pbi, weights, std::array{0.5, 1.5}) ==
          doctest::Approx(std::sqrt(2.5))); // on the ray theta plays no part
}

TEST_CASE("search/decomposition: a weight of zero still prefers the dominating point by Chebyshev") {
    using fulcrum::decomposition;
    const std::array weights{0.0, 1.0};
    CHECK(fulcrum::decomposed(decomposition::chebyshev, weights, std::array{1.0, 0.0}) <
          fulcrum::decomposed(decomposition::chebyshev, weights, std::array{2.0, 0.0}));
    CHECK(fulcrum::decomposed(decomposition::chebyshev, weights, std::array{9.0, 0.1}) == 0.1);
}

TEST_CASE("search/decomposition: the ideal point has the value zero") {
    using fulcrum::decomposition;
    for (const auto by : {decomposition::chebyshev, decomposition::pbi, decomposition::weighted_sum}) {
        CHECK(fulcrum::decomposed(by, std::array{0.2, 0.3, 0.5}, std::array{0.0, 0.0, 0.0}) == 0);
    }
}
