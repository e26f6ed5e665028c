#include "fulcrum/report/axis.hpp"

#include "fulcrum/core/random.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace {

std::vector<std::string> labels(const fulcrum::plot_axis& axis) {
    std::vector<std::string> list;
    for (const double tick : axis.ticks) list.push_back(axis.label(tick));
    return list;
}

void check_sound(double low, double high, std::size_t wanted) {
    CAPTURE(low);
    CAPTURE(high);
    CAPTURE(wanted);
    const fulcrum::plot_axis axis = fulcrum::nice_axis(low, high, wanted);
    REQUIRE(std::isfinite(axis.low));
    REQUIRE(std::isfinite(axis.high));
    REQUIRE(axis.low < axis.high);
    REQUIRE(axis.step > 0);
    REQUIRE(!axis.ticks.empty());
    REQUIRE(axis.ticks.size() <= 2 * wanted + 2);
    std::set<std::string> distinct;
    for (std::size_t i = 0; i < axis.ticks.size(); ++i) {
        REQUIRE(axis.fraction(axis.ticks[i]) >= 0);
        REQUIRE(axis.fraction(axis.ticks[i]) <= 1);
        if (i > 0) REQUIRE(axis.ticks[i] > axis.ticks[i - 1]);
        distinct.insert(axis.label(axis.ticks[i]));
    }
    REQUIRE(distinct.size() == axis.ticks.size());
}

} // namespace

TEST_CASE("report/axis: labels are round, and no longer than they must be") {
    CHECK(labels(fulcrum::nice_axis(0, 1, 5)) == std::vector<std::string>{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
    CHECK(labels(fulcrum::nice_axis(0.15, 0.2, 5)) ==
          std::vector<std::string>{"0.15", "0.16", "0.17", "0.18", "0.19", "0.20"});
    CHECK(labels(fulcrum::nice_axis(-130, 90, 4)) == std::vector<std::string>{"\u2212100", "\u221250", "0", "50"});
    CHECK(labels(fulcrum::nice_axis(1e9, 1e9 + 4, 4)) ==
          std::vector<std::string>{"1000000000", "1000000001", "1000000002", "1000000003", "1000000004"});
    CHECK(labels(fulcrum::nice_axis(0, 4e7, 4)) == std::vector<std::string>{"0", "1e7", "2e7", "3e7", "4e7"});
    CHECK(labels(fulcrum::nice_axis(0, 2e-8, 2)) == std::vector<std::string>{"0", "1e\u22128", "2e\u22128"});
}

TEST_CASE("report/axis: the step is 1, 2 or 5 times a power of ten and gives about the wanted number of labels") {
    fulcrum::random_stream random(3, 0);
    for (int i = 0; i < 3000; ++i) {
        const double low = (random.uniform() - 0.5) * std::pow(10, 12 * random.uniform() - 6);
        const double high = low + std::pow(10, 12 * random.uniform() - 6);
        const auto wanted = std::size_t{3} + random.below(8);
        check_sound(low, high, wanted);
        const double step = fulcrum::nice_axis(low, high, wanted).step;
        const double mantissa = step / std::pow(10, std::floor(std::log10(step) + 1e-9));
        REQUIRE((std::abs(mantissa - 1) < 1e-6 || std::abs(mantissa - 2) < 1e-6 || std::abs(mantissa - 5) < 1e-6));
        const double count = (high - low) / step;
        if (high - low > std::abs(low) * 1e-8) REQUIRE(count > static_cast<double>(wanted) / 2);
    }
}

TEST_CASE("report/axis: ranges without width, without an end or out of all bounds become sensible ones") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double largest = std::numeric_limits<double>::max();
    for (const double a : {0.0, 1.0, -3.5, 1e-320, 1e-300, 1e300, largest, -largest, infinity, -infinity, nan}) {
        for (const double b : {0.0, 1.0, -3.5, 1e-320, 1e-300, 1e300, largest, -largest, infinity, -infinity, nan}) {
            for (const std::size_t wanted : {0U, 1U, 2U, 6U}) check_sound(a, b, wanted);
        }
    }
    CHECK(fulcrum::nice_axis(4, 4).fraction(4) == doctest::Approx(0.5));
    CHECK(fulcrum::nice_axis(infinity, -infinity).low == 0); // what an empty plot has
    CHECK(fulcrum::nice_axis(infinity, -infinity).high == 1);
}
