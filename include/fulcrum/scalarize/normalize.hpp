#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>

namespace fulcrum::inline v0_1 {

namespace detail {

/// Calls f(value) for objective j of every kept row whose objectives are all finite.
template <class F> void for_each_finite(const slate& s, std::size_t j, F&& f) {
    const std::span<const float> column = s.objective(j);
    const std::span<const row_state> mask = s.mask();
    for (const std::uint32_t row : s.order()) {
        if (mask[row] == row_state::kept) f(column[row]);
    }
}

struct range {
    float low = std::numeric_limits<float>::infinity();
    float high = -std::numeric_limits<float>::infinity();
};

/// Smallest and largest value of objective j; low > high if no row is finite.
/// Eight running extremes, since a single one would be a chain of dependent compares.
inline range range_of(const slate& s, std::size_t j) noexcept {
    range r;
    const auto add = [&r](float v) {
        r.low = (std::min)(r.low, v);
        r.high = (std::max)(r.high, v);
    };
    if (s.nonfinite() > 0) {
        for_each_finite(s, j, add);
        return r;
    }
    constexpr std::size_t lanes = 8;
    float low[lanes];
    float high[lanes];
    std::fill_n(low, lanes, r.low);
    std::fill_n(high, lanes, r.high);
    const std::span<const float> column = s.objective(j);
    const std::span<const std::uint32_t> order = s.order();
    const bool all = order.size() == s.rows();
    std::size_t i = 0;
    for (; i + lanes <= order.size(); i += lanes) {
        float kept[lanes];
        for (std::size_t l = 0; l < lanes && !all; ++l) kept[l] = column[order[i + l]];
        const float* const values = all ? column.data() + i : kept;
        for (std::size_t l = 0; l < lanes; ++l) {
            const float v = values[l];
            low[l] = v < low[l] ? v : low[l];
            high[l] = v > high[l] ? v : high[l];
        }
    }
    for (; i < order.size(); ++i) add(all ? column[i] : column[order[i]]);
    r.low = (std::min)(r.low, *std::min_element(low, low + lanes));
    r.high = (std::max)(r.high, *std::max_element(high, high + lanes));
    return r;
}

} // namespace detail

/// Normalizer: the gain of each objective is 0 at the worst value of the request and 1 at the best. A flat objective
/// gains 0 everywhere, and one whose spread overflows float from -1/2 to 1/2. It writes no column: scalarizers apply the
/// map as they read. Kept rows with finite objectives count. O(rows * objectives).
struct min_max {
    static constexpr auto needs = columns::objectives;
    static constexpr auto gives = columns::ideal;

    static void run(slate& s, workspace& /*ws*/) noexcept {
        for (std::size_t j = 0; j < s.gains().size(); ++j) {
            const auto [low, high] = detail::range_of(s, j);
            const bool larger_is_better = s.directions()[j] == direction::maximize;
            const float width = high - low;
            gain_map& gain = s.gains()[j];
            if (!(width > 0)) {
                gain = {.offset = 0, .scale = 0, .ideal = 0};
            } else if (std::isfinite(width)) {
                const float scale = 1 / width;
                // 1 / width may overflow for a width below the smallest normal number: such a spread is flat.
                gain = std::isfinite(scale)
                           ? gain_map{larger_is_better ? low : high, larger_is_better ? scale : -scale, 1}
                           : gain_map{0, 0, 0};
            } else { // from the middle no distance overflows
                const float scale = 0.5F / (0.5F * high - 0.5F * low);
                gain = {std::midpoint(low, high), larger_is_better ? scale : -scale, 0.5F};
            }
        }
    }
};

/// Normalizer: the gain of each objective is its z-score, (value - mean) / standard deviation (population), turned so
/// that larger is better. A flat objective gains 0 everywhere; one whose spread overflows float is measured from the
/// middle of its range instead of the mean. Kept rows with finite objectives count. O(rows * objectives), in double.
struct z_score {
    static constexpr auto needs = columns::objectives;
    static constexpr auto gives = columns::ideal;

    static void run(slate& s, workspace& /*ws*/) noexcept {
        for (std::size_t j = 0; j < s.gains().size(); ++j) {
            double sum = 0;
            double count = 0;
            detail::range extremes;
            detail::for_each_finite(s, j, [&](float v) {
                sum += static_cast<double>(v);
                count += 1;
                extremes.low = (std::min)(extremes.low, v);
                extremes.high = (std::max)(extremes.high, v);
            });
            const double mean = count > 0 ? sum / count : 0;
            double squares = 0;
            detail::for_each_finite(s, j, [&](float v) {
                const double d = static_cast<double>(v) - mean;
                squares += d * d;
            });
            const double deviation = count > 0 ? std::sqrt(squares / count) : 0;
            const bool larger_is_better = s.directions()[j] == direction::maximize;
            gain_map gain{static_cast<float>(mean), 0, 0};
            if (std::isinf(extremes.high - extremes.low) && count > 0) {
                gain.offset = std::midpoint(extremes.low, extremes.high); // from it no distance overflows
            }
            if (extremes.high > extremes.low && std::isfinite(static_cast<float>(1 / deviation))) {
                const float scale = static_cast<float>(1 / deviation);
                gain.scale = larger_is_better ? scale : -scale;
                gain.ideal = gain(larger_is_better ? extremes.high : extremes.low);
            }
            s.gains()[j] = gain;
        }
    }
};

} // namespace fulcrum::inline v0_1
