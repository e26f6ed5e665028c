#include "fulcrum/scalarize/normalize.hpp"
#include "feature_table.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/select/drop_if.hpp"
#include "fulcrum/select/score_with.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using namespace fulcrum;

namespace {

struct up : maximize {};
struct down : minimize {};
using goals = objectives<up, down>;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr float huge = 3e38F;

/// Drops the rows whose number is in the list.
struct listed {
    std::vector<std::uint32_t> rows;
    bool operator()(const slate&, std::uint32_t row) const { return std::ranges::find(rows, row) != rows.end(); }
};

/// The slate after scoring, dropping and normalizing.
template <class Normalizer>
slate normalized(const feature_table& table, workspace& ws, std::vector<std::uint32_t> dropped = {}) {
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, drop_if{listed{std::move(dropped)}}, Normalizer{});
    return p(request{table.view()}, ws);
}

/// The rows that count: kept, and finite in every objective.
std::vector<std::size_t> counted(const feature_table& t, const std::vector<std::uint32_t>& dropped = {}) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < t.rows; ++i) {
        bool counts = std::ranges::find(dropped, i) == dropped.end();
        for (std::size_t j = 0; j < t.cols; ++j) counts = counts && std::isfinite(t(i, j));
        if (counts) rows.push_back(i);
    }
    return rows;
}

struct summary {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    double mean = 0;
    double deviation = 0;
};
summary of(const feature_table& t, std::size_t j, const std::vector<std::size_t>& rows) {
    summary s;
    for (const std::size_t i : rows) {
        s.low = std::min(s.low, static_cast<double>(t(i, j)));
        s.high = std::max(s.high, static_cast<double>(t(i, j)));
        s.mean += static_cast<double>(t(i, j)) / static_cast<double>(rows.size());
    }
    for (const std::size_t i : rows) {
        s.deviation += std::pow(static_cast<double>(t(i, j)) - s.mean, 2) / static_cast<double>(rows.size());
    }
    s.deviation = std::sqrt(s.deviation);
    return s;
}

/// Compares all gains, and the ideal, with the definition, in double.
void check_min_max(const feature_table& t, const std::vector<std::uint32_t>& dropped = {}) {
    workspace ws;
    const slate s = normalized<min_max>(t, ws, dropped);
    const auto rows = counted(t, dropped);
    for (std::size_t j = 0; j < 2; ++j) {
        const summary all = of(t, j, rows);
        const bool flat = !(all.high > all.low);
        if (!flat) CHECK(s.gains()[j].ideal == 1);
        for (const std::size_t i : rows) {
            const auto v = static_cast<double>(t(i, j));
            const double share = flat ? 0 : (j == 0 ? v - all.low : all.high - v) / (all.high - all.low);
            CHECK(static_cast<double>(s.gains()[j](t(i, j))) == doctest::Approx(share).epsilon(1e-5));
        }
    }
}
void check_z_score(const feature_table& t, const std::vector<std::uint32_t>& dropped = {}) {
    workspace ws;
    const slate s = normalized<z_score>(t, ws, dropped);
    const auto rows = counted(t, dropped);
    for (std::size_t j = 0; j < 2; ++j) {
        const summary all = of(t, j, rows);
        const bool flat = !(all.high > all.low);
        const double sign = j == 0 ? 1 : -1;
        float best = -infinity;
        for (const std::size_t i : rows) {
            const double z = flat ? 0 : sign * (static_cast<double>(t(i, j)) - all.mean) / all.deviation;
            const float gain = s.gains()[j](t(i, j));
            CHECK(static_cast<double>(gain) == doctest::Approx(z).epsilon(1e-4));
            best = std::max(best, gain);
        }
        if (!rows.empty()) CHECK(s.gains()[j].ideal == best);
    }
}

} // namespace

TEST_CASE("scalarize/normalize: both agree with their definitions on random requests") {
    for (const std::size_t n : {2UL, 3UL, 7UL, 8UL, 9UL, 16UL, 100UL}) {
        const feature_table t = random_table(n, 2, n);
        check_min_max(t);
        check_z_score(t);
    }
}

