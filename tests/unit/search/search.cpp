#include "fulcrum/search/search.hpp"

#include "batched_bnh.hpp"
#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/random_search.hpp"
#include "fulcrum/search/test_problems.hpp"
#include "thread_executor.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using fulcrum::seed;

struct cost : fulcrum::minimize {};
struct gain : fulcrum::maximize {};
using goals = fulcrum::objectives<cost, gain>;

/// Runs tasks from the last to the first, and names a different worker each time.
struct reversed {
    static std::size_t workers() { return 3; }
    template <class Task> static void run(std::size_t n, Task&& task) {
        for (std::size_t i = n; i-- > 0;) task(i, i % 3);
    }
};

template <class V> bool same_columns(V a, V b) {
    for (std::size_t j = 0; j < a.cols(); ++j) {
        for (std::size_t i = 0; i < a.rows(); ++i) {
            if (a(i, j) != b(i, j)) return false;
        }
    }
    return a.rows() == b.rows() && a.cols() == b.cols();
}

bool same(const fulcrum::search_result& a, const fulcrum::search_result& b) {
    return same_columns(a.variables(), b.variables()) && same_columns(a.objectives(), b.objectives()) &&
           same_columns(a.violations(), b.violations()) && a.front == b.front;
}

} // namespace

TEST_CASE("search/search: the same seed gives the same bits whatever the executor, and another seed others") {
    const fulcrum::nsga2 options{.population = 21, .generations = 15};
    const auto once = fulcrum::search(options, fulcrum::bnh{}, seed{4});
    CHECK(same(once, fulcrum::search(options, fulcrum::bnh{}, seed{4})));
    CHECK(same(once, fulcrum::search(options, fulcrum::bnh{}, seed{4}, reversed{})));
    CHECK(same(once, fulcrum::search(options, fulcrum::bnh{}, seed{4}, thread_executor(2))));
    CHECK(same(once, fulcrum::search(options, batched_bnh{}, seed{4}, reversed{})));
    CHECK_FALSE(same(once, fulcrum::search(options, fulcrum::bnh{}, seed{5})));
    CHECK(same(fulcrum::search(options, fulcrum::bnh{}), fulcrum::search(options, fulcrum::bnh{}, seed{7})));
}

TEST_CASE("search/search: each generation evaluates each individual once, and tells how far it is") {
    std::atomic<std::size_t> calls = 0;
    const fulcrum::function_problem problem{
        goals{}, {{"x", 0, 1}, {"y", 0, 1}}, [&calls](std::span<const double> x, std::span<double> f) {
            ++calls;
            f[0] = x[0];
            f[1] = x[0] - x[1] * x[1];
        }};
    std::size_t seen = 0;
    double best_cost = 2;
    double best_gain = -2;
    const auto found = fulcrum::search(fulcrum::nsga2{.population = 10, .generations = 12}, problem, seed{1},
                                       fulcrum::sequential{}, [&](const fulcrum::search_progress& p) {
                                           ++seen;
                                           CHECK(p.generation == seen);
                                           CHECK(p.generations == 12);
                                           CHECK(p.evaluations == 10 * seen);
                                           CHECK(calls == 10 * seen);
                                           CHECK(p.population.size() == 10);
                                           CHECK(p.population.objectives.rows() == 10);
                                           CHECK_FALSE(p.front.empty());
                                           CHECK(p.best[0] <= best_cost); // minimised
                                           CHECK(p.best[1] >= best_gain); // maximised
                                           best_cost = p.best[0];
                                           best_gain = p.best[1];
                                       });
    CHECK(seen == 12);
    CHECK(found.evaluations == 120);
    CHECK(found.generations == 12);
    CHECK_FALSE(found.stopped);
    double least = 2;
    for (const std::uint32_t i : found.front) least = std::min(least, found.objectives()(i, 0));
    CHECK(best_cost == least);
}

