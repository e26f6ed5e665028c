#include "fulcrum/core/matrix_view.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace {

/// A user's own matrix, adapted below.
struct grid {
    std::vector<double> cells;
    std::size_t width = 1;
};

} // namespace

template <> struct fulcrum::matrix_adapter<grid> {
    static matrix_view<const double> view(const grid& g) { return {g.cells.data(), g.cells.size() / g.width, g.width}; }
    static std::span<const double> values(const grid& g) { return g.cells; }
};

using namespace fulcrum;

namespace {

static_assert(MatrixOf<matrix_view<float>, float>);
static_assert(MatrixOf<matrix_view<const float>, float>);
static_assert(MatrixOf<const matrix_view<float>&, float>);
static_assert(!MatrixOf<matrix_view<double>, float>);
static_assert(!MatrixOf<std::vector<float>, float>);
static_assert(MatrixOf<grid, double>);
static_assert(!MatrixOf<grid, float>);
static_assert(ValuesOf<std::vector<float>, float>);
static_assert(ValuesOf<std::array<int, 3>, int>);
static_assert(ValuesOf<int (&)[4], int>);
static_assert(ValuesOf<std::span<const float>, float>);
static_assert(!ValuesOf<std::vector<float>, double>);
static_assert(!ValuesOf<float, float>);
static_assert(ValuesOf<grid, double>);
static_assert(!std::is_constructible_v<matrix_view<float>, matrix_view<const float>>); // constness is never dropped
static_assert(!std::is_constructible_v<columns_view<float>, columns_view<const float>>);

} // namespace

TEST_CASE("core/matrix_view: rows are stride apart") {
    std::array<int, 12> data{0, 1, 2, 99, 10, 11, 12, 99, 20, 21, 22, 99};
    const matrix_view<int> m(data.data(), 3, 3, 4);
    CHECK(m.rows() == 3);
    CHECK(m.cols() == 3);
    CHECK(m.stride() == 4);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(m.row(i).size() == 3);
        for (std::size_t j = 0; j < 3; ++j) {
            CHECK(m(i, j) == static_cast<int>(10 * i + j));
            CHECK(&m.row(i)[j] == &m(i, j));
        }
    }
    m(1, 2) = 7;
    CHECK(data[6] == 7);
    const matrix_view<const int> constant = m;
    CHECK(constant.data() == data.data());
    CHECK(constant.stride() == 4);
    CHECK(as_rows<int>(m).data() == data.data());
}

TEST_CASE("core/matrix_view: columns are stride apart") {
    std::array<float, 8> data{0, 1, 2, -1, 10, 11, 12, -1};
    const columns_view<float> c(data.data(), 3, 2, 4);
    CHECK(c.column(1).size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 2; ++j) {
            CHECK(c(i, j) == static_cast<float>(10 * j + i));
            CHECK(&c.column(j)[i] == &c(i, j));
        }
    }
    const columns_view<const float> constant = c;
    CHECK(&constant(2, 1) == &c(2, 1));
    CHECK(columns_view<float>(data.data(), 4, 2).stride() == 4);
}

TEST_CASE("core/matrix_view: an empty view has no rows") {
    CHECK(matrix_view<float>{}.rows() == 0);
    CHECK(matrix_view<float>{}.data() == nullptr);
    CHECK(columns_view<float>{}.cols() == 0);
    float value = 0;
    CHECK(matrix_view<float>(&value, 3, 0).row(2).empty());
    CHECK(columns_view<float>(&value, 0, 3, 0).column(2).empty());
}

TEST_CASE("core/matrix_view: a user's type is borrowed through its adapter") {
    const grid g{{1, 2, 3, 4, 5, 6}, 3};
    CHECK(as_rows<double>(g).data() == g.cells.data());
    CHECK(as_rows<double>(g).rows() == 2);
    CHECK(as_values<double>(g).data() == g.cells.data());
    const std::vector<float> v{1, 2};
    CHECK(as_values<float>(v).data() == v.data());
}
