#pragma once

#include "fulcrum/core/matrix_view.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A table of numbers that owns them: `rows` rows of `cols` values, one row after the other.
struct number_table {
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::vector<double> values;     ///< rows * cols
    std::vector<std::string> names; ///< of the columns; empty where the file has none

    [[nodiscard]] matrix_view<const double> view() const noexcept { return {values.data(), rows, cols}; }

    /// The same values one column after the other, as pareto and scalarize read them:
    /// `columns_view<const double>(table.by_column().data(), table.rows, table.cols)`, while the vector is held.
    [[nodiscard]] std::vector<double> by_column() const {
        std::vector<double> out(values.size());
        for (std::size_t i = 0; i < (cols == 0 ? 0 : rows); ++i) {
            for (std::size_t j = 0; j < cols; ++j) out[j * rows + i] = values[i * cols + j];
        }
        return out;
    }
};

} // namespace fulcrum::inline v0_1
