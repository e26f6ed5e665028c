#include "fulcrum/parallel/tbb_executor.hpp"

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/executor.hpp"

#include <atomic>
#include <cstddef>
#include <doctest/doctest.h>
#include <stdexcept>
#include <vector>

static_assert(fulcrum::Executor<fulcrum::tbb_executor>);

TEST_CASE("parallel/tbb_executor: every task runs once, on a worker that exists") {
    for (const std::size_t threads : {1U, 2U}) {
        const fulcrum::tbb_executor executor(threads);
        CHECK(executor.workers() == threads);
        for (const std::size_t n : {0U, 1U, 2U, 1000U}) {
            std::vector<std::atomic<int>> runs(n);
            std::atomic<bool> named{true};
            executor.run(n, [&](std::size_t i, std::size_t worker) {
                ++runs[i];
                if (worker >= threads) named = false;
            });
            CHECK(named);
            for (const auto& r : runs) CHECK(r == 1);
        }
    }
}

TEST_CASE("parallel/tbb_executor: two tasks never share a worker at the same time") {
    const fulcrum::tbb_executor executor(2);
    std::vector<std::atomic<int>> busy(executor.workers());
    std::atomic<int> clashes{0};
    executor.run(500, [&](std::size_t, std::size_t worker) {
        if (busy[worker].fetch_add(1) != 0) ++clashes;
        busy[worker].fetch_sub(1);
    });
    CHECK(clashes == 0);
}

TEST_CASE("parallel/tbb_executor: an exception of a task comes out") {
    const fulcrum::tbb_executor executor(2);
    const auto bad = [](std::size_t i, std::size_t) {
        if (i == 3) throw std::runtime_error("three");
    };
    CHECK_THROWS_WITH_AS(executor.run(10, bad), "three", std::runtime_error);
}

TEST_CASE("parallel/tbb_executor: no threads are refused") {
    CHECK_THROWS_WITH_AS(fulcrum::tbb_executor(0), "tbb_executor: 0 threads are asked for; give at least 1",
                         fulcrum::error);
}
