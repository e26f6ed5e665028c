#include "fulcrum/search/random_search.hpp"

#include "fulcrum/pareto/front.hpp"
#include "fulcrum/pareto/hypervolume.hpp"
#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/test_problems.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <vector>

using fulcrum::seed;

TEST_CASE("search/random_search: keeps the front of everything it drew while that fits") {
    const fulcrum::zdt1 problem{3};
    const std::size_t n = 40;
    const std::size_t generations = 6;
    const auto found =
        fulcrum::search(fulcrum::random_search{.population = n, .generations = generations}, problem, seed{5});
    CHECK(found.evaluations == n * generations);

    const fulcrum::search_space space(problem);
    const std::size_t total = n * generations;
    std::vector<double> drawn(2 * total);
    for (std::size_t g = 0; g < generations; ++g) {
        std::vector<double> x(n * 3);
        fulcrum::uniform_sampling{}(space, {x.data(), n, 3}, seed{5}, g);
        for (std::size_t i = 0; i < n; ++i) {
            std::array<double, 2> f{};
            problem.evaluate(std::span<const double>(x).subspan(3 * i, 3), f);
            drawn[g * n + i] = f[0];
            drawn[total + g * n + i] = f[1];
        }
    }
    fulcrum::workspace ws;
    const fulcrum::columns_view<const double> all(drawn.data(), total, 2);
    std::vector<double> expected;
    for (const std::uint32_t i : fulcrum::pareto_front(fulcrum::zdt1::objectives{}, all, ws)) {
        expected.push_back(all(i, 0));
    }
    REQUIRE(expected.size() < n);
    std::vector<double> kept;
    for (const std::uint32_t i : found.front) kept.push_back(found.objectives()(i, 0));
    std::sort(expected.begin(), expected.end());
    std::sort(kept.begin(), kept.end());
    CHECK(kept == expected);
}

TEST_CASE("search/random_search: is far behind NSGA-II at an equal budget") {
    const auto volume = [](const fulcrum::search_result& found) {
        fulcrum::workspace ws;
        return fulcrum::hypervolume(fulcrum::zdt1::objectives{}, found.objectives(), found.front,
                                    std::vector<double>{1.1, 11}, ws);
    };
    const auto blind = fulcrum::search(fulcrum::random_search{.population = 40, .generations = 40}, fulcrum::zdt1{});
    const auto guided = fulcrum::search(fulcrum::nsga2{.population = 40, .generations = 40}, fulcrum::zdt1{});
    CHECK(blind.evaluations == guided.evaluations);
    CHECK(volume(guided) > volume(blind) + 1);
}

TEST_CASE("search/random_search: a population of one is allowed, none is not") {
    CHECK(fulcrum::search(fulcrum::random_search{.population = 1, .generations = 5}, fulcrum::zdt1{}).size() == 1);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::search(fulcrum::random_search{.population = 0}, fulcrum::zdt1{})),
                    fulcrum::error);
}
