#pragma once

#include "fulcrum/agent/environment.hpp"
#include "fulcrum/agent/slate_likelihood.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/learn/dataset.hpp"
#include "fulcrum/learn/network.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace fulcrum::inline v0_1 {

namespace detail {

/// Mean and deviation of the features in the first observations of 256 episodes.
template <Environment E> [[nodiscard]] standardizer observed_scale(E& environment, std::uint64_t first_episode) {
    std::vector<float> rows;
    std::size_t width = 0;
    for (std::uint64_t id = first_episode; id < first_episode + 256; ++id) {
        const request seen = environment.reset(id);
        const std::size_t cols = seen.features().cols();
        if (!rows.empty() && cols != width) {
            fail<shape_error>("environment: an observation has ", cols, " features, the first had ", width);
        }
        width = cols;
        for (std::size_t i = 0; i < seen.size(); ++i) {
            const std::span<const float> row = seen.features().row(i);
            rows.insert(rows.end(), row.begin(), row.end());
        }
    }
    if (rows.empty()) fail("environment: its first observations have no candidates or no features");
    std::vector<std::size_t> all(rows.size() / width);
    std::iota(all.begin(), all.end(), std::size_t{0});
    return standardizer::fit({rows.data(), all.size(), width}, all);
}

/// What a policy network did in some episodes, and the policy gradient of it. Every episode is played `tries` times:
/// its first observation is scored once, and the tries are baselines for one another.
class rollout {
public:
    using matrix = network<float>::matrix;
    using vector = network<float>::vector;

    rollout(std::size_t features, std::size_t positions, std::size_t reward_count, std::size_t tries)
        : width_(features), positions_(positions), reward_count_(reward_count), tries_(tries) {}

    void clear() {
        features_.clear();
        scores_.clear();
        decisions_.clear();
        steps_.clear();
        shown_.clear();
        rewards_.clear();
        ends_.clear();
        log_probability_ = 0;
    }

    /// Plays episode `id`; the draws of a try depend on the seed, the episode and the try alone.
    template <Environment E>
    void play(E& environment, const network<float>& net, const standardizer& scale, std::uint64_t id, seed s) {
        std::size_t first = 0;
        for (std::size_t t = 0; t < tries_; ++t) {
            random_stream random{s.value, id, static_cast<std::uint32_t>(t)};
            request seen = environment.reset(id);
            std::size_t decision = t == 0 ? (first = score(seen, net, scale)) : first;
            while (true) {
                const std::size_t at = shown_.size();
                shown_.resize(at + positions_);
                propensity_.resize(positions_);
                const std::span<std::uint32_t> slate{shown_.data() + at, positions_};
                draw_slate(scores_of(decision), slate, propensity_, random, ws_);
                for (const float p : propensity_) log_probability_ += std::log(static_cast<double>(p));
                const auto outcome = environment.step(slate);
                const matrix_view<const float> got = outcome.rewards;
                check(got);
                for (std::size_t k = 0; k < positions_; ++k) {
                    const std::span<const float> row = got.row(k);
                    rewards_.insert(rewards_.end(), row.begin(), row.end());
                }
                steps_.push_back(decision);
                if (outcome.done) break;
                decision = score(seen = environment.observation(), net, scale);
            }
            ends_.push_back(steps_.size());
        }
    }

    /// Tries that were played.
    [[nodiscard]] std::size_t played() const noexcept { return ends_.size(); }

    /// The sum of reward j over try t.
    [[nodiscard]] double total(std::size_t t, std::size_t j) const noexcept {
        double sum = 0;
        for (std::size_t place = begin_of(t); place < end_of(t); ++place) {
            sum += static_cast<double>(rewards_[place * reward_count_ + j]);
        }
        return sum;
    }

    /// The mean of -log propensity over all draws: an unbiased estimate of the policy's entropy per position.
    [[nodiscard]] double entropy() const noexcept {
        return shown_.empty() ? 0.0 : -log_probability_ / static_cast<double>(shown_.size());
    }

