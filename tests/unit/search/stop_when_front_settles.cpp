#include "fulcrum/search/stop_when_front_settles.hpp"

#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/zdt.hpp"
#include "search_moment.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <utility>

namespace {

using fulcrum::stop_when_front_settles;

/// A criterion that is shown two fronts goes on exactly when their change exceeds its tolerance: brackets the change.
void check_change(search_moment::points former, search_moment::points now, double expected) {
    for (const double factor : {1 - 1e-12, 1 + 1e-12}) {
        stop_when_front_settles settled{.tolerance = expected * factor, .window = 1, .step = 1};
        search_moment search;
        settled.start(search.set, search.space);
        CHECK(search.show(settled, former));
        CHECK(search.show(settled, now) == (factor < 1 && expected > 0));
    }
}

} // namespace

TEST_CASE("search/stop_when_front_settles: the change is the greatest of ideal, nadir and distance") {
    check_change({{0, 4}, {2, 0}}, {{0, 4}, {2, 0}}, 0);
    check_change({{0.5, 4}, {2, 0}}, {{0, 4}, {2, 0}}, 0.25); // the ideal moved by a quarter of the extent
    check_change({{0, 5}, {2, 0}}, {{0, 4}, {2, 0}}, 0.25);   // the nadir, too
    // The middle point alone moved: from (1, 2) to (1, 1), of extents 2 and 4; the mean of 0, 0 and 1 / 4.
    check_change({{0, 4}, {1, 2}, {2, 0}}, {{0, 4}, {1, 1}, {2, 0}}, 0.25 / 3);
    check_change({{1, 1}}, {{1, 1.5}}, 0.5); // no extent: in units of the objective
    // Extents that exceed a double.
    constexpr double huge = 1.7e308;
    check_change({{-huge, 4}, {huge, 0}}, {{-huge, 4}, {huge, 0}}, 0);
    check_change({{-huge, 5}, {huge, 0}}, {{-huge, 4}, {huge, 0}}, 0.25);
}

TEST_CASE("search/stop_when_front_settles: a window of quiet generations, which any change starts anew") {
    stop_when_front_settles settled{.tolerance = 0.1, .window = 4, .step = 2};
    search_moment search;
    settled.start(search.set, search.space);
    const search_moment::points a = {{0, 1}, {1, 0}};
    const search_moment::points b = {{0, 2}, {1, 0}};
    CHECK(search.show(settled, b)); // 1
    CHECK(search.show(settled, a)); // 2: the first that counts
    CHECK(search.show(settled, b)); // 3 is not looked at
    CHECK(search.show(settled, a)); // 4: quiet for 2
    CHECK(search.show(settled, a)); // 5
    CHECK(search.show(settled, b)); // 6: it moved
    CHECK(search.show(settled, b)); // 7
    CHECK(search.show(settled, b)); // 8
    CHECK(search.show(settled, {})); // 9
    CHECK_FALSE(search.show(settled, b)); // 10: quiet since 6
    CHECK_FALSE(search.show_again(settled, b));
    CHECK_FALSE(search.show(settled, b));
    CHECK(search.show(settled, {})); // 12: no front
    CHECK(search.show(settled, b));
    CHECK(search.show(settled, b)); // 14: nothing to compare with
    settled.start(search.set, search.space);
    CHECK(search.show(settled, b));
}

TEST_CASE("search/stop_when_front_settles: a search ends when it has converged, and not before") {
    const auto found = fulcrum::search(fulcrum::nsga2{.population = 60, .generations = 2000}, fulcrum::zdt1{}, {1}, {},
                                       stop_when_front_settles{});
    CHECK(found.stopped);
    CHECK(found.stop_reason == "stop_when_front_settles");
    CHECK(found.generations > 60);
    CHECK(found.generations < 2000);
    for (const std::uint32_t i : found.front) { // the true front: f2 = 1 - sqrt(f1)
        CHECK(found.objectives()(i, 1) - 1 + std::sqrt(found.objectives()(i, 0)) < 0.02);
    }
}

TEST_CASE("search/stop_when_front_settles: options that make no sense are refused") {
    const search_moment search;
    const auto start = [&](stop_when_front_settles settled) { settled.start(search.set, search.space); };
    CHECK_THROWS_WITH_AS(start({.tolerance = -1}),
                         "stop_when_front_settles: tolerance is -1, it must be at least 0 and finite", fulcrum::error);
    CHECK_THROWS_WITH_AS(start({.window = 0}), "stop_when_front_settles: window is 0, it must be at least 1",
                         fulcrum::error);
    CHECK_THROWS_WITH_AS(start({.step = 0}), "stop_when_front_settles: step is 0, it must be at least 1",
                         fulcrum::error);
}
