#pragma once

#include "fulcrum/tune/operating_point.hpp"

#include <cstddef>

/// A front of settings that the tests of the choice rules share.
namespace offers {

struct click : fulcrum::maximize {};
struct revenue : fulcrum::maximize {};
struct complaint : fulcrum::minimize {};

inline fulcrum::measured_settings worth(float dial, double clicks, double revenues, double complaints) {
    const auto about = [](double v) { return fulcrum::estimate{.value = v, .low = v - 1, .high = v + 1}; };
    return {{{"dial", dial}}, {about(clicks), about(revenues), about(complaints)}, 100};
}

/// click, revenue: more is better; complaint: less is better.
inline fulcrum::policy_front front() {
    return {fulcrum::dynamic_objectives{
                {"click", fulcrum::direction::maximize}, {"revenue", fulcrum::direction::maximize}, {"complaint", fulcrum::direction::minimize}},
            worth(0, 128, 40, 16),
            {
                worth(1, 160, 30, 20),                        // most clicks
                worth(2, 128, 50, 16), worth(3, 112, 80, 18), // 12.5 % of the clicks are lost, 12.5 % more complaints
                worth(4, 64, 90, 24),                         // most revenue; 50 % and 50 %
                worth(5, 60, 20, 8),                          // fewest complaints
            }};
}

template <class Rule> std::size_t chosen(const Rule& rule, const fulcrum::policy_front& f = front()) {
    return choose(f, rule).member();
}

} // namespace offers
