#include "fulcrum/search/default_variation.hpp"

#include "fulcrum/pareto/front.hpp"
#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/prepared.hpp"
#include "random_space.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace {

using namespace fulcrum;

struct cost : minimize {};
struct profit : maximize {};
struct worth : maximize {};

template <class P> search_result found_by(const P& problem, std::size_t population, std::size_t generations) {
    const nsga2 options{.population = population, .generations = generations, .eliminate_duplicates = true};
    return search(nsga2_with{options, default_crossover(), default_mutation()}, problem, seed{1});
}

double least(const search_result& found) {
    double best = std::numeric_limits<double>::infinity();
    for (const std::uint32_t i : found.front) best = std::min(best, found.objectives()(i, 0));
    return best;
}

} // namespace

TEST_CASE("search/default_variation: whatever the space, children are valid and fixed variables stay") {
    random_stream random(1);
    for (std::uint64_t trial = 0; trial < 150; ++trial) {
        const auto space = random_space(random, any_kind);
        const std::size_t n = space.size();
        auto cross = prepared(default_crossover({.eta = 1, .probability = 1}), space, "crossover");
        auto mutate = prepared(default_mutation({.eta = 1, .probability = 0.5}), space, "mutation");
        auto parents = drawn(uniform_sampling{}, space, 2, trial);
        const std::span<double> a(parents.data(), n);
        const std::span<double> b(parents.data() + n, n);
        std::vector<double> c(n);
        std::vector<double> d(n);
        for (int generation = 0; generation < 10; ++generation) {
            cross(a, b, c, d, space, random);
            mutate(c, space, random);
            mutate(d, space, random);
            CHECK_UNARY(space.valid(c) && space.valid(d));
            std::copy(c.begin(), c.end(), a.begin());
            std::copy(d.begin(), d.end(), b.begin());
        }
    }
}

TEST_CASE("search/default_variation: options for real variables are theirs, and the integers'") {
    const search_space space(join_variables(variable{"x", 0, 1}, integer_variable("n", 0, 9), binary_variable("b")));
    random_stream random(1);
    std::vector<double> child{0.5, 5, 0};
    int flips = 0;
    for (int i = 0; i < 100; ++i) {
        default_mutation({.probability = 0})(child, space, random);
        CHECK_UNARY(child[0] == 0.5 && child[1] == 5);
        flips += child[2] == 1 ? 1 : 0;
    }
    CHECK(flips > 0);
    CHECK_THROWS_AS(static_cast<void>(prepared(default_crossover({.eta = -1}), space, "crossover")), error);
}

TEST_CASE("search/default_variation: a search finds the true front of a 0/1 knapsack") {
    constexpr std::size_t items = 12;
    constexpr std::array<double, items> weight{5, 9, 12, 3, 8, 7, 11, 6, 4, 10, 13, 2};
    constexpr std::array<double, items> first{7, 12, 10, 5, 9, 3, 14, 8, 6, 4, 15, 2};
    constexpr std::array<double, items> second{4, 3, 15, 6, 2, 11, 5, 9, 7, 13, 8, 10};
    const auto pack = [&](std::span<const double> x, std::span<double> f, std::span<double> violation) {
        f[0] = std::inner_product(x.begin(), x.end(), first.begin(), 0.0);
        f[1] = std::inner_product(x.begin(), x.end(), second.begin(), 0.0);
        violation[0] = std::inner_product(x.begin(), x.end(), weight.begin(), -45.0);
    };
    const function_problem problem{objectives<profit, worth>{},
                                   std::vector<variable>(items, binary_variable("item")), pack, 1};

    std::vector<double> profits;
    std::vector<double> worths;
    for (unsigned bits = 0; bits < 1U << items; ++bits) {
        std::array<double, items> x{};
        for (std::size_t j = 0; j < items; ++j) x[j] = bits >> j & 1U;
        std::array<double, 2> f{};
        std::array<double, 1> over{};
        pack(x, f, over);
        if (over[0] > 0) continue;
        profits.push_back(f[0]);
        worths.push_back(f[1]);
    }
    const std::size_t n = profits.size();
    std::vector<double> columns = profits;
    columns.insert(columns.end(), worths.begin(), worths.end());
    const columns_view<const double> all(columns.data(), n, 2);
    workspace ws;
    std::vector<std::pair<double, double>> expected;
    for (const std::uint32_t i : pareto_front(objectives<profit, worth>{}, all, ws)) {
        expected.emplace_back(profits[i], worths[i]);
    }
    const auto found = found_by(problem, 100, 250);
    std::vector<std::pair<double, double>> front;
    for (const std::uint32_t i : found.front) front.emplace_back(found.objectives()(i, 0), found.objectives()(i, 1));
    for (auto* points : {&expected, &front}) {
        std::sort(points->begin(), points->end());
        points->erase(std::unique(points->begin(), points->end()), points->end());
    }
    CHECK(expected.size() > 5);
    CHECK(front == expected);
}

