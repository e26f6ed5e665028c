#pragma once

#include "fulcrum/core/objective.hpp"
#include "fulcrum/report/detail/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace fulcrum::inline v0_1 {

namespace detail {

/// The largest magnitude that plots show, so that no difference of two values overflows.
inline constexpr double plot_limit = 1e300;

[[nodiscard]] inline bool can_plot(double value) noexcept { return std::abs(value) <= plot_limit; } // false for NaN

} // namespace detail

/// What an axis shows.
struct axis_title {
    std::string name;
    std::string unit = {};                          ///< "%", "EUR per session"; none if empty
    std::optional<direction> better = std::nullopt; ///< marks the better end
};

/// The range of an axis and the places of its labels.
struct plot_axis {
    double low = 0;
    double high = 1;
    double step = 1;
    std::vector<double> ticks; ///< multiples of step in [low, high], ascending

    /// 0 at low, 1 at high.
    [[nodiscard]] double fraction(double value) const noexcept { return (value - low) / (high - low); }

    /// A tick as text, with just the decimals that tell it from its neighbours.
    [[nodiscard]] std::string label(double tick) const {
        const auto exponent = [](double x) { return static_cast<int>(std::floor(std::log10(x) + 1e-9)); };
        if (step >= 1e6 || step < 1e-6) {
            if (tick == 0) return "0";
            const double largest = (std::max)(std::abs(low), std::abs(high));
            return detail::number_text(tick, std::chars_format::scientific,
                                       (std::max)(0, exponent(largest) - exponent(step)));
        }
        return detail::number_text(tick, std::chars_format::fixed, (std::max)(0, -exponent(step)));
    }
};

/// An axis over [low, high] with about `wanted` round labels: 1, 2 or 5 times a power of ten apart (Heckbert, "Nice
/// numbers for graph labels", Graphics Gems, 1990). A range without width, or none (low > high, or not finite), becomes
/// one around its value, or [0, 1]. Always has low < high and at least one tick.
[[nodiscard]] inline plot_axis nice_axis(double low, double high, std::size_t wanted = 6) {
    constexpr double limit = 2 * detail::plot_limit; // room for a margin
    if (!(low <= high) || !std::isfinite(low) || !std::isfinite(high)) {
        low = 0;
        high = 1;
    }
    low = std::clamp(low, -limit, limit);
    high = std::clamp(high, -limit, limit);
    const double largest = (std::max)(std::abs(low), std::abs(high));
    if (high - low <= largest * 1e-9) { // narrower than labels can tell
        const double pad = largest > 1 / detail::plot_limit ? largest / 10 : 1;
        low -= pad;
        high += pad;
    }
    plot_axis axis{.low = low, .high = high, .ticks = {}};
    const double raw = (high - low) / static_cast<double>((std::max)(wanted, std::size_t{1}));
    const double power = std::pow(10, std::floor(std::log10(raw)));
    const double factor = raw / power;
    axis.step = power * (factor < 1.5 ? 1 : factor < 3 ? 2 : factor < 7 ? 5 : 10);
    // A hair of tolerance, so that a bound which is a multiple of the step gets its label.
    const double first = std::ceil(low / axis.step - 1e-9);
    const double last = std::floor(high / axis.step + 1e-9);
    for (double i = first; i <= last; i += 1) axis.ticks.push_back(std::clamp(i * axis.step, low, high));
    if (axis.ticks.empty()) axis.ticks.push_back(low);
    return axis;
}

} // namespace fulcrum::inline v0_1
