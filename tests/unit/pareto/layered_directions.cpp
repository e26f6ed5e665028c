#include "fulcrum/pareto/layered_directions.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <limits>
#include <set>
#include <span>
#include <vector>

using fulcrum::layered_directions;

TEST_CASE("pareto/layered_directions: the sizes of Deb and Jain's table I") {
    fulcrum::workspace ws;
    CHECK(layered_directions(8, {{3}, {2, 0.5}}, ws).rows() == 156);
    CHECK(layered_directions(10, {{3}, {2, 0.5}}, ws).rows() == 275);
    CHECK(layered_directions(15, {{2}, {1, 0.5}}, ws).rows() == 135);
}

TEST_CASE("pareto/layered_directions: one layer is the lattice, and a shrunk one is its image about the middle") {
    fulcrum::workspace ws;
    const auto lattice = fulcrum::das_dennis(4, 3, ws);
    const auto both = layered_directions(4, {{3}, {3, 0.25}}, ws);
    REQUIRE(both.rows() == 2 * lattice.rows());
    CHECK(both.cols() == 4);
    for (std::size_t i = 0; i < lattice.rows(); ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < 4; ++j) {
            CHECK(both(i, j) == lattice(i, j));
            const double inner = both(lattice.rows() + i, j);
            CHECK(inner - 0.25 == doctest::Approx(0.25 * (lattice(i, j) - 0.25)));
            CHECK(inner > 0);
            sum += inner;
        }
        CHECK(sum == doctest::Approx(1));
    }
}

TEST_CASE("pareto/layered_directions: what several layers have stands once") {
    fulcrum::workspace ws;
    CHECK(layered_directions(2, {{4}, {2, 0.5}}, ws).rows() == 5); // 1/4, 1/2, 3/4 again
    const auto three = layered_directions(3, {{3}, {3, 0.5}, {3, 0.1}}, ws); // each has the middle
    CHECK(three.rows() == 3 * 10 - 2);
    CHECK(layered_directions(1, {{5}, {2, 0.5}}, ws).rows() == 1);
}

TEST_CASE("pareto/layered_directions: bad layers are refused") {
    fulcrum::workspace ws;
    CHECK_THROWS_WITH_AS(static_cast<void>(layered_directions(3, std::span<const fulcrum::direction_layer>(), ws)),
                         "layered_directions: there are 0 layers; give at least one", fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(layered_directions(3, {{3}, {2, 1.5}}, ws)),
                         "layered_directions: the scale of a layer is 1.5, not in (0, 1]", fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(layered_directions(3, {{3, 0}}, ws)), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(layered_directions(3, {{3, std::numeric_limits<double>::quiet_NaN()}}, ws)),
                    fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(layered_directions(3, {{0}}, ws)), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(layered_directions(0, {{1}}, ws)), fulcrum::error);
}
