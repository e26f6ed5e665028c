#include "fulcrum/pareto/hypervolume.hpp"

#include "allocation_counter.hpp"
#include "point_sets.hpp"
#include "volume_oracle.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace {

using volume_oracle::mirrored_reference;

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

double volume_of(const point_sets::columns<double>& data, const std::vector<double>& ref) {
    fulcrum::workspace ws;
    return fulcrum::hypervolume(point_sets::alternating(data.cols), data.view(), ref, ws);
}

} // namespace

TEST_CASE("pareto/hypervolume: equals inclusion and exclusion, m = 1 to 16, ties and points beyond the reference") {
    for (const auto shape : {point_sets::shape::uniform, point_sets::shape::anticorrelated,
                             point_sets::shape::duplicates, point_sets::shape::quantised}) {
        for (std::size_t m = 1; m <= 16; ++m) {
            for (std::size_t n = 1; n <= 9; n += 2) {
                for (std::uint64_t seed = 0; seed < (m < 8 ? 4U : 1U); ++seed) {
                    CAPTURE(static_cast<int>(shape));
                    CAPTURE(m);
                    CAPTURE(n);
                    const auto set = point_sets::alternating(m);
                    auto data = point_sets::make<double>(shape, n, m, seed);
                    for (std::size_t j = 1; j < m; j += 2) {
                        for (std::size_t i = 0; i < n; ++i) data(i, j) = -data(i, j);
                    }
                    const auto ref = mirrored_reference(m, 0.9);
                    CHECK(volume_of(data, ref) == doctest::Approx(naive(set, data, ref)).epsilon(1e-9));
                }
            }
        }
    }
}

TEST_CASE("pareto/hypervolume: published and other libraries' figures") {
    const auto minimised = [](std::size_t m, const std::vector<std::vector<double>>& rows, std::vector<double> ref) {
        point_sets::columns<double> data(rows.size(), m);
        for (std::size_t j = 0; j < m; ++j) {
            const double sign = j % 2 == 1 ? -1 : 1;
            ref[j] *= sign;
            for (std::size_t i = 0; i < rows.size(); ++i) data(i, j) = sign * rows[i][j];
        }
        return volume_of(data, ref);
    };
    CHECK(minimised(2, {{5, 5}, {4, 6}, {2, 7}, {7, 4}}, {10, 10}) == 38); // moocore's documentation
    std::vector<std::vector<double>> zdt1; // pymoo's documentation
    for (int i = 0; i < 100; i += 10) zdt1.push_back({1.1 * i / 99, 1.1 * (1 - std::sqrt(i / 99.0))});
    CHECK(minimised(2, zdt1, {1.2, 1.2}) == doctest::Approx(0.9631646448182305).epsilon(1e-14));
    // moocore 0.3 gives these for the rows (i + 1) (j + 2) (i + j + 3) mod 17.
    const std::vector<std::pair<std::size_t, double>> known{{7, 40098261}, {8, 371781547}};
    for (const auto& [m, volume] : known) {
        std::vector<std::vector<double>> rows(16);
        for (std::size_t i = 0; i < 16; ++i) {
            for (std::size_t j = 0; j < m; ++j) {
                rows[i].push_back(static_cast<double>((i + 1) * (j + 2) * (i + j + 3) % 17));
            }
        }
        CHECK(minimised(m, rows, std::vector<double>(m, 17)) == volume);
    }
}

struct cost : fulcrum::minimize {};
struct gain : fulcrum::maximize {};
struct delay : fulcrum::minimize {};

TEST_CASE("pareto/hypervolume: a set of types, -0, and values that are huge or tiny") {
    const fulcrum::objectives<cost, gain, delay> typed;
    const auto data = point_sets::make<double>(point_sets::shape::uniform, 40, 3, 11);
    const std::vector<double> ref{0.9, 0.1, 0.9};
    fulcrum::workspace ws;
    CHECK(fulcrum::hypervolume(typed, data.view(), ref, ws) ==
          fulcrum::hypervolume(point_sets::alternating(3), data.view(), ref, ws));

    for (std::size_t m = 1; m <= 6; ++m) {
        CAPTURE(m);
        point_sets::columns<double> zeros(2, m);
        for (std::size_t j = 0; j < m; ++j) zeros(1, j) = -0.0;
        CHECK(volume_of(zeros, mirrored_reference(m, 2)) == std::pow(2.0, static_cast<double>(m)));
        const auto front = volume_oracle::sphere(70, m, 2);
        const double expected = volume_of(front, mirrored_reference(m, 1.5));
        for (const double scale : {0x1p-150, 0x1p150}) { // powers of two, so that only exponents change
            auto scaled = front;
            for (double& v : scaled.values) v *= scale;
            const double found = volume_of(scaled, mirrored_reference(m, 1.5 * scale));
            CHECK(found == doctest::Approx(expected * std::pow(scale, static_cast<double>(m))).epsilon(1e-12));
        }
    }
    const auto large = volume_oracle::sphere(70, 3, 2);
    CHECK_THROWS_WITH_AS(static_cast<void>(volume_of(large, mirrored_reference(3, 1e120))),
                         "hypervolume: the volume exceeds a double; scale the objectives", fulcrum::error);
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
        auto ref = mirrored_reference(m, 1.5);
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
        CHECK(volume_of(point_sets::columns<double>(0, m), mirrored_reference(m, 1)) == 0);
        CHECK(volume_of(point_sets::columns<double>(4, m), mirrored_reference(m, 0)) == 0);
        CHECK(volume_of(point_sets::columns<double>(4, m), mirrored_reference(m, -1)) == 0);
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
    for (const double far : {1e300, 1.5e308}) { // the volume, and a side of it, exceed a double
        data(1, 0) = -far;
        data(1, 1) = far;
        CHECK_THROWS_WITH_AS(static_cast<void>(volume_of(data, {1, -0.5 * far})),
                             "hypervolume: the volume exceeds a double; scale the objectives", fulcrum::error);
    }
}

