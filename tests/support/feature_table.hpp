#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

/// A matrix that owns its values, for requests.
struct feature_table {
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::vector<float> values;

    feature_table(std::size_t n, std::size_t d) : rows(n), cols(d), values(n * d) {}
    feature_table(std::initializer_list<std::initializer_list<float>> list)
        : rows(list.size()), cols(list.size() == 0 ? 0 : list.begin()->size()) {
        for (const auto& row : list) values.insert(values.end(), row.begin(), row.end());
    }

    float& operator()(std::size_t i, std::size_t j) { return values[i * cols + j]; }
    float operator()(std::size_t i, std::size_t j) const { return values[i * cols + j]; }
    [[nodiscard]] fulcrum::matrix_view<const float> view() const { return {values.data(), rows, cols}; }
};

/// Values in [-1, 1).
inline feature_table random_table(std::size_t n, std::size_t d, std::uint64_t seed) {
    feature_table table(n, d);
    fulcrum::random_stream random(seed);
    for (float& v : table.values) v = 2 * random.uniform_float() - 1;
    return table;
}

/// A scorer that takes the first features for the objectives, so that a test writes the objectives down.
struct features_as_objectives {
    void operator()(fulcrum::matrix_view<const float> features, fulcrum::columns_view<float> out) const {
        for (std::size_t j = 0; j < out.cols(); ++j) {
            for (std::size_t i = 0; i < out.rows(); ++i) out(i, j) = features(i, j);
        }
    }
};
