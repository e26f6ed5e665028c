#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/evaluate/confidence.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <type_traits>
#include <vector>

namespace fulcrum::inline v0_1 {

/// How often, and from which seed, a bootstrap draws.
struct bootstrap_options {
    std::size_t resamples = 1000;
    std::uint64_t seed = 0;
};

/// What a bootstrap resamples: a figure computed from the observations with these indices (with repetitions).
template <class S>
concept Statistic = std::invocable<S&, std::span<const std::uint32_t>> &&
                    std::convertible_to<std::invoke_result_t<S&, std::span<const std::uint32_t>>, double>;

namespace detail {

/// Quantile of sorted values with linear interpolation (Hyndman and Fan 1996, type 7).
[[nodiscard]] inline double sorted_quantile(std::span<const double> sorted, double p) noexcept {
    const double place = p * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = (std::min)(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

} // namespace detail

/// Percentile bootstrap (Efron 1979) of any statistic of n independent observations: a mean, a ratio of means, a
/// median. `value` is the statistic of all observations, `standard_error` the standard deviation over the resamples,
/// the interval their 2.5 and 97.5 percentiles. Resample b is drawn from the stream (seed, b), so the result depends on
/// the seed alone. O(resamples * (n + cost of the statistic)); memory n indices and one number a resample.
/// Errors: n = 0 or above 2^32 - 1; fewer than 2 resamples; a statistic that is not finite (the resample is named).
template <Statistic S>
[[nodiscard]] estimate bootstrap(std::size_t n, S statistic, const bootstrap_options& options = {}) {
    if (n == 0) fail("bootstrap: there are no observations; give at least one");
    if (n > (std::numeric_limits<std::uint32_t>::max)()) {
        fail("bootstrap: ", n, " observations; at most ", (std::numeric_limits<std::uint32_t>::max)(), " can be drawn");
    }
    if (options.resamples < 2) fail("bootstrap: resamples is ", options.resamples, "; give 2 or more (1000 is usual)");

    std::vector<std::uint32_t> index(n);
    std::iota(index.begin(), index.end(), 0U);
    const double value = statistic(std::span<const std::uint32_t>(index));
    if (!std::isfinite(value)) fail("bootstrap: the statistic of all observations is not finite");

    std::vector<double> drawn(options.resamples);
    moments spread;
    for (std::size_t b = 0; b < drawn.size(); ++b) {
        random_stream random(options.seed, b);
        for (std::uint32_t& i : index) i = random.below(static_cast<std::uint32_t>(n));
        drawn[b] = statistic(std::span<const std::uint32_t>(index));
        if (!std::isfinite(drawn[b])) {
            fail("bootstrap: the statistic of resample ", b, " is not finite; there are too few observations for it");
        }
        spread.add(drawn[b]);
    }
    std::sort(drawn.begin(), drawn.end());
    return {value, std::sqrt(spread.variance()), detail::sorted_quantile(drawn, 0.025),
            detail::sorted_quantile(drawn, 0.975), static_cast<double>(n), n};
}

/// Percentile bootstrap of a mean. Errors: as bootstrap, and a value that is not finite (its index is named).
[[nodiscard]] inline estimate bootstrap_mean(std::span<const double> values, const bootstrap_options& options = {}) {
    static_cast<void>(detail::finite_moments(values, "bootstrap_mean"));
    return bootstrap(
        values.size(),
        [values](std::span<const std::uint32_t> index) {
            double sum = 0.0;
            for (const std::uint32_t i : index) sum += values[i];
            return sum / static_cast<double>(index.size());
        },
        options);
}

/// Percentile bootstrap of sum(numerator) / sum(denominator), pairs drawn together: SNIPS with (w r, w), a click rate
/// with (clicks, impressions) by user. Errors: shape_error when the sizes differ; as bootstrap.
[[nodiscard]] inline estimate bootstrap_ratio(std::span<const double> numerator, std::span<const double> denominator,
                                              const bootstrap_options& options = {}) {
    if (numerator.size() != denominator.size()) {
        fail<shape_error>("bootstrap_ratio: ", numerator.size(), " numerators against ", denominator.size(),
                          " denominators");
    }
    static_cast<void>(detail::finite_moments(numerator, "bootstrap_ratio, numerator"));
    static_cast<void>(detail::finite_moments(denominator, "bootstrap_ratio, denominator"));
    return bootstrap(
        numerator.size(),
        [numerator, denominator](std::span<const std::uint32_t> index) {
            double top = 0.0;
            double bottom = 0.0;
            for (const std::uint32_t i : index) {
                top += numerator[i];
                bottom += denominator[i];
            }
            return top / bottom;
        },
        options);
}

} // namespace fulcrum::inline v0_1
