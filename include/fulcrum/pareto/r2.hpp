#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/nearest.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// R2 indicator with weighted Chebyshev utilities (Hansen and Jaszkiewicz 1998; unary as in Brockhoff, Wagner and
/// Trautmann, GECCO 2012, eq. 3): the mean, over weight vectors, of the least over the members of
/// max_j weight_j |ideal_j - value_j|. Smaller is better, 0 when the ideal point is a member. Values and ideal are in
/// the user's own orientation and units; nothing is normalised. The ideal should be no worse than any member in any
/// objective: then directions do not matter.
/// `weights` holds one vector a row, one column per objective, such as das_dennis(m, parts, ws).
/// O(n w m) for n members and w weight vectors.
/// Errors: shape_error when columns, weights and ideal differ; error when there is no member or no weight vector, when
/// one of them or the ideal is not finite or a weight is negative (names its index), or when the result exceeds a
/// double.
template <class T>
    requires detail::FloatColumn<T>
[[nodiscard]] double r2(columns_view<T> values, std::span<const std::uint32_t> members,
                        columns_view<const double> weights, std::span<const std::remove_const_t<T>> ideal,
                        workspace& ws) {
    using value = std::remove_const_t<T>;
    const detail::chosen<value> found{values, members};
    if (values.cols() != weights.cols()) {
        fail<shape_error>("r2: there are ", values.cols(), " columns of values and ", weights.cols(), " of weights");
    }
    if (values.cols() != ideal.size()) {
        fail<shape_error>("r2: there are ", values.cols(), " columns of values, the ideal has ", ideal.size(),
                          " values");
    }
    if (members.empty()) fail("r2: there is no member");
    if (weights.rows() == 0) fail("r2: there is no weight vector");
    for (std::size_t j = 0; j < ideal.size(); ++j) {
        if (!std::isfinite(ideal[j])) fail("r2: value ", j, " of the ideal is not finite");
    }
    detail::check_finite("r2", found.values, members);
    for (std::size_t i = 0; i < weights.rows(); ++i) {
        for (std::size_t j = 0; j < weights.cols(); ++j) {
            if (!(weights(i, j) >= 0) || !std::isfinite(weights(i, j))) {
                fail("r2: weight ", j, " of vector ", i, " is ", weights(i, j),
                     "; weights are finite and at least 0");
            }
        }
    }
    const workspace::scope scratch(ws);
    const detail::chosen<double> all{weights, detail::all_rows(weights.rows(), ws)};
    double total = 0;
    for (const double least : detail::nearest<detail::largest_product>(
             all, [](double w, std::size_t) { return w; }, found,
             [&](double v, std::size_t j) { return std::abs(static_cast<double>(ideal[j]) - v); }, ws)) {
        total += least;
    }
    return detail::checked_result("r2", total / static_cast<double>(weights.rows()));
}

} // namespace fulcrum::inline v0_1
