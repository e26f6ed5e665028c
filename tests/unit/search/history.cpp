#include "fulcrum/search/history.hpp"

#include "fulcrum/pareto/hypervolume.hpp"
#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/zdt.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

namespace {

using fulcrum::history;
using fulcrum::nsga2;
using fulcrum::seed;
using fulcrum::sequential;

const fulcrum::search_space one_variable(std::vector<fulcrum::variable>{{"x", 0, 1}});

} // namespace

TEST_CASE("search/history: an entry for each generation") {
    history log{.reference = {1.1, 1.1}};
    const auto found = fulcrum::search(nsga2{.population = 12, .generations = 20}, fulcrum::zdt1{3}, seed{1},
                                       sequential{}, log);
    REQUIRE(log.entries.size() == 20);
    for (std::size_t g = 0; g < 20; ++g) {
        CHECK(log.entries[g].generation == g + 1);
        CHECK(log.entries[g].evaluations == 12 * (g + 1));
        CHECK(log.entries[g].front >= 1);
        CHECK(log.entries[g].best.size() == 2);
        if (g > 0) CHECK(log.entries[g].best[0] <= log.entries[g - 1].best[0]);
    }
    CHECK(log.entries.back().front == found.front.size());
    fulcrum::workspace ws;
    const std::array reference{1.1, 1.1};
    CHECK(log.entries.back().hypervolume == fulcrum::hypervolume(fulcrum::objectives_of(fulcrum::zdt1{}),
                                                                 found.objectives(), found.front,
                                                                 std::span<const double>(reference), ws));
    CHECK(log.entries.back().seconds <= found.seconds);

    history plain;
    static_cast<void>(fulcrum::search(nsga2{.population = 12, .generations = 3}, fulcrum::zdt1{3}, seed{1},
                                      sequential{}, plain));
    CHECK(plain.entries.size() == 3);
    CHECK(std::isnan(plain.entries[0].hypervolume));
    static_cast<void>(fulcrum::search(nsga2{.population = 12, .generations = 2}, fulcrum::zdt1{3}, seed{1},
                                      sequential{}, plain));
    CHECK(plain.entries.size() == 2); // of the last search
}

TEST_CASE("search/history: as CSV and as JSON lines") {
    history log;
    log.start({{"cost", fulcrum::direction::minimize}, {"a \"b\",\n\\c", fulcrum::direction::maximize}}, one_variable);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    log.entries = {{1, 10, 0.5, 0.25, 0.125, 0, nan, {nan, nan}}, {2, 20, 1, 0.5, 1e-7, 3, 0.1, {-1.0 / 3, infinity}}};
    CHECK(log.csv() ==
          "generation,evaluations,seconds,evaluation_seconds,algorithm_seconds,front,hypervolume,best cost,"
          "\"best a \"\"b\"\",\n\\c\"\n"
          "1,10,0.5,0.25,0.125,0,nan,nan,nan\n"
          "2,20,1,0.5,1e-07,3,0.1,-0.3333333333333333,inf\n");
    CHECK(log.json_lines() ==
          R"({"generation":1,"evaluations":10,"seconds":0.5,"evaluation_seconds":0.25,"algorithm_seconds":0.125,)"
          R"("front":0,"hypervolume":null,"best cost":null,"best a \"b\",\u000a\\c":null})"
          "\n"
          R"({"generation":2,"evaluations":20,"seconds":1,"evaluation_seconds":0.5,"algorithm_seconds":1e-07,)"
          R"("front":3,"hypervolume":0.1,"best cost":-0.3333333333333333,"best a \"b\",\u000a\\c":null})"
          "\n");
    CHECK(std::strtod("-0.3333333333333333", nullptr) == -1.0 / 3);
    log.entries.clear();
    CHECK(log.csv().find('\n') != std::string::npos);
    CHECK(log.json_lines().empty());
}

TEST_CASE("search/history: a reference that does not fit is refused before anything is evaluated") {
    const auto with = [](std::vector<double> reference) {
        history log{.reference = std::move(reference)};
        static_cast<void>(fulcrum::search(nsga2{}, fulcrum::zdt1{3}, seed{1}, sequential{}, log));
    };
    CHECK_THROWS_WITH_AS(with({1.1}), "history: the reference has 1 values, there are 2 objectives",
                         fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(with({1.1, std::numeric_limits<double>::infinity()}), "history: the reference is inf in 'f2'",
                         fulcrum::error);
}
