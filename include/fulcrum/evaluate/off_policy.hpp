#pragma once

#include "fulcrum/core/assert.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/evaluate/confidence.hpp"
#include "fulcrum/evaluate/moments.hpp"
#include "fulcrum/evaluate/support.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

// What a policy would have earned, from the log of another: one action a request. Slates: slate_off_policy.hpp.
// Every estimate carries a normal 95 % interval (delta method where means are divided) and Kish's effective sample size
// of the weights w = target / logging; require_support (support.hpp) refuses it where that is too small.

namespace fulcrum::inline v0_1 {

/// n logged actions, borrowed. `target` and `logging` are the probabilities with which the policy to be judged and the
/// one that wrote the log choose the logged action; `q_hat` is a model's reward for that action and `v_hat` the
/// model's reward expected under the target policy (the model estimators need them).
struct bandit_feedback {
    std::span<const double> target{};
    std::span<const double> logging{};
    std::span<const double> reward{};
    std::span<const double> q_hat{};
    std::span<const double> v_hat{};
};

/// The running form of the estimators: one add for each request, O(1) memory, no allocation after construction.
/// Parts of a log are merged in a fixed order for results that do not depend on the threads.
class off_policy_accumulator {
public:
    /// weight = target / logging probability, finite and >= 0. For ips and snips.
    void add(double weight, double reward) noexcept { add_terms(weight, weight * reward, 0.0, reward); }

    /// With a model, for dr and sndr.
    void add(double weight, double reward, double q_hat, double v_hat) noexcept {
        add_terms(weight, weight * (reward - q_hat), v_hat, reward);
    }

    /// As above, but the correction enters with another weight than target / logging (clipped, switched, shrunk).
    void add_with_weight(double used_weight, double weight, double reward, double q_hat, double v_hat) noexcept {
        add_terms(weight, used_weight * (reward - q_hat), v_hat, reward);
    }

    void merge(const off_policy_accumulator& other) {
        sums_.merge(other.sums_);
        largest_weight_ = (std::max)(largest_weight_, other.largest_weight_);
        lowest_reward_ = (std::min)(lowest_reward_, other.lowest_reward_);
        highest_reward_ = (std::max)(highest_reward_, other.highest_reward_);
    }

    [[nodiscard]] std::size_t count() const noexcept { return sums_.count(); }

    /// mean(v_hat + w (reward - q_hat)): IPS without a model, DR with one. Errors: nothing was added.
    [[nodiscard]] off_policy_estimate mean() const {
        return finish(sums_.mean(2) + sums_.mean(1), std::array{0.0, 1.0, 1.0});
    }

    /// mean(v_hat) + sum(w (reward - q_hat)) / sum(w): SNIPS without a model, SNDR with one. NaN, with an effective
    /// sample size of 0, when all weights are 0. Errors: nothing was added.
    [[nodiscard]] off_policy_estimate self_normalized() const {
        const double w = sums_.mean(0);
        const double correction = sums_.mean(1) / w;
        return finish(sums_.mean(2) + correction, std::array{-correction / w, 1.0 / w, 1.0});
    }

private:
    void add_terms(double weight, double correction, double baseline, double reward) noexcept {
        FULCRUM_ASSERT(weight >= 0.0);
        sums_.add(std::array{weight, correction, baseline});
        largest_weight_ = (std::max)(largest_weight_, weight);
        lowest_reward_ = (std::min)(lowest_reward_, reward);
        highest_reward_ = (std::max)(highest_reward_, reward);
    }

    [[nodiscard]] off_policy_estimate finish(double value, const std::array<double, 3>& gradient) const {
        const std::size_t n = count();
        if (n == 0) fail("off-policy estimate: the log is empty; add at least one request");
        const double w = sums_.mean(0);
        const double variance = sums_.covariance(0, 0);
        const auto size = static_cast<double>(n);
        off_policy_estimate result;
        static_cast<estimate&>(result) = detail::symmetric_estimate(value, sums_.standard_error(gradient),
                                                                    detail::normal_95, detail::kish(w, variance, n), n);
        result.mean_weight = detail::symmetric_estimate(w, std::sqrt(variance / size), detail::normal_95, size, n);
        result.largest_weight = largest_weight_;
        result.outside_rewards = detail::outside_range(value, lowest_reward_, highest_reward_);
        return result;
    }

