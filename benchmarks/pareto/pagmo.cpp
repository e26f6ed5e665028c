#include "contest.hpp"

#if defined(FULCRUM_PAGMO) // set where the package was found

#include <pagmo/utils/hypervolume.hpp>
#include <pagmo/utils/multi_objective.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace {

using rows = std::vector<std::vector<double>>;
using numbers_of_pagmo = std::vector<pagmo::pop_size_t>;

answer numbers(numbers_of_pagmo found, bool sorted) {
    if (sorted) std::sort(found.begin(), found.end());
    answer out;
    for (const pagmo::pop_size_t i : found) out.numbers.push_back(static_cast<std::uint32_t>(i));
    return out;
}

} // namespace

std::unique_ptr<runner> enter_pagmo(const question& q) {
    rows points;
    for (std::size_t i = 0; i < q.points.rows; ++i) {
        const auto row = q.points.view().row(i);
        points.emplace_back(row.begin(), row.end());
    }
    if (q.task == "front" && q.points.cols == 2) {
        return make_runner([points] { return pagmo::non_dominated_front_2d(points); },
                           [](const numbers_of_pagmo& found) { return numbers(found, true); });
    }
    if (q.task == "front") { // pagmo has no other way to a front
        return make_runner([points] { return pagmo::fast_non_dominated_sorting(points); },
                           [](const auto& found) { return numbers(std::get<0>(found).at(0), true); });
    }
    if (q.task == "ranks") {
        return make_runner([points] { return pagmo::fast_non_dominated_sorting(points); },
                           [](const auto& found) { return numbers(std::get<3>(found), false); });
    }
    auto shape = std::make_shared<pagmo::hypervolume>(points, false);
    if (q.task == "hypervolume") {
        return make_runner([shape, &q] { return shape->compute(q.reference); },
                           [](double volume) { return answer{{}, {volume}}; });
    }
    if (q.task == "contributions") {
        return make_runner([shape, &q] { return shape->contributions(q.reference); },
                           [](const std::vector<double>& found) { return answer{{}, found}; });
    }
    return nullptr;
}

std::string pagmo_missing() { return {}; }

#else

std::unique_ptr<runner> enter_pagmo(const question& /*q*/) { return nullptr; }
std::string pagmo_missing() { return "not found when this was configured (Debian's libpagmo-dev)"; }

#endif
