#include "fulcrum/search/sampling.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace {

struct cost : fulcrum::minimize {};

fulcrum::search_space box() {
    return fulcrum::search_space(fulcrum::function_problem{fulcrum::objectives<cost>{},
                                                           {{"a", -2, 6}, {"b", 0, 1e-3}, {"fixed", 5, 5}},
                                                           [](std::span<const double>, std::span<double>) {}});
}

template <fulcrum::Sampling S> std::vector<double> draw(const S& sampling, std::size_t n, std::uint64_t s) {
    std::vector<double> x(n * 3, -99);
    sampling(box(), {x.data(), n, 3}, fulcrum::seed{s}, 0);
    return x;
}

} // namespace

TEST_CASE("search/sampling: uniform is inside the bounds, uniform, and named by seed and individual") {
    const std::size_t n = 2000;
    const auto x = draw(fulcrum::uniform_sampling{}, n, 3);
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
    const auto fewer = draw(fulcrum::uniform_sampling{}, 10, 3);
    CHECK(std::equal(fewer.begin(), fewer.end(), x.begin()));
    CHECK(draw(fulcrum::uniform_sampling{}, 10, 4) != fewer);
}

TEST_CASE("search/sampling: a Latin hypercube has one individual in each part of each variable") {
    for (const std::size_t n : {1U, 2U, 7U, 100U}) {
        const auto x = draw(fulcrum::latin_hypercube{}, n, 5);
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
    const auto x = draw(fulcrum::latin_hypercube{}, 100, 5);
    double covariance = 0;
    for (std::size_t i = 0; i < 100; ++i) covariance += (x[3 * i] - 2) / 8 * (x[3 * i + 1] / 1e-3 - 0.5) / 100;
    CHECK(std::abs(covariance) < 3 * (1.0 / 12) / 10);
}

TEST_CASE("search/sampling: a warm start is copied, or refused with row and variable") {
    std::vector<double> x(4 * 3, -99);
    const fulcrum::matrix_view<double> rows(x.data(), 4, 3);
    const std::vector<double> given{6, 0, 5, -2, 1e-3, 5};
    CHECK(fulcrum::warm_start(box(), {given.data(), 2, 3}, rows) == 2);
    CHECK(std::equal(given.begin(), given.end(), x.begin()));
    CHECK(x[6] == -99);
    CHECK(fulcrum::warm_start(box(), {}, rows) == 0);

    const std::vector<double> bad{6, 0, 5, 6.5, 0, 5};
    CHECK_THROWS_WITH_AS(fulcrum::warm_start(box(), {bad.data(), 2, 3}, rows),
                         "warm start: row 1 sets 'a' to 6.5, outside [-2, 6]", fulcrum::error);
    CHECK_THROWS_WITH_AS(fulcrum::warm_start(box(), {given.data(), 3, 2}, rows),
                         "warm start: rows have 2 values, the problem has 3 variables", fulcrum::shape_error);
    const std::vector<double> many(15, 0);
    CHECK_THROWS_WITH_AS(fulcrum::warm_start(box(), {many.data(), 5, 3}, rows),
                         "warm start: 5 rows do not fit in a population of 4", fulcrum::shape_error);
}
