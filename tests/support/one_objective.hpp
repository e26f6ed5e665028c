#pragma once

#include "fulcrum/core/objective.hpp"
#include "fulcrum/search/detail/numbered.hpp"
#include "fulcrum/search/problem.hpp"
#include "fulcrum/search/result.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

/// Functions of real variables to be minimised, with the value 0 at their only optimum, or at its best.
namespace one_objective {

struct cost : fulcrum::minimize {};

/// n variables in [-5, 5] and f(x).
template <class Function> auto real_problem(std::size_t n, Function f) {
    return fulcrum::function_problem{fulcrum::objectives<cost>{}, fulcrum::detail::numbered_variables(n, -5, 5),
                                     [f](std::span<const double> x, std::span<double> out) { out[0] = f(x); }};
}

inline double sphere(std::span<const double> x) {
    double sum = 0;
    for (const double v : x) sum += (v - 0.7) * (v - 0.7);
    return sum;
}

/// The optimum is a corner of the box.
inline double corner(std::span<const double> x) {
    double sum = 0;
    for (const double v : x) sum += v + 5;
    return sum;
}

inline double rosenbrock(std::span<const double> x) {
    double sum = 0;
    for (std::size_t j = 0; j + 1 < x.size(); ++j) {
        const double bend = x[j + 1] - x[j] * x[j];
        sum += 100 * bend * bend + (1 - x[j]) * (1 - x[j]);
    }
    return sum;
}

/// Condition 10^6, mirrored in an oblique plane.
inline double rotated_ellipsoid(std::span<const double> x) {
    const auto normal = [](std::size_t j) { return std::sin(1 + 2 * static_cast<double>(j)); };
    double along = 0;
    double squared = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
        along += normal(j) * (x[j] - 1);
        squared += normal(j) * normal(j);
    }
    double sum = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
        const double y = x[j] - 1 - 2 * normal(j) * along / squared;
        sum += std::pow(1e6, static_cast<double>(j) / static_cast<double>(x.size() - 1)) * y * y;
    }
    return sum;
}

/// About 10^n local optima.
inline double rastrigin(std::span<const double> x) {
    double sum = 0;
    for (const double v : x) {
        sum += 10 + (v - 0.3) * (v - 0.3) - 10 * std::cos(2 * std::numbers::pi * (v - 0.3));
    }
    return sum;
}

/// The best value found; not a number where nothing feasible was.
inline double best_of(const fulcrum::search_result& found) {
    return found.front.empty() ? std::nan("") : found.objectives()(found.front[0], 0);
}

} // namespace one_objective
