#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/das_dennis.hpp"
#include "fulcrum/pareto/front.hpp"
#include "fulcrum/search/detail/numbered.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// Points of the true front of a problem: a column per objective.
class front_sample {
public:
    /// `values` holds one column after the other.
    front_sample(std::vector<double> values, std::size_t objectives)
        : values_(std::move(values)), objectives_(objectives) {}
    [[nodiscard]] columns_view<const double> columns() const noexcept {
        return {values_.data(), values_.size() / objectives_, objectives_};
    }

private:
    std::vector<double> values_;
    std::size_t objectives_;
};

namespace detail {

[[nodiscard]] inline front_sample from_rows(const std::vector<double>& rows, std::size_t cols) {
    const std::size_t n = rows.size() / cols;
    std::vector<double> columns(rows.size());
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < cols; ++j) columns[j * n + i] = rows[i * cols + j];
    }
    return {std::move(columns), cols};
}

/// n points of a curve: point(t) for t evenly from 0 to 1; n >= 2.
template <class Point> [[nodiscard]] front_sample sample_curve(std::size_t n, std::size_t objectives, Point point) {
    std::vector<double> rows(n * objectives);
    for (std::size_t i = 0; i < n; ++i) {
        point(static_cast<double>(i) / static_cast<double>(n - 1), std::span(rows).subspan(i * objectives, objectives));
    }
    return from_rows(rows, objectives);
}

/// The lattice of das_dennis(objectives, parts), from its last point to its first. `move` may change each point, and
/// drops it by returning false.
template <class Move>
[[nodiscard]] front_sample sample_lattice(std::size_t objectives, std::size_t parts, Move move) {
    workspace ws;
    const columns_view<const double> lattice = das_dennis(objectives, parts, ws);
    std::vector<double> rows;
    std::vector<double> point(objectives);
    for (std::size_t i = lattice.rows(); i-- > 0;) {
        for (std::size_t j = 0; j < objectives; ++j) point[j] = lattice(i, j);
        if (move(std::span<double>(point))) rows.insert(rows.end(), point.begin(), point.end());
    }
    return from_rows(rows, objectives);
}

/// What no other point dominates, of surface(x) for x over a grid of `parts` parts on each of m - 1 axes of the unit
/// cube: for fronts that are only known as part of a surface.
template <class Surface>
[[nodiscard]] front_sample sample_surface(std::size_t objectives, std::size_t parts, Surface surface) {
    std::vector<double> rows;
    std::vector<std::size_t> step(objectives - 1, 0);
    std::vector<double> x(objectives - 1);
    std::vector<double> f(objectives);
    std::size_t axis = 0;
    while (axis < step.size()) {
        for (std::size_t k = 0; k < x.size(); ++k) x[k] = static_cast<double>(step[k]) / static_cast<double>(parts);
        surface(std::span<const double>(x), std::span<double>(f));
        rows.insert(rows.end(), f.begin(), f.end());
        for (axis = 0; axis < step.size() && step[axis] == parts; ++axis) step[axis] = 0;
        if (axis < step.size()) ++step[axis];
    }
    workspace ws;
    const front_sample all = from_rows(rows, objectives);
    const auto front = pareto_front(minimized_objectives(objectives), all.columns(), ws);
    std::vector<double> kept;
    for (const std::uint32_t i : front) {
        const auto at = rows.begin() + static_cast<std::ptrdiff_t>(i * objectives);
        kept.insert(kept.end(), at, at + static_cast<std::ptrdiff_t>(objectives));
    }
    return from_rows(kept, objectives);
}

} // namespace detail

} // namespace fulcrum::inline v0_1
