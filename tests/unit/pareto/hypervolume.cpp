#include "fulcrum/pareto/hypervolume.hpp"

#include "point_sets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace {

/// Inclusion and exclusion over all subsets.
template <class T>
double naive(const fulcrum::dynamic_objectives& set, const point_sets::columns<T>& data, const std::vector<T>& ref) {
    double total = 0;
    for (unsigned subset = 1; subset < 1U << data.rows; ++subset) {
        double volume = 1;
        for (std::size_t j = 0; j < data.cols; ++j) {
            const double sign = static_cast<double>(fulcrum::sign_of(set.directions()[j]));
            double side = point_sets::inf;
            for (std::size_t i = 0; i < data.rows; ++i) {
                if ((subset >> i & 1U) == 0) continue;
                side = std::min(side, sign * (static_cast<double>(ref[j]) - static_cast<double>(data(i, j))));
            }
            volume *= std::max(side, 0.0);
        }
        total += __builtin_popcount(subset) % 2 == 1 ? volume : -volume;
    }
    return total;
}

std::vector<double> reference(std::size_t m, double distance) {
    std::vector<double> ref(m, distance);
    for (std::size_t j = 1; j < m; j += 2) ref[j] = -distance; // maximised
    return ref;
}

double volume_of(const point_sets::columns<double>& data, const std::vector<double>& ref) {
    fulcrum::workspace ws;
    return fulcrum::hypervolume(point_sets::alternating(data.cols), data.view(), ref, ws);
}

} // namespace

TEST_CASE("pareto/hypervolume: equals inclusion and exclusion, m = 1 to 7, ties and points beyond the reference") {
    for (const auto shape : {point_sets::shape::uniform, point_sets::shape::anticorrelated,
                             point_sets::shape::duplicates, point_sets::shape::quantised}) {
        for (std::size_t m = 1; m <= 7; ++m) {
            for (std::size_t n = 1; n <= 9; n += 2) {
                for (std::uint64_t seed = 0; seed < 4; ++seed) {
                    CAPTURE(static_cast<int>(shape));
                    CAPTURE(m);
                    CAPTURE(n);
                    const auto set = point_sets::alternating(m);
                    auto data = point_sets::make<double>(shape, n, m, seed);
                    for (std::size_t j = 1; j < m; j += 2) {
                        for (std::size_t i = 0; i < n; ++i) data(i, j) = -data(i, j);
                    }
                    const auto ref = reference(m, 0.9);
                    CHECK(volume_of(data, ref) == doctest::Approx(naive(set, data, ref)).epsilon(1e-9));
                }
            }
        }
    }
}

TEST_CASE("pareto/hypervolume: float is computed in double") {
    const auto data = point_sets::make<float>(point_sets::shape::uniform, 8, 3, 4);
    const std::vector<float> ref{1, 0, 1};
    fulcrum::workspace ws;
    const auto set = point_sets::alternating(3);
    CHECK(fulcrum::hypervolume(set, data.view(), ref, ws) == doctest::Approx(naive(set, data, ref)).epsilon(1e-9));
}

TEST_CASE("pareto/hypervolume: m and m + 1 agree when the new objective is flat, on larger sets") {
    for (std::size_t m = 1; m <= 4; ++m) {
        const auto data = point_sets::make<double>(point_sets::shape::anticorrelated, 120, m, 6);
        point_sets::columns<double> more(120, m + 1);
        std::copy(data.values.begin(), data.values.end(), more.values.begin());
        auto ref = reference(m, 1.5);
        for (std::size_t j = 1; j < m; j += 2) ref[j] = 0; // these are maximised from 0
        const double expected = volume_of(data, ref);
        ref.push_back(m % 2 == 1 ? -2.0 : 2.0);
        CHECK(expected > 0);
        CHECK(volume_of(more, ref) == doctest::Approx(2 * expected).epsilon(1e-12));
    }
}

TEST_CASE("pareto/hypervolume: a quarter circle tends to its area") {
    const std::size_t n = 5001;
    point_sets::columns<double> data(n, 2);
    for (std::size_t i = 0; i < n; ++i) {
        const double angle = 1.5707963267948966 * static_cast<double>(i) / static_cast<double>(n - 1);
        data(i, 0) = -std::cos(angle);
        data(i, 1) = std::sin(angle);
    }
    CHECK(volume_of(data, {0, 0}) == doctest::Approx(0.7853981634).epsilon(1e-3));
}

TEST_CASE("pareto/hypervolume: only the chosen members count") {
    point_sets::columns<double> data(3, 2);
    data.values = {0, 0.5, 0.2, 0.5, 1, 0.8}; // the second objective is maximised
    fulcrum::workspace ws;
    const std::vector<std::uint32_t> members{0, 2};
    const std::vector<double> ref{1, 0};
    const double chosen = fulcrum::hypervolume(point_sets::alternating(2), data.view(), members, ref, ws);
    CHECK(chosen == doctest::Approx(0.8 * 0.8 + 0.2 * 0.5));
    CHECK(volume_of(data, ref) == doctest::Approx(0.5 * 1 + 0.3 * 0.8 + 0.2 * 0.5));
}

TEST_CASE("pareto/hypervolume: nothing inside the reference is 0, and on its edge too") {
    for (std::size_t m = 1; m <= 5; ++m) {
        CHECK(volume_of(point_sets::columns<double>(0, m), reference(m, 1)) == 0);
        CHECK(volume_of(point_sets::columns<double>(4, m), reference(m, 0)) == 0);
        CHECK(volume_of(point_sets::columns<double>(4, m), reference(m, -1)) == 0);
    }
}

TEST_CASE("pareto/hypervolume: what is not finite or does not fit is refused by index") {
    point_sets::columns<double> data(3, 2);
    CHECK_THROWS_WITH_AS(static_cast<void>(volume_of(data, {1, 1, 1})),
                         "hypervolume: the reference has 3 values, the set has 2 objectives", fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(volume_of(data, {1, point_sets::inf})),
                         "hypervolume: value 1 of the reference is not finite", fulcrum::error);
    data(1, 0) = point_sets::quiet_nan;
    CHECK_THROWS_WITH_AS(static_cast<void>(volume_of(data, {1, 1})),
                         "hypervolume: row 1 has an objective that is not finite; remove it", fulcrum::error);
    data(1, 0) = -1e300;
    data(1, 1) = 1e300;
    CHECK_THROWS_AS(static_cast<void>(volume_of(data, {1, -1})), fulcrum::error);
}
