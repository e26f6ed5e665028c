#include "fulcrum/evaluate/support.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace {

fulcrum::estimate with_ess(double ess, std::size_t n) {
    return {
        .value = 0.01, .standard_error = 0.001, .low = 0.008, .high = 0.012, .effective_sample_size = ess, .count = n};
}

} // namespace

TEST_CASE("evaluate/support: the guard asks for a number and for a share of the log") {
    CHECK(fulcrum::trustworthy(with_ess(50, 1000)));
    CHECK_FALSE(fulcrum::trustworthy(with_ess(49.9, 1000)));
    CHECK(fulcrum::trustworthy(with_ess(100, 10000)));
    CHECK_FALSE(fulcrum::trustworthy(with_ess(99, 10000)));
    CHECK(fulcrum::trustworthy(with_ess(655, 10000), {.minimum = 500}));
    CHECK_FALSE(fulcrum::trustworthy(with_ess(499, 10000), {.minimum = 500}));
    CHECK(fulcrum::trustworthy(with_ess(3, 10000), {.minimum = 0, .share = 0}));
}

TEST_CASE("evaluate/support: an estimate that is not a number is never trusted") {
    fulcrum::estimate e = with_ess(1000, 1000);
    e.value = std::nan("");
    CHECK_FALSE(fulcrum::trustworthy(e));
    CHECK_FALSE(fulcrum::trustworthy(with_ess(std::nan(""), 1000)));
    CHECK_THROWS_AS(fulcrum::require_support(with_ess(std::nan(""), 1000)), fulcrum::error);
}

TEST_CASE("evaluate/support: the refusal names both numbers and the remedy") {
    CHECK_NOTHROW(fulcrum::require_support(with_ess(500, 10000), {.minimum = 500}));
    CHECK_THROWS_WITH_AS(
        fulcrum::require_support(with_ess(2.01, 10000), {.minimum = 500}, "the uniform policy"),
        "off-policy estimate: of 10000 logged observations the uniform policy is worth 2 (effective sample size), "
        "below "
        "the required 500; choose a policy nearer to the logging one, or log more with more exploration",
        fulcrum::error);
}

TEST_CASE("evaluate/support: weights that do not average to 1 are flagged") {
    fulcrum::off_policy_estimate e;
    e.mean_weight = {.value = 0.98, .standard_error = 0.02, .low = 0.94, .high = 1.02};
    CHECK_FALSE(e.weights_off());
    e.mean_weight = {.value = 0.5, .standard_error = 0.02, .low = 0.46, .high = 0.54};
    CHECK(e.weights_off());
    e.mean_weight = {.value = 1.0 + 1e-7, .standard_error = 0.0, .low = 1.0 + 1e-7, .high = 1.0 + 1e-7};
    CHECK_FALSE(e.weights_off()); // rounding
}

TEST_CASE("evaluate/support: Kish's effective sample size") {
    const auto kish = [](const std::vector<double>& w) {
        fulcrum::moments m;
        for (const double x : w) m.add(x);
        return fulcrum::detail::kish(m.mean(), m.variance(), m.count());
    };
    CHECK(kish({1, 1, 1, 1}) == doctest::Approx(4.0));
    CHECK(kish({3, 0, 0}) == doctest::Approx(1.0));
    CHECK(kish({1, 2, 3}) == doctest::Approx(36.0 / 14.0));
    CHECK(kish({5}) == doctest::Approx(1.0));
    CHECK(kish({0, 0}) == 0.0);
    CHECK(std::isnan(kish({1, std::nan("")})));
}
