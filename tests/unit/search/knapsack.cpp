#include "fulcrum/search/knapsack.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/front.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

using namespace fulcrum;

static_assert(Problem<knapsack>);

TEST_CASE("search/knapsack: the front by dynamic programming is the front of all packings") {
    for (const std::size_t m : {1U, 2U, 3U}) {
        const knapsack problem(6, 2, m, seed{m});
        std::vector<std::vector<double>> feasible;
        std::vector<double> x(6, 0.0);
        for (int code = 0; code < 729; ++code) {
            for (int i = 0, rest = code; i < 6; ++i, rest /= 3) x[static_cast<std::size_t>(i)] = rest % 3;
            std::vector<double> f(m);
            double violation = 0;
            problem.evaluate(x, f, {&violation, 1});
            if (violation <= 0) feasible.push_back(f);
        }
        std::sort(feasible.begin(), feasible.end());
        feasible.erase(std::unique(feasible.begin(), feasible.end()), feasible.end());
        std::vector<double> flat;
        for (const auto& f : feasible) flat.insert(flat.end(), f.begin(), f.end());
        const front_sample all = detail::from_rows(flat, m);
        workspace ws;
        const auto expected = pareto_front(problem.objective_set(), all.columns(), ws);
        const front_sample front = problem.front();
        REQUIRE(front.columns().rows() == expected.size());
        for (std::size_t k = 0; k < expected.size(); ++k) {
            for (std::size_t j = 0; j < m; ++j) CHECK(front.columns()(k, j) == all.columns()(expected[k], j));
        }
    }
}

TEST_CASE("search/knapsack: the same seed, the same problem; whole numbers; empty ones are refused") {
    const knapsack problem;
    const knapsack twin;
    std::vector<double> x(12, 1.0);
    std::vector<double> f(2);
    std::vector<double> g(2);
    double violation = 0;
    problem.evaluate(x, f, {&violation, 1});
    twin.evaluate(x, g, {&violation, 1});
    CHECK(f == g);
    CHECK(f[0] >= 120);
    CHECK(f[0] <= 1200);
    CHECK(problem.variables()[11].name == "item12");
    CHECK(problem.variables()[11].upper == 3);
    CHECK(thrown<error>([] { knapsack(0); }) ==
          "knapsack: 0 items, 3 copies and 2 objectives are asked for; give at least 1 of each");
}
