#include "fulcrum/search/moead.hpp"

#include "fulcrum/pareto/distance_indicators.hpp"
#include "fulcrum/search/constrained_problems.hpp"
#include "fulcrum/search/dtlz.hpp"
#include "fulcrum/search/zdt.hpp"
#include "random_space.hpp"
#include "search_checks.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace {

using fulcrum::decomposition;
using fulcrum::moead;
using fulcrum::seed;
using search_checks::check_result;
using search_checks::volume_of;

constexpr moead small_search{.population = 30, .generations = 30, .neighbours = 8};

} // namespace

// pymoo 0.6.1, MOEAD with the same operators and evaluations, median of 3 seeds: .8691 (ZDT1), .7439 (DTLZ2, 91).
TEST_CASE("search/moead: ZDT1 and DTLZ2 reach what pymoo reaches") {
    const auto line = fulcrum::search(moead{}, fulcrum::zdt1{}, seed{1});
    check_result(fulcrum::zdt1{}, line);
    CHECK(line.evaluations == 25000);
    CHECK(volume_of(fulcrum::zdt1{}, line) >= 0.869);

    const auto sphere = fulcrum::search(moead{}, fulcrum::dtlz2{}, seed{1});
    check_result(fulcrum::dtlz2{}, sphere);
    CHECK(sphere.size() == 91); // the lattice of 12 parts
    CHECK(sphere.evaluations == 91 * 250);
    CHECK(volume_of(fulcrum::dtlz2{}, sphere) >= 0.743);
}

TEST_CASE("search/moead: differential variation, and each decomposition") {
    const moead differential{.differential = fulcrum::differential_crossover{}};
    const auto line = fulcrum::search(differential, fulcrum::zdt1{}, seed{2});
    check_result(fulcrum::zdt1{}, line);
    CHECK(volume_of(fulcrum::zdt1{}, line) >= 0.84);

    const moead chebyshev{.generations = 100, .by = decomposition::chebyshev};
    CHECK(volume_of(fulcrum::dtlz2{}, fulcrum::search(chebyshev, fulcrum::dtlz2{}, seed{1})) >= 0.68);
    const moead pbi{.generations = 100, .by = decomposition::pbi};
    CHECK(volume_of(fulcrum::dtlz2{}, fulcrum::search(pbi, fulcrum::dtlz2{}, seed{1})) >= 0.725);

    // A weighted sum finds only the corners of a front that is not convex, and all of one that is.
    const auto corners =
        fulcrum::search(moead{.generations = 150, .by = decomposition::weighted_sum}, fulcrum::dtlz2(2), seed{1});
    for (const std::uint32_t i : corners.front) {
        CHECK(std::max(corners.objectives()(i, 0), corners.objectives()(i, 1)) > 0.9);
    }
    const auto convex = fulcrum::search(moead{.by = decomposition::weighted_sum}, fulcrum::zdt1{}, seed{1});
    CHECK(volume_of(fulcrum::zdt1{}, convex) >= 0.85);
}

TEST_CASE("search/moead: with normalisation scales do not matter") {
    const fulcrum::zdt1 zdt1{10};
    const auto scaled = [&](double factor) {
        const fulcrum::function_problem problem{fulcrum::zdt1::objectives{}, zdt1.variables(),
                                                [&](std::span<const double> x, std::span<double> f) {
                                                    zdt1.evaluate(x, f);
                                                    f[1] *= factor;
                                                }};
        return fulcrum::search(moead{.population = 50, .generations = 100, .normalize = true}, problem, seed{1});
    };
    const auto plain = scaled(1);
    const auto large = scaled(1024); // a power of two scales without rounding
    CHECK(volume_of(zdt1, plain) >= 0.84);
    CHECK(large.front == plain.front);
    for (std::size_t i = 0; i < 50; ++i) CHECK(large.objectives()(i, 1) == 1024 * plain.objectives()(i, 1));
}

TEST_CASE("search/moead: maximising is minimising the negative, bit for bit") {
    const fulcrum::zdt1 zdt1{8};
    search_checks::check_mirrors(fulcrum::search(small_search, zdt1, seed{1}),
                                 fulcrum::search(small_search, search_checks::mirrored(zdt1), seed{1}));
}

TEST_CASE("search/moead: constrained problems end feasible") {
    const auto tnk = fulcrum::search(moead{.population = 60, .generations = 100}, fulcrum::tnk{}, seed{2});
    check_result(fulcrum::tnk{}, tnk);
    CHECK(tnk.front.size() >= 20);
    for (const std::uint32_t i : tnk.front) { // nothing feasible is nearer than the wave around the unit circle
        CHECK(std::hypot(tnk.objectives()(i, 0), tnk.objectives()(i, 1)) < 1.15);
    }
    const auto patches = fulcrum::search(moead{.generations = 150}, fulcrum::c2_dtlz2{}, seed{2});
    check_result(fulcrum::c2_dtlz2{}, patches);
    CHECK(fulcrum::igd(patches.objectives(), patches.front, fulcrum::c2_dtlz2::front(3, 30).columns()) < 0.08);
}

TEST_CASE("search/moead: objectives that are not numbers, or all that is infeasible, stop nothing") {
    search_checks::check_irregular(small_search, 10, 1.01);
}

