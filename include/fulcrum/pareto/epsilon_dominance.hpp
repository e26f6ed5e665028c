#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/pareto/dominance.hpp"

#include <cmath>
#include <cstddef>
#include <span>

namespace fulcrum::inline v0_1 {

namespace detail {

/// One tolerance for all objectives, or one for each.
class tolerance {
public:
    tolerance(const char* who, double all) : who_(who), all_(all) {
        if (!(all >= 0) || !std::isfinite(all)) {
            fail(who, ": epsilon is ", all, "; it is finite and at least 0");
        }
    }
    tolerance(const char* who, std::span<const double> each) : who_(who), each_(each) {
        for (std::size_t j = 0; j < each.size(); ++j) {
            if (!(each[j] >= 0) || !std::isfinite(each[j])) {
                fail(who, ": epsilon ", j, " is ", each[j], "; it is finite and at least 0");
            }
        }
        if (each.empty()) fail(who, ": there is no epsilon; give one for each objective");
    }

    [[nodiscard]] double operator[](std::size_t j) const noexcept { return each_.empty() ? all_ : each_[j]; }

    void check(std::size_t objectives) const {
        if (!each_.empty() && each_.size() != objectives) {
            fail<shape_error>(who_, ": there are ", each_.size(), " epsilons, the set has ", objectives, " objectives");
        }
    }

private:
    const char* who_;
    double all_ = 0;
    std::span<const double> each_;
};

} // namespace detail

/// Additive epsilon domination (Laumanns, Thiele, Deb and Zitzler, Evolutionary Computation 10(3), 2002): a is in no
/// objective worse than b by more than epsilon, in the objective's units. Rows within epsilon of each other dominate
/// each other; a is better when also b is in some objective worse than a by more than epsilon. Not transitive: small
/// losses add up. With epsilon 0 it is weak domination. Computed in double. O(m).
class epsilon_dominance {
public:
    static constexpr bool transitive = false;
    static constexpr bool reflexive = true;

    /// Errors: error when an epsilon is negative or not finite.
    explicit epsilon_dominance(double epsilon) : epsilon_("epsilon_dominance", epsilon) {}
    /// One epsilon for each objective; they are borrowed.
    explicit epsilon_dominance(std::span<const double> epsilons) : epsilon_("epsilon_dominance", epsilons) {}

    /// Errors: shape_error when there is not one epsilon for each objective.
    template <ObjectiveSet Set> void check(const Set& set) const { epsilon_.check(set.size()); }

    template <ObjectiveSet Set, ObjectiveRow A, ObjectiveRow B>
    [[nodiscard]] bool operator()(const Set& set, const A& a, const B& b) const noexcept {
        return detail::compare_finite(set, a, b, [&](const auto* p, const auto* q) {
            return detail::every_objective(set, p, q, [&](std::size_t j, double cost_a, double cost_b) {
                return cost_a <= cost_b + epsilon_[j];
            });
        });
    }

private:
    detail::tolerance epsilon_;
};

/// Multiplicative epsilon domination (Laumanns et al. 2002, definition 3): a is in no objective worse than b by more
/// than a share epsilon: a <= (1 + epsilon) b where minimised, (1 + epsilon) a >= b where maximised, for positive
/// values; of negative ones the share is taken of the size. Not transitive; otherwise as epsilon_dominance.
class multiplicative_epsilon_dominance {
public:
    static constexpr bool transitive = false;
    static constexpr bool reflexive = true;

    /// Errors: error when an epsilon is negative or not finite.
    explicit multiplicative_epsilon_dominance(double epsilon) : epsilon_("multiplicative_epsilon_dominance", epsilon) {}
    /// One epsilon for each objective; they are borrowed.
    explicit multiplicative_epsilon_dominance(std::span<const double> epsilons)
        : epsilon_("multiplicative_epsilon_dominance", epsilons) {}

    /// Errors: shape_error when there is not one epsilon for each objective.
    template <ObjectiveSet Set> void check(const Set& set) const { epsilon_.check(set.size()); }

    template <ObjectiveSet Set, ObjectiveRow A, ObjectiveRow B>
    [[nodiscard]] bool operator()(const Set& set, const A& a, const B& b) const noexcept {
        return detail::compare_finite(set, a, b, [&](const auto* p, const auto* q) {
            return detail::every_objective(set, p, q, [&](std::size_t j, double cost_a, double cost_b) {
                const bool minimized = set.directions()[j] == direction::minimize;
                return minimized ? cost_a <= cost_b + epsilon_[j] * std::abs(cost_b)
                                 : cost_a - epsilon_[j] * std::abs(cost_a) <= cost_b;
            });
        });
    }

private:
    detail::tolerance epsilon_;
};

} // namespace fulcrum::inline v0_1