    co_moments sums_{3}; ///< of (weight, correction, baseline)
    double largest_weight_ = 0.0;
    double lowest_reward_ = std::numeric_limits<double>::infinity();
    double highest_reward_ = -std::numeric_limits<double>::infinity();
};

namespace detail {

/// A probability may exceed 1 by what single precision loses in a sum.
inline constexpr double largest_propensity = 1.0 + 1e-5;

inline void check_propensity(double target, double logging, std::size_t i, std::string_view what) {
    if (!(logging > 0.0 && logging <= largest_propensity)) {
        fail(what, ": logging propensity ", i, " is ", logging, "; it must lie in (0, 1]");
    }
    if (!(target >= 0.0 && target <= largest_propensity)) {
        fail(what, ": target propensity ", i, " is ", target, "; it must lie in [0, 1]");
    }
}

inline void check_column(std::span<const double> column, std::size_t n, std::string_view name, std::string_view what) {
    if (column.size() != n) {
        fail<shape_error>(what, ": ", name, " has ", column.size(), " values, logging has ", n);
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (!std::isfinite(column[i])) fail(what, ": ", name, " ", i, " is not finite");
    }
}

inline void check_feedback(const bandit_feedback& log, bool with_model, std::string_view what) {
    const std::size_t n = log.logging.size();
    if (n == 0) fail(what, ": the log is empty; give at least one request");
    check_column(log.target, n, "target", what);
    check_column(log.reward, n, "reward", what);
    if (with_model) {
        check_column(log.q_hat, n, "q_hat", what);
        check_column(log.v_hat, n, "v_hat", what);
    }
    for (std::size_t i = 0; i < n; ++i) check_propensity(log.target[i], log.logging[i], i, what);
}

[[nodiscard]] inline off_policy_accumulator accumulate_ips(const bandit_feedback& log, std::string_view what) {
    check_feedback(log, false, what);
    off_policy_accumulator sums;
    for (std::size_t i = 0; i < log.reward.size(); ++i) sums.add(log.target[i] / log.logging[i], log.reward[i]);
    return sums;
}

/// used_weight(w) is the weight with which the model's error enters.
template <class Weight>
[[nodiscard]] off_policy_accumulator accumulate_dr(const bandit_feedback& log, std::string_view what,
                                                   Weight used_weight) {
    check_feedback(log, true, what);
    off_policy_accumulator sums;
    for (std::size_t i = 0; i < log.reward.size(); ++i) {
        const double w = log.target[i] / log.logging[i];
        sums.add_with_weight(used_weight(w), w, log.reward[i], log.q_hat[i], log.v_hat[i]);
    }
    return sums;
}

inline void check_threshold(double threshold, std::string_view what) {
    if (!(threshold >= 0.0)) fail(what, ": the threshold is ", threshold, "; it must be at least 0");
}

} // namespace detail

// Each estimator below: O(n). Errors: shape_error when the columns differ in size (both are named); an empty log; a
// propensity outside (0, 1] (target: [0, 1]) or another value that is not finite, with its index.

/// Inverse propensity scoring: mean(w r). Unbiased; its variance grows with the weights (Horvitz and Thompson 1952).
[[nodiscard]] inline off_policy_estimate ips(const bandit_feedback& log) {
    return detail::accumulate_ips(log, "ips").mean();
}

/// Self-normalised IPS: sum(w r) / sum(w). Slightly biased, far less variance (Swaminathan and Joachims 2015).
[[nodiscard]] inline off_policy_estimate snips(const bandit_feedback& log) {
    return detail::accumulate_ips(log, "snips").self_normalized();
}

/// IPS with the weights cut at `threshold`: mean(min(w, threshold) r). Biased down where rewards are positive.
/// The effective sample size stays that of the uncut weights: cutting does not add support.
[[nodiscard]] inline off_policy_estimate clipped_ips(const bandit_feedback& log, double threshold) {
    detail::check_threshold(threshold, "clipped_ips");
    detail::check_feedback(log, false, "clipped_ips");
    off_policy_accumulator sums;
    for (std::size_t i = 0; i < log.reward.size(); ++i) {
        const double w = log.target[i] / log.logging[i];
        sums.add_with_weight((std::min)(w, threshold), w, log.reward[i], 0.0, 0.0);
    }
    return sums.mean();
}

/// Direct method: mean(v_hat). As good as the model; the interval holds its sampling error, not the model's bias.
/// Reads v_hat alone; its effective sample size is n.
[[nodiscard]] inline estimate dm(std::span<const double> v_hat) {
    return mean_normal(detail::finite_moments(v_hat, "dm"));
}

/// Doubly robust: mean(v_hat + w (r - q_hat)). Unbiased when the propensities or the model are right (Dudík et al.
/// 2011). With few large weights it may leave the range of rewards; then outside_rewards is set.
[[nodiscard]] inline off_policy_estimate dr(const bandit_feedback& log) {
    return detail::accumulate_dr(log, "dr", [](double w) { return w; }).mean();
}

/// Self-normalised doubly robust: mean(v_hat) + sum(w (r - q_hat)) / sum(w).
[[nodiscard]] inline off_policy_estimate sndr(const bandit_feedback& log) {
    return detail::accumulate_dr(log, "sndr", [](double w) { return w; }).self_normalized();
}

/// Switch: DR where w <= threshold, the model elsewhere (Wang, Agarwal and Dudík 2017).
[[nodiscard]] inline off_policy_estimate switch_dr(const bandit_feedback& log, double threshold) {
    detail::check_threshold(threshold, "switch_dr");
    return detail::accumulate_dr(log, "switch_dr", [threshold](double w) { return w <= threshold ? w : 0.0; }).mean();
}

/// DR with optimistic shrinkage: the weight lambda w / (w^2 + lambda); 0 is the direct method, infinity DR (Su et al.
/// 2020).
[[nodiscard]] inline off_policy_estimate dr_os(const bandit_feedback& log, double lambda) {
    detail::check_threshold(lambda, "dr_os");
    const auto shrunk = [lambda](double w) {
        if (lambda == 0.0 || w == 0.0) return 0.0;
        return w / (w * w / lambda + 1.0);
    };
    return detail::accumulate_dr(log, "dr_os", shrunk).mean();
}

} // namespace fulcrum::inline v0_1
