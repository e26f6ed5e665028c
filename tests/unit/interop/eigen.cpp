#include "fulcrum/interop/eigen.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

using rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

static_assert(MatrixOf<rows, float>);
static_assert(MatrixOf<Eigen::Matrix<double, 4, 3, Eigen::RowMajor>, double>);
static_assert(!MatrixOf<rows, double>);
static_assert(!MatrixOf<decltype(std::declval<rows>() + std::declval<rows>()), float>); // an expression, not memory
static_assert(ValuesOf<Eigen::VectorXf, float>);
static_assert(ValuesOf<Eigen::ArrayXf, float>);
static_assert(!ValuesOf<rows, float>);

} // namespace

TEST_CASE("interop/eigen: a matrix is borrowed where it lies") {
    rows m(5, 3);
    const matrix_view<const float> view = as_rows<float>(m);
    CHECK(view.data() == m.data());
    CHECK(view.rows() == 5);
    CHECK(view.cols() == 3);
    CHECK(view.stride() == 3);
    for (Eigen::Index i = 0; i < 5; ++i)
        for (Eigen::Index j = 0; j < 3; ++j)
            CHECK(&view(static_cast<std::size_t>(i), static_cast<std::size_t>(j)) == &m(i, j));
    const rows none(0, 3);
    CHECK(as_rows<float>(none).rows() == 0);
    CHECK(as_rows<float>(none).cols() == 3);
}

TEST_CASE("interop/eigen: blocks, maps and references keep the distance of their rows") {
    rows m(6, 8);
    const auto block = m.block(2, 3, 3, 4);
    const matrix_view<const float> view = as_rows<float>(block);
    CHECK(view.data() == &m(2, 3));
    CHECK(view.rows() == 3);
    CHECK(view.cols() == 4);
    CHECK(view.stride() == 8);
    const Eigen::Ref<const rows, 0, Eigen::OuterStride<>> reference = block;
    CHECK(as_rows<float>(reference).data() == &m(2, 3));
    CHECK(as_rows<float>(reference).stride() == 8);
    const Eigen::Map<const rows> map(m.data(), 8, 6);
    CHECK(as_rows<float>(map).data() == m.data());
    CHECK(as_rows<float>(m.topRows(1)).stride() == 8);
}

TEST_CASE("interop/eigen: a row vector is one row, a column vector one column") {
    const Eigen::RowVectorXf row(7);
    CHECK(as_rows<float>(row).rows() == 1);
    CHECK(as_rows<float>(row).cols() == 7);
    rows m(6, 8);
    const matrix_view<const float> column = as_rows<float>(m.col(2));
    CHECK(column.rows() == 6);
    CHECK(column.cols() == 1);
    CHECK(&column(4, 0) == &m(4, 2));
}

TEST_CASE("interop/eigen: values of vectors and rows") {
    const Eigen::VectorXf v(7);
    CHECK(as_values<float>(v).data() == v.data());
    CHECK(as_values<float>(v).size() == 7);
    rows m(6, 8);
    CHECK(as_values<float>(m.row(3)).data() == &m(3, 0));
    CHECK(as_values<float>(v.segment(2, 3)).data() == v.data() + 2);
}

TEST_CASE("interop/eigen: gaps are refused") {
    std::vector<float> data(64);
    const Eigen::Map<rows, 0, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>> gaps(
        data.data(), 3, 4, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>(16, 2));
    CHECK_THROWS_WITH_AS(static_cast<void>(as_rows<float>(gaps)),
                         "Eigen matrix: values of a row are 2 apart, but must be 1 apart", shape_error);
    rows m(6, 8);
    CHECK_THROWS_WITH_AS(static_cast<void>(as_values<float>(m.col(0))),
                         "Eigen vector: values are 8 apart, but must be 1 apart", shape_error);
}

TEST_CASE("interop/eigen: our views as Eigen maps, without a copy") {
    std::vector<float> data(40);
    auto rows_map = as_eigen(matrix_view<float>(data.data(), 4, 3, 10));
    CHECK(rows_map.rows() == 4);
    CHECK(rows_map.cols() == 3);
    rows_map(2, 1) = 5;
    CHECK(data[21] == 5);
    auto columns_map = as_eigen(columns_view<float>(data.data(), 8, 3, 10));
    CHECK(columns_map.rows() == 8);
    CHECK(columns_map.cols() == 3);
    CHECK(&columns_map(7, 2) == &data[27]);
    CHECK(columns_map.col(1).data() == &data[10]);
    auto values = as_eigen(std::span<float>(data));
    CHECK(values.size() == 40);
    CHECK(values.data() == data.data());
    const auto constant = as_eigen(matrix_view<const float>(data.data(), 4, 10));
    static_assert(std::is_same_v<decltype(constant.data()), const float*>);
    CHECK(constant.data() == data.data());
    CHECK(as_eigen(std::span<const float>(data)).data() == data.data());
}

TEST_CASE("interop/eigen: there and back") {
    rows m = rows::Random(4, 6);
    const auto again = as_eigen(as_rows<float>(m.rightCols(2)));
    CHECK(again.data() == &m(0, 4));
    CHECK(again == m.rightCols(2));
}