TEST_CASE("pareto/hypervolume: counts the cells of whole numbers exactly, m = 1 to 6, and up to 90 members") {
    const std::uint32_t sides[] = {0, 40, 12, 9, 6, 4, 4};
    for (std::size_t m = 1; m <= 6; ++m) {
        for (const std::size_t n : {10U, 30U, 90U}) {
            CAPTURE(m);
            CAPTURE(n);
            const auto data = volume_oracle::grid_points(n, m, sides[m], n);
            CHECK(volume_of(data, volume_oracle::grid_reference(m, sides[m])) ==
                  volume_oracle::grid_volume(data, volume_oracle::all(n), sides[m]));
        }
    }
}

TEST_CASE("pareto/hypervolume: m and m + 1 agree when the new objective is flat, large sets on a front, m = 4 to 9") {
    const std::size_t sizes[] = {0, 0, 0, 0, 400, 200, 80, 40, 25, 20};
    for (std::size_t m = 4; m < 9; ++m) {
        CAPTURE(m);
        const std::size_t n = sizes[m];
        const auto data = volume_oracle::sphere(n, m, 3);
        for (const std::size_t at : {std::size_t{0}, m / 2 * 2}) { // an even place, so that directions stay
            point_sets::columns<double> more(n, m + 2);
            for (std::size_t j = 0; j < m; ++j) {
                for (std::size_t i = 0; i < n; ++i) more(i, j < at ? j : j + 2) = data(i, j);
            }
            auto ref = mirrored_reference(m, 1.1);
            const double expected = volume_of(data, ref);
            ref.insert(ref.begin() + static_cast<std::ptrdiff_t>(at), {2.0, -0.5}); // the values are 0 and 0
            CHECK(volume_of(more, ref) == doctest::Approx(expected).epsilon(1e-12));
        }
    }
}

TEST_CASE("pareto/hypervolume: the order of rows and of objectives does not matter") {
    for (const std::size_t m : {3U, 4U, 5U, 6U}) {
        const auto data = volume_oracle::sphere(60, m, 5);
        const double expected = volume_of(data, mirrored_reference(m, 1.1));
        point_sets::columns<double> turned(60, m);
        for (std::size_t j = 0; j < m; ++j) {
            const std::size_t to = j % 2 == 1 ? j : (m - 1) / 2 * 2 - j; // the minimised ones the other way round
            for (std::size_t i = 0; i < 60; ++i) turned(59 - i, to) = data(i, j);
        }
        CHECK(volume_of(turned, mirrored_reference(m, 1.1)) == doctest::Approx(expected).epsilon(1e-12));
    }
}

TEST_CASE("pareto/hypervolume: a linear front of all whole points has a known volume") {
    // Points with x_0 + ... = s; up to s + 1, all cells are covered but those with a sum below s.
    for (const std::size_t m : {3U, 4U}) {
        const int s = 6;
        std::vector<std::vector<double>> rows;
        for (int a = 0; a <= s; ++a) {
            for (int b = 0; a + b <= s; ++b) {
                if (m == 3) rows.push_back({double(a), double(b), double(s - a - b)});
                for (int c = 0; m == 4 && a + b + c <= s; ++c) {
                    rows.push_back({double(a), double(b), double(c), double(s - a - b - c)});
                }
            }
        }
        point_sets::columns<double> data(rows.size(), m);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            for (std::size_t j = 0; j < m; ++j) data(i, j) = j % 2 == 1 ? -rows[i][j] : rows[i][j];
        }
        const double below = m == 3 ? 56 : 126; // C(s - 1 + m, m)
        CHECK(volume_of(data, mirrored_reference(m, s + 1.0)) == std::pow(s + 1.0, double(m)) - below);
    }
}

TEST_CASE("pareto/hypervolume: every instruction set gives the same, and nothing is allocated twice") {
    for (const std::size_t m : {1U, 2U, 3U, 4U, 5U, 6U, 9U}) {
        const std::size_t n = m < 6 ? 150 : 30;
        const auto set = point_sets::alternating(m);
        const auto data = volume_oracle::sphere(n, m, 8);
        const auto ref = mirrored_reference(m, 1.1);
        fulcrum::workspace ws;
        const double expected = fulcrum::hypervolume(set, data.view(), ref, ws);
        ws.reset();
        const allocation_counter counter;
        const double again = fulcrum::hypervolume(set, data.view(), ref, ws);
        const std::size_t allocations = counter.allocations();
        CHECK(allocations == 0);
        CHECK(again == expected);
        const auto rows = volume_oracle::all(n);
        using objectives = fulcrum::dynamic_objectives;
        const auto boxes = fulcrum::detail::boxes_of<objectives, double>(set, data.view(), rows, ref, ws);
        for (const fulcrum::isa level : {fulcrum::isa::baseline, fulcrum::isa::avx2, fulcrum::isa::avx512}) {
            CHECK(fulcrum::detail::union_volume(boxes, ws, level) == doctest::Approx(expected).epsilon(1e-12));
        }
    }
}
