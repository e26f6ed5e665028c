#include "fulcrum/pareto/k_dominance.hpp"

#include "point_sets.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>

namespace {

struct cost : fulcrum::minimize {};
struct gain : fulcrum::maximize {};
struct delay : fulcrum::minimize {};
using goals = fulcrum::objectives<cost, gain, delay>;
using row = std::array<double, 3>;

} // namespace

TEST_CASE("pareto/k_dominance: no worse in k objectives, better in one") {
    const row a{1, 5, 9};
    const row b{2, 5, 3};
    CHECK(fulcrum::k_dominance(2)(goals{}, a, b));
    CHECK(fulcrum::k_dominance(2)(goals{}, b, row{3, 6, 4}));
    CHECK_FALSE(fulcrum::k_dominance(3)(goals{}, a, b));
    CHECK_FALSE(fulcrum::k_dominance(2)(goals{}, a, a));
    CHECK_FALSE(fulcrum::k_dominance(2)(goals{}, row{1, 4, 9}, b));
    CHECK(fulcrum::k_dominance(2)(goals{}, b, row{2, 5, point_sets::inf}));
    CHECK_FALSE(fulcrum::k_dominance(1)(goals{}, row{0, 9, point_sets::inf}, b));
}

TEST_CASE("pareto/k_dominance: the choice of k objectives by trying all of them") {
    const auto data = point_sets::make<double>(point_sets::shape::quantised, 30, 4, 8);
    const auto set = point_sets::alternating(4);
    for (std::size_t k = 1; k <= 4; ++k) {
        for (std::size_t a = 0; a < 30; ++a) {
            for (std::size_t b = 0; b < 30; ++b) {
                bool wanted = false;
                for (unsigned chosen = 0; chosen < 16; ++chosen) {
                    std::size_t size = 0;
                    bool worse = false;
                    bool better = false;
                    for (std::size_t j = 0; j < 4; ++j) {
                        if ((chosen >> j & 1U) == 0) continue;
                        ++size;
                        const double gap = (data(a, j) - data(b, j)) * (j % 2 == 0 ? 1 : -1);
                        worse = worse || gap > 0;
                        better = better || gap < 0;
                    }
                    wanted = wanted || (size == k && better && !worse);
                }
                CHECK(fulcrum::k_dominance(k)(set, data.row(a), data.row(b)) == wanted);
                if (k == 4) CHECK(wanted == fulcrum::dominates(set, data.row(a), data.row(b)));
            }
        }
    }
}

TEST_CASE("pareto/k_dominance: k from 1 to the number of objectives") {
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::k_dominance(0)),
                         "k_dominance: k is 0; it is from 1 to the number of objectives", fulcrum::error);
    CHECK_THROWS_WITH_AS(fulcrum::k_dominance(4).check(goals{}), "k_dominance: k is 4, the set has 3 objectives",
                         fulcrum::shape_error);
    fulcrum::k_dominance(3).check(goals{});
}
