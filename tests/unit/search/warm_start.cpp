#include "fulcrum/search/warm_start.hpp"

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace {

using fulcrum::invalid_rows;

fulcrum::search_space space() {
    return fulcrum::search_space(fulcrum::join_variables(fulcrum::variable{"a", -2, 6},
                                                         fulcrum::integer_variable("n", 0, 9),
                                                         fulcrum::permutation_variables("p", 3)));
}

std::string refusal(const std::vector<double>& rows, invalid_rows how = invalid_rows::refuse) {
    std::vector<double> x(4 * 5, -99);
    const std::string message = thrown<fulcrum::error>(
        [&] { fulcrum::warm_start(space(), {rows.data(), rows.size() / 5, 5}, {x.data(), 4, 5}, how); });
    CHECK(x == std::vector<double>(4 * 5, -99)); // nothing is changed before an error
    return message;
}

} // namespace

TEST_CASE("search/warm_start: rows are copied to the first ones") {
    std::vector<double> x(4 * 5, -99);
    const fulcrum::matrix_view<double> rows(x.data(), 4, 5);
    const std::vector<double> given{6, 0, 0, 1, 2, -2, 9, 2, 1, 0};
    CHECK(fulcrum::warm_start(space(), {given.data(), 2, 5}, rows) == 2);
    CHECK(std::equal(given.begin(), given.end(), x.begin()));
    CHECK(x[10] == -99);
    CHECK(fulcrum::warm_start(space(), {}, rows) == 0);
}

TEST_CASE("search/warm_start: an invalid row is refused with row, variable and bounds") {
    CHECK(refusal({6, 0, 0, 1, 2, 6.5, 0, 0, 1, 2}) == "warm start: row 1 sets 'a' to 6.5, outside [-2, 6]");
    CHECK(refusal({std::nan(""), 0, 0, 1, 2}) == "warm start: row 0 sets 'a' to nan, outside [-2, 6]");
    CHECK(refusal({6, 1.5, 0, 1, 2}) ==
          "warm start: row 0 sets 'n' to 1.5, but it is integer and takes whole numbers in [0, 9]");
    CHECK(refusal({6, 1, 0, 2, 2}) ==
          "warm start: row 0 sets 'p[2]' to 2, which its permutation of [0, 2] already has");
    std::vector<double> x(4 * 5);
    const std::vector<double> given(25, 0);
    CHECK_THROWS_WITH_AS(fulcrum::warm_start(space(), {given.data(), 3, 2}, {x.data(), 4, 5}),
                         "warm start: rows have 2 values, the problem has 5 variables", fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(fulcrum::warm_start(space(), {given.data(), 5, 5}, {x.data(), 4, 5}),
                         "warm start: 5 rows do not fit in a population of 4", fulcrum::shape_error);
}

TEST_CASE("search/warm_start: or repaired, when asked for") {
    std::vector<double> x(2 * 5, -99);
    const std::vector<double> given{6.5, 1.6, 0, 2, 2, -2, 9, 2, 1, 0};
    CHECK(fulcrum::warm_start(space(), {given.data(), 2, 5}, {x.data(), 2, 5}, invalid_rows::repair) == 2);
    CHECK(x == std::vector<double>{6, 2, 0, 1, 2, -2, 9, 2, 1, 0});
    CHECK(refusal({7, std::nan(""), 0, 1, 2}, invalid_rows::repair) ==
          "warm start: row 0 sets 'n' to nan, which has no repair");
}
