#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/problem.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace fulcrum::inline v0_1 {

/// Fills rows with individuals inside the bounds: what a search starts from.
template <class S>
concept Sampling = requires(const S& sampling, const search_space& space, matrix_view<double> x, seed s,
                            std::uint64_t generation) { sampling(space, x, s, generation); };

/// Independent and uniform over the box; individual i draws from the stream (seed, generation, i).
struct uniform_sampling {
    void operator()(const search_space& space, matrix_view<double> x, seed s, std::uint64_t generation) const noexcept {
        for (std::size_t i = 0; i < x.rows(); ++i) {
            random_stream random(s.value, generation, static_cast<std::uint32_t>(i));
            for (std::size_t j = 0; j < space.size(); ++j) {
                const double low = space.lower()[j];
                const double high = space.upper()[j];
                x(i, j) = (std::min)(low + random.uniform() * (high - low), high);
            }
        }
    }
};

/// Latin hypercube (McKay, Beckman and Conover, Technometrics 21(2), 1979): each variable's interval is cut into as
/// many equal parts as there are rows, and each part holds one individual; variable j draws from the stream
/// (seed, generation, j).
struct latin_hypercube {
    void operator()(const search_space& space, matrix_view<double> x, seed s, std::uint64_t generation) const noexcept {
        for (std::size_t j = 0; j < space.size(); ++j) {
            random_stream random(s.value, generation, static_cast<std::uint32_t>(j));
            const double low = space.lower()[j];
            const double high = space.upper()[j];
            const double part = (high - low) / static_cast<double>(x.rows());
            for (std::size_t i = 0; i < x.rows(); ++i) {
                x(i, j) = (std::min)(low + (static_cast<double>(i) + random.uniform()) * part, high);
            }
            for (std::size_t i = x.rows(); i > 1; --i) { // Fisher-Yates, down the column
                std::swap(x(i - 1, j), x(random.below(static_cast<std::uint32_t>(i)), j));
            }
        }
    }
};

/// Copies the user's rows to the first rows of x; returns how many.
/// Errors: shape_error when they are too wide or too many; error when a value is outside its variable's bounds.
inline std::size_t warm_start(const search_space& space, matrix_view<const double> rows, matrix_view<double> x) {
    if (rows.rows() == 0) return 0;
    if (rows.cols() != space.size()) {
        fail<shape_error>("warm start: rows have ", rows.cols(), " values, the problem has ", space.size(),
                          " variables");
    }
    if (rows.rows() > x.rows()) {
        fail<shape_error>("warm start: ", rows.rows(), " rows do not fit in a population of ", x.rows());
    }
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        for (std::size_t j = 0; j < rows.cols(); ++j) {
            const variable& v = space.variables()[j];
            if (!(rows(i, j) >= v.lower && rows(i, j) <= v.upper)) {
                fail("warm start: row ", i, " sets '", v.name, "' to ", rows(i, j), ", outside [", v.lower, ", ",
                     v.upper, "]");
            }
        }
    }
    for (std::size_t i = 0; i < rows.rows(); ++i) std::copy_n(rows.row(i).data(), rows.cols(), x.row(i).data());
    return rows.rows();
}

} // namespace fulcrum::inline v0_1
