#include "fulcrum/search/islands.hpp"

#include "allocation_counter.hpp"
#include "fulcrum/pareto/dominance.hpp"
#include "fulcrum/pareto/hypervolume.hpp"
#include "fulcrum/search/detail/state_reader.hpp"
#include "fulcrum/search/detail/state_writer.hpp"
#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/random_search.hpp"
#include "fulcrum/search/test_problems.hpp"
#include "thread_executor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace {

using fulcrum::islands;
using fulcrum::nsga2;
using fulcrum::seed;
using row = std::vector<double>;

template <class P> auto begin(const auto& algorithm, const P& problem, seed s) {
    return algorithm.start(fulcrum::objectives_of(problem), fulcrum::search_space(problem), s);
}

template <class P> void evaluate(const P& problem, const fulcrum::individuals<double>& batch) {
    const fulcrum::sequential alone;
    fulcrum::detail::evaluator<P, fulcrum::sequential> evaluator(problem, batch.objectives.cols(),
                                                                 batch.violations.cols(), alone);
    static_cast<void>(evaluator(batch));
}

row variables(const auto& all, std::size_t i) {
    const auto values = all.variables.row(i);
    return row(values.begin(), values.end());
}
row objectives(const auto& all, std::size_t i) {
    row values;
    for (std::size_t j = 0; j < all.objectives.cols(); ++j) values.push_back(all.objectives(i, j));
    return values;
}
std::vector<row> rows(const auto& all) {
    std::vector<row> values;
    for (std::size_t i = 0; i < all.size(); ++i) {
        values.push_back(variables(all, i));
        for (const double f : objectives(all, i)) values.back().push_back(f);
    }
    return values;
}

bool same(const fulcrum::search_result& a, const fulcrum::search_result& b) {
    return rows(a.last.slice(0, a.size())) == rows(b.last.slice(0, b.size())) && a.front == b.front;
}

/// The members are F(members), the front is what no member dominates among the feasible and finite ones.
template <class P> void check_state(const P& problem, const auto& state) {
    const auto set = fulcrum::objectives_of(problem);
    const auto all = state.current();
    fulcrum::population again = fulcrum::copy_of(all);
    evaluate(problem, again.slice(0, all.size()));
    const auto regular = [&](std::size_t i) {
        for (const double f : objectives(all, i)) {
            if (!std::isfinite(f)) return false;
        }
        for (std::size_t j = 0; j < all.violations.cols(); ++j) {
            if (!(all.violations(i, j) <= 0)) return false;
        }
        return true;
    };
    std::vector<std::uint32_t> front;
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        if (!regular(i)) continue;
        CHECK_UNARY(objectives(all, i) == objectives(again.slice(0, all.size()), i));
        bool dominated = false;
        for (std::size_t k = 0; k < all.size(); ++k) {
            dominated = dominated || (regular(k) && fulcrum::dominates(set, objectives(all, k), objectives(all, i)));
        }
        if (!dominated) front.push_back(i);
    }
    CHECK(front == std::vector<std::uint32_t>(state.front().begin(), state.front().end()));
}

struct nowhere_finite : fulcrum::detail::two_objectives {
    std::vector<fulcrum::variable> variables() const { return {{"x", 0, 1}}; }
    void evaluate(std::span<const double> x, std::span<double> f) const {
        f[0] = x[0];
        f[1] = std::numeric_limits<double>::quiet_NaN();
    }
};

} // namespace

TEST_CASE("search/islands: without migration they are as many searches, each with a seed of its own") {
    const nsga2 options{.population = 9, .generations = 12};
    const fulcrum::zdt1 problem{5};
    const auto found = fulcrum::search(islands{options, {.count = 3, .every = 2, .migrants = 0}}, problem, seed{4});
    CHECK(found.evaluations == 3 * 9 * 12);
    CHECK(found.generations == 12);
    std::vector<row> alone;
    for (std::uint32_t i = 0; i < 3; ++i) {
        fulcrum::random_stream seeds(4, 0, i);
        const auto one = fulcrum::search(options, problem, seed{seeds.bits64()});
        for (const row& r : rows(one.last.slice(0, 9))) alone.push_back(r);
    }
    CHECK(rows(found.last.slice(0, 27)) == alone);
    CHECK_FALSE(std::equal(alone.begin(), alone.begin() + 9, alone.begin() + 9));
}

