#include "fulcrum/evaluate/quantile.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

using fulcrum::normal_quantile;
using fulcrum::student_t_quantile;

TEST_CASE("evaluate/quantile: the standard normal's tabulated values") {
    CHECK(normal_quantile(0.5) == 0.0);
    CHECK(normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-14));
    CHECK(normal_quantile(0.995) == doctest::Approx(2.5758293035489004).epsilon(1e-14));
    CHECK(normal_quantile(0.8) == doctest::Approx(0.8416212335729143).epsilon(1e-14));
    CHECK(normal_quantile(1e-300) == doctest::Approx(-37.0471).epsilon(1e-5));
    CHECK(normal_quantile(0.025) == doctest::Approx(-normal_quantile(0.975)).epsilon(1e-13));
}

TEST_CASE("evaluate/quantile: Student's t as tabulated") {
    // from the finite sums of Abramowitz and Stegun 26.7.3 and 26.7.4 in 50-digit arithmetic
    CHECK(student_t_quantile(0.975, 4) == doctest::Approx(2.776445105197794357).epsilon(1e-13)); // five seeds
    CHECK(student_t_quantile(0.975, 9) == doctest::Approx(2.262157162798205542).epsilon(1e-12));
    CHECK(student_t_quantile(0.975, 30) == doctest::Approx(2.042272456301238309).epsilon(1e-12));
    CHECK(student_t_quantile(0.975, 100) == doctest::Approx(1.983971518523552286).epsilon(1e-12));
    CHECK(student_t_quantile(0.995, 10) == doctest::Approx(3.169272672616951234).epsilon(1e-12));
    CHECK(student_t_quantile(0.95, 3) == doctest::Approx(2.353363434801823877).epsilon(1e-12));
}

TEST_CASE("evaluate/quantile: Student's t has closed forms for 1, 2 and 4 degrees of freedom") {
    for (const double p : {1e-9, 0.001, 0.025, 0.3, 0.49, 0.5001, 0.6, 0.75, 0.9, 0.99, 0.9999}) {
        CAPTURE(p);
        CHECK(student_t_quantile(p, 1) ==
              doctest::Approx(-1.0 / std::tan(std::numbers::pi * p)).epsilon(1e-11)); // Cauchy
        const double a = 4.0 * p * (1.0 - p);
        CHECK(student_t_quantile(p, 2) == doctest::Approx(2.0 * (p - 0.5) * std::sqrt(2.0 / a)).epsilon(1e-11));
        const double q = std::cos(std::acos(std::sqrt(a)) / 3.0) / std::sqrt(a);
        const double sign = p < 0.5 ? -1.0 : 1.0;
        // its form loses digits as q -> 1
        CHECK(student_t_quantile(p, 4) == doctest::Approx(sign * 2.0 * std::sqrt(q - 1.0)).epsilon(1e-6));
    }
}

TEST_CASE("evaluate/quantile: Student's t tends to the normal, with Fisher's first term") {
    const double z = normal_quantile(0.975);
    double previous = student_t_quantile(0.975, 0.5);
    for (const double dof : {1.0, 3.0, 10.0, 50.0, 399.0, 401.0, 1e3, 1e5, 1e7}) {
        const double t = student_t_quantile(0.975, dof);
        CAPTURE(dof);
        CHECK(t < previous);
        CHECK(t > z);
        if (dof >= 1e3) CHECK(t - z == doctest::Approx((z * z * z + z) / (4.0 * dof)).epsilon(0.01));
        previous = t;
    }
}

TEST_CASE("evaluate/quantile: ends and wrong arguments") {
    CHECK(normal_quantile(0.0) == -std::numeric_limits<double>::infinity());
    CHECK(student_t_quantile(1.0, 3) == std::numeric_limits<double>::infinity());
    CHECK_THROWS_AS(static_cast<void>(normal_quantile(1.5)), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(normal_quantile(std::nan(""))), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(student_t_quantile(0.9, 0.0)), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(student_t_quantile(0.9, std::nan(""))), fulcrum::error);
}
