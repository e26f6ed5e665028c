#include "fulcrum/search/discrete_crossover.hpp"

#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/sampling.hpp"
#include "random_space.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace {

using fulcrum::one_point_crossover;
using fulcrum::two_point_crossover;
using fulcrum::uniform_crossover;
static_assert(fulcrum::Crossover<uniform_crossover> && fulcrum::Crossover<one_point_crossover> &&
              fulcrum::Crossover<two_point_crossover>);

const fulcrum::search_space five(std::vector<fulcrum::variable>(5, fulcrum::binary_variable("b")));

/// How often each pattern of the first child comes: 0 for a value of the first parent, 1 of the second. The second
/// child has the others.
template <class Cross> std::map<std::string, int> patterns(const Cross& cross, std::uint32_t pairs) {
    std::map<std::string, int> seen;
    const std::vector<double> a(5, 0);
    const std::vector<double> b(5, 1);
    for (std::uint32_t i = 0; i < pairs; ++i) {
        fulcrum::random_stream random(1, 0, i);
        std::vector<double> c(5);
        std::vector<double> d(5);
        cross(a, b, c, d, five, random);
        std::string text;
        for (std::size_t j = 0; j < 5; ++j) {
            CHECK_UNARY(c[j] + d[j] == 1);
            text += c[j] == 0 ? '0' : '1';
        }
        ++seen[text];
    }
    return seen;
}

std::vector<int> counts(const std::map<std::string, int>& seen) {
    std::vector<int> all;
    for (const auto& [text, count] : seen) all.push_back(count);
    return all;
}

} // namespace

TEST_CASE("search/discrete_crossover: uniform exchanges each variable independently") {
    const auto fair = patterns(uniform_crossover{.probability = 1}, 6400);
    REQUIRE(fair.size() == 32);
    CHECK(chi_square(counts(fair)) < 52.2); // 1 % level of 31 degrees of freedom
    int exchanged = 0;
    for (const auto& [text, count] : patterns(uniform_crossover{.probability = 1, .exchange = 0.2}, 4000)) {
        exchanged += count * static_cast<int>(std::count(text.begin(), text.end(), '1'));
    }
    CHECK(std::abs(exchanged - 4000) < 4 * 57); // binomial, n = 20000, p = 0.2
}

TEST_CASE("search/discrete_crossover: one point, uniform over the places between neighbours") {
    const auto seen = patterns(one_point_crossover{.probability = 1}, 4000);
    REQUIRE(seen.size() == 4);
    for (const char* text : {"01111", "00111", "00011", "00001"}) CHECK(seen.contains(text));
    CHECK(chi_square(counts(seen)) < 11.3);
}

TEST_CASE("search/discrete_crossover: two points, uniform over the segments") {
    const auto seen = patterns(two_point_crossover{.probability = 1}, 5600);
    CHECK(seen.size() == 14); // 15 segments less the whole
    for (const auto& [text, count] : seen) {
        const auto ones = static_cast<std::size_t>(std::count(text.begin(), text.end(), '1'));
        CHECK(text.find(std::string(ones, '1')) != std::string::npos);
        CHECK(ones > 0);
    }
    CHECK(chi_square(counts(seen)) < 27.7);
}

TEST_CASE("search/discrete_crossover: probability is that of a pair") {
    CHECK(patterns(uniform_crossover{.probability = 0}, 100).size() == 1);
    CHECK(patterns(one_point_crossover{.probability = 0}, 100).size() == 1);
    CHECK(patterns(two_point_crossover{.probability = 0}, 100).size() == 1);
    const auto copied = [](const auto& cross) { return patterns(cross, 4000).at("00000"); };
    CHECK(std::abs(copied(one_point_crossover{.probability = 0.7}) - 1200) < 4 * 29);
    CHECK(std::abs(copied(two_point_crossover{.probability = 0.7}) - 1200) < 4 * 29);
    CHECK(std::abs(copied(uniform_crossover{.probability = 0.7, .exchange = 1}) - 1200) < 4 * 29);
}

TEST_CASE("search/discrete_crossover: children are valid, one variable too") {
    fulcrum::random_stream random(3);
    for (std::uint64_t trial = 0; trial < 200; ++trial) {
        const auto space = random_space(random, fulcrum::all_but_permutations);
        const std::size_t n = space.size();
        const auto parents = drawn(fulcrum::uniform_sampling{}, space, 2, trial);
        const std::span<const double> a(parents.data(), n);
        const std::span<const double> b(parents.data() + n, n);
        std::vector<double> c(n);
        std::vector<double> d(n);
        const auto check = [&](const auto& cross) {
            cross(a, b, c, d, space, random);
            CHECK_UNARY(space.valid(c) && space.valid(d));
        };
        check(uniform_crossover{});
        check(one_point_crossover{});
        check(two_point_crossover{});
    }
}

TEST_CASE("search/discrete_crossover: options out of range are refused") {
    CHECK_NOTHROW(uniform_crossover{}.check());
    CHECK(thrown<fulcrum::error>([] { uniform_crossover{.probability = 2}.check(); }) ==
          "uniform_crossover: probability is 2, not in [0, 1]");
    CHECK_THROWS_AS(uniform_crossover{.exchange = std::nan("")}.check(), fulcrum::error);
    CHECK_THROWS_AS(one_point_crossover{.probability = -1}.check(), fulcrum::error);
    CHECK_THROWS_AS(two_point_crossover{.probability = -1}.check(), fulcrum::error);
}
