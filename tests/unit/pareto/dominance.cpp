#include "fulcrum/pareto/dominance.hpp"

#include "point_sets.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

namespace {

struct cost : fulcrum::minimize {};
struct gain : fulcrum::maximize {};
using goals = fulcrum::objectives<cost, gain>;
using row = std::array<double, 2>;
using point_sets::inf;
using point_sets::quiet_nan;

} // namespace

TEST_CASE("pareto/dominance: better in one and worse in none, each objective its own way") {
    CHECK(fulcrum::dominates(goals{}, row{1, 5}, row{2, 5}));
    CHECK(fulcrum::dominates(goals{}, row{1, 6}, row{1, 5}));
    CHECK_FALSE(fulcrum::dominates(goals{}, row{1, 5}, row{1, 5}));
    CHECK_FALSE(fulcrum::dominates(goals{}, row{1, 5}, row{2, 6}));
    CHECK_FALSE(fulcrum::dominates(goals{}, row{2, 5}, row{1, 5}));
    CHECK(fulcrum::dominates(goals{}, std::vector<float>{1, 5}, std::vector<float>{2, 5}));
}

TEST_CASE("pareto/dominance: minus zero is zero") {
    CHECK_FALSE(fulcrum::dominates(goals{}, row{-0.0, 1}, row{0.0, 1}));
    CHECK_FALSE(fulcrum::dominates(goals{}, row{0.0, 1}, row{-0.0, 1}));
}

TEST_CASE("pareto/dominance: a row that is not finite dominates nothing, and every finite row dominates it") {
    for (const double odd : {quiet_nan, inf, -inf}) {
        CHECK(fulcrum::dominates(goals{}, row{100, -100}, row{odd, 5}));
        CHECK(fulcrum::dominates(goals{}, row{100, -100}, row{5, odd}));
        CHECK_FALSE(fulcrum::dominates(goals{}, row{odd, 5}, row{100, -100}));
        CHECK_FALSE(fulcrum::dominates(goals{}, row{odd, 5}, row{odd, 1}));
    }
}

TEST_CASE("pareto/dominance: constrained: feasible first, then the smaller violation, then Pareto") {
    const row good{1, 5};
    const row bad{2, 4};
    CHECK(fulcrum::constrained_dominates(goals{}, bad, 0.0, good, 0.1));
    CHECK_FALSE(fulcrum::constrained_dominates(goals{}, good, 0.1, bad, 0.0));
    CHECK(fulcrum::constrained_dominates(goals{}, bad, 0.1, good, 0.2));
    CHECK_FALSE(fulcrum::constrained_dominates(goals{}, good, 0.2, bad, 0.2));
    CHECK(fulcrum::constrained_dominates(goals{}, good, 0.0, bad, 0.0));
    CHECK(fulcrum::constrained_dominates(goals{}, good, -3.0, bad, -9.0)); // both hold
    CHECK(fulcrum::constrained_dominates(goals{}, bad, 7.0, row{quiet_nan, 0}, 0.0));
    CHECK(fulcrum::constrained_dominates(goals{}, bad, 7.0, good, quiet_nan));
    CHECK_FALSE(fulcrum::constrained_dominates(goals{}, good, quiet_nan, bad, 7.0));
}

TEST_CASE("pareto/dominance: Pareto, strict and weak as types") {
    const fulcrum::pareto_dominance pareto;
    const fulcrum::strict_dominance strict;
    const fulcrum::weak_dominance weak;
    const auto all = [&](const row& a, const row& b) {
        return std::array<bool, 3>{strict(goals{}, a, b), pareto(goals{}, a, b), weak(goals{}, a, b)};
    };
    using answers = std::array<bool, 3>;
    CHECK(all({1, 6}, {2, 5}) == answers{true, true, true});
    CHECK(all({1, 5}, {2, 5}) == answers{false, true, true});
    CHECK(all({-0.0, 5}, {0.0, 5}) == answers{false, false, true});
    CHECK(all({1, 5}, {2, 6}) == answers{false, false, false});
    CHECK(all({2, 5}, {1, 5}) == answers{false, false, false});
    for (const double odd : {quiet_nan, inf, -inf}) {
        CHECK(all({100, -100}, {odd, 5}) == answers{true, true, true});
        CHECK(all({odd, 5}, {100, -100}) == answers{false, false, false});
        CHECK(all({odd, 5}, {odd, 5}) == answers{false, false, false});
    }
    CHECK(weak(goals{}, std::vector<float>{1, 5}, row{1, 5}));
    static_assert(fulcrum::DominanceRelation<fulcrum::weak_dominance, goals, float>);
    static_assert(!fulcrum::DominanceRelation<row, goals, double>);
}

TEST_CASE("pareto/dominance: rows that are not finite are counted once each") {
    point_sets::columns<double> data(4, 2);
    data.values = {1, quiet_nan, 3, inf, 1, quiet_nan, -inf, 4};
    CHECK(fulcrum::count_non_finite(data.view()) == 3);
    CHECK(fulcrum::count_non_finite(fulcrum::columns_view<double>(data.values.data(), 4, 2)) == 3);
    CHECK(fulcrum::count_non_finite(fulcrum::columns_view<const float>{}) == 0);
}
