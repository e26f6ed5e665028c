#include "fulcrum/search/nsga3.hpp"

#include "fulcrum/pareto/distance_indicators.hpp"
#include "fulcrum/pareto/layered_directions.hpp"
#include "fulcrum/search/constrained_problems.hpp"
#include "fulcrum/search/dtlz.hpp"
#include "fulcrum/search/latin_hypercube.hpp"
#include "search_checks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace {

using fulcrum::nsga3;
using fulcrum::seed;
using search_checks::check_result;
using search_checks::volume_of;

double igd_of(const fulcrum::search_result& found, const fulcrum::front_sample& front) {
    return fulcrum::igd(found.objectives(), found.front, front.columns());
}

/// DTLZ2 in other units, some objectives the other way round.
auto stretched(std::size_t objectives, std::vector<double> scale) {
    std::vector<fulcrum::dynamic_objective> names;
    for (std::size_t j = 0; j < objectives; ++j) {
        names.push_back({"f" + std::to_string(j),
                         scale[j] < 0 ? fulcrum::direction::maximize : fulcrum::direction::minimize});
    }
    const fulcrum::dtlz2 plain(objectives);
    return fulcrum::function_problem{fulcrum::dynamic_objectives(names), plain.variables(),
                                     [plain, scale](std::span<const double> x, std::span<double> f) {
                                         plain.evaluate(x, f);
                                         for (std::size_t j = 0; j < f.size(); ++j) f[j] *= scale[j];
                                     }};
}

} // namespace

// pymoo 0.6.1, the same problem, operators, directions and evaluations, median of 3 seeds: .7467 (100 directions of low
// energy); five objectives, 495 directions, 250 generations: 1.3357.
TEST_CASE("search/nsga3: DTLZ2 reaches what pymoo reaches") {
    const auto three = fulcrum::search(nsga3{}, fulcrum::dtlz2{}, seed{1});
    check_result(fulcrum::dtlz2{}, three);
    CHECK(three.evaluations == 25000);
    CHECK(volume_of(fulcrum::dtlz2{}, three) >= 0.7455);

    const fulcrum::dtlz2 many(5);
    const auto five = fulcrum::search(nsga3{.population = 210, .generations = 150}, many, seed{1});
    check_result(many, five);
    CHECK(volume_of(many, five) >= 1.255);
}

TEST_CASE("search/nsga3: the front ends with one individual for each direction") {
    fulcrum::workspace ws;
    const auto directions = fulcrum::das_dennis(3, 8, ws); // 45
    const auto found = fulcrum::search(nsga3{.population = 45, .generations = 250, .directions = directions},
                                       fulcrum::dtlz2{}, seed{2});
    REQUIRE(found.front.size() == 45);
    std::vector<bool> met(45);
    for (const std::uint32_t i : found.front) {
        std::array<double, 3> f{};
        double sum = 0;
        for (std::size_t j = 0; j < 3; ++j) sum += f[j] = found.objectives()(i, j);
        for (std::size_t h = 0; h < 45; ++h) { // at a tenth of the spacing
            double gap = 0;
            for (std::size_t j = 0; j < 3; ++j) gap += std::abs(f[j] / sum - directions(h, j));
            if (gap < 0.1 / 8 * 2) met[h] = true;
        }
    }
    CHECK(std::count(met.begin(), met.end(), true) >= 42);
}

