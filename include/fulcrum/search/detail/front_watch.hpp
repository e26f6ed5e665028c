#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/distance_indicators.hpp"
#include "fulcrum/search/observer.hpp"

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// Compares the front of every `step`-th generation with the one before it, and counts for how many generations the
/// change has stayed within a tolerance.
class front_watch {
public:
    void reset() {
        former_.clear();
        quiet_ = 0;
    }

    /// Has nothing changed for `window` generations? gather(points) writes the front's points, `cols` columns one after
    /// the other; change(former, now) tells by how much a front differs from a former one.
    template <class Gather, class Change>
    [[nodiscard]] bool operator()(const search_progress& p, std::size_t cols, double tolerance, std::size_t window,
                                  std::size_t step, Gather gather, Change change) {
        if (!p.again && p.generation % step == 0) {
            now_.resize(p.front.size() * cols);
            gather(now_.data());
            const bool comparable = !former_.empty() && !now_.empty();
            const bool still = comparable && change(view(former_, cols), view(now_, cols)) <= tolerance;
            quiet_ = still ? quiet_ + step : 0;
            std::swap(former_, now_);
        }
        return quiet_ >= window;
    }

    /// The mean distance from a point of `now` to the nearest one of `former` (IGD), coordinates counted as
    /// scaled(value, column).
    template <class Scaled>
    [[nodiscard]] double distance(columns_view<const double> former, columns_view<const double> now, Scaled scaled) {
        scratch_.reset();
        const auto all_scaled = [&](columns_view<const double> points) {
            const columns_view<double> to(scratch_.take<double>(points.rows() * points.cols()).data(), points.rows(),
                                          points.cols());
            for (std::size_t j = 0; j < points.cols(); ++j) {
                for (std::size_t i = 0; i < points.rows(); ++i) to(i, j) = scaled(points(i, j), j);
            }
            return columns_view<const double>(to);
        };
        const std::span<std::uint32_t> members = scratch_.take<std::uint32_t>(former.rows());
        std::iota(members.begin(), members.end(), 0U);
        return igd(all_scaled(former), members, all_scaled(now), scratch_);
    }

    template <class Stream> void serialize(Stream& stream) { stream(former_, quiet_); }

private:
    [[nodiscard]] static columns_view<const double> view(const std::vector<double>& points, std::size_t cols) noexcept {
        return {points.data(), points.size() / cols, cols};
    }

    std::vector<double> former_; ///< columns
    std::size_t quiet_ = 0;      ///< generations
    std::vector<double> now_;
    workspace scratch_;
};

} // namespace fulcrum::inline v0_1::detail
