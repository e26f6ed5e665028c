#include "fulcrum/search/population.hpp"

#include <doctest/doctest.h>

#include <utility>

TEST_CASE("search/population: slices see their rows, copies move whole individuals") {
    fulcrum::population all(4, 3, 2, 1);
    const auto view = all.slice(0, 4);
    for (std::size_t i = 0; i < 4; ++i) {
        const double id = static_cast<double>(i);
        for (std::size_t j = 0; j < 3; ++j) view.variables(i, j) = 100 * id + static_cast<double>(j);
        for (std::size_t j = 0; j < 2; ++j) view.objectives(i, j) = -100 * id - static_cast<double>(j);
        view.violations(i, 0) = id;
    }
    const auto tail = std::as_const(all).slice(2, 2);
    CHECK(tail.size() == 2);
    CHECK(tail.variables(1, 2) == 302);
    CHECK(tail.objectives(0, 1) == -201);
    CHECK(tail.violations(1, 0) == 3);

    all.copy(3, 0);
    all.copy(1, 1);
    const fulcrum::population own = fulcrum::copy_of(std::as_const(all).slice(0, 3));
    const auto seen = own.slice(0, 3);
    CHECK(own.size() == 3);
    CHECK(seen.variables(0, 0) == 300);
    CHECK(seen.variables(1, 0) == 100);
    CHECK(seen.objectives(0, 1) == -301);
    CHECK(seen.violations(0, 0) == 3);
    CHECK(fulcrum::population().size() == 0);
}