TEST_CASE("search/nsga3: units and directions of objectives do not matter") {
    const std::vector<double> scale{1e-3, -1, 1e4};
    const auto problem = stretched(3, scale);
    const auto found = fulcrum::search(nsga3{.population = 91, .generations = 150}, problem, seed{1});
    check_result(problem, found);
    std::vector<double> values;
    for (std::size_t j = 0; j < 3; ++j) {
        for (const std::uint32_t i : found.front) values.push_back(found.objectives()(i, j) / scale[j]);
    }
    fulcrum::workspace ws;
    const fulcrum::columns_view<const double> columns(values.data(), found.front.size(), 3);
    std::vector<std::uint32_t> all(found.front.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
    CHECK(fulcrum::hypervolume(fulcrum::objectives_of(fulcrum::dtlz2{}), columns, all, std::vector<double>(3, 1.1),
                               ws) >= 0.735);
}

TEST_CASE("search/nsga3: hard, degenerate and disconnected fronts") {
    const auto one = fulcrum::search(nsga3{.population = 92, .generations = 400}, fulcrum::dtlz1{}, seed{1});
    CHECK(igd_of(one, fulcrum::dtlz1::front(3, 30)) < 0.023); // range 0.5; 91 points of the front itself: .0204

    const auto curve = fulcrum::dtlz5::front(3, 101);
    const nsga3 fixed{.population = 92, .generations = 150};
    const nsga3 adaptive{.population = 92, .generations = 150, .adaptive = true};
    const auto plain = fulcrum::search(fixed, fulcrum::dtlz5{}, seed{1});
    const auto adapted = fulcrum::search(adaptive, fulcrum::dtlz5{}, seed{1});
    check_result(fulcrum::dtlz5{}, adapted);
    CHECK(igd_of(plain, curve) < 0.018);
    CHECK(igd_of(adapted, curve) < 0.015);

    const auto pieces = fulcrum::dtlz7::front(3, 30);
    const double before = igd_of(fulcrum::search(fixed, fulcrum::dtlz7{}, seed{1}), pieces);
    const double after = igd_of(fulcrum::search(adaptive, fulcrum::dtlz7{}, seed{1}), pieces);
    CHECK(before < 0.12);
    CHECK(after < 0.09);
    CHECK(after < before);
}

TEST_CASE("search/nsga3: constrained problems end feasible, on their fronts") {
    const auto behind = fulcrum::search(nsga3{.population = 92, .generations = 400}, fulcrum::c1_dtlz1{}, seed{1});
    check_result(fulcrum::c1_dtlz1{}, behind);
    CHECK(behind.front.size() == 92);
    CHECK(igd_of(behind, fulcrum::dtlz1::front(3, 30)) < 0.025);

    const nsga3 adaptive{.population = 92, .generations = 150, .adaptive = true};
    const auto islands = fulcrum::search(adaptive, fulcrum::c2_dtlz2{}, seed{1});
    check_result(fulcrum::c2_dtlz2{}, islands);
    CHECK(islands.front.size() >= 85);
    CHECK(igd_of(islands, fulcrum::c2_dtlz2::front(3, 40)) < 0.06);

    const auto start = fulcrum::search(nsga3{.population = 20, .generations = 1}, fulcrum::c1_dtlz1{}, seed{1});
    CHECK(start.front.empty()); // nothing feasible at first
    check_result(fulcrum::tnk{}, fulcrum::search(nsga3{.population = 30, .generations = 40}, fulcrum::tnk{}, seed{3}));
}

TEST_CASE("search/nsga3: more individuals than directions, fewer, and one or two objectives") {
    fulcrum::workspace ws;
    const auto few = fulcrum::das_dennis(3, 3, ws); // 10
    for (const bool unified : {false, true}) {
        const auto found = fulcrum::search(
            nsga3{.population = 60, .generations = 100, .directions = few, .unified = unified}, fulcrum::dtlz2{},
            seed{1});
        check_result(fulcrum::dtlz2{}, found);
        CHECK(found.front.size() >= 58);
        CHECK(volume_of(fulcrum::dtlz2{}, found) >= 0.55);
    }
    const auto many = fulcrum::layered_directions(3, {{12}, {8, 0.5}}, ws);
    const auto found = fulcrum::search(nsga3{.population = 21, .generations = 60, .directions = many},
                                       fulcrum::dtlz2{}, seed{1});
    check_result(fulcrum::dtlz2{}, found);
    CHECK(volume_of(fulcrum::dtlz2{}, found) >= 0.5);

    const fulcrum::dtlz2 two(2);
    const auto line = fulcrum::search(nsga3{.population = 50, .generations = 100, .unified = true}, two, seed{1});
    check_result(two, line);
    CHECK(volume_of(two, line) >= 0.41);

    const fulcrum::dynamic_objectives single{{"f", fulcrum::direction::minimize}};
    const fulcrum::function_problem bowl{single, std::vector<fulcrum::variable>(3, {"x", -1, 1}),
                                         [](std::span<const double> x, std::span<double> f) {
                                             f[0] = x[0] * x[0] + x[1] * x[1] + x[2] * x[2];
                                         }};
    const auto bottom = fulcrum::search(nsga3{.population = 20, .generations = 60, .unified = true}, bowl, seed{1});
    check_result(bowl, bottom);
    CHECK(bottom.objectives()(bottom.front[0], 0) < 1e-3);
}

TEST_CASE("search/nsga3: any population of two or more, odd ones too") {
    for (const std::size_t n : {2U, 3U, 7U, 98U}) {
        for (const bool adaptive : {false, true}) {
            const nsga3 options{.population = n, .generations = 10, .adaptive = adaptive};
            const fulcrum::dtlz2 problem(4);
            const auto found = fulcrum::search(options, problem, seed{n});
            check_result(problem, found);
            CHECK(found.size() == n);
            CHECK(found.evaluations == 10 * n);
            CHECK(found.front.size() >= 1);
        }
    }
}

TEST_CASE("search/nsga3: many objectives") {
    for (const std::size_t m : {8U, 20U}) {
        const fulcrum::dtlz2 problem(m);
        const auto found = fulcrum::search(nsga3{.population = 60, .generations = 40}, problem, seed{1});
        check_result(problem, found);
        double radius = 0;
        for (const std::uint32_t i : found.front) {
            double squared = 0;
            for (std::size_t j = 0; j < m; ++j) squared += found.objectives()(i, j) * found.objectives()(i, j);
            radius += std::sqrt(squared) / static_cast<double>(found.front.size());
        }
        CHECK(radius < 1.3); // about 1.8 at first
    }
}

TEST_CASE("search/nsga3: flat, infinite, huge and undefined objectives, and none that is finite") {
    const fulcrum::dtlz2 plain;
    const auto spoilt = [&](double poison, std::size_t where) {
        return fulcrum::function_problem{fulcrum::detail::minimized_objectives(4), plain.variables(),
                                         [plain, poison, where](std::span<const double> x, std::span<double> f) {
                                             plain.evaluate(x, f.first(3));
                                             f[3] = 1;
                                             if (x[0] < 0.5) f[where] = poison;
                                         }};
    };
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const nsga3 options{.population = 30, .generations = 30};
    for (const double poison : {std::numeric_limits<double>::quiet_NaN(), infinity, -infinity}) {
        const auto found = fulcrum::search(options, spoilt(poison, 1), seed{1});
        check_result(spoilt(poison, 1), found);
        CHECK(found.front.size() == 30); // all finite in the end
    }
    for (const double huge : {1.7e308, -1.7e308, 1e-308}) {
        check_result(spoilt(huge, 0), fulcrum::search(options, spoilt(huge, 0), seed{1}));
    }
    const auto flat = fulcrum::search(nsga3{.population = 91, .generations = 100}, spoilt(1, 3), seed{1});
    std::vector<double> values;
    double volume = 0;
    {
        fulcrum::workspace ws;
        volume = fulcrum::hypervolume(fulcrum::detail::minimized_objectives(4), flat.objectives(), flat.front,
                                      std::vector<double>{1.1, 1.1, 1.1, 2}, ws);
    }
    CHECK(volume >= 0.69); // as of three objectives

    const fulcrum::function_problem nothing{fulcrum::detail::minimized_objectives(3), plain.variables(),
                                            [](std::span<const double>, std::span<double>) {}};
    const auto none = fulcrum::search(nsga3{.population = 9, .generations = 5, .adaptive = true}, nothing, seed{1});
    CHECK(none.front.empty());
    CHECK(none.evaluations == 45);
}

TEST_CASE("search/nsga3: other operators, variables of every kind, duplicates, a warm start") {
    const std::vector<fulcrum::variable> kinds{{"real", 0, 1}, fulcrum::integer_variable("whole", 0, 9)};
    const fulcrum::function_problem problem{fulcrum::detail::minimized_objectives(2), kinds,
                                            [](std::span<const double> x, std::span<double> f) {
                                                f[0] = x[0] + x[1];
                                                f[1] = (x[0] - 1) * (x[0] - 1) + 9 - x[1];
                                            }};
    const nsga3 options{.population = 21, .generations = 20, .eliminate_duplicates = true};
    const auto found = fulcrum::search(options, problem, seed{1});
    check_result(problem, found);
    std::vector<std::vector<double>> rows;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto x = found.variables().row(i);
        rows.emplace_back(x.begin(), x.end());
    }
    std::sort(rows.begin(), rows.end());
    CHECK(std::unique(rows.begin(), rows.end()) == rows.end());

    const fulcrum::dtlz2 plain;
    const fulcrum::nsga3_with same{nsga3{.population = 12, .generations = 6}, fulcrum::sbx{},
                                   fulcrum::polynomial_mutation{}};
    const auto by_default = fulcrum::search(nsga3{.population = 12, .generations = 6, .crossover = {}}, plain, seed{1});
    CHECK(fulcrum::search(same, plain, seed{1}).objectives()(3, 1) == by_default.objectives()(3, 1));
    const fulcrum::nsga3_with latin{nsga3{.population = 12, .generations = 6}, fulcrum::sbx{},
                                    fulcrum::polynomial_mutation{}, fulcrum::latin_hypercube{}};
    check_result(plain, fulcrum::search(latin, plain, seed{1}));

    const std::vector<double> best(12, 0.5);
    const auto warm = fulcrum::search(
        nsga3{.population = 10, .generations = 1, .warm_start = {best.data(), 1, 12}}, plain, seed{1});
    for (std::size_t j = 0; j < 12; ++j) CHECK(warm.variables()(0, j) == 0.5);
}

