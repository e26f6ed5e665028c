#include "fulcrum/pareto/indicators.hpp"

#include "point_sets.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

TEST_CASE("pareto/indicators: igd is the mean distance from the reference to the nearest member") {
    point_sets::columns<double> data(3, 2);
    data.values = {0, 3, 100, 0, 4, 100};
    point_sets::columns<double> truth(2, 2);
    truth.values = {0, 3, 1, 0};
    const std::vector<std::uint32_t> members{0, 1};
    CHECK(fulcrum::igd(data.view(), members, truth.view()) == doctest::Approx((1.0 + 3.0) / 2));
    CHECK(fulcrum::igd(truth.view(), members, truth.view()) == 0);
    const std::vector<float> one{1, 2};
    const std::vector<std::uint32_t> first{0};
    const fulcrum::columns_view<const float> point(one.data(), 1, 2);
    CHECK(fulcrum::igd(point, first, point) == 0);
}

TEST_CASE("pareto/indicators: igd refuses what is empty, not finite or of another width") {
    point_sets::columns<double> data(2, 2);
    const std::vector<std::uint32_t> members{0, 1};
    CHECK_THROWS_AS(static_cast<void>(fulcrum::igd(data.view(), members, point_sets::columns<double>(2, 3).view())),
                    fulcrum::shape_error);
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::igd(data.view(), {}, data.view())), "igd: there is no member");
    CHECK_THROWS_WITH(
        static_cast<void>(fulcrum::igd(data.view(), members, fulcrum::columns_view<const double>(nullptr, 0, 2))),
        "igd: the reference front is empty");
    auto odd = data;
    odd(1, 1) = point_sets::quiet_nan;
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::igd(odd.view(), members, data.view())),
                      "igd: row 1 has an objective that is not finite; remove it");
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::igd(data.view(), members, odd.view())),
                      "igd: point 1 of the reference front is not finite");
}
