#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/search/detail/check_settling.hpp"
#include "fulcrum/search/detail/front_watch.hpp"
#include "fulcrum/search/observer.hpp"
#include "fulcrum/search/search_space.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace fulcrum::inline v0_1 {

/// Stops a search when the front has not moved in objective space for `window` generations (Blank and Deb, "A running
/// performance metric and termination criterion", CEC 2020). Every `step`-th front is compared with the one `step`
/// generations before: the greatest of the changes of the ideal point, of the nadir point, and of the front itself (the
/// mean distance from its points to the nearest former one), in units of the front's extent, or of the objective where
/// it has none. The default numbers are
/// those of pymoo. Directions do not matter. O(front^2 m) for each comparison.
/// Errors: error when an option is out of range.
struct stop_when_front_settles {
    static constexpr std::string_view name = "stop_when_front_settles";
    double tolerance = 0.0025;
    std::size_t window = 30;
    std::size_t step = 5;
    detail::front_watch watch = {}; ///< what it has seen

    void start(const dynamic_objectives&, const search_space&) {
        detail::check_settling(name, tolerance, window, step);
        watch.reset();
    }

    bool operator()(const search_progress& p) {
        const auto gather = [&p](double* to) {
            for (std::size_t j = 0; j < p.set.size(); ++j) {
                for (const std::uint32_t i : p.front) *to++ = p.population.objectives(i, j);
            }
        };
        const auto change = [this](columns_view<const double> former, columns_view<const double> now) {
            return change_between(former, now);
        };
        return !watch(p, p.set.size(), tolerance, window, step, gather, change);
    }

    template <class Stream> void serialize(Stream& stream) { stream(watch); }

private:
    [[nodiscard]] double change_between(columns_view<const double> former, columns_view<const double> now) {
        std::vector<extent> extents;
        for (std::size_t j = 0; j < now.cols(); ++j) extents.push_back(extent_of(now.column(j)));
        const auto scaled = [&](double value, std::size_t j) {
            const extent& e = extents[j];
            const double range = e.high / 2 - e.low / 2; // halves: no overflow
            return std::clamp((value / 2 - e.low / 2) / (range > 0 ? range : 0.5), -beyond, beyond);
        };
        double greatest = watch.distance(former, now, scaled);
        for (std::size_t j = 0; j < now.cols(); ++j) {
            const extent before = extent_of(former.column(j));
            greatest = (std::max)({greatest, std::abs(scaled(before.low, j)),
                                   std::abs(scaled(before.high, j) - scaled(extents[j].high, j))});
        }
        return greatest;
    }

    struct extent {
        double low;
        double high;
    };
    [[nodiscard]] static extent extent_of(std::span<const double> values) noexcept {
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        return {*low, *high};
    }

    static constexpr double beyond = 1e100; ///< above any tolerance, and no overflow
};

} // namespace fulcrum::inline v0_1
