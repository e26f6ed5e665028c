#include "fulcrum/search/stop_on_interrupt.hpp"

#include "fulcrum/search/random_search.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/zdt.hpp"

#include <doctest/doctest.h>

#include <csignal>

namespace {

using fulcrum::stop_on_interrupt;

volatile std::sig_atomic_t others = 0;

/// A handler that counts, for as long as it lives.
struct counting_handler {
    explicit counting_handler(int signal) : signal_(signal), former_(std::signal(signal, [](int) { others = others + 1; })) {}
    ~counting_handler() { std::signal(signal_, former_); }
    counting_handler(const counting_handler&) = delete;
    counting_handler& operator=(const counting_handler&) = delete;

private:
    int signal_;
    void (*former_)(int);
};

} // namespace

TEST_CASE("search/stop_on_interrupt: a signal in the middle of a generation ends the search after it") {
    const counting_handler outer(SIGINT);
    others = 0;
    int calls = 0;
    fulcrum::search_result found;
    {
        const stop_on_interrupt interrupt;
        found = fulcrum::search(fulcrum::random_search{.population = 6, .generations = 9}, fulcrum::zdt1{3},
                                fulcrum::seed{1}, fulcrum::sequential{}, interrupt,
                                [&](const fulcrum::search_progress& p) {
                                    ++calls;
                                    if (p.generation == 3) std::raise(SIGINT);
                                });
        CHECK(interrupt.interrupted());
        // What was interrupted stays so, for the searches after it.
        CHECK(fulcrum::search(fulcrum::random_search{.population = 6, .generations = 9}, fulcrum::zdt1{3},
                              fulcrum::seed{1}, fulcrum::sequential{}, interrupt)
                  .generations == 1);
    }
    CHECK(calls == 4); // the signal came when the criterion had already been asked about the third
    CHECK(found.stopped);
    CHECK(found.stop_reason == "stop_on_interrupt");
    CHECK(found.evaluations == 24);
    CHECK_FALSE(found.front.empty());
    CHECK(others == 0);
    std::raise(SIGINT); // the former handler is back
    CHECK(others == 1);
}

TEST_CASE("search/stop_on_interrupt: each signal has its own, and they nest") {
    const counting_handler outer(SIGTERM);
    others = 0;
    {
        const stop_on_interrupt terminated(SIGTERM);
        const stop_on_interrupt interrupted;
        {
            const stop_on_interrupt inner(SIGTERM);
            std::raise(SIGTERM);
            CHECK(inner.interrupted());
        }
        CHECK(terminated.interrupted());
        CHECK_FALSE(interrupted.interrupted());
        const stop_on_interrupt later(SIGTERM);
        CHECK_FALSE(later.interrupted());
    }
    std::raise(SIGTERM);
    CHECK(others == 1);
}

TEST_CASE("search/stop_on_interrupt: a signal that cannot be handled is refused") {
    CHECK_THROWS_WITH_AS(stop_on_interrupt{SIGKILL}, "stop_on_interrupt: signal 9 cannot be handled: Invalid argument",
                         fulcrum::error);
    CHECK_THROWS_AS(stop_on_interrupt{-1}, fulcrum::error);
    CHECK_THROWS_AS(stop_on_interrupt{100000}, fulcrum::error);
}
