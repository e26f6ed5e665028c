#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"

#include <Eigen/Core>

#include <cstddef>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

namespace detail {

template <class Derived> void is_eigen_dense(const Eigen::DenseBase<Derived>&); // declared only

/// An Eigen object whose values lie in memory: a matrix, an array, a map, a reference or a block of one.
template <class M>
concept EigenInMemory = requires(const M& m) {
    typename M::Scalar;
    is_eigen_dense(m);
} && bool(M::Flags & Eigen::DirectAccessBit);

/// A constant T gives a map of constants.
template <class T, class Plain>
using eigen_constness = std::conditional_t<std::is_const_v<T>, const Plain, Plain>;

} // namespace detail

/// Borrows Eigen objects without a copy: rows of a row-major matrix, map or block (whose rows may lie apart), and the
/// values of a vector. A column-major matrix does not compile.
/// Throws shape_error when a map or block leaves gaps inside a row, or between the values of a vector.
template <detail::EigenInMemory M> struct matrix_adapter<M> {
    using value_type = typename M::Scalar;

    [[nodiscard]] static matrix_view<const value_type> view(const M& m) {
        static_assert(bool(M::Flags & Eigen::RowMajorBit) || M::ColsAtCompileTime == 1 || M::RowsAtCompileTime == 1,
                      "features are row-major, one candidate a row: declare the matrix as "
                      "Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>");
        const auto rows = static_cast<std::size_t>(m.rows());
        const auto cols = static_cast<std::size_t>(m.cols());
        if (cols > 1 && m.colStride() != 1)
            fail<shape_error>("Eigen matrix: values of a row are ", m.colStride(), " apart, but must be 1 apart");
        const auto stride = static_cast<std::size_t>(m.rowStride());
        return {m.data(), rows, cols, rows > 1 ? stride : cols};
    }

    [[nodiscard]] static std::span<const value_type> values(const M& m)
        requires(bool(M::IsVectorAtCompileTime))
    {
        if (m.size() > 1 && m.innerStride() != 1)
            fail<shape_error>("Eigen vector: values are ", m.innerStride(), " apart, but must be 1 apart");
        return {m.data(), static_cast<std::size_t>(m.size())};
    }
};

/// The values as an Eigen column vector, without a copy.
template <class T> [[nodiscard]] auto as_eigen(std::span<T> values) {
    using plain = Eigen::Matrix<std::remove_const_t<T>, Eigen::Dynamic, 1>;
    return Eigen::Map<detail::eigen_constness<T, plain>>(values.data(), static_cast<Eigen::Index>(values.size()));
}

/// The rows as an Eigen row-major matrix, without a copy.
template <class T> [[nodiscard]] auto as_eigen(matrix_view<T> m) {
    using plain = Eigen::Matrix<std::remove_const_t<T>, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    return Eigen::Map<detail::eigen_constness<T, plain>, Eigen::Unaligned, Eigen::OuterStride<>>(
        m.data(), static_cast<Eigen::Index>(m.rows()), static_cast<Eigen::Index>(m.cols()),
        Eigen::OuterStride<>(static_cast<Eigen::Index>(m.stride())));
}

/// The columns as an Eigen column-major matrix, without a copy.
template <class T> [[nodiscard]] auto as_eigen(columns_view<T> m) {
    using plain = Eigen::Matrix<std::remove_const_t<T>, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>;
    return Eigen::Map<detail::eigen_constness<T, plain>, Eigen::Unaligned, Eigen::OuterStride<>>(
        m.data(), static_cast<Eigen::Index>(m.rows()), static_cast<Eigen::Index>(m.cols()),
        Eigen::OuterStride<>(static_cast<Eigen::Index>(m.stride())));
}

} // namespace fulcrum::inline v0_1
