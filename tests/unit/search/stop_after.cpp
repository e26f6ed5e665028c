#include "fulcrum/search/stop_after.hpp"

#include "fulcrum/search/random_search.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/zdt.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

namespace {

using namespace std::chrono_literals;
using fulcrum::random_search;
using fulcrum::seed;
using fulcrum::sequential;
using fulcrum::stop_after;
using fulcrum::stop_after_evaluations;

} // namespace

TEST_CASE("search/stop_after: evaluations end it with the generation that reaches the limit") {
    const auto stopped_at = [](std::size_t limit) {
        return fulcrum::search(random_search{.population = 10, .generations = 7}, fulcrum::zdt1{3}, seed{1},
                               sequential{}, stop_after_evaluations{limit});
    };
    CHECK(stopped_at(1).evaluations == 10);
    CHECK(stopped_at(30).evaluations == 30);
    CHECK(stopped_at(31).evaluations == 40);
    CHECK(stopped_at(31).stop_reason == "stop_after_evaluations");
    CHECK(stopped_at(1000).evaluations == 70);
    CHECK_FALSE(stopped_at(1000).stopped);
    CHECK(stopped_at(1000).stop_reason.empty());
    CHECK_THROWS_WITH_AS(static_cast<void>(stopped_at(0)), "stop_after_evaluations: the limit is 0, it must be at least 1",
                         fulcrum::error);
}

TEST_CASE("search/stop_after: time ends it with the generation that exceeds it") {
    const auto pause = [](const fulcrum::search_progress&) { std::this_thread::sleep_for(4ms); };
    const auto found = fulcrum::search(random_search{.population = 10, .generations = 1000}, fulcrum::zdt1{3}, seed{1},
                                       sequential{}, pause, stop_after{10ms});
    CHECK(found.stopped);
    CHECK(found.stop_reason == "stop_after");
    CHECK(found.seconds >= 0.01);
    CHECK(found.generations <= 4); // a pause is never shorter: at the end of the third all is over, 12 ms
    const auto all = fulcrum::search(random_search{.population = 10, .generations = 3}, fulcrum::zdt1{3}, seed{1},
                                     sequential{}, stop_after{1h});
    CHECK_FALSE(all.stopped);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::search(random_search{}, fulcrum::zdt1{3}, seed{1}, sequential{},
                                                           stop_after{0s})),
                         "stop_after: the time is 0 seconds, it must be above 0", fulcrum::error);
}
