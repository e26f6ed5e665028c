#include "fulcrum/pareto/spread.hpp"

#include "indicator_points.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <vector>

namespace {

using indicator_points::every;
using indicator_points::minimized;
using indicator_points::rows;
using point_sets::columns;

double spread(const fulcrum::dynamic_objectives& set, const columns<double>& data, const columns<double>& reference) {
    fulcrum::workspace ws;
    return fulcrum::spread(set, data.view(), every(data), reference.view(), ws);
}
double generalized(const fulcrum::dynamic_objectives& set, const columns<double>& data,
                   const columns<double>& reference) {
    fulcrum::workspace ws;
    return fulcrum::generalized_spread(set, data.view(), every(data), reference.view(), ws);
}

} // namespace

TEST_CASE("pareto/spread: even gaps to both ends are 0, by hand otherwise") {
    const auto set = minimized(2);
    const auto line = rows({{2, 2}, {0, 4}, {4, 0}, {1, 3}, {3, 1}});
    CHECK(spread(set, line, line) == doctest::Approx(0));
    CHECK(generalized(set, line, line) == doctest::Approx(0));

    // Gaps of 1 and 3 diagonals, mean 2; both ends of the reference missed by 1 diagonal: (2 + 2) / (2 + 4).
    const auto uneven = rows({{1, 5}, {2, 4}, {5, 1}});
    const auto reference = rows({{6, 0}, {3, 3}, {0, 6}});
    CHECK(spread(set, uneven, reference) == doctest::Approx(4.0 / 6));
    // Nearest others at 1, 1 and 3 diagonals, mean 5/3: (2 + 2/3 + 2/3 + 4/3) / (2 + 5).
    CHECK(generalized(set, uneven, reference) == doctest::Approx((2 + 8.0 / 3) / 7));
}

TEST_CASE("pareto/spread: maximising is minimising the negative; order and scale do not matter") {
    const auto data = rows({{1, 5}, {2, 4}, {5, 1}, {4, 1.5}});
    const auto reference = rows({{6, 0}, {3, 3}, {0, 6}});
    auto turned = data;
    auto turned_reference = reference;
    for (std::size_t i = 0; i < 4; ++i) turned(i, 1) = -turned(i, 1);
    for (std::size_t i = 0; i < 3; ++i) turned_reference(i, 1) = -turned_reference(i, 1);
    CHECK(spread(point_sets::alternating(2), turned, turned_reference) == spread(minimized(2), data, reference));
    CHECK(generalized(point_sets::alternating(2), turned, turned_reference) ==
          generalized(minimized(2), data, reference));
    const auto permuted = rows({{4, 1.5}, {5, 1}, {1, 5}, {2, 4}});
    CHECK(spread(minimized(2), permuted, reference) == spread(minimized(2), data, reference));
    for (const double factor : {0x1p1018, 0x1p-1000}) {
        auto large = data;
        auto large_reference = reference;
        for (double& v : large.values) v *= factor;
        for (double& v : large_reference.values) v *= factor;
        CHECK(spread(minimized(2), large, large_reference) ==
              doctest::Approx(spread(minimized(2), data, reference)));
        CHECK(generalized(minimized(2), large, large_reference) == generalized(minimized(2), data, reference));
    }
}

TEST_CASE("pareto/spread: the figures of numpy on random points") {
    const auto data = [](std::size_t m, std::size_t n) { return indicator_points::make(1 + m, n, m); };
    const auto reference = [](std::size_t m, std::size_t r) { return indicator_points::make(100 + m, r, m); };
    CHECK(spread(point_sets::alternating(2), data(2, 40), reference(2, 60)) ==
          doctest::Approx(0.64075209716403037).epsilon(1e-13));
    CHECK(generalized(point_sets::alternating(2), data(2, 40), reference(2, 60)) ==
          doctest::Approx(0.61454421141302862).epsilon(1e-13));
    CHECK(generalized(point_sets::alternating(3), data(3, 50), reference(3, 70)) ==
          doctest::Approx(0.38083003881281008).epsilon(1e-13));
}

TEST_CASE("pareto/spread: one member, duplicates, and extremes that are tied") {
    const auto set = minimized(2);
    const auto one = rows({{1, 1}});
    CHECK(spread(set, one, one) == 0);
    CHECK(generalized(set, one, one) == 0);
    CHECK(spread(set, one, rows({{0, 2}, {2, 0}})) == 1);
    CHECK(generalized(set, one, rows({{0, 2}, {2, 0}})) == 1);
    const auto same = rows({{1, 1}, {1, 1}, {1, 1}});
    CHECK(spread(set, same, one) == 0);
    CHECK(generalized(set, same, one) == 0);
    // (3, 0) is the better of the two that are worst in the first objective, so the member there misses nothing.
    CHECK(spread(set, rows({{0, 3}, {3, 0}}), rows({{3, 2}, {0, 3}, {3, 0}})) == 0);
}

TEST_CASE("pareto/spread: what does not fit, is not finite or missing is refused") {
    const auto good = rows({{1, 2}, {2, 1}});
    const auto three = rows({{1, 2, 3}});
    CHECK_THROWS_WITH_AS(static_cast<void>(spread(minimized(3), three, three)),
                         "spread: there are 3 objectives, it is defined for 2; take generalized_spread",
                         fulcrum::shape_error);
    CHECK_THROWS_AS(static_cast<void>(spread(minimized(2), good, three)), fulcrum::shape_error);
    CHECK_THROWS_AS(static_cast<void>(generalized(minimized(3), good, three)), fulcrum::shape_error);
    const auto odd = rows({{1, 2}, {point_sets::quiet_nan, 1}});
    CHECK_THROWS_WITH(static_cast<void>(spread(minimized(2), odd, good)),
                      "spread: row 1 has an objective that is not finite; remove it");
    CHECK_THROWS_WITH(static_cast<void>(generalized(minimized(2), good, odd)),
                      "generalized_spread: point 1 of the reference front is not finite");
    fulcrum::workspace ws;
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::spread(minimized(2), good.view(), {}, good.view(), ws)),
                      "spread: there is no member");
}
