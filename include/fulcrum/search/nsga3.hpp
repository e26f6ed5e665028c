#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/detail/nsga3_directions.hpp"
#include "fulcrum/search/detail/nsga3_survival.hpp"
#include "fulcrum/search/detail/with_operators.hpp"
#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/sampling.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/warm_start.hpp"

#include <cstddef>

namespace fulcrum::inline v0_1 {

/// NSGA-III (Deb and Jain, IEEE TEC 18(4), 2014), the choice for more than three objectives: survival by rank, then by
/// how many members share a reference direction, of the objectives normalised between the best values and the
/// intercepts of the hyperplane through the extreme points. Constrained domination as in its part II (Jain and Deb,
/// same issue). Evaluates population * generations individuals; any population of two or more, odd ones too.
///
/// The directions are points of the simplex, a column per objective, a small value where an objective is to be near its
/// best: from das_dennis, layered_directions or energy_directions, or a user's own; each is scaled to sum 1. The
/// population ends with about one individual per direction when there are as many, so `population` is best their
/// number. Unless given: a lattice that is at most three points smaller than the population and has inner points (91
/// for 91 to 94 and three objectives), else one point of low energy per individual, which takes O(m N^2) once.
///
/// `unified` is U-NSGA-III (Seada and Deb, IEEE TEC 20(3), 2016), for populations larger than the number of directions
/// and for one or two objectives: parents of one direction compete by rank and nearness. `adaptive` is A-NSGA-III (Jain
/// and Deb, section VI), for fronts that many directions miss (inverted, degenerate, disconnected): directions are
/// added around crowded ones, and taken away when they are of no use; at most two per individual.
struct nsga3 {
    std::size_t population = 100;
    std::size_t generations = 250; ///< the first population is the first generation
    columns_view<const double> directions = {}; ///< borrowed
    bool unified = false;
    bool adaptive = false;
    sbx crossover = {.eta = 30, .probability = 1}; ///< as in the paper
    polynomial_mutation mutation = {};
    matrix_view<const double> warm_start = {}; ///< borrowed: rows that the first population starts with
    invalid_rows invalid_warm_start = invalid_rows::refuse;
    bool eliminate_duplicates = false; ///< make a child that equals a member or another child anew, up to 16 times

    /// Errors: error when an option, a direction or a warm-start row is out of range; shape_error when the directions
    /// are not those of the objectives.
    template <ObjectiveSet Set> [[nodiscard]] auto start(const Set& set, const search_space& space, seed s) const {
        return detail::default_search(*this, space, set.size(), s, survival(set, s));
    }

    /// The options that a checkpoint holds to.
    template <class Option> void describe(const Option& option) const {
        option("nsga3::population", population);
        option("nsga3::directions", directions.rows());
        option("nsga3::unified", unified);
        option("nsga3::adaptive", adaptive);
        option("nsga3::crossover.probability", crossover.probability);
        option("nsga3::crossover.eta", crossover.eta);
        option("nsga3::mutation.probability", mutation.probability.value_or(-1));
        option("nsga3::mutation.eta", mutation.eta);
        option("nsga3::eliminate_duplicates", eliminate_duplicates);
    }

private:
    template <class, class, class, class> friend class detail::with_operators;

    template <ObjectiveSet Set> [[nodiscard]] detail::nsga3_survival<Set> survival(const Set& set, seed s) const {
        const std::size_t n = population;
        if (n < 2) fail("nsga3: population is ", n, ", it must be at least 2");
        workspace ws;
        const columns_view<const double> chosen =
            directions.rows() > 0 ? directions : detail::default_directions(set.size(), n, ws);
        return {set, n, detail::nsga3_directions(set.size(), chosen, adaptive ? 2 * n : 0), {unified, adaptive}, s};
    }
};

/// NSGA-III with other operators, which take the place of those in the options:
///     nsga3_with{nsga3{.population = 92}, my_crossover{}, polynomial_mutation{}, latin_hypercube{}}
/// Errors when it starts: those of nsga3; error when a variable is of a kind that an operator does not handle.
template <Crossover Cross, Mutation Mutate, Sampling Sample = uniform_sampling>
class nsga3_with : public detail::with_operators<nsga3, Cross, Mutate, Sample> {
public:
    using detail::with_operators<nsga3, Cross, Mutate, Sample>::with_operators;
};
template <class Cross, class Mutate, class Sample = uniform_sampling>
nsga3_with(const nsga3&, Cross, Mutate, Sample = {}) -> nsga3_with<Cross, Mutate, Sample>;

} // namespace fulcrum::inline v0_1
