#include "fulcrum/mlp/item_index.hpp"
#include "repeated_user.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

using namespace fulcrum;

TEST_CASE("mlp/item_index: rows are copied, begin on cache lines and are padded with zeros") {
    for (const std::size_t width : {1U, 15U, 16U, 17U, 64U}) {
        const float_table table = random_rows(9, width + 3, width);
        const item_index index(matrix_view<const float>(table.values.data(), 9, width, width + 3)); // parts of rows
        REQUIRE(index.size() == 9);
        REQUIRE(index.width() == width);
        const matrix_view<const float> rows = index.rows();
        CHECK(rows.cols() == width);
        CHECK(rows.stride() % 16 == 0);
        CHECK(rows.stride() - width < 16);
        for (std::size_t i = 0; i < 9; ++i) {
            CHECK(reinterpret_cast<std::uintptr_t>(rows.row(i).data()) % 64 == 0);
            for (std::size_t k = 0; k < rows.stride(); ++k)
                CHECK(rows.data()[i * rows.stride() + k] == (k < width ? table.row(i)[k] : 0.0F));
        }
    }
}

TEST_CASE("mlp/item_index: copies share the rows, and outlive the original") {
    const float_table table = random_rows(3, 4, 1);
    item_index copy(table.view());
    const float* data = nullptr;
    {
        const item_index original(random_rows(5, 4, 2).view());
        data = original.rows().data();
        copy = original;
    }
    CHECK(copy.size() == 5);
    CHECK(copy.rows().data() == data);
    CHECK(copy.rows()(4, 3) == random_rows(5, 4, 2).row(4)[3]);
}

TEST_CASE("mlp/item_index: of no items") {
    const item_index index(matrix_view<const float>(nullptr, 0, 8));
    CHECK(index.size() == 0);
    CHECK(index.width() == 8);
}
