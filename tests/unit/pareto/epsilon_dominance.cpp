#include "fulcrum/pareto/epsilon_dominance.hpp"

#include "point_sets.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

namespace {

struct cost : fulcrum::minimize {};
struct gain : fulcrum::maximize {};
using goals = fulcrum::objectives<cost, gain>;
using row = std::array<double, 2>;

} // namespace

TEST_CASE("pareto/epsilon_dominance: additive: nowhere worse by more than epsilon, each objective its own way") {
    const fulcrum::epsilon_dominance half(0.5);
    CHECK(half(goals{}, row{1.5, 5}, row{1, 5.5}));
    CHECK_FALSE(half(goals{}, row{1.75, 5}, row{1, 5}));
    CHECK_FALSE(half(goals{}, row{1, 5}, row{1, 5.75}));
    CHECK(half(goals{}, std::vector<float>{1, 5}, std::vector<float>{1, 5}));
    const std::vector<double> each{0.5, 2};
    const fulcrum::epsilon_dominance own{std::span<const double>(each)};
    CHECK(own(goals{}, row{1.5, 5}, row{1, 7}));
    CHECK_FALSE(own(goals{}, row{2, 7}, row{1, 7}));
}

TEST_CASE("pareto/epsilon_dominance: multiplicative: by more than a share, of negative values too") {
    const fulcrum::multiplicative_epsilon_dominance half(0.5);
    CHECK(half(goals{}, row{3, 4}, row{2, 6}));
    CHECK_FALSE(half(goals{}, row{3.25, 4}, row{2, 4}));
    CHECK_FALSE(half(goals{}, row{2, 4}, row{2, 6.25}));
    CHECK(half(goals{}, row{-1, -4}, row{-2, -2}));
    CHECK_FALSE(half(goals{}, row{-0.75, -4}, row{-2, -4}));
    CHECK_FALSE(half(goals{}, row{-2, -4}, row{-2, -1.75}));
}

TEST_CASE("pareto/epsilon_dominance: of 0 it is weak domination, and contains it for every epsilon") {
    const auto data = point_sets::make<double>(point_sets::shape::with_non_finite, 40, 3, 2);
    const auto set = point_sets::alternating(3);
    const fulcrum::weak_dominance weak;
    for (std::size_t a = 0; a < 40; ++a) {
        for (std::size_t b = 0; b < 40; ++b) {
            const bool wanted = weak(set, data.row(a), data.row(b));
            CHECK(fulcrum::epsilon_dominance(0)(set, data.row(a), data.row(b)) == wanted);
            CHECK(fulcrum::multiplicative_epsilon_dominance(0)(set, data.row(a), data.row(b)) == wanted);
            CHECK(fulcrum::epsilon_dominance(0.1)(set, data.row(a), data.row(b)) >= wanted);
            CHECK(fulcrum::multiplicative_epsilon_dominance(0.1)(set, data.row(a), data.row(b)) >= wanted);
        }
    }
}

TEST_CASE("pareto/epsilon_dominance: a negative epsilon, or not one for each objective, is refused") {
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::epsilon_dominance(-0.5)),
                         "epsilon_dominance: epsilon is -0.5; it is finite and at least 0", fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::multiplicative_epsilon_dominance(point_sets::inf)),
                         "multiplicative_epsilon_dominance: epsilon is inf; it is finite and at least 0",
                         fulcrum::error);
    const std::vector<double> each{0.5, -2};
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::epsilon_dominance(std::span<const double>(each))),
                         "epsilon_dominance: epsilon 1 is -2; it is finite and at least 0", fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::epsilon_dominance(std::span<const double>())),
                         "epsilon_dominance: there is no epsilon; give one for each objective", fulcrum::error);
    const std::vector<double> one{0.5};
    CHECK_THROWS_WITH_AS(fulcrum::epsilon_dominance(std::span<const double>(one)).check(goals{}),
                         "epsilon_dominance: there are 1 epsilons, the set has 2 objectives", fulcrum::shape_error);
    fulcrum::epsilon_dominance(0.5).check(goals{});
}
