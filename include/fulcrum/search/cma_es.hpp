#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/detail/cma_es_search.hpp"
#include "fulcrum/search/detail/one_objective.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/search_space.hpp"

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace fulcrum::inline v0_1 {

/// CMA-ES for one objective and real variables: the (mu/mu_w, lambda) evolution strategy of Hansen's tutorial
/// (arXiv:1604.00772), with rank-one and rank-mu updates, negative weights, and control of the step size; its default
/// parameters. In place of the symmetric root of the covariance stands a Cholesky factor (as in Krause, Arbones and
/// Igel, NIPS 2016), which takes a third of n^3 operations a generation for n variables.
///
/// The search works on the scale of each variable's bounds. Individuals beyond a bound are mirrored back into the box
/// and evaluated there; the distribution learns from them as they were drawn, so that a bound is no obstacle.
/// Individuals are ordered by the feasibility rule: less violation first, then the better value.
///
/// With restarts a run that has converged (Auger and Hansen, CEC 2005: no change in values or variables, or a condition
/// beyond 1e14) is followed by one with twice the population from a mean drawn anew: IPOP-CMA-ES. `generations` counts
/// the batches of all runs. A restart allocates.
///
/// current() is the last batch, in which the best individual of all takes the place of the worst where it would be
/// missing; front() is who is as good as that best.
struct cma_es {
    std::optional<std::size_t> population = {}; ///< unless given: 4 + floor(3 log n)
    std::size_t generations = 250;
    double step = 0.3;                 ///< first standard deviation, of the range of each variable
    std::span<const double> mean = {}; ///< borrowed: where to start, a value for each variable; unless given: drawn
    std::size_t restarts = 0;          ///< at most so many, each with the population doubled

    /// The options that a checkpoint holds to.
    template <class Option> void describe(const Option& option) const {
        option("cma_es::population", population.value_or(0));
        option("cma_es::step", step);
        option("cma_es::restarts", restarts);
    }

    /// Errors: error when there are several objectives (those of types do not compile), an option is out of range, or a
    /// variable is not real.
    template <ObjectiveSet Set>
    [[nodiscard]] detail::cma_es_search start(const Set& set, const search_space& space, seed s) const {
        detail::check_one_objective("cma_es", set);
        if (population && *population < 2) fail("cma_es: population is ", *population, ", it must be at least 2");
        if (!(step > 0) || !std::isfinite(step)) fail("cma_es: step is ", step, ", it must be more than 0");
        if (restarts > 16) fail("cma_es: restarts is ", restarts, ", it must be at most 16");
        std::size_t free = 0;
        for (const variable& v : space.variables()) {
            if (v.kind != variable_kind::real) {
                fail("cma_es: variable '", v.name, "' is ", text_of(v.kind),
                     ", and it searches real ones only; take cross_entropy");
            }
            free += v.lower < v.upper ? 1U : 0U;
        }
        if (!mean.empty()) {
            if (mean.size() != space.size()) {
                fail<shape_error>("cma_es: mean has ", mean.size(), " values, the problem has ", space.size(),
                                  " variables");
            }
            if (const auto bad = space.first_invalid(mean)) {
                const variable& v = space.variables()[*bad];
                fail("cma_es: mean sets '", v.name, "' to ", mean[*bad], ", outside [", v.lower, ", ", v.upper, "]");
            }
        }
        return {set.directions()[0], space, population.value_or(detail::cma_es_parameters::default_population(free)),
                restarts, step, std::vector<double>(mean.begin(), mean.end()), s};
    }
};

} // namespace fulcrum::inline v0_1
