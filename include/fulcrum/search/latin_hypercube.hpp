#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/detail/draw.hpp"
#include "fulcrum/search/search_space.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace fulcrum::inline v0_1 {

/// Latin hypercube (McKay, Beckman and Conover, Technometrics 21(2), 1979): each variable's range is cut into as many
/// equal parts as there are rows, and each part holds one individual; so of n rows each of c whole numbers gets n / c,
/// give or take less than two. Permutations are independent and uniform. Variable j, or the permutation that begins
/// there, draws from the stream (seed, generation, j).
struct latin_hypercube {
    void operator()(const search_space& space, matrix_view<double> x, seed s, std::uint64_t generation) const noexcept {
        for (std::size_t j = 0; j < space.size(); ++j) {
            const variable& v = space.variables()[j];
            if (v.kind == variable_kind::permutation) continue;
            random_stream random(s.value, generation, static_cast<std::uint32_t>(j));
            for (std::size_t i = 0; i < x.rows(); ++i) {
                x(i, j) = detail::at_unit(v, (static_cast<double>(i) + random.uniform()) /
                                                 static_cast<double>(x.rows()));
            }
            for (std::size_t i = x.rows(); i > 1; --i) { // Fisher-Yates, down the column
                std::swap(x(i - 1, j), x(random.below(static_cast<std::uint32_t>(i)), j));
            }
        }
        detail::draw_permutations(space, x, s, generation);
    }
};

} // namespace fulcrum::inline v0_1
