#include "fulcrum/search/cross_entropy.hpp"

#include "one_objective.hpp"
#include "random_space.hpp"
#include "search_checks.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace {

using fulcrum::cross_entropy;
using fulcrum::seed;
using one_objective::best_of;
using one_objective::real_problem;
using search_checks::check_result;

template <class Function> auto problem_of(std::vector<fulcrum::variable> variables, Function f) {
    return fulcrum::function_problem{fulcrum::objectives<one_objective::cost>{}, std::move(variables),
                                     [f](std::span<const double> x, std::span<double> out) { out[0] = f(x); }};
}

} // namespace

TEST_CASE("search/cross_entropy: functions of real variables") {
    const auto bowl = real_problem(10, one_objective::sphere);
    const auto found = fulcrum::search(cross_entropy{}, bowl, seed{1});
    check_result(bowl, found);
    CHECK(found.size() == 100);
    CHECK(found.evaluations == 25000);
    CHECK(best_of(found) < 1e-9);
    CHECK(best_of(fulcrum::search(cross_entropy{}, real_problem(50, one_objective::sphere), seed{1})) < 1e-3);
    CHECK(best_of(fulcrum::search(cross_entropy{}, real_problem(10, one_objective::corner), seed{1})) < 1e-2);
    // Of Rastrigin's 10^10 optima one of the best few hundred.
    CHECK(best_of(fulcrum::search(cross_entropy{}, real_problem(10, one_objective::rastrigin), seed{1})) < 6);
    // Independent variables follow a bent valley only as long as their deviations last.
    const cross_entropy patient{.generations = 1000, .slowing = 3};
    CHECK(best_of(fulcrum::search(patient, real_problem(3, one_objective::rosenbrock), seed{1})) < 1e-4);
}

TEST_CASE("search/cross_entropy: deviations that shrink more slowly settle later") {
    const auto bowl = real_problem(10, one_objective::sphere);
    CHECK(best_of(fulcrum::search(cross_entropy{.slowing = 10}, bowl, seed{1})) <
          1e-2 * best_of(fulcrum::search(cross_entropy{.slowing = 5}, bowl, seed{1}))); // still on its way
    const auto wide = real_problem(50, one_objective::sphere);
    constexpr double never = std::numeric_limits<double>::infinity();
    CHECK(best_of(fulcrum::search(cross_entropy{.slowing = never}, wide, seed{1})) > 0.1); // settled too early
}

TEST_CASE("search/cross_entropy: binary, categorical, integer and mixed variables") {
    std::vector<fulcrum::variable> bits(60, fulcrum::binary_variable("b"));
    const auto pattern = problem_of(bits, [](std::span<const double> x) {
        double wrong = 0;
        for (std::size_t j = 0; j < x.size(); ++j) wrong += x[j] == static_cast<double>(j % 3 == 0) ? 0 : 1;
        return wrong;
    });
    const auto exact = fulcrum::search(cross_entropy{.generations = 60}, pattern, seed{1});
    check_result(pattern, exact);
    CHECK(best_of(exact) == 0);

    const auto mixed = problem_of(
        fulcrum::join_variables(std::vector<fulcrum::variable>(8, fulcrum::categorical_variable("c", 7)),
                                std::vector<fulcrum::variable>(6, fulcrum::integer_variable("k", -50, 1000)),
                                fulcrum::variable{"x", -1, 1}, fulcrum::variable{"fixed", 2, 2}),
        [](std::span<const double> x) {
            double sum = (x[14] - 0.3) * (x[14] - 0.3) + x[15];
            for (std::size_t j = 0; j < 8; ++j) sum += x[j] == static_cast<double>(j % 7) ? 0 : 1;
            for (std::size_t j = 8; j < 14; ++j) sum += std::abs(x[j] - 321) / 100;
            return sum;
        });
    const auto found = fulcrum::search(cross_entropy{.generations = 150}, mixed, seed{1});
    check_result(mixed, found);
    CHECK(best_of(found) == doctest::Approx(2).epsilon(1e-6));
}

TEST_CASE("search/cross_entropy: permutations by node placement") {
    const std::size_t n = 12;
    const auto sorted = problem_of(fulcrum::permutation_variables("order", n), [](std::span<const double> x) {
        double sum = 0;
        for (std::size_t j = 0; j < x.size(); ++j) sum += std::abs(x[j] - static_cast<double>(x.size() - 1 - j));
        return sum;
    });
    const cross_entropy options{.population = 300, .generations = 60, .smoothing = 0.5};
    const auto found = fulcrum::search(options, sorted, seed{1});
    check_result(sorted, found);
    CHECK(best_of(found) == 0);
}

TEST_CASE("search/cross_entropy: random spaces of every kind stay valid, and draws follow the probabilities") {
    fulcrum::random_stream random(3);
    for (int round = 0; round < 20; ++round) {
        const auto space = random_space(random, any_kind);
        const auto problem = problem_of({space.variables().begin(), space.variables().end()},
                                        [](std::span<const double> x) {
                                            double sum = 0;
                                            for (const double v : x) sum += v * v;
                                            return sum;
                                        });
        check_result(problem, fulcrum::search(cross_entropy{.population = 20, .generations = 20}, problem, seed{1}));
    }
    // All are elite and as good as each other: the shares of labels stay what they are, up to chance.
    const auto flat = problem_of({fulcrum::categorical_variable("c", 4)}, [](std::span<const double>) { return 0.0; });
    const cross_entropy all{.population = 4000, .generations = 3, .elite = 1};
    const auto drawn = fulcrum::search(all, flat, seed{1});
    std::vector<int> counts(4, 0);
    for (std::size_t i = 0; i < drawn.size(); ++i) ++counts[static_cast<std::size_t>(drawn.variables()(i, 0))];
    for (const int count : counts) CHECK(std::abs(count - 1000) < 200);
}

