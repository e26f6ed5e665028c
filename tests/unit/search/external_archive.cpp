#include "fulcrum/search/external_archive.hpp"

#include "fulcrum/search/constrained_problems.hpp"
#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/zdt.hpp"
#include "same_result.hpp"
#include "thread_executor.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace {

using fulcrum::external_archive;
using fulcrum::individuals;
using fulcrum::nsga2;
using fulcrum::population;
using fulcrum::search_progress;
using fulcrum::seed;
using fulcrum::sequential;

using row = std::vector<double>;

/// Everything a search evaluated: variables, objectives and violations of each.
struct everything {
    std::vector<std::array<row, 3>> all;
    void operator()(const search_progress& p) {
        for (std::size_t i = 0; i < p.evaluated.size(); ++i) {
            std::array<row, 3> one;
            const auto x = p.evaluated.variables.row(i);
            one[0].assign(x.begin(), x.end());
            for (std::size_t j = 0; j < p.evaluated.objectives.cols(); ++j) one[1].push_back(p.evaluated.objectives(i, j));
            for (std::size_t j = 0; j < p.evaluated.violations.cols(); ++j) one[2].push_back(p.evaluated.violations(i, j));
            all.push_back(one);
        }
    }
};

bool feasible(const row& violations) {
    for (const double v : violations) {
        if (!(v <= 0)) return false;
    }
    return true;
}

/// Is a at least as good as b everywhere? All objectives are minimised.
bool no_worse(const row& a, const row& b) {
    for (std::size_t j = 0; j < a.size(); ++j) {
        if (!(a[j] <= b[j])) return false;
    }
    return true;
}

template <class P> void check_archive(const P& problem) {
    external_archive archive;
    everything seen;
    const nsga2 options{.population = 20, .generations = 30};
    static_cast<void>(fulcrum::search(options, problem, seed{3}, sequential{}, seen, archive));
    std::vector<std::array<row, 3>> expected;
    for (std::size_t i = 0; i < seen.all.size(); ++i) {
        bool stays = feasible(seen.all[i][2]);
        for (std::size_t k = 0; stays && k < seen.all.size(); ++k) {
            if (!feasible(seen.all[k][2]) || !no_worse(seen.all[k][1], seen.all[i][1])) continue;
            stays = seen.all[k][1] == seen.all[i][1] ? k >= i : false; // of equal ones the first
        }
        if (stays) expected.push_back(seen.all[i]);
    }
    const population members = archive.members();
    const individuals<const double> shown = std::as_const(members).slice(0, members.size());
    CHECK(archive.size() > 20); // more than the population can hold
    REQUIRE(archive.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        for (std::size_t j = 0; j < expected[i][0].size(); ++j) CHECK(shown.variables(i, j) == expected[i][0][j]);
        for (std::size_t j = 0; j < expected[i][1].size(); ++j) CHECK(shown.objectives(i, j) == expected[i][1][j]);
        for (std::size_t j = 0; j < expected[i][2].size(); ++j) CHECK(shown.violations(i, j) == expected[i][2][j]);
    }

    external_archive threaded;
    static_cast<void>(fulcrum::search(options, problem, seed{3}, thread_executor(2), threaded));
    const population same = threaded.members();
    CHECK(same_bits(std::as_const(same).slice(0, same.size()).variables, shown.variables));
}

} // namespace

TEST_CASE("search/external_archive: holds the front of all that was evaluated, in the order it was found") {
    check_archive(fulcrum::zdt1{4});
    check_archive(fulcrum::bnh{});
}

TEST_CASE("search/external_archive: gaps are closed, so that memory follows the front") {
    // 3,000 points of which each dominates the one before, then 1,000 that stay.
    external_archive archive;
    const fulcrum::dynamic_objectives set{{"a", fulcrum::direction::minimize}, {"b", fulcrum::direction::maximize}};
    const std::vector<fulcrum::variable> variables{{"x", 0, 1}};
    archive.start(set, fulcrum::search_space(variables));
    population batch(1, 1, 2, 0);
    const individuals<double> one = batch.slice(0, 1);
    const auto insert = [&](double x, double a, double b) {
        one.variables(0, 0) = x;
        one.objectives(0, 0) = a;
        one.objectives(0, 1) = b;
        archive.insert(std::as_const(batch).slice(0, 1));
    };
    for (int k = 0; k < 3000; ++k) insert(k, -k, k);
    CHECK(archive.size() == 1);
    for (int k = 0; k < 1000; ++k) insert(-k, -3000 - k, 3000 - k);
    CHECK(archive.size() == 1000);
    const population members = archive.members();
    for (std::size_t k = 0; k < 1000; ++k) {
        CHECK(std::as_const(members).slice(0, 1000).variables(k, 0) == -static_cast<double>(k));
    }
    insert(7, std::numeric_limits<double>::quiet_NaN(), 1e9);
    insert(7, -3000, 3000); // an equal one is there
    CHECK(archive.size() == 1000);

    // The members of another archive can be put in.
    external_archive other;
    other.start(set, fulcrum::search_space(variables));
    other.insert(std::as_const(members).slice(0, 1000));
    CHECK(other.size() == 1000);
    other.start(set, fulcrum::search_space(variables));
    CHECK(other.size() == 0);
}

TEST_CASE("search/external_archive: what does not fit is refused") {
    external_archive archive;
    CHECK(archive.size() == 0);
    CHECK(archive.members().size() == 0);
    population batch(2, 3, 2, 0);
    CHECK_THROWS_WITH_AS(archive.insert(std::as_const(batch).slice(0, 2)),
                         "external_archive: no search has started it, so that it does not know the objectives",
                         fulcrum::error);
    static_cast<void>(fulcrum::search(nsga2{.population = 6, .generations = 2}, fulcrum::zdt1{4}, seed{1}, sequential{},
                                      archive));
    CHECK_THROWS_WITH_AS(archive.insert(std::as_const(batch).slice(0, 2)),
                         "external_archive: individuals have 3 variables, 2 objectives and 0 constraints, the search "
                         "has 4, 2 and 0",
                         fulcrum::shape_error);
    const fulcrum::function_problem hopeless{fulcrum::objectives_of(fulcrum::zdt1{}), {{"x", 0, 1}},
                                             [](std::span<const double>, std::span<double>) {}};
    static_cast<void>(fulcrum::search(nsga2{.population = 6, .generations = 2}, hopeless, seed{1}, sequential{},
                                      archive));
    CHECK(archive.size() == 0); // another search: the former is forgotten
}
