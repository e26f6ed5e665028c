#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/decomposition.hpp"
#include "fulcrum/search/default_variation.hpp"
#include "fulcrum/search/detail/check_probability.hpp"
#include "fulcrum/search/detail/first_population.hpp"
#include "fulcrum/search/detail/moead_search.hpp"
#include "fulcrum/search/detail/one_child.hpp"
#include "fulcrum/search/differential_crossover.hpp"
#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/sampling.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/warm_start.hpp"

#include <cmath>
#include <cstddef>
#include <optional>

namespace fulcrum::inline v0_1 {

/// MOEA/D (Zhang and Li, IEEE TEC 11(6), 2007): a front as many single-objective problems, each given by weights and
/// solved with the help of its neighbours. With `differential` MOEA/D-DE (Li and Zhang, IEEE TEC 13(2), 2009), from
/// which `mating` and `replacements` come; the paper of 2007 is `.mating = 1, .replacements = 20`.
///
/// Weights are the largest simplex lattice (das_dennis) of at most `population` points, or those given; there are as
/// many individuals as weights, and each generation evaluates so many. A lattice of fewer parts than objectives has no
/// inner points: for many objectives better give weights, as from energy_directions.
///
/// The papers make and take in one child after the other. Here all children of a generation are made from the
/// population as it was, all move the ideal point, and then they replace in the order of their indices, so that a
/// generation can be evaluated at once.
///
/// Of two individuals the one with less violation is better, and among the feasible ones the one with the lower value.
struct moead {
    std::size_t population = 100;
    std::size_t generations = 250;        ///< the first population is the first generation
    std::optional<decomposition> by = {}; ///< unless given: Chebyshev for two objectives, PBI for more
    double theta = 5;                     ///< the penalty of PBI
    std::size_t neighbours = 20;          ///< of each weight, itself included; all when there are fewer
    double mating = 0.9;          ///< probability that parents and replaced ones are neighbours, else anyone (delta)
    std::size_t replacements = 2; ///< at most so many by one child (n_r)
    bool normalize = false;       ///< divide distances by the range from the ideal to the worst of the population
    sbx crossover = {};           ///< of real variables; those of other kinds as default_crossover says
    std::optional<differential_crossover> differential = {}; ///< in place of all crossover: real variables only
    polynomial_mutation mutation = {};
    columns_view<const double> weights = {};   ///< borrowed: one per subproblem, a column per objective
    matrix_view<const double> warm_start = {}; ///< borrowed: rows that the first population starts with
    invalid_rows invalid_warm_start = invalid_rows::refuse;

    /// The options that a checkpoint holds to.
    template <class Option> void describe(const Option& option) const {
        option("moead::population", population);
        option("moead::by", by ? static_cast<int>(*by) : -1);
        option("moead::theta", theta);
        option("moead::neighbours", neighbours);
        option("moead::mating", mating);
        option("moead::replacements", replacements);
        option("moead::normalize", normalize);
        option("moead::crossover.probability", crossover.probability);
        option("moead::crossover.eta", crossover.eta);
        option("moead::differential", differential.has_value());
        option("moead::differential.factor", differential ? differential->factor : 0);
        option("moead::differential.rate", differential ? differential->rate : 0);
        option("moead::mutation.probability", mutation.probability.value_or(-1));
        option("moead::mutation.eta", mutation.eta);
        option("moead::weights", weights.rows());
    }

    /// Errors: error when an option, a weight or a warm-start row is out of range, when there is one objective, or when
    /// `differential` meets a variable that is not real.
    template <ObjectiveSet Set>
    [[nodiscard]] auto start(const Set& set, const search_space& space, seed s) const {
        if (set.size() < 2) fail("moead: there is 1 objective, it needs two or more");
        if (population < 2) fail("moead: population is ", population, ", it must be at least 2");
        if (neighbours < 2) fail("moead: neighbours is ", neighbours, ", it must be at least 2");
        if (replacements < 1) fail("moead: replacements is 0, it must be at least 1");
        if (!(theta >= 0) || !std::isfinite(theta)) fail("moead: theta is ", theta, ", it must be at least 0");
        detail::check_probability("moead", "mating", mating);
        const detail::moead_rules rules{
            by.value_or(set.size() == 2 ? decomposition::chebyshev : decomposition::pbi), theta, neighbours, mating,
            replacements, normalize};
        detail::moead_search state(
            set, space, detail::moead_weights(set.size(), population, weights), rules,
            detail::one_child(default_crossover(crossover), default_mutation(mutation), space, differential), s);
        state.fill(detail::first_population{uniform_sampling{}, warm_start, invalid_warm_start, s});
        return state;
    }
};

} // namespace fulcrum::inline v0_1