TEST_CASE("search/search: the callback stops it, with what is there") {
    const auto stop_at = [](std::size_t g) {
        return fulcrum::search(fulcrum::nsga2{.population = 8, .generations = 9}, fulcrum::zdt1{5}, seed{1},
                               fulcrum::sequential{},
                               [g](const fulcrum::search_progress& p) { return p.generation < g; });
    };
    const auto found = stop_at(4);
    CHECK(found.stopped);
    CHECK(found.generations == 4);
    CHECK(found.evaluations == 32);
    CHECK_FALSE(found.front.empty());
    CHECK(same(found, fulcrum::search(fulcrum::nsga2{.population = 8, .generations = 4}, fulcrum::zdt1{5}, seed{1})));
    CHECK_FALSE(stop_at(9).stopped);
}

namespace {

/// Remembers what it was told, and stops at a generation.
struct diary {
    static constexpr std::string_view name = "diary";
    std::size_t limit = 0;
    std::size_t started = 0;
    std::vector<std::size_t> generations;

    void start(const fulcrum::dynamic_objectives& set, const fulcrum::search_space& space) {
        ++started;
        CHECK(set.size() == 2);
        CHECK(space.size() == 3);
    }
    bool operator()(const fulcrum::search_progress& p) {
        generations.push_back(p.generation);
        return p.generation < limit;
    }
};

} // namespace

TEST_CASE("search/search: all observers are called, whatever the others say, and the first that stops it is named") {
    diary first{.limit = 9, .generations = {}};
    diary second{.limit = 3, .generations = {}};
    int plain = 0;
    const auto found = fulcrum::search(
        fulcrum::nsga2{.population = 6, .generations = 8}, fulcrum::zdt1{3}, seed{1}, fulcrum::sequential{}, first,
        [&plain](const fulcrum::search_progress& p) { return ++plain < 3 && p.generation == 100; }, second,
        [&plain](const fulcrum::search_progress&) { ++plain; });
    CHECK(found.stopped);
    CHECK(found.stop_reason == "callback"); // says stop at once
    CHECK(first.generations == std::vector<std::size_t>{1});
    CHECK(second.generations == first.generations);
    CHECK(plain == 2);
    CHECK(first.started == 1);

    first.generations.clear();
    const auto other = fulcrum::search(fulcrum::nsga2{.population = 6, .generations = 8}, fulcrum::zdt1{3}, seed{1},
                                       fulcrum::sequential{}, first, second);
    CHECK(other.stop_reason == "diary");
    CHECK(other.generations == 3);
    CHECK(first.generations == std::vector<std::size_t>{1, 2, 3});
    CHECK(first.started == 2);

    const auto whole = fulcrum::search(fulcrum::nsga2{.population = 6, .generations = 2}, fulcrum::zdt1{3}, seed{1},
                                       fulcrum::sequential{}, first);
    CHECK_FALSE(whole.stopped);
    CHECK(whole.stop_reason.empty());
}

TEST_CASE("search/search: observers see the batch that was evaluated, the space and the times") {
    std::vector<double> calls;
    const fulcrum::function_problem problem{goals{}, {{"x", 0, 1}, {"y", 2, 3}},
                                            [&calls](std::span<const double> x, std::span<double> f) {
                                                calls.push_back(x[0]);
                                                f[0] = x[0] + x[1];
                                                f[1] = x[0] - x[1] * x[1];
                                            }};
    double before = 0;
    const auto found = fulcrum::search(
        fulcrum::nsga2{.population = 7, .generations = 9}, problem, seed{1}, fulcrum::sequential{},
        [&](const fulcrum::search_progress& p) {
            CHECK_FALSE(p.again);
            CHECK(p.evaluated.size() == 7);
            for (std::size_t i = 0; i < 7; ++i) {
                const auto x = p.evaluated.variables.row(i);
                CHECK(x[0] == calls[calls.size() - 7 + i]);
                CHECK(p.evaluated.objectives(i, 0) == x[0] + x[1]);
                CHECK(p.evaluated.objectives(i, 1) == x[0] - x[1] * x[1]);
            }
            CHECK(p.set.name(1) == "gain");
            CHECK(p.set.directions()[1] == fulcrum::direction::maximize);
            CHECK(p.space.variables()[1].name == "y");
            CHECK(p.seconds >= before);
            CHECK(p.evaluation_seconds + p.algorithm_seconds <= p.seconds);
            before = p.seconds;
        });
    CHECK(found.seconds >= before);
    CHECK(found.evaluation_seconds > 0);
    CHECK(found.algorithm_seconds > 0);
}

