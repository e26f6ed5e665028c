#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/normalized_costs.hpp"
#include "fulcrum/scalarize/weights.hpp"
#include "fulcrum/tune/detail/front_columns.hpp"
#include "fulcrum/tune/policy_front.hpp"

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

/// The pseudo-weights of the members of a front (Deb, "Multi-Objective Optimization using Evolutionary Algorithms",
/// 2001, eq. 6.1): for each objective how far the member is from the worst of the front, over the range of that
/// objective, as a share of the sum over all objectives. So the weights say where on the front a member lies: the best
/// in objective j and worst in all others has weight 1 there. They are no weights of a sum that would lead to it.
/// A flat objective has weight 0, unless all are flat: then all are equal.
/// A row for each member, in the order of the list; it lies in the workspace. O(n m).
/// Errors: shape_error when columns and objectives differ; error when there is no member, or one is not finite.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] matrix_view<const double> pseudo_weights(const Set& set, columns_view<T> values,
                                                       std::span<const std::uint32_t> members, workspace& ws) {
    const std::size_t m = set.size();
    const matrix_view<double> weights{ws.take<double>(members.size() * m).data(), members.size(), m};
    const workspace::scope scratch(ws);
    const detail::normalized_costs costs = detail::normalize_members("pseudo_weights", set, values, members, ws);
    for (std::size_t k = 0; k < members.size(); ++k) {
        double sum = 0;
        for (std::size_t j = 0; j < m; ++j) {
            weights(k, j) = costs.flat(j) ? 0.0 : 1 - costs.values(k, j);
            sum += weights(k, j);
        }
        // A member that is worst in all that counts is dominated, or all are equal.
        for (double& w : weights.row(k)) w = sum > 0 ? w / sum : 1.0 / static_cast<double>(m);
    }
    return weights;
}

/// The member whose pseudo-weights are nearest to the wanted ones, which are scaled to the sum 1, by the sum of
/// absolute differences. Of equal members the first. O(n m).
/// Errors: those of pseudo_weights; shape_error when the wanted ones do not fit; error when one is negative or not
/// finite, or all are 0.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] std::uint32_t nearest_by_pseudo_weights(const Set& set, columns_view<T> values,
                                                      std::span<const std::uint32_t> members,
                                                      std::span<const double> wanted, workspace& ws) {
    if (wanted.size() != set.size()) {
        fail<shape_error>("pseudo_weights: ", wanted.size(), " weights are wanted, the set has ", set.size(),
                          " objectives");
    }
    double sum = 0;
    for (const double w : wanted) {
        if (!(w >= 0) || !std::isfinite(w)) fail("pseudo_weights: a wanted weight is ", w, ", it must be 0 or more");
        sum += w;
    }
    if (!(sum > 0) || !std::isfinite(sum)) fail("pseudo_weights: the wanted weights sum to ", sum, "; give one a weight");
    const workspace::scope scratch(ws);
    const matrix_view<const double> weights = pseudo_weights(set, values, members, ws);
    std::size_t nearest = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < members.size(); ++k) {
        double distance = 0;
        for (std::size_t j = 0; j < wanted.size(); ++j) distance += std::abs(weights(k, j) - wanted[j] / sum);
        if (distance < least) {
            least = distance;
            nearest = k;
        }
    }
    return members[nearest];
}

/// Rule: the member whose pseudo-weights are nearest to these: `balanced_as{2.f * click{}, 1.f * revenue{}}` is twice
/// as near to the most clicks of the front as to the most revenue. Objectives that are not named weigh nothing.
/// Errors: error for an objective that the front does not have.
class balanced_as {
public:
    template <class... Tags>
    requires(sizeof...(Tags) > 0) explicit balanced_as(term<Tags>... wanted) {
        (wanted_.emplace_back(std::string(name_of<Tags>()), static_cast<double>(wanted.value)), ...);
    }
    /// By name, for metrics that are no objective types.
    balanced_as(std::initializer_list<std::pair<std::string, double>> wanted) : wanted_(wanted) {}

    [[nodiscard]] std::size_t pick(const policy_front& front) const {
        std::vector<double> weights(front.goals.size(), 0.0);
        for (const auto& [name, value] : wanted_) weights[front.index_of(name)] = value;
        const detail::front_columns columns(front);
        workspace ws;
        return nearest_by_pseudo_weights(front.goals, columns.values(), columns.members(), weights, ws);
    }
    [[nodiscard]] std::string words() const {
        std::string text = "balanced as";
        for (const auto& [name, value] : wanted_) text += " " + std::to_string(value) + " " + name;
        return text;
    }

private:
    std::vector<std::pair<std::string, double>> wanted_;
};

} // namespace fulcrum::inline v0_1
