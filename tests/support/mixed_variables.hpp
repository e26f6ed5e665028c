#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

/// Variables that are nowhere special, on the scale of [0, 1].
inline std::vector<double> mixed_variables(std::size_t n) {
    std::vector<double> x(n);
    for (std::size_t j = 0; j < n; ++j) {
        const double v = 0.371 * static_cast<double>((j + 1) * (j + 2));
        x[j] = v - std::floor(v);
    }
    return x;
}
