#pragma once

#include "fulcrum/agent/detail/rollout.hpp"
#include "fulcrum/agent/environment.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/evaluate/moments.hpp"
#include "fulcrum/learn/dataset.hpp"
#include "fulcrum/learn/network.hpp"
#include "fulcrum/learn/optimizer.hpp"
#include "fulcrum/mlp/activation.hpp"
#include "fulcrum/mlp/parameters.hpp"
#include "fulcrum/scalarize/weights.hpp"

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// REINFORCE (Williams, Machine Learning 8, 1992): gradient ascent on log-probability times advantage. A network scores
/// the candidates, slates are drawn by Plackett-Luce, and each draw is credited with the rewards at and after its
/// position, less a leave-one-out baseline from other tries of the same episode (Kool, van Hoof and Welling,
/// "Buy 4 REINFORCE samples, get a baseline for free!", ICLR workshop 2019). Adam moves the parameters.
struct reinforce {
    std::vector<std::size_t> hidden{32, 32}; ///< sizes of the hidden layers
    activation hidden_activation = activation::relu;
    std::size_t updates = 600;
    std::size_t episodes = 32; ///< different ones, for each update
    std::size_t tries = 8;     ///< times that each is played; 1 takes the baseline from the other episodes
    float entropy = 0.01F;     ///< weight of the draws' entropy, in the unit of the utility; keeps exploring
    adam optimizer{.learning_rate = 1e-3};
    std::uint64_t first_episode = 0; ///< episodes are first_episode, first_episode + 1, ...
};

/// A point of the learning curve: how the policy did in the episodes of one update, before its step.
struct learning_point {
    std::size_t update = 0;      ///< from 1
    std::size_t updates = 0;     ///< planned
    std::size_t played = 0;      ///< tries so far
    std::vector<double> rewards; ///< of each objective: mean sum over a try, in the user's own orientation
    double utility = 0;          ///< mean scalarised reward of a try, larger is better
    double entropy = 0;          ///< of a draw, in nats: log(candidates) for a uniform policy, 0 for a certain one
};

/// The callback that does nothing.
struct ignore_learning {
    void operator()(const learning_point&) const noexcept {}
};

struct reinforce_result {
    /// Scores a candidate's features, as they come from the environment: build an mlp or dynamic_mlp from it. In a
    /// softmax_policy, or before plackett_luce, with temperature 1 it is the trained policy.
    mlp_parameters net;
    std::vector<learning_point> curve; ///< one point an update
    bool stopped = false;              ///< by the callback, before the last update
};

/// Trains a policy in an environment for a weighted sum of its rewards:
/// `train(reinforce{.updates = 200}, environment, weights{.7f * click{}, .3f * revenue{}}, seed{7})`.
///
/// A reward counts by its weight over its running standard deviation between tries, so weights compare objectives of
/// any unit; an objective to be minimised counts against. Features are standardised by the first 256 episodes' first
/// observations, and the net that is returned has that folded in. The callback gets a learning_point after each
/// update; when it returns false the training ends there. The same seed gives the same bits, on one machine and build.
/// O(updates * episodes * (candidates * weights + tries * (a step of the environment + candidates * positions))).
/// Errors: error for a bad option, weights that are all 0 or do not fit the goals; shape_error when the environment's
/// requests or rewards change their width; error when a score or a reward is not finite.
template <Environment E, Weights W, class Callback = ignore_learning>
requires std::invocable<Callback&, const learning_point&>
[[nodiscard]] reinforce_result train(const reinforce& options, E& environment, W preference, seed s = {7},
                                     Callback&& callback = {}) {
    const typename E::goals goals{};
    const std::size_t m = goals.size();
    if (options.updates == 0) fail("reinforce: updates is 0, it must be at least 1");
    if (options.episodes == 0 || options.tries == 0 || options.episodes * options.tries < 2) {
        fail("reinforce: ", options.episodes, " episodes of ", options.tries,
             " tries in an update; the baseline needs 2 or more");
    }
    if (!(options.entropy >= 0)) fail("reinforce: entropy is ", options.entropy, ", it must be at least 0");
    static_assert(W::template fits<typename E::goals>,
                  "reinforce: the weights are not those of the environment's goals");
    preference.bind(goals);
    bool any = false;
    for (std::size_t j = 0; j < m; ++j) any = any || preference[j] > 0;
    if (!any) fail("reinforce: all weights are 0; there is nothing to learn");

    const standardizer scale = detail::observed_scale(environment, options.first_episode);
    std::vector<std::size_t> sizes{scale.mean.size()};
    sizes.insert(sizes.end(), options.hidden.begin(), options.hidden.end());
    sizes.push_back(1);
    network<float> net(sizes, options.hidden_activation, s.value);
    adam_optimizer<float> optimizer(options.optimizer);
    detail::rollout episodes(scale.mean.size(), environment.positions(), m, options.tries);
    std::vector<moments> totals(m);
    std::vector<float> factor(m);

    reinforce_result result;
    for (std::size_t u = 0; u < options.updates; ++u) {
        episodes.clear();
        for (std::size_t e = 0; e < options.episodes; ++e) {
            episodes.play(environment, net, scale, options.first_episode + u * options.episodes + e, s);
        }
        learning_point point{u + 1, options.updates, (u + 1) * options.episodes * options.tries, {}, 0, 0};
        for (std::size_t j = 0; j < m; ++j) {
            double sum = 0;
            for (std::size_t t = 0; t < episodes.played(); ++t) {
                sum += episodes.total(t, j);
                totals[j].add(episodes.total(t, j));
            }
            const double deviation = std::sqrt(totals[j].variance());
            if (!std::isfinite(sum))
                fail("reinforce: reward '", goals.name(j), "' of update ", u + 1, " is not finite");
            factor[j] = -sign_of(goals.directions()[j]) * preference[j] /
                        (deviation > 0 ? static_cast<float>(deviation) : 1.0F);
            point.rewards.push_back(sum / static_cast<double>(episodes.played()));
            point.utility += static_cast<double>(factor[j]) * point.rewards.back();
        }
        point.entropy = episodes.entropy();
        optimizer.step(net.parameters(), episodes.gradient(net, factor, options.entropy));
        result.curve.push_back(std::move(point));
        if constexpr (std::convertible_to<std::invoke_result_t<Callback&, const learning_point&>, bool>) {
            if (!callback(std::as_const(result.curve.back()))) {
                result.stopped = u + 1 < options.updates;
                break;
            }
        } else {
            callback(std::as_const(result.curve.back()));
        }
    }
    result.net = net.to_mlp();
    scale.fold_into(result.net.layers.front());
    return result;
}

} // namespace fulcrum::inline v0_1