    /// The gradient of -(mean utility of a try + entropy bonus) with respect to the network's parameters. The utility
    /// of a position is the sum of rewards times `factor`. A draw is credited with what follows it (rewards at and
    /// after its position: earlier ones do not depend on it), less the mean of that over the other tries of the
    /// episode; with one try an episode, over the other episodes. These do not depend on the draw: no bias.
    const vector& gradient(const network<float>& net, std::span<const float> factor, float entropy_bonus) {
        credit(factor);
        score_gradient_.assign(scores_.size(), 0.0F);
        for (std::size_t s = 0; s < steps_.size(); ++s) {
            const decision_rows rows = decisions_[steps_[s]];
            add_slate_gradient({scores_.data() + rows.first, rows.count}, {shown_.data() + s * positions_, positions_},
                               {advantage_.data() + s * positions_, positions_}, entropy_bonus,
                               {score_gradient_.data() + rows.first, rows.count}, ws_);
        }
        const float share = -1.0F / static_cast<float>(played());
        for (float& g : score_gradient_) g *= share;
        const auto count = static_cast<Eigen::Index>(scores_.size());
        net.forward(Eigen::Map<const matrix>(features_.data(), static_cast<Eigen::Index>(width_), count), tape_);
        net.backward(Eigen::Map<const matrix>(score_gradient_.data(), 1, count), tape_, gradient_);
        return gradient_;
    }

private:
    struct decision_rows {
        std::size_t first = 0;
        std::size_t count = 0;
    };

    [[nodiscard]] std::size_t begin_of(std::size_t t) const noexcept { return t == 0 ? 0 : ends_[t - 1] * positions_; }
    [[nodiscard]] std::size_t end_of(std::size_t t) const noexcept { return ends_[t] * positions_; }
    [[nodiscard]] std::span<const float> scores_of(std::size_t decision) const noexcept {
        return {scores_.data() + decisions_[decision].first, decisions_[decision].count};
    }

    void check(matrix_view<const float> got) const {
        if (got.rows() != positions_ || got.cols() != reward_count_) {
            fail<shape_error>("environment: the rewards of a step are ", got.rows(), " x ", got.cols(), ", expected ",
                              positions_, " x ", reward_count_);
        }
    }

    /// Stores the observation's features, standardised, and their scores.
    std::size_t score(const request& seen, const network<float>& net, const standardizer& scale) {
        const std::size_t n = seen.size();
        if (seen.features().cols() != width_) {
            fail<shape_error>("environment: the observation has ", seen.features().cols(), " features, the first had ",
                              width_);
        }
        const std::size_t first = scores_.size();
        features_.resize((first + n) * width_);
        for (std::size_t i = 0; i < n; ++i) {
            scale.apply(seen.features().row(i), {features_.data() + (first + i) * width_, width_});
        }
        const Eigen::Map<const matrix> batch(features_.data() + first * width_, static_cast<Eigen::Index>(width_),
                                             static_cast<Eigen::Index>(n));
        const matrix& out = net.forward(batch, tape_);
        scores_.insert(scores_.end(), out.data(), out.data() + n);
        decisions_.push_back({first, n});
        return decisions_.size() - 1;
    }

    void credit(std::span<const float> factor) {
        to_go_.assign(shown_.size(), 0.0);
        std::size_t longest = 0;
        for (std::size_t t = 0; t < played(); ++t) {
            double sum = 0;
            for (std::size_t place = end_of(t); place-- > begin_of(t);) {
                for (std::size_t j = 0; j < reward_count_; ++j) {
                    sum += static_cast<double>(factor[j] * rewards_[place * reward_count_ + j]);
                }
                to_go_[place] = sum;
            }
            longest = (std::max)(longest, end_of(t) - begin_of(t));
        }
        advantage_.resize(shown_.size());
        const std::size_t group = tries_ > 1 ? tries_ : played();
        for (std::size_t first = 0; first < played(); first += group) {
            sums_.assign(longest, 0.0); // a try that has ended has 0 to go
            for (std::size_t t = first; t < first + group; ++t) {
                for (std::size_t p = begin_of(t); p < end_of(t); ++p) sums_[p - begin_of(t)] += to_go_[p];
            }
            for (std::size_t t = first; t < first + group; ++t) {
                for (std::size_t p = begin_of(t); p < end_of(t); ++p) {
                    const double others = (sums_[p - begin_of(t)] - to_go_[p]) / static_cast<double>(group - 1);
                    advantage_[p] = static_cast<float>(to_go_[p] - others);
                }
            }
        }
    }

    std::size_t width_, positions_, reward_count_, tries_;
    std::vector<float> features_; ///< of all decisions, row after row: what the gradient is taken at
    std::vector<float> scores_;
    std::vector<decision_rows> decisions_;
    std::vector<std::size_t> steps_; ///< the decision of each step
    std::vector<std::uint32_t> shown_;
    std::vector<float> rewards_;
    std::vector<std::size_t> ends_; ///< of each try: the steps up to its end
    std::vector<float> propensity_;
    double log_probability_ = 0;
    std::vector<double> to_go_, sums_;
    std::vector<float> advantage_;
    std::vector<float> score_gradient_;
    vector gradient_;
    network<float>::tape tape_;
    workspace ws_;
};

} // namespace detail

} // namespace fulcrum::inline v0_1
