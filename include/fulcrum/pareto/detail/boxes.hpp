#pragma once

#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

/// The volume of a union of boxes that share the corner at the origin: what every hypervolume comes down to once each
/// point is written as its distances from the reference. A box is given by its `cols` sides, all positive.
namespace fulcrum::inline v0_1::detail {

/// Boxes sorted by the last side, largest first, then by the others: whatever contains a box comes before it.
[[nodiscard]] inline std::span<double> sort_boxes(const double* boxes, std::size_t size, std::size_t cols,
                                                        workspace& ws) {
    const std::span<double> sorted = ws.take<double>(size * cols);
    const workspace::scope scratch(ws);
    const std::span<keyed<double>> order = ws.take<keyed<double>>(size);
    for (std::size_t i = 0; i < size; ++i) order[i] = {boxes[i * cols + cols - 1], static_cast<std::uint32_t>(i)};
    std::sort(order.begin(), order.end(), [=](const keyed<double>& a, const keyed<double>& b) {
        if (a.key != b.key) return a.key > b.key;
        for (std::size_t j = cols - 1; j-- > 0;) {
            const double p = boxes[a.index * cols + j];
            const double q = boxes[b.index * cols + j];
            if (p != q) return p > q;
        }
        return false;
    });
    for (std::size_t i = 0; i < size; ++i) std::copy_n(boxes + order[i].index * cols, cols, &sorted[i * cols]);
    return sorted;
}

/// Drops every box that lies in one before it; returns how many are left.
[[nodiscard]] inline std::size_t drop_contained(std::span<double> sorted, std::size_t size, std::size_t cols) noexcept {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const double* box = &sorted[i * cols];
        bool contained = false;
        for (std::size_t k = 0; k < kept && !contained; ++k) {
            contained = std::equal(box, box + cols, &sorted[k * cols], [](double p, double q) { return p <= q; });
        }
        if (contained) continue;
        if (kept != i) std::copy_n(box, cols, &sorted[kept * cols]);
        ++kept;
    }
    return kept;
}

/// Two sides: a scan in the order of the second.
[[nodiscard]] inline double union_area(std::span<const double> sorted, std::size_t size) noexcept {
    double area = 0;
    double width = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const double x = sorted[2 * i];
        if (x > width) {
            area += (x - width) * sorted[2 * i + 1];
            width = x;
        }
    }
    return area;
}

/// Three sides: a plane sweeps down the third; the outline of the boxes it cuts is a staircase, x ascending and y
/// descending.
[[nodiscard]] inline double union_volume_3(std::span<const double> sorted, std::size_t size, workspace& ws) {
    struct step {
        double x, y;
    };
    const workspace::scope scratch(ws);
    step* const stairs = ws.take<step>(size).data();
    step* end = stairs;
    double volume = 0;
    double area = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const double x = sorted[3 * i];
        const double y = sorted[3 * i + 1];
        const double z = sorted[3 * i + 2];
        step* const right = std::upper_bound(stairs, end, x, [](double wanted, const step& s) { return wanted < s.x; });
        double base = right != end ? right->y : 0; // the area already covered below the new box, from x leftwards
        if (base < y && (right == stairs || right[-1].x < x || right[-1].y < y)) {
            step* left = right;
            double edge = x;
            for (; left != stairs && left[-1].y <= y; --left) {
                area += (edge - left[-1].x) * (y - base);
                edge = left[-1].x;
                base = left[-1].y;
            }
            area += (edge - (left != stairs ? left[-1].x : 0)) * (y - base);
            if (left == right) {
                std::move_backward(right, end, end + 1);
                ++end;
            } else {
                end = std::move(right, end, left + 1);
            }
            *left = {x, y};
        }
        volume += area * (z - (i + 1 < size ? sorted[3 * (i + 1) + 2] : 0));
    }
    return volume;
}

/// Any number of sides. Above three, WFG: a box adds its own volume less what the boxes before it cover of it; those
/// are at least as tall in the last side, so that is a union with one side fewer.
[[nodiscard]] inline double union_volume(const double* boxes, std::size_t size, std::size_t cols, workspace& ws) {
    if (size == 0) return 0;
    if (cols == 1) return *std::max_element(boxes, boxes + size);
    const workspace::scope scratch(ws);
    const std::span<double> sorted = sort_boxes(boxes, size, cols, ws);
    if (cols == 2) return union_area(sorted, size);
    if (cols == 3) return union_volume_3(sorted, size, ws);

    size = drop_contained(sorted, size, cols);
    const std::size_t below = cols - 1;
    const std::span<double> cut = ws.take<double>(size * below);
    double volume = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const double* box = &sorted[i * cols];
        double base = 1;
        for (std::size_t j = 0; j < below; ++j) base *= box[j];
        for (std::size_t k = 0; k < i; ++k) {
            for (std::size_t j = 0; j < below; ++j) cut[k * below + j] = (std::min)(sorted[k * cols + j], box[j]);
        }
        volume += box[below] * (base - union_volume(cut.data(), i, below, ws));
    }
    return volume;
}

} // namespace fulcrum::inline v0_1::detail
