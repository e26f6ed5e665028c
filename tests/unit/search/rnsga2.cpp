#include "fulcrum/search/rnsga2.hpp"

#include "fulcrum/search/constrained_problems.hpp"
#include "fulcrum/search/dtlz.hpp"
#include "fulcrum/search/zdt.hpp"
#include "search_checks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace {

using fulcrum::rnsga2;
using fulcrum::seed;
using search_checks::check_result;

using points = fulcrum::matrix_view<const double>;

} // namespace

TEST_CASE("search/rnsga2: the front next to each reference point, which may be on either side of it") {
    const std::array<double, 4> wanted{0.1, 0.6, 0.9, 0.1}; // the nearest of ZDT1's front: about (.12, .65), (.86, .07)
    const auto found =
        fulcrum::search(rnsga2{.population = 60, .generations = 200, .points = points(wanted.data(), 2, 2),
                               .epsilon = 0.001},
                        fulcrum::zdt1{}, seed{1});
    check_result(fulcrum::zdt1{}, found);
    CHECK(found.evaluations == 60 * 200);
    REQUIRE(found.front.size() == 60);
    std::size_t left = 0;
    for (const std::uint32_t i : found.front) {
        const double f1 = found.objectives()(i, 0);
        const double f2 = found.objectives()(i, 1);
        CHECK(std::abs(f2 - (1 - std::sqrt(f1))) < 0.02); // on the front
        CHECK_UNARY(std::abs(f1 - 0.12) < 0.2 || std::abs(f1 - 0.86) < 0.2);
        left += f1 < 0.5 ? 1 : 0;
    }
    CHECK(left >= 20); // both have their share
    CHECK(left <= 40);
}

TEST_CASE("search/rnsga2: the found part widens with epsilon, and weights say which objective's gap counts") {
    const std::array<double, 2> wanted{0.5, 0.5};
    const auto width = [&](rnsga2 options) {
        options.population = 40;
        options.generations = 150;
        options.points = points(wanted.data(), 1, 2);
        const fulcrum::dtlz2 problem(2);
        const auto found = fulcrum::search(options, problem, seed{1});
        check_result(problem, found);
        double low = 2;
        double high = 0;
        double sum = 0;
        for (const std::uint32_t i : found.front) {
            low = std::min(low, found.objectives()(i, 0));
            high = std::max(high, found.objectives()(i, 0));
            sum += found.objectives()(i, 0) / static_cast<double>(found.front.size());
        }
        return std::array{high - low, sum};
    };
    const auto narrow = width({.epsilon = 0.001});
    const auto wide = width({.epsilon = 0.01});
    CHECK(narrow[0] < 0.1);
    CHECK(wide[0] > 2 * narrow[0]);
    CHECK(wide[0] < 0.6);
    CHECK(std::abs(narrow[1] - std::sqrt(0.5)) < 0.05); // half way round
    const std::array<double, 2> first_only{1, 0};
    CHECK(std::abs(width({.weights = first_only, .epsilon = 0.001})[1] - 0.5) < 0.05); // at its own 0.5
}

TEST_CASE("search/rnsga2: points stand in the user's own orientation") {
    const fulcrum::zdt1 zdt1{8};
    const std::array<double, 2> wanted{0.2, 0.4};
    const std::array<double, 2> opposite{-0.2, -0.4};
    const auto down = fulcrum::search(
        rnsga2{.population = 20, .generations = 30, .points = points(wanted.data(), 1, 2)}, zdt1, seed{1});
    const auto up = fulcrum::search(
        rnsga2{.population = 20, .generations = 30, .points = points(opposite.data(), 1, 2)},
        search_checks::mirrored(zdt1), seed{1});
    search_checks::check_mirrors(down, up);
}

TEST_CASE("search/rnsga2: constraints, odd and tiny populations, objectives that are not numbers") {
    const std::array<double, 2> wanted{0.8, 0.8};
    const rnsga2 options{.population = 31, .generations = 60, .points = points(wanted.data(), 1, 2)};
    const auto ragged = fulcrum::search(options, fulcrum::tnk{}, seed{1});
    check_result(fulcrum::tnk{}, ragged);
    CHECK(ragged.front.size() >= 25);

    const std::array<double, 3> high{0.6, 0.6, 0.6};
    for (const std::size_t n : {2U, 3U, 7U}) {
        const rnsga2 tiny{.population = n, .generations = 10, .points = points(high.data(), 1, 3)};
        const auto found = fulcrum::search(tiny, fulcrum::c1_dtlz1{}, seed{n});
        check_result(fulcrum::c1_dtlz1{}, found);
        CHECK(found.evaluations == 10 * n);
    }
    const fulcrum::dtlz2 plain;
    const fulcrum::function_problem spoilt{fulcrum::detail::minimized_objectives(3), plain.variables(),
                                           [plain](std::span<const double> x, std::span<double> f) {
                                               plain.evaluate(x, f);
                                               if (x[0] < 0.3) f[1] = std::numeric_limits<double>::quiet_NaN();
                                               if (x[0] > 0.7) f[2] = 1.7e308;
                                           }};
    const rnsga2 small_search{.population = 20, .generations = 20, .points = points(high.data(), 1, 3)};
    const auto found = fulcrum::search(small_search, spoilt, seed{1});
    check_result(spoilt, found);
    CHECK(found.front.size() == 20);
}

TEST_CASE("search/rnsga2: the same bits at any time: two threads, resumed, and without allocation") {
    const std::array<double, 3> wanted{0.6, 0.6, 0.6};
    const rnsga2 options{.population = 31, .generations = 20, .points = points(wanted.data(), 1, 3)};
    search_checks::check_repeats(options, fulcrum::dtlz2{});
    search_checks::check_resumes(options, fulcrum::c2_dtlz2{}, 6, 5);
    search_checks::check_allocates_nothing(options, fulcrum::dtlz2{}, 15, 10);
}

TEST_CASE("search/rnsga2: bad options are refused") {
    const std::array<double, 4> wanted{0.1, 0.2, 0.3, std::numeric_limits<double>::infinity()};
    const auto refused = [](const rnsga2& options) {
        static_cast<void>(fulcrum::search(options, fulcrum::zdt1{}, seed{1}));
    };
    const points good(wanted.data(), 1, 2);
    CHECK_THROWS_WITH_AS(refused({}), "rnsga2: there are 0 reference points; give at least one", fulcrum::error);
    CHECK_THROWS_WITH_AS(refused({.population = 1, .points = good}), "rnsga2: population is 1, it must be at least 2",
                         fulcrum::error);
    CHECK_THROWS_WITH_AS(refused({.points = points(wanted.data(), 1, 3)}),
                         "rnsga2: reference points have 3 values, the set has 2 objectives", fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(refused({.points = points(wanted.data(), 2, 2)}),
                         "rnsga2: reference point 1 is not finite in objective 1", fulcrum::error);
    CHECK_THROWS_WITH_AS(refused({.points = good, .epsilon = -1}), "rnsga2: epsilon is -1, it must be at least 0",
                         fulcrum::error);
    const std::array<double, 3> weights{1, -1, 0};
    CHECK_THROWS_WITH_AS(refused({.points = good, .weights = weights}),
                         "rnsga2: there are 3 weights, the set has 2 objectives", fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(refused({.points = good, .weights = std::span(weights).first(2)}),
                         "rnsga2: weight 1 is -1, it must be at least 0", fulcrum::error);
    const std::array<double, 2> nothing{};
    CHECK_THROWS_WITH_AS(refused({.points = good, .weights = nothing}),
                         "rnsga2: the weights sum to 0, which must be finite and more than 0", fulcrum::error);
}