TEST_CASE("scalarize/normalize: an extreme at any place is found") {
    for (std::size_t i = 0; i < 19; ++i) {
        feature_table t = random_table(19, 2, 5);
        t(i, 0) = 7;
        t((i + 4) % 19, 0) = -7;
        t(i, 1) = -9;
        check_min_max(t);
    }
}

TEST_CASE("scalarize/normalize: a flat objective gains nothing") {
    const feature_table flat{{5, 1}, {5, 2}, {5, 3}};
    check_min_max(flat);
    check_z_score(flat);
    const feature_table one{{5, -1}};
    check_min_max(one);
    check_z_score(one);
    const feature_table zeros{{0.0F, -0.0F}, {-0.0F, 0.0F}};
    check_min_max(zeros);
    check_z_score(zeros);
    // A sum of equal values that is not exact in binary: still flat.
    feature_table tenths(1000, 2);
    std::ranges::fill(tenths.values, 0.1F);
    check_z_score(tenths);
}

TEST_CASE("scalarize/normalize: rows that are not finite or dropped do not count") {
    const feature_table t{{1, 1}, {infinity, 2}, {3, not_a_number}, {2, 3}, {-infinity, 9}, {100, 50}, {1.5F, 2}};
    check_min_max(t);
    check_z_score(t);
    check_min_max(t, {5});
    check_z_score(t, {5});
    check_min_max(t, {5, 1, 2, 4});
    const feature_table finite{{1, 1}, {2, 3}, {100, 50}, {-100, -50}};
    check_min_max(finite, {2, 3});
    check_z_score(finite, {2, 3});
}

TEST_CASE("scalarize/normalize: no row counts") {
    workspace ws;
    const feature_table none(0, 2);
    const feature_table bad{{not_a_number, 1}, {1, infinity}};
    const auto check = [](const slate& s) {
        for (const gain_map& gain : s.gains()) {
            CHECK(gain(3) == 0);
            CHECK(gain.ideal == 0);
        }
    };
    check(normalized<min_max>(none, ws));
    check(normalized<min_max>(bad, ws));
    check(normalized<min_max>(feature_table{{1, 2}}, ws, {0}));
    check(normalized<z_score>(none, ws));
    check(normalized<z_score>(bad, ws));
    check(normalized<z_score>(feature_table{{1, 2}}, ws, {0}));
}

TEST_CASE("scalarize/normalize: large and small spreads") {
    const feature_table large{{1e30F, -1e30F}, {2e30F, 3e30F}, {1.7e38F, -1.6e38F}};
    check_min_max(large);
    check_z_score(large);
    const feature_table small{{1e-30F, 2e-36F}, {2e-30F, 1e-36F}, {0, 0}};
    check_min_max(small);
    check_z_score(small);
    const feature_table offset{{1e6F, -1e6F}, {1e6F + 1, -1e6F - 2}, {1e6F + 3, -1e6F}};
    check_min_max(offset);
}

TEST_CASE("scalarize/normalize: a spread beyond float keeps the differences of the gains") {
    feature_table t{{-huge, huge}, {0, 0}, {huge, -huge}, {1.5e38F, -1e38F}, {-1e38F, 1.5e38F}};
    for (int skewed = 0; skewed < 2; ++skewed) {
        workspace ws;
        const slate a = normalized<min_max>(t, ws);
        workspace other;
        const slate b = normalized<z_score>(t, other);
        const auto rows = counted(t);
        for (std::size_t j = 0; j < 2; ++j) {
            const summary all = of(t, j, rows);
            const double best = j == 0 ? all.high : all.low;
            for (const std::size_t i : rows) {
                const double distance = std::abs(best - static_cast<double>(t(i, j)));
                const gain_map m = a.gains()[j];
                const gain_map z = b.gains()[j];
                CHECK(static_cast<double>(m.ideal - m(t(i, j))) ==
                      doctest::Approx(distance / (all.high - all.low)).epsilon(1e-5));
                CHECK(static_cast<double>(z.ideal - z(t(i, j))) ==
                      doctest::Approx(distance / all.deviation).epsilon(1e-5));
            }
            CHECK(a.gains()[j].ideal == 0.5F);
        }
        t = feature_table(50, 2); // one far from the mean of the others
        std::ranges::fill(t.values, -huge);
        t(17, 0) = huge;
        t(30, 1) = huge;
    }
}
