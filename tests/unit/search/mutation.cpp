#include "fulcrum/search/mutation.hpp"

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

} // namespace

TEST_CASE("search/mutation: polynomial steps have their published distribution, cut at both bounds") {
    const auto space = box({{"x", -1, 3}});
    for (const double eta : {1.0, 20.0}) {
        for (const double start : {-1.0, -0.8, 1.0, 3.0}) {
            const fulcrum::polynomial_mutation mutate{.eta = eta, .probability = 1};
            std::vector<double> steps;
            for (std::uint32_t i = 0; i < 10000; ++i) {
                fulcrum::random_stream random(8, 0, i);
                std::array<double, 1> x{start};
                mutate(x, space, random);
                CHECK_UNARY(x[0] >= -1 && x[0] <= 3);
                steps.push_back((x[0] - start) / 4);
            }
            // Step s < 0 at u = ((1 + s)^(eta + 1) - q) / (2 (1 - q)), q = (1 - room)^(eta + 1); s > 0 mirrored.
            const auto side = [eta](double size, double room) {
                const double q = std::pow(1 - room, eta + 1);
                return q == 1 ? 0.5 : (std::pow(1 - size, eta + 1) - q) / (2 * (1 - q));
            };
            const double below = (start + 1) / 4;
            std::sort(steps.begin(), steps.end());
            double distance = 0;
            for (std::size_t i = 0; i < steps.size(); ++i) {
                if (std::abs(steps[i]) < 1e-12) continue; // half of all are 0 where a bound leaves no room
                const double cdf = steps[i] < 0 ? side(-steps[i], below) : 1 - side(steps[i], 1 - below);
                const double rank = (static_cast<double>(i) + 0.5) / static_cast<double>(steps.size());
                distance = std::max(distance, std::abs(cdf - rank));
            }
            CAPTURE(eta);
            CAPTURE(start);
            CHECK(distance * 100 < 1.63);
        }
    }
}

TEST_CASE("search/mutation: on average one variable in n changes, or as many as asked for; fixed ones never") {
    std::vector<fulcrum::variable> variables(10, fulcrum::variable{"x", 0, 1});
    variables[4] = {"fixed", 0.5, 0.5};
    const auto space = box(variables);
    int changed = 0;
    int often = 0;
    for (std::uint32_t i = 0; i < 5000; ++i) {
        fulcrum::random_stream random(9, 0, i);
        std::vector<double> x(10, 0.5);
        fulcrum::polynomial_mutation{}(x, space, random);
        changed += static_cast<int>(10 - std::count(x.begin(), x.end(), 0.5));
        std::vector<double> y(10, 0.5);
        fulcrum::polynomial_mutation{.probability = 0.5}(y, space, random);
        often += static_cast<int>(10 - std::count(y.begin(), y.end(), 0.5));
        CHECK_UNARY(x[4] == 0.5 && y[4] == 0.5);
        std::vector<double> z(10, 0.5);
        fulcrum::polynomial_mutation{.probability = 0}(z, space, random);
        CHECK_UNARY(z == std::vector<double>(10, 0.5));
    }
    CHECK(std::abs(changed - 4500) < 4 * 64);
    CHECK(std::abs(often - 22500) < 4 * 106);
}

TEST_CASE("search/mutation: options out of range are refused") {
    CHECK_NOTHROW(fulcrum::polynomial_mutation{}.check());
    CHECK_THROWS_AS(fulcrum::polynomial_mutation{.eta = -0.1}.check(), fulcrum::error);
    CHECK_THROWS_AS(fulcrum::polynomial_mutation{.probability = -0.1}.check(), fulcrum::error);
}
