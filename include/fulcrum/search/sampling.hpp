#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/detail/draw.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/latin_hypercube.hpp" // TRANSITION
#include "fulcrum/search/warm_start.hpp" // TRANSITION

#include <cstddef>
#include <cstdint>

namespace fulcrum::inline v0_1 {

/// Fills rows with valid individuals: what a search starts from.
template <class S>
concept Sampling = requires(const S& sampling, const search_space& space, matrix_view<double> x, seed s,
                            std::uint64_t generation) { sampling(space, x, s, generation); };

/// Independent and uniform over the space, permutations too; individual i draws from the stream (seed, generation, i).
struct uniform_sampling {
    void operator()(const search_space& space, matrix_view<double> x, seed s, std::uint64_t generation) const noexcept {
        for (std::size_t i = 0; i < x.rows(); ++i) {
            random_stream random(s.value, generation, static_cast<std::uint32_t>(i));
            for (std::size_t j = 0; j < space.size(); ++j) {
                const variable& v = space.variables()[j];
                if (v.kind != variable_kind::permutation) x(i, j) = detail::at_unit(v, random.uniform());
            }
            for (const permutation_block& block : space.permutations()) {
                detail::draw_permutation(x.row(i).subspan(block.first, block.size), random);
            }
        }
    }
};

} // namespace fulcrum::inline v0_1
