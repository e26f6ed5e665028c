#include "fulcrum/search/mixed.hpp"

#include "fulcrum/search/bit_flip.hpp"
#include "fulcrum/search/discrete_crossover.hpp"
#include "fulcrum/search/order_crossover.hpp"
#include "fulcrum/search/permutation_mutation.hpp"
#include "fulcrum/search/random_reset.hpp"
#include "fulcrum/search/rounded.hpp"
#include "fulcrum/search/sampling.hpp"
#include "random_space.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace {

using namespace fulcrum;
using kind = variable_kind;

// The more special operator gets the kind.
using with_all = detail::division<sbx, rounded<sbx>, uniform_crossover, order_crossover>;
static_assert(with_all::unique() && with_all::all() == any_kind);
static_assert(with_all::share(0) == variable_kinds{kind::real} && with_all::share(1) == variable_kinds{kind::integer});
static_assert(with_all::share(2) == variable_kinds{kind::binary, kind::categorical});
static_assert(with_all::share(3) == variable_kinds{kind::permutation});
static_assert(detail::division<uniform_crossover, sbx>::share(0) ==
              variable_kinds{kind::integer, kind::binary, kind::categorical});
static_assert(detail::division<bit_flip, random_reset>::unique());
static_assert(!detail::division<sbx, sbx>::unique());
static_assert(!detail::division<uniform_crossover, one_point_crossover>::unique());
static_assert(!detail::division<swap_mutation, bit_flip, inversion_mutation>::unique());
static_assert(Crossover<mixed_crossover<sbx>> && !Mutation<mixed_crossover<sbx>>);
static_assert(Mutation<mixed_mutation<bit_flip>> && !Crossover<mixed_mutation<bit_flip>>);

/// Adds to whatever it sees, and tells what that was.
struct add_ten {
    std::string* seen;
    static constexpr variable_kinds handles{kind::real, kind::categorical};
    void operator()(std::span<double> child, const search_space& space, random_stream&) const {
        for (std::size_t j = 0; j < child.size(); ++j) {
            *seen += space.variables()[j].name;
            child[j] += 10;
        }
    }
};
struct negate {
    static constexpr variable_kinds handles{kind::integer};
    void operator()(std::span<double> child, const search_space&, random_stream&) const {
        for (double& value : child) value = -value;
    }
};

search_space both() {
    return search_space(join_variables(categorical_variable("c", 3), integer_variable("m", -5, 5), variable{"x", 0, 1},
                                       integer_variable("n", -5, 5)));
}

} // namespace

TEST_CASE("search/mixed: each operator gets the variables of its kinds as a row of their own") {
    const auto space = both();
    std::string seen;
    random_stream random(1);
    std::vector<double> child{2, 3, 0.5, 4};
    mixed_mutation{negate{}, add_ten{&seen}}(child, space, random);
    CHECK(child == std::vector<double>{12, -3, 10.5, -4});
    CHECK(seen == "cx");
}

TEST_CASE("search/mixed: a crossover touches its own kinds, from both parents to both children") {
    const auto space = both();
    const std::vector<double> a{0, 1, 0.25, 2};
    const std::vector<double> b{2, 3, 0.75, 4};
    std::vector<double> c(4);
    std::vector<double> d(4);
    random_stream random(1);
    const uniform_crossover all{.probability = 1, .exchange = 1};
    mixed_crossover{rounded{sbx{.probability = 0}}, all}(a, b, c, d, space, random);
    CHECK(c == std::vector<double>{2, 1, 0.75, 2});
    CHECK(d == std::vector<double>{0, 3, 0.25, 4});
}

TEST_CASE("search/mixed: where one operator acts on all variables, the mixture is that operator, bit for bit") {
    const search_space space(std::vector<variable>(6, {"x", -1, 1}));
    const auto parents = drawn(uniform_sampling{}, space, 2, 1);
    const std::span<const double> a(parents.data(), 6);
    const std::span<const double> b(parents.data() + 6, 6);
    std::vector<double> c(6);
    std::vector<double> d(6);
    std::vector<double> e(6);
    std::vector<double> f(6);
    random_stream first(1);
    random_stream second(1);
    sbx{}(a, b, c, d, space, first);
    mixed_crossover{uniform_crossover{}, sbx{}}(a, b, e, f, space, second);
    polynomial_mutation{}(c, space, first);
    mixed_mutation{polynomial_mutation{}, bit_flip{}}(e, space, second);
    CHECK_UNARY(c == e && d == f);
}

TEST_CASE("search/mixed: one decision in n changes on average, of all kinds together, unless told otherwise") {
    const search_space space(join_variables(std::vector<variable>(4, {"x", 0, 1}), permutation_variables("p", 3),
                                            std::vector<variable>(3, binary_variable("b")),
                                            std::vector<variable>(2, integer_variable("n", 0, 8))));
    const std::vector<double> before{0.5, 0.5, 0.5, 0.5, 0, 1, 2, 1, 1, 1, 4, 4};
    const auto changes = [&](const auto& operators) {
        auto mutate = prepared(operators, space, "mutation");
        std::vector<int> count(12, 0);
        for (std::uint32_t i = 0; i < 5000; ++i) {
            auto child = before;
            random_stream random(1, 0, i);
            mutate(child, space, random);
            for (std::size_t j = 0; j < 12; ++j) count[j] += child[j] == before[j] ? 0 : 1;
            if (!std::equal(&child[4], &child[7], &before[4])) ++count[4]; // a swap moves one in three no place
        }
        return count;
    };
    const auto open = changes(mixed_mutation{bit_flip{}, polynomial_mutation{}, swap_mutation{},
                                             rounded{polynomial_mutation{}}});
    for (const std::size_t j : {0U, 3U, 7U, 9U, 10U, 11U}) CHECK(std::abs(open[j] - 500) < 4 * 21);
    CHECK(std::abs(open[5] - 333) < 4 * 18);
    CHECK(std::abs(open[4] - 833) < 4 * 40);
    const auto told = changes(mixed_mutation{bit_flip{.probability = 0.5}, polynomial_mutation{.probability = 0},
                                             swap_mutation{.probability = 1},
                                             rounded{polynomial_mutation{.probability = 0.2}}});
    CHECK(told[0] == 0);
    CHECK(std::abs(told[7] - 2500) < 4 * 35);
    CHECK(std::abs(told[10] - 1000) < 4 * 28);
    CHECK(std::abs(told[5] - 3333) < 4 * 33);
}

TEST_CASE("search/mixed: a kind without operator, and bad options of any operator, are refused") {
    const auto space = both();
    CHECK(thrown<error>([&] { static_cast<void>(prepared(mixed_mutation{negate{}}, space, "mutation")); }) ==
          "search: variable 'c' is categorical, and the mutation does not handle that kind; add an operator that does "
          "by mixed_mutation");
    std::vector<double> row(4);
    std::vector<double> child(4);
    random_stream random(1);
    CHECK(holds(thrown<error>([&] { mixed_crossover{sbx{}}(row, row, child, child, space, random); }),
                "'c' is categorical, and the crossover"));
    CHECK(thrown<error>([&] { mixed_mutation{random_reset{}, swap_mutation{.probability = 2}}.check(); }) ==
          "swap_mutation: probability is 2, not in [0, 1]");
    CHECK(thrown<error>([&] { mixed_crossover{order_crossover{.probability = 2}, sbx{}}.check(); }) ==
          "order_crossover: probability is 2, not in [0, 1]");
}
