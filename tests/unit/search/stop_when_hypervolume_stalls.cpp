#include "fulcrum/search/stop_when_hypervolume_stalls.hpp"

#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/zdt.hpp"
#include "search_moment.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <utility>

namespace {
using fulcrum::stop_when_hypervolume_stalls;
} // namespace

TEST_CASE("search/stop_when_hypervolume_stalls: a window without growth, where slow growth adds up") {
    stop_when_hypervolume_stalls stalled{.reference = {10, 10}, .tolerance = 0.1, .window = 3};
    search_moment search;
    stalled.start(search.set, search.space);
    CHECK(search.show(stalled, {}));
    for (int g = 0; g < 5; ++g) CHECK(search.show(stalled, {{11, 2}})); // nothing yet: it goes on
    CHECK(search.show(stalled, {{0, 9}}));                              // 10
    CHECK(search.show(stalled, {{0, 8.95}}));                           // 10.5
    CHECK(search.show(stalled, {{0, 8.95}}));
    CHECK(search.show(stalled, {{0, 8.85}})); // 11.5: by now it has grown
    CHECK(search.show(stalled, {{0, 9}}));    // 1 less
    CHECK(search.show(stalled, {{0, 8.8}}));
    CHECK(search.show_again(stalled, {{0, 8.8}}));
    CHECK_FALSE(search.show(stalled, {{0, 8.8}}));
    CHECK_FALSE(search.show_again(stalled, {{0, 8.8}}));
    CHECK(search.show(stalled, {{0, 0}}));
    stalled.start(search.set, search.space);
    CHECK(stalled.volume == 0);
}

TEST_CASE("search/stop_when_hypervolume_stalls: every so many generations") {
    stop_when_hypervolume_stalls stalled{.reference = {10, 10}, .window = 4, .step = 2};
    search_moment search;
    stalled.start(search.set, search.space);
    int generations = 1;
    while (search.show(stalled, {{5, 5}})) ++generations;
    CHECK(generations == 6); // 2 is the first that counts, then two more
}

TEST_CASE("search/stop_when_hypervolume_stalls: a search ends when it has converged") {
    const auto found = fulcrum::search(fulcrum::nsga2{.population = 40, .generations = 5000}, fulcrum::zdt1{}, {1}, {},
                                       stop_when_hypervolume_stalls{.reference = {1.1, 1.1}});
    CHECK(found.stopped);
    CHECK(found.stop_reason == "stop_when_hypervolume_stalls");
    const double reference[] = {1.1, 1.1};
    fulcrum::workspace ws;
    CHECK(fulcrum::hypervolume(fulcrum::objectives_of(fulcrum::zdt1{}), found.objectives(), found.front,
                               std::span<const double>(reference), ws) > 0.86); // of .8767
}

TEST_CASE("search/stop_when_hypervolume_stalls: options that make no sense are refused") {
    const search_moment search;
    const auto start = [&](stop_when_hypervolume_stalls stalled) { stalled.start(search.set, search.space); };
    CHECK_THROWS_WITH_AS(start({.reference = {1}}),
                         "stop_when_hypervolume_stalls: the reference has 1 values, there are 2 objectives",
                         fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(start({.reference = {1, std::numeric_limits<double>::quiet_NaN()}}),
                         "stop_when_hypervolume_stalls: the reference is nan in 'f2'", fulcrum::error);
    CHECK_THROWS_WITH_AS(start({.reference = {1, 1}, .step = 0}),
                         "stop_when_hypervolume_stalls: step is 0, it must be at least 1", fulcrum::error);
}
