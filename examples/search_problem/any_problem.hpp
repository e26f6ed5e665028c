#pragma once

#include <fulcrum/core/executor.hpp>
#include <fulcrum/core/matrix_view.hpp>
#include <fulcrum/core/objective.hpp>
#include <fulcrum/search/front_sample.hpp>
#include <fulcrum/search/problem.hpp>
#include <fulcrum/search/variable.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// A problem whose type is forgotten, so that each algorithm is compiled once for all of them. What is called through a
/// pointer is a whole population's evaluation, so that the search runs as fast as with the problem itself.
class any_problem {
public:
    using front_sampler = std::function<fulcrum::front_sample()>;

    /// `front` samples the true front, where that is known.
    template <fulcrum::Problem P>
    explicit any_problem(P problem, front_sampler front = {})
        : variables_(copied(problem.variables())), set_(erased(fulcrum::objectives_of(problem))),
          constraints_(fulcrum::constraints_of(problem)), front_(std::move(front)),
          evaluate_([problem = std::move(problem)](fulcrum::matrix_view<const double> x,
                                                   fulcrum::columns_view<double> f,
                                                   fulcrum::columns_view<double> violation) {
              std::vector<double> values(f.cols() + violation.cols());
              const std::span<double> goals = std::span(values).first(f.cols());
              const std::span<double> broken = std::span(values).subspan(f.cols());
              for (std::size_t i = 0; i < x.rows(); ++i) {
                  if constexpr (requires { problem.evaluate(x.row(i), goals, broken); }) {
                      problem.evaluate(x.row(i), goals, broken);
                  } else {
                      problem.evaluate(x.row(i), goals);
                  }
                  for (std::size_t j = 0; j < goals.size(); ++j) f(i, j) = goals[j];
                  for (std::size_t j = 0; j < broken.size(); ++j) violation(i, j) = broken[j];
              }
          }) {}

    [[nodiscard]] std::span<const fulcrum::variable> variables() const noexcept { return variables_; }
    [[nodiscard]] const fulcrum::dynamic_objectives& objective_set() const noexcept { return set_; }
    [[nodiscard]] std::size_t constraints() const noexcept { return constraints_; }
    [[nodiscard]] const front_sampler& front() const noexcept { return front_; }

    void evaluate_batch(fulcrum::matrix_view<const double> x, fulcrum::columns_view<double> f,
                        fulcrum::columns_view<double> violation, const fulcrum::Executor auto& /*executor*/) const {
        evaluate_(x, f, violation);
    }

private:
    static std::vector<fulcrum::variable> copied(std::span<const fulcrum::variable> all) {
        return {all.begin(), all.end()};
    }
    template <fulcrum::ObjectiveSet Set> static fulcrum::dynamic_objectives erased(const Set& set) {
        std::vector<fulcrum::dynamic_objective> all;
        for (std::size_t j = 0; j < set.size(); ++j) {
            all.push_back({"f" + std::to_string(j + 1), set.directions()[j]});
        }
        return fulcrum::dynamic_objectives(std::move(all));
    }

    std::vector<fulcrum::variable> variables_;
    fulcrum::dynamic_objectives set_;
    std::size_t constraints_;
    front_sampler front_;
    std::function<void(fulcrum::matrix_view<const double>, fulcrum::columns_view<double>,
                       fulcrum::columns_view<double>)>
        evaluate_;
};
