#include "fulcrum/evaluate/confidence.hpp"
#include "fulcrum/core/random.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

using doctest::Approx;

TEST_CASE("evaluate/confidence: five runs get Student's interval, wider than the normal one") {
    const std::vector<double> runs{1.0, 2.0, 3.0, 4.0, 5.0};
    const fulcrum::estimate t = fulcrum::mean_student(runs);
    const fulcrum::estimate z = fulcrum::mean_normal(runs);
    CHECK(t.value == Approx(3.0));
    CHECK(t.standard_error == Approx(std::sqrt(0.5)));
    CHECK(t.low == Approx(3.0 - 2.776445105197794357 * std::sqrt(0.5)).epsilon(1e-12));
    CHECK(t.high == Approx(3.0 + 2.776445105197794357 * std::sqrt(0.5)).epsilon(1e-12));
    CHECK(z.low == Approx(3.0 - 1.959963984540054 * std::sqrt(0.5)).epsilon(1e-12));
    CHECK(t.count == 5);
    CHECK(t.effective_sample_size == 5.0);
}

TEST_CASE("evaluate/confidence: the width of the normal interval is the quantile") {
    CHECK(fulcrum::detail::normal_95 == Approx(fulcrum::normal_quantile(0.975)).epsilon(1e-14));
}

TEST_CASE("evaluate/confidence: intervals cover the truth in 95 of 100 samples") {
    int covered_student = 0;
    int covered_ratio = 0;
    constexpr int trials = 2000;
    for (std::uint32_t trial = 0; trial < trials; ++trial) {
        fulcrum::random_stream random(1, trial);
        std::array<double, 5> few{};
        for (double& x : few) x = random.normal() + 2.0;
        covered_student += fulcrum::excludes(fulcrum::mean_student(few), 2.0) ? 0 : 1;

        std::array<double, 200> top{};
        std::array<double, 200> bottom{};
        for (std::size_t i = 0; i < top.size(); ++i) {
            bottom[i] = 1.0 + random.uniform(); // mean 1.5
            top[i] = 0.4 * bottom[i] + random.normal();
        }
        covered_ratio += fulcrum::excludes(fulcrum::ratio_of_means(top, bottom), 0.4) ? 0 : 1;
    }
    CHECK(covered_student == Approx(0.95 * trials).epsilon(0.015)); // 3 standard deviations
    CHECK(covered_ratio == Approx(0.95 * trials).epsilon(0.017));
}

TEST_CASE("evaluate/confidence: pairing removes what the two share") {
    std::vector<double> a;
    std::vector<double> b;
    fulcrum::random_stream random(3);
    for (int user = 0; user < 30; ++user) {
        const double taste = 10.0 * random.normal();
        a.push_back(taste + 0.5 + 0.1 * random.normal());
        b.push_back(taste);
    }
    const fulcrum::estimate paired = fulcrum::paired_difference(a, b);
    CHECK(fulcrum::excludes(paired, 0.0));
    CHECK_FALSE(fulcrum::excludes(paired, 0.5));
    CHECK(paired.standard_error < 0.1 * fulcrum::mean_normal(a).standard_error);
    CHECK(fulcrum::paired_difference(b, a).value == Approx(-paired.value));
}

TEST_CASE("evaluate/confidence: a ratio of equal columns is 1 without error") {
    const std::vector<double> x{0.3, 7.0, 1.1, 2.5};
    const fulcrum::estimate r = fulcrum::ratio_of_means(x, x);
    CHECK(r.value == 1.0);
    CHECK(r.standard_error == Approx(0.0));
}

TEST_CASE("evaluate/confidence: one observation says nothing about the spread") {
    for (const fulcrum::estimate& e : {fulcrum::mean_normal(std::array{4.0}), fulcrum::mean_student(std::array{4.0})}) {
        CHECK(e.value == 4.0);
        CHECK(e.low == -std::numeric_limits<double>::infinity());
        CHECK(e.high == std::numeric_limits<double>::infinity());
        CHECK_FALSE(fulcrum::excludes(e, 1e300));
    }
}

TEST_CASE("evaluate/confidence: wrong input is named") {
    const std::vector<double> none;
    const std::vector<double> two{1.0, 2.0};
    const std::vector<double> holed{1.0, std::nan(""), 2.0};
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::mean_normal(none)),
                         "mean_normal: there are no values; give at least one", fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::mean_student(holed)),
                         "mean_student: value 1 is not finite; leave out what is undefined", fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::paired_difference(two, holed)),
                         "paired_difference: 2 values against 3; they must be pairs, in one order",
                         fulcrum::shape_error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::ratio_of_means(two, std::array{1.0, -1.0})), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::mean_normal(fulcrum::moments{})), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::mean_student(fulcrum::moments{})), fulcrum::error);
}
