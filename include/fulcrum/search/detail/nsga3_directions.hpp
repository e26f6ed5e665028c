#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/das_dennis.hpp"
#include "fulcrum/pareto/energy_directions.hpp"
#include "fulcrum/search/detail/reference_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// The directions that NSGA-III takes unless some are given: a simplex lattice that is at most three points smaller
/// than the population and has inner points, else as many points of low energy as there are individuals.
[[nodiscard]] inline columns_view<const double> default_directions(std::size_t objectives, std::size_t population,
                                                                   workspace& ws) {
    if (objectives == 1) return das_dennis(1, 1, ws);
    constexpr std::size_t most = 10; // for more objectives such a lattice has more points than anybody wants
    std::size_t parts = objectives;
    if (objectives <= most && das_dennis_size(objectives, parts) <= population) {
        while (das_dennis_size(objectives, parts + 1) <= population) ++parts;
        if (population - das_dennis_size(objectives, parts) <= 3) return das_dennis(objectives, parts, ws);
    }
    return energy_directions(objectives, population, seed{1}, ws);
}

/// The reference directions of NSGA-III, points of the simplex, to which more may be added (A-NSGA-III).
class nsga3_directions {
public:
    /// Room for `more` directions beside those given, of which each row is scaled to sum 1.
    /// Errors: shape_error when there is not one column per objective; error when a value is negative or not finite, or
    /// a direction is 0.
    nsga3_directions(std::size_t objectives, columns_view<const double> given, std::size_t more)
        : m_(objectives), given_(given.rows()), size_(given_), points_((given_ + more) * m_), units_(points_.size()),
          short_units_(points_.size()), extended_(given_ + more) {
        if (given.cols() != m_) {
            fail<shape_error>("nsga3: directions have ", given.cols(), " columns, the set has ", m_, " objectives");
        }
        for (std::size_t h = 0; h < given_; ++h) {
            double sum = 0;
            for (std::size_t j = 0; j < m_; ++j) {
                const double value = given(h, j);
                if (!(value >= 0)) {
                    fail("nsga3: direction ", h, " is ", value, " in objective ", j, ", it must be at least 0");
                }
                sum += value;
            }
            if (!(sum > 0) || !std::isfinite(sum)) {
                fail("nsga3: direction ", h, " sums to ", sum, ", which must be finite and more than 0");
            }
            for (std::size_t j = 0; j < m_; ++j) points_[h * m_ + j] = given(h, j) / sum;
            make_unit(h);
        }
        if (more > 0) spacing_ = mean_spacing();
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Writes to `nearest` the direction next to each point of the columns, whose stride and answers are padded as
    /// reference_kernel wants.
    void associate(std::span<const float> columns, std::span<std::uint32_t> nearest) const {
        nearest_(columns.data(), nearest.size(), m_, short_units_.data(), size_, nearest.data());
    }

    /// The distance of a point from the line of a direction. O(m).
    template <class Coordinate>
    [[nodiscard]] double distance(std::size_t direction, Coordinate coordinate) const noexcept {
        const double* unit = &units_[direction * m_];
        double along = 0;
        for (std::size_t j = 0; j < m_; ++j) along += coordinate(j) * unit[j];
        double squared = 0;
        for (std::size_t j = 0; j < m_; ++j) {
            const double off = coordinate(j) - along * unit[j];
            squared += off * off;
        }
        return std::sqrt(squared);
    }

    /// One step of adaptation (Jain and Deb, IEEE TEC 18(4), 2014, section VI), given how many members each direction
    /// has: around each that has more than one, the corners of a small simplex are added, unless they are negative or
    /// near a direction that is there; when no direction has more than one, or there is no more room, those added that
    /// have none are taken away.
    void adapt(std::span<const std::uint32_t> members) {
        const bool crowded = std::any_of(members.begin(), members.end(), [](std::uint32_t n) { return n > 1; });
        if (!crowded || room() < m_) return remove_empty(members);
        for (std::size_t h = 0; h < members.size() && room() >= m_; ++h) {
            if (members[h] < 2 || extended_[h] != 0) continue;
            extended_[h] = 1;
            for (std::size_t corner = 0; corner < m_; ++corner) add_corner(h, corner);
        }
    }

    template <class Stream> void serialize(Stream& stream) {
        stream(size_, points_, units_, short_units_, extended_);
    }

private:
    [[nodiscard]] std::size_t room() const noexcept { return extended_.size() - size_; }

    void make_unit(std::size_t h) noexcept {
        double squared = 0;
        for (std::size_t j = 0; j < m_; ++j) squared += points_[h * m_ + j] * points_[h * m_ + j];
        for (std::size_t j = 0; j < m_; ++j) {
            units_[h * m_ + j] = points_[h * m_ + j] / std::sqrt(squared);
            short_units_[h * m_ + j] = static_cast<float>(units_[h * m_ + j]);
        }
    }

    [[nodiscard]] double squared_gap(const double* a, const double* b) const noexcept {
        double squared = 0;
        for (std::size_t j = 0; j < m_; ++j) squared += (a[j] - b[j]) * (a[j] - b[j]);
        return squared;
    }

    /// The mean distance of a direction to the next one; to a corner when it is the only one.
    [[nodiscard]] double mean_spacing() const noexcept {
        double sum = 0;
        for (std::size_t h = 0; h < given_; ++h) {
            double least = 2;
            for (std::size_t k = 0; k < given_; ++k) {
                const double gap = squared_gap(&points_[h * m_], &points_[k * m_]);
                if (gap > 0) least = (std::min)(least, gap);
            }
            sum += std::sqrt(least);
        }
        return sum / static_cast<double>(given_);
    }

    void add_corner(std::size_t h, std::size_t corner) {
        const double edge = spacing_ / std::sqrt(2.0); // of the unit simplex it has sqrt(2)
        double* point = &points_[size_ * m_];
        for (std::size_t j = 0; j < m_; ++j) {
            point[j] = points_[h * m_ + j] + edge * ((j == corner ? 1.0 : 0.0) - 1 / static_cast<double>(m_));
            if (point[j] < -1e-9) return;
            point[j] = (std::max)(point[j], 0.0);
        }
        const double close = 1e-3 * spacing_;
        for (std::size_t k = 0; k < size_; ++k) {
            if (squared_gap(point, &points_[k * m_]) < close * close) return;
        }
        extended_[size_] = 0;
        make_unit(size_++);
    }

    void remove_empty(std::span<const std::uint32_t> members) noexcept {
        std::size_t to = given_;
        for (std::size_t h = given_; h < size_; ++h) {
            if (members[h] == 0) continue;
            std::copy_n(&points_[h * m_], m_, &points_[to * m_]);
            make_unit(to++);
        }
        size_ = to;
        std::fill(extended_.begin(), extended_.end(), std::uint8_t{0});
    }

    std::size_t m_;
    std::size_t given_; ///< these stay
    std::size_t size_;
    std::vector<double> points_;
    std::vector<double> units_; ///< the same of length 1
    std::vector<float> short_units_;
    std::vector<std::uint8_t> extended_; ///< whether there have been directions added around it
    double spacing_ = 0;
    dispatched<reference_kernel> nearest_;
};

} // namespace fulcrum::inline v0_1::detail
