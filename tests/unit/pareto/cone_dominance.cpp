#include "fulcrum/pareto/cone_dominance.hpp"

#include "point_sets.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

namespace {

struct cost : fulcrum::minimize {};
struct gain : fulcrum::maximize {};
using goals = fulcrum::objectives<cost, gain>;
using row = std::array<double, 2>;

fulcrum::matrix_view<const double> square(const std::vector<double>& values, std::size_t m) {
    return {values.data(), m, m};
}

} // namespace

TEST_CASE("pareto/cone_dominance: a loss within the trade-off is made good by the gain") {
    // A unit of gain is worth at least 2 of cost, a unit of cost at least 1/4 of gain.
    const std::vector<double> rates{1, 2, 0.25, 1};
    const fulcrum::cone_dominance cone(square(rates, 2));
    CHECK(cone(goals{}, row{11.5, 6}, row{10, 5}));       // 1 gained for 1.5
    CHECK(cone(goals{}, row{12, 6}, row{10, 5}));         // for 2: equal in one, better in the other
    CHECK_FALSE(cone(goals{}, row{12.5, 6}, row{10, 5})); // for 2.5
    CHECK_FALSE(cone(goals{}, row{10, 5}, row{12.5, 6})); // 2.5 saved for 1: they are worth 0.625 at least
    CHECK(cone(goals{}, row{10, 5}, row{14.5, 6}));       // 4.5 saved for 1
    CHECK_FALSE(cone(goals{}, row{10, 5}, row{10, 5}));
}

TEST_CASE("pareto/cone_dominance: without trade-offs it is Pareto domination, and with them it contains it") {
    const auto data = point_sets::make<double>(point_sets::shape::with_non_finite, 40, 3, 2);
    const auto set = point_sets::alternating(3);
    const std::vector<double> none{1, 0, 0, 0, 2, 0, 0, 0, 1};
    const std::vector<double> some{1, 0.5, 0.1, 0.5, 1, 0, 0.2, 0.3, 1};
    for (std::size_t a = 0; a < 40; ++a) {
        for (std::size_t b = 0; b < 40; ++b) {
            const bool wanted = fulcrum::dominates(set, data.row(a), data.row(b));
            CHECK(fulcrum::cone_dominance(square(none, 3))(set, data.row(a), data.row(b)) == wanted);
            CHECK(fulcrum::cone_dominance(square(some, 3))(set, data.row(a), data.row(b)) >= wanted);
        }
    }
}

TEST_CASE("pareto/cone_dominance: the traded columns keep directions, and rows that are not finite") {
    const std::vector<double> rates{1, 2, 0.25, 1};
    point_sets::columns<double> data(2, 2);
    data.values = {10, point_sets::inf, 5, 1};
    fulcrum::workspace ws;
    const auto traded = fulcrum::cone_dominance(square(rates, 2)).pareto_columns(goals{}, data.view(), ws);
    CHECK(traded(0, 0) == 10 - 2 * 5);
    CHECK(traded(0, 1) == 5 - 0.25 * 10);
    CHECK_FALSE(fulcrum::detail::finite_row(traded, 1));
    data.values = {1, 1e308, 1, -1e308};
    CHECK_THROWS_WITH_AS(
        static_cast<void>(fulcrum::cone_dominance(square(rates, 2)).pareto_columns(goals{}, data.view(), ws)),
        "cone_dominance: row 1 exceeds a double after the trade-offs; scale the objectives", fulcrum::error);
}

TEST_CASE("pareto/cone_dominance: rates that are not trade-offs are refused") {
    const std::vector<double> rates{1, -2, 0, 1, 1, 1};
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::cone_dominance({rates.data(), 2, 3})),
                         "cone_dominance: there are 2 rows and 3 columns of trade-offs; give one of each for every "
                         "objective",
                         fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::cone_dominance(square(rates, 2))),
                         "cone_dominance: trade-off (0, 1) is -2; trade-offs are finite and at least 0, and more than "
                         "0 on the diagonal",
                         fulcrum::error);
    const std::vector<double> flat{1, 0, 0, 0};
    CHECK_THROWS_AS(static_cast<void>(fulcrum::cone_dominance(square(flat, 2))), fulcrum::error);
    const std::vector<double> one{1};
    CHECK_THROWS_WITH_AS(fulcrum::cone_dominance(square(one, 1)).check(goals{}),
                         "cone_dominance: there are 1 rows of trade-offs, the set has 2 objectives",
                         fulcrum::shape_error);
}
