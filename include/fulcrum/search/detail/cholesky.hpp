#pragma once

#include "fulcrum/core/assert.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// The lower triangular factor A of a positive definite matrix, A A' = C: both n x n, one row after the other, of which
/// the lower triangles are read and written. What rounding has made of a pivot is lifted to 1e-14 of its diagonal
/// entry. O(n^3).
inline void cholesky(std::span<const double> matrix, std::span<double> factor, std::size_t n) noexcept {
    FULCRUM_ASSERT(matrix.size() == n * n && factor.size() == n * n);
    for (std::size_t i = 0; i < n; ++i) {
        double* const row = factor.data() + i * n;
        for (std::size_t k = 0; k <= i; ++k) {
            const double* const above = factor.data() + k * n;
            double rest = matrix[i * n + k];
            for (std::size_t j = 0; j < k; ++j) rest -= row[j] * above[j];
            row[k] = k < i ? rest / above[k] : std::sqrt((std::max)(rest, 1e-14 * matrix[i * n + i]));
        }
    }
}

} // namespace fulcrum::inline v0_1::detail
