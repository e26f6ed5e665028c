#include "fulcrum/io/number_table.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

TEST_CASE("io/number_table: seen as rows, gathered to columns") {
    const fulcrum::number_table table{.rows = 2, .cols = 3, .values = {1, 2, 3, 4, 5, 6}, .names = {}};
    CHECK(table.view().data() == table.values.data());
    CHECK(table.view()(1, 0) == 4);
    CHECK(table.by_column() == std::vector<double>{1, 4, 2, 5, 3, 6});
}

TEST_CASE("io/number_table: without rows or without columns") {
    const fulcrum::number_table no_rows{.rows = 0, .cols = 3, .values = {}, .names = {}};
    CHECK(no_rows.by_column().empty());
    CHECK(no_rows.view().cols() == 3);
    const fulcrum::number_table no_cols{
        .rows = (std::numeric_limits<std::size_t>::max)(), .cols = 0, .values = {}, .names = {}};
    CHECK(no_cols.by_column().empty()); // at once, however many rows
}
