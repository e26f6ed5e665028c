#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1::detail {

template <class T>
concept FloatColumn = std::floating_point<std::remove_const_t<T>>;

template <class T> [[nodiscard]] bool finite_row(columns_view<const T> values, std::size_t row) noexcept {
    for (std::size_t j = 0; j < values.cols(); ++j) {
        if (!std::isfinite(values(row, j))) return false;
    }
    return true;
}

/// Refuses columns that do not belong to the set.
template <ObjectiveSet Set, class T> void check_shape(const char* who, const Set& set, columns_view<T> values) {
    if (values.cols() != set.size()) {
        fail<shape_error>(who, ": there are ", values.cols(), " columns of values, the set has ", set.size(),
                          " objectives");
    }
    if (values.rows() >= (std::numeric_limits<std::uint32_t>::max)()) {
        fail<shape_error>(who, ": ", values.rows(), " rows are more than 32-bit indices can name");
    }
}

/// Refuses the first member with a value that is not finite.
template <class T>
void check_finite(const char* who, columns_view<const T> values, std::span<const std::uint32_t> members) {
    for (const std::uint32_t row : members) {
        if (!finite_row(values, row)) fail(who, ": row ", row, " has an objective that is not finite; remove it");
    }
}

/// 0, 1, ..., n - 1.
[[nodiscard]] inline std::span<std::uint32_t> all_rows(std::size_t n, workspace& ws) {
    const std::span<std::uint32_t> rows = ws.take<std::uint32_t>(n);
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
}

/// The chosen rows of a set of columns as the kernels read them: one point after the other, every objective to be
/// minimised, no -0.
template <class T> struct points {
    const T* values = nullptr;
    std::size_t size = 0;
    std::size_t cols = 0;
    std::span<const std::uint32_t> rows; ///< where each point came from, ascending

    [[nodiscard]] const T* operator[](std::size_t i) const noexcept { return values + i * cols; }
};

template <class T> struct keyed {
    T key;
    std::uint32_t index;
};

template <class T> [[nodiscard]] bool equal_points(const T* p, const T* q, std::size_t cols) noexcept {
    return std::equal(p, p + cols, q);
}

} // namespace fulcrum::inline v0_1::detail
