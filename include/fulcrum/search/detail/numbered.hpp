#pragma once

#include "fulcrum/core/objective.hpp"
#include "fulcrum/search/problem.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// x1, ..., xn, with the same bounds.
[[nodiscard]] inline std::vector<variable> numbered_variables(std::size_t n, double lower = 0, double upper = 1) {
    std::vector<variable> all;
    for (std::size_t j = 0; j < n; ++j) all.push_back({"x" + std::to_string(j + 1), lower, upper});
    return all;
}

/// f1, ..., fm, all minimised.
[[nodiscard]] inline dynamic_objectives minimized_objectives(std::size_t m) {
    std::vector<dynamic_objective> all;
    for (std::size_t j = 0; j < m; ++j) all.push_back({"f" + std::to_string(j + 1), direction::minimize});
    return dynamic_objectives(std::move(all));
}

struct two_objectives {
    struct f1 : minimize {};
    struct f2 : minimize {};
    using objectives = fulcrum::objectives<f1, f2>;
};

} // namespace fulcrum::inline v0_1::detail
