#include "fulcrum/search/sampling.hpp"

#include "random_space.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

using fulcrum::uniform_sampling;

TEST_CASE("search/sampling: uniform is inside the bounds, uniform, and named by seed and individual") {
    const std::vector<fulcrum::variable> box{{"a", -2, 6}, {"b", 0, 1e-3}, {"fixed", 5, 5}};
    const fulcrum::search_space space(box);
    const std::size_t n = 2000;
    const auto x = drawn(uniform_sampling{}, space, n, 3);
    std::vector<double> a;
    for (std::size_t i = 0; i < n; ++i) {
        CHECK_UNARY(x[3 * i] >= -2 && x[3 * i] <= 6 && x[3 * i + 1] >= 0 && x[3 * i + 1] <= 1e-3);
        CHECK_UNARY(x[3 * i + 2] == 5);
        a.push_back((x[3 * i] + 2) / 8);
    }
    std::sort(a.begin(), a.end());
    double distance = 0; // Kolmogorov-Smirnov
    for (std::size_t i = 0; i < n; ++i) {
        distance = std::max(distance, std::abs(a[i] - (static_cast<double>(i) + 0.5) / static_cast<double>(n)));
    }
    CHECK(distance < 1.63 / std::sqrt(static_cast<double>(n))); // 1 % level
    const auto fewer = drawn(uniform_sampling{}, space, 10, 3);
    CHECK(std::equal(fewer.begin(), fewer.end(), x.begin()));
    CHECK(drawn(uniform_sampling{}, space, 10, 4) != fewer);
}

TEST_CASE("search/sampling: uniform over whole numbers, labels and permutations too") {
    const fulcrum::search_space space(
        fulcrum::join_variables(fulcrum::integer_variable("n", -1, 3), fulcrum::permutation_variables("p", 3),
                                fulcrum::binary_variable("b"), fulcrum::categorical_variable("c", 4)));
    const std::size_t n = 6000;
    const auto x = drawn(uniform_sampling{}, space, n, 1);
    std::vector<int> integer(5, 0);
    std::vector<int> order(6, 0);
    std::vector<int> binary(2, 0);
    std::vector<int> label(4, 0);
    for (std::size_t i = 0; i < n; ++i) {
        const double* row = x.data() + i * space.size();
        ++integer[static_cast<std::size_t>(row[0] + 1)];
        ++order[static_cast<std::size_t>(2 * row[1] + (row[2] > row[3] ? 1 : 0))];
        ++binary[static_cast<std::size_t>(row[4])];
        ++label[static_cast<std::size_t>(row[5])];
    }
    CHECK(chi_square(integer) < 13.3); // 1 % levels of 4, 5, 1 and 3 degrees of freedom
    CHECK(chi_square(order) < 15.1);
    CHECK(chi_square(binary) < 6.6);
    CHECK(chi_square(label) < 11.3);
}

TEST_CASE("search/sampling: every row is valid, whatever the space") {
    fulcrum::random_stream random(5);
    for (std::uint64_t trial = 0; trial < 200; ++trial) {
        const auto space = random_space(random, any_kind);
        const auto x = drawn(uniform_sampling{}, space, 5, trial);
        for (std::size_t i = 0; i < 5; ++i) CHECK_UNARY(space.valid({x.data() + i * space.size(), space.size()}));
    }
    const std::vector<fulcrum::variable> wide{fulcrum::integer_variable("n", 0, 0x1p53)};
    const auto x = drawn(uniform_sampling{}, fulcrum::search_space(wide), 100, 1);
    CHECK(*std::max_element(x.begin(), x.end()) > 0x1p52);
}
