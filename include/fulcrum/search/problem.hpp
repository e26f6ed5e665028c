#pragma once

#include "fulcrum/core/executor.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/variable.hpp"

#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// The objective set of a problem: what its objective_set() returns, else its member type `objectives`.
template <class P>
    requires requires(const P& p) {
        { p.objective_set() } -> ObjectiveSet;
    } || ObjectiveSet<typename P::objectives>
[[nodiscard]] auto objectives_of(const P& problem) {
    if constexpr (requires { { problem.objective_set() } -> ObjectiveSet; }) {
        return problem.objective_set();
    } else {
        return typename P::objectives{};
    }
}

/// `evaluate(x, f)` or `evaluate(x, f, violation)`, const: writes one value per objective, in the user's own
/// orientation, and one per constraint: by how much it is broken, zero or less when it holds. What is left unwritten
/// counts as not a number. Executors may call it from several threads at once.
template <class P>
concept EvaluatesOne = requires(const P& p, std::span<const double> x, std::span<double> f, std::span<double> v) {
    p.evaluate(x, f, v);
} || requires(const P& p, std::span<const double> x, std::span<double> f) { p.evaluate(x, f); };

/// `evaluate_batch(x, f, violation, executor)`, const: the same for a whole population, one individual a row.
template <class P>
concept EvaluatesBatch = requires(const P& p, matrix_view<const double> x, columns_view<double> f,
                                  columns_view<double> v, const sequential& e) { p.evaluate_batch(x, f, v, e); };

/// `repair(x)`, const: changes an individual into the one that is evaluated and kept in its place, for instance into one
/// that holds a constraint; called before every evaluation. What it makes must be in bounds and whole where variables
/// are. Executors may call it from several threads at once.
template <class P>
concept RepairsOne = requires(const P& p, std::span<double> x) { p.repair(x); };

/// The violation of the constraint value == 0, which holds up to a tolerance: |value| - tolerance.
[[nodiscard]] inline double equality_violation(double value, double tolerance = 1e-4) noexcept {
    return std::abs(value) - tolerance;
}

/// What can be searched: variables, objectives, and an evaluation of one individual or of a batch (which is preferred
/// where there is both); on request a repair.
template <class P>
concept Problem = requires(const P& p) {
    { p.variables() } -> std::convertible_to<std::span<const variable>>;
    { objectives_of(p) } -> ObjectiveSet;
} && (EvaluatesOne<P> || EvaluatesBatch<P>);

/// A problem made of a function `f(x, objectives)` or `f(x, objectives, violations)`:
///     function_problem problem{goals{}, {{"a", 0, 1}, {"b", -1, 1}}, [](std::span<const double> x,
///                                                                       std::span<double> f) { ... }};
template <ObjectiveSet Set, class Function> class function_problem {
public:
    function_problem(Set set, std::vector<variable> variables, Function function, std::size_t constraints = 0)
        : set_(std::move(set)), variables_(std::move(variables)), function_(std::move(function)),
          constraints_(constraints) {}

    [[nodiscard]] const Set& objective_set() const noexcept { return set_; }
    [[nodiscard]] std::span<const variable> variables() const noexcept { return variables_; }
    [[nodiscard]] std::size_t constraints() const noexcept { return constraints_; }

    void evaluate(std::span<const double> x, std::span<double> f, std::span<double> violation) const {
        if constexpr (std::invocable<const Function&, std::span<const double>, std::span<double>, std::span<double>>) {
            function_(x, f, violation);
        } else {
            static_assert(std::invocable<const Function&, std::span<const double>, std::span<double>>,
                          "the function of a problem takes (x, objectives) or (x, objectives, violations)");
            function_(x, f);
        }
    }

private:
    Set set_;
    std::vector<variable> variables_;
    Function function_;
    std::size_t constraints_;
};
template <class Set, class Function>
function_problem(Set, std::vector<variable>, Function, std::size_t = 0) -> function_problem<Set, Function>;

} // namespace fulcrum::inline v0_1
