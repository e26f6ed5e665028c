#include "fulcrum/search/stop_when_variables_settle.hpp"

#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/zdt.hpp"
#include "search_moment.hpp"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

namespace {

using fulcrum::stop_when_variables_settle;

void check_change(search_moment::points former, search_moment::points now, double expected) {
    for (const double factor : {1 - 1e-12, 1 + 1e-12}) {
        stop_when_variables_settle settled{.tolerance = expected * factor, .window = 1, .step = 1};
        search_moment search;
        settled.start(search.set, search.space);
        CHECK(search.show(settled, former));
        CHECK(search.show(settled, now) == (factor < 1 && expected > 0));
    }
}

} // namespace

TEST_CASE("search/stop_when_variables_settle: the change is the mean distance to the former front, in intervals") {
    check_change({{1, 2}}, {{1, 2}}, 0);
    check_change({{1, 2}}, {{4, 6}}, 0.5); // (0.3, 0.4)
    check_change({{1, 2}, {5, 5}}, {{1, 2}, {4, 5}, {5, 5}}, 0.1 / 3);
    check_change({{1, 2}, {9, 9}}, {{1, 2}}, 0); // what went away does not count
}

TEST_CASE("search/stop_when_variables_settle: fixed variables do not count") {
    search_moment search;
    search.space = fulcrum::search_space(std::vector<fulcrum::variable>{{"x1", 0, 10}, {"x2", 3, 3}});
    stop_when_variables_settle settled{.tolerance = 0, .window = 1, .step = 1};
    settled.start(search.set, search.space);
    CHECK(search.show(settled, {{1, 3}}));
    CHECK_FALSE(search.show(settled, {{1, 3}}));
}

TEST_CASE("search/stop_when_variables_settle: a search ends when it has converged") {
    const auto found = fulcrum::search(fulcrum::nsga2{.population = 40, .generations = 3000}, fulcrum::zdt1{5}, {1}, {},
                                       stop_when_variables_settle{});
    CHECK(found.stopped);
    CHECK(found.stop_reason == "stop_when_variables_settle");
    CHECK(found.generations > 35);
    for (const std::uint32_t i : found.front) {
        for (std::size_t j = 1; j < 5; ++j) CHECK(found.variables()(i, j) < 0.02); // at the true front they are 0
    }
    CHECK_THROWS_WITH_AS(stop_when_variables_settle{.window = 0}.start(search_moment().set, search_moment().space),
                         "stop_when_variables_settle: window is 0, it must be at least 1", fulcrum::error);
}
