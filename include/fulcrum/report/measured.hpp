#pragma once

#include "fulcrum/evaluate/confidence.hpp"
#include "fulcrum/report/detail/text.hpp"

#include <cmath>
#include <limits>
#include <string>

namespace fulcrum::inline v0_1 {

/// A number to be shown, with its confidence interval if it has one. Plain numbers and estimates convert to it.
struct measured {
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();

    measured() = default;
    measured(double number) noexcept : value(number) {} // NOLINT: a number is a measured one without an interval
    measured(double number, double lower, double upper) noexcept : value(number), low(lower), high(upper) {}
    measured(const estimate& e) noexcept : value(e.value), low(e.low), high(e.high) {} // NOLINT: as above

    /// True if both ends are given; they may be infinite.
    [[nodiscard]] bool has_interval() const noexcept { return !std::isnan(low) && !std::isnan(high); }
};

/// "0.183 [0.177, 0.190]", or "0.183" without an interval.
[[nodiscard]] inline std::string to_text(const measured& m, int decimals) {
    std::string text = detail::number_text(m.value, decimals);
    if (m.has_interval()) {
        text += " [" + detail::number_text(m.low, decimals) + ", " + detail::number_text(m.high, decimals) + "]";
    }
    return text;
}

} // namespace fulcrum::inline v0_1
