#pragma once

#include "fulcrum/core/error.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace fulcrum::inline v0_1 {

namespace detail {

/// The x > 0 at which a decreasing `tail` reaches q; q < tail(0). Bisection to the last bit: slow and sure.
template <class Tail> [[nodiscard]] double solve_tail(Tail tail, double q) {
    double low = 0.0;
    double high = 1.0;
    while (tail(high) > q) {
        low = high;
        high *= 2.0;
    }
    while (true) {
        const double middle = 0.5 * (low + high);
        if (!(low < middle && middle < high)) return middle;
        (tail(middle) > q ? low : high) = middle;
    }
}

/// Gamma(a + 1/2) / Gamma(a): its asymptotic series for large a, brought down by the recurrence. Error about 1e-15.
[[nodiscard]] inline double half_gamma_ratio(double a) noexcept {
    double factor = 1.0;
    for (; a < 200.0; a += 1.0) factor *= a / (a + 0.5);
    const double u = 1.0 / a;
    return factor * std::sqrt(a) * (1.0 + u * (-1.0 / 8 + u * (1.0 / 128 + u * (5.0 / 1024 - u * 21.0 / 32768))));
}

/// The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method; fast for
/// x < (a + 1) / (a + b + 2).
[[nodiscard]] inline double beta_fraction(double a, double b, double x) noexcept {
    constexpr double tiny = 1e-300;
    const auto away_from_zero = [](double v) { return std::abs(v) < tiny ? tiny : v; };
    double c = 1.0;
    double d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    double value = d;
    for (double m = 1.0; m < 1e6; m += 1.0) {
        const double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        value *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        value *= d * c;
        if (std::abs(d * c - 1.0) < 1e-16) break;
    }
    return value;
}

/// P(T > t) for t > 0: half the regularised incomplete beta function I_x(dof / 2, 1 / 2) at x = dof / (dof + t^2).
[[nodiscard]] inline double student_t_tail(double t, double dof) noexcept {
    const double a = 0.5 * dof;
    const double t2 = t * t;
    const double x = dof / (dof + t2);
    const double y = t2 / (dof + t2); // 1 - x, without cancellation
    const double front =
        std::exp(-a * std::log1p(t2 / dof)) * std::sqrt(y) * half_gamma_ratio(a) / std::sqrt(std::numbers::pi);
    if (x < (a + 1.0) / (a + 2.5)) return 0.5 * front * beta_fraction(a, 0.5, x) / a;
    return 0.5 - front * beta_fraction(0.5, a, y);
}

template <class Tail> [[nodiscard]] double symmetric_quantile(Tail tail, double p) {
    if (!(p >= 0.0 && p <= 1.0)) fail("quantile: the probability is ", p, "; it must lie in [0, 1]");
    if (p == 0.5) return 0.0;
    const double q = p < 0.5 ? p : 1.0 - p;
    const double x = q == 0.0 ? std::numeric_limits<double>::infinity() : solve_tail(tail, q);
    return p < 0.5 ? -x : x;
}

} // namespace detail

/// The value below which a standard normal number falls with probability p; p = 0 and 1 give infinities.
/// Accurate to a few units in the last place. Errors: p outside [0, 1].
[[nodiscard]] inline double normal_quantile(double p) {
    return detail::symmetric_quantile([](double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); }, p);
}

/// The same for Student's t with `dof` > 0 degrees of freedom (real numbers are allowed). Relative error below 1e-12.
/// Errors: p outside [0, 1], dof not positive and finite.
[[nodiscard]] inline double student_t_quantile(double p, double dof) {
    if (!(dof > 0.0) || std::isinf(dof)) {
        fail("student_t_quantile: degrees of freedom are ", dof, "; they must be positive and finite");
    }
    return detail::symmetric_quantile([dof](double t) { return detail::student_t_tail(t, dof); }, p);
}

} // namespace fulcrum::inline v0_1
