#pragma once

#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/detail/cholesky.hpp"
#include "fulcrum/search/detail/cma_es_parameters.hpp"
#include "fulcrum/search/detail/one_objective.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/search_space.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// CMA-ES over the variables that are not fixed, each on the scale of [0, 1].
class cma_es_search {
public:
    /// A mean that is empty is drawn.
    cma_es_search(direction better, search_space space, std::size_t size, std::size_t restarts, double step,
                  std::vector<double> mean, seed s)
        : space_(std::move(space)), first_size_(size), restarts_(restarts), first_step_(step), seed_(s),
          generation_of_(better, space_, size), parameters_(1, 2) {
        for (std::size_t j = 0; j < space_.size(); ++j) {
            if (space_.lower()[j] < space_.upper()[j]) free_.push_back(j);
        }
        for (const std::size_t j : mean.empty() ? std::vector<std::size_t>{} : free_) {
            mean_.push_back((mean[j] - space_.lower()[j]) / (space_.upper()[j] - space_.lower()[j]));
        }
        begin();
    }

    [[nodiscard]] individuals<double> ask() {
        if (restart_ < restarts_ && has_converged()) {
            ++restart_;
            mean_.clear();
            begin();
        }
        const individuals<double> rows = generation_of_.rows();
        const std::size_t n = free_.size();
        for (std::uint32_t i = 0; i < rows.size(); ++i) {
            random_stream random(seed_.value, generation_, i);
            const std::span<double> z = std::span(normal_).subspan(i * n, n);
            const std::span<double> y = std::span(step_).subspan(i * n, n);
            for (double& v : z) v = random.normal();
            std::copy(space_.lower().begin(), space_.lower().end(), rows.variables.row(i).begin());
            for (std::size_t j = 0; j < n; ++j) {
                y[j] = 0;
                for (std::size_t k = 0; k <= j; ++k) y[j] += factor_[j * n + k] * z[k];
                const double low = space_.lower()[free_[j]];
                const double high = space_.upper()[free_[j]];
                const double u = mirrored(mean_[j] + sigma_ * y[j]);
                asked_[i * n + j] = rows.variables(i, free_[j]) = (std::min)(low + u * (high - low), high);
            }
        }
        return rows;
    }

    /// Individuals that were replaced meanwhile, as by migrants, are learnt from too.
    void tell() {
        for (std::size_t i = 0; i < generation_of_.rows().size(); ++i) inject(i);
        generation_of_.sort();
        ++generation_;
        ++age_;
        adapt();
        best_values_[age_ % best_values_.size()] = generation_of_.value(generation_of_.order().front());
        generation_of_.keep_best();
    }

    [[nodiscard]] individuals<const double> current() const noexcept { return generation_of_.shown(); }
    [[nodiscard]] std::span<const std::uint32_t> front() const noexcept { return generation_of_.front(); }

    template <class Stream> void serialize(Stream& stream) {
        std::uint64_t restart = restart_;
        stream(restart);
        if (restart != restart_) { // read into a search that has just begun
            restart_ = (std::min)(static_cast<std::size_t>(restart), restarts_);
            begin();
        }
        stream(generation_, age_, generation_of_, mean_, sigma_, step_path_, path_, covariance_, factor_, best_values_);
    }

private:
    /// A run from its first mean, or from one drawn where there is none, with the population doubled each time.
    void begin() {
        const std::size_t n = free_.size();
        const std::size_t size = first_size_ << restart_;
        if (restart_ > 0) generation_of_.resize(size);
        parameters_ = cma_es_parameters(n, size);
        if (mean_.empty()) {
            random_stream random(seed_.value, generation_, (std::numeric_limits<std::uint32_t>::max)());
            for (std::size_t j = 0; j < n; ++j) mean_.push_back(random.uniform());
        }
        sigma_ = first_step_;
        age_ = 0;
        step_path_.assign(n, 0.0);
        path_.assign(n, 0.0);
        normal_.assign(size * n, 0.0);
        step_.assign(size * n, 0.0);
        asked_.assign(size * n, 0.0);
        covariance_.assign(n * n, 0.0);
        for (std::size_t j = 0; j < n; ++j) covariance_[j * n + j] = 1;
        factor_ = covariance_;
        best_values_.assign(10 + (30 * n + size - 1) / size, std::numeric_limits<double>::infinity());
    }

