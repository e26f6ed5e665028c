#include "fulcrum/pareto/hypervolume_improvement.hpp"

#include "fulcrum/pareto/hypervolume.hpp"
#include "allocation_counter.hpp"
#include "point_sets.hpp"
#include "volume_oracle.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace {

using point_sets::columns;
using vector = std::vector<double>;
using rows = std::vector<std::uint32_t>;

/// Rows of the members, then of the candidates.
vector improvements(const columns<double>& data, std::size_t members, const vector& reference) {
    const std::size_t n = data.rows - members;
    columns<double> candidates(n, data.cols);
    for (std::size_t j = 0; j < data.cols; ++j) {
        for (std::size_t i = 0; i < n; ++i) candidates(i, j) = data(members + i, j);
    }
    fulcrum::workspace ws;
    const auto out = fulcrum::hypervolume_improvement(point_sets::alternating(data.cols), data.view(),
                                                      volume_oracle::all(members), candidates.view(), reference, ws);
    return {out.begin(), out.end()};
}

} // namespace

TEST_CASE("pareto/hypervolume_improvement: the cells that are won with each candidate, m = 1 to 6, exactly") {
    const std::uint32_t sides[] = {0, 20, 9, 6, 5, 4, 3};
    for (std::size_t m = 1; m <= 6; ++m) {
        for (const std::size_t members : {0U, 1U, 6U, 20U}) {
            const auto data = volume_oracle::grid_points(members + 8, m, sides[m], members);
            const vector found = improvements(data, members, volume_oracle::grid_reference(m, sides[m]));
            const double before = volume_oracle::grid_volume(data, volume_oracle::all(members), sides[m]);
            for (std::size_t i = 0; i < 8; ++i) {
                CAPTURE(m);
                CAPTURE(members);
                CAPTURE(i);
                rows with = volume_oracle::all(members);
                with.push_back(static_cast<std::uint32_t>(members + i));
                CHECK(found[i] == volume_oracle::grid_volume(data, with, sides[m]) - before);
            }
        }
    }
}

TEST_CASE("pareto/hypervolume_improvement: differences of volumes on fronts, m = 2 to 8") {
    fulcrum::workspace ws;
    for (std::size_t m = 2; m <= 8; ++m) {
        const std::size_t members = m < 6 ? 60 : 20;
        const auto data = volume_oracle::sphere(members + 10, m, m);
        const auto set = point_sets::alternating(m);
        const vector reference = volume_oracle::mirrored_reference(m, 1.1);
        const double before = fulcrum::hypervolume(set, data.view(), volume_oracle::all(members), reference, ws);
        const vector found = improvements(data, members, reference);
        for (std::size_t i = 0; i < 10; ++i) {
            rows with = volume_oracle::all(members);
            with.push_back(static_cast<std::uint32_t>(members + i));
            const double after = fulcrum::hypervolume(set, data.view(), with, reference, ws);
            CHECK(found[i] == doctest::Approx(after - before).epsilon(1e-9).scale(1e-3));
            const vector point = data.row(members + i);
            CHECK(fulcrum::hypervolume_improvement(set, data.view(), volume_oracle::all(members), point, reference,
                                                   ws) == found[i]);
        }
    }
}

TEST_CASE("pareto/hypervolume_improvement: nothing for what is dominated, equal, or not inside the reference") {
    for (std::size_t m = 1; m <= 5; ++m) {
        columns<double> data(5, m);
        for (std::size_t j = 0; j < m; ++j) {
            const double sign = j % 2 == 1 ? -1 : 1;
            data(2, j) = sign * 0.5;
            data(3, j) = sign * 1;
            data(4, j) = sign * -1;
        }
        const vector found = improvements(data, 1, volume_oracle::mirrored_reference(m, 1));
        CHECK(found == vector{0, 0, 0, std::pow(2.0, static_cast<double>(m)) - 1});
    }
}

TEST_CASE("pareto/hypervolume_improvement: float, and nothing is allocated twice") {
    const auto data = point_sets::make<float>(point_sets::shape::anticorrelated, 30, 4, 9);
    const auto set = point_sets::alternating(4);
    const std::vector<float> reference{1, 0, 1, 0};
    const std::vector<float> point{0, 1, 0, 1};
    const rows members = volume_oracle::all(30);
    fulcrum::workspace ws;
    const double before = fulcrum::hypervolume(set, data.view(), reference, ws);
    const auto run = [&] {
        const double won = fulcrum::hypervolume_improvement(set, data.view(), members, point, reference, ws);
        ws.reset();
        return won;
    };
    CHECK(run() == doctest::Approx(1 - before).epsilon(1e-12)); // the best of all covers all
    const allocation_counter counter;
    static_cast<void>(run());
    const std::size_t allocations = counter.allocations();
    CHECK(allocations == 0);
}

TEST_CASE("pareto/hypervolume_improvement: what is not finite or does not fit is refused by index") {
    const columns<double> data(3, 2);
    const auto set = point_sets::alternating(2);
    fulcrum::workspace ws;
    const auto run = [&](const vector& point, const vector& reference) {
        static_cast<void>(fulcrum::hypervolume_improvement(set, data.view(), rows{0, 1}, point, reference, ws));
    };
    CHECK_THROWS_WITH_AS(run({0, 0}, {1}),
                         "hypervolume_improvement: the reference has 1 values, the set has 2 objectives",
                         fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(run({0, 0, 0}, {1, -1}),
                         "hypervolume_improvement: there are 3 columns of candidates, the set has 2 objectives",
                         fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(run({0, point_sets::quiet_nan}, {1, -1}),
                         "hypervolume_improvement: candidate 0 has an objective that is not finite", fulcrum::error);
    CHECK_THROWS_WITH_AS(run({0, 0}, {1, point_sets::inf}),
                         "hypervolume_improvement: value 1 of the reference is not finite", fulcrum::error);
}
