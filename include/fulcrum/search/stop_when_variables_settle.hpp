#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/search/detail/check_settling.hpp"
#include "fulcrum/search/detail/front_watch.hpp"
#include "fulcrum/search/observer.hpp"
#include "fulcrum/search/search_space.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fulcrum::inline v0_1 {

/// Stops a search when the front has not moved in decision space for `window` generations. Every `step`-th front is
/// compared with the one `step` generations before: the mean distance from its individuals to the nearest former one,
/// each variable in units of its interval (pymoo's DesignSpaceTermination, whose tolerance is the default). Labels and
/// places of permutations count as the numbers that stand for them. O(front^2 variables) for each comparison.
/// Errors: error when an option is out of range.
struct stop_when_variables_settle {
    static constexpr std::string_view name = "stop_when_variables_settle";
    double tolerance = 0.005;
    std::size_t window = 30;
    std::size_t step = 5;
    detail::front_watch watch = {}; ///< what it has seen

    void start(const dynamic_objectives&, const search_space&) {
        detail::check_settling(name, tolerance, window, step);
        watch.reset();
    }

    bool operator()(const search_progress& p) {
        const auto gather = [&p](double* to) {
            for (std::size_t j = 0; j < p.space.size(); ++j) {
                for (const std::uint32_t i : p.front) *to++ = p.population.variables(i, j);
            }
        };
        const auto scaled = [&p](double value, std::size_t j) {
            const double range = p.space.upper()[j] - p.space.lower()[j];
            return range > 0 ? (value - p.space.lower()[j]) / range : 0;
        };
        const auto change = [this, scaled](columns_view<const double> former, columns_view<const double> now) {
            return watch.distance(former, now, scaled);
        };
        return !watch(p, p.space.size(), tolerance, window, step, gather, change);
    }

    template <class Stream> void serialize(Stream& stream) { stream(watch); }
};

} // namespace fulcrum::inline v0_1
