#include "fulcrum/distribute/mpi_search.hpp"

#include "batched_bnh.hpp"
#include "fulcrum/search/islands.hpp"
#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/random_search.hpp"
#include "fulcrum/search/test_problems.hpp"
#include "mpi_ranks.hpp"
#include "thread_executor.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

// Every rank runs every case, and compares with the search of one process that it runs itself.

namespace {

using fulcrum::islands;
using fulcrum::mpi_search;
using fulcrum::nsga2;
using fulcrum::seed;

/// All bits of a result.
std::vector<std::uint64_t> bits(const fulcrum::search_result& r) {
    std::vector<std::uint64_t> all{r.evaluations, r.generations, r.stopped ? 1U : 0U};
    all.insert(all.end(), r.front.begin(), r.front.end());
    for (std::size_t i = 0; i < r.size(); ++i) {
        for (const double x : r.variables().row(i)) all.push_back(std::bit_cast<std::uint64_t>(x));
        for (const auto& columns : {r.objectives(), r.violations()}) {
            for (std::size_t j = 0; j < columns.cols(); ++j) all.push_back(std::bit_cast<std::uint64_t>(columns(i, j)));
        }
    }
    return all;
}

template <class Algorithm, class P, class E = fulcrum::sequential>
void check_same(const Algorithm& algorithm, const P& problem, const E& executor = {}) {
    const auto alone = fulcrum::search(algorithm, problem, seed{4});
    const auto found = mpi_search(mpi_ranks(), algorithm, problem, seed{4}, executor);
    CHECK(bits(found) == bits(alone));
    CHECK(found.warnings == alone.warnings);
}

struct two_goals : fulcrum::detail::two_objectives {
    std::vector<fulcrum::variable> variables() const { return {{"x", 0, 1}, {"y", 0, 1}}; }
};

/// Puts x on a grid, and leaves the second objective unwritten on a part of it.
struct repaired : two_goals {
    void repair(std::span<double> x) const { x[0] = static_cast<double>(static_cast<int>(x[0] * 16)) / 16; }
    void evaluate(std::span<const double> x, std::span<double> f) const {
        f[0] = x[0] + x[1];
        if (x[0] != 0.5) f[1] = 1 - x[0];
    }
};

/// Some individuals take twenty times as long as others.
struct slow : two_goals {
    mutable std::atomic<std::size_t> evaluations{0};
    void evaluate(std::span<const double> x, std::span<double> f) const {
        ++evaluations;
        std::this_thread::sleep_for(std::chrono::microseconds(x[0] < 0.2 ? 10000 : 500));
        f[0] = x[0];
        f[1] = 1 - x[0] + x[1];
    }
};

/// Throws for a small part of the space.
struct failing : two_goals {
    double limit = 0.01;
    void evaluate(std::span<const double> x, std::span<double> f) const {
        if (x[1] < limit) throw std::range_error("no data at " + std::to_string(x[0]));
        f[0] = x[0] + x[1];
        f[1] = 1 - x[0];
    }
};

} // namespace

TEST_CASE("distribute/mpi_search: gives the bits of one process, whatever the batches and the executors") {
    for (const std::size_t population : {2U, 3U, 5U, 21U, 64U}) {
        check_same(nsga2{.population = population, .generations = 9}, fulcrum::zdt1{5});
    }
    check_same(nsga2{.population = 20, .generations = 30}, fulcrum::tnk{});
    check_same(nsga2{.population = 20, .generations = 12}, fulcrum::bnh{}, thread_executor(2));
    // Ranks with more and with fewer threads.
    check_same(nsga2{.population = 20, .generations = 12}, fulcrum::bnh{},
               thread_executor(1 + static_cast<std::size_t>(mpi_ranks().rank())));
    check_same(nsga2{.population = 20, .generations = 12}, batched_bnh{});
    check_same(nsga2{.population = 20, .generations = 12}, repaired{});
    check_same(fulcrum::random_search{.population = 10, .generations = 5}, fulcrum::dtlz2{3});
}

TEST_CASE("distribute/mpi_search: the number of islands does not depend on that of ranks") {
    check_same(islands{nsga2{.population = 7, .generations = 16}, {.count = 3, .every = 4, .migrants = 2}},
               fulcrum::zdt1{6});
}

TEST_CASE("distribute/mpi_search: all ranks evaluate, and each individual once") {
    const slow problem;
    const auto found = mpi_search(mpi_ranks(), nsga2{.population = 60, .generations = 2}, problem, seed{4});
    CHECK(found.evaluations == 120);
    CHECK(sum_over_ranks(problem.evaluations) == 120);
    CHECK(problem.evaluations > 0);
}

