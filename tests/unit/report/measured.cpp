#include "fulcrum/report/measured.hpp"

#include <doctest/doctest.h>

#include <limits>

TEST_CASE("report/measured: a number is shown with its decimals, its interval, and a true minus sign") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    CHECK(fulcrum::to_text(0.1834, 3) == "0.183");
    CHECK(fulcrum::to_text({0.1834, 0.1771, 0.1899}, 3) == "0.183 [0.177, 0.190]");
    CHECK(fulcrum::to_text(-2.5, 1) == "\u22122.5");
    CHECK(fulcrum::to_text(-0.0001, 2) == "0.00");
    CHECK(fulcrum::to_text({1, -infinity, infinity}, 0) == "1 [\u2212\u221E, \u221E]");
    CHECK(fulcrum::to_text(fulcrum::measured(), 2) == "n/a");
    CHECK(fulcrum::to_text(1234567, -1) == "1.235e6");
    CHECK(fulcrum::to_text(1e300, 2) == "1.000e300");
}

TEST_CASE("report/measured: an estimate keeps its interval, a number has none") {
    const fulcrum::measured m = fulcrum::estimate{.value = 2, .low = 1, .high = 3};
    CHECK(m.value == 2);
    CHECK(m.low == 1);
    CHECK(m.high == 3);
    CHECK(m.has_interval());
    CHECK(!fulcrum::measured(2.0).has_interval());
    CHECK(!fulcrum::measured().has_interval());
}
