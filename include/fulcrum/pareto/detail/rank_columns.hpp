#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// The rows that take part, column by column, every objective to be minimised, no -0.
template <class T> struct ranked_columns {
    columns_view<const T> values;
    std::span<const std::uint32_t> rows; ///< where each came from, ascending

    [[nodiscard]] std::size_t size() const noexcept { return values.rows(); }
    [[nodiscard]] std::size_t cols() const noexcept { return values.cols(); }
};

/// Is every value finite? Tells by a sum of zeros, without a branch for each value.
template <class T> [[nodiscard]] bool all_finite(std::span<const T> values) noexcept {
    T sums[4] = {};
    std::size_t i = 0;
    for (; i + 4 <= values.size(); i += 4) {
        for (std::size_t k = 0; k < 4; ++k) sums[k] += values[i + k] * T{0};
    }
    for (; i < values.size(); ++i) sums[0] += values[i] * T{0};
    return sums[0] + sums[1] + sums[2] + sums[3] == T{0};
}

/// Gathers the rows that are finite and for which wanted(row) holds. O(m n).
template <ObjectiveSet Set, class T, class Wanted>
[[nodiscard]] ranked_columns<T> gather_columns(const Set& set, columns_view<const T> values, workspace& ws,
                                               Wanted&& wanted) {
    const std::size_t n = values.rows();
    const std::span<std::uint32_t> rows = ws.take<std::uint32_t>(n);
    bool finite = true;
    for (std::size_t j = 0; j < values.cols() && finite; ++j) finite = all_finite(values.column(j));
    std::size_t size = 0;
    for (std::size_t i = 0; i < n; ++i) {
        rows[size] = static_cast<std::uint32_t>(i);
        size += (finite || finite_row(values, i)) && wanted(i);
    }
    const columns_view<T> out(ws.take<T>(size * values.cols()).data(), size, values.cols());
    for (std::size_t j = 0; j < values.cols(); ++j) {
        const T sign = static_cast<T>(sign_of(set.directions()[j]));
        const T* from = values.column(j).data();
        T* to = out.column(j).data();
        if (size == n) {
            for (std::size_t i = 0; i < n; ++i) to[i] = sign * from[i] + T{0}; // -0 -> 0
        } else {
            for (std::size_t i = 0; i < size; ++i) to[i] = sign * from[rows[i]] + T{0};
        }
    }
    return {out, rows.first(size)};
}

} // namespace fulcrum::inline v0_1::detail
