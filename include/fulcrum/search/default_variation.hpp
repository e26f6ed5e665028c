#pragma once

#include "fulcrum/search/bit_flip.hpp"
#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/discrete_crossover.hpp"
#include "fulcrum/search/mixed.hpp"
#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/order_crossover.hpp"
#include "fulcrum/search/permutation_mutation.hpp"
#include "fulcrum/search/random_reset.hpp"
#include "fulcrum/search/rounded.hpp"

namespace fulcrum::inline v0_1 {

/// The crossover for spaces of any kind: the given one for real variables, the same rounded for integers, uniform
/// crossover for binary and categorical ones, order crossover for permutations.
[[nodiscard]] inline auto default_crossover(const sbx& real = {}) {
    return mixed_crossover{real, rounded{real}, uniform_crossover{}, order_crossover{}};
}

/// The mutation for spaces of any kind: the given one for real variables, the same rounded for integers, bit flips,
/// random resets for categorical ones, inversion for permutations.
[[nodiscard]] inline auto default_mutation(const polynomial_mutation& real = {}) {
    return mixed_mutation{real, rounded{real}, bit_flip{}, random_reset{}, inversion_mutation{}};
}

} // namespace fulcrum::inline v0_1
