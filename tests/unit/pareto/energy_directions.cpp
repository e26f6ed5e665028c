#include "fulcrum/pareto/energy_directions.hpp"

#include "fulcrum/pareto/das_dennis.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using fulcrum::energy_directions;
using fulcrum::seed;

namespace {

struct spacing {
    double least;    ///< distance of two points
    double mean;     ///< distance of a point to the next one
    double potential; ///< the logarithm of the energy, s = m^2, over s
};

spacing spacing_of(fulcrum::columns_view<const double> points) {
    const auto gap = [&](std::size_t a, std::size_t b) {
        double squared = 0;
        for (std::size_t j = 0; j < points.cols(); ++j) squared += std::pow(points(a, j) - points(b, j), 2);
        return std::sqrt(squared);
    };
    const auto power = static_cast<double>(points.cols() * points.cols());
    spacing found{2, 0, 0};
    for (std::size_t i = 0; i < points.rows(); ++i) {
        double next = 2;
        for (std::size_t k = 0; k < points.rows(); ++k) {
            if (k == i) continue;
            next = std::min(next, gap(i, k));
            if (k < i) found.potential += std::pow(gap(i, k), -power);
        }
        found.least = std::min(found.least, next);
        found.mean += next / static_cast<double>(points.rows());
    }
    found.potential = std::log(found.potential) / power;
    return found;
}

void check_on_simplex(fulcrum::columns_view<const double> points) {
    for (std::size_t i = 0; i < points.rows(); ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < points.cols(); ++j) {
            CHECK_UNARY(points(i, j) >= 0);
            sum += points(i, j);
        }
        CHECK(sum == doctest::Approx(1).epsilon(1e-12));
    }
}

} // namespace

// pymoo 0.6.1, get_reference_directions("energy", m, n, seed=1), s = m^2, 1,000 steps of Adam: least distance .1011,
// .2334, .3310, mean .1062, .2354, .3599, potential 2.8209, 1.7308, 1.1304; the lattice of 210 points has 1.7307.
TEST_CASE("pareto/energy_directions: as even as pymoo's") {
    struct figures {
        std::size_t objectives, count;
        double least, mean, potential;
    };
    for (const figures known : {figures{3, 100, 0.098, 0.105, 2.825}, figures{5, 210, 0.19, 0.22, 1.77},
                                figures{8, 156, 0.345, 0.358, 1.12}}) {
        fulcrum::workspace ws;
        const auto points = energy_directions(known.objectives, known.count, seed{1}, ws);
        CAPTURE(known.objectives);
        CHECK(points.rows() == known.count);
        CHECK(points.cols() == known.objectives);
        check_on_simplex(points);
        const spacing found = spacing_of(points);
        CHECK(found.least > known.least);
        CHECK(found.mean > known.mean);
        CHECK(found.potential < known.potential);
    }
}

TEST_CASE("pareto/energy_directions: nearly as even as a lattice of as many points, and never far better") {
    for (const std::size_t parts : {5U, 12U}) {
        fulcrum::workspace ws;
        const auto lattice = fulcrum::das_dennis(3, parts, ws);
        const auto points = energy_directions(3, lattice.rows(), seed{2}, ws);
        const double apart = std::sqrt(2.0) / static_cast<double>(parts);
        CHECK(spacing_of(lattice).least == doctest::Approx(apart));
        CHECK(spacing_of(points).least > 0.8 * apart);
        CHECK(spacing_of(points).least < 1.01 * apart);
    }
}

TEST_CASE("pareto/energy_directions: two objectives are cut into equal parts") {
    fulcrum::workspace ws;
    for (const std::size_t n : {2U, 3U, 7U, 20U}) {
        const auto points = energy_directions(2, n, seed{1}, ws);
        REQUIRE(points.rows() == n);
        for (std::size_t i = 0; i < n; ++i) {
            CHECK(points(i, 1) == doctest::Approx(static_cast<double>(i) / static_cast<double>(n - 1)));
            CHECK(points(i, 0) + points(i, 1) == doctest::Approx(1));
        }
    }
}

TEST_CASE("pareto/energy_directions: the corners are there, one direction is the middle, any number will do") {
    fulcrum::workspace ws;
    for (std::size_t m = 1; m <= 6; ++m) {
        for (std::size_t n = 1; n <= 12; ++n) {
            const auto points = energy_directions(m, n, seed{n}, ws);
            CHECK(points.rows() == n);
            check_on_simplex(points);
            if (m != 2 && n > 1) {
                for (std::size_t i = 0; i < std::min(n, m); ++i) CHECK(points(i, i) == 1);
            }
            if (m > 1 && n > 1) CHECK(spacing_of(points).least > 0.05);
        }
        const auto one = energy_directions(m, 1, seed{3}, ws);
        for (std::size_t j = 0; j < m; ++j) CHECK(one(0, j) == doctest::Approx(1 / static_cast<double>(m)));
    }
    check_on_simplex(energy_directions(25, 40, seed{1}, ws));
}

TEST_CASE("pareto/energy_directions: the same seed gives the same points, another others") {
    fulcrum::workspace ws;
    const auto once = energy_directions(4, 30, seed{5}, ws);
    const auto twice = energy_directions(4, 30, seed{5}, ws);
    const auto other = energy_directions(4, 30, seed{6}, ws);
    bool differs = false;
    for (std::size_t i = 0; i < 30; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
            CHECK(once(i, j) == twice(i, j));
            differs = differs || once(i, j) != other(i, j);
        }
    }
    CHECK(differs);
    CHECK_THROWS_WITH_AS(static_cast<void>(energy_directions(0, 3, seed{1}, ws)),
                         "energy_directions: there are 0 objectives; give at least one", fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(energy_directions(3, 0, seed{1}, ws)),
                         "energy_directions: there are 0 directions; give at least one", fulcrum::error);
}
