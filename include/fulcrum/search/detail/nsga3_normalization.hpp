#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// Solves a x = 1 for a square matrix, row after row, which is used up; false when it is singular, for values of
/// about 1. Gauss with pivots of columns. O(m^3).
[[nodiscard]] inline bool solve_for_ones(std::span<double> a, std::span<double> x) noexcept {
    constexpr double least_pivot = 1e-10;
    const std::size_t m = x.size();
    std::fill(x.begin(), x.end(), 1.0);
    for (std::size_t c = 0; c < m; ++c) {
        std::size_t pivot = c;
        for (std::size_t r = c + 1; r < m; ++r) {
            if (std::abs(a[r * m + c]) > std::abs(a[pivot * m + c])) pivot = r;
        }
        if (!(std::abs(a[pivot * m + c]) > least_pivot)) return false;
        std::swap_ranges(&a[c * m], &a[c * m] + m, &a[pivot * m]);
        std::swap(x[c], x[pivot]);
        for (std::size_t r = c + 1; r < m; ++r) {
            const double factor = a[r * m + c] / a[c * m + c];
            for (std::size_t k = c; k < m; ++k) a[r * m + k] -= factor * a[c * m + k];
            x[r] -= factor * x[c];
        }
    }
    for (std::size_t c = m; c-- > 0;) {
        for (std::size_t k = c + 1; k < m; ++k) x[c] -= a[c * m + k] * x[k];
        x[c] /= a[c * m + c];
    }
    return true;
}

/// The normalisation of NSGA-III (Deb and Jain, IEEE TEC 18(4), 2014, section IV-C): the best value seen of each
/// objective becomes 0, the intercept of the hyperplane through the extreme points 1. The extreme point of an axis is
/// the point seen that is nearest to it by the achievement function; as in pymoo, what is less than a thousandth of the
/// front's range counts as on the axis, an intercept is at most the worst value seen, and where the points span no
/// hyperplane with useful intercepts the front's worst values take their place. Here all this is measured in ranges
/// of the front, so that the scale of an objective does not matter; an objective that is the same for all counts
/// nothing.
class nsga3_normalization {
public:
    explicit nsga3_normalization(std::size_t objectives)
        : ideal_(objectives, std::numeric_limits<double>::infinity()), worst_(objectives, -ideal_[0]),
          extremes_(objectives * objectives), factor_(objectives) {}

    /// Takes in points, to be minimised and finite, one at least; those of the first front are marked. O(m n + m^3).
    void update(columns_view<const double> points, std::span<const bool> leads, workspace& ws) {
        const workspace::scope scratch(ws);
        const std::size_t m = ideal_.size();
        const std::span<double> range = ws.take<double>(m); // of the front
        for (std::size_t j = 0; j < m; ++j) {
            const std::span<const double> value = points.column(j);
            double front = -std::numeric_limits<double>::infinity();
            double all = front;
            for (std::size_t i = 0; i < value.size(); ++i) {
                ideal_[j] = (std::min)(ideal_[j], value[i]);
                all = (std::max)(all, value[i]);
                if (leads[i]) front = (std::max)(front, value[i]);
            }
            worst_[j] = (std::max)(worst_[j], all);
            range[j] = half_gap(front, j) > 0 ? half_gap(front, j) : half_gap(all, j);
        }
        find_extremes(points, leads, range, ws);

        const std::span<double> intercept = ws.take<double>(m);
        if (!find_intercepts(range, intercept, ws)) std::fill(intercept.begin(), intercept.end(), 1.0);
        for (std::size_t j = 0; j < m; ++j) {
            const double factor = 1 / (range[j] * intercept[j]);
            factor_[j] = std::isfinite(factor) ? factor : 0;
        }
    }

    /// The value of objective j in [0, 1] between ideal and intercept, not below 0.
    [[nodiscard]] double normalized(double value, std::size_t j) const noexcept {
        constexpr double most = 1e15; // squares are still floats
        return (std::min)(half_gap(value, j) * factor_[j], most);
    }

    template <class Stream> void serialize(Stream& stream) { stream(ideal_, worst_, extremes_, known_); }

private:
    /// Halves, so that there is no overflow.
    [[nodiscard]] double half_gap(double value, std::size_t j) const noexcept { return value / 2 - ideal_[j] / 2; }

    /// In ranges of the front.
    [[nodiscard]] double scaled(double value, std::size_t j, std::span<const double> range) const noexcept {
        return range[j] > 0 ? half_gap(value, j) / range[j] : 0;
    }

    void find_extremes(columns_view<const double> points, std::span<const bool> leads, std::span<const double> range,
                       workspace& ws) {
        constexpr double on_axis = 1e-3;
        constexpr double off_axis_weight = 1e6;
        const std::size_t m = ideal_.size();
        const std::span<double> best = ws.take<double>(m, std::numeric_limits<double>::quiet_NaN());
        const std::span<double> found = ws.take<double>(m * m);
        const std::span<double> point = ws.take<double>(m);
        const auto consider = [&](auto value_of) { // how far from each axis is the point?
            double largest = 0; // and the second largest are enough to know the largest off any axis
            double second = 0;
            std::size_t where = 0;
            for (std::size_t j = 0; j < m; ++j) {
                const double s = scaled(value_of(j), j, range);
                point[j] = s < on_axis ? 0 : s;
                if (point[j] > largest) {
                    second = largest;
                    largest = point[j];
                    where = j;
                } else {
                    second = (std::max)(second, point[j]);
                }
            }
            for (std::size_t k = 0; k < m; ++k) {
                const double distance = (std::max)(point[k], off_axis_weight * (k == where ? second : largest));
                if (distance >= best[k]) continue; // the first is less than nothing
                best[k] = distance;
                for (std::size_t j = 0; j < m; ++j) found[k * m + j] = value_of(j);
            }
        };
        for (std::size_t k = 0; known_ && k < m; ++k) {
            consider([&](std::size_t j) { return extremes_[k * m + j]; });
        }
        for (std::size_t i = 0; i < points.rows(); ++i) {
            if (leads[i]) consider([&](std::size_t j) { return points(i, j); });
        }
        std::copy(found.begin(), found.end(), extremes_.begin());
        known_ = true;
    }

    /// In ranges of the front.
    [[nodiscard]] bool find_intercepts(std::span<const double> range, std::span<double> intercept,
                                       workspace& ws) const {
        constexpr double least = 1e-6;
        const std::size_t m = ideal_.size();
        const std::span<double> matrix = ws.take<double>(m * m);
        for (std::size_t k = 0; k < m; ++k) {
            for (std::size_t j = 0; j < m; ++j) matrix[k * m + j] = scaled(extremes_[k * m + j], j, range);
            if (!(range[k] > 0)) { // it plays no part
                std::fill_n(&matrix[k * m], m, 0.0);
                matrix[k * m + k] = 1;
            }
        }
        if (!solve_for_ones(matrix, intercept)) return false;
        for (std::size_t j = 0; j < m; ++j) {
            if (!(intercept[j] > 0)) return false;
            intercept[j] = 1 / intercept[j];
            if (range[j] > 0) intercept[j] = (std::min)(intercept[j], scaled(worst_[j], j, range));
            if (!(intercept[j] > least)) return false;
        }
        return true;
    }

    std::vector<double> ideal_;
    std::vector<double> worst_;
    std::vector<double> extremes_; ///< of each axis, one after the other
    std::vector<double> factor_;   ///< what half a gap is multiplied by
    bool known_ = false;           ///< whether there are extreme points
};

} // namespace fulcrum::inline v0_1::detail