TEST_CASE("distribute/mpi_search: an individual that throws is named on all ranks, as by one process") {
    // Which of 30 threw first, of some that do in one batch.
    for (const double limit : {0.01, 0.06, 0.3, 2.0}) {
        const nsga2 options{.population = 30, .generations = 20};
        failing problem;
        problem.limit = limit;
        const std::string alone = thrown<fulcrum::search_error>(
            [&] { static_cast<void>(fulcrum::search(options, problem, seed{4})); });
        CHECK(holds(alone, "search: generation ", ", individual ", "'no data at "));
        try {
            static_cast<void>(mpi_search(mpi_ranks(), options, problem, seed{4}));
            FAIL_CHECK("no exception");
        } catch (const fulcrum::search_error& e) {
            CHECK(e.what() == alone);
            CHECK(holds(alone, thrown<std::exception>([&] { std::rethrow_exception(e.cause()); })));
            const auto& result = e.result();
            CHECK(result.size() == 30);
            CHECK(sum_over_ranks(result.evaluations) ==
                  result.evaluations * static_cast<std::size_t>(mpi_ranks().size()));
            for (const std::uint32_t i : result.front) {
                CHECK(result.objectives()(i, 1) == 1 - result.variables()(i, 0));
            }
        }
    }
}

TEST_CASE("distribute/mpi_search: a batch that throws ends the search on all ranks") {
    struct broken : batched_bnh {
        void evaluate_batch(fulcrum::matrix_view<const double>, fulcrum::columns_view<double>,
                            fulcrum::columns_view<double>, const fulcrum::sequential&) const {
            throw 42;
        }
    };
    const std::string message = thrown<fulcrum::search_error>([] {
        static_cast<void>(mpi_search(mpi_ranks(), nsga2{.population = 30, .generations = 3}, broken{}));
    });
    CHECK(holds(message, "generation 1, individual 0:", "not a std::exception"));
}

TEST_CASE("distribute/mpi_search: observers run on rank 0, and stop all ranks") {
    const auto stop = [](std::size_t& calls) {
        return [&calls](const fulcrum::search_progress& p) {
            ++calls;
            return p.generation < 4;
        };
    };
    const nsga2 options{.population = 12, .generations = 9};
    std::size_t calls = 0;
    std::size_t calls_alone = 0;
    const auto found = mpi_search(mpi_ranks(), options, fulcrum::zdt1{5}, seed{1}, fulcrum::sequential{}, stop(calls));
    const auto alone =
        fulcrum::search(options, fulcrum::zdt1{5}, seed{1}, fulcrum::sequential{}, stop(calls_alone));
    CHECK(calls == (mpi_ranks().rank() == 0 ? 4U : 0U));
    CHECK(bits(found) == bits(alone));
    CHECK(found.stopped);
    CHECK(found.stop_reason == alone.stop_reason);
    CHECK(found.seconds > 0);
}

TEST_CASE("distribute/mpi_search: what rank 0 throws, all ranks throw") {
    const auto options = thrown<fulcrum::error>([] {
        static_cast<void>(mpi_search(mpi_ranks(), nsga2{.population = 1}, fulcrum::zdt1{5}));
    });
    CHECK(options == "nsga2: population is 1, it must be at least 2");

    const auto full = [](const fulcrum::search_progress&) { throw std::length_error("disk full"); };
    const auto search = [&] {
        static_cast<void>(mpi_search(mpi_ranks(), nsga2{.population = 8}, fulcrum::zdt1{5}, seed{1},
                                     fulcrum::sequential{}, full));
    };
    if (mpi_ranks().rank() == 0) {
        CHECK_THROWS_WITH_AS(search(), "disk full", std::length_error);
    } else {
        CHECK_THROWS_WITH_AS(search(), "disk full", fulcrum::error);
    }
}

TEST_CASE("distribute/mpi_search: ranks with different problems are told so") {
    const std::size_t own = 5 + (mpi_ranks().rank() == mpi_ranks().size() - 1 ? 1U : 0U);
    const auto message = thrown<fulcrum::error>([own] {
        static_cast<void>(mpi_search(mpi_ranks(), nsga2{.population = 8, .generations = 2}, fulcrum::zdt1{own}));
    });
    const std::string last = std::to_string(mpi_ranks().size() - 1);
    CHECK(message == (mpi_ranks().size() == 1
                          ? std::string()
                          : "mpi_search: the problem has 5 variables on rank 0 and 6 on rank " + last +
                                "; all ranks must be given the same problem"));
}

TEST_CASE("distribute/mpi_search: ranks that are apart search apart") {
    MPI_Comm own = MPI_COMM_NULL;
    MPI_Comm_split(MPI_COMM_WORLD, mpi_ranks().rank(), 0, &own);
    {
        const fulcrum::mpi_session apart(own);
        const seed s{static_cast<std::uint64_t>(mpi_ranks().rank())};
        const nsga2 options{.population = 10, .generations = 3};
        CHECK(bits(mpi_search(apart, options, fulcrum::zdt1{5}, s)) ==
              bits(fulcrum::search(options, fulcrum::zdt1{5}, s)));
    }
    MPI_Comm_free(&own);
}
