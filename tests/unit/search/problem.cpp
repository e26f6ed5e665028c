#include "fulcrum/search/problem.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string>
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

std::string refusal(std::vector<fulcrum::variable> variables) {
    const fulcrum::function_problem problem{goals{}, std::move(variables),
                                            [](std::span<const double>, std::span<double>) {}};
    try {
        const fulcrum::search_space space(problem);
    } catch (const fulcrum::error& e) {
        return e.what();
    }
    return "accepted";
}

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

TEST_CASE("search/problem: bounds that make no sense are refused by name") {
    constexpr double inf = std::numeric_limits<double>::infinity();
    CHECK(refusal({{"x", 0, 1}, {"rate", 2, 1}}) == "search: variable 'rate' has crossed bounds [2, 1]; swap them");
    CHECK(refusal({{"x", 0, inf}}) == "search: variable 'x' needs finite bounds, got [0, inf]");
    CHECK(refusal({{"x", std::numeric_limits<double>::quiet_NaN(), 1}}).find("'x' needs finite bounds") !=
          std::string::npos);
    CHECK(refusal({{"wide", -1.7e308, 1.7e308}}).find("'wide' needs finite bounds") != std::string::npos);
    CHECK(refusal({}) == "search: the problem has no variables");
    CHECK(refusal({{"fixed", 2, 2}}) == "accepted");
}
