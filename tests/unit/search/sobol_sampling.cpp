#include "fulcrum/search/sobol_sampling.hpp"

#include "fulcrum/search/sampling.hpp"
#include "random_space.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

using fulcrum::sobol_sampling;
static_assert(fulcrum::Sampling<sobol_sampling>);

fulcrum::search_space cube(std::size_t dimensions) {
    return fulcrum::search_space(std::vector<fulcrum::variable>(dimensions, {"x", 0, 1}));
}

/// Squared L2 discrepancy (Warnock 1972) of n points.
double discrepancy(const std::vector<double>& x, std::size_t d) {
    const std::size_t n = x.size() / d;
    const double inverse = 1 / static_cast<double>(n);
    double one = 0;
    double two = 0;
    for (std::size_t i = 0; i < n; ++i) {
        double p = 1;
        for (std::size_t j = 0; j < d; ++j) p *= (1 - x[i * d + j] * x[i * d + j]) / 2;
        one += p;
        for (std::size_t k = 0; k < n; ++k) {
            double q = 1;
            for (std::size_t j = 0; j < d; ++j) q *= 1 - std::max(x[i * d + j], x[k * d + j]);
            two += q;
        }
    }
    return std::pow(1.0 / 3, static_cast<double>(d)) - 2 * inverse * one + inverse * inverse * two;
}

} // namespace

TEST_CASE("search/sobol_sampling: unscrambled, the points are those of scipy.stats.qmc.Sobol(161, scramble=False)") {
    const auto x = drawn(sobol_sampling{.scrambled = false}, cube(161), 1024, 1);
    const auto at = [&](std::size_t i, std::size_t j) { return x[i * 161 + j]; };
    const std::vector<std::vector<double>> first{
        {0, 0, 0, 0, 0, 0},
        {0.5, 0.5, 0.5, 0.5, 0.5, 0.5},
        {0.75, 0.25, 0.25, 0.25, 0.75, 0.75},
        {0.25, 0.75, 0.75, 0.75, 0.25, 0.25},
        {0.375, 0.375, 0.625, 0.875, 0.375, 0.375},
        {0.875, 0.875, 0.125, 0.375, 0.875, 0.875},
    };
    for (std::size_t i = 0; i < first.size(); ++i) {
        const std::vector<double> row{at(i, 0), at(i, 1), at(i, 2), at(i, 3), at(i, 4), at(i, 160)};
        CHECK(row == first[i]);
    }
    CHECK(at(1000, 0) == 0.2197265625);
    CHECK(at(1000, 50) == 0.3525390625);
    CHECK(at(1000, 100) == 0.7685546875);
    CHECK(at(1000, 160) == 0.8583984375);
    std::uint64_t hash = 14695981039346656037U; // FNV-1a over all, as binary fractions of 32 bits
    for (const double value : x) hash = (hash ^ static_cast<std::uint64_t>(value * 0x1p32)) * 1099511628211U;
    CHECK(hash == 0xd2cd411ec29a7325U);
}

TEST_CASE("search/sobol_sampling: 2^k points are even in each variable, and in the first two together") {
    for (const bool scrambled : {false, true}) {
        const auto x = drawn(sobol_sampling{scrambled}, cube(161), 64, 3);
        for (std::size_t j = 0; j < 161; ++j) {
            std::vector<int> hits(64, 0);
            for (std::size_t i = 0; i < 64; ++i) ++hits[static_cast<std::size_t>(64 * x[i * 161 + j])];
            CHECK_UNARY(hits == std::vector<int>(64, 1));
        }
        for (unsigned k = 0; k <= 6; ++k) { // boxes of 2^-k by 2^(k - 6)
            std::vector<int> hits(64, 0);
            for (std::size_t i = 0; i < 64; ++i) {
                const auto a = static_cast<std::size_t>(x[i * 161] * (1U << k));
                const auto b = static_cast<std::size_t>(x[i * 161 + 1] * (1U << (6 - k)));
                ++hits[(a << (6 - k)) + b];
            }
            CHECK_UNARY(hits == std::vector<int>(64, 1));
        }
    }
}

TEST_CASE("search/sobol_sampling: less discrepancy than at random; scrambled, each point is uniform and the seed's own") {
    const auto space = cube(5);
    std::vector<int> hits(10, 0);
    double even = 0;
    double uneven = 0;
    for (std::uint64_t s = 0; s < 20; ++s) {
        even += discrepancy(drawn(sobol_sampling{}, space, 128, s), 5);
        uneven += discrepancy(drawn(fulcrum::uniform_sampling{}, space, 128, s), 5);
    }
    CHECK(even < 0.35 * uneven);
    for (std::uint64_t s = 0; s < 2000; ++s) {
        ++hits[static_cast<std::size_t>(10 * drawn(sobol_sampling{}, space, 1, s)[4])];
    }
    CHECK(chi_square(hits) < 21.7); // 1 % level of 9 degrees of freedom
    CHECK(drawn(sobol_sampling{}, space, 8, 1) != drawn(sobol_sampling{}, space, 8, 2));
    const auto fewer = drawn(sobol_sampling{}, space, 5, 1);
    const auto more = drawn(sobol_sampling{}, space, 50, 1);
    CHECK(std::equal(fewer.begin(), fewer.end(), more.begin()));
}

TEST_CASE("search/sobol_sampling: permutations take no dimension, other kinds do; too many are refused") {
    const auto big = fulcrum::permutation_variables("p", 200);
    const fulcrum::search_space space(fulcrum::join_variables(big, fulcrum::integer_variable("n", 0, 3)));
    const auto x = drawn(sobol_sampling{}, space, 16, 1);
    std::vector<int> hits(4, 0);
    for (std::size_t i = 0; i < 16; ++i) {
        CHECK(space.valid({x.data() + i * 201, 201}));
        ++hits[static_cast<std::size_t>(x[i * 201 + 200])];
    }
    CHECK(hits == std::vector<int>(4, 4));
    CHECK(thrown<fulcrum::error>([] { drawn(sobol_sampling{}, cube(162), 4, 1); }) ==
          "sobol_sampling: 162 variables need a dimension each, there are direction numbers for 161; use "
          "latin_hypercube");
    fulcrum::random_stream random(7);
    for (std::uint64_t trial = 0; trial < 100; ++trial) {
        const auto other = random_space(random, any_kind);
        const auto rows = drawn(sobol_sampling{}, other, 5, trial);
        for (std::size_t i = 0; i < 5; ++i) CHECK_UNARY(other.valid({rows.data() + i * other.size(), other.size()}));
    }
}
