#pragma once

#include <fulcrum/core/matrix_view.hpp>
#include <fulcrum/core/random.hpp>

#include "random_nets.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// A table of floats that owns its values.
struct float_table {
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::vector<float> values;

    [[nodiscard]] fulcrum::matrix_view<const float> view() const { return {values.data(), rows, cols}; }
    [[nodiscard]] std::span<const float> row(std::size_t i) const { return std::span(values).subspan(i * cols, cols); }
};

inline float_table random_rows(std::size_t rows, std::size_t cols, std::uint64_t seed) {
    fulcrum::random_stream random(seed);
    return {rows, cols, random_nets::values(rows * cols, random)};
}

inline std::vector<float> random_user(std::size_t n, std::uint64_t seed) { return random_rows(1, n, seed).values; }

/// Item numbers in random order, with repetitions.
inline std::vector<std::uint32_t> random_ids(std::size_t n, std::size_t items, std::uint64_t seed) {
    fulcrum::random_stream random(seed);
    std::vector<std::uint32_t> ids(n);
    for (std::uint32_t& id : ids) id = random.below(static_cast<std::uint32_t>(items));
    return ids;
}

/// What a net without folding reads: a row for each id, the user's features and then the item's.
inline float_table repeated(std::span<const float> user, const float_table& items, std::span<const std::uint32_t> ids) {
    float_table rows{ids.size(), user.size() + items.cols, {}};
    for (const std::uint32_t id : ids) {
        rows.values.insert(rows.values.end(), user.begin(), user.end());
        rows.values.insert(rows.values.end(), items.row(id).begin(), items.row(id).end());
    }
    return rows;
}
