#pragma once

#include <string>
#include <string_view>

namespace fulcrum::inline v0_1 {

/// A number of a stage that a search may set, and the bounds within which it looks.
struct parameter {
    std::string_view name;
    float lower = 0;
    float upper = 1;
    bool logarithmic = false; ///< to be searched on a logarithmic scale; then lower > 0
};

/// A parameter of a pipeline: of which stage, its bounds, and where it stands now.
struct pipeline_parameter {
    std::string name; ///< "stage.parameter"
    float lower = 0;
    float upper = 1;
    bool logarithmic = false;
    float value = 0;
};

namespace detail {

struct ignore_parameter {
    void operator()(const parameter& /*p*/, const float& /*value*/) const noexcept {}
};

} // namespace detail

/// A stage with parameters: `static void parameters(auto& self, auto&& visit)` calls visit(parameter, self.member) for
/// each, in a fixed order. `self` may be const, to read them.
template <class S>
concept Tunable = requires(S& stage, detail::ignore_parameter visit) { S::parameters(stage, visit); };

} // namespace fulcrum::inline v0_1
