#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/warm_start.hpp"

#include <cstddef>

namespace fulcrum::inline v0_1::detail {

/// Fills the first population with the rows given to start with, then by the sampling.
template <class Sample> struct first_population {
    Sample sampling;
    matrix_view<const double> rows;
    invalid_rows how;
    seed s;

    void operator()(const search_space& space, matrix_view<double> x) const {
        const std::size_t given = warm_start(space, rows, x, how);
        sampling(space, {x.data() + given * x.stride(), x.rows() - given, x.cols(), x.stride()}, s, 0);
    }
};
template <class Sample>
first_population(Sample, matrix_view<const double>, invalid_rows, seed) -> first_population<Sample>;

} // namespace fulcrum::inline v0_1::detail
