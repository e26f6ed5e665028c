#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/evaluate/confidence.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>

namespace fulcrum::inline v0_1 {

/// An off-policy estimate: besides the interval, what tells whether to believe it.
struct off_policy_estimate : estimate {
    estimate mean_weight;         ///< of the importance weights; it is 1 in expectation
    double largest_weight = 0.0;  ///< of one observation
    bool outside_rewards = false; ///< the value lies beyond every reward seen: a rate below 0, for example

    /// The weights do not average to 1 within their interval: the propensities are wrong, the log lacks what the policy
    /// does, or rare large weights have not been drawn. A mean within a thousandth of 1 is put down to rounding.
    [[nodiscard]] bool weights_off() const noexcept {
        return excludes(mean_weight, 1.0) && !(std::abs(mean_weight.value - 1.0) <= 1e-3);
    }
};

/// How many observations of its own an off-policy estimate must be worth: at least `minimum`, and at least this share
/// of the log. Below it the normal interval means nothing.
struct ess_guard {
    double minimum = 50.0;
    double share = 0.01;

    [[nodiscard]] constexpr double required(std::size_t count) const noexcept {
        return (std::max)(minimum, share * static_cast<double>(count));
    }
};

/// True when the effective sample size reaches the guard and the value is a finite number.
[[nodiscard]] inline bool trustworthy(const estimate& e, const ess_guard& guard = {}) noexcept {
    return std::isfinite(e.value) && e.effective_sample_size >= guard.required(e.count);
}

/// Refuses an estimate that the log cannot support. `policy` names it in the message.
/// Errors: the effective sample size is below the guard, or the value is not finite.
inline void require_support(const estimate& e, const ess_guard& guard = {}, std::string_view policy = "the policy") {
    if (trustworthy(e, guard)) return;
    const double ess = e.effective_sample_size > 0.0 ? e.effective_sample_size : 0.0; // NaN counts as none
    fail("off-policy estimate: of ", e.count, " logged observations ", policy, " is worth ",
         static_cast<std::size_t>(ess), " (effective sample size), below the required ",
         static_cast<std::size_t>(std::ceil(guard.required(e.count))),
         "; choose a policy nearer to the logging one, or log more with more exploration");
}

namespace detail {

/// Kish's effective sample size (sum w)^2 / sum w^2 of weights with this mean and variance (divided by n - 1).
[[nodiscard]] inline double kish(double mean, double variance, std::size_t count) noexcept {
    const auto n = static_cast<double>(count);
    const double squares = mean * mean + (count > 1 ? variance * (n - 1.0) / n : 0.0);
    return squares == 0.0 ? 0.0 : n * mean * mean / squares;
}

/// True when value lies beyond [low, high] by more than rounding explains.
[[nodiscard]] inline bool outside_range(double value, double low, double high) noexcept {
    const double rounding = 1e-9 * (std::max)(std::abs(low), std::abs(high));
    return value < low - rounding || value > high + rounding;
}

} // namespace detail

} // namespace fulcrum::inline v0_1
