#include "fulcrum/pareto/g_dominance.hpp"

#include "point_sets.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

namespace {

struct cost : fulcrum::minimize {};
struct gain : fulcrum::maximize {};
using goals = fulcrum::objectives<cost, gain>;
using row = std::array<double, 2>;

} // namespace

TEST_CASE("pareto/g_dominance: rows comparable with the reference go before those that are not") {
    const std::vector<double> reference{10, 5};
    const fulcrum::g_dominance g(reference);
    const row both_better{9, 6};
    const row both_worse{11, 4};
    const row mixed{1, 4};
    const row better_mixed{0.5, 4.5};
    CHECK(g(goals{}, both_worse, mixed)); // though mixed is far cheaper
    CHECK_FALSE(g(goals{}, mixed, both_worse));
    CHECK(g(goals{}, both_better, both_worse));
    CHECK(g(goals{}, better_mixed, mixed));
    CHECK_FALSE(g(goals{}, mixed, better_mixed));
    CHECK(g(goals{}, row{10, 5}, mixed)); // the reference itself is both
    CHECK(g(goals{}, row{10, 4}, mixed)); // in one objective as good as the reference
    CHECK(g(goals{}, row{9, 5}, mixed));
    CHECK_FALSE(g(goals{}, mixed, mixed));
    CHECK(g(goals{}, mixed, row{point_sets::quiet_nan, 5}));
    CHECK_FALSE(g(goals{}, row{9, point_sets::inf}, mixed));
}

TEST_CASE("pareto/g_dominance: transitive, as it says") {
    const auto data = point_sets::make<float>(point_sets::shape::quantised, 25, 3, 4);
    const auto set = point_sets::alternating(3);
    const std::vector<double> reference{0, 0, -1};
    const fulcrum::g_dominance g(reference);
    for (std::size_t a = 0; a < 25; ++a) {
        for (std::size_t b = 0; b < 25; ++b) {
            if (!g(set, data.row(a), data.row(b))) continue;
            for (std::size_t c = 0; c < 25; ++c) {
                if (g(set, data.row(b), data.row(c))) CHECK(g(set, data.row(a), data.row(c)));
            }
        }
    }
}

TEST_CASE("pareto/g_dominance: a reference that does not fit or is not finite is refused") {
    const std::vector<double> odd{1, point_sets::quiet_nan};
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::g_dominance(odd)),
                         "g_dominance: value 1 of the reference is not finite", fulcrum::error);
    const std::vector<double> three{1, 2, 3};
    CHECK_THROWS_WITH_AS(fulcrum::g_dominance(three).check(goals{}),
                         "g_dominance: the reference has 3 values, the set has 2 objectives", fulcrum::shape_error);
}
