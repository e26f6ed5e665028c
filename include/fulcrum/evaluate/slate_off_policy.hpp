#pragma once

#include "fulcrum/core/assert.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/evaluate/confidence.hpp"
#include "fulcrum/evaluate/moments.hpp"
#include "fulcrum/evaluate/off_policy.hpp"
#include "fulcrum/evaluate/support.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace fulcrum::inline v0_1 {

/// n logged slates of at most K positions, borrowed: row i is request i, column k position k, best place first.
/// For cascade_ips the propensities are conditional: of the item at position k given those above it (what plackett_luce
/// records). For independent_ips they are marginal: of that item at that position. `length`, if given, holds the
/// number of positions of each slate; what lies beyond is not read.
struct slate_feedback {
    matrix_view<const double> target{};
    matrix_view<const double> logging{};
    matrix_view<const double> reward{};
    std::span<const std::size_t> length{};
};

/// How a reward at a position depends on the slate, and so what weighs it.
enum class reward_interaction {
    cascade,    ///< on the items down to that position: weight = product of the ratios down to it
    independent ///< on the item at that position alone: weight = the ratio there
};

/// The value of a policy of slates, mean over requests of the sum over positions of weight * reward.
/// cascade: reward interaction IPS (McInerney et al., KDD 2020, eq. 6); independent: item-position IPS (Li et al.,
/// KDD 2018). Running form: one add for each request, O(K^2), no allocation after construction; mergeable.
///
/// A slate may be shorter than K. A position that is absent has no reward, and keeps the weight of the last one shown
/// (cascade) or 1 (independent), so that weights still average to 1. Independent weights therefore assume that a
/// slate's length depends on the request, not on the items.
///
/// Effective sample sizes and weights in results are those of the worst position: for a cascade nearly always the last.
template <reward_interaction Interaction> class slate_accumulator {
public:
    /// Errors: positions is 0.
    explicit slate_accumulator(std::size_t positions)
        : sums_(2 * positions), terms_(2 * positions), largest_weight_(positions) {
        if (positions == 0) fail("slate off-policy estimate: slates have 0 positions; give at least 1");
    }

    /// Of a whole log. O(n K^2). Errors: shape_error when shapes differ or a length exceeds the columns; an empty log;
    /// a propensity outside (0, 1] (target: [0, 1]) or a reward that is not finite, with request and position.
    explicit slate_accumulator(const slate_feedback& log) : slate_accumulator(log.logging.cols()) {
        check(log);
        std::vector<double> ratios(positions());
        for (std::size_t i = 0; i < log.logging.rows(); ++i) {
            const std::size_t shown = log.length.empty() ? positions() : log.length[i];
            for (std::size_t k = 0; k < shown; ++k) ratios[k] = log.target(i, k) / log.logging(i, k);
            add(std::span<const double>(ratios).first(shown), log.reward.row(i).first(shown));
        }
    }

    /// One request: ratios[k] = target / logging probability at position k (conditional for a cascade, marginal for
    /// independent), finite and >= 0; rewards[k] what was earned there. Both as long as the slate, at most K.
    /// Errors: shape_error when the sizes differ or exceed K.
    void add(std::span<const double> ratios, std::span<const double> rewards) { add_slate(ratios, rewards); }
    void add(std::span<const float> ratios, std::span<const float> rewards) { add_slate(ratios, rewards); }

    /// Errors: shape_error when the positions differ.
    void merge(const slate_accumulator& other) {
        sums_.merge(other.sums_);
        for (std::size_t k = 0; k < positions(); ++k) {
            largest_weight_[k] = (std::max)(largest_weight_[k], other.largest_weight_[k]);
        }
        lowest_reward_ = (std::min)(lowest_reward_, other.lowest_reward_);
        highest_reward_ = (std::max)(highest_reward_, other.highest_reward_);
    }

    [[nodiscard]] std::size_t count() const noexcept { return sums_.count(); }
    [[nodiscard]] std::size_t positions() const noexcept { return largest_weight_.size(); }

    /// Unbiased: mean over requests of the sum over positions of weight * reward. Errors: nothing was added.
    [[nodiscard]] off_policy_estimate ips() const {
        std::vector<double> gradient(2 * positions());
        double value = 0.0;
        for (std::size_t k = 0; k < positions(); ++k) {
            value += sums_.mean(2 * k + 1);
            gradient[2 * k + 1] = 1.0;
        }
        return finish_slate(value, gradient);
    }

    /// Self-normalised at each position: sum over positions of sum(weight * reward) / sum(weight). Slightly biased, far
    /// less variance. NaN, with an effective sample size of 0, when all weights of a position are 0.
    /// Errors: nothing was added.
    [[nodiscard]] off_policy_estimate snips() const {
        std::vector<double> gradient(2 * positions());
        double value = 0.0;
        for (std::size_t k = 0; k < positions(); ++k) value += self_normalize(k, gradient);
        return finish_slate(value, gradient);
    }

    /// The self-normalised value of position k alone, with its own effective sample size. Errors: nothing was added.
    [[nodiscard]] off_policy_estimate snips_at(std::size_t k) const {
        FULCRUM_ASSERT(k < positions());
        std::vector<double> gradient(2 * positions());
        const double value = self_normalize(k, gradient);
        return finish(value, gradient, k);
    }

private:
    static void check(const slate_feedback& log) {
        const std::size_t n = log.logging.rows();
        const std::size_t k = log.logging.cols();
        if (n == 0) fail("slate off-policy estimate: the log is empty; give at least one request");
        for (const auto& m : {log.target, log.reward}) {
            if (m.rows() != n || m.cols() != k) {
                fail<shape_error>("slate off-policy estimate: target and reward must be shaped like logging, ", n,
                                  " x ", k, ", but one is ", m.rows(), " x ", m.cols());
            }
        }
        if (!log.length.empty() && log.length.size() != n) {
            fail<shape_error>("slate off-policy estimate: ", log.length.size(), " lengths for ", n, " slates");
        }
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t shown = log.length.empty() ? k : log.length[i];
            if (shown > k) {
                fail<shape_error>("slate off-policy estimate: slate ", i, " has length ", shown, ", but there are ", k,
                                  " positions");
            }
            for (std::size_t p = 0; p < shown; ++p) {
                detail::check_propensity(log.target(i, p), log.logging(i, p), p,
                                         "slate off-policy estimate, request " + std::to_string(i));
                if (!std::isfinite(log.reward(i, p))) {
                    fail("slate off-policy estimate, request ", i, ": reward ", p, " is not finite");
                }
            }
        }
    }

    template <class Real> void add_slate(std::span<const Real> ratios, std::span<const Real> rewards) {
        if (ratios.size() != rewards.size() || ratios.size() > positions()) {
            fail<shape_error>("slate off-policy estimate: ", ratios.size(), " ratios and ", rewards.size(),
                              " rewards; they must be as many, and at most ", positions());
        }
        double weight = 1.0;
        double total = 0.0;
        for (std::size_t k = 0; k < positions(); ++k) {
            double reward = 0.0;
            if (k < ratios.size()) {
                const auto ratio = static_cast<double>(ratios[k]);
                FULCRUM_ASSERT(ratio >= 0.0);
                weight = Interaction == reward_interaction::cascade ? weight * ratio : ratio;
                reward = static_cast<double>(rewards[k]);
            } else if (Interaction == reward_interaction::independent) {
                weight = 1.0;
            }
            terms_[2 * k] = weight;
            terms_[2 * k + 1] = weight * reward;
            largest_weight_[k] = (std::max)(largest_weight_[k], weight);
            total += reward;
        }
        sums_.add(terms_);
        lowest_reward_ = (std::min)(lowest_reward_, total);
        highest_reward_ = (std::max)(highest_reward_, total);
    }

    [[nodiscard]] double self_normalize(std::size_t k, std::span<double> gradient) const noexcept {
        const double w = sums_.mean(2 * k);
        const double value = sums_.mean(2 * k + 1) / w;
        gradient[2 * k] = -value / w;
        gradient[2 * k + 1] = 1.0 / w;
        return value;
    }

    [[nodiscard]] double effective_sample_size(std::size_t k) const noexcept {
        return detail::kish(sums_.mean(2 * k), sums_.covariance(2 * k, 2 * k), count());
    }

    [[nodiscard]] std::size_t worst_position() const noexcept {
        std::size_t worst = 0;
        for (std::size_t k = 1; k < positions(); ++k) {
            if (!(effective_sample_size(k) >= effective_sample_size(worst))) worst = k;
        }
        return worst;
    }

    [[nodiscard]] off_policy_estimate finish(double value, std::span<const double> gradient, std::size_t k) const {
        const std::size_t n = count();
        if (n == 0) fail("slate off-policy estimate: the log is empty; add at least one request");
        const auto size = static_cast<double>(n);
        off_policy_estimate result;
        static_cast<estimate&>(result) = detail::symmetric_estimate(value, sums_.standard_error(gradient),
                                                                    detail::normal_95, effective_sample_size(k), n);
        result.mean_weight = detail::symmetric_estimate(
            sums_.mean(2 * k), std::sqrt(sums_.covariance(2 * k, 2 * k) / size), detail::normal_95, size, n);
        result.largest_weight = largest_weight_[k];
        return result;
    }

    [[nodiscard]] off_policy_estimate finish_slate(double value, std::span<const double> gradient) const {
        off_policy_estimate result = finish(value, gradient, worst_position());
        result.outside_rewards = detail::outside_range(value, lowest_reward_, highest_reward_);
        return result;
    }

    co_moments sums_;                                                ///< of (weight, weight * reward) at each position
    std::vector<double> terms_;                                      ///< scratch of add
    std::vector<double> largest_weight_;                             ///< at each position
    double lowest_reward_ = std::numeric_limits<double>::infinity(); ///< of a whole slate
    double highest_reward_ = -std::numeric_limits<double>::infinity(); ///< of a whole slate
};

using cascade_ips = slate_accumulator<reward_interaction::cascade>;
using independent_ips = slate_accumulator<reward_interaction::independent>;

} // namespace fulcrum::inline v0_1
