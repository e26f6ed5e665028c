#pragma once

#include "fulcrum/core/assert.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace fulcrum::inline v0_1 {

namespace detail {

/// Walks down a Plackett-Luce slate. At position k, visit(k, left, chance) gets the rows that are left and the chance
/// of each (they sum to 1), and returns the place in `left` of the row that is taken. O(rows * positions).
template <class Visit>
void walk_plackett_luce(std::span<const float> scores, std::size_t positions, workspace& ws, Visit visit) {
    if (positions > scores.size()) {
        fail<shape_error>("slate: ", positions, " positions, but ", scores.size(), " candidates");
    }
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (!std::isfinite(scores[i])) fail("slate: the score of row ", i, " is not finite");
    }
    const workspace::scope scope(ws);
    const std::span<std::uint32_t> rows = ws.take<std::uint32_t>(scores.size());
    const std::span<double> chances = ws.take<double>(scores.size());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint32_t>(i);
    for (std::size_t k = 0; k < positions; ++k) {
        const std::span<std::uint32_t> left = rows.first(rows.size() - k);
        const std::span<double> chance = chances.first(left.size());
        float top = -std::numeric_limits<float>::infinity();
        for (const std::uint32_t row : left) top = (std::max)(top, scores[row]);
        double total = 0;
        for (std::size_t i = 0; i < left.size(); ++i) {
            chance[i] = std::exp(static_cast<double>(scores[left[i]]) - static_cast<double>(top));
            total += chance[i];
        }
        for (double& c : chance) c /= total;
        const std::size_t taken = visit(k, std::span<const std::uint32_t>(left), std::span<const double>(chance));
        std::swap(left[taken], left.back());
    }
}

/// Place of a row in what is left. Errors: error if it is no candidate, or was shown before.
[[nodiscard]] inline std::size_t place_in(std::span<const std::uint32_t> left, std::uint32_t row,
                                          std::size_t position) {
    const auto found = std::ranges::find(left, row);
    if (found == left.end()) {
        fail("slate: row ", row, " at position ", position, " is no candidate, or is shown twice");
    }
    return static_cast<std::size_t>(found - left.begin());
}

} // namespace detail

/// Draws a slate without replacement: a row with probability exp(score) / sum of exp(score) over the rows that are left
/// (Plackett 1975; Luce 1959), best position first. propensity[k] is the probability of shown[k] given the rows before
/// it. O(rows * positions). Errors: shape_error if there are fewer rows than positions; error for a score that is not
/// finite.
inline void draw_slate(std::span<const float> scores, std::span<std::uint32_t> shown, std::span<float> propensity,
                       random_stream& random, workspace& ws) {
    FULCRUM_ASSERT(propensity.size() == shown.size());
    detail::walk_plackett_luce(scores, shown.size(), ws, [&](std::size_t k, auto left, auto chance) {
        double u = random.uniform();
        std::size_t taken = 0;
        for (std::size_t i = 0; i < chance.size(); ++i) {
            if (chance[i] <= 0) continue;
            taken = i; // rounding may leave a rest of u after the last one
            if ((u -= chance[i]) < 0) break;
        }
        shown[k] = left[taken];
        propensity[k] = static_cast<float>(chance[taken]);
        return taken;
    });
}

/// The log-probability of a slate, the sum over positions; propensity[k] as in draw_slate. O(rows * positions).
/// Errors: those of draw_slate; error for a row that is no candidate or is shown twice.
inline double slate_log_probability(std::span<const float> scores, std::span<const std::uint32_t> shown,
                                    std::span<float> propensity, workspace& ws) {
    FULCRUM_ASSERT(propensity.size() == shown.size());
    double sum = 0;
    detail::walk_plackett_luce(scores, shown.size(), ws, [&](std::size_t k, auto left, auto chance) {
        const std::size_t taken = detail::place_in(left, shown[k], k);
        propensity[k] = static_cast<float>(chance[taken]);
        sum += std::log(chance[taken]);
        return taken;
    });
    return sum;
}

/// Adds to gradient[i] the derivative by score i of
///
///     sum_k advantage[k] * log p(shown[k] | rows before) + entropy * sum_k H_k,
///
/// H_k the entropy of the draw at position k given the rows before. With p_i the chance of row i at position k they are
/// advantage[k] * (1{i = shown[k]} - p_i) and -p_i (log p_i + H_k). O(rows * positions).
/// Errors: those of slate_log_probability.
inline void add_slate_gradient(std::span<const float> scores, std::span<const std::uint32_t> shown,
                               std::span<const float> advantage, float entropy, std::span<float> gradient,
                               workspace& ws) {
    FULCRUM_ASSERT(advantage.size() == shown.size() && gradient.size() == scores.size());
    detail::walk_plackett_luce(scores, shown.size(), ws, [&](std::size_t k, auto left, auto chance) {
        const std::size_t taken = detail::place_in(left, shown[k], k);
        const auto push = static_cast<double>(advantage[k]);
        const auto log_or_0 = [](double p) { return p > 0 ? std::log(p) : 0.0; };
        double h = 0;
        if (entropy != 0) {
            for (const double p : chance) h -= p * log_or_0(p);
        }
        for (std::size_t i = 0; i < left.size(); ++i) {
            double g = push * ((i == taken ? 1.0 : 0.0) - chance[i]);
            if (entropy != 0) g -= static_cast<double>(entropy) * chance[i] * (log_or_0(chance[i]) + h);
            gradient[left[i]] += static_cast<float>(g);
        }
        return taken;
    });
}

} // namespace fulcrum::inline v0_1
