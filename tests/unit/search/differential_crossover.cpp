#include "fulcrum/search/differential_crossover.hpp"

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace {

using fulcrum::differential_crossover;
using row = std::array<double, 4>;

fulcrum::search_space box(double lower, double upper) {
    return fulcrum::search_space(std::vector<fulcrum::variable>(4, {"x", lower, upper}));
}

constexpr row target{100, 101, 102, 103};
constexpr row base{1, 2, 3, 4};
constexpr row first{5, 5, 7, 1};
constexpr row second{1, 2, 3, 2};

} // namespace

TEST_CASE("search/differential_crossover: base + F (first - second) where taken, else the target's") {
    const auto space = box(-1000, 1000);
    const row trial{3, 3.5, 5, 3.5};
    std::array<int, 5> taken{};
    const int n = 4000;
    for (std::uint32_t i = 0; i < n; ++i) {
        fulcrum::random_stream random(1, 0, i);
        row child{};
        differential_crossover{}(target, base, first, second, child, space, random);
        CHECK_UNARY(child == trial); // all, by default
        differential_crossover{.rate = 0.3}(target, base, first, second, child, space, random);
        std::size_t count = 0;
        for (std::size_t j = 0; j < 4; ++j) {
            CHECK_UNARY((child[j] == trial[j] || child[j] == target[j]));
            count += child[j] == trial[j] ? 1U : 0U;
        }
        ++taken[count];
    }
    // One for certain, and each of the other three with probability 0.3.
    CHECK(taken[0] == 0);
    for (const auto& [count, share] : {std::pair{1U, 0.343}, {2U, 0.441}, {3U, 0.189}, {4U, 0.027}}) {
        CHECK(std::abs(taken[count] - n * share) < 4 * std::sqrt(n * share * (1 - share)));
    }
}

TEST_CASE("search/differential_crossover: rate 0 takes exactly one variable, each equally often") {
    const auto space = box(-1000, 1000);
    std::array<int, 4> hits{};
    for (std::uint32_t i = 0; i < 4000; ++i) {
        fulcrum::random_stream random(2, 0, i);
        row child{};
        differential_crossover{.factor = 1, .rate = 0}(target, base, first, second, child, space, random);
        int changed = 0;
        for (std::size_t j = 0; j < 4; ++j) {
            if (child[j] == target[j]) continue;
            CHECK_UNARY(child[j] == base[j] + first[j] - second[j]);
            ++changed;
            ++hits[j];
        }
        CHECK_UNARY(changed == 1);
    }
    for (const int count : hits) CHECK(std::abs(count - 1000) < 4 * 28);
}

TEST_CASE("search/differential_crossover: beyond a bound, uniform between the base and that bound") {
    const auto space = box(0, 6);
    const differential_crossover cross{.factor = 2};
    std::array<int, 5> upper{};
    std::array<int, 4> lower{};
    for (std::uint32_t i = 0; i < 4000; ++i) {
        fulcrum::random_stream random(3, 0, i);
        row child{};
        cross(target, base, first, second, child, space, random); // 9, 8, 11 and 2 without bounds
        CHECK_UNARY(child[0] > 1 && child[0] <= 6 && child[1] > 2 && child[1] <= 6 && child[2] > 3 && child[2] <= 6);
        CHECK_UNARY(child[3] == 2);
        ++upper[static_cast<std::size_t>(6 - child[0])];
        cross(target, base, second, first, child, space, random); // -7, -4, -5 and 6
        CHECK_UNARY(child[0] >= 0 && child[0] < 1 && child[3] == 6);
        ++lower[static_cast<std::size_t>(4 * child[0])];
    }
    for (const int count : upper) CHECK(std::abs(count - 800) < 4 * 26);
    for (const int count : lower) CHECK(std::abs(count - 1000) < 4 * 28);
}

TEST_CASE("search/differential_crossover: options out of range are refused") {
    CHECK_NOTHROW(differential_crossover{}.check());
    CHECK(thrown<fulcrum::error>([] { differential_crossover{.rate = 2}.check(); }) ==
          "differential_crossover: rate is 2, not in [0, 1]");
    CHECK(thrown<fulcrum::error>([] { differential_crossover{.factor = HUGE_VAL}.check(); }) ==
          "differential_crossover: factor is inf, it must be finite");
}
