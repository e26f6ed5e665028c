#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/das_dennis.hpp"
#include "fulcrum/pareto/detail/riesz_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1 {

namespace detail {

/// A uniform point of the simplex.
inline void draw_on_simplex(std::span<double> point, random_stream& random) noexcept {
    double sum = 0;
    for (double& value : point) sum += value = random.exponential();
    for (double& value : point) value /= sum;
}

/// What is left of a force on a point of the simplex that can move it: the coordinates sum to 0, and none that is 0
/// falls. O(m^2) at worst.
inline void along_simplex(std::span<const double> point, std::span<double> force) noexcept {
    std::size_t held = 0;
    for (std::size_t before = point.size(); held != before;) {
        before = held;
        held = 0;
        double sum = 0;
        for (std::size_t j = 0; j < point.size(); ++j) {
            if (point[j] == 0 && force[j] <= 0) {
                force[j] = 0;
                ++held;
            }
            sum += force[j];
        }
        if (held == point.size()) return;
        const double mean = sum / static_cast<double>(point.size() - held);
        for (double& f : force) f -= f == 0 ? 0 : mean;
    }
}

/// Moves a point of the simplex by `step` along the force, as far as the simplex goes. Where nothing pushes it, which
/// can be in a corner that is taken, towards the middle.
inline void move_on_simplex(std::span<double> point, std::span<double> force, double step) noexcept {
    const auto length_of = [](std::span<const double> v) {
        double squared = 0;
        for (const double value : v) squared += value * value;
        return std::sqrt(squared);
    };
    along_simplex(point, force);
    double length = length_of(force);
    if (!(length > 0)) {
        for (std::size_t j = 0; j < point.size(); ++j) force[j] = 1 / static_cast<double>(point.size()) - point[j];
        length = length_of(force);
    }
    if (!(length > 0)) return;
    double sum = 0;
    for (std::size_t j = 0; j < point.size(); ++j) {
        point[j] = (std::max)(point[j] + step * force[j] / length, 0.0);
        sum += point[j];
    }
    for (double& value : point) value /= sum;
}

} // namespace detail

/// Any number of evenly spread directions: points of the simplex of low Riesz energy (Blank, Deb, Dhebar, Bandaru and
/// Seada, IEEE TEC 25(1), 2021), the sum over all pairs of d^-s, d their distance and s = m^2 rounded down to an even
/// number. The corners are among them; the others start at random places and move, one after the other, along the
/// force on each, in steps that shrink from a tenth of the mean spacing to a fiftieth of that. Two objectives are cut
/// into equal parts, and a single direction is the middle. A column per objective.
/// The view lies in the workspace. O(m n^2), some 150 times: 3 ms for 100 points and three objectives, 90 ms for
/// 500 and five. Errors: error when there is no objective or no direction.
[[nodiscard]] inline columns_view<const double> energy_directions(std::size_t objectives, std::size_t count, seed s,
                                                                  workspace& ws) {
    if (objectives == 0) fail("energy_directions: there are 0 objectives; give at least one");
    if (count == 0) fail("energy_directions: there are 0 directions; give at least one");
    constexpr std::size_t group = detail::riesz_kernel::group;
    if (objectives == 2 && count > 1) return das_dennis(2, count - 1, ws);
    const std::size_t m = objectives;
    const std::size_t stride = (count + group - 1) / group * group;
    constexpr double far = 1e9;
    const std::span<double> columns = ws.take<double>(stride * m, far);
    const columns_view<double> points(columns.data(), count, m, stride);
    const workspace::scope scratch(ws);
    const std::span<double> sums = ws.take<double>(m * group);
    const std::span<double> force = ws.take<double>(m);
    const std::span<double> point = ws.take<double>(m);

    const std::size_t corners = count == 1 ? 0 : (std::min)(count, m);
    for (std::size_t i = 0; i < count; ++i) {
        random_stream random(s.value, 0, static_cast<std::uint32_t>(i));
        detail::draw_on_simplex(point, random);
        for (std::size_t j = 0; j < m; ++j) points(i, j) = i >= corners ? point[j] : i == j ? 1 : 0;
    }
    if (count == 1) {
        for (std::size_t j = 0; j < m; ++j) points(0, j) = 1 / static_cast<double>(m);
        return points;
    }

    const auto power = static_cast<std::uint32_t>(m * m / 2 + 1);
    const double most = std::exp2(900.0 / power); // its power is a double
    const double spacing = std::pow(static_cast<double>(count), -1 / (std::max)(static_cast<double>(m) - 1, 1.0));
    constexpr int rounds = 150;
    const detail::dispatched<detail::riesz_kernel> push;
    for (int round = 0; round < rounds; ++round) {
        const double step = 0.1 * spacing * std::pow(0.02, round / (rounds - 1.0));
        for (std::size_t i = corners; i < count; ++i) {
            push(columns.data(), stride, m, i, spacing * spacing, most, power, sums.data(), force.data());
            for (std::size_t j = 0; j < m; ++j) point[j] = points(i, j);
            detail::move_on_simplex(point, force, step);
            for (std::size_t j = 0; j < m; ++j) points(i, j) = point[j];
        }
    }
    return points;
}

} // namespace fulcrum::inline v0_1
