#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/executor.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/front_coded.hpp"
#include "fulcrum/pareto/detail/front_filter.hpp"
#include "fulcrum/pareto/detail/front_pass.hpp"
#include "fulcrum/pareto/detail/front_strong.hpp"
#include "fulcrum/pareto/detail/front_sweep.hpp"
#include "fulcrum/pareto/detail/front_window.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

namespace detail {

/// Where one of the first points covers all others, as is usual where many are equal, leaves those that equal it.
template <int M, class T> [[nodiscard]] bool keep_least(surviving_rows<T>& from) noexcept {
    const std::size_t looked_at = (std::min<std::size_t>)(from.size, 64);
    const auto least = static_cast<std::size_t>(std::min_element(from.keys, from.keys + looked_at) - from.keys);
    const T* const p = from.values + least * from.cols;
    for (std::size_t i = 0; i < from.size; ++i) {
        if (!covers_point<M>(p, from.values + i * from.cols, from.cols)) return false;
    }
    std::size_t size = 0;
    for (std::size_t i = 0; i < from.size; ++i) {
        if (equal_points(p, from.values + i * from.cols, from.cols)) from.move(i, size++);
    }
    from.size = size;
    return true;
}

/// Narrows the survivors to those that no other dominates.
template <int M, class T> void keep_front(surviving_rows<T>& from, workspace& ws, isa highest) {
    if (from.size > 256 && keep_least<M>(from)) return;
    const workspace::scope scratch(ws);
    std::span<std::int8_t> codes;
    constexpr std::size_t few = M == 2 ? 512 : M == 3 ? 1024 : 800; // below, codes cost more than they save
    if constexpr (M == 0 || M > 3) {
        constexpr std::size_t gridded = M == 4 ? 16384 : std::size_t{0} - 1; // above, the grid drops more for less
        if (from.size > 96 && from.size < gridded) drop_by_elite<M>(from, from.size > 1024 ? 64 : 24, ws, highest);
    }
    if (from.size > few) {
        codes = quantile_codes(from.view(), ws);
        if constexpr (M >= 2 && M <= 4) prune_by_grid<M>(from, codes, ws);
    }
    const points<T> all = from.view();
    const std::span<unsigned char> kept = ws.take<unsigned char>(all.size, 0);
    if constexpr (M == 2) {
        mark_by_scan(all, kept, ws);
    } else if constexpr (M == 3) {
        mark_by_staircase(all, kept, ws);
    } else if (all.size > few) {
        mark_by_codes<M>(coded_points<T>{all, from.keys, codes}, kept, ws, highest);
    } else {
        mark_by_window<M>(from, kept, ws, highest);
    }
    std::size_t size = 0;
    for (std::size_t i = 0; i < all.size; ++i) {
        if (kept[i] != 0) from.move(i, size++);
    }
    from.size = size;
}

/// The front of rows [begin, end), less those that are not finite.
template <int M, class T>
[[nodiscard]] surviving_rows<T> front_of(const signed_columns<T>& columns, std::size_t begin, std::size_t end,
                                         workspace& ws, isa highest) {
    surviving_rows<T> from = filter_rows<M>(columns, begin, end, ws, highest);
    keep_front<M>(from, ws, highest);
    return from;
}

/// The front of the union of fronts, of rows that ascend from one to the next.
template <int M, class T>
[[nodiscard]] surviving_rows<T> front_of_union(std::span<const surviving_rows<T>> parts, std::size_t cols,
                                               workspace& ws, isa highest) {
    std::size_t size = 0;
    for (const surviving_rows<T>& part : parts) size += part.size;
    surviving_rows<T> all = room_for<T>(size, cols, ws);
    for (const surviving_rows<T>& part : parts) {
        std::copy_n(part.values, part.size * cols, all.values + all.size * cols);
        std::copy_n(part.rows, part.size, all.rows + all.size);
        all.size += part.size;
    }
    if (size > 0) {
        const workspace::scope scratch(ws);
        scaled_key<M, T> key(cols, ws);
        key.scale(all.view());
        for (std::size_t i = 0; i < size; ++i) all.keys[i] = key(all.values + i * cols);
    }
    keep_front<M>(all, ws, highest);
    return all;
}

/// Calls run(columns, M) with the columns of the values and, as a constant, the number of them that the kernels are
/// compiled for, or 0: for 1, 5 and 7 objectives the last is listed twice.
template <ObjectiveSet Set, class T, class Run>
[[nodiscard]] std::span<const std::uint32_t> with_columns(const Set& set, columns_view<const T> values, workspace& ws,
                                                          Run&& run) {
    constexpr auto padded = [](std::size_t m) { return m == 1 || m == 5 || m == 7 ? m + 1 : m; };
    const std::size_t m = padded(values.cols());
    const std::span<const T*> column = ws.take<const T*>(m);
    const std::span<T> sign = ws.take<T>(m);
    for (std::size_t j = 0; j < m; ++j) {
        const std::size_t from = (std::min)(j, values.cols() - 1);
        column[j] = values.column(from).data();
        sign[j] = static_cast<T>(sign_of(set.directions()[from]));
    }
    const signed_columns<T> columns{column, sign};
    if constexpr (is_static_set<Set>) {
        constexpr std::size_t fixed = padded(Set::size());
        return run(columns, std::integral_constant<int, fixed <= 8 ? static_cast<int>(fixed) : 0>{});
    } else {
        switch (m) {
        case 2: return run(columns, std::integral_constant<int, 2>{});
        case 3: return run(columns, std::integral_constant<int, 3>{});
        case 4: return run(columns, std::integral_constant<int, 4>{});
        case 6: return run(columns, std::integral_constant<int, 6>{});
        case 8: return run(columns, std::integral_constant<int, 8>{});
        default: return run(columns, std::integral_constant<int, 0>{});
        }
    }
}

/// The front, with kernels of at most the given instruction set.
template <ObjectiveSet Set, class T>
[[nodiscard]] std::span<const std::uint32_t> front(const Set& set, columns_view<const T> values, workspace& ws,
                                                   isa highest) {
    return with_columns(set, values, ws, [&]<int M>(const signed_columns<T>& columns, std::integral_constant<int, M>) {
        const surviving_rows<T> found = front_of<M>(columns, 0, values.rows(), ws, highest);
        return found.size == 0 ? std::span<const std::uint32_t>(all_rows(values.rows(), ws)) : found.indices();
    });
}

} // namespace detail

