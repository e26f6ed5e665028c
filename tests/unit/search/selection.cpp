#include "fulcrum/search/selection.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

TEST_CASE("search/selection: lower rank wins, then larger crowding; everybody enters equally often") {
    const std::vector<std::uint32_t> rank{1, 0, 1, 0, 2, 1};
    const std::vector<double> crowding{0.5, std::numeric_limits<double>::infinity(), 0.7, 0.1, 9, 0.2};
    // From best to worst: 1, 3, 2, 0, 5, 4. Two rounds of dealing hold each individual twice, so the best wins both of
    // its tournaments, and the worst none.
    for (std::uint64_t s = 0; s < 50; ++s) {
        fulcrum::random_stream random(s);
        fulcrum::workspace ws;
        std::vector<std::uint32_t> winners(6);
        const fulcrum::crowded_comparison standing{rank, crowding};
        fulcrum::binary_tournament{}(rank.size(), standing, winners, random, ws);
        std::vector<int> wins(6, 0);
        for (const std::uint32_t w : winners) ++wins[w];
        CHECK(wins[1] == 2);
        CHECK(wins[4] == 0);
        CHECK(wins[3] >= wins[5] - 1);
    }
}

TEST_CASE("search/selection: two and odd numbers of individuals, more winners than individuals") {
    for (const std::size_t n : {2U, 3U, 5U}) {
        const std::vector<std::uint32_t> rank(n, 0);
        const std::vector<double> crowding(n, 1);
        fulcrum::random_stream random(n);
        fulcrum::workspace ws;
        std::vector<std::uint32_t> winners(1001, 99);
        const fulcrum::crowded_comparison standing{rank, crowding};
        fulcrum::binary_tournament{}(rank.size(), standing, winners, random, ws);
        std::vector<int> wins(n, 0);
        for (const std::uint32_t w : winners) ++wins[w];
        for (const int count : wins) CHECK(count > static_cast<int>(700 / n)); // all equal: all win alike
    }
}
