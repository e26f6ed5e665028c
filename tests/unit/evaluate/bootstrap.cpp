#include "fulcrum/evaluate/bootstrap.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

using doctest::Approx;

namespace {

std::vector<double> sample(std::size_t n, std::uint64_t seed) {
    fulcrum::random_stream random(seed);
    std::vector<double> values(n);
    for (double& x : values) x = random.exponential();
    return values;
}

} // namespace

TEST_CASE("evaluate/bootstrap: of a large sample's mean it agrees with the normal interval") {
    const std::vector<double> values = sample(2000, 1);
    const fulcrum::estimate normal = fulcrum::mean_normal(values);
    const fulcrum::estimate drawn = fulcrum::bootstrap_mean(values, {.resamples = 2000, .seed = 9});
    CHECK(drawn.value == Approx(normal.value).epsilon(1e-12));
    CHECK(drawn.standard_error == Approx(normal.standard_error).epsilon(0.06));
    CHECK(drawn.low == Approx(normal.low).epsilon(0.006));
    CHECK(drawn.high == Approx(normal.high).epsilon(0.006));
    CHECK(drawn.count == 2000);
}

TEST_CASE("evaluate/bootstrap: of a ratio it agrees with the delta method") {
    const std::vector<double> w = sample(1500, 2);
    std::vector<double> wr = sample(1500, 3);
    for (std::size_t i = 0; i < w.size(); ++i) wr[i] *= w[i];
    const fulcrum::estimate delta = fulcrum::ratio_of_means(wr, w);
    const fulcrum::estimate drawn = fulcrum::bootstrap_ratio(wr, w, {.resamples = 2000, .seed = 4});
    CHECK(drawn.value == Approx(delta.value).epsilon(1e-12));
    CHECK(drawn.standard_error == Approx(delta.standard_error).epsilon(0.06));
}

TEST_CASE("evaluate/bootstrap: any statistic: the median") {
    const std::vector<double> values = sample(999, 5);
    const auto median = [&values](std::span<const std::uint32_t> index) {
        std::vector<double> drawn;
        for (const std::uint32_t i : index) drawn.push_back(values[i]);
        std::nth_element(drawn.begin(), drawn.begin() + 499, drawn.end());
        return drawn[499];
    };
    const fulcrum::estimate e = fulcrum::bootstrap(values.size(), median, {.resamples = 400});
    CHECK_FALSE(fulcrum::excludes(e, std::log(2.0)));                        // of the exponential distribution
    CHECK(e.standard_error == Approx(1.0 / std::sqrt(999.0)).epsilon(0.25)); // 1 / (2 f(median) sqrt n)
}

TEST_CASE("evaluate/bootstrap: the seed alone decides") {
    const std::vector<double> values = sample(100, 6);
    const fulcrum::estimate a = fulcrum::bootstrap_mean(values, {.resamples = 100, .seed = 1});
    const fulcrum::estimate b = fulcrum::bootstrap_mean(values, {.resamples = 100, .seed = 1});
    const fulcrum::estimate c = fulcrum::bootstrap_mean(values, {.resamples = 100, .seed = 2});
    CHECK(a.low == b.low);
    CHECK(a.high == b.high);
    CHECK(a.low != c.low);
}

TEST_CASE("evaluate/bootstrap: percentiles are interpolated as type 7") {
    const std::array<double, 4> sorted{1.0, 2.0, 3.0, 10.0};
    CHECK(fulcrum::detail::sorted_quantile(sorted, 0.0) == 1.0);
    CHECK(fulcrum::detail::sorted_quantile(sorted, 1.0) == 10.0);
    CHECK(fulcrum::detail::sorted_quantile(sorted, 0.5) == 2.5);
    CHECK(fulcrum::detail::sorted_quantile(sorted, 0.9) == Approx(7.9));
}

TEST_CASE("evaluate/bootstrap: degenerate and wrong input") {
    const fulcrum::estimate constant = fulcrum::bootstrap_mean(std::array{2.0, 2.0, 2.0}, {.resamples = 10});
    CHECK(constant.low == 2.0);
    CHECK(constant.high == 2.0);
    CHECK(constant.standard_error == 0.0);
    const std::vector<double> none;
    const std::vector<double> two{1.0, 2.0};
    CHECK_THROWS_AS(static_cast<void>(fulcrum::bootstrap_mean(none)), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::bootstrap_mean(two, {.resamples = 1})), fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::bootstrap_ratio(two, none)),
                         "bootstrap_ratio: 2 numerators against 0 denominators", fulcrum::shape_error);
    CHECK_THROWS_AS(
        static_cast<void>(fulcrum::bootstrap_mean(std::array{1.0, std::numeric_limits<double>::infinity()})),
        fulcrum::error);
    // a ratio whose denominator is 0 in some resample is refused, not averaged
    CHECK_THROWS_AS(static_cast<void>(fulcrum::bootstrap_ratio(two, std::array{0.0, 1.0}, {.resamples = 50})),
                    fulcrum::error);
}
