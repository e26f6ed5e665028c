#pragma once

#include "fulcrum/core/detail/radix_order.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"
#include "fulcrum/pareto/detail/volume_kernel.hpp"
#include "fulcrum/pareto/detail/volume_sweep.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

/// The volume of a union of boxes that share the corner at the origin: what every hypervolume comes down to once each
/// point is written as its distances from the reference.
namespace fulcrum::inline v0_1::detail {

/// Boxes by their sides, all positive: side j of box i is sides[j * stride + i].
struct box_columns {
    double* sides;
    std::uint32_t* place; ///< which member each box is
    std::size_t size;
    std::size_t cols;
    std::size_t stride;

    [[nodiscard]] const double* column(std::size_t j) const noexcept { return sides + j * stride; }
};

/// Refuses what is not of the set's size or not finite.
template <ObjectiveSet Set, class T>
void check_volume(const char* who, const Set& set, columns_view<const T> values, std::span<const std::uint32_t> members,
                  std::span<const T> reference) {
    check_shape(who, set, values);
    if (reference.size() != set.size()) {
        fail<shape_error>(who, ": the reference has ", reference.size(), " values, the set has ", set.size(),
                          " objectives");
    }
    for (std::size_t j = 0; j < reference.size(); ++j) {
        if (!std::isfinite(reference[j])) fail(who, ": value ", j, " of the reference is not finite");
    }
    check_finite<T>(who, values, members);
}

inline void check_volume_size(const char* who, double volume) {
    if (!std::isfinite(volume)) fail(who, ": the volume exceeds a double; scale the objectives");
}

/// The members that are better than the reference in every objective, as boxes. Errors: error when a side of one
/// exceeds a double.
template <ObjectiveSet Set, class T>
[[nodiscard]] box_columns boxes_of(const Set& set, columns_view<const T> values, std::span<const std::uint32_t> members,
                                   std::span<const T> reference, workspace& ws) {
    const std::size_t n = members.size();
    const std::size_t m = set.size();
    box_columns boxes{ws.take<double>(n * m).data(), ws.take<std::uint32_t>(n).data(), 0, m, n};
    for (std::size_t i = 0; i < n; ++i) {
        bool inside = true;
        for (std::size_t j = 0; j < m; ++j) {
            const double sign = static_cast<double>(sign_of(set.directions()[j]));
            const double value = static_cast<double>(values(members[i], j));
            const double side = sign * (static_cast<double>(reference[j]) - value);
            boxes.sides[j * n + boxes.size] = side;
            inside = inside && side > 0;
        }
        for (std::size_t j = 0; inside && j < m; ++j) check_volume_size("hypervolume", boxes.sides[j * n + boxes.size]);
        boxes.place[boxes.size] = static_cast<std::uint32_t>(i);
        boxes.size += inside ? 1U : 0U;
    }
    return boxes;
}

/// The order of the boxes by one side, the largest first.
[[nodiscard]] inline std::span<const std::uint32_t> order_by(const box_columns& boxes, std::size_t side,
                                                             workspace& ws) {
    const std::span<std::uint32_t> order = ws.take<std::uint32_t>(boxes.size);
    const workspace::scope scratch(ws);
    const std::span<double> key = ws.take<double>(boxes.size);
    for (std::size_t i = 0; i < boxes.size; ++i) key[i] = -boxes.column(side)[i];
    radix_order(std::span<const double>(key), order, ws);
    return order;
}

/// How much of a box no kept box covers, for three sides or more: the room for the recursion, and the kernel made for
/// so many sides.
class uncovered {
public:
    /// Room for up to `size` kept boxes of `cols` sides.
    uncovered(std::size_t size, std::size_t cols, workspace& ws, isa highest = isa::avx512)
        : levels_(ws.take<volume_level>(cols + 1)), top_(levels_[cols]), cols_(cols), highest_(highest) {
        constexpr std::size_t padding = volume_level::padding;
        const std::size_t stride = (size + 2 * padding - 1) / padding * padding;
        for (std::size_t d = 3; d <= cols; ++d) {
            volume_level& l = levels_[d];
            l = {};
            l.box = ws.take<double>(d).data();
            l.kept = ws.take<double>(d * stride).data();
            l.cut = ws.take<double>(d * stride).data();
            l.corner = ws.take<double>(d).data();
            l.rest = ws.take<double>(d).data();
            l.scratch = ws.take<double>(2 * stride).data();
            l.order = ws.take<std::uint32_t>(stride).data();
            l.shorter = ws.take<std::uint32_t>(stride).data();
            l.limit = std::numeric_limits<double>::infinity();
            l.stride = stride;
        }
        top_.sorted = true;
    }

