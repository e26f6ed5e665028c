#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/evaluate/moments.hpp"
#include "fulcrum/evaluate/quantile.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A figure with its 95 % confidence interval.
struct estimate {
    double value = 0.0;
    double standard_error = 0.0;
    double low = 0.0;
    double high = 0.0;
    double effective_sample_size = 0.0; ///< equals count where all observations weigh the same
    std::size_t count = 0;              ///< observations
};

/// True when the interval of e does not hold x: e differs from x at the 5 % level.
[[nodiscard]] constexpr bool excludes(const estimate& e, double x) noexcept { return x < e.low || x > e.high; }

namespace detail {

/// Half the width of a 95 % normal interval, in standard errors.
inline constexpr double normal_95 = 1.959963984540054;

/// value +- width * standard_error.
[[nodiscard]] constexpr estimate symmetric_estimate(double value, double standard_error, double width,
                                                    double effective_sample_size, std::size_t count) noexcept {
    const double half = width * standard_error;
    return {value, standard_error, value - half, value + half, effective_sample_size, count};
}

[[nodiscard]] inline moments finite_moments(std::span<const double> values, std::string_view what) {
    if (values.empty()) fail(what, ": there are no values; give at least one");
    moments result;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) fail(what, ": value ", i, " is not finite; leave out what is undefined");
        result.add(values[i]);
    }
    return result;
}

} // namespace detail

/// The mean of a stream with its normal 95 % interval: right for large samples. One observation gives an infinite
/// interval. Errors: an empty stream.
[[nodiscard]] inline estimate mean_normal(const moments& m) {
    if (m.count() == 0) fail("mean_normal: there are no values; give at least one");
    return detail::symmetric_estimate(m.mean(), m.standard_error(), detail::normal_95, static_cast<double>(m.count()),
                                      m.count());
}

/// The mean of a stream with its Student t 95 % interval: right for a handful of runs (five seeds) too, where a normal
/// interval is far too narrow. One observation gives an infinite interval. Errors: an empty stream.
[[nodiscard]] inline estimate mean_student(const moments& m) {
    if (m.count() == 0) fail("mean_student: there are no values; give at least one");
    const double width =
        m.count() < 2 ? detail::normal_95 : student_t_quantile(0.975, static_cast<double>(m.count() - 1));
    return detail::symmetric_estimate(m.mean(), m.standard_error(), width, static_cast<double>(m.count()), m.count());
}

/// mean_normal of values. O(n). Errors: no values, a value that is not finite (its index is named).
[[nodiscard]] inline estimate mean_normal(std::span<const double> values) {
    return mean_normal(detail::finite_moments(values, "mean_normal"));
}

/// mean_student of values. O(n). Errors: no values, a value that is not finite (its index is named).
[[nodiscard]] inline estimate mean_student(std::span<const double> values) {
    return mean_student(detail::finite_moments(values, "mean_student"));
}

/// Mean of a[i] - b[i] with its Student t interval, for two systems measured on the same users or seeds. "a is better"
/// holds at the 5 % level when the interval excludes 0. O(n).
/// Errors: shape_error when the sizes differ; no values; a value that is not finite.
[[nodiscard]] inline estimate paired_difference(std::span<const double> a, std::span<const double> b) {
    if (a.size() != b.size()) {
        fail<shape_error>("paired_difference: ", a.size(), " values against ", b.size(),
                          "; they must be pairs, in one order");
    }
    std::vector<double> difference(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) difference[i] = a[i] - b[i];
    return mean_student(detail::finite_moments(difference, "paired_difference"));
}

/// Delta-method 95 % interval of sum(numerator) / sum(denominator): O(n), for large samples.
/// Errors: shape_error when the sizes differ; no values; a value that is not finite; denominators that sum to 0.
[[nodiscard]] inline estimate ratio_of_means(std::span<const double> numerator, std::span<const double> denominator) {
    if (numerator.size() != denominator.size()) {
        fail<shape_error>("ratio_of_means: ", numerator.size(), " numerators against ", denominator.size(),
                          " denominators");
    }
    static_cast<void>(detail::finite_moments(numerator, "ratio_of_means, numerator"));
    if (detail::finite_moments(denominator, "ratio_of_means, denominator").mean() == 0.0) {
        fail("ratio_of_means: the denominators sum to 0");
    }
    co_moments sums(2);
    for (std::size_t i = 0; i < numerator.size(); ++i) sums.add(std::array{numerator[i], denominator[i]});
    const double value = sums.mean(0) / sums.mean(1);
    const double error = sums.standard_error(std::array{1.0 / sums.mean(1), -value / sums.mean(1)});
    return detail::symmetric_estimate(value, error, detail::normal_95, static_cast<double>(sums.count()), sums.count());
}

} // namespace fulcrum::inline v0_1
