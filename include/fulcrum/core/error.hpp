#pragma once

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// What every wrong input throws: the message names what is wrong, where, and the fix.
class error : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Sizes that do not fit together; the message holds both numbers.
class shape_error : public error {
    using error::error;
};

/// A file or text that cannot be read; the message holds its name and the line or offset.
class format_error : public error {
    using error::error;
};

namespace detail {

template <class Part> void append_part(std::string& message, const Part& part) {
    if constexpr (std::is_floating_point_v<Part>) {
        char text[32];
        std::snprintf(text, sizeof text, "%g", static_cast<double>(part));
        message += text;
    } else if constexpr (std::is_arithmetic_v<Part> && !std::is_same_v<Part, char>) {
        message += std::to_string(part);
    } else {
        message += part;
    }
}

} // namespace detail

/// Throws Error with the parts written one after the other; out of line, so that callers stay small.
/// Under -fno-exceptions it ends the program.
template <class Error = error, class... Parts> [[noreturn, gnu::cold, gnu::noinline]] void fail(const Parts&... parts) {
#if defined(__cpp_exceptions)
    std::string message;
    (detail::append_part(message, parts), ...);
    throw Error(message);
#else
    (static_cast<void>(parts), ...);
    std::abort();
#endif
}

} // namespace fulcrum::inline v0_1
