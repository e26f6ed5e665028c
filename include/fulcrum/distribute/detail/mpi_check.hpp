#pragma once

#include "fulcrum/core/error.hpp"

#include <mpi.h>

#include <cstddef>
#include <string_view>

namespace fulcrum::inline v0_1::detail {

/// Throws error with MPI's own words when a call did not succeed.
inline void mpi_check(int code, const char* call) {
    if (code == MPI_SUCCESS) return;
    char text[MPI_MAX_ERROR_STRING] = "";
    int length = 0;
    MPI_Error_string(code, text, &length);
    fail(call, ": ", std::string_view(text, static_cast<std::size_t>(length)));
}

} // namespace fulcrum::inline v0_1::detail
