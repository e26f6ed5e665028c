#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// Inverted generational distance (Coello Coello and Reyes Sierra, MICAI 2004): the mean, over the points of a
/// reference front, of the Euclidean distance to the nearest member. Smaller is better, 0 when every reference point is
/// met. In the objectives' own units, nothing is normalised; directions do not matter. O(n r m).
/// Errors: shape_error when the columns differ; error when there is no member or no reference point, or one of them is
/// not finite (names its index).
template <class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double igd(columns_view<T> values, std::span<const std::uint32_t> members,
                         columns_view<const std::remove_const_t<T>> reference) {
    using value = std::remove_const_t<T>;
    const columns_view<const value> read = values;
    if (read.cols() != reference.cols()) {
        fail<shape_error>("igd: there are ", read.cols(), " columns of values and ", reference.cols(),
                          " of the reference front");
    }
    if (members.empty()) fail("igd: there is no member");
    if (reference.rows() == 0) fail("igd: the reference front is empty");
    detail::check_finite("igd", read, members);
    double total = 0;
    for (std::size_t r = 0; r < reference.rows(); ++r) {
        if (!detail::finite_row(reference, r)) fail("igd: point ", r, " of the reference front is not finite");
        double nearest = std::numeric_limits<double>::infinity();
        for (const std::uint32_t row : members) {
            double squared = 0;
            for (std::size_t j = 0; j < read.cols(); ++j) {
                const double gap = static_cast<double>(read(row, j)) - static_cast<double>(reference(r, j));
                squared += gap * gap;
            }
            nearest = (std::min)(nearest, squared);
        }
        total += std::sqrt(nearest);
    }
    return total / static_cast<double>(reference.rows());
}

} // namespace fulcrum::inline v0_1
