#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"

#include <xtensor/xadapt.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

namespace detail {

/// An xtensor object whose values lie in memory: xtensor, xarray, an adaptor, or a strided view of one.
template <class M>
concept XtensorInMemory = std::derived_from<M, xt::xexpression<M>> && requires(const M& m) {
    { *(m.data() + m.data_offset()) } -> std::convertible_to<typename M::value_type>;
    m.strides()[0];
    m.shape()[0];
};

} // namespace detail

/// Borrows xtensor objects without a copy: two dimensions as rows (which may lie apart), one dimension as values.
/// A type that is column-major does not compile.
/// Throws shape_error for another number of dimensions, and when there are gaps inside a row.
template <detail::XtensorInMemory M> struct matrix_adapter<M> {
    using value_type = typename M::value_type;

    [[nodiscard]] static matrix_view<const value_type> view(const M& m) {
        static_assert(M::static_layout != xt::layout_type::column_major,
                      "features are row-major, one candidate a row: use xt::layout_type::row_major");
        if (m.dimension() != 2)
            fail<shape_error>("xtensor: features have 2 dimensions (candidates, features), but this has ",
                              m.dimension());
        const auto rows = static_cast<std::size_t>(m.shape()[0]);
        const auto cols = static_cast<std::size_t>(m.shape()[1]);
        const auto row_stride = static_cast<std::ptrdiff_t>(m.strides()[0]); // xtensor says 0 for a dimension of 1
        const auto col_stride = static_cast<std::ptrdiff_t>(m.strides()[1]);
        if (cols > 1 && col_stride != 1)
            fail<shape_error>("xtensor: values of a row are ", col_stride, " apart, but must be 1 apart");
        if (rows > 1 && row_stride < static_cast<std::ptrdiff_t>(cols))
            fail<shape_error>("xtensor: rows are ", row_stride, " apart, but hold ", cols, " values");
        return {m.data() + m.data_offset(), rows, cols, rows > 1 ? static_cast<std::size_t>(row_stride) : cols};
    }

    [[nodiscard]] static std::span<const value_type> values(const M& m) {
        if (m.dimension() != 1) fail<shape_error>("xtensor: values have 1 dimension, but this has ", m.dimension());
        const auto n = static_cast<std::size_t>(m.shape()[0]);
        if (n > 1 && m.strides()[0] != 1)
            fail<shape_error>("xtensor: values are ", m.strides()[0], " apart, but must be 1 apart");
        return {m.data() + m.data_offset(), n};
    }
};

/// The values as an xtensor of one dimension, without a copy.
template <class T> [[nodiscard]] auto as_xtensor(std::span<T> values) {
    return xt::adapt(values.data(), values.size(), xt::no_ownership(), std::array<std::size_t, 1>{values.size()},
                     std::array<std::ptrdiff_t, 1>{1});
}

/// The rows as an xtensor of two dimensions, without a copy.
template <class T> [[nodiscard]] auto as_xtensor(matrix_view<T> m) {
    return xt::adapt(m.data(), m.rows() * m.cols(), xt::no_ownership(),
                     std::array<std::size_t, 2>{m.rows(), m.cols()},
                     std::array<std::ptrdiff_t, 2>{static_cast<std::ptrdiff_t>(m.stride()), 1});
}

/// The columns as an xtensor of two dimensions (item, column), without a copy.
template <class T> [[nodiscard]] auto as_xtensor(columns_view<T> m) {
    return xt::adapt(m.data(), m.rows() * m.cols(), xt::no_ownership(),
                     std::array<std::size_t, 2>{m.rows(), m.cols()},
                     std::array<std::ptrdiff_t, 2>{1, static_cast<std::ptrdiff_t>(m.stride())});
}

} // namespace fulcrum::inline v0_1
