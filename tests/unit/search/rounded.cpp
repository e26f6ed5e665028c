#include "fulcrum/search/rounded.hpp"

#include "fulcrum/search/sampling.hpp"
#include "random_space.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace {

using fulcrum::polynomial_mutation;
using fulcrum::rounded;
using fulcrum::sbx;
static_assert(fulcrum::Crossover<rounded<sbx>> && !fulcrum::Mutation<rounded<sbx>>);
static_assert(fulcrum::Mutation<rounded<polynomial_mutation>> && !fulcrum::Crossover<rounded<polynomial_mutation>>);

} // namespace

TEST_CASE("search/rounded: SBX of integers is SBX on the wider range, rounded") {
    const fulcrum::search_space space(std::vector<fulcrum::variable>{fulcrum::integer_variable("n", 0, 9)});
    const fulcrum::search_space wider(std::vector<fulcrum::variable>{{"n", -0.5, 9.5}});
    const sbx real{.eta = 3, .probability = 1};
    auto cross = fulcrum::prepared(rounded{real}, space, "crossover");
    const std::array<double, 1> a{2};
    const std::array<double, 1> b{7};
    std::map<double, int> seen;
    for (std::uint32_t i = 0; i < 4000; ++i) {
        fulcrum::random_stream first(1, 0, i);
        fulcrum::random_stream second(1, 0, i);
        std::array<double, 1> c{};
        std::array<double, 1> d{};
        std::array<double, 1> e{};
        std::array<double, 1> f{};
        cross(a, b, c, d, space, first);
        real(a, b, e, f, wider, second);
        CHECK_UNARY(std::abs(c[0] - e[0]) <= 0.5 && std::abs(d[0] - f[0]) <= 0.5);
        CHECK_UNARY(space.valid(c) && space.valid(d));
        ++seen[c[0]];
    }
    CHECK(seen.size() == 10);
}

TEST_CASE("search/rounded: the steps of a mutation have the distribution of the formula, one unit at least") {
    // Deb's step is below s ranges with probability 1 - ((1 - s)^(eta + 1) - q) / (1 - q), q = (1 - room)^(eta + 1).
    const double eta = 4;
    const fulcrum::search_space space(std::vector<fulcrum::variable>{fulcrum::integer_variable("n", 0, 10)});
    auto mutate = fulcrum::prepared(rounded{polynomial_mutation{.eta = eta, .probability = 1}}, space, "mutation");
    const int n = 20000;
    std::vector<int> size(6, 0);
    int up = 0;
    for (std::uint32_t i = 0; i < n; ++i) {
        fulcrum::random_stream random(2, 0, i);
        std::array<double, 1> child{5};
        mutate(child, space, random);
        REQUIRE(space.valid(child));
        ++size[static_cast<std::size_t>(std::abs(child[0] - 5))];
        up += child[0] > 5 ? 1 : 0;
    }
    CHECK(size[0] == 0);
    CHECK(std::abs(up - n / 2) < 4 * 71);
    const auto below = [&](double units) {
        const double q = std::pow(0.5, eta + 1);
        return 1 - (std::pow(1 - units / 11, eta + 1) - q) / (1 - q);
    };
    for (std::size_t k = 1; k < 6; ++k) {
        const double units = static_cast<double>(k);
        const double share = below(units + 0.5) - (k == 1 ? 0 : below(units - 0.5));
        CHECK(std::abs(size[k] - n * share) < 4 * std::sqrt(n * share * (1 - share)));
    }
}

TEST_CASE("search/rounded: children are valid, fixed variables stay, a direct call does the same") {
    fulcrum::random_stream random(3);
    const rounded cross{sbx{.eta = 0, .probability = 1}};
    const rounded mutate{polynomial_mutation{.eta = 0, .probability = 1}};
    for (std::uint64_t trial = 0; trial < 200; ++trial) {
        const auto space = random_space(random, {fulcrum::variable_kind::integer});
        const std::size_t n = space.size();
        const auto parents = drawn(fulcrum::uniform_sampling{}, space, 2, trial);
        const std::span<const double> a(parents.data(), n);
        const std::span<const double> b(parents.data() + n, n);
        std::vector<double> c(n);
        std::vector<double> d(n);
        auto random_again = random;
        cross(a, b, c, d, space, random);
        mutate(c, space, random);
        CHECK_UNARY(space.valid(c) && space.valid(d));
        std::vector<double> e(n);
        std::vector<double> f(n);
        cross.prepare(space)(a, b, e, f, space, random_again);
        mutate.prepare(space)(e, space, random_again);
        CHECK_UNARY(c == e && d == f);
    }
    CHECK(thrown<fulcrum::error>([] { rounded{sbx{.eta = -1}}.check(); }) == "sbx: eta is -1, it must be at least 0");
}
