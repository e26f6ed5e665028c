#include "fulcrum/search/front_sample.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <span>
#include <vector>

using namespace fulcrum;

TEST_CASE("search/front_sample: a column per objective") {
    const front_sample sample(std::vector<double>{1, 2, 3, 6, 5, 4}, 2);
    CHECK(sample.columns().rows() == 3);
    CHECK(sample.columns().cols() == 2);
    CHECK(sample.columns()(1, 1) == 5);
}

TEST_CASE("search/front_sample: curves, lattices and surfaces") {
    const front_sample line = detail::sample_curve(3, 2, [](double t, std::span<double> f) {
        f[0] = t;
        f[1] = 1 - t;
    });
    CHECK(line.columns()(1, 0) == 0.5);
    CHECK(line.columns()(2, 1) == 0);

    const auto all = [](std::span<double>) { return true; };
    CHECK(detail::sample_lattice(3, 12, all).columns().rows() == 91);
    CHECK(detail::sample_lattice(1, 4, all).columns().rows() == 1);
    const front_sample inner =
        detail::sample_lattice(3, 12, [](std::span<double> p) { return p[0] > 0 && p[1] > 0 && p[2] > 0; });
    CHECK(inner.columns().rows() == 55);
    for (std::size_t i = 0; i < 55; ++i) {
        CHECK(inner.columns()(i, 0) + inner.columns()(i, 1) + inner.columns()(i, 2) == doctest::Approx(1));
    }

    // Of the grid (x, y) -> (x, y, 2 - x - y or more), only the plane is left.
    const front_sample plane = detail::sample_surface(3, 4, [](std::span<const double> x, std::span<double> f) {
        f[0] = x[0];
        f[1] = x[1];
        f[2] = x[0] == 0.5 ? 3 : 2 - x[0] - x[1];
    });
    CHECK(plane.columns().rows() == 20); // all of x = 0.5 lies behind x = 0.25
}
