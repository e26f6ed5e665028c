#include "fulcrum/search/crossover.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace {

struct cost : fulcrum::minimize {};

fulcrum::search_space box(std::vector<fulcrum::variable> variables) {
    return fulcrum::search_space(fulcrum::function_problem{fulcrum::objectives<cost>{}, std::move(variables),
                                                           [](std::span<const double>, std::span<double>) {}});
}

/// Largest distance between the sample and the distribution function, which has no jumps.
template <class Cdf> double kolmogorov_smirnov(std::vector<double> sample, Cdf cdf) {
    std::sort(sample.begin(), sample.end());
    double distance = 0;
    const double n = static_cast<double>(sample.size());
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const double f = cdf(sample[i]);
        distance = std::max({distance, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
    }
    return distance * std::sqrt(n);
}

} // namespace

TEST_CASE("search/crossover: far from the bounds the spread of SBX has its published distribution") {
    // Density (eta + 1) / 2 * b^eta up to b = 1, (eta + 1) / 2 / b^(eta + 2) above (Deb and Agrawal 1995).
    const auto space = box({{"x", -1e9, 1e9}});
    for (const double eta : {2.0, 15.0}) {
        const fulcrum::sbx cross{.eta = eta, .probability = 1};
        const std::array<double, 1> p{3};
        const std::array<double, 1> q{5};
        std::vector<double> spread;
        int crossed = 0;
        int swapped = 0;
        for (std::uint32_t i = 0; i < 20000; ++i) {
            fulcrum::random_stream random(1, 0, i);
            std::array<double, 1> c{};
            std::array<double, 1> d{};
            cross(p, q, c, d, space, random);
            CHECK_UNARY(std::abs(c[0] + d[0] - 8) < 1e-9); // the mean is kept
            if (c[0] == 3 && d[0] == 5) continue;
            ++crossed;
            swapped += c[0] > d[0] ? 1 : 0;
            spread.push_back(std::abs(c[0] - d[0]) / 2);
        }
        CHECK(std::abs(crossed - 10000) < 4 * 71);
        CHECK(std::abs(swapped - crossed / 2) < 4 * 50);
        const double distance = kolmogorov_smirnov(spread, [eta](double b) {
            return b <= 1 ? 0.5 * std::pow(b, eta + 1) : 1 - 0.5 * std::pow(b, -(eta + 1));
        });
        CHECK(distance < 1.63);
    }
}

TEST_CASE("search/crossover: near a bound the distribution is cut and rescaled, each side by its own room") {
    const auto space = box({{"x", 0, 10}});
    const double eta = 3;
    const fulcrum::sbx cross{.eta = eta, .probability = 1};
    const std::array<double, 1> p{0.5};
    const std::array<double, 1> q{2};
    std::vector<double> left;
    std::vector<double> right;
    for (std::uint32_t i = 0; i < 20000; ++i) {
        fulcrum::random_stream random(2, 0, i);
        std::array<double, 1> c{};
        std::array<double, 1> d{};
        cross(p, q, c, d, space, random);
        if (c[0] == 0.5 && d[0] == 2) continue;
        left.push_back((2.5 - 2 * std::min(c[0], d[0])) / 1.5);
        right.push_back((2 * std::max(c[0], d[0]) - 2.5) / 1.5);
    }
    const auto cut = [eta](double room) {
        const double alpha = 2 - std::pow(1 + 2 * room / 1.5, -(eta + 1));
        return [=](double b) {
            return (b <= 1 ? std::pow(b, eta + 1) : 2 - std::pow(b, -(eta + 1))) / alpha;
        };
    };
    CHECK(kolmogorov_smirnov(left, cut(0.5)) < 1.63);
    CHECK(kolmogorov_smirnov(right, cut(8)) < 1.63);
}

TEST_CASE("search/crossover: probability 0 copies, 1 crosses, bounds hold, equal parents stay") {
    const auto space = box({{"a", 0, 1}, {"b", -1e-3, 0}, {"fixed", 2, 2}, {"equal", 0, 1}});
    const std::array p{0.0, -1e-3, 2.0, 0.3};
    const std::array q{1.0, 0.0, 2.0, 0.3};
    for (std::uint32_t i = 0; i < 2000; ++i) {
        std::array<double, 4> c{};
        std::array<double, 4> d{};
        fulcrum::random_stream random(3, 0, i);
        fulcrum::sbx{.eta = 0, .probability = 1}(p, q, c, d, space, random);
        for (const auto& child : {c, d}) {
            CHECK_UNARY(child[0] >= 0 && child[0] <= 1 && child[1] >= -1e-3 && child[1] <= 0);
            CHECK_UNARY(child[2] == 2 && child[3] == 0.3);
        }
        fulcrum::sbx{.probability = 0}(p, q, c, d, space, random);
        CHECK_UNARY(c == p && d == q);
    }
}

TEST_CASE("search/crossover: options out of range are refused") {
    CHECK_NOTHROW(fulcrum::sbx{}.check());
    CHECK_THROWS_AS(fulcrum::sbx{.eta = -1}.check(), fulcrum::error);
    CHECK_THROWS_AS(fulcrum::sbx{.probability = 1.5}.check(), fulcrum::error);
    CHECK_THROWS_AS(fulcrum::sbx{.probability = std::nan("")}.check(), fulcrum::error);
}
