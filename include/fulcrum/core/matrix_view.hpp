#pragma once

#include "fulcrum/core/assert.hpp"
#include "fulcrum/core/error.hpp"

#include <concepts>
#include <cstddef>
#include <ranges>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// A borrowed matrix: `rows` rows of `cols` values, each row contiguous, `stride` values from one row to the next.
/// Features are one candidate a row. Copying is copying four words.
template <class T> class matrix_view {
public:
    using value_type = std::remove_const_t<T>;

    constexpr matrix_view() = default;
    constexpr matrix_view(T* data, std::size_t rows, std::size_t cols) noexcept : matrix_view(data, rows, cols, cols) {}
    constexpr matrix_view(T* data, std::size_t rows, std::size_t cols, std::size_t stride) noexcept
        : data_(data), rows_(rows), cols_(cols), stride_(stride) {
        FULCRUM_ASSERT(stride >= cols);
    }
    /// A view of values as a view of constants.
    template <class U>
        requires(std::is_const_v<T> && std::same_as<U, value_type>)
    constexpr matrix_view(const matrix_view<U>& other) noexcept // NOLINT: a view converts
        : matrix_view(other.data(), other.rows(), other.cols(), other.stride()) {}

    [[nodiscard]] constexpr T* data() const noexcept { return data_; }
    [[nodiscard]] constexpr std::size_t rows() const noexcept { return rows_; }
    [[nodiscard]] constexpr std::size_t cols() const noexcept { return cols_; }
    [[nodiscard]] constexpr std::size_t stride() const noexcept { return stride_; }

    [[nodiscard]] constexpr std::span<T> row(std::size_t i) const noexcept {
        FULCRUM_ASSERT(i < rows_);
        return {data_ + i * stride_, cols_};
    }
    [[nodiscard]] constexpr T& operator()(std::size_t i, std::size_t j) const noexcept {
        FULCRUM_ASSERT(i < rows_ && j < cols_);
        return data_[i * stride_ + j];
    }

private:
    T* data_ = nullptr;
    std::size_t rows_ = 0;
    std::size_t cols_ = 0;
    std::size_t stride_ = 0;
};

/// A borrowed objective-major block: `cols` columns of `rows` values, each column contiguous, `stride` values from one
/// column to the next. Dominance, scalarization and device kernels read whole columns.
template <class T> class columns_view {
public:
    using value_type = std::remove_const_t<T>;

    constexpr columns_view() = default;
    constexpr columns_view(T* data, std::size_t rows, std::size_t cols, std::size_t stride) noexcept
        : data_(data), rows_(rows), cols_(cols), stride_(stride) {
        FULCRUM_ASSERT(cols <= 1 || stride >= rows);
    }
    constexpr columns_view(T* data, std::size_t rows, std::size_t cols) noexcept
        : columns_view(data, rows, cols, rows) {}
    /// A view of values as a view of constants.
    template <class U>
        requires(std::is_const_v<T> && std::same_as<U, value_type>)
    constexpr columns_view(const columns_view<U>& other) noexcept // NOLINT: a view converts
        : columns_view(other.data(), other.rows(), other.cols(), other.stride()) {}

    [[nodiscard]] constexpr T* data() const noexcept { return data_; }
    [[nodiscard]] constexpr std::size_t rows() const noexcept { return rows_; }
    [[nodiscard]] constexpr std::size_t cols() const noexcept { return cols_; }
    [[nodiscard]] constexpr std::size_t stride() const noexcept { return stride_; }

    [[nodiscard]] constexpr std::span<T> column(std::size_t j) const noexcept {
        FULCRUM_ASSERT(j < cols_);
        return {data_ + j * stride_, rows_};
    }
    [[nodiscard]] constexpr T& operator()(std::size_t i, std::size_t j) const noexcept {
        FULCRUM_ASSERT(i < rows_ && j < cols_);
        return data_[j * stride_ + i];
    }

private:
    T* data_ = nullptr;
    std::size_t rows_ = 0;
    std::size_t cols_ = 0;
    std::size_t stride_ = 0;
};

/// Where a matrix library is adapted: a specialisation has `static matrix_view<const value> view(const M&)` and, for
/// what is a vector, `static std::span<const value> values(const M&)`. `interop/eigen.hpp` and `interop/xtensor.hpp`
/// hold ours; a user adds one for a type of their own.
template <class M> struct matrix_adapter {};

template <class V>
struct matrix_adapter<matrix_view<V>> {
    static constexpr bool borrowed = true; ///< owns nothing: a temporary may be handed over
    static constexpr matrix_view<const std::remove_const_t<V>> view(const matrix_view<V>& m) noexcept { return m; }
};

/// What can be borrowed as rows: a matrix_view, or anything with a matrix_adapter.
template <class M, class T>
concept MatrixOf = requires(const std::remove_cvref_t<M>& m) {
    { matrix_adapter<std::remove_cvref_t<M>>::view(m) } -> std::convertible_to<matrix_view<const T>>;
};

namespace detail {

template <class C, class T>
concept AdaptedValues = requires(const C& c) {
    { matrix_adapter<C>::values(c) } -> std::convertible_to<std::span<const T>>;
};

} // namespace detail

/// What can be borrowed as a run of values: anything adapted as a vector, or a contiguous sized range.
template <class C, class T>
concept ValuesOf = detail::AdaptedValues<std::remove_cvref_t<C>, T> ||
                   std::convertible_to<const std::remove_cvref_t<C>&, std::span<const T>>;

/// Borrows the rows of m without a copy. Errors: shape_error from the adapter when rows are not contiguous.
template <class T, MatrixOf<T> M> [[nodiscard]] constexpr matrix_view<const T> as_rows(const M& m) {
    return matrix_adapter<M>::view(m);
}

/// Borrows the values of c without a copy. An adapter goes before a conversion to span, which may be a matrix library's
/// own and wrong: that of an xtensor row view forgets where the row begins.
/// Errors: shape_error from the adapter when values are not contiguous.
template <class T, ValuesOf<T> C> [[nodiscard]] constexpr std::span<const T> as_values(const C& c) {
    if constexpr (detail::AdaptedValues<C, T>) {
        return matrix_adapter<C>::values(c);
    } else {
        return c;
    }
}

} // namespace fulcrum::inline v0_1
