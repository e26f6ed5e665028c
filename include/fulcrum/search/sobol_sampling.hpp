#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/detail/draw.hpp"
#include "fulcrum/search/detail/sobol_directions.hpp"
#include "fulcrum/search/search_space.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace fulcrum::inline v0_1 {

/// The Sobol sequence, in Gray code order (Antonov and Saleev 1979) with the direction numbers of Joe and Kuo (SIAM J.
/// Sci. Comput. 30(5), 2008): the first 2^k points lie evenly in the box. Scrambled, each dimension is multiplied by a
/// random lower triangular matrix and shifted (Matousek, J. Complexity 14(4), 1998): as even, each point uniform in the
/// box, and the seed matters; unscrambled the first point is the lower corner.
/// Each variable that is not in a permutation takes a dimension, in the order of the space. Permutations are
/// independent and uniform. Variable j, or the permutation that begins there, draws from the stream
/// (seed, generation, j).
/// Errors: error when more dimensions are needed than there are direction numbers for.
struct sobol_sampling {
    bool scrambled = true;

    void operator()(const search_space& space, matrix_view<double> x, seed s, std::uint64_t generation) const {
        const auto needed = static_cast<std::size_t>(std::ranges::count_if(
            space.variables(), [](const variable& v) { return v.kind != variable_kind::permutation; }));
        if (needed > detail::sobol_dimensions) {
            fail("sobol_sampling: ", needed, " variables need a dimension each, there are direction numbers for ",
                 detail::sobol_dimensions, "; use latin_hypercube");
        }
        std::size_t dimension = 0;
        for (std::size_t j = 0; j < space.size(); ++j) {
            const variable& v = space.variables()[j];
            if (v.kind == variable_kind::permutation) continue;
            std::array<std::uint32_t, 32> directions = detail::sobol_directions(dimension++);
            std::uint32_t point = 0;
            if (scrambled) {
                random_stream random(s.value, generation, static_cast<std::uint32_t>(j));
                scramble(directions, random);
                point = random();
            }
            for (std::size_t i = 0; i < x.rows(); ++i) {
                x(i, j) = detail::at_unit(v, point * 0x1p-32);
                point ^= directions[static_cast<std::size_t>(std::countr_one(i))];
            }
        }
        detail::draw_permutations(space, x, s, generation);
    }

private:
    /// Each bit, from the first, becomes the sum modulo 2 of itself and a random choice of those before it.
    static void scramble(std::array<std::uint32_t, 32>& directions, random_stream& random) noexcept {
        std::array<std::uint32_t, 32> rows{};
        for (unsigned bit = 0; bit < 32; ++bit) {
            const std::uint32_t own = 1U << (31 - bit);
            const std::uint32_t earlier = ~(own | (own - 1));
            rows[bit] = own | (random() & earlier);
        }
        for (std::uint32_t& direction : directions) {
            std::uint32_t product = 0;
            for (const std::uint32_t row : rows) {
                product = product << 1U | (std::popcount(direction & row) % 2 == 1 ? 1U : 0U);
            }
            direction = product;
        }
    }
};

} // namespace fulcrum::inline v0_1
