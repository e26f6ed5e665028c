#include "fulcrum/pareto/hypervolume_estimate.hpp"

#include "fulcrum/pareto/hypervolume.hpp"
#include "allocation_counter.hpp"
#include "point_sets.hpp"
#include "volume_oracle.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace {

using vector = std::vector<double>;

fulcrum::volume_estimate estimate(const point_sets::columns<double>& data, const vector& reference, std::uint64_t seed,
                                  fulcrum::sampling_effort effort) {
    fulcrum::workspace ws;
    const auto set = point_sets::alternating(data.cols);
    return fulcrum::hypervolume_estimate(set, data.view(), reference, fulcrum::seed{seed}, ws, effort);
}

} // namespace

TEST_CASE("pareto/hypervolume_estimate: the volume is within the bound, which shrinks as samples grow") {
    fulcrum::workspace ws;
    for (const std::size_t m : {2U, 3U, 5U, 8U}) {
        const auto data = volume_oracle::sphere(30, m, m);
        const vector reference = volume_oracle::mirrored_reference(m, 1.1);
        const double exact = fulcrum::hypervolume(point_sets::alternating(m), data.view(), reference, ws);
        for (std::uint64_t seed = 0; seed < 20; ++seed) { // sure enough that none of 80 may miss
            CAPTURE(m);
            const auto found = estimate(data, reference, seed, {.samples = 3000, .confidence = 1 - 1e-6});
            CHECK(std::fabs(found.volume - exact) <= found.half_width);
        }
        const auto rough = estimate(data, reference, 1, {.samples = 2500, .confidence = 0.95});
        const auto fine = estimate(data, reference, 1, {.samples = 40'000, .confidence = 0.95});
        CHECK(fine.half_width < rough.half_width / 3);
        CHECK(fine.half_width > rough.half_width / 5);
        CHECK(std::fabs(fine.volume - exact) < 0.05 * exact);
    }
}

TEST_CASE("pareto/hypervolume_estimate: the bound of a frequency") {
    // Nothing seen in n trials: the probability is at most 1 - (alpha / 2)^(1 / n), and so for everything.
    const double expected = 1 - std::pow(0.025, 1.0 / 200);
    CHECK(fulcrum::detail::frequency_error(0, 200, 0.95) == doctest::Approx(expected));
    CHECK(fulcrum::detail::frequency_error(1, 200, 0.95) == doctest::Approx(expected));
    // Never wider than Hoeffding's, never narrower than the normal approximation.
    for (const double share : {0.02, 0.3, 0.5, 0.9}) {
        const double error = fulcrum::detail::frequency_error(share, 1000, 0.95);
        CHECK(error <= std::sqrt(std::log(2 / 0.05) / 2000));
        CHECK(error >= 1.96 * std::sqrt(share * (1 - share) / 1000));
    }
}

TEST_CASE("pareto/hypervolume_estimate: a seed gives one estimate; dominated rows do not change it") {
    auto data = volume_oracle::sphere(25, 4, 3);
    const vector reference = volume_oracle::mirrored_reference(4, 1.1);
    const auto once = estimate(data, reference, 7, {.samples = 5000});
    CHECK(estimate(data, reference, 7, {.samples = 5000}).volume == once.volume);
    CHECK(estimate(data, reference, 8, {.samples = 5000}).volume != once.volume);
    point_sets::columns<double> more(27, 4);
    for (std::size_t j = 0; j < 4; ++j) {
        const double sign = j % 2 == 1 ? -1 : 1;
        for (std::size_t i = 0; i < 25; ++i) more(i, j) = data(i, j);
        more(25, j) = data(3, j) + sign * 1e-3;
        more(26, j) = sign * 2; // beyond the reference
    }
    CHECK(estimate(more, reference, 7, {.samples = 5000}).volume == once.volume);
}

TEST_CASE("pareto/hypervolume_estimate: no member inside is 0 and sure; one member is exact; float") {
    const auto none = estimate(point_sets::columns<double>(4, 3), volume_oracle::mirrored_reference(3, -1), 1, {});
    CHECK(none.volume == 0);
    CHECK(none.half_width == 0);
    const auto one = estimate(point_sets::columns<double>(1, 3), volume_oracle::mirrored_reference(3, 2), 1, {});
    CHECK(one.volume == 8);
    const auto data = point_sets::make<float>(point_sets::shape::uniform, 20, 2, 1);
    const auto set = point_sets::alternating(2);
    const std::vector<float> reference{1, 0};
    fulcrum::workspace ws;
    const double exact = fulcrum::hypervolume(set, data.view(), reference, ws);
    const auto found = fulcrum::hypervolume_estimate(set, data.view(), reference, fulcrum::seed{3}, ws);
    CHECK(std::fabs(found.volume - exact) <= 2 * found.half_width);
    ws.reset();
    const allocation_counter counter;
    const auto again = fulcrum::hypervolume_estimate(set, data.view(), reference, fulcrum::seed{3}, ws);
    const std::size_t allocations = counter.allocations();
    CHECK(allocations == 0);
    CHECK(again.volume == found.volume);
}

TEST_CASE("pareto/hypervolume_estimate: the kernels of all instruction sets count the same") {
    const auto data = volume_oracle::sphere(21, 3, 3);
    const auto set = point_sets::alternating(3);
    const auto rows = volume_oracle::all(21);
    const vector reference = volume_oracle::mirrored_reference(3, 1.1);
    fulcrum::workspace ws;
    const auto boxes = fulcrum::detail::largest_first(
        fulcrum::detail::boxes_of<fulcrum::dynamic_objectives, double>(set, data.view(), rows, reference, ws), ws);
    vector points;
    fulcrum::random_stream random(5);
    std::size_t expected = 0;
    for (int k = 0; k < 500; ++k) {
        for (int j = 0; j < 3; ++j) points.push_back(1.1 * random.uniform());
        bool inside = false;
        for (std::size_t i = 0; i < 21; ++i) {
            bool in = true;
            for (std::size_t j = 0; j < 3; ++j) in = in && points[points.size() - 3 + j] <= boxes.column(j)[i];
            inside = inside || in;
        }
        expected += inside ? 1 : 0;
    }
    CHECK(expected > 0);
    for (const fulcrum::isa level : {fulcrum::isa::baseline, fulcrum::isa::avx2, fulcrum::isa::avx512}) {
        const fulcrum::detail::dispatched<fulcrum::detail::covered_kernel> count(level);
        std::size_t covered = 0;
        count(boxes.sides, boxes.size, boxes.stride, 3, points.data(), 500, &covered);
        CHECK(covered == expected);
    }
}

TEST_CASE("pareto/hypervolume_estimate: what is not finite or does not fit is refused") {
    point_sets::columns<double> data(2, 2);
    CHECK_THROWS_WITH_AS(static_cast<void>(estimate(data, {1, -1, 1}, 1, {})),
                         "hypervolume_estimate: the reference has 3 values, the set has 2 objectives",
                         fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(estimate(data, {1, -1}, 1, {.samples = 0})),
                         "hypervolume_estimate: there must be a sample", fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(estimate(data, {1, -1}, 1, {.samples = 9, .confidence = 1})),
                         "hypervolume_estimate: the confidence is 1, it must lie between 0 and 1", fulcrum::error);
    data(1, 0) = point_sets::inf;
    CHECK_THROWS_WITH_AS(static_cast<void>(estimate(data, {1, -1}, 1, {})),
                         "hypervolume_estimate: row 1 has an objective that is not finite; remove it", fulcrum::error);
}
