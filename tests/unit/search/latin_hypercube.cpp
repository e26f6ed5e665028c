#include "fulcrum/search/latin_hypercube.hpp"

#include "fulcrum/search/sampling.hpp"
#include "random_space.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <vector>

using fulcrum::latin_hypercube;
static_assert(fulcrum::Sampling<latin_hypercube>);

TEST_CASE("search/latin_hypercube: has one individual in each part of each variable") {
    const std::vector<fulcrum::variable> box{{"a", -2, 6}, {"b", 0, 1e-3}, {"fixed", 5, 5}};
    const fulcrum::search_space space(box);
    for (const std::size_t n : {1U, 2U, 7U, 100U}) {
        const auto x = drawn(latin_hypercube{}, space, n, 5);
        for (std::size_t j = 0; j < 2; ++j) {
            std::vector<int> hits(n, 0);
            for (std::size_t i = 0; i < n; ++i) {
                const double unit = j == 0 ? (x[3 * i] + 2) / 8 : x[3 * i + 1] / 1e-3;
                ++hits[static_cast<std::size_t>(unit * static_cast<double>(n))];
            }
            CHECK(hits == std::vector<int>(n, 1));
        }
        CHECK(x[2] == 5);
    }
    // Columns are shuffled independently: the two variables are not sorted alike.
    const auto x = drawn(latin_hypercube{}, space, 100, 5);
    double covariance = 0;
    for (std::size_t i = 0; i < 100; ++i) covariance += (x[3 * i] - 2) / 8 * (x[3 * i + 1] / 1e-3 - 0.5) / 100;
    CHECK(std::abs(covariance) < 3 * (1.0 / 12) / 10);
}

TEST_CASE("search/latin_hypercube: whole numbers and labels come equally often, permutations uniformly") {
    const fulcrum::search_space space(
        fulcrum::join_variables(fulcrum::integer_variable("n", 1, 5), fulcrum::permutation_variables("p", 3),
                                fulcrum::binary_variable("b"), fulcrum::categorical_variable("c", 7)));
    const std::size_t n = 600;
    const auto x = drawn(latin_hypercube{}, space, n, 1);
    std::vector<int> integer(5, 0);
    std::vector<int> order(6, 0);
    std::vector<int> binary(2, 0);
    std::vector<int> label(7, 0);
    for (std::size_t i = 0; i < n; ++i) {
        const double* row = x.data() + i * space.size();
        ++integer[static_cast<std::size_t>(row[0] - 1)];
        ++order[static_cast<std::size_t>(2 * row[1] + (row[2] > row[3] ? 1 : 0))];
        ++binary[static_cast<std::size_t>(row[4])];
        ++label[static_cast<std::size_t>(row[5])];
    }
    CHECK(integer == std::vector<int>(5, 120));
    CHECK(binary == std::vector<int>(2, 300));
    for (const int count : label) CHECK(std::abs(count - 600 / 7.0) < 2);
    CHECK(chi_square(order) < 15.1); // 1 % level of 5 degrees of freedom
    fulcrum::random_stream random(6);
    for (std::uint64_t trial = 0; trial < 100; ++trial) {
        const auto other = random_space(random, any_kind);
        const auto rows = drawn(latin_hypercube{}, other, 5, trial);
        for (std::size_t i = 0; i < 5; ++i) CHECK_UNARY(other.valid({rows.data() + i * other.size(), other.size()}));
    }
}
