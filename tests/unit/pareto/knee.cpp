#include "fulcrum/pareto/knee.hpp"

#include "fulcrum/pareto/front.hpp"
#include "point_sets.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace {

struct cost : fulcrum::minimize {};
struct gain : fulcrum::maximize {};
using goals = fulcrum::objectives<cost, gain>;

fulcrum::knee_point knee_of(const point_sets::columns<double>& data, const std::vector<std::uint32_t>& members) {
    fulcrum::workspace ws;
    return fulcrum::knee(point_sets::alternating(data.cols), data.view(), members, ws);
}

} // namespace

TEST_CASE("pareto/knee: of 1 - sqrt(x) it is at x = 1/4, whatever the units") {
    // f2 = 1 - sqrt(f1) is farthest below f1 + f2 = 1 where the derivative of sqrt is 1.
    point_sets::columns<double> data(101, 2);
    std::vector<std::uint32_t> members;
    for (std::uint32_t i = 0; i <= 100; ++i) {
        const double x = i / 100.0;
        data(i, 0) = 1000 * x + 7;
        data(i, 1) = -(1 - std::sqrt(x)) / 1000; // maximised
        members.push_back(i);
    }
    const auto found = knee_of(data, members);
    CHECK(found.row == 25);
    CHECK(found.bulge == doctest::Approx(0.25 / std::sqrt(2.0)));
    fulcrum::workspace ws;
    CHECK(fulcrum::knee(goals{}, data.view(), members, ws).row == 25);
}

TEST_CASE("pareto/knee: a corner is the knee in three objectives") {
    point_sets::columns<double> data(5, 3);
    const double rows[5][3] = {{1, -0.0, 0}, {0, -1, 0}, {0, 0, 1}, {0.2, -0.2, 0.2}, {0.4, -0.3, 0.3}};
    for (std::size_t i = 0; i < 5; ++i) {
        for (std::size_t j = 0; j < 3; ++j) data(i, j) = rows[i][j];
    }
    const auto found = knee_of(data, {0, 1, 2, 3, 4});
    CHECK(found.row == 3);
    CHECK(found.bulge == doctest::Approx(0.4 / std::sqrt(3.0)));
}

TEST_CASE("pareto/knee: a concave front has none, equal and flat ones take the first") {
    point_sets::columns<double> data(11, 2);
    std::vector<std::uint32_t> members;
    for (std::uint32_t i = 0; i <= 10; ++i) {
        data(i, 0) = i / 10.0;
        data(i, 1) = -std::sqrt(1 - data(i, 0) * data(i, 0));
        members.push_back(i);
    }
    CHECK(knee_of(data, members).bulge == doctest::Approx(0));
    CHECK(knee_of(point_sets::columns<double>(4, 2), {2, 3}).row == 2);
    CHECK(knee_of(point_sets::columns<double>(4, 2), {2, 3}).bulge == 0);
}

TEST_CASE("pareto/knee: the largest values do not overflow") {
    point_sets::columns<double> data(3, 2);
    data.values = {-1.7e308, -1.6e308, 1.7e308, -1.7e308, 1.6e308, 1.7e308};
    CHECK(knee_of(data, {0, 1, 2}).row == 1);
}

TEST_CASE("pareto/knee: no member, and a member that is not finite, are refused") {
    point_sets::columns<double> data(3, 2);
    CHECK_THROWS_WITH_AS(static_cast<void>(knee_of(data, {})), "knee: the front has no member", fulcrum::error);
    data(2, 1) = point_sets::quiet_nan;
    CHECK_THROWS_WITH_AS(static_cast<void>(knee_of(data, {0, 2})),
                         "knee: row 2 has an objective that is not finite; remove it", fulcrum::error);
    CHECK(knee_of(data, {0, 1}).row == 0);
}
