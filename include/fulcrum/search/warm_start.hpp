#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/search/search_space.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace fulcrum::inline v0_1 {

/// What becomes of a row given to start with that is not in the search space.
enum class invalid_rows {
    refuse, ///< an error, which names row, variable and bounds
    repair, ///< the valid row that search_space::repair makes of it
};

/// Copies the user's rows to the first rows of x; returns how many.
/// Errors, before x is changed: shape_error when they are too wide or too many; error when a value is not a number, or
/// when a row is invalid and not to be repaired.
inline std::size_t warm_start(const search_space& space, matrix_view<const double> rows, matrix_view<double> x,
                              invalid_rows how = invalid_rows::refuse) {
    if (rows.rows() == 0) return 0;
    if (rows.cols() != space.size()) {
        fail<shape_error>("warm start: rows have ", rows.cols(), " values, the problem has ", space.size(),
                          " variables");
    }
    if (rows.rows() > x.rows()) {
        fail<shape_error>("warm start: ", rows.rows(), " rows do not fit in a population of ", x.rows());
    }
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const std::optional<std::size_t> bad = space.first_invalid(rows.row(i));
        if (!bad) continue;
        const variable& v = space.variables()[*bad];
        const double value = rows(i, *bad);
        if (how == invalid_rows::repair) {
            for (std::size_t j = 0; j < rows.cols(); ++j) {
                if (std::isnan(rows(i, j))) {
                    fail("warm start: row ", i, " sets '", space.variables()[j].name, "' to nan, which has no repair");
                }
            }
        } else if (!(value >= v.lower && value <= v.upper)) {
            fail("warm start: row ", i, " sets '", v.name, "' to ", value, ", outside [", v.lower, ", ", v.upper, "]");
        } else if (value != std::floor(value)) {
            fail("warm start: row ", i, " sets '", v.name, "' to ", value, ", but it is ", text_of(v.kind),
                 " and takes whole numbers in [", v.lower, ", ", v.upper, "]");
        } else {
            fail("warm start: row ", i, " sets '", v.name, "' to ", value, ", which its permutation of [", v.lower,
                 ", ", v.upper, "] already has");
        }
    }
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        std::copy_n(rows.row(i).data(), rows.cols(), x.row(i).data());
        if (how == invalid_rows::repair) space.repair(x.row(i));
    }
    return rows.rows();
}

} // namespace fulcrum::inline v0_1