TEST_CASE("search/search: an observer that throws ends the search with its exception") {
    int later = 0;
    CHECK_THROWS_WITH_AS(
        static_cast<void>(fulcrum::search(
            fulcrum::nsga2{.population = 6, .generations = 8}, fulcrum::zdt1{3}, seed{1}, fulcrum::sequential{},
            [](const fulcrum::search_progress& p) {
                if (p.generation == 3) throw std::range_error("disk is full");
            },
            [&later](const fulcrum::search_progress&) { ++later; })),
        "disk is full", std::range_error);
    CHECK(later == 2);
}

TEST_CASE("search/search: what the algorithm advises is in the result") {
    const auto few = fulcrum::search(fulcrum::nsga2{.population = 6, .generations = 1}, fulcrum::zdt1{3});
    CHECK(few.warnings.empty());
    const auto many = fulcrum::search(fulcrum::nsga2{.population = 6, .generations = 1}, fulcrum::dtlz2{4});
    REQUIRE(many.warnings.size() == 1);
    CHECK(many.warnings[0] ==
          "nsga2: 4 objectives; above 3 its crowding no longer spreads the front, the directions of nsga3 do");
}

TEST_CASE("search/search: an objective that throws loses nothing") {
    // Throws on the 25th evaluation and later, individual 4 of generation 3.
    const auto failing = [](std::size_t limit, auto executor) {
        auto calls = std::make_shared<std::size_t>(0);
        const fulcrum::function_problem problem{
            goals{}, {{"x", 0, 1}}, [calls, limit](std::span<const double> x, std::span<double> f) {
                if ((*calls)++ >= limit) throw std::range_error("no data");
                f[0] = x[0];
                f[1] = x[0];
            }};
        try {
            static_cast<void>(
                fulcrum::search(fulcrum::nsga2{.population = 10, .generations = 9}, problem, seed{2}, executor));
        } catch (const fulcrum::search_error& e) {
            CHECK_THROWS_AS(std::rethrow_exception(e.cause()), std::range_error);
            return std::pair{std::string(e.what()), e.result()};
        }
        return std::pair{std::string("no exception"), fulcrum::search_result{}};
    };
    const auto [message, result] = failing(24, fulcrum::sequential{});
    CHECK(message == "search: generation 3, individual 4: the evaluation threw 'no data'; the front so far is in "
                     "result()");
    CHECK(result.evaluations == 24);
    CHECK(result.generations == 2);
    CHECK(result.front.size() >= 5);
    for (const std::uint32_t i : result.front) CHECK(result.objectives()(i, 0) == result.variables()(i, 0));

    const auto first = failing(3, fulcrum::sequential{}).second; // in the first generation: three are known
    CHECK(first.evaluations == 3);
    CHECK(first.front.size() == 3);
    CHECK(failing(0, fulcrum::sequential{}).second.front.empty());
    // Backwards the individuals 9 ... 7 are done, and the others are still tried in search of the first that throws.
    CHECK(failing(3, reversed{}).first.find("generation 1, individual 0:") != std::string::npos);
}

