#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/search/population.hpp"

#include <cmath>
#include <cstddef>
#include <limits>

namespace fulcrum::inline v0_1::detail {

/// The sum of what a row breaks; zero when it breaks nothing, not a number when an amount is.
[[nodiscard]] inline double total_violation(columns_view<const double> violations, std::size_t row) noexcept {
    double total = 0;
    for (std::size_t j = 0; j < violations.cols(); ++j) {
        const double amount = violations(row, j);
        total += amount <= 0 ? 0 : amount; // not a number stays so
    }
    return total;
}

/// How far an individual is from being feasible and finite: 0 when it is both, its total violation when it is finite
/// and infeasible, infinity when a value of it is not finite. The one with less is better, whatever the objectives (the
/// feasibility rule: Deb, CMAME 186(2-4), 2000).
[[nodiscard]] inline double irregularity(const individuals<const double>& all, std::size_t row) noexcept {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const double total = total_violation(all.violations, row);
    for (std::size_t j = 0; j < all.objectives.cols(); ++j) {
        if (!std::isfinite(all.objectives(row, j))) return infinity;
    }
    return std::isnan(total) ? infinity : total;
}

} // namespace fulcrum::inline v0_1::detail