TEST_CASE("search/islands: every so many generations members of each front go to the next island, and no other time") {
    const fulcrum::zdt1 problem{8};
    auto state = begin(islands{nsga2{.population = 10}, {.count = 3, .every = 4, .migrants = 2}}, problem, seed{2});
    static_assert(fulcrum::SearchState<decltype(state)>);
    auto isolated = begin(islands{nsga2{.population = 10}, {.count = 3, .migrants = 0}}, problem, seed{2});
    for (std::size_t g = 0; g < 14; ++g) {
        std::vector<std::vector<row>> fronts(3); // of each island, from the definition
        if (g > 0) {
            for (std::size_t i = 0; i < 30; ++i) {
                bool dominated = false;
                for (std::size_t k = i / 10 * 10; k < i / 10 * 10 + 10; ++k) {
                    dominated = dominated || fulcrum::dominates(fulcrum::objectives_of(problem),
                                                                objectives(state.current(), k),
                                                                objectives(state.current(), i));
                }
                if (!dominated) fronts[i / 10].push_back(variables(state.current(), i));
            }
        }
        const auto batch = state.ask();
        CHECK(batch.size() == 30);
        std::array<std::size_t, 3> migrants{}; // children that are a member of the front of the island before
        for (std::size_t i = 0; i < 30 && g > 0; ++i) {
            const auto& from = fronts[(i / 10 + 2) % 3];
            if (std::find(from.begin(), from.end(), variables(batch, i)) != from.end()) ++migrants[i / 10];
        }
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(migrants[i] == (g > 0 && g % 4 == 0 ? (std::min)(std::size_t{2}, fronts[(i + 2) % 3].size()) : 0U));
        }
        if (g <= 4) { // a migration changes nothing but the children that it replaces
            const auto other = isolated.ask();
            std::size_t different = 0;
            for (std::size_t i = 0; i < 30; ++i) different += variables(batch, i) != variables(other, i) ? 1U : 0U;
            CHECK(different == migrants[0] + migrants[1] + migrants[2]);
            evaluate(problem, other);
            isolated.tell();
        }
        evaluate(problem, batch);
        const std::vector<row> told = rows(batch);
        state.tell();
        CHECK(rows(batch) == told); // as it was, until the next ask()
        check_state(problem, state);
    }
}

TEST_CASE("search/islands: constraints, values that are not numbers, and populations of any size") {
    for (const std::size_t population : {2U, 3U, 21U}) {
        for (const std::size_t count : {1U, 2U, 5U}) {
            auto state = begin(islands{nsga2{.population = population}, {.count = count, .every = 1, .migrants = 50}},
                               fulcrum::tnk{}, seed{population});
            for (int g = 0; g < 12; ++g) {
                const auto batch = state.ask();
                CHECK(batch.size() == population * count);
                for (std::size_t i = 0; i < batch.size(); ++i) {
                    CHECK_UNARY(fulcrum::search_space(fulcrum::tnk{}).valid(batch.variables.row(i)));
                }
                evaluate(fulcrum::tnk{}, batch);
                state.tell();
                check_state(fulcrum::tnk{}, state);
            }
        }
    }
    const auto none =
        fulcrum::search(islands{nsga2{.population = 4, .generations = 5}, {.every = 1}}, nowhere_finite{});
    CHECK(none.front.empty());
    CHECK(none.size() == 16);
}

TEST_CASE("search/islands: the same seed gives the same bits with every executor, and another seed others") {
    const islands algorithm{nsga2{.population = 7, .generations = 15}, {.count = 3, .every = 3, .migrants = 2}};
    const auto once = fulcrum::search(algorithm, fulcrum::bnh{}, seed{4});
    CHECK(same(once, fulcrum::search(algorithm, fulcrum::bnh{}, seed{4})));
    CHECK(same(once, fulcrum::search(algorithm, fulcrum::bnh{}, seed{4}, thread_executor(2))));
    CHECK_FALSE(same(once, fulcrum::search(algorithm, fulcrum::bnh{}, seed{5})));
}

TEST_CASE("search/islands: of any algorithm, of islands too") {
    const islands random{fulcrum::random_search{.population = 4, .generations = 6}, {.count = 2, .every = 2}};
    CHECK(fulcrum::search(random, fulcrum::zdt1{5}).evaluations == 2 * 4 * 6);

    const islands inner{nsga2{.population = 6, .generations = 9}, {.count = 2, .every = 2, .migrants = 1}};
    const fulcrum::zdt1 problem{5};
    auto state = begin(islands(inner, {.count = 2, .every = 3, .migrants = 1}), problem, seed{3});
    for (int g = 0; g < 9; ++g) {
        const auto batch = state.ask();
        const auto all = rows(batch);
        for (std::size_t i = 0; i < 24 && g == 0; ++i) { // no two of the islands begin alike
            for (std::size_t k = i + 1; k < 24; ++k) CHECK_UNARY(variables(batch, i) != variables(batch, k));
        }
        CHECK(batch.size() == 24);
        evaluate(problem, batch);
        state.tell();
        check_state(problem, state);
    }
}

