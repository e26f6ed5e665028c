#pragma once

#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/hypervolume.hpp"
#include "fulcrum/search/detail/check_settling.hpp"
#include "fulcrum/search/observer.hpp"
#include "fulcrum/search/search_space.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace fulcrum::inline v0_1 {

/// Stops a search when the hypervolume of its front has not grown by more than a part `tolerance` of itself for
/// `window` generations: slow growth counts once it adds up. While no member is better than the reference point in
/// every objective, the search goes on. The volume is taken every `step` generations; see hypervolume for its cost.
///     stop_when_hypervolume_stalls{.reference = {1.1, 1.1}}
/// Errors: shape_error when the reference does not have a value per objective; error when an option is out of range.
struct stop_when_hypervolume_stalls {
    static constexpr std::string_view name = "stop_when_hypervolume_stalls";
    std::vector<double> reference;
    double tolerance = 1e-4;
    std::size_t window = 30;
    std::size_t step = 1;
    double volume = 0;     ///< the last that had grown
    std::size_t quiet = 0; ///< generations since then
    workspace scratch = {};

    void start(const dynamic_objectives& set, const search_space&) {
        detail::check_settling(name, tolerance, window, step);
        detail::check_reference(name, reference, set);
        volume = 0;
        quiet = 0;
    }

    bool operator()(const search_progress& p) {
        if (!p.again && p.generation % step == 0) {
            scratch.reset();
            const double now = hypervolume(p.set, p.population.objectives, p.front, std::span<const double>(reference),
                                           scratch);
            const bool grown = now > volume * (1 + tolerance);
            quiet = grown || volume == 0 ? 0 : quiet + step;
            if (grown) volume = now;
        }
        return quiet < window;
    }

    template <class Stream> void serialize(Stream& stream) { stream(volume, quiet); }
};

} // namespace fulcrum::inline v0_1