/// The rows that no other row dominates, ascending; `values` has one column per objective of the set, in the user's
/// own orientation. Equal rows are all kept; -0 equals 0. A row with an objective that is not finite is left out
/// (count_non_finite tells how many), unless all are such: then none dominates another, and all are returned. So the
/// front is always rank 0 of nondominated_sort.
/// The span lies in the workspace: it is valid until the enclosing scope of `ws` ends or `ws` is reset.
/// One pass drops what a few strong points dominate (LESS: Godfrey, Shipley and Gryz, VLDB 2005). What is left is
/// sorted and scanned for two objectives and three (Kung, Luccio and Preparata, JACM 22(4), 1975); for more, each point
/// is compared with the members so far (SFS: Chomicki et al., ICDE 2003), many at once by codes of 7 bits when there
/// are many. O(m n) for a small front, O(m n front size) at worst for m > 3.
/// Errors: shape_error when the number of columns is not that of the objectives.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] std::span<const std::uint32_t> pareto_front(const Set& set, columns_view<T> values, workspace& ws) {
    detail::check_shape("pareto_front", set, values);
    return detail::front<Set, std::remove_const_t<T>>(set, values, ws, isa::avx512);
}

/// The same front, found by all workers of an executor: each finds the front of a part of the rows, and the union of
/// those is thinned out. There is one workspace per worker; the span lies in the first.
/// Errors: shape_error when the number of columns is not that of the objectives, error when there are fewer workspaces
/// than workers.
template <ObjectiveSet Set, class T, Executor E>
    requires detail::FloatColumn<T>
[[nodiscard]] std::span<const std::uint32_t> pareto_front(const Set& set, columns_view<T> values,
                                                          std::span<workspace> workspaces, const E& executor) {
    using value = std::remove_const_t<T>;
    using part = detail::surviving_rows<value>;
    detail::check_shape("pareto_front", set, values);
    const std::size_t workers = executor.workers();
    if (workspaces.size() < workers) {
        fail("pareto_front: there are ", workspaces.size(), " workspaces for ", workers, " workers");
    }
    constexpr std::size_t worthwhile = 8192; // rows for a part
    const std::size_t count = (std::min)(workers, values.rows() / worthwhile);
    workspace& first = workspaces[0];
    if (count < 2) return pareto_front(set, values, first);
    const auto run = [&]<int M>(const detail::signed_columns<value>& columns, std::integral_constant<int, M>) {
        const std::span<part> parts = first.take<part>(count);
        executor.run(count, [&](std::size_t i, std::size_t worker) {
            parts[i] = detail::front_of<M>(columns, i * values.rows() / count, (i + 1) * values.rows() / count,
                                           workspaces[worker], isa::avx512);
        });
        const std::size_t cols = columns.column.size();
        const part all = detail::front_of_union<M>(std::span<const part>(parts), cols, first, isa::avx512);
        return all.size == 0 ? std::span<const std::uint32_t>(detail::all_rows(values.rows(), first)) : all.indices();
    };
    return detail::with_columns<Set, value>(set, values, first, run);
}

} // namespace fulcrum::inline v0_1
