#include "fulcrum/pareto/crowding.hpp"

#include "point_sets.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace {

std::vector<double> distances(const point_sets::columns<double>& data) {
    fulcrum::workspace ws;
    const auto d = fulcrum::crowding_distance(point_sets::alternating(data.cols), data.view(), ws);
    return {d.begin(), d.end()};
}

using point_sets::inf;

} // namespace

TEST_CASE("pareto/crowding: the gap between neighbours over the range, extremes infinite") {
    point_sets::columns<double> data(4, 2);
    data.values = {0, 1, 3, 10, 8, 6, 5, 0};
    const auto d = distances(data);
    CHECK(d[0] == inf);
    CHECK(d[1] == doctest::Approx(3.0 / 10 + 3.0 / 8));
    CHECK(d[2] == doctest::Approx(9.0 / 10 + 6.0 / 8));
    CHECK(d[3] == inf);
}

TEST_CASE("pareto/crowding: a flat objective contributes nothing, not even to the extremes") {
    auto data = point_sets::make<double>(point_sets::shape::uniform, 30, 2, 1);
    point_sets::columns<double> flat(30, 3);
    for (std::size_t i = 0; i < 30; ++i) {
        flat(i, 0) = data(i, 0);
        flat(i, 1) = 0.1;
        flat(i, 2) = data(i, 1);
    }
    CHECK(distances(flat) == distances(data));
    CHECK(distances(point_sets::columns<double>(4, 3)) == std::vector<double>(4, 0.0));
}

TEST_CASE("pareto/crowding: few members, ties in order of place, and a choice of members") {
    CHECK(distances(point_sets::columns<double>(0, 2)).empty());
    CHECK(distances(point_sets::columns<double>(1, 2)) == std::vector<double>{0});
    point_sets::columns<double> data(2, 1);
    data.values = {3, 4};
    CHECK(distances(data) == std::vector<double>{inf, inf});

    point_sets::columns<double> tied(5, 1);
    tied.values = {1, 0, 1, 0, 1}; // sorted: rows 1, 3, 0, 2, 4
    CHECK(distances(tied) == std::vector<double>{1, inf, 0, 1, inf});

    fulcrum::workspace ws;
    const std::vector<std::uint32_t> members{4, 3};
    const auto two = fulcrum::crowding_distance(point_sets::alternating(1), tied.view(), members, ws);
    CHECK(two.size() == 2);
    CHECK(two[0] == inf);
}

TEST_CASE("pareto/crowding: rows that are not finite have distance 0 and do not disturb the others") {
    point_sets::columns<double> data(5, 2);
    data.values = {0, point_sets::quiet_nan, 1, 4, 2, 4, 0, 2, 0, inf};
    const auto d = distances(data);
    CHECK(d == std::vector<double>{inf, 0, d[2], inf, 0});
    CHECK(d[2] == doctest::Approx(2));
}

TEST_CASE("pareto/crowding: the largest range does not overflow, float as well") {
    point_sets::columns<double> data(3, 1);
    data.values = {-1.7e308, 0, 1.7e308};
    CHECK(distances(data) == std::vector<double>{inf, 1, inf});
    const std::vector<float> values{-3e38F, 0, 3e38F};
    fulcrum::workspace ws;
    const fulcrum::columns_view<const float> column(values.data(), 3, 1);
    CHECK(fulcrum::crowding_distance(point_sets::alternating(1), column, ws)[1] == 1.0F);
}

TEST_CASE("pareto/crowding: maximising is minimising the negative, ties included; other columns are refused") {
    const auto data = point_sets::make<double>(point_sets::shape::quantised, 40, 1, 3);
    point_sets::columns<double> negative(40, 1);
    for (std::size_t i = 0; i < 40; ++i) negative(i, 0) = -data(i, 0);
    const fulcrum::dynamic_objectives up{{"f", fulcrum::direction::maximize}};
    fulcrum::workspace ws;
    const auto d = fulcrum::crowding_distance(up, negative.view(), ws);
    CHECK(std::vector<double>(d.begin(), d.end()) == distances(data));
    CHECK_THROWS_WITH_AS(
        static_cast<void>(fulcrum::crowding_distance(up, point_sets::columns<double>(2, 3).view(), ws)),
        "crowding_distance: there are 3 columns of values, the set has 1 objectives", fulcrum::shape_error);
}
