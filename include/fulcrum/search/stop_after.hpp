#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/search/observer.hpp"
#include "fulcrum/search/search_space.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>

namespace fulcrum::inline v0_1 {

/// Stops a search after the first generation at whose end at least so many individuals have been evaluated.
/// Errors: error when it is 0.
struct stop_after_evaluations {
    static constexpr std::string_view name = "stop_after_evaluations";
    std::size_t evaluations = 0;

    void start(const dynamic_objectives&, const search_space&) const {
        if (evaluations == 0) fail("stop_after_evaluations: the limit is 0, it must be at least 1");
    }
    bool operator()(const search_progress& p) const noexcept { return p.evaluations < evaluations; }
};

/// Stops a search after the first generation that ends when so much time has passed: `stop_after{std::chrono::hours{8}}`.
/// What passed before the checkpoint that a search resumed from counts. Where this stops depends on the machine; the
/// seed and generations() of the result tell how to repeat it.
/// Errors: error when the time is not above 0.
struct stop_after {
    static constexpr std::string_view name = "stop_after";
    std::chrono::duration<double> time{0};

    void start(const dynamic_objectives&, const search_space&) const {
        if (!(time.count() > 0)) fail("stop_after: the time is ", time.count(), " seconds, it must be above 0");
    }
    bool operator()(const search_progress& p) const noexcept { return p.seconds < time.count(); }
};

} // namespace fulcrum::inline v0_1
