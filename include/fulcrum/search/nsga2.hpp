#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/detail/crowded_survival.hpp"
#include "fulcrum/search/detail/with_operators.hpp"
#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/sampling.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/survival.hpp"
#include "fulcrum/search/warm_start.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace fulcrum::inline v0_1 {

/// NSGA-II (Deb, Pratap, Agarwal and Meyarivan, IEEE TEC 6(2), 2002): binary tournaments, crossover, mutation, survival
/// by rank and crowding, constrained domination. Evaluates population * generations individuals; any population of two
/// or more, odd ones too.
///
/// Probabilities have the meaning of Deb's code: a pair is crossed with `crossover.probability`, each variable of a
/// crossed pair with probability 1/2; each variable of a child is mutated with `mutation.probability`, 1 / number of
/// variables unless given. Variables that are not real are varied as default_crossover and default_mutation say.
///
/// For more than three objectives crowding loses its grip: what is good in one objective and far from the front in all
/// others is never crowded. From four on only the best of each objective counts as infinitely far from its neighbours,
/// as in Deb's code, and not the worst, of which the paper would keep all.
struct nsga2 {
    std::size_t population = 100;
    std::size_t generations = 250; ///< the first population is the first generation
    sbx crossover = {};
    polynomial_mutation mutation = {};
    matrix_view<const double> warm_start = {}; ///< borrowed: rows that the first population starts with
    invalid_rows invalid_warm_start = invalid_rows::refuse;
    std::optional<crowding_truncation> truncation = {}; ///< unless given: one at a time for up to three objectives
    bool eliminate_duplicates = false; ///< make a child that equals a member or another child anew, up to 16 times

    /// Errors: error when an option or a warm-start row is out of range.
    template <ObjectiveSet Set> [[nodiscard]] auto start(const Set& set, const search_space& space, seed s) const {
        return detail::default_search(*this, space, set.size(), s, survival(set, s));
    }

    /// What search_result::warnings tells.
    template <ObjectiveSet Set> [[nodiscard]] std::vector<std::string> advice(const Set& set) const {
        if (set.size() <= 3) return {};
        return {"nsga2: " + std::to_string(set.size()) +
                " objectives; above 3 its crowding no longer spreads the front, the directions of nsga3 do"};
    }

    /// The options that a checkpoint holds to.
    template <class Option> void describe(const Option& option) const {
        option("nsga2::population", population);
        option("nsga2::crossover.probability", crossover.probability);
        option("nsga2::crossover.eta", crossover.eta);
        option("nsga2::mutation.probability", mutation.probability.value_or(-1));
        option("nsga2::mutation.eta", mutation.eta);
        option("nsga2::truncation", truncation ? static_cast<int>(*truncation) : -1);
        option("nsga2::eliminate_duplicates", eliminate_duplicates);
    }

private:
    template <class, class, class, class> friend class detail::with_operators;

    template <ObjectiveSet Set> [[nodiscard]] detail::crowded_survival survival(const Set& set, seed /*s*/) const {
        if (population < 2) fail("nsga2: population is ", population, ", it must be at least 2");
        const auto cut =
            truncation.value_or(set.size() <= 3 ? crowding_truncation::one_at_a_time : crowding_truncation::classic);
        const auto far = set.size() <= 3 ? crowding_ends::both : crowding_ends::best;
        return {set, population, {cut, far}};
    }
};

/// NSGA-II with other operators, which take the place of those in the options:
///     nsga2_with{nsga2{.population = 50}, my_crossover{}, polynomial_mutation{}, latin_hypercube{}}
/// Errors when it starts: those of nsga2; error when a variable is of a kind that an operator does not handle.
template <Crossover Cross, Mutation Mutate, Sampling Sample = uniform_sampling>
class nsga2_with : public detail::with_operators<nsga2, Cross, Mutate, Sample> {
public:
    using detail::with_operators<nsga2, Cross, Mutate, Sample>::with_operators;
};
template <class Cross, class Mutate, class Sample = uniform_sampling>
nsga2_with(const nsga2&, Cross, Mutate, Sample = {}) -> nsga2_with<Cross, Mutate, Sample>;

} // namespace fulcrum::inline v0_1
