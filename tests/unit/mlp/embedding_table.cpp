#include "fulcrum/mlp/embedding_table.hpp"
#include "fulcrum/core/random.hpp"

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using namespace fulcrum;

TEST_CASE("mlp/embedding_table: holds a copy of its rows, whatever their width and stride") {
    random_stream random(1);
    for (const std::size_t width : {1U, 3U, 4U, 10U, 16U, 17U, 40U})
        for (const std::size_t gap : {0U, 5U}) {
            const std::size_t rows = 1 + random.below(30);
            std::vector<float> values(rows * (width + gap), std::nanf(""));
            for (std::size_t i = 0; i < rows; ++i)
                for (std::size_t j = 0; j < width; ++j)
                    values[i * (width + gap) + j] = static_cast<float>(random.normal());
            const std::vector<float> given = values;
            const matrix_view<const float> view(given.data(), rows, width, width + gap);
            const embedding_table table(matrix_view<const float>(values.data(), rows, width, width + gap));
            std::fill(values.begin(), values.end(), -1.0F);
            CHECK(table.rows() == rows);
            CHECK(table.width() == width);
            for (std::uint32_t id = 0; id < rows; ++id) {
                CHECK(std::ranges::equal(table[id], view.row(id)));
                // No more cache lines than its values need.
                const auto first = reinterpret_cast<std::uintptr_t>(table[id].data());
                const auto last = first + width * sizeof(float) - 1;
                CHECK(last / 64 - first / 64 == (width * sizeof(float) - 1) / 64);
            }
        }
}

TEST_CASE("mlp/embedding_table: a copy shares the rows and outlives its original") {
    const std::vector<float> values{1, 2, 3, 4, 5, 6};
    const float* rows = nullptr;
    const embedding_table copy = [&] {
        const embedding_table original(matrix_view<const float>(values.data(), 3, 2));
        rows = original[0].data();
        return embedding_table(original);
    }();
    CHECK(copy[0].data() == rows);
    CHECK(copy[2][1] == 6);
}

TEST_CASE("mlp/embedding_table: refuses what is empty or not finite") {
    std::vector<float> values{1, 2, 3, 4, 5, 6};
    const auto message = [&](std::size_t rows, std::size_t width) {
        return thrown<error>([&] { embedding_table(matrix_view<const float>(values.data(), rows, width)); });
    };
    CHECK(message(0, 3) == "embedding_table: the rows are 0 x 3; neither may be 0");
    CHECK(message(3, 0) == "embedding_table: the rows are 3 x 0; neither may be 0");
    values[5] = std::nanf("");
    CHECK(message(3, 2) == "embedding_table: value (2, 1) is nan; values must be finite");
    values[2] = -std::numeric_limits<float>::infinity();
    CHECK(message(3, 2) == "embedding_table: value (1, 0) is -inf; values must be finite");
    CHECK(message(1, 2).empty());
}
