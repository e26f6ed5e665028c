#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>

/// The toolkit of the Walking Fish Group (Huband, Hingston, Barone and While, IEEE TEC 10(5), 2006), in its names:
/// transformations (table XI) and shapes (table X). All take and give values in [0, 1].
namespace fulcrum::inline v0_1::detail::wfg {

[[nodiscard]] inline double unit(double y) noexcept { return std::clamp(y, 0.0, 1.0); } // against rounding

[[nodiscard]] inline double b_poly(double y, double alpha) noexcept { return unit(std::pow(y, alpha)); }

[[nodiscard]] inline double b_flat(double y, double a, double b, double c) noexcept {
    const double left = (std::min)(0.0, std::floor(y - b)) * a * (b - y) / b;
    const double right = (std::min)(0.0, std::floor(c - y)) * (1 - a) * (y - c) / (1 - c);
    return unit(a + left - right);
}

[[nodiscard]] inline double b_param(double y, double u) noexcept {
    constexpr double a = 0.98 / 49.98;
    constexpr double b = 0.02;
    constexpr double c = 50;
    const double v = a - (1 - 2 * u) * std::abs(std::floor(0.5 - u) + a);
    return unit(std::pow(y, b + (c - b) * v));
}

[[nodiscard]] inline double s_linear(double y) noexcept {
    constexpr double a = 0.35;
    return unit(std::abs(y - a) / std::abs(std::floor(a - y) + a));
}

[[nodiscard]] inline double s_decept(double y) noexcept {
    constexpr double a = 0.35;
    constexpr double b = 0.001;
    constexpr double c = 0.05;
    const double left = std::floor(y - a + b) * (1 - c + (a - b) / b) / (a - b);
    const double right = std::floor(a + b - y) * (1 - c + (1 - a - b) / b) / (1 - a - b);
    return unit(1 + (std::abs(y - a) - b) * (left + right + 1 / b));
}

[[nodiscard]] inline double s_multi(double y, double hills, double depth) noexcept {
    constexpr double c = 0.35;
    const double away = std::abs(y - c) / (2 * (std::floor(c - y) + c));
    return unit((1 + std::cos((4 * hills + 2) * std::numbers::pi * (0.5 - away)) + 4 * depth * away * away) /
                (depth + 2));
}

/// The mean.
[[nodiscard]] inline double r_sum(std::span<const double> y) noexcept {
    double sum = 0;
    for (const double v : y) sum += v;
    return unit(sum / static_cast<double>(y.size()));
}

/// The mean with weights 2 (first + 1), 2 (first + 2), ...
[[nodiscard]] inline double r_sum_rising(std::span<const double> y, std::size_t first) noexcept {
    double sum = 0;
    double weights = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double weight = 2 * static_cast<double>(first + i + 1);
        sum += weight * y[i];
        weights += weight;
    }
    return unit(sum / weights);
}

[[nodiscard]] inline double r_nonsep(std::span<const double> y, std::size_t degree) noexcept {
    double sum = 0;
    for (std::size_t j = 0; j < y.size(); ++j) {
        sum += y[j];
        for (std::size_t k = 0; k + 2 <= degree; ++k) sum += std::abs(y[j] - y[(j + k + 1) % y.size()]);
    }
    const auto a = static_cast<double>(degree);
    const double half = std::ceil(a / 2);
    return unit(sum / (static_cast<double>(y.size()) / a * half * (1 + 2 * a - 2 * half)));
}

/// The shapes h1, ..., hm of m - 1 places x: a product of inner(x_i), closed by outer(x_i).
template <class Inner, class Outer>
void shape(std::span<const double> x, std::span<double> h, Inner inner, Outer outer) noexcept {
    double product = 1;
    for (std::size_t k = 0; k + 1 < h.size(); ++k) {
        h[h.size() - 1 - k] = product * outer(x[k]);
        product *= inner(x[k]);
    }
    h[0] = product;
}

inline void linear(std::span<const double> x, std::span<double> h) noexcept {
    shape(x, h, [](double v) { return v; }, [](double v) { return 1 - v; });
}

inline void convex(std::span<const double> x, std::span<double> h) noexcept {
    shape(x, h, [](double v) { return 1 - std::cos(v * (std::numbers::pi / 2)); },
          [](double v) { return 1 - std::sin(v * (std::numbers::pi / 2)); });
}

inline void concave(std::span<const double> x, std::span<double> h) noexcept {
    shape(x, h, [](double v) { return std::sin(v * (std::numbers::pi / 2)); },
          [](double v) { return std::cos(v * (std::numbers::pi / 2)); });
}

[[nodiscard]] inline double mixed(double x) noexcept {
    constexpr double turn = 10 * std::numbers::pi; // 2 A pi for A = 5 hills
    return 1 - x - std::cos(turn * x + std::numbers::pi / 2) / turn;
}

[[nodiscard]] inline double disconnected(double x) noexcept {
    const double wave = std::cos(5 * std::numbers::pi * x);
    return 1 - x * wave * wave;
}

} // namespace fulcrum::inline v0_1::detail::wfg
