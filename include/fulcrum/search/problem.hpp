#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/executor.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"

#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A real decision variable with its closed interval. lower == upper fixes it.
struct variable {
    std::string name;
    double lower = 0;
    double upper = 1;
};

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

/// The number of constraints of a problem: its constraints(), 0 without.
template <class P> [[nodiscard]] std::size_t constraints_of(const P& problem) {
    if constexpr (requires { { problem.constraints() } -> std::convertible_to<std::size_t>; }) {
        return problem.constraints();
    } else {
        return 0;
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

/// What can be searched: variables, objectives, and an evaluation of one individual or of a batch (which is preferred
/// where there is both).
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

/// Where a search takes place: the variables with their bounds as two columns, and the number of constraints.
/// Errors: error when there is no variable, or one has a bound that is not finite, crossed bounds, or a range that
/// exceeds a double (names the variable).
class search_space {
public:
    template <Problem P>
    explicit search_space(const P& problem) : constraints_(constraints_of(problem)) {
        const auto& variables = problem.variables();
        const std::span<const variable> all = variables;
        if (all.empty()) fail("search: the problem has no variables");
        variables_.assign(all.begin(), all.end());
        for (const variable& v : variables_) {
            if (!std::isfinite(v.lower) || !std::isfinite(v.upper) || !std::isfinite(v.upper - v.lower)) {
                fail("search: variable '", v.name, "' needs finite bounds, got [", v.lower, ", ", v.upper, "]");
            }
            if (v.lower > v.upper) {
                fail("search: variable '", v.name, "' has crossed bounds [", v.lower, ", ", v.upper, "]; swap them");
            }
            lower_.push_back(v.lower);
            upper_.push_back(v.upper);
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return variables_.size(); }
    [[nodiscard]] std::span<const variable> variables() const noexcept { return variables_; }
    [[nodiscard]] std::span<const double> lower() const noexcept { return lower_; }
    [[nodiscard]] std::span<const double> upper() const noexcept { return upper_; }
    [[nodiscard]] std::size_t constraints() const noexcept { return constraints_; }

private:
    std::vector<variable> variables_;
    std::vector<double> lower_;
    std::vector<double> upper_;
    std::size_t constraints_;
};

} // namespace fulcrum::inline v0_1
