#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1 {

/// The members of an archive: row i of the objectives, in the user's own orientation, has the id ids[i]. Ordered by id,
/// those of one id by their values, ascending, so that the order tells nothing of how the archive came about.
template <class T> struct archive_members {
    columns_view<const T> objectives;
    std::span<const std::uint64_t> ids;

    [[nodiscard]] std::size_t size() const noexcept { return ids.size(); }
};

namespace detail {

/// A tree wants two values of a point or more: a single objective gets a constant 0 beside it.
template <ObjectiveSet Set> [[nodiscard]] std::size_t archive_width(const Set& set) noexcept {
    return (std::max)(set.size(), std::size_t{2});
}
template <class Set> constexpr std::size_t static_archive_width() noexcept {
    if constexpr (is_static_set<Set>) {
        return Set::size() > 2 ? Set::size() : 2;
    } else {
        return 0;
    }
}

/// Writes a row as the archives compare it: to be minimised, no -0. False when a value is not finite.
template <ObjectiveSet Set, class T>
[[nodiscard]] bool orient(const Set& set, std::span<const T> values, T* point) noexcept {
    const std::span<const direction> directions = set.directions();
    T difference{0}; // of each value from itself: NaN once one is not finite
    for (std::size_t j = 0; j < values.size(); ++j) {
        const T value = values[j];
        difference += value - value;
        point[j] = directions[j] == direction::minimize ? value + T{0} : T{0} - value;
    }
    return difference == T{0};
}

template <ObjectiveSet Set, class T> void check_row(const char* who, const Set& set, std::span<const T> values) {
    if (values.size() != set.size()) {
        fail<shape_error>(who, ": there are ", values.size(), " values, the set has ", set.size(), " objectives");
    }
}

/// Refuses to merge archives of different objectives.
template <ObjectiveSet Set> void check_same_objectives(const char* who, const Set& a, const Set& b) {
    if (a.size() != b.size()) {
        fail<shape_error>(who, ": one archive has ", a.size(), " objectives, the other ", b.size());
    }
    for (std::size_t j = 0; j < a.size(); ++j) {
        if (a.directions()[j] != b.directions()[j]) fail(who, ": objective ", j, " differs in direction");
    }
}

/// Copies n members into the workspace, in order; for_each(visit) is to call visit(first value, distance to the next
/// value, id) for each, minimised.
template <class T, ObjectiveSet Set, class ForEach>
[[nodiscard]] archive_members<T> ordered_members(const Set& set, std::size_t n, ForEach&& for_each, workspace& ws) {
    struct entry {
        std::uint64_t id;
        const T* first;
        std::size_t stride;
    };
    const std::size_t m = set.size();
    const std::span<T> values = ws.take<T>(n * m);
    const std::span<std::uint64_t> ids = ws.take<std::uint64_t>(n);
    const workspace::scope scratch(ws);
    const std::span<entry> entries = ws.take<entry>(n);
    std::size_t size = 0;
    for_each([&](const T* first, std::size_t stride, std::uint64_t id) { entries[size++] = {id, first, stride}; });
    std::sort(entries.begin(), entries.end(), [&set, m](const entry& a, const entry& b) {
        if (a.id != b.id) return a.id < b.id;
        for (std::size_t j = 0; j < m; ++j) {
            const T p = a.first[j * a.stride];
            const T q = b.first[j * b.stride];
            if (p != q) return (p < q) == (set.directions()[j] == direction::minimize);
        }
        return false;
    });
    for (std::size_t i = 0; i < n; ++i) ids[i] = entries[i].id;
    for (std::size_t j = 0; j < m; ++j) {
        const T sign = static_cast<T>(sign_of(set.directions()[j]));
        for (std::size_t i = 0; i < n; ++i) values[j * n + i] = sign * entries[i].first[j * entries[i].stride] + T{0};
    }
    return {columns_view<const T>(values.data(), n, m), ids};
}

} // namespace detail

} // namespace fulcrum::inline v0_1