    /// Where a point ends up in [0, 1] that is reflected by both ends.
    [[nodiscard]] static double mirrored(double u) noexcept {
        const double turned = u - 2 * std::floor(u / 2);
        return turned > 1 ? 2 - turned : turned;
    }

    /// What an individual that was not drawn would have been drawn from (Hansen, arXiv:1110.4181): the step from the
    /// mean, cut to a length that is seldom exceeded.
    void inject(std::size_t i) noexcept {
        const std::size_t n = free_.size();
        const std::span<const double> x = generation_of_.rows().variables.row(i);
        bool drawn = true;
        for (std::size_t j = 0; j < n; ++j) drawn = drawn && x[free_[j]] == asked_[i * n + j];
        if (drawn) return;
        double* const z = normal_.data() + i * n;
        double* const y = step_.data() + i * n;
        double squared = 0;
        for (std::size_t j = 0; j < n; ++j) {
            const double low = space_.lower()[free_[j]];
            const double u = (x[free_[j]] - low) / (space_.upper()[free_[j]] - low);
            y[j] = ((mean_[j] < 0 ? -u : u) - mean_[j]) / sigma_; // of the two mirror images the one at the mean's side
            z[j] = y[j];
            for (std::size_t k = 0; k < j; ++k) z[j] -= factor_[j * n + k] * z[k];
            z[j] /= factor_[j * n + j];
            squared += z[j] * z[j];
        }
        const double length = std::sqrt(squared);
        const double size = static_cast<double>(n);
        const double most = std::sqrt(size) + 2 * size / (size + 2);
        if (length <= most) return;
        for (std::size_t j = 0; j < n; ++j) {
            z[j] = std::isfinite(length) ? z[j] * (most / length) : 0;
            y[j] = std::isfinite(length) ? y[j] * (most / length) : 0;
        }
    }

    /// Equations 39 to 48 of the tutorial, with the factor's inverse for that of the symmetric root.
    void adapt() {
        const cma_es_parameters& p = parameters_;
        const std::size_t n = free_.size();
        const std::span<const std::uint32_t> order = generation_of_.order();
        const double keep_step = std::sqrt(p.step_memory * (2 - p.step_memory) * p.effective);
        const double keep_path = std::sqrt(p.path_memory * (2 - p.path_memory) * p.effective);
        double length = 0;
        for (std::size_t j = 0; j < n; ++j) {
            double z = 0;
            for (std::size_t i = 0; i < p.parents; ++i) z += p.weights[i] * normal_[order[i] * n + j];
            step_path_[j] = (1 - p.step_memory) * step_path_[j] + keep_step * z;
            length += step_path_[j] * step_path_[j];
        }
        length = std::sqrt(length);
        const double begun = 1 - std::pow(1 - p.step_memory, 2 * static_cast<double>(age_));
        const bool moderate = length / std::sqrt(begun) < (1.4 + 2 / (static_cast<double>(n) + 1)) * p.expected_length;
        for (std::size_t j = 0; j < n; ++j) {
            double y = 0;
            for (std::size_t i = 0; i < p.parents; ++i) y += p.weights[i] * step_[order[i] * n + j];
            mean_[j] += sigma_ * y;
            mean_[j] -= 2 * std::round(mean_[j] / 2); // mirrored to the same points
            path_[j] = (1 - p.path_memory) * path_[j] + (moderate ? keep_path * y : 0);
        }
        adapt_covariance(moderate);
        sigma_ *= std::exp(p.step_memory / p.damping * (length / p.expected_length - 1));
        double widest = 0;
        for (std::size_t j = 0; j < n; ++j) widest = (std::max)(widest, covariance_[j * n + j]);
        if (n > 0) sigma_ = (std::min)(sigma_, 1 / std::sqrt(widest)); // wider than the box is only noise
    }

