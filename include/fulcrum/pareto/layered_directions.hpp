#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/das_dennis.hpp"

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <span>

namespace fulcrum::inline v0_1 {

/// A simplex lattice of `parts` parts on each axis, drawn towards the middle of the simplex until its edges are `scale`
/// times as long: 1 leaves it where it is.
struct direction_layer {
    std::size_t parts = 1;
    double scale = 1;
};

/// Directions for many objectives (Deb and Jain, IEEE TEC 18(4), 2014, section V): the points of several lattices,
/// most often an outer one and an inner one of half its size: `layered_directions(8, {{3}, {2, 0.5}}, ws)` gives 156.
/// A single lattice has inner points only from as many parts as objectives on, when it is much too large.
/// A column per objective, the layers one after the other, each in the order of das_dennis; a point that an earlier
/// layer has is left out.
/// The view lies in the workspace. O(objectives * points^2).
/// Errors: error when there is no layer, or a scale is not in (0, 1]; those of das_dennis_size.
[[nodiscard]] inline columns_view<const double>
layered_directions(std::size_t objectives, std::span<const direction_layer> layers, workspace& ws) {
    if (layers.empty()) fail("layered_directions: there are 0 layers; give at least one");
    std::size_t most = 0;
    for (const direction_layer& layer : layers) {
        if (!(layer.scale > 0 && layer.scale <= 1)) {
            fail("layered_directions: the scale of a layer is ", layer.scale, ", not in (0, 1]");
        }
        most += das_dennis_size(objectives, layer.parts);
    }
    const std::span<double> points = ws.take<double>(most * objectives);
    const auto at = [&](std::size_t i, std::size_t j) -> double& { return points[j * most + i]; };
    const auto equal = [&](std::size_t a, std::size_t b) {
        constexpr double rounding = 1e-12;
        for (std::size_t j = 0; j < objectives; ++j) {
            if (std::abs(at(a, j) - at(b, j)) > rounding) return false;
        }
        return true;
    };
    std::size_t size = 0;
    for (const direction_layer& layer : layers) {
        const workspace::scope one_layer(ws);
        const columns_view<const double> lattice = das_dennis(objectives, layer.parts, ws);
        const double shift = (1 - layer.scale) / static_cast<double>(objectives);
        const std::size_t earlier = size;
        for (std::size_t i = 0; i < lattice.rows(); ++i) {
            for (std::size_t j = 0; j < objectives; ++j) at(size, j) = layer.scale * lattice(i, j) + shift;
            std::size_t k = 0;
            while (k < earlier && !equal(k, size)) ++k;
            if (k == earlier) ++size;
        }
    }
    return {points.data(), size, objectives, most};
}

[[nodiscard]] inline columns_view<const double>
layered_directions(std::size_t objectives, std::initializer_list<direction_layer> layers, workspace& ws) {
    return layered_directions(objectives, std::span(layers.begin(), layers.size()), ws);
}

} // namespace fulcrum::inline v0_1
