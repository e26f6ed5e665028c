#include "fulcrum/evaluate/moments.hpp"
#include "fulcrum/core/random.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

TEST_CASE("evaluate/moments: mean and variance of a few numbers") {
    fulcrum::moments m;
    CHECK(m.count() == 0);
    CHECK(std::isinf(m.variance()));
    m.add(3.0);
    CHECK(m.mean() == 3.0);
    CHECK(std::isinf(m.standard_error()));
    m.add(5.0);
    m.add(10.0);
    CHECK(m.mean() == doctest::Approx(6.0));
    CHECK(m.variance() == doctest::Approx(13.0));
    CHECK(m.standard_error() == doctest::Approx(std::sqrt(13.0 / 3.0)));
}

TEST_CASE("evaluate/moments: a large offset does not eat the variance") {
    fulcrum::moments m;
    for (int i = 0; i < 1000; ++i) m.add(1e9 + (i % 2 == 0 ? 0.5 : -0.5));
    CHECK(m.variance() == doctest::Approx(0.25 * 1000.0 / 999.0).epsilon(1e-9));
}

TEST_CASE("evaluate/moments: merged parts equal the whole, and the same merge gives the same bits") {
    fulcrum::random_stream random(11);
    fulcrum::moments whole;
    std::array<fulcrum::moments, 4> parts;
    for (std::size_t i = 0; i < 1003; ++i) {
        const double x = random.normal() * 3.0 + 7.0;
        whole.add(x);
        parts[i * 4 / 1003].add(x);
    }
    const auto merge = [&parts] {
        fulcrum::moments sum;
        for (const fulcrum::moments& p : parts) sum.merge(p);
        sum.merge(fulcrum::moments{});
        return sum;
    };
    CHECK(merge().count() == whole.count());
    CHECK(merge().mean() == doctest::Approx(whole.mean()).epsilon(1e-13));
    CHECK(merge().variance() == doctest::Approx(whole.variance()).epsilon(1e-12));
    CHECK(merge().mean() == merge().mean());
}

TEST_CASE("evaluate/moments: co_moments equal the two-pass sums, whole and merged") {
    constexpr std::size_t d = 5;
    constexpr std::size_t n = 400;
    fulcrum::random_stream random(5);
    std::vector<std::array<double, d>> rows(n);
    fulcrum::co_moments whole(d);
    fulcrum::co_moments left(d);
    fulcrum::co_moments right(d);
    for (std::size_t r = 0; r < n; ++r) {
        for (std::size_t i = 0; i < d; ++i) rows[r][i] = random.normal() + (i > 0 ? 0.5 * rows[r][i - 1] : 100.0);
        whole.add(rows[r]);
        (r < 150 ? left : right).add(rows[r]);
    }
    left.merge(right);

    std::array<double, d> mean{};
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < d; ++i) mean[i] += row[i] / n;
    }
    const std::array<double, d> gradient{0.5, -1.0, 2.0, 0.0, 1.5};
    double projected = 0.0; // variance of the linear combination, by its own two passes
    for (const auto& row : rows) {
        double x = 0.0;
        for (std::size_t i = 0; i < d; ++i) x += gradient[i] * (row[i] - mean[i]);
        projected += x * x / (n - 1);
    }
    for (std::size_t i = 0; i < d; ++i) {
        CHECK(whole.mean(i) == doctest::Approx(mean[i]).epsilon(1e-12));
        CHECK(left.mean(i) == doctest::Approx(mean[i]).epsilon(1e-12));
        for (std::size_t j = 0; j < d; ++j) {
            double expected = 0.0;
            for (const auto& row : rows) expected += (row[i] - mean[i]) * (row[j] - mean[j]) / (n - 1);
            CHECK(whole.covariance(i, j) == doctest::Approx(expected).epsilon(1e-10));
            CHECK(left.covariance(i, j) == doctest::Approx(expected).epsilon(1e-10));
        }
    }
    CHECK(whole.standard_error(gradient) == doctest::Approx(std::sqrt(projected / n)).epsilon(1e-10));
    CHECK(left.standard_error(gradient) == doctest::Approx(std::sqrt(projected / n)).epsilon(1e-10));
}

TEST_CASE("evaluate/moments: co_moments of one vector know no spread, and dimensions must agree") {
    fulcrum::co_moments one(2);
    one.add(std::array{1.0, 2.0});
    CHECK(std::isinf(one.covariance(0, 1)));
    CHECK(std::isinf(one.standard_error(std::array{1.0, 0.0})));
    CHECK_THROWS_WITH_AS(one.merge(fulcrum::co_moments(3)),
                         "co_moments: a stream of dimension 3 cannot be merged into one of 2", fulcrum::shape_error);
    CHECK(one.count() == 1);
}
