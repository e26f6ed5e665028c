#pragma once

#include "fulcrum/core/objective.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/search_space.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// What the observers of a search see after each generation. The views are valid during the call.
struct search_progress {
    std::size_t generation = 0;  ///< done, from 1
    std::size_t generations = 0; ///< planned
    std::size_t evaluations = 0;
    std::span<const std::uint32_t> front;  ///< feasible, finite and nondominated individuals of the population
    std::span<const double> best;          ///< of each objective, among feasible individuals so far; else NaN
    individuals<const double> population;  ///< in the user's own orientation
    individuals<const double> evaluated;   ///< the batch that has just been evaluated
    const dynamic_objectives& set;         ///< the objectives' names and directions
    const search_space& space;             ///< the variables and their bounds
    double seconds = 0;                    ///< since the start, with what came before the checkpoint it resumed from
    double evaluation_seconds = 0;         ///< of these, in the problem
    double algorithm_seconds = 0;          ///< of these, in the algorithm
    /// True right after the search resumed from a checkpoint: this generation was seen before that was written, and
    /// `evaluated` is empty.
    bool again = false;
};

/// What watches a search: called with a search_progress after each generation, on the thread that called search(). It
/// returns nothing, or false to stop the search there. Beside that it may have
/// - `static constexpr std::string_view name`: search_result::stop_reason when it stops the search;
/// - `start(const dynamic_objectives&, const search_space&)`, called before anything is evaluated, to check its options
///   and forget earlier searches;
/// - `template <class Stream> void serialize(Stream& stream) { stream(a_, b_); }`, which lists its state: it is then
///   part of checkpoints, and goes on where it was when the search resumes.
template <class O>
concept SearchObserver = std::invocable<O&, const search_progress&> &&
                         (std::is_void_v<std::invoke_result_t<O&, const search_progress&>> ||
                          std::convertible_to<std::invoke_result_t<O&, const search_progress&>, bool>);

namespace detail {
struct any_search; ///< stands for every search: a recorder takes it as a template parameter
} // namespace detail

/// What keeps a search rather than watches it, as `checkpoint` does: `restore(search)` is called before anything is
/// evaluated, and `record(search, last)` after each generation, when all observers have seen it.
template <class O>
concept SearchRecorder = requires(O& recorder, detail::any_search& search, bool last) {
    { recorder.restore(search) } -> std::same_as<void>;
    { recorder.record(search, last) } -> std::same_as<void>;
};

namespace detail {

template <class O> [[nodiscard]] constexpr std::string_view observer_name() noexcept {
    if constexpr (requires { { O::name } -> std::convertible_to<std::string_view>; }) {
        return O::name;
    } else {
        return "callback";
    }
}

} // namespace detail

} // namespace fulcrum::inline v0_1
