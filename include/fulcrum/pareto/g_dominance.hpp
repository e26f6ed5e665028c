#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/pareto/dominance.hpp"

#include <cmath>
#include <cstddef>
#include <span>

namespace fulcrum::inline v0_1 {

/// g-domination (Molina, Santana, Hernandez-Diaz, Coello Coello and Caballero, EJOR 197(2), 2009): preference by a
/// reference point, what a decision maker aspires to, in the user's own orientation and units. A row that is in no
/// objective worse than the point, or in none better, dominates every row that is neither; otherwise Pareto domination
/// decides. So the front is the part of the Pareto front around the point, whether it can be reached or not.
/// Transitive. O(m).
class g_dominance {
public:
    static constexpr bool transitive = true;
    static constexpr bool reflexive = false;

    /// One value for each objective; they are borrowed. Errors: error when one is not finite.
    explicit g_dominance(std::span<const double> reference) : reference_(reference) {
        for (std::size_t j = 0; j < reference.size(); ++j) {
            if (!std::isfinite(reference[j])) fail("g_dominance: value ", j, " of the reference is not finite");
        }
    }

    /// Errors: shape_error when there is not one value for each objective.
    template <ObjectiveSet Set> void check(const Set& set) const {
        if (reference_.size() != set.size()) {
            fail<shape_error>("g_dominance: the reference has ", reference_.size(), " values, the set has ", set.size(),
                              " objectives");
        }
    }

    template <ObjectiveSet Set, ObjectiveRow A, ObjectiveRow B>
    [[nodiscard]] bool operator()(const Set& set, const A& a, const B& b) const noexcept {
        return detail::compare_finite(set, a, b, [&](const auto* p, const auto* q) {
            const bool comparable_a = comparable(set, p);
            return comparable_a == comparable(set, q) ? dominates(set, a, b) : comparable_a;
        });
    }

private:
    /// Is the row in no objective worse than the point, or in none better?
    template <ObjectiveSet Set, class T> [[nodiscard]] bool comparable(const Set& set, const T* row) const noexcept {
        const double* point = reference_.data();
        const auto no_worse = [](std::size_t, double cost, double aspired) { return cost <= aspired; };
        const auto no_better = [](std::size_t, double cost, double aspired) { return cost >= aspired; };
        return detail::every_objective(set, row, point, no_worse) ||
               detail::every_objective(set, row, point, no_better);
    }

    std::span<const double> reference_;
};

} // namespace fulcrum::inline v0_1
