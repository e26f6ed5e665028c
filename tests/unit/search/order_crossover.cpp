#include "fulcrum/search/order_crossover.hpp"

#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/sampling.hpp"
#include "random_space.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace {

using fulcrum::order_crossover;
using order = std::vector<double>;
static_assert(fulcrum::Crossover<order_crossover>);

fulcrum::search_space permutations_of(std::size_t n) {
    return fulcrum::search_space(fulcrum::permutation_variables("p", n));
}

/// OX as it is described.
order naive(std::span<const double> p, std::span<const double> q, std::size_t begin, std::size_t end) {
    const std::size_t n = p.size();
    std::vector<double> missing;
    for (std::size_t k = 0; k < n; ++k) {
        const double element = q[(end + k) % n];
        if (std::find(p.begin() + static_cast<long>(begin), p.begin() + static_cast<long>(end), element) ==
            p.begin() + static_cast<long>(end)) {
            missing.push_back(element);
        }
    }
    order child(p.begin(), p.end());
    for (std::size_t k = 0; k < missing.size(); ++k) child[(end + k) % n] = missing[k];
    return child;
}

} // namespace

TEST_CASE("search/order_crossover: the published example") { // Michalewicz, Genetic Algorithms + Data Structures, 10.2
    const order p{0, 1, 2, 3, 4, 5, 6, 7, 8};
    const order q{3, 4, 1, 0, 7, 6, 5, 8, 2};
    const std::pair<order, order> published{{1, 0, 7, 3, 4, 5, 6, 8, 2}, {2, 3, 4, 0, 7, 6, 5, 8, 1}};
    CHECK(naive(p, q, 3, 7) == published.first);
    bool found = false;
    for (std::uint32_t i = 0; i < 2000 && !found; ++i) {
        fulcrum::random_stream random(1, 0, i);
        std::pair<order, order> children{order(9), order(9)};
        order_crossover{.probability = 1}(p, q, children.first, children.second, permutations_of(9), random);
        found = children == published;
    }
    CHECK(found);
}

TEST_CASE("search/order_crossover: each segment comes equally often, with the children that it should have") {
    const order p{2, 0, 5, 1, 4, 3};
    const order q{3, 4, 0, 5, 2, 1};
    const auto space = permutations_of(6);
    std::map<std::pair<order, order>, int> expected;
    for (std::size_t begin = 0; begin < 6; ++begin) {
        for (std::size_t end = begin + 1; end <= 6; ++end) {
            if (end - begin < 6) ++expected[{naive(p, q, begin, end), naive(q, p, begin, end)}];
        }
    }
    std::map<std::pair<order, order>, int> seen;
    const int pairs = 20000;
    for (std::uint32_t i = 0; i < pairs; ++i) {
        fulcrum::random_stream random(2, 0, i);
        std::pair<order, order> children{order(6), order(6)};
        order_crossover{.probability = 1}(p, q, children.first, children.second, space, random);
        ++seen[children];
    }
    CHECK(seen.size() == expected.size());
    for (const auto& [children, segments] : expected) {
        const double share = segments / 20.0;
        CHECK(std::abs(seen[children] - pairs * share) < 4 * std::sqrt(pairs * share * (1 - share)));
    }
}

TEST_CASE("search/order_crossover: children are permutations, of parents with several too") {
    fulcrum::random_stream random(3);
    for (std::uint64_t trial = 0; trial < 200; ++trial) {
        const auto space = random_space(random, {fulcrum::variable_kind::permutation});
        const std::size_t n = space.size();
        const auto parents = drawn(fulcrum::uniform_sampling{}, space, 2, trial);
        const std::span<const double> a(parents.data(), n);
        const std::span<const double> b(parents.data() + n, n);
        order c(n);
        order d(n);
        order_crossover{.probability = 1}(a, b, c, d, space, random);
        CHECK_UNARY(space.valid(c) && space.valid(d));
        order_crossover{.probability = 1}(a, a, c, d, space, random);
        CHECK_UNARY(std::equal(c.begin(), c.end(), a.begin()) && c == d); // equal parents have equal children
        order_crossover{.probability = 0}(a, b, c, d, space, random);
        CHECK_UNARY(std::equal(c.begin(), c.end(), a.begin()) && std::equal(d.begin(), d.end(), b.begin()));
    }
    CHECK(thrown<fulcrum::error>([] { order_crossover{.probability = 2}.check(); }) ==
          "order_crossover: probability is 2, not in [0, 1]");
}
