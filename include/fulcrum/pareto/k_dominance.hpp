#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/pareto/dominance.hpp"

#include <cstddef>

namespace fulcrum::inline v0_1 {

/// k-domination (Chan et al., "Finding k-dominant skylines in high dimensional space", SIGMOD 2006): there are k
/// objectives in which a is nowhere worse than b and somewhere better. For many objectives, where Pareto domination
/// leaves nearly all rows; with k the number of objectives it is Pareto domination. Not transitive, and rows can
/// dominate each other or in circles, so that the front can be empty. O(m).
class k_dominance {
public:
    static constexpr bool transitive = false;
    static constexpr bool reflexive = false;

    /// Errors: error when k is 0.
    explicit k_dominance(std::size_t k) : k_(k) {
        if (k == 0) fail("k_dominance: k is 0; it is from 1 to the number of objectives");
    }

    /// Errors: shape_error when k exceeds the number of objectives.
    template <ObjectiveSet Set> void check(const Set& set) const {
        if (k_ > set.size()) {
            fail<shape_error>("k_dominance: k is ", k_, ", the set has ", set.size(), " objectives");
        }
    }

    template <ObjectiveSet Set, ObjectiveRow A, ObjectiveRow B>
    [[nodiscard]] bool operator()(const Set& set, const A& a, const B& b) const noexcept {
        return detail::compare_finite(set, a, b, [&](const auto* p, const auto* q) {
            std::size_t no_worse = 0;
            std::size_t better = 0;
            for (std::size_t j = 0; j < set.size(); ++j) {
                const bool minimized = set.directions()[j] == direction::minimize;
                no_worse += (minimized ? p[j] <= q[j] : p[j] >= q[j]) ? 1U : 0U;
                better += (minimized ? p[j] < q[j] : p[j] > q[j]) ? 1U : 0U;
            }
            return no_worse >= k_ && better > 0;
        });
    }

private:
    std::size_t k_;
};

} // namespace fulcrum::inline v0_1
