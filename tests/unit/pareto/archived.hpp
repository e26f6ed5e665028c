#pragma once

#include "fulcrum/core/workspace.hpp"
#include "point_sets.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

/// What the tests of the archives share.
namespace archived {

/// Members: an id and values each.
template <class T> using listed = std::vector<std::pair<std::uint64_t, std::vector<T>>>;

/// The members of an archive, in its order.
template <class A> auto list(const A& found) {
    fulcrum::workspace ws;
    const auto members = found.members(ws);
    listed<std::remove_cvref_t<decltype(members.objectives(0, 0))>> all;
    for (std::size_t i = 0; i < members.size(); ++i) {
        all.push_back({members.ids[i], {}});
        for (std::size_t j = 0; j < members.objectives.cols(); ++j) all[i].second.push_back(members.objectives(i, j));
    }
    return all;
}

/// Points for `alternating` objectives.
inline point_sets::columns<double> spread(point_sets::shape what, std::size_t n, std::size_t m,
                                          std::uint64_t seed = 17) {
    auto data = point_sets::make<double>(what, n, m, seed);
    for (std::size_t j = 1; j < m; j += 2) {
        for (std::size_t i = 0; i < n; ++i) data(i, j) = -data(i, j);
    }
    return data;
}
/// The same on a large front, in (-1.1, 1.1).
inline point_sets::columns<double> spread(std::size_t n, std::size_t m, std::uint64_t seed = 17) {
    return spread(point_sets::shape::anticorrelated, n, m, seed);
}

} // namespace archived
