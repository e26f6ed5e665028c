#include "fulcrum/interop/xtensor.hpp"
#include "fulcrum/core/request.hpp"

#include <doctest/doctest.h>

#include <xtensor/xarray.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>

#include <cstddef>
#include <span>
#include <vector>

using namespace fulcrum;

static_assert(MatrixOf<xt::xtensor<float, 2>, float>);
static_assert(MatrixOf<xt::xarray<float>, float>);
static_assert(!MatrixOf<xt::xtensor<double, 2>, float>);
static_assert(ValuesOf<xt::xtensor<int, 1>, int>);

namespace {

template <class M> std::span<const typename M::value_type> values_of(const M& m) {
    return matrix_adapter<M>::values(m);
}

} // namespace

TEST_CASE("interop/xtensor: tensors and arrays are borrowed where they lie") {
    xt::xtensor<float, 2> m = xt::xtensor<float, 2>::from_shape({5, 3});
    const matrix_view<const float> view = as_rows<float>(m);
    CHECK(view.data() == m.data());
    CHECK(view.rows() == 5);
    CHECK(view.cols() == 3);
    CHECK(view.stride() == 3);
    for (std::size_t i = 0; i < 5; ++i)
        for (std::size_t j = 0; j < 3; ++j) CHECK(&view(i, j) == &m(i, j));
    const xt::xarray<float> a = xt::xarray<float>::from_shape({4, 2});
    CHECK(as_rows<float>(a).data() == a.data());
    CHECK(as_rows<float>(a).rows() == 4);
    const xt::xtensor<float, 2> none = xt::xtensor<float, 2>::from_shape({0, 3});
    CHECK(as_rows<float>(none).rows() == 0);
    const xt::xtensor<float, 2> row = xt::xtensor<float, 2>::from_shape({1, 3});
    CHECK(as_rows<float>(row).stride() == 3);
    const xt::xtensor<float, 2> column = xt::xtensor<float, 2>::from_shape({4, 1});
    CHECK(&as_rows<float>(column)(3, 0) == &column(3, 0));
}

TEST_CASE("interop/xtensor: views keep the distance of their rows") {
    xt::xtensor<float, 2> m = xt::xtensor<float, 2>::from_shape({6, 8});
    const auto view = xt::view(m, xt::range(2, 5), xt::range(3, 7));
    const matrix_view<const float> borrowed = as_rows<float>(view);
    CHECK(borrowed.data() == &m(2, 3));
    CHECK(borrowed.rows() == 3);
    CHECK(borrowed.cols() == 4);
    CHECK(borrowed.stride() == 8);
    const auto row = xt::view(m, 4, xt::all());
    CHECK(values_of(row).data() == &m(4, 0));
    CHECK(values_of(row).size() == 8);
    CHECK(as_values<float>(row).data() == &m(4, 0));
    CHECK(as_values<float>(row).size() == 8);
}

TEST_CASE("interop/xtensor: a request borrows values by the adapter, not by xtensor's own conversion to span") {
    const xt::xtensor<float, 2> features = xt::xtensor<float, 2>::from_shape({8, 2});
    xt::xtensor<float, 2> table = xt::xtensor<float, 2>::from_shape({3, 8});
    const auto prices = xt::view(table, 1, xt::all());
    const auto user = xt::view(table, 2, xt::range(4, 7));
    const request r = request{features}.with(price{}, prices).with_user(user);
    CHECK(r.get<price>().data() == &table(1, 0));
    CHECK(r.get<price>().size() == 8);
    CHECK(r.user().data() == &table(2, 4));
    CHECK(r.user().size() == 3);
    const auto gaps = xt::view(features, xt::all(), 1);
    CHECK_THROWS_WITH_AS(static_cast<void>(as_values<float>(gaps)),
                         "xtensor: values are 2 apart, but must be 1 apart", shape_error);
    CHECK_THROWS_AS(static_cast<void>(as_values<float>(table)), shape_error);
    const xt::xtensor<float, 1> whole = xt::xtensor<float, 1>::from_shape({8});
    CHECK(as_values<float>(whole).data() == whole.data());
}

TEST_CASE("interop/xtensor: other dimensions and gaps are refused") {
    const xt::xarray<float> cube = xt::xarray<float>::from_shape({2, 3, 4});
    CHECK_THROWS_WITH_AS(static_cast<void>(as_rows<float>(cube)),
                         "xtensor: features have 2 dimensions (candidates, features), but this has 3", shape_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(values_of(cube)), "xtensor: values have 1 dimension, but this has 3",
                         shape_error);
    xt::xtensor<float, 2> m = xt::xtensor<float, 2>::from_shape({6, 8});
    CHECK_THROWS_WITH_AS(static_cast<void>(as_rows<float>(xt::view(m, xt::all(), xt::range(0, 8, 2)))),
                         "xtensor: values of a row are 2 apart, but must be 1 apart", shape_error);
    CHECK_THROWS_AS(static_cast<void>(values_of(xt::view(m, xt::all(), 2))), shape_error);
    const xt::xarray<float, xt::layout_type::dynamic> turned({4, 3}, xt::layout_type::column_major);
    CHECK_THROWS_AS(static_cast<void>(as_rows<float>(turned)), shape_error);
}

TEST_CASE("interop/xtensor: our views as xtensor adaptors, without a copy") {
    std::vector<float> data(40);
    auto rows = as_xtensor(matrix_view<float>(data.data(), 4, 3, 10));
    CHECK(rows.shape()[0] == 4);
    CHECK(rows.shape()[1] == 3);
    rows(2, 1) = 5;
    CHECK(data[21] == 5);
    CHECK(&rows(3, 2) == &data[32]);
    auto columns = as_xtensor(columns_view<float>(data.data(), 8, 3, 10));
    CHECK(&columns(7, 2) == &data[27]);
    columns(7, 2) = 6;
    CHECK(data[27] == 6);
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<float>(i);
    CHECK(xt::sum(rows)() == 0 + 1 + 2 + 10 + 11 + 12 + 20 + 21 + 22 + 30 + 31 + 32); // gaps are left out
    CHECK(xt::sum(columns)() == 28 + 108 + 188);
    auto values = as_xtensor(std::span<float>(data));
    CHECK(values.size() == 40);
    CHECK(&values(9) == &data[9]);
    const auto constant = as_xtensor(matrix_view<const float>(data.data(), 4, 10));
    CHECK(&constant(1, 2) == &data[12]);
    const auto constant_columns = as_xtensor(columns_view<const float>(data.data(), 10, 4));
    CHECK(&constant_columns(1, 2) == &data[21]);
    const auto constant_values = as_xtensor(std::span<const float>(data));
    CHECK(&constant_values(3) == &data[3]);
    const auto copy_of_adaptor = rows; // an adaptor borrows, and so does its copy
    CHECK(&copy_of_adaptor(2, 1) == &data[21]);
}

TEST_CASE("interop/xtensor: there and back") {
    xt::xtensor<float, 2> m{{1, 2, 3}, {4, 5, 6}};
    const auto again = as_xtensor(as_rows<float>(xt::view(m, xt::all(), xt::range(1, 3))));
    CHECK(&again(0, 0) == &m(0, 1));
    CHECK(again == xt::view(m, xt::all(), xt::range(1, 3)));
}
