#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/dominance.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

/// Sets of points for the tests of pareto, and the naive answers that they are checked against.
namespace point_sets {

inline constexpr double inf = std::numeric_limits<double>::infinity();
inline constexpr double quiet_nan = std::numeric_limits<double>::quiet_NaN();

enum class shape { uniform, anticorrelated, correlated, duplicates, quantised, with_non_finite };
inline constexpr shape all_shapes[] = {shape::uniform,    shape::anticorrelated, shape::correlated,
                                       shape::duplicates, shape::quantised,      shape::with_non_finite};

template <class T> struct columns {
    std::size_t rows, cols;
    std::vector<T> values;

    columns(std::size_t n, std::size_t m) : rows(n), cols(m), values(n * m) {}
    T& operator()(std::size_t i, std::size_t j) { return values[j * rows + i]; }
    [[nodiscard]] T operator()(std::size_t i, std::size_t j) const { return values[j * rows + i]; }
    [[nodiscard]] fulcrum::columns_view<const T> view() const { return {values.data(), rows, cols}; }
    [[nodiscard]] std::vector<T> row(std::size_t i) const {
        std::vector<T> r;
        for (std::size_t j = 0; j < cols; ++j) r.push_back((*this)(i, j));
        return r;
    }
};

template <class T> columns<T> make(shape what, std::size_t n, std::size_t m, std::uint64_t seed) {
    columns<T> out(n, m);
    for (std::size_t i = 0; i < n; ++i) {
        fulcrum::random_stream random(seed, static_cast<std::uint64_t>(what) * 100 + m, static_cast<std::uint32_t>(i));
        const double common = random.uniform();
        double sum = 0;
        for (std::size_t j = 0; j < m; ++j) {
            double value = random.uniform();
            if (what == shape::correlated) value = common + 0.1 * value;
            if (what == shape::quantised || what == shape::duplicates) value = std::floor(value * 4) - 2; // holds 0
            if (what == shape::quantised && value == 0 && random.bernoulli(0.5)) value = -0.0;
            if (what == shape::with_non_finite && random.bernoulli(0.1)) {
                value = random.bernoulli(0.5) ? quiet_nan : random.bernoulli(0.5) ? inf : -inf;
            }
            sum += value;
            out(i, j) = static_cast<T>(value);
        }
        if (what == shape::anticorrelated) {
            for (std::size_t j = 0; j < m; ++j) {
                out(i, j) = static_cast<T>(out(i, j) / static_cast<T>(sum) + static_cast<T>(0.02 * common));
            }
        }
        if (what == shape::duplicates && i % 3 == 1) {
            for (std::size_t j = 0; j < m; ++j) out(i, j) = out(i - 1, j);
        }
    }
    return out;
}

/// m objectives, the odd ones maximised.
inline fulcrum::dynamic_objectives alternating(std::size_t m) {
    std::vector<fulcrum::dynamic_objective> all;
    for (std::size_t j = 0; j < m; ++j) {
        all.push_back({"f" + std::to_string(j),
                       j % 2 == 1 ? fulcrum::direction::maximize : fulcrum::direction::minimize});
    }
    return fulcrum::dynamic_objectives(std::move(all));
}

/// Ranks by peeling fronts off by definition.
template <class Dominates> std::vector<std::uint32_t> peel(std::size_t n, Dominates dominates) {
    std::vector<std::uint32_t> rank(n, std::numeric_limits<std::uint32_t>::max());
    std::size_t left = n;
    for (std::uint32_t r = 0; left > 0; ++r) {
        std::vector<std::size_t> front;
        for (std::size_t i = 0; i < n; ++i) {
            if (rank[i] < r) continue;
            bool dominated = false;
            for (std::size_t k = 0; k < n && !dominated; ++k) dominated = rank[k] >= r && dominates(k, i);
            if (!dominated) front.push_back(i);
        }
        for (const std::size_t i : front) rank[i] = r;
        left -= front.size();
    }
    return rank;
}

template <class Set, class T> std::vector<std::uint32_t> peel(const Set& set, const columns<T>& data) {
    std::vector<std::vector<T>> rows;
    for (std::size_t i = 0; i < data.rows; ++i) rows.push_back(data.row(i));
    return peel(data.rows, [&](std::size_t a, std::size_t b) { return fulcrum::dominates(set, rows[a], rows[b]); });
}

} // namespace point_sets
