#pragma once

#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/default_variation.hpp"
#include "fulcrum/search/detail/breeding.hpp"
#include "fulcrum/search/detail/first_population.hpp"
#include "fulcrum/search/detail/generational.hpp"
#include "fulcrum/search/detail/nsga2_variation.hpp"
#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/prepared.hpp"
#include "fulcrum/search/sampling.hpp"
#include "fulcrum/search/search_space.hpp"

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// The (mu + mu) search that these options, operators and survival make; `whole` varies a generation at once where it
/// can.
template <class Options, class Cross, class Mutate, class Sample, class Survival>
[[nodiscard]] auto bred_search(const Options& options, const Cross& cross, const Mutate& mutate, const Sample& sampling,
                               std::optional<real_variation> whole, const search_space& space, std::size_t objectives,
                               seed s, Survival survival) {
    breeding next(prepared(cross, space, "crossover"), prepared(mutate, space, "mutation"), std::move(whole),
                  options.eliminate_duplicates, s);
    const first_population first{sampling, options.warm_start, options.invalid_warm_start, s};
    return generational_search(space, options.population, objectives, first, std::move(next), std::move(survival));
}

/// Options with other operators in the place of theirs; they give survival(set, s), which checks them.
template <class Options, class Cross, class Mutate, class Sample> class with_operators {
public:
    explicit with_operators(const Options& options, Cross crossover = {}, Mutate mutation = {}, Sample sampling = {})
        : generations(options.generations), options_(options), crossover_(std::move(crossover)),
          mutation_(std::move(mutation)), sampling_(std::move(sampling)) {}

    std::size_t generations;

    template <ObjectiveSet Set>
    [[nodiscard]] std::vector<std::string> advice(const Set& set) const
        requires requires(const Options& options) { options.advice(set); }
    {
        return options_.advice(set);
    }
    template <class Option> void describe(const Option& option) const {
        options_.describe(option);
        option("the crossover", pretty_name<Cross>());
        option("the mutation", pretty_name<Mutate>());
        option("the sampling", pretty_name<Sample>());
    }

    /// Errors: those of the options; error when a variable is of a kind that an operator does not handle.
    template <ObjectiveSet Set> [[nodiscard]] auto start(const Set& set, const search_space& space, seed s) const {
        std::optional<real_variation> whole;
        if constexpr (std::same_as<Cross, sbx> && std::same_as<Mutate, polynomial_mutation>) {
            whole = real_variation::where_it_can(crossover_, mutation_, space);
        }
        return bred_search(options_, crossover_, mutation_, sampling_, std::move(whole), space, set.size(), s,
                           options_.survival(set, s));
    }

private:
    Options options_;
    Cross crossover_;
    Mutate mutation_;
    Sample sampling_;
};

/// The search that options make with the default operators, and those in them for real variables.
template <class Options, class Survival>
[[nodiscard]] auto default_search(const Options& options, const search_space& space, std::size_t objectives, seed s,
                                  Survival survival) {
    return bred_search(options, default_crossover(options.crossover), default_mutation(options.mutation),
                       uniform_sampling{}, real_variation::where_it_can(options.crossover, options.mutation, space),
                       space, objectives, s, std::move(survival));
}

} // namespace fulcrum::inline v0_1::detail
