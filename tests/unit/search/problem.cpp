#include "fulcrum/search/problem.hpp"

#include "fulcrum/search/nsga2.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace {

struct cost : fulcrum::minimize {};
struct gain : fulcrum::maximize {};
using goals = fulcrum::objectives<cost, gain>;

struct plain {
    using objectives = goals;
    std::vector<fulcrum::variable> variables() const { return {{"x", 0, 1}}; }
    void evaluate(std::span<const double>, std::span<double>) const {}
};

struct batched {
    const fulcrum::dynamic_objectives& objective_set() const { return set; }
    std::array<fulcrum::variable, 1> variables() const { return {{{"x", 0, 1}}}; }
    template <fulcrum::Executor E>
    void evaluate_batch(fulcrum::matrix_view<const double>, fulcrum::columns_view<double>,
                        fulcrum::columns_view<double>, const E&) const {}
    fulcrum::dynamic_objectives set{{"f", fulcrum::direction::minimize}};
};

struct no_evaluation {
    using objectives = goals;
    std::vector<fulcrum::variable> variables() const { return {}; }
};

struct no_objectives {
    std::vector<fulcrum::variable> variables() const { return {}; }
    void evaluate(std::span<const double>, std::span<double>) const {}
};

static_assert(fulcrum::Problem<plain> && fulcrum::Problem<batched>);
static_assert(fulcrum::EvaluatesBatch<batched> && !fulcrum::EvaluatesOne<batched>);
static_assert(!fulcrum::Problem<no_evaluation> && !fulcrum::Problem<no_objectives> && !fulcrum::Problem<int>);

} // namespace

TEST_CASE("search/problem: objectives come from a type or from an object, constraints are 0 unless told") {
    CHECK(fulcrum::objectives_of(plain{}).size() == 2);
    CHECK(fulcrum::objectives_of(batched{}).name(0) == "f");
    CHECK(fulcrum::constraints_of(plain{}) == 0);
    const fulcrum::function_problem problem{goals{},
                                            {{"a", -1, 1}, {"b", 3, 3}},
                                            [](std::span<const double> x, std::span<double> f, std::span<double> v) {
                                                f[0] = x[0];
                                                f[1] = x[1];
                                                v[0] = 8;
                                            },
                                            1};
    static_assert(fulcrum::Problem<std::remove_const_t<decltype(problem)>>);
    CHECK(fulcrum::constraints_of(problem) == 1);
    std::array<double, 2> f{};
    std::array<double, 1> v{};
    problem.evaluate(std::array{0.5, 3.0}, f, v);
    CHECK(f == std::array{0.5, 3.0});
    CHECK(v[0] == 8);
    const fulcrum::search_space space(problem);
    CHECK(space.size() == 2);
    CHECK(space.lower()[0] == -1);
    CHECK(space.upper()[1] == 3);
    CHECK(space.variables()[1].name == "b");
}

TEST_CASE("search/problem: an equality is broken by what exceeds its tolerance, on either side") {
    CHECK(fulcrum::equality_violation(0.25, 0.125) == 0.125);
    CHECK(fulcrum::equality_violation(-0.25, 0.125) == 0.125);
    CHECK(fulcrum::equality_violation(0.125, 0.125) == 0);
    CHECK(fulcrum::equality_violation(0, 0.5) == -0.5);
    CHECK(std::isnan(fulcrum::equality_violation(std::numeric_limits<double>::quiet_NaN())));
}

namespace {

/// Two shares that must sum to 1: what exceeds is scaled down, and the individual that is kept is the repaired one.
struct shares {
    using objectives = goals;
    std::vector<fulcrum::variable> variables() const { return {{"a", 0, 1}, {"b", 0, 1}}; }
    void repair(std::span<double> x) const {
        const double sum = x[0] + x[1];
        if (sum > 0) x[0] /= sum;
        x[1] = 1 - x[0];
    }
    void evaluate(std::span<const double> x, std::span<double> f) const {
        if (x[0] + x[1] != 1) throw std::logic_error("not repaired");
        f[0] = x[0] * x[0];
        f[1] = x[1];
    }
};
struct batched_shares : shares {
    template <fulcrum::Executor E>
    void evaluate_batch(fulcrum::matrix_view<const double> x, fulcrum::columns_view<double> f,
                        fulcrum::columns_view<double>, const E&) const {
        std::array<double, 2> values{};
        for (std::size_t i = 0; i < x.rows(); ++i) {
            evaluate(x.row(i), values);
            f(i, 0) = values[0];
            f(i, 1) = values[1];
        }
    }
};

} // namespace

TEST_CASE("search/problem: what is repaired is what is evaluated and kept, one by one and in batches") {
    static_assert(fulcrum::RepairsOne<shares> && !fulcrum::RepairsOne<plain>);
    const fulcrum::nsga2 options{.population = 10, .generations = 5};
    const auto found = fulcrum::search(options, shares{}, fulcrum::seed{3});
    CHECK(found.evaluations == 50);
    for (std::size_t i = 0; i < found.size(); ++i) {
        CHECK(found.variables()(i, 0) + found.variables()(i, 1) == 1);
        CHECK(found.objectives()(i, 1) == found.variables()(i, 1));
    }
    const auto batch = fulcrum::search(options, batched_shares{}, fulcrum::seed{3});
    CHECK(batch.front == found.front);
    CHECK_UNARY(std::ranges::equal(batch.variables().row(0), found.variables().row(0)));
}
