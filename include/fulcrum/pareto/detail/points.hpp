#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1::detail {

template <class T>
concept FloatColumn = std::floating_point<std::remove_const_t<T>>;

template <class T> [[nodiscard]] bool finite_row(columns_view<const T> values, std::size_t row) noexcept {
    for (std::size_t j = 0; j < values.cols(); ++j) {
        if (!std::isfinite(values(row, j))) return false;
    }
    return true;
}

/// Refuses columns that do not belong to the set.
template <ObjectiveSet Set, class T> void check_shape(const char* who, const Set& set, columns_view<T> values) {
    if (values.cols() != set.size()) {
        fail<shape_error>(who, ": there are ", values.cols(), " columns of values, the set has ", set.size(),
                          " objectives");
    }
    if (values.rows() >= (std::numeric_limits<std::uint32_t>::max)()) {
        fail<shape_error>(who, ": ", values.rows(), " rows are more than 32-bit indices can name");
    }
}

/// Refuses the first member with a value that is not finite.
template <class T>
void check_finite(const char* who, columns_view<const T> values, std::span<const std::uint32_t> members) {
    for (const std::uint32_t row : members) {
        if (!finite_row(values, row)) fail(who, ": row ", row, " has an objective that is not finite; remove it");
    }
}

/// 0, 1, ..., n - 1.
[[nodiscard]] inline std::span<std::uint32_t> all_rows(std::size_t n, workspace& ws) {
    const std::span<std::uint32_t> rows = ws.take<std::uint32_t>(n);
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
}

/// The chosen rows of a set of columns as the kernels read them: one point after the other, every objective to be
/// minimised, no -0.
template <class T> struct points {
    const T* values = nullptr;
    std::size_t size = 0;
    std::size_t cols = 0;
    std::span<const std::uint32_t> rows; ///< where each point came from, ascending

    [[nodiscard]] const T* operator[](std::size_t i) const noexcept { return values + i * cols; }
};

/// Gathers the rows that are finite and for which wanted(row) holds. O(n m).
template <ObjectiveSet Set, class T, class Wanted>
[[nodiscard]] points<T> gather(const Set& set, columns_view<const T> values, workspace& ws, Wanted&& wanted) {
    const std::span<T> out = ws.take<T>(values.rows() * values.cols());
    const std::span<std::uint32_t> rows = ws.take<std::uint32_t>(values.rows());
    std::size_t size = 0;
    for (std::size_t i = 0; i < values.rows(); ++i) {
        if (finite_row(values, i) && wanted(i)) rows[size++] = static_cast<std::uint32_t>(i);
    }
    for (std::size_t j = 0; j < values.cols(); ++j) {
        const T sign = static_cast<T>(sign_of(set.directions()[j]));
        const std::span<const T> column = values.column(j);
        for (std::size_t i = 0; i < size; ++i) out[i * values.cols() + j] = sign * column[rows[i]] + T{0}; // -0 -> 0
    }
    return {out.data(), size, values.cols(), rows.first(size)};
}

template <class T> struct keyed {
    T key;
    std::uint32_t index;
};

/// Orders points so that no point comes after one that it dominates, and equal points stand side by side: by the first
/// coordinate for one or two, by the sum above, then lexicographically, then by index. (A rounded sum is monotone, so
/// a dominating point never has the larger one; where it is equal, the lexicographic order decides.) O(m n log n).
template <class T> [[nodiscard]] std::span<const keyed<T>> monotone_order(const points<T>& all, workspace& ws) {
    const std::span<keyed<T>> order = ws.take<keyed<T>>(all.size);
    for (std::size_t i = 0; i < all.size; ++i) {
        T key = all[i][0];
        if (all.cols > 2) {
            for (std::size_t j = 1; j < all.cols; ++j) key += all[i][j];
        }
        order[i] = {key, static_cast<std::uint32_t>(i)};
    }
    std::sort(order.begin(), order.end(), [&all](const keyed<T>& a, const keyed<T>& b) {
        if (a.key != b.key) return a.key < b.key;
        const T* p = all[a.index];
        const T* q = all[b.index];
        for (std::size_t j = 0; j < all.cols; ++j) {
            if (p[j] != q[j]) return p[j] < q[j];
        }
        return a.index < b.index;
    });
    return order;
}

template <class T> [[nodiscard]] bool equal_points(const T* p, const T* q, std::size_t cols) noexcept {
    return std::equal(p, p + cols, q);
}

/// Lists of points, each cut into blocks of `width`; within a block, values lie column by column so that one point is
/// compared with a whole block by vector instructions. Blocks are taken from the workspace as they fill up.
template <class T> class block_lists {
public:
    static constexpr std::size_t width = 8;

    /// For at most `points` points in at most `points` lists.
    block_lists(std::size_t points, std::size_t cols, workspace& ws)
        : cols_(cols), ws_(ws), blocks_(ws.take<block>(points)), lists_(ws.take<list>(points)) {}

    /// Opens list number lists().
    void open() { lists_[open_++] = {none, none, width}; }
    [[nodiscard]] std::size_t lists() const noexcept { return open_; }

    void push(std::size_t to, const T* p) {
        list& l = lists_[to];
        if (l.used == width) {
            const auto fresh = static_cast<std::uint32_t>(size_++);
            blocks_[fresh] = {ws_.take<T>(width * cols_, std::numeric_limits<T>::infinity()).data(), none};
            (l.newest == none ? l.oldest : blocks_[l.newest].next) = fresh;
            l.newest = fresh;
            l.used = 0;
        }
        T* values = blocks_[l.newest].values;
        for (std::size_t j = 0; j < cols_; ++j) values[j * width + l.used] = p[j];
        ++l.used;
    }

    /// Is some point of the list no larger than p in any coordinate?
    [[nodiscard]] bool covers(std::size_t which, const T* p) const noexcept {
        for (std::uint32_t b = lists_[which].oldest; b != none; b = blocks_[b].next) {
            if (block_covers(blocks_[b].values, p)) return true;
        }
        return false;
    }

private:
    static constexpr std::uint32_t none = (std::numeric_limits<std::uint32_t>::max)();
    struct block {
        T* values;
        std::uint32_t next;
    };
    struct list {
        std::uint32_t oldest;
        std::uint32_t newest;
        std::size_t used; ///< points in the newest block
    };

    [[nodiscard]] bool block_covers(const T* values, const T* p) const noexcept {
        using mask = std::conditional_t<sizeof(T) == 8, std::int64_t, std::int32_t>; // as wide as T: one lane each
        std::array<mask, width> larger{};
        for (std::size_t j = 0; j < cols_; ++j) {
            for (std::size_t k = 0; k < width; ++k) larger[k] |= static_cast<mask>(values[j * width + k] > p[j]);
        }
        mask all_larger = 1;
        for (std::size_t k = 0; k < width; ++k) all_larger &= larger[k];
        return all_larger == 0;
    }

    std::size_t cols_;
    workspace& ws_;
    std::span<block> blocks_;
    std::span<list> lists_;
    std::size_t size_ = 0; ///< blocks in use
    std::size_t open_ = 0; ///< lists in use
};

} // namespace fulcrum::inline v0_1::detail
