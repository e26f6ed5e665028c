#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/request.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1 {

/// A world in which an agent shows slates: a Markov decision process whose state is seen through requests.
///
/// - `E::goals`: the objective set that names the rewards.
/// - `reset(id)` begins episode `id` and gives its first observation; the same id is the same episode.
/// - `observation()` is what is seen now, until the episode is over; it borrows the environment until the next step.
/// - `positions()` is the number of rows of a slate; a request has at least as many candidates.
/// - `step(slate)` shows rows of the observation, best first. Its `rewards` are positions x goals, and may depend on
///   the rows at and above a position only; they are borrowed until the next step. `done` ends the episode.
///
/// A bandit is an environment whose episodes have one step.
template <class E>
concept Environment = requires(E& environment, const E& seen, std::uint64_t id, std::span<const std::uint32_t> slate) {
    typename E::goals;
    requires ObjectiveSet<typename E::goals>;
    { environment.reset(id) } -> std::convertible_to<request>;
    { seen.observation() } -> std::convertible_to<request>;
    { seen.positions() } -> std::convertible_to<std::size_t>;
    { environment.step(slate).rewards } -> std::convertible_to<matrix_view<const float>>;
    { environment.step(slate).done } -> std::convertible_to<bool>;
};

} // namespace fulcrum::inline v0_1
