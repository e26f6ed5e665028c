#pragma once

#include "fulcrum/core/assert.hpp"
#include "fulcrum/core/error.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace fulcrum::inline v0_1 {

/// Mean and variance of a stream of numbers, in one pass and without cancellation (Welford, Technometrics 1962).
/// Two streams are merged by the formulas of Chan, Golub and LeVeque (The American Statistician 1983): the same parts
/// merged in the same order give the same bits, whichever threads filled them.
class moments {
public:
    constexpr void add(double value) noexcept {
        ++count_;
        const double step = value - mean_;
        mean_ += step / static_cast<double>(count_);
        squares_ += step * (value - mean_);
    }

    constexpr void merge(const moments& other) noexcept {
        if (other.count_ == 0) return;
        const auto a = static_cast<double>(count_);
        const auto b = static_cast<double>(other.count_);
        const double step = other.mean_ - mean_;
        mean_ += step * (b / (a + b));
        squares_ += other.squares_ + step * step * (a * b / (a + b));
        count_ += other.count_;
    }

    [[nodiscard]] constexpr std::size_t count() const noexcept { return count_; }
    [[nodiscard]] constexpr double mean() const noexcept { return mean_; }
    /// Divided by count - 1; infinite below two values, which say nothing about the spread.
    [[nodiscard]] constexpr double variance() const noexcept {
        return count_ < 2 ? std::numeric_limits<double>::infinity() : squares_ / static_cast<double>(count_ - 1);
    }
    /// Standard error of the mean.
    [[nodiscard]] double standard_error() const noexcept {
        return std::sqrt(variance() / static_cast<double>(count_ == 0 ? 1 : count_));
    }

private:
    std::size_t count_ = 0;
    double mean_ = 0.0;
    double squares_ = 0.0;
};

/// Means and covariances of a stream of vectors of one dimension d; one pass, mergeable, as in `moments`.
/// What an estimator built from several means (a ratio, a sum of ratios) needs for its standard error.
/// add and merge: O(d^2), no allocation.
class co_moments {
public:
    explicit co_moments(std::size_t dimension) : mean_(dimension), step_(dimension), products_(dimension * dimension) {}

    void add(std::span<const double> values) noexcept {
        FULCRUM_ASSERT(values.size() == dimension());
        ++count_;
        const auto n = static_cast<double>(count_);
        for (std::size_t i = 0; i < dimension(); ++i) {
            step_[i] = values[i] - mean_[i];
            mean_[i] += step_[i] / n;
        }
        add_products((n - 1.0) / n);
    }

    /// Errors: shape_error when the dimensions differ.
    void merge(const co_moments& other) {
        if (other.dimension() != dimension()) {
            fail<shape_error>("co_moments: a stream of dimension ", other.dimension(), " cannot be merged into one of ",
                              dimension());
        }
        if (other.count_ == 0) return;
        const auto a = static_cast<double>(count_);
        const auto b = static_cast<double>(other.count_);
        for (std::size_t i = 0; i < dimension(); ++i) {
            step_[i] = other.mean_[i] - mean_[i];
            mean_[i] += step_[i] * (b / (a + b));
        }
        add_products(a * b / (a + b));
        for (std::size_t i = 0; i < products_.size(); ++i) products_[i] += other.products_[i];
        count_ += other.count_;
    }

    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    [[nodiscard]] std::size_t dimension() const noexcept { return mean_.size(); }
    [[nodiscard]] double mean(std::size_t i) const noexcept { return mean_[i]; }
    /// Divided by count - 1; infinite below two vectors.
    [[nodiscard]] double covariance(std::size_t i, std::size_t j) const noexcept {
        if (count_ < 2) return std::numeric_limits<double>::infinity();
        return products_[i < j ? i * dimension() + j : j * dimension() + i] / static_cast<double>(count_ - 1);
    }

    /// Delta method: the standard error of a smooth function of the means, sqrt(g' S g / n) with g its gradient at the
    /// means and S the covariance matrix. Exact for a linear function. Infinite below two vectors. O(d^2).
    [[nodiscard]] double standard_error(std::span<const double> gradient) const noexcept {
        FULCRUM_ASSERT(gradient.size() == dimension());
        if (count_ < 2) return std::numeric_limits<double>::infinity();
        double variance = 0.0;
        for (std::size_t i = 0; i < dimension(); ++i) {
            const double* row = &products_[i * dimension()];
            double rest = 0.5 * gradient[i] * row[i];
            for (std::size_t j = i + 1; j < dimension(); ++j) rest += gradient[j] * row[j];
            variance += 2.0 * gradient[i] * rest;
        }
        const auto n = static_cast<double>(count_);
        return std::sqrt(variance > 0.0 || std::isnan(variance) ? variance / (n - 1.0) / n : 0.0);
    }

private:
    void add_products(double factor) noexcept { // the upper triangle only
        for (std::size_t i = 0; i < dimension(); ++i) {
            const double scaled = step_[i] * factor;
            double* row = &products_[i * dimension()];
            for (std::size_t j = i; j < dimension(); ++j) row[j] += scaled * step_[j];
        }
    }

    std::size_t count_ = 0;
    std::vector<double> mean_;
    std::vector<double> step_;     ///< scratch of add and merge
    std::vector<double> products_; ///< sums of products of deviations
};

} // namespace fulcrum::inline v0_1
