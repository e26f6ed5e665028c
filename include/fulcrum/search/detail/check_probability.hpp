#pragma once

#include "fulcrum/core/error.hpp"

namespace fulcrum::inline v0_1::detail {

inline void check_probability(const char* what, const char* option, double p) {
    if (!(p >= 0 && p <= 1)) fail(what, ": ", option, " is ", p, ", not in [0, 1]");
}

} // namespace fulcrum::inline v0_1::detail
