#include "fulcrum/pareto/das_dennis.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <set>
#include <vector>

TEST_CASE("pareto/das_dennis: the sizes known from the literature") {
    CHECK(fulcrum::das_dennis_size(3, 12) == 91);
    CHECK(fulcrum::das_dennis_size(5, 6) == 210);
    CHECK(fulcrum::das_dennis_size(8, 3) == 120);
    CHECK(fulcrum::das_dennis_size(10, 3) == 220);
    CHECK(fulcrum::das_dennis_size(3, 100) == 5151);
    CHECK(fulcrum::das_dennis_size(1, 7) == 1);
    CHECK(fulcrum::das_dennis_size(2, 4294967294U) == 4294967295U);
}

TEST_CASE("pareto/das_dennis: all different, on the simplex, multiples of the step, in descending order") {
    for (std::size_t m = 1; m <= 6; ++m) {
        for (std::size_t parts = 1; parts <= 5; ++parts) {
            fulcrum::workspace ws;
            const auto points = fulcrum::das_dennis(m, parts, ws);
            CHECK(points.rows() == fulcrum::das_dennis_size(m, parts));
            CHECK(points.cols() == m);
            std::set<std::vector<double>> seen;
            std::vector<double> before(m, 2);
            for (std::size_t i = 0; i < points.rows(); ++i) {
                std::vector<double> row;
                double sum = 0;
                for (std::size_t j = 0; j < m; ++j) {
                    row.push_back(points(i, j));
                    sum += row[j];
                    const double whole = row[j] * static_cast<double>(parts);
                    CHECK(whole == doctest::Approx(std::round(whole)));
                }
                CHECK(sum == doctest::Approx(1));
                CHECK(row < before);
                before = row;
                seen.insert(row);
            }
            CHECK(seen.size() == points.rows());
        }
    }
}

TEST_CASE("pareto/das_dennis: nothing to divide, and more points than can be named, are refused") {
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::das_dennis_size(0, 3)),
                      "das_dennis: there are 0 objectives; give at least one");
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::das_dennis_size(3, 0)),
                      "das_dennis: there are 0 parts; give at least one");
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::das_dennis_size(20, 50)),
                      "das_dennis: 20 objectives in 50 parts are 2^32 points or more");
    CHECK_THROWS_AS(static_cast<void>(fulcrum::das_dennis_size(2, ~std::size_t{0})), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::das_dennis_size(~std::size_t{0}, ~std::size_t{0})), fulcrum::error);
}
