#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>

namespace fulcrum::inline v0_1 {

/// What one stage did to one request.
struct stage_report {
    std::size_t index = 0;     ///< place in the pipeline
    std::string_view name;     ///< of the stage
    double seconds = 0;        ///< wall time
    std::size_t received = 0;  ///< rows in the order before
    std::size_t kept = 0;      ///< rows in the order after
    std::size_t nonfinite = 0; ///< rows with a non-finite objective, so far
};

/// Is told of every stage: `ranker(request, ws, observer)`. It runs on the request's thread.
template <class O>
concept Observer = requires(O& observer, const stage_report& report) { observer(report); };

/// Told of nothing: costs nothing, not even the clock.
struct no_observer {
    constexpr void operator()(const stage_report& /*report*/) const noexcept {}
};

} // namespace fulcrum::inline v0_1
