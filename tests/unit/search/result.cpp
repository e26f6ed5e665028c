#include "fulcrum/search/result.hpp"

#include <doctest/doctest.h>

#include <exception>
#include <stdexcept>
#include <utility>

TEST_CASE("search/result: shows what it owns, and an error carries it along") {
    fulcrum::search_result found;
    CHECK(found.size() == 0);
    CHECK(found.variables().rows() == 0);
    found.last = fulcrum::population(2, 3, 2, 1);
    found.last.slice(0, 2).objectives(1, 1) = 7;
    found.front = {1};
    CHECK(found.variables().cols() == 3);
    CHECK(found.objectives()(1, 1) == 7);
    CHECK(found.violations().cols() == 1);

    const auto cause = std::make_exception_ptr(std::range_error("out"));
    try {
        throw fulcrum::search_error("stopped", std::move(found), cause);
    } catch (const fulcrum::error& e) {
        const auto& full = dynamic_cast<const fulcrum::search_error&>(e);
        const fulcrum::search_error copy = full;
        CHECK(copy.result().objectives()(copy.result().front[0], 1) == 7);
        CHECK_THROWS_AS(std::rethrow_exception(copy.cause()), std::range_error);
    }
}
