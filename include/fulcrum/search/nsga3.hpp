#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/default_variation.hpp"
#include "fulcrum/search/detail/breeding.hpp"
#include "fulcrum/search/detail/first_population.hpp"
#include "fulcrum/search/detail/generational.hpp"
#include "fulcrum/search/detail/nsga2_variation.hpp"
#include "fulcrum/search/detail/nsga3_directions.hpp"
#include "fulcrum/search/detail/nsga3_survival.hpp"
#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/prepared.hpp"
#include "fulcrum/search/sampling.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/warm_start.hpp"

#include <concepts>
#include <cstddef>
#include <optional>
#include <utility>

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
    template <ObjectiveSet Set>
    [[nodiscard]] auto start(const Set& set, const search_space& space, seed s) const;

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
};

/// NSGA-III with other operators, which take the place of those in the options:
///     nsga3_with{nsga3{.population = 92}, my_crossover{}, polynomial_mutation{}, latin_hypercube{}}
template <Crossover Cross, Mutation Mutate, Sampling Sample = uniform_sampling> class nsga3_with {
public:
    explicit nsga3_with(const nsga3& options, Cross crossover = {}, Mutate mutation = {}, Sample sampling = {})
        : generations(options.generations), options_(options), crossover_(std::move(crossover)),
          mutation_(std::move(mutation)), sampling_(std::move(sampling)) {}

    std::size_t generations;

    template <class Option> void describe(const Option& option) const {
        options_.describe(option);
        option("the crossover", detail::pretty_name<Cross>());
        option("the mutation", detail::pretty_name<Mutate>());
        option("the sampling", detail::pretty_name<Sample>());
    }

    /// Errors: those of nsga3::start; error when a variable is of a kind that an operator does not handle.
    template <ObjectiveSet Set> [[nodiscard]] auto start(const Set& set, const search_space& space, seed s) const {
        std::optional<detail::real_variation> whole;
        if constexpr (std::same_as<Cross, sbx> && std::same_as<Mutate, polynomial_mutation>) {
            whole = detail::real_variation::where_it_can(crossover_, mutation_, space);
        }
        return start(set, space, s, std::move(whole));
    }

private:
    friend nsga3;

    template <ObjectiveSet Set>
    [[nodiscard]] auto start(const Set& set, const search_space& space, seed s,
                             std::optional<detail::real_variation> whole) const {
        const std::size_t n = options_.population;
        if (n < 2) fail("nsga3: population is ", n, ", it must be at least 2");
        workspace ws;
        const columns_view<const double> directions =
            options_.directions.rows() > 0 ? options_.directions : detail::default_directions(set.size(), n, ws);
        detail::nsga3_survival survival(
            set, n, detail::nsga3_directions(set.size(), directions, options_.adaptive ? 2 * n : 0),
            {options_.unified, options_.adaptive}, s);
        detail::breeding next(prepared(crossover_, space, "crossover"), prepared(mutation_, space, "mutation"),
                              std::move(whole), options_.eliminate_duplicates, s);
        const detail::first_population first{sampling_, options_.warm_start, options_.invalid_warm_start, s};
        return detail::generational_search(space, n, set.size(), first, std::move(next), std::move(survival));
    }

    nsga3 options_;
    Cross crossover_;
    Mutate mutation_;
    Sample sampling_;
};
template <class Cross, class Mutate, class Sample = uniform_sampling>
nsga3_with(const nsga3&, Cross, Mutate, Sample = {}) -> nsga3_with<Cross, Mutate, Sample>;

template <ObjectiveSet Set>
[[nodiscard]] auto nsga3::start(const Set& set, const search_space& space, seed s) const {
    return nsga3_with{*this, default_crossover(crossover), default_mutation(mutation)}.start(
        set, space, s, detail::real_variation::where_it_can(crossover, mutation, space));
}

} // namespace fulcrum::inline v0_1