TEST_CASE("search/moead: any population, given weights, and evaluations exactly one per weight") {
    for (const std::size_t n : {2U, 3U, 5U, 17U}) {
        const auto found = fulcrum::search(moead{.population = n, .generations = 10}, fulcrum::zdt1{4}, seed{n});
        check_result(fulcrum::zdt1{4}, found);
        CHECK(found.size() == n);
        CHECK(found.evaluations == 10 * n);
    }
    const std::vector<double> columns{5, 1, 0, 0, 1, 5}; // (5, 0), (1, 1), (0, 5)
    const moead given{.generations = 2000, .weights = {columns.data(), 3, 2}};
    const auto three = fulcrum::search(given, fulcrum::zdt1{5}, seed{1});
    check_result(fulcrum::zdt1{5}, three);
    REQUIRE(three.size() == 3);
    CHECK(three.evaluations == 6000);
    // Chebyshev with equal weights: f1 = f2 = 1 - sqrt(f1).
    CHECK(three.objectives()(1, 0) == doctest::Approx(0.381966).epsilon(0.03));
    CHECK(three.objectives()(0, 0) < 0.02);
    CHECK(three.objectives()(2, 1) < 0.05);
}

TEST_CASE("search/moead: variables of every kind, but not with differential variation") {
    fulcrum::random_stream random(3);
    for (int round = 0; round < 5; ++round) {
        const auto space = random_space(random, any_kind);
        const fulcrum::function_problem problem{fulcrum::zdt1::objectives{},
                                                {space.variables().begin(), space.variables().end()},
                                                [](std::span<const double> x, std::span<double> f) {
                                                    f[0] = f[1] = 0;
                                                    for (std::size_t j = 0; j < x.size(); ++j) {
                                                        f[j % 2] += x[j];
                                                        f[1 - j % 2] -= x[j] * x[j];
                                                    }
                                                }};
        check_result(problem, fulcrum::search(small_search, problem, seed{1}));
    }
    const fulcrum::function_problem whole{fulcrum::zdt1::objectives{}, {fulcrum::integer_variable("k", 0, 5)},
                                          [](std::span<const double>, std::span<double>) {}};
    const moead differential{.differential = fulcrum::differential_crossover{}};
    CHECK(holds(thrown<fulcrum::error>([&] { static_cast<void>(fulcrum::search(differential, whole)); }),
                "variable 'k' is integer"));
}

TEST_CASE("search/moead: a warm start is in the first population") {
    std::vector<double> optimum(2 * 30, 0.0);
    optimum[30] = 0.5;
    const moead warm{.population = 20, .generations = 1, .warm_start = {optimum.data(), 2, 30}};
    const auto found = fulcrum::search(warm, fulcrum::zdt1{}, seed{1});
    CHECK(found.front == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("search/moead: the same bits again, resumed too, and no allocation") {
    search_checks::check_repeats(small_search, fulcrum::dtlz2{});
    search_checks::check_resumes(small_search, fulcrum::tnk{}, 7, 5);
    search_checks::check_allocates_nothing(small_search, fulcrum::dtlz2{}, 5, 20);
    moead differential = small_search;
    differential.differential = fulcrum::differential_crossover{};
    differential.normalize = true;
    search_checks::check_repeats(differential, fulcrum::zdt1{});
    search_checks::check_resumes(differential, fulcrum::zdt1{}, 3, 5);
    search_checks::check_allocates_nothing(differential, fulcrum::zdt1{}, 5, 20);
}

TEST_CASE("search/moead: what cannot be is refused") {
    const auto refused = [](const moead& options) {
        return thrown<fulcrum::error>([&] { static_cast<void>(fulcrum::search(options, fulcrum::dtlz2{})); });
    };
    CHECK(refused({.population = 1}) == "moead: population is 1, it must be at least 2");
    CHECK(holds(refused({.population = 2}), "population is 2", "number of objectives, 3"));
    CHECK(holds(refused({.theta = -1}), "theta is -1"));
    CHECK(holds(refused({.neighbours = 1}), "neighbours is 1"));
    CHECK(holds(refused({.mating = 1.5}), "mating is 1.5"));
    CHECK(holds(refused({.replacements = 0}), "replacements is 0"));
    CHECK(holds(refused({.crossover = {.eta = -1}}), "sbx: eta is -1"));
    const std::vector<double> columns{1, 0, -1, 1, 1, 0};
    CHECK(holds(refused({.weights = {columns.data(), 3, 2}}), "weights have 2 columns", "3 objectives"));
    CHECK(holds(refused({.weights = {columns.data(), 2, 3}}), "weight vector 0 is -1 in objective 1"));
    CHECK(holds(refused({.weights = {columns.data(), 1, 3}}), "there is 1 weight vector"));
    const std::vector<double> zeros(6);
    CHECK(holds(refused({.weights = {zeros.data(), 2, 3}}), "weight vector 0 sums to 0"));
    const fulcrum::function_problem one{fulcrum::detail::minimized_objectives(1), {{"x", 0, 1}},
                                        [](std::span<const double>, std::span<double>) {}};
    CHECK(holds(thrown<fulcrum::error>([&] { static_cast<void>(fulcrum::search(moead{}, one)); }),
                "there is 1 objective"));
}