TEST_CASE("search/islands: who repairs or replaces individuals before they are evaluated is heard") {
    auto state = begin(islands{nsga2{.population = 5}, {.count = 2}}, fulcrum::zdt1{4}, seed{1});
    for (int g = 0; g < 3; ++g) {
        const auto batch = state.ask();
        for (std::size_t i = 0; i < batch.size(); ++i) batch.variables(i, 0) = 0.25;
        evaluate(fulcrum::zdt1{4}, batch);
        state.tell();
        for (std::size_t i = 0; i < 10; ++i) CHECK(state.current().variables(i, 0) == 0.25);
    }
}

TEST_CASE("search/islands: migration helps where a single small population gets stuck") {
    const auto volume = [](std::size_t migrants) {
        double sum = 0;
        for (std::uint64_t s = 0; s < 5; ++s) {
            const auto found = fulcrum::search(
                islands{nsga2{.population = 20, .generations = 120}, {.count = 4, .every = 5, .migrants = migrants}},
                fulcrum::zdt4{}, seed{s});
            fulcrum::workspace ws;
            sum += fulcrum::hypervolume(fulcrum::zdt4::objectives{}, found.objectives(), found.front,
                                        std::vector<double>{1.1, 1.1}, ws);
        }
        return sum / 5;
    };
    CHECK(volume(2) > volume(0) + 0.05);
}

TEST_CASE("search/islands: a state that is written and read goes on to the same bits") {
    const islands algorithm{nsga2{.population = 5}, {.count = 3, .every = 2, .migrants = 1}};
    const auto run = [](auto& state, int generations) {
        for (int g = 0; g < generations; ++g) {
            evaluate(fulcrum::tnk{}, state.ask());
            state.tell();
        }
    };
    for (const int before : {0, 1, 5, 6}) {
        auto state = begin(algorithm, fulcrum::tnk{}, seed{6});
        run(state, before);
        fulcrum::detail::state_writer out;
        out(state);
        auto resumed = begin(algorithm, fulcrum::tnk{}, seed{6});
        fulcrum::detail::state_reader in("state", out.bytes());
        in(resumed);
        in.finish();
        CHECK(rows(resumed.current()) == rows(state.current()));
        CHECK(std::ranges::equal(resumed.front(), state.front()));
        run(state, 8);
        run(resumed, 8);
        CHECK(rows(resumed.current()) == rows(state.current()));
        CHECK(std::ranges::equal(resumed.front(), state.front()));
    }
}

TEST_CASE("search/islands: what decides the course of a search is told") {
    std::vector<std::string_view> names;
    islands{nsga2{}, {}}.describe([&](std::string_view name, const auto&) { names.push_back(name); });
    for (const char* name : {"islands::count", "islands::every", "islands::migrants", "nsga2::population"}) {
        CHECK(std::find(names.begin(), names.end(), name) != names.end());
    }
}

TEST_CASE("search/islands: a generation allocates nothing") {
    auto state = begin(islands{nsga2{.population = 20}, {.count = 3, .every = 2, .migrants = 2}}, fulcrum::zdt1{6},
                       seed{1});
    const fulcrum::zdt1 problem{6};
    const fulcrum::sequential alone;
    fulcrum::detail::evaluator<fulcrum::zdt1, fulcrum::sequential> evaluator(problem, 2, 0, alone);
    const auto generation = [&] {
        static_cast<void>(evaluator(state.ask()));
        state.tell();
    };
    for (int g = 0; g < 60; ++g) generation();
    const allocation_counter counter;
    for (int g = 0; g < 20; ++g) generation();
    if (allocation_counter::counts) CHECK(counter.allocations() == 0);
}

TEST_CASE("search/islands: options that make no sense are refused") {
    const auto start = [](const auto& algorithm) {
        static_cast<void>(fulcrum::search(algorithm, fulcrum::zdt1{5}));
    };
    CHECK_THROWS_WITH_AS(start(islands{nsga2{}, {.count = 0}}), "islands: count is 0, it must be at least 1",
                         fulcrum::error);
    CHECK_THROWS_WITH_AS(start(islands{nsga2{}, {.every = 0}}), "islands: every is 0, it must be at least 1",
                         fulcrum::error);
    CHECK_THROWS_WITH_AS(start(islands{nsga2{.population = 1}}), "nsga2: population is 1, it must be at least 2",
                         fulcrum::error);
}