TEST_CASE("search/nsga3: the same bits at any time: two threads, resumed, and without allocation") {
    const fulcrum::dtlz2 problem(4);
    for (const bool more : {false, true}) {
        const nsga3 options{.population = 41, .generations = 25, .unified = more, .adaptive = more};
        search_checks::check_repeats(options, problem);
        search_checks::check_resumes(options, problem, 8, 6);
        search_checks::check_allocates_nothing(options, problem, 15, 15);
    }
    search_checks::check_resumes(nsga3{.population = 20}, fulcrum::c2_dtlz2{}, 5, 5);
}

TEST_CASE("search/nsga3: bad options are refused") {
    const auto refused = [](const nsga3& options) {
        static_cast<void>(fulcrum::search(options, fulcrum::dtlz2{}, seed{1}));
    };
    CHECK_THROWS_WITH_AS(refused({.population = 1}), "nsga3: population is 1, it must be at least 2", fulcrum::error);
    const std::array<double, 6> values{0.5, -1, 0.25, 0.5, 1, 0.25};
    CHECK_THROWS_WITH_AS(refused({.directions = {values.data(), 2, 3}}),
                         "nsga3: direction 1 is -1 in objective 0, it must be at least 0", fulcrum::error);
    CHECK_THROWS_WITH_AS(refused({.directions = {values.data(), 3, 2}}),
                         "nsga3: directions have 2 columns, the set has 3 objectives", fulcrum::shape_error);
    const std::array<double, 3> zero{};
    CHECK_THROWS_WITH_AS(refused({.directions = {zero.data(), 1, 3}}),
                         "nsga3: direction 0 sums to 0, which must be finite and more than 0", fulcrum::error);
    CHECK_THROWS_AS(refused({.crossover = {.eta = -1}}), fulcrum::error);
    CHECK_THROWS_AS(refused({.mutation = {.probability = 2}}), fulcrum::error);
}
