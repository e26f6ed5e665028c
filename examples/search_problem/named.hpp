#pragma once

#include <fulcrum/core/error.hpp>

#include <algorithm>
#include <span>
#include <string>

/// Their names, for people.
template <class Entry> [[nodiscard]] std::string names_of(std::span<const Entry> all) {
    std::string names;
    for (const Entry& entry : all) names += (names.empty() ? "" : ", ") + std::string(entry.name);
    return names;
}

/// The entry of that name. Errors: error that says what there is.
template <class Entry>
[[nodiscard]] const Entry& find_named(const char* kind, const std::string& name, std::span<const Entry> all) {
    const auto found = std::ranges::find(all, name, [](const Entry& entry) { return std::string(entry.name); });
    if (found == all.end()) fulcrum::fail("there is no ", kind, " '", name, "'; there are ", names_of(all));
    return *found;
}
