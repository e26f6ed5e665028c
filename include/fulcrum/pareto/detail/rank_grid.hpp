#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/rank_codes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// Points on a grid, such as whole numbers from a small range: the distinct ones, in lexicographic order, and which of
/// them each point equals.
template <class T> struct grid_points {
    columns_view<const T> distinct; ///< no rows when the points are not on a grid that is worth it
    std::span<const std::uint32_t> which;
};

/// The values of one coordinate, numbered in ascending order.
template <class T> struct value_classes {
    static constexpr std::size_t most = 256;

    std::array<std::uint16_t, value_bins::count> number; ///< of the value in each bin
    std::uint32_t count = 0;                             ///< 0 when there are too many, or a bin has two
    value_bins bin_of;

    explicit value_classes(std::span<const T> values) {
        // In values that are spread, a look at a few shows two that are different and share a bin, or too many.
        const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
        bin_of = value_bins(static_cast<double>(*least), static_cast<double>(*greatest));
        std::array<T, value_bins::count> value;
        std::array<bool, value_bins::count> used{};
        std::uint32_t found = 0;
        for (const T v : values) {
            const std::size_t bin = bin_of(v);
            if (!used[bin]) {
                used[bin] = true;
                value[bin] = v;
                if (++found > most) return;
            } else if (value[bin] != v) {
                return;
            }
        }
        for (std::size_t bin = 0; bin < used.size(); ++bin) {
            number[bin] = static_cast<std::uint16_t>(count);
            count += used[bin];
        }
    }
};

/// Do the first values repeat? A cheap reason not to look at all of them.
template <class T> [[nodiscard]] bool repeats(std::span<const T> values) {
    std::array<T, 64> some;
    if (values.size() < some.size()) return false;
    std::copy_n(values.begin(), some.size(), some.begin());
    std::sort(some.begin(), some.end());
    return std::unique(some.begin(), some.end()) - some.begin() <= 56;
}

/// Finds the grid, if it has no more cells than there are points. O(m n).
template <class T> [[nodiscard]] grid_points<T> merge_on_grid(columns_view<const T> all, workspace& ws) {
    const std::size_t n = all.rows();
    const std::size_t m = all.cols();
    for (std::size_t j = 0; j < m; ++j) {
        if (!repeats(all.column(j))) return {};
    }
    const std::span<std::uint32_t> cell = ws.take<std::uint32_t>(n, 0U);
    std::size_t cells = 1;
    for (std::size_t j = 0; j < m; ++j) {
        const value_classes<T> classes(all.column(j));
        cells *= classes.count;
        if (cells == 0 || cells > n) return {};
        const std::span<const T> column = all.column(j);
        for (std::size_t i = 0; i < n; ++i) {
            cell[i] = cell[i] * classes.count + classes.number[classes.bin_of(column[i])];
        }
    }
    const std::span<std::uint32_t> member = ws.take<std::uint32_t>(cells, 0U); // one more than a point of each cell
    for (std::size_t i = 0; i < n; ++i) member[cell[i]] = static_cast<std::uint32_t>(i + 1);
    const auto distinct = static_cast<std::size_t>(
        std::count_if(member.begin(), member.end(), [](std::uint32_t i) { return i > 0; }));
    const columns_view<T> points(ws.take<T>(distinct * m).data(), distinct, m);
    std::size_t size = 0;
    for (std::uint32_t& i : member) {
        if (i == 0) continue;
        for (std::size_t j = 0; j < m; ++j) points(size, j) = all(i - 1, j);
        i = static_cast<std::uint32_t>(size++);
    }
    for (std::uint32_t& c : cell) c = member[c];
    return {points, cell};
}

} // namespace fulcrum::inline v0_1::detail
