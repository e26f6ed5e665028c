#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/executor.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/detail/evaluator.hpp"
#include "fulcrum/search/detail/search_run.hpp"
#include "fulcrum/search/observer.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/problem.hpp"
#include "fulcrum/search/result.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace fulcrum::inline v0_1 {

/// A search in progress, driven by ask and tell: `ask()` gives the individuals to be evaluated, whose objectives and
/// violations the caller writes; `tell()` takes them in, and leaves them as they are until the next ask(). `current()`
/// is the population, `front()` its feasible, finite and nondominated individuals, ascending.
/// Before it evaluates them, the caller may change the variables that ask() gave, as a repair or a migration does.
/// For checkpoints it has `template <class Stream> void serialize(Stream& stream) { stream(a_, b_); }` as well, which
/// lists all that changes after start() (see detail/state_writer.hpp for what can be listed), so that a state that was
/// started in the same way and then read goes on to the same bits.
template <class S>
concept SearchState = requires(S& state, const S& seen) {
    { state.ask() } -> std::same_as<individuals<double>>;
    state.tell();
    { seen.current() } -> std::same_as<individuals<const double>>;
    { seen.front() } -> std::convertible_to<std::span<const std::uint32_t>>;
};

/// Options that can start a search. `generations` counts the batches, the first population included. Beside that they
/// may have `advice(set)`, a std::vector<std::string> which becomes search_result::warnings, and `describe(option)`,
/// which calls option(name, value) for each option that must be the same where a checkpoint resumes.
template <class A, class Set>
concept SearchAlgorithm = requires(const A& algorithm, const Set& set, const search_space& space, seed s) {
    { algorithm.generations } -> std::convertible_to<std::size_t>;
    { algorithm.start(set, space, s) } -> SearchState;
};

namespace detail {

/// The search, where `evaluate` evaluates a batch and tells how that went, as an evaluator does.
template <class Evaluate, class Algorithm, Problem P, class... Observers>
[[nodiscard]] search_result search_by(Evaluate& evaluate, const Algorithm& algorithm, const P& problem, seed s,
                                      Observers&... observers) {
    static_assert(((SearchObserver<Observers> || SearchRecorder<Observers>)&&...),
                  "search: an observer is callable with (const search_progress&) and returns nothing, or a bool: false "
                  "stops the search");
    static_assert((std::size_t{0} + ... + std::size_t{SearchRecorder<Observers>}) <= 1,
                  "search: it resumes from one checkpoint: give it at most one");
    const auto set = objectives_of(problem);
    const search_space space(problem);
    if (algorithm.generations == 0) fail("search: generations is 0, it must be at least 1");
    using state = decltype(algorithm.start(set, space, s));
    search_run<Algorithm, state, Observers...> run(algorithm, set, space, s, observers...);
    for (run.begin(); !run.done();) {
        const auto outcome = run.advance(evaluate);
        if (!outcome.cause) continue;
        const std::string message = "search: generation " + std::to_string(run.generation() + 1) + ", individual " +
                                    std::to_string(outcome.individual) + ": the evaluation threw '" +
                                    what_was_thrown(outcome.cause) + "'; the front so far is in result()";
        throw search_error(message, run.result(), outcome.cause);
    }
    return run.result();
}

} // namespace detail

/// Searches a problem: `search(nsga2{.population = 100}, problem, seed{7})`.
/// The same seed gives the same bits with every executor. Each generation evaluates each individual of its batch once; a
/// generation allocates nothing once the scratch memory has grown to what the largest needs.
///
/// Any number of observers may follow the executor: functions of a search_progress, criteria that stop the search
/// (stop_after, stop_when_front_settles, ...), an external_archive, a history, a progress_bar, a checkpoint:
///     search(nsga2{}, problem, seed{7}, sequential{}, stop_after_evaluations{20'000}, checkpoint{"run.checkpoint"})
/// All are called after each generation, in their order; the search ends there if one of them returned false. Objects
/// that are passed by name are used in place, and can be asked afterwards. What they throw ends the search and is not
/// caught.
///
/// Errors: error from a bad option, bound or variable, before anything is evaluated; search_error, with the front so
/// far, when an evaluation throws.
template <class Algorithm, Problem P, Executor E = sequential, class... Observers>
    requires SearchAlgorithm<Algorithm, decltype(objectives_of(std::declval<const P&>()))>
[[nodiscard]] search_result search(const Algorithm& algorithm, const P& problem, seed s = {7}, const E& executor = {},
                                   Observers&&... observers) {
    detail::evaluator<P, E> evaluate(problem, objectives_of(problem).size(), constraints_of(problem), executor);
    return detail::search_by(evaluate, algorithm, problem, s, observers...);
}

} // namespace fulcrum::inline v0_1
