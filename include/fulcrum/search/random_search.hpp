#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/search/detail/crowded_survival.hpp"
#include "fulcrum/search/detail/generational.hpp"
#include "fulcrum/search/problem.hpp"
#include "fulcrum/search/sampling.hpp"
#include "fulcrum/search/search.hpp"

#include <cstddef>
#include <cstdint>

namespace fulcrum::inline v0_1 {

/// The baseline: every individual is drawn uniformly from the box, and the `population` best by rank and crowding are
/// kept. Evaluates population * generations individuals, as nsga2 does.
struct random_search {
    std::size_t population = 100;
    std::size_t generations = 250;

    /// The options that a checkpoint holds to.
    template <class Option> void describe(const Option& option) const {
        option("random_search::population", population);
    }

    /// Errors: error when the population is empty.
    template <ObjectiveSet Set>
    [[nodiscard]] auto start(const Set& set, const search_space& space, seed s) const {
        if (population == 0) fail("random_search: population is 0, it must be at least 1");
        const auto first = [s](const search_space& where, matrix_view<double> x) {
            uniform_sampling{}(where, x, s, 0);
        };
        const auto next = [s](const search_space& where, matrix_view<const double>, const detail::crowded_survival&,
                              matrix_view<double> x, std::uint64_t generation,
                              workspace&) { uniform_sampling{}(where, x, s, generation); };
        return detail::generational_search(space, population, set.size(), first, next,
                                           detail::crowded_survival(set, population, {}));
    }
};

} // namespace fulcrum::inline v0_1
