#include "fulcrum/search/permutation_mutation.hpp"

#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/sampling.hpp"
#include "random_space.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace {

using order = std::vector<double>;
static_assert(fulcrum::Mutation<fulcrum::swap_mutation> && fulcrum::Mutation<fulcrum::insertion_mutation> &&
              fulcrum::Mutation<fulcrum::inversion_mutation>);

/// How often each order is made of 0, 1, ..., 4.
template <class Mutate> std::map<order, int> made(const Mutate& mutate, std::uint32_t n) {
    const fulcrum::search_space space(fulcrum::permutation_variables("p", 5));
    std::map<order, int> seen;
    for (std::uint32_t i = 0; i < n; ++i) {
        fulcrum::random_stream random(1, 0, i);
        order child{0, 1, 2, 3, 4};
        mutate(child, space, random);
        ++seen[child];
    }
    return seen;
}

/// The same by the textbook, for each ordered pair of places.
template <class Move> std::map<order, int> textbook(Move move) {
    std::map<order, int> all;
    for (std::size_t i = 0; i < 5; ++i) {
        for (std::size_t j = 0; j < 5; ++j) {
            if (i == j) continue;
            order child{0, 1, 2, 3, 4};
            move(child, i, j);
            ++all[child];
        }
    }
    return all;
}

void check_same(std::map<order, int> seen, const std::map<order, int>& expected) {
    CHECK(seen.size() == expected.size());
    for (const auto& [child, pairs] : expected) {
        const double share = pairs / 20.0;
        CHECK(std::abs(seen[child] - 4000 * share) < 4 * std::sqrt(4000 * share * (1 - share)));
    }
}

} // namespace

TEST_CASE("search/permutation_mutation: a swap of any two elements") {
    check_same(made(fulcrum::swap_mutation{}, 4000),
               textbook([](order& x, std::size_t i, std::size_t j) { std::swap(x[i], x[j]); }));
}

TEST_CASE("search/permutation_mutation: an insertion of any element at any other place") {
    check_same(made(fulcrum::insertion_mutation{}, 4000), textbook([](order& x, std::size_t i, std::size_t j) {
                   const double element = x[i];
                   x.erase(x.begin() + static_cast<long>(i));
                   x.insert(x.begin() + static_cast<long>(j), element);
               }));
}

TEST_CASE("search/permutation_mutation: an inversion of any segment of two or more") {
    check_same(made(fulcrum::inversion_mutation{}, 4000), textbook([](order& x, std::size_t i, std::size_t j) {
                   if (i > j) std::swap(i, j);
                   for (; i < j; ++i, --j) std::swap(x[i], x[j]);
               }));
}

TEST_CASE("search/permutation_mutation: one permutation in n is changed on average, or as many as asked for") {
    std::vector<fulcrum::variable> all;
    for (int k = 0; k < 4; ++k) all = fulcrum::join_variables(all, fulcrum::permutation_variables("p", 3));
    const fulcrum::search_space space(all);
    const auto start = drawn(fulcrum::uniform_sampling{}, space, 1, 1);
    const auto changed = [&](const auto& mutate) {
        int count = 0;
        for (std::uint32_t i = 0; i < 3000; ++i) {
            fulcrum::random_stream random(2, 0, i);
            auto child = start;
            mutate(child, space, random);
            CHECK_UNARY(space.valid(child));
            for (std::size_t k = 0; k < 12; k += 3) {
                count += std::equal(&child[k], &child[k] + 3, &start[k]) ? 0 : 1;
            }
        }
        return count;
    };
    CHECK(std::abs(changed(fulcrum::swap_mutation{}) - 3000) < 4 * 48);
    CHECK(std::abs(changed(fulcrum::insertion_mutation{.probability = 0.5}) - 6000) < 4 * 55);
    CHECK(changed(fulcrum::inversion_mutation{.probability = 1}) == 12000);
    CHECK(changed(fulcrum::swap_mutation{.probability = 0}) == 0);
}

TEST_CASE("search/permutation_mutation: one element stays, options out of range are refused") {
    const fulcrum::search_space one(fulcrum::permutation_variables("p", 1));
    fulcrum::random_stream random(1);
    order child{0};
    fulcrum::swap_mutation{}(child, one, random);
    fulcrum::insertion_mutation{}(child, one, random);
    fulcrum::inversion_mutation{}(child, one, random);
    CHECK(child == order{0});
    CHECK(thrown<fulcrum::error>([] { fulcrum::swap_mutation{.probability = 2}.check(); }) ==
          "swap_mutation: probability is 2, not in [0, 1]");
    CHECK_THROWS_AS(fulcrum::insertion_mutation{.probability = -1}.check(), fulcrum::error);
    CHECK_THROWS_AS(fulcrum::inversion_mutation{.probability = std::nan("")}.check(), fulcrum::error);
    CHECK_NOTHROW(fulcrum::swap_mutation{}.check());
}