    void adapt_covariance(bool moderate) {
        const cma_es_parameters& p = parameters_;
        const std::size_t n = free_.size();
        const std::span<const std::uint32_t> order = generation_of_.order();
        const double lost = moderate ? 0 : p.rank_one * p.path_memory * (2 - p.path_memory);
        const double keep = (std::max)(0.0, 1 + lost - p.rank_one - p.rank_mu * p.weight_sum);
        for (std::size_t j = 0; j < n; ++j) {
            for (std::size_t k = 0; k <= j; ++k) {
                double& c = covariance_[j * n + k];
                c = keep * c + p.rank_one * path_[j] * path_[k];
            }
        }
        for (std::size_t i = 0; i < p.weights.size(); ++i) {
            const double* const y = step_.data() + order[i] * n;
            const double* const z = normal_.data() + order[i] * n;
            double weight = p.rank_mu * p.weights[i];
            if (weight < 0) { // scaled so that C stays positive definite
                double squared = 0;
                for (std::size_t j = 0; j < n; ++j) squared += z[j] * z[j];
                weight *= static_cast<double>(n) / squared;
            }
            for (std::size_t j = 0; j < n; ++j) {
                for (std::size_t k = 0; k <= j; ++k) covariance_[j * n + k] += weight * y[j] * y[k];
            }
        }
        if (age_ % p.factor_every == 0) cholesky(covariance_, factor_, n);
    }

    /// The criteria of Auger and Hansen (2005), those that need no eigenvectors.
    [[nodiscard]] bool has_converged() const {
        const std::size_t n = free_.size();
        if (age_ == 0 || n == 0) return false;
        bool small_steps = true;
        double shortest = std::numeric_limits<double>::infinity();
        double longest = 0;
        for (std::size_t j = 0; j < n; ++j) {
            const double deviation = sigma_ * std::sqrt(covariance_[j * n + j]);
            const double least = 1e-12 * first_step_;
            small_steps = small_steps && deviation < least && sigma_ * std::abs(path_[j]) < least;
            if (mean_[j] == mean_[j] + 0.2 * deviation) return true;
            shortest = (std::min)(shortest, factor_[j * n + j]);
            longest = (std::max)(longest, factor_[j * n + j]);
        }
        if (small_steps || longest * longest > 1e14 * shortest * shortest) return true;

        const auto [low, high] = std::minmax_element(best_values_.begin(), best_values_.end());
        if (age_ < best_values_.size() || !std::isfinite(*high)) return false;
        if (*low == *high) return true;
        double least = *low;
        double most = *high;
        for (const std::uint32_t i : generation_of_.order()) {
            least = (std::min)(least, generation_of_.value(i));
            most = (std::max)(most, generation_of_.value(i));
        }
        return most - least < 1e-12;
    }

    search_space space_;
    std::size_t first_size_;
    std::size_t restarts_;
    double first_step_;
    seed seed_;
    std::vector<std::size_t> free_;
    one_objective_generation generation_of_;
    cma_es_parameters parameters_;
    std::vector<double> mean_;
    double sigma_ = 0;
    std::vector<double> step_path_;   ///< p_sigma
    std::vector<double> path_;        ///< p_c
    std::vector<double> covariance_;  ///< C, its lower triangle
    std::vector<double> factor_;      ///< A, A A' = C
    std::vector<double> normal_;      ///< z of each individual
    std::vector<double> step_;        ///< y = A z
    std::vector<double> asked_;       ///< its variables that are not fixed
    std::vector<double> best_values_; ///< of the last generations
    std::size_t restart_ = 0;
    std::uint64_t generation_ = 0;
    std::uint64_t age_ = 0; ///< generations since the last restart
};

} // namespace fulcrum::inline v0_1::detail
