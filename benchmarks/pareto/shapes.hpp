#pragma once

#include <fulcrum/core/random.hpp>
#include <fulcrum/io/number_table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

/// n points in the unit cube (but for `duplicates`), every objective to be minimised:
/// - uniform: independent, uniform;
/// - anti: on planes of constant sum, whose mean objective is normal(0.5, 0.05), uniform in the plane
///   (after Boerzsoenyi, Kossmann and Stocker, ICDE 2001);
/// - correlated: one uniform value a point, plus normal(0, 0.05) an objective;
/// - duplicates: whole numbers from 0 to 9;
/// - sphere: on the unit sphere.
inline fulcrum::number_table make_points(std::string_view shape, std::size_t n, std::size_t m, std::uint64_t seed) {
    fulcrum::number_table out{.rows = n, .cols = m, .values = std::vector<double>(n * m), .names = {}};
    const auto in_unit = [](double value) { return (std::clamp)(value, 0.0, 1.0); };
    for (std::size_t i = 0; i < n; ++i) {
        fulcrum::random_stream random(seed, i);
        double* const p = out.values.data() + i * m;
        if (shape == "anti") {
            do {
                double sum = 0;
                for (std::size_t j = 0; j < m; ++j) sum += p[j] = random.exponential();
                const double scale = in_unit(random.normal() * 0.05 + 0.5) * static_cast<double>(m) / sum;
                for (std::size_t j = 0; j < m; ++j) p[j] *= scale;
            } while (*std::max_element(p, p + m) > 1);
            continue;
        }
        const double common = random.uniform();
        double squares = 0;
        for (std::size_t j = 0; j < m; ++j) {
            p[j] = shape == "correlated"   ? in_unit(common + 0.05 * random.normal())
                   : shape == "duplicates" ? random.below(10)
                   : shape == "sphere"     ? std::abs(random.normal())
                                           : random.uniform();
            squares += p[j] * p[j];
        }
        for (std::size_t j = 0; j < m && shape == "sphere"; ++j) p[j] /= std::sqrt(squares);
    }
    return out;
}