TEST_CASE("search/search: a batch that throws keeps the generations before it") {
    struct failing : batched_bnh {
        mutable int batches = 0;
        void evaluate_batch(fulcrum::matrix_view<const double> x, fulcrum::columns_view<double> f,
                            fulcrum::columns_view<double> v, const fulcrum::sequential& e) const {
            if (++batches == 3) throw 42;
            batched_bnh::evaluate_batch(x, f, v, e);
        }
    };
    try {
        static_cast<void>(fulcrum::search(fulcrum::nsga2{.population = 10, .generations = 9}, failing{}, seed{2}));
        FAIL("no exception");
    } catch (const fulcrum::search_error& e) {
        CHECK(std::string(e.what()).find("generation 3") != std::string::npos);
        CHECK(std::string(e.what()).find("not a std::exception") != std::string::npos);
        CHECK(e.result().evaluations == 20);
        CHECK(same(e.result(), [] {
            auto two = fulcrum::search(fulcrum::nsga2{.population = 10, .generations = 2}, fulcrum::bnh{}, seed{2});
            return two;
        }()));
    }
}

TEST_CASE("search/search: objectives that are not a number come last, and never into the front") {
    const fulcrum::function_problem problem{goals{}, {{"x", 0, 1}}, [](std::span<const double> x, std::span<double> f) {
                                                if (x[0] < 0.5)
                                                    f[0] = x[0]; // f[1] is left unwritten
                                                else
                                                    f[0] = f[1] = x[0];
                                            }};
    const auto found = fulcrum::search(fulcrum::nsga2{.population = 11, .generations = 20}, problem, seed{3});
    CHECK_FALSE(found.front.empty());
    for (const std::uint32_t i : found.front) CHECK(found.variables()(i, 0) >= 0.5);

    const fulcrum::function_problem hopeless{goals{}, {{"x", 0, 1}}, [](std::span<const double>, std::span<double> f) {
                                                 f[0] = f[1] = std::numeric_limits<double>::infinity();
                                             }};
    const auto none = fulcrum::search(fulcrum::nsga2{.population = 6, .generations = 4}, hopeless, seed{3},
                                      fulcrum::sequential{}, [](const fulcrum::search_progress& p) {
                                          CHECK(p.front.empty());
                                          CHECK(std::isnan(p.best[0]));
                                      });
    CHECK(none.front.empty());
    CHECK(none.size() == 6);
}

TEST_CASE("search/search: what makes no sense is refused before anything is evaluated") {
    int calls = 0;
    const auto problem = [&calls](std::vector<fulcrum::variable> variables) {
        return fulcrum::function_problem{goals{}, std::move(variables),
                                         [&calls](std::span<const double>, std::span<double>) { ++calls; }};
    };
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::search(fulcrum::nsga2{}, problem({{"rate", 2, 1}}))),
                         "search: variable 'rate' has crossed bounds [2, 1]; swap them", fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::search(fulcrum::nsga2{}, problem({}))),
                         "search: the problem has no variables", fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::search(fulcrum::nsga2{.generations = 0}, problem({{"x", 0, 1}}))),
                         "search: generations is 0, it must be at least 1", fulcrum::error);
    CHECK(calls == 0);
}

TEST_CASE("search/search: ask and tell by hand is the same search") {
    const fulcrum::zdt1 problem{6};
    const fulcrum::nsga2 options{.population = 12, .generations = 5};
    auto state = options.start(fulcrum::objectives_of(problem), fulcrum::search_space(problem), seed{7});
    static_assert(fulcrum::SearchState<decltype(state)>);
    for (int g = 0; g < 5; ++g) {
        const auto batch = state.ask();
        for (std::size_t i = 0; i < batch.size(); ++i) {
            std::array<double, 2> f{};
            problem.evaluate(batch.variables.row(i), f);
            batch.objectives(i, 0) = f[0];
            batch.objectives(i, 1) = f[1];
        }
        state.tell();
    }
    const auto found = fulcrum::search(options, problem, seed{7});
    CHECK(same_columns(state.current().variables, found.variables()));
    CHECK(std::vector<std::uint32_t>(state.front().begin(), state.front().end()) == found.front);
}