TEST_CASE("search/cross_entropy: constraints by the feasibility rule, and values that are not numbers") {
    const fulcrum::function_problem ring{fulcrum::objectives<one_objective::cost>{},
                                         fulcrum::detail::numbered_variables(2, -5, 5),
                                         [](std::span<const double> x, std::span<double> f, std::span<double> v) {
                                             f[0] = x[0] + x[1];
                                             v[0] = x[0] * x[0] + x[1] * x[1] - 1;
                                         },
                                         1};
    const auto found = fulcrum::search(cross_entropy{}, ring, seed{1});
    check_result(ring, found);
    CHECK(best_of(found) == doctest::Approx(-std::sqrt(2.0)).epsilon(1e-3));

    const auto holes = real_problem(3, [](std::span<const double> x) {
        return x[0] < 0 ? std::nan("") : x[1] < 0 ? std::numeric_limits<double>::infinity() : one_objective::sphere(x);
    });
    const auto whole = fulcrum::search(cross_entropy{}, holes, seed{1});
    check_result(holes, whole);
    CHECK(best_of(whole) < 1e-6);
    const auto nothing = real_problem(3, [](std::span<const double>) { return std::nan(""); });
    CHECK(fulcrum::search(cross_entropy{.generations = 20}, nothing, seed{1}).front.empty());
}

TEST_CASE("search/cross_entropy: maximising is minimising the negative, bit for bit") {
    const fulcrum::dynamic_objectives profit{{"profit", fulcrum::direction::maximize}};
    const auto plain = real_problem(4, one_objective::rosenbrock);
    const fulcrum::function_problem mirrored{profit, {plain.variables().begin(), plain.variables().end()},
                                             [](std::span<const double> x, std::span<double> f) {
                                                 f[0] = -one_objective::rosenbrock(x);
                                             }};
    const cross_entropy options{.population = 30, .generations = 40};
    const auto down = fulcrum::search(options, plain, seed{3});
    const auto up = fulcrum::search(options, mirrored, seed{3});
    CHECK(down.front == up.front);
    for (std::size_t i = 0; i < 30; ++i) CHECK(down.objectives()(i, 0) == -up.objectives()(i, 0));
}

TEST_CASE("search/cross_entropy: small populations, and a warm start that is never lost") {
    for (const std::size_t n : {2U, 3U, 5U, 17U}) {
        const auto bowl = real_problem(2, one_objective::sphere);
        const auto found = fulcrum::search(cross_entropy{.population = n, .generations = 10}, bowl, seed{n});
        check_result(bowl, found);
        CHECK(found.evaluations == 10 * n);
        CHECK(!found.front.empty());
    }
    const std::vector<double> optimum(10, 0.7);
    const cross_entropy warm{.population = 20, .generations = 30, .warm_start = {optimum.data(), 1, 10}};
    CHECK(best_of(fulcrum::search(warm, real_problem(10, one_objective::sphere), seed{1})) == 0);
}

TEST_CASE("search/cross_entropy: the same bits again, resumed too, and no allocation") {
    const auto problem = problem_of(
        fulcrum::join_variables(fulcrum::variable{"x", -1, 1}, fulcrum::binary_variable("b"),
                                fulcrum::integer_variable("k", 0, 9), fulcrum::permutation_variables("p", 6)),
        [](std::span<const double> x) { return x[0] * x[0] + x[1] - x[2] + x[3] - x[8]; });
    const cross_entropy options{.population = 31, .generations = 20};
    search_checks::check_repeats(options, problem);
    search_checks::check_resumes(options, problem, 7, 7);
    search_checks::check_allocates_nothing(options, problem, 5, 10);
}

TEST_CASE("search/cross_entropy: what cannot be is refused") {
    const auto refused = [](const cross_entropy& options) {
        return thrown<fulcrum::error>(
            [&] { static_cast<void>(fulcrum::search(options, real_problem(3, one_objective::sphere))); });
    };
    CHECK(refused({.population = 1}) == "cross_entropy: population is 1, it must be at least 2");
    CHECK(refused({.elite = 0}) == "cross_entropy: elite is 0, not in (0, 1]");
    CHECK(holds(refused({.smoothing = 1.5}), "smoothing is 1.5"));
    CHECK(holds(refused({.deviation_smoothing = -1}), "deviation_smoothing is -1"));
    CHECK(holds(refused({.slowing = 0}), "slowing is 0"));
    const auto labels = problem_of({fulcrum::categorical_variable("c", 1000000000000)},
                                   [](std::span<const double>) { return 0.0; });
    CHECK(holds(thrown<fulcrum::error>([&] { static_cast<void>(fulcrum::search(cross_entropy{}, labels)); }),
                "variable 'c'", "labels"));
    const fulcrum::function_problem two{fulcrum::detail::minimized_objectives(2), {{"x", 0, 1}},
                                        [](std::span<const double>, std::span<double>) {}};
    CHECK(holds(thrown<fulcrum::error>([&] { static_cast<void>(fulcrum::search(cross_entropy{}, two)); }),
                "there are 2 objectives"));
}
