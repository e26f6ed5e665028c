#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/normalized_costs.hpp"
#include "fulcrum/scalarize/weights.hpp"
#include "fulcrum/tune/detail/front_columns.hpp"
#include "fulcrum/tune/policy_front.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

struct achieved_point {
    std::uint32_t row = 0;
    double shortfall = 0; ///< largest one over the objectives that count, in ranges of the front; negative: exceeded
};

/// The member nearest to a reference point by Wierzbicki's achievement scalarizing function ("The use of reference
/// objectives in multiobjective optimization", 1980): it minimises
///     max_j w_j s_j + 1e-4 sum_j w_j s_j,
/// where s_j is by how much objective j falls short of the reference, over the range of that objective among the
/// members; the sum picks a Pareto-optimal one among equals. The reference, in the user's own orientation and units,
/// may be out of reach, or well within it: then the member that exceeds it most evenly is found. An objective of weight
/// 0 does not count; without weights all count alike. A flat objective falls short by nothing. Of equal members the
/// first.
/// O(n m). Errors: shape_error when columns, reference or weights do not fit the objectives; error when there is no
/// member, one is not finite, the reference is not, or a weight is negative or all are 0.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] achieved_point achievement(const Set& set, columns_view<T> values, std::span<const std::uint32_t> members,
                                         std::span<const double> reference, std::span<const double> weights,
                                         workspace& ws) {
    const std::size_t m = set.size();
    if (reference.size() != m) {
        fail<shape_error>("achievement: the reference has ", reference.size(), " values, the set has ", m,
                          " objectives");
    }
    if (!weights.empty() && weights.size() != m) {
        fail<shape_error>("achievement: there are ", weights.size(), " weights, the set has ", m, " objectives");
    }
    bool any = weights.empty();
    for (std::size_t j = 0; j < weights.size(); ++j) {
        if (!(weights[j] >= 0) || !std::isfinite(weights[j])) {
            fail("achievement: weight ", j, " is ", weights[j], ", it must be 0 or more");
        }
        any = any || weights[j] > 0;
    }
    if (!any) fail("achievement: every weight is 0; at least one objective must count");
    const auto weight = [&](std::size_t j) { return weights.empty() ? 1.0 : weights[j]; };
    for (std::size_t j = 0; j < m; ++j) {
        if (weight(j) > 0 && !std::isfinite(reference[j])) {
            fail("achievement: the reference of objective ", j, " is ", reference[j], ", it must be finite");
        }
    }
    const workspace::scope scratch(ws);
    const detail::normalized_costs costs = detail::normalize_members("achievement", set, values, members, ws);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    achieved_point found;
    double least = infinity;
    for (std::size_t k = 0; k < members.size(); ++k) {
        double largest = -infinity;
        double sum = 0;
        for (std::size_t j = 0; j < m; ++j) {
            if (weight(j) == 0) continue;
            const double aim = costs.scaled(static_cast<double>(sign_of(set.directions()[j])) * reference[j], j);
            const double short_of = weight(j) * (costs.values(k, j) - aim);
            largest = (std::max)(largest, short_of);
            sum += short_of;
        }
        if (const double all = largest + 1e-4 * sum; k == 0 || all < least) {
            least = all;
            found = {members[k], largest};
        }
    }
    return found;
}

/// All objectives count alike.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] achieved_point achievement(const Set& set, columns_view<T> values, std::span<const std::uint32_t> members,
                                         std::span<const double> reference, workspace& ws) {
    return achievement(set, values, members, reference, {}, ws);
}

/// Rule: the member nearest to a reference point in the user's units, by `achievement`:
/// `nearest_to{.04f * click{}, 1.2f * revenue{}}`; objectives that are not named do not count.
/// Errors: error for an objective that the front does not have.
class nearest_to {
public:
    template <class... Tags>
    requires(sizeof...(Tags) > 0) explicit nearest_to(term<Tags>... wanted) {
        (wanted_.emplace_back(std::string(name_of<Tags>()), static_cast<double>(wanted.value)), ...);
    }
    /// By name, for metrics that are no objective types: `nearest_to{{"diversity", .5}}`.
    nearest_to(std::initializer_list<std::pair<std::string, double>> wanted)
        : nearest_to(std::vector<std::pair<std::string, double>>(wanted)) {}
    explicit nearest_to(std::vector<std::pair<std::string, double>> wanted) : wanted_(std::move(wanted)) {
        if (wanted_.empty()) fail("nearest_to: no objective is named; name at least one");
    }

    [[nodiscard]] std::size_t pick(const policy_front& front) const {
        std::vector<double> reference(front.goals.size(), 0.0);
        std::vector<double> counts(front.goals.size(), 0.0);
        for (const auto& [name, value] : wanted_) {
            reference[front.index_of(name)] = value;
            counts[front.index_of(name)] = 1;
        }
        const detail::front_columns columns(front);
        workspace ws;
        return achievement(front.goals, columns.values(), columns.members(), reference, counts, ws).row;
    }
    [[nodiscard]] std::string words() const {
        std::string text = "nearest to";
        for (const auto& [name, value] : wanted_) text += " " + name + " = " + std::to_string(value);
        return text;
    }

private:
    std::vector<std::pair<std::string, double>> wanted_;
};

} // namespace fulcrum::inline v0_1