    /// Keeps all boxes; `order` is by their first side.
    void keep(const box_columns& boxes, std::span<const std::uint32_t> order) noexcept {
        for (std::size_t j = 0; j < cols_; ++j) {
            double* const column = top_.kept + j * top_.stride;
            for (std::size_t r = 0; r < boxes.size; ++r) column[r] = boxes.column(j)[order[r]];
            std::fill_n(column + boxes.size, volume_level::padding, 0.0);
        }
        top_.kept_size = boxes.size;
    }

    /// Of a box given by its first sides.
    [[nodiscard]] double of(const box_columns& boxes, std::size_t i) {
        for (std::size_t j = 0; j < cols_; ++j) top_.box[j] = boxes.column(j)[i];
        return run();
    }

    /// Of the kept box that is i-th in their order, against the others; more than `limit` need not be exact.
    [[nodiscard]] double of_kept(std::size_t i, double limit = std::numeric_limits<double>::infinity()) {
        for (std::size_t j = 0; j < cols_; ++j) {
            top_.box[j] = top_.kept[j * top_.stride + i];
            top_.kept[j * top_.stride + i] = 0; // a box without volume
        }
        top_.limit = limit;
        const double volume = run();
        top_.limit = std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < cols_; ++j) top_.kept[j * top_.stride + i] = top_.box[j];
        return volume;
    }

    /// Keeps the box that was asked for last; it was not covered.
    void keep_last() { for_sides([this]<int D>() { dispatched<keep_kernel<D>>{highest_}(levels_.data(), cols_); }); }

private:
    [[nodiscard]] double run() const {
        double volume = 0;
        for_sides([&]<int D>() { dispatched<rest_kernel<D>>{highest_}(levels_.data(), cols_, &volume); });
        return (std::max)(volume, 0.0); // a difference, and so may round to less
    }
    /// Calls f for the kernels made for so many sides.
    template <class F> void for_sides(F&& f) const {
        switch (cols_) {
        case 3: return f.template operator()<3>();
        case 4: return f.template operator()<4>();
        case 5: return f.template operator()<5>();
        case 6: return f.template operator()<6>();
        case 7: return f.template operator()<7>();
        default: return f.template operator()<0>();
        }
    }

    std::span<volume_level> levels_;
    volume_level& top_;
    std::size_t cols_;
    isa highest_;
};

/// Two sides: a scan in the order of the second.
[[nodiscard]] inline double union_area(const box_columns& boxes, workspace& ws) {
    double area = 0;
    double width = 0;
    for (const std::uint32_t i : order_by(boxes, 1, ws)) {
        const double x = boxes.column(0)[i];
        if (x > width) {
            area += (x - width) * boxes.column(1)[i];
            width = x;
        }
    }
    return area;
}

/// The volume of the union. In the order of the last side, a box adds what those before it leave of its other sides.
[[nodiscard]] inline double union_volume(const box_columns& boxes, workspace& ws, isa highest = isa::avx512) {
    if (boxes.size == 0) return 0;
    if (boxes.cols == 1) return *std::max_element(boxes.sides, boxes.sides + boxes.size);
    const workspace::scope scratch(ws);
    if (boxes.cols == 2) return union_area(boxes, ws);
    const std::size_t below = boxes.cols - 1;
    const std::span<const std::uint32_t> order = order_by(boxes, below, ws);
    if (boxes.cols == 3) {
        return sweep_volume(boxes.column(0), boxes.column(1), boxes.column(2), boxes.size, order.data(),
                            ws.take<double>(2 * boxes.size).data());
    }
    uncovered rest(boxes.size, below, ws, highest);
    double volume = 0;
    for (const std::uint32_t i : order) {
        const double base = rest.of(boxes, i);
        if (!(base > 0)) continue;
        volume += base * boxes.column(below)[i];
        rest.keep_last();
    }
    return volume;
}

} // namespace fulcrum::inline v0_1::detail
