#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/executor.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/detail/evaluator.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/problem.hpp"
#include "fulcrum/search/result.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A search in progress, driven by ask and tell: `ask()` gives the individuals to be evaluated, whose objectives and
/// violations the caller writes; `tell()` takes them in. `current()` is the population, `front()` its feasible, finite
/// and nondominated individuals, ascending.
template <class S>
concept SearchState = requires(S& state, const S& seen) {
    { state.ask() } -> std::same_as<individuals<double>>;
    state.tell();
    { seen.current() } -> std::same_as<individuals<const double>>;
    { seen.front() } -> std::convertible_to<std::span<const std::uint32_t>>;
};

/// Options that can start a search. `generations` counts the batches, the first population included.
template <class A, class Set>
concept SearchAlgorithm = requires(const A& algorithm, const Set& set, const search_space& space, seed s) {
    { algorithm.generations } -> std::convertible_to<std::size_t>;
    { algorithm.start(set, space, s) } -> SearchState;
};

/// The callback that does nothing.
struct ignore_progress {
    void operator()(const search_progress&) const noexcept {}
};

/// Searches a problem: `search(nsga2{.population = 100}, problem, seed{7})`.
/// The same seed gives the same bits with every executor. The callback gets a search_progress after each generation;
/// when it returns false the search ends there. Each generation evaluates each individual of its batch once; a
/// generation allocates nothing once the scratch memory has grown to what the largest needs.
/// Errors: error from a bad option, bound or variable, before anything is evaluated; search_error, with the front so
/// far, when an evaluation throws.
template <class Algorithm, Problem P, Executor E = sequential, class Callback = ignore_progress>
    requires SearchAlgorithm<Algorithm, decltype(objectives_of(std::declval<const P&>()))> &&
             std::invocable<Callback&, const search_progress&>
[[nodiscard]] search_result search(const Algorithm& algorithm, const P& problem, seed s = {7}, const E& executor = {},
                                   Callback&& callback = {}) {
    const auto set = objectives_of(problem);
    const search_space space(problem);
    const std::size_t generations = algorithm.generations;
    if (generations == 0) fail("search: generations is 0, it must be at least 1");
    auto state = algorithm.start(set, space, s);
    detail::evaluator<P, E> evaluate(problem, set.size(), space.constraints(), executor);

    search_result result;
    const auto finish = [&] {
        result.last = copy_of(state.current());
        const std::span<const std::uint32_t> front = state.front();
        result.front.assign(front.begin(), front.end());
        return std::move(result);
    };
    std::vector<double> best(set.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t g = 1; g <= generations; ++g) {
        const auto outcome = evaluate(state.ask());
        state.tell();
        result.evaluations += outcome.evaluated;
        if (outcome.cause) {
            std::string message = "search: generation " + std::to_string(g) + ", individual " +
                                  std::to_string(outcome.individual) + ": the evaluation threw '" +
                                  detail::what_was_thrown(outcome.cause) + "'; the front so far is in result()";
            throw search_error(message, finish(), outcome.cause);
        }
        result.generations = g;

        const individuals<const double> shown = state.current();
        for (const std::uint32_t i : state.front()) {
            for (std::size_t j = 0; j < best.size(); ++j) {
                const double value = shown.objectives(i, j);
                const bool minimized = set.directions()[j] == direction::minimize;
                if (!(minimized ? value >= best[j] : value <= best[j])) best[j] = value; // also over NaN
            }
        }
        const search_progress progress{g, generations, result.evaluations, state.front(), best, shown};
        if constexpr (std::convertible_to<std::invoke_result_t<Callback&, const search_progress&>, bool>) {
            if (!callback(progress)) {
                result.stopped = g < generations;
                break;
            }
        } else {
            callback(progress);
        }
    }
    return finish();
}

} // namespace fulcrum::inline v0_1
