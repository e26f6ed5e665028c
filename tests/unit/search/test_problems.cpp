#include "fulcrum/search/test_problems.hpp"

#include "fulcrum/search/problem.hpp"

#include <doctest/doctest.h>

TEST_CASE("search/test_problems: brings them all") {
    CHECK(fulcrum::search_space(fulcrum::zdt1{}).size() == 30);
    CHECK(fulcrum::search_space(fulcrum::dtlz2{}).size() == 12);
    CHECK(fulcrum::search_space(fulcrum::wfg1{}).size() == 24);
    CHECK(fulcrum::search_space(fulcrum::bnh{}).constraints() == 2);
    CHECK(fulcrum::search_space(fulcrum::knapsack{}).size() == 12);
}
