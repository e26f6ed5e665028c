#pragma once

#include <string>

/// The message of the E that f throws; empty when it throws none.
template <class E, class F> std::string thrown(F&& f) {
    try {
        f();
    } catch (const E& e) {
        return e.what();
    }
    return {};
}

/// True when `text` holds every part.
template <class... Parts> bool holds(const std::string& text, const Parts&... parts) {
    return (... && (text.find(parts) != std::string::npos));
}
