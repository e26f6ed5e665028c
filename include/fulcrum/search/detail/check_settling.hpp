#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"

#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>

namespace fulcrum::inline v0_1::detail {

inline void check_settling(std::string_view who, double tolerance, std::size_t window, std::size_t step) {
    if (!(tolerance >= 0) || !std::isfinite(tolerance)) {
        fail(who, ": tolerance is ", tolerance, ", it must be at least 0 and finite");
    }
    if (window == 0) fail(who, ": window is 0, it must be at least 1");
    if (step == 0) fail(who, ": step is 0, it must be at least 1");
}

/// Is this a reference point for a hypervolume?
inline void check_reference(std::string_view who, std::span<const double> reference, const dynamic_objectives& set) {
    if (reference.size() != set.size()) {
        fail<shape_error>(who, ": the reference has ", reference.size(), " values, there are ", set.size(),
                          " objectives");
    }
    for (std::size_t j = 0; j < reference.size(); ++j) {
        if (!std::isfinite(reference[j])) fail(who, ": the reference is ", reference[j], " in '", set.name(j), "'");
    }
}

} // namespace fulcrum::inline v0_1::detail