TEST_CASE("search/default_variation: a search finds the shortest tour through nine towns") {
    constexpr std::array<double, 9> x{1, 8, 3, 6, 2, 9, 5, 4, 7};
    constexpr std::array<double, 9> y{2, 3, 8, 1, 6, 7, 4, 9, 8};
    const auto length = [&](std::span<const double> order) {
        double sum = 0;
        for (std::size_t k = 0; k < 9; ++k) {
            const auto a = static_cast<std::size_t>(order[k]);
            const auto b = static_cast<std::size_t>(order[(k + 1) % 9]);
            sum += std::hypot(x[a] - x[b], y[a] - y[b]);
        }
        return sum;
    };
    std::array<double, 9> order{0, 1, 2, 3, 4, 5, 6, 7, 8};
    double shortest = length(order);
    while (std::next_permutation(order.begin() + 1, order.end())) shortest = std::min(shortest, length(order));

    const function_problem problem{objectives<cost>{}, permutation_variables("town", 9),
                                   [&](std::span<const double> tour, std::span<double> f) { f[0] = length(tour); }};
    CHECK(least(found_by(problem, 50, 60)) == doctest::Approx(shortest).epsilon(1e-12));
}

TEST_CASE("search/default_variation: a search finds the optimum over all kinds at once") {
    // Jobs in an order, on 1 to 6 machines of one of three makes, two options, and a dial whose best place depends on
    // the make.
    constexpr std::array<double, 5> duration{4, 2, 7, 3, 5};
    constexpr std::array<double, 5> weight{3, 1, 2, 5, 4};
    constexpr std::array<double, 3> speed{1.0, 1.3, 1.2};
    const auto evaluate = [&](std::span<const double> v, std::span<double> f) {
        const double machines = v[0];
        const auto make = static_cast<std::size_t>(v[1]);
        const bool night = v[2] == 1;
        const bool rush = v[3] == 1;
        double time = 0;
        double waiting = 0;
        for (std::size_t k = 4; k < 9; ++k) {
            const auto job = static_cast<std::size_t>(v[k]);
            time += duration[job] / speed[make] / (night ? 1.1 : 1.0) * (rush && k == 4 ? 0.5 : 1.0);
            waiting += weight[job] * time;
        }
        f[0] = waiting / machines + 20 * machines + (make == 1 ? 9 : 0) + (night ? 5 : 0) + (rush ? 6 : 0) +
               std::abs(v[9] - 0.3 * v[1]);
    };
    const function_problem problem{objectives<cost>{},
                                   join_variables(integer_variable("machines", 1, 6), categorical_variable("make", 3),
                                                  binary_variable("night"), binary_variable("rush"),
                                                  permutation_variables("job", 5), variable{"dial", -1, 1}),
                                   evaluate};
    double optimum = std::numeric_limits<double>::infinity();
    std::array<double, 10> v{1, 0, 0, 0, 0, 1, 2, 3, 4, 0};
    do {
        for (int code = 0; code < 72; ++code) {
            v[0] = 1 + code % 6;
            v[1] = code / 6 % 3;
            v[2] = code / 18 % 2;
            v[3] = code / 36;
            v[9] = 0.3 * v[1];
            std::array<double, 1> f{};
            evaluate(v, f);
            optimum = std::min(optimum, f[0]);
        }
    } while (std::next_permutation(v.begin() + 4, v.begin() + 9));

    const auto found = found_by(problem, 100, 150);
    const search_space space(problem);
    for (std::size_t i = 0; i < found.size(); ++i) CHECK_UNARY(space.valid(found.variables().row(i)));
    CHECK(least(found) >= optimum);
    CHECK(least(found) < optimum + 1e-3); // the dial is real
}
