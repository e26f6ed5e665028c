#include "fulcrum/pareto/hypervolume_contributions.hpp"

#include "fulcrum/pareto/hypervolume.hpp"
#include "allocation_counter.hpp"
#include "point_sets.hpp"
#include "volume_oracle.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

using point_sets::columns;
using vector = std::vector<double>;

vector contributions(const columns<double>& data, const vector& reference) {
    fulcrum::workspace ws;
    const auto out = fulcrum::hypervolume_contributions(point_sets::alternating(data.cols), data.view(), reference, ws);
    return {out.begin(), out.end()};
}

fulcrum::hypervolume_contributor least(const columns<double>& data, const vector& reference) {
    fulcrum::workspace ws;
    return fulcrum::least_contributor(point_sets::alternating(data.cols), data.view(), reference, ws);
}

std::vector<std::uint32_t> without(std::size_t n, std::size_t row) {
    auto rows = volume_oracle::all(n);
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(row));
    return rows;
}

void check_least(const vector& all, const fulcrum::hypervolume_contributor& found) {
    const auto expected = std::min_element(all.begin(), all.end()); // of equal ones the first
    CHECK(found.row == expected - all.begin());
    CHECK(found.volume == *expected);
}

} // namespace

TEST_CASE("pareto/hypervolume_contributions: the cells that are lost with each member, m = 1 to 6, exactly") {
    const std::uint32_t sides[] = {0, 20, 9, 6, 5, 4, 3};
    for (std::size_t m = 1; m <= 6; ++m) {
        for (const std::size_t n : {1U, 2U, 5U, 12U, 30U}) {
            for (std::uint64_t seed = 0; seed < (m < 5 ? 4U : 1U); ++seed) {
                CAPTURE(m);
                CAPTURE(n);
                const auto data = volume_oracle::grid_points(n, m, sides[m], seed);
                const vector reference = volume_oracle::grid_reference(m, sides[m]);
                const double whole = volume_oracle::grid_volume(data, volume_oracle::all(n), sides[m]);
                const vector found = contributions(data, reference);
                for (std::size_t i = 0; i < n; ++i) {
                    CAPTURE(i);
                    CHECK(found[i] == whole - volume_oracle::grid_volume(data, without(n, i), sides[m]));
                }
                check_least(found, least(data, reference));
            }
        }
    }
}

TEST_CASE("pareto/hypervolume_contributions: differences of volumes on fronts and clouds, m = 2 to 9") {
    fulcrum::workspace ws;
    for (std::size_t m = 2; m <= 9; ++m) {
        for (const bool front : {true, false}) {
            const std::size_t n = m < 5 ? 120 : m < 7 ? 40 : 20;
            auto data = front ? volume_oracle::sphere(n, m, m)
                              : point_sets::make<double>(point_sets::shape::uniform, n, m, m);
            for (std::size_t j = 1; j < m && !front; j += 2) {
                for (std::size_t i = 0; i < n; ++i) data(i, j) = -data(i, j);
            }
            const vector reference = volume_oracle::mirrored_reference(m, 1.1);
            const auto set = point_sets::alternating(m);
            const double whole = fulcrum::hypervolume(set, data.view(), reference, ws);
            const vector found = contributions(data, reference);
            for (std::size_t i = 0; i < n; ++i) {
                CAPTURE(m);
                CAPTURE(i);
                const double rest = fulcrum::hypervolume(set, data.view(), without(n, i), reference, ws);
                CHECK(found[i] == doctest::Approx(whole - rest).epsilon(1e-9).scale(whole * 1e-3));
                CHECK(found[i] >= 0);
            }
            check_least(found, least(data, reference));
        }
    }
}

TEST_CASE("pareto/hypervolume_contributions: duplicates contribute nothing, and the only dominator less") {
    for (std::size_t m = 1; m <= 5; ++m) {
        columns<double> data(3, m); // at the origin, 1 away from the reference in every objective
        const vector reference = volume_oracle::mirrored_reference(m, 1);
        CHECK(contributions(data, reference) == vector{0, 0, 0});
        for (std::size_t j = 0; j < m; ++j) {
            data(1, j) = j % 2 == 1 ? -0.5 : 0.5;
            data(2, j) = j % 2 == 1 ? -1 : 1; // on the reference
        }
        const double hidden = std::pow(0.5, static_cast<double>(m));
        CHECK(contributions(data, reference) == vector{1 - hidden, 0, 0});
        CHECK(least(data, reference).row == 1);
    }
}

TEST_CASE("pareto/hypervolume_contributions: only the members count, in their order; float") {
    const auto data = point_sets::make<float>(point_sets::shape::anticorrelated, 20, 4, 2);
    const auto set = point_sets::alternating(4);
    const std::vector<float> reference{1, 0, 1, 0};
    const std::vector<std::uint32_t> members{7, 3, 11, 3};
    fulcrum::workspace ws;
    const auto found = fulcrum::hypervolume_contributions(set, data.view(), members, reference, ws);
    REQUIRE(found.size() == 4);
    CHECK(found[1] == 0); // stands there twice
    CHECK(found[3] == 0);
    const double whole = fulcrum::hypervolume(set, data.view(), members, reference, ws);
    const double rest = fulcrum::hypervolume(set, data.view(), std::vector<std::uint32_t>{3, 11}, reference, ws);
    CHECK(found[0] == doctest::Approx(whole - rest).epsilon(1e-9));
    CHECK(fulcrum::least_contributor(set, data.view(), members, reference, ws).row == 3);
    CHECK(fulcrum::hypervolume_contributions(set, data.view(), std::vector<std::uint32_t>{}, reference, ws).empty());
}

TEST_CASE("pareto/hypervolume_contributions: nothing is allocated twice") {
    for (const std::size_t m : {2U, 3U, 4U}) {
        const auto data = volume_oracle::sphere(100, m, 4);
        const auto set = point_sets::alternating(m);
        const vector reference = volume_oracle::mirrored_reference(m, 1.1);
        fulcrum::workspace ws;
        const auto run = [&] {
            static_cast<void>(fulcrum::hypervolume_contributions(set, data.view(), reference, ws));
            ws.reset();
            static_cast<void>(fulcrum::least_contributor(set, data.view(), reference, ws));
            ws.reset();
        };
        run();
        const allocation_counter counter;
        run();
        const std::size_t allocations = counter.allocations();
        CHECK(allocations == 0);
    }
}

TEST_CASE("pareto/hypervolume_contributions: what is not finite or does not fit is refused by index") {
    columns<double> data(3, 2);
    CHECK_THROWS_WITH_AS(static_cast<void>(contributions(data, {1, -1, 1})),
                         "hypervolume_contributions: the reference has 3 values, the set has 2 objectives",
                         fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(least(data, {point_sets::inf, -1})),
                         "least_contributor: value 0 of the reference is not finite", fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(least(columns<double>(0, 2), {1, -1})),
                         "least_contributor: there is no member", fulcrum::error);
    data(2, 1) = point_sets::quiet_nan;
    CHECK_THROWS_WITH_AS(static_cast<void>(contributions(data, {1, -1})),
                         "hypervolume_contributions: row 2 has an objective that is not finite; remove it",
                         fulcrum::error);
}
