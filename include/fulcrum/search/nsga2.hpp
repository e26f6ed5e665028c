#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/detail/elitist.hpp"
#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/problem.hpp"
#include "fulcrum/search/sampling.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/selection.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

namespace fulcrum::inline v0_1 {

/// NSGA-II (Deb, Pratap, Agarwal and Meyarivan, IEEE TEC 6(2), 2002) for real variables: binary tournaments, SBX,
/// polynomial mutation, survival by rank and crowding, constrained domination. Evaluates population * generations
/// individuals; any population of two or more, odd ones too. For more than three objectives crowding loses its grip.
struct nsga2 {
    std::size_t population = 100;
    std::size_t generations = 250; ///< the first population is the first generation
    sbx crossover = {};
    polynomial_mutation mutation = {};
    matrix_view<const double> warm_start = {}; ///< borrowed: rows that the first population starts with

    /// Errors: error when an option or a warm-start row is out of range.
    template <ObjectiveSet Set>
    [[nodiscard]] auto start(const Set& set, const search_space& space, seed s) const;
};

/// NSGA-II with other operators, which take the place of those in the options:
///     nsga2_with{nsga2{.population = 50}, my_crossover{}, polynomial_mutation{}, latin_hypercube{}}
template <Crossover Cross, Mutation Mutate, Sampling Sample = uniform_sampling> class nsga2_with {
public:
    explicit nsga2_with(const nsga2& options, Cross crossover = {}, Mutate mutation = {}, Sample sampling = {})
        : generations(options.generations), population_(options.population), warm_start_(options.warm_start),
          crossover_(std::move(crossover)), mutation_(std::move(mutation)), sampling_(std::move(sampling)) {}

    std::size_t generations;

    /// Errors: error when an option or a warm-start row is out of range.
    template <ObjectiveSet Set>
    [[nodiscard]] auto start(const Set& set, const search_space& space, seed s) const {
        if (population_ < 2) fail("nsga2: population is ", population_, ", it must be at least 2");
        if constexpr (requires { crossover_.check(); }) crossover_.check();
        if constexpr (requires { mutation_.check(); }) mutation_.check();
        const auto first = [sampling = sampling_, rows = warm_start_, s](const search_space& where,
                                                                        matrix_view<double> x) {
            const std::size_t given = warm_start(where, rows, x);
            sampling(where, {x.data() + given * x.stride(), x.rows() - given, x.cols(), x.stride()}, s, 0);
        };
        const auto next = [cross = crossover_, mutate = mutation_,
                           s](const search_space& where, const detail::ranked_population& parents,
                              matrix_view<double> children, std::uint64_t generation, workspace& ws) {
            vary(cross, mutate, where, parents, children, s, generation, ws);
        };
        return detail::elitist_search(set, space, population_, first, next);
    }

private:
    /// Pair p makes children 2p and 2p + 1 from the stream (seed, generation, p); of an odd population's last pair only
    /// the first child lives.
    static void vary(const Cross& cross, const Mutate& mutate, const search_space& space,
                     const detail::ranked_population& parents, matrix_view<double> children, seed s,
                     std::uint64_t generation, workspace& ws) {
        const std::size_t pairs = (children.rows() + 1) / 2;
        const std::span<std::uint32_t> mates = ws.take<std::uint32_t>(2 * pairs);
        const std::span<double> surplus = ws.take<double>(children.cols());
        random_stream tournament(s.value, generation, (std::numeric_limits<std::uint32_t>::max)());
        binary_tournament{}(parents.rank, parents.crowding, mates, tournament, ws);
        for (std::size_t p = 0; p < pairs; ++p) {
            random_stream random(s.value, generation, static_cast<std::uint32_t>(p));
            const std::span<double> a = children.row(2 * p);
            const std::span<double> b = 2 * p + 1 < children.rows() ? children.row(2 * p + 1) : surplus;
            cross(parents.members.variables.row(mates[2 * p]), parents.members.variables.row(mates[2 * p + 1]), a, b,
                  space, random);
            mutate(a, space, random);
            mutate(b, space, random);
        }
    }

    std::size_t population_;
    matrix_view<const double> warm_start_;
    Cross crossover_;
    Mutate mutation_;
    Sample sampling_;
};
template <class Cross, class Mutate, class Sample = uniform_sampling>
nsga2_with(const nsga2&, Cross, Mutate, Sample = {}) -> nsga2_with<Cross, Mutate, Sample>;

template <ObjectiveSet Set>
[[nodiscard]] auto nsga2::start(const Set& set, const search_space& space, seed s) const {
    return nsga2_with{*this, crossover, mutation}.start(set, space, s);
}

} // namespace fulcrum::inline v0_1
