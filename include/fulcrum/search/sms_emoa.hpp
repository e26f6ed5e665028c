#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/default_variation.hpp"
#include "fulcrum/search/detail/first_population.hpp"
#include "fulcrum/search/detail/one_child.hpp"
#include "fulcrum/search/detail/sms_emoa_search.hpp"
#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/sampling.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/warm_start.hpp"

#include <cstddef>

namespace fulcrum::inline v0_1 {

/// SMS-EMOA (Beume, Naujoks and Emmerich, EJOR 181(3), 2007): a child of two members drawn at random joins the
/// population, and the member of the worst front that adds least to that front's hypervolume leaves (algorithm 2). The
/// reference point is 1 beyond the worst of that front in each objective, in the objectives' own units, so that scales
/// matter; of two objectives the ends of a front stay. Fronts are those of constrained domination.
///
/// `generations` counts the batches: the first is the population, each of the others has `children` individuals, one
/// unless given, as in the paper; so population + children * (generations - 1) are evaluated, 25,000 by default. After
/// a batch of several the least contributors leave one at a time. A child costs the time that the contributions of a
/// front take: exponential in the number of objectives at worst.
struct sms_emoa {
    std::size_t population = 100;
    std::size_t generations = 24901; ///< batches, the first population included
    std::size_t children = 1;        ///< of a batch, all made from the same population
    sbx crossover = {};              ///< of real variables; those of other kinds as default_crossover says
    polynomial_mutation mutation = {};
    matrix_view<const double> warm_start = {}; ///< borrowed: rows that the first population starts with
    invalid_rows invalid_warm_start = invalid_rows::refuse;

    /// The options that a checkpoint holds to.
    template <class Option> void describe(const Option& option) const {
        option("sms_emoa::population", population);
        option("sms_emoa::children", children);
        option("sms_emoa::crossover.probability", crossover.probability);
        option("sms_emoa::crossover.eta", crossover.eta);
        option("sms_emoa::mutation.probability", mutation.probability.value_or(-1));
        option("sms_emoa::mutation.eta", mutation.eta);
    }

    /// Errors: error when an option or a warm-start row is out of range.
    template <ObjectiveSet Set>
    [[nodiscard]] auto start(const Set& set, const search_space& space, seed s) const {
        if (population < 2) fail("sms_emoa: population is ", population, ", it must be at least 2");
        if (children < 1) fail("sms_emoa: children is 0, it must be at least 1");
        detail::sms_emoa_search state(
            set, space, population, children,
            detail::one_child(default_crossover(crossover), default_mutation(mutation), space), s);
        state.fill(detail::first_population{uniform_sampling{}, warm_start, invalid_warm_start, s});
        return state;
    }
};

} // namespace fulcrum::inline v0_1
