#include "fulcrum/scalarize/chebyshev.hpp"
#include "feature_table.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/scalarize/normalize.hpp"
#include "fulcrum/scalarize/weighted_sum.hpp"
#include "fulcrum/select/score_with.hpp"
#include "fulcrum/select/top_k.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>

using namespace fulcrum;

namespace {

struct click : maximize {};
struct sale : maximize {};
struct complaint : minimize {};
using goals = objectives<click, sale, complaint>;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

auto given_weights() { return weights{.2F * complaint{}, .5F * click{}, .3F * sale{}}; }

// What it needs depends on whether the point is given.
static_assert(covers(decltype(chebyshev{given_weights()})::needs, columns::ideal));
static_assert(!covers(decltype(chebyshev{given_weights(), point{1 * click{}}})::needs, columns::ideal));

} // namespace

TEST_CASE("scalarize/chebyshev: from a given point it is the weighted distance, in double, at every length") {
    const auto p = rank_by<goals>(score_with{features_as_objectives{}},
                                  chebyshev{given_weights(), point{-1.5F * complaint{}, 2 * click{}, 1 * sale{}}});
    for (const std::size_t n : {0UL, 1UL, 15UL, 16UL, 17UL, 33UL, 100UL}) {
        const feature_table t = random_table(n, 3, n + 1);
        workspace ws;
        const slate s = p(request{t.view()}, ws);
        for (std::size_t i = 0; i < n; ++i) {
            const double expected = -std::max({0.5 * (2 - static_cast<double>(t(i, 0))), 0.3 * (1 - static_cast<double>(t(i, 1))),
                                               0.2 * (static_cast<double>(t(i, 2)) + 1.5)});
            CHECK(static_cast<double>(s.utility()[i]) == doctest::Approx(expected).epsilon(1e-5));
        }
    }
}

TEST_CASE("scalarize/chebyshev: after min_max the ideal gains 1 in each objective") {
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, min_max{}, chebyshev{given_weights()});
    const feature_table t{{0, 100, 3}, {10, 200, 1}, {5, 400, 2}};
    workspace ws;
    const slate s = p(request{t.view()}, ws);
    CHECK(s.utility()[0] == doctest::Approx(-0.5));
    CHECK(s.utility()[1] == doctest::Approx(-0.3 * 2 / 3));
    CHECK(s.utility()[2] == doctest::Approx(-0.25));
}

TEST_CASE("scalarize/chebyshev: after z_score distances are in deviations") {
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, z_score{}, chebyshev{given_weights()});
    const feature_table t{{0, 1, 3}, {10, 1, 1}}; // the deviations are 5, 0 and 1
    workspace ws;
    const slate s = p(request{t.view()}, ws);
    CHECK(s.utility()[0] == doctest::Approx(-1.0)); // 0.5 * (10 - 0) / 5
    CHECK(s.utility()[1] == doctest::Approx(0.0));
}

TEST_CASE("scalarize/chebyshev: it reaches the concave part of a front, a weighted sum does not") {
    using two = objectives<click, sale>;
    feature_table front(21, 2); // x + sqrt(y) = 1: no row is above the chord of the ends
    for (std::size_t i = 0; i < 21; ++i) {
        const float x = static_cast<float>(i) / 20;
        front(i, 0) = x;
        front(i, 1) = (1 - x) * (1 - x);
    }
    std::set<std::uint32_t> by_distance;
    std::set<std::uint32_t> by_sum;
    for (int step = 1; step < 200; ++step) {
        const float w = static_cast<float>(step) / 200;
        workspace ws;
        const weights blend{w * click{}, (1 - w) * sale{}};
        by_distance.insert(rank_by<two>(score_with{features_as_objectives{}}, min_max{}, chebyshev{blend}, top_k{1})(
                               request{front.view()}, ws)
                               .order()[0]);
        by_sum.insert(rank_by<two>(score_with{features_as_objectives{}}, min_max{}, weighted_sum{blend}, top_k{1})(
                          request{front.view()}, ws)
                          .order()[0]);
    }
    CHECK(by_distance.size() >= 19);
    CHECK(by_sum == std::set<std::uint32_t>{0, 20});
}

TEST_CASE("scalarize/chebyshev: rows that are not finite have the least utility") {
    const feature_table t{{1, 1, 1}, {infinity, 1, 1}, {1, not_a_number, 1}, {1, 1, -infinity}, {-5, 0, 9}};
    workspace ws;
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, min_max{}, chebyshev{given_weights()});
    const slate s = p(request{t.view()}, ws);
    for (const std::size_t i : {1UL, 2UL, 3UL}) CHECK(s.utility()[i] == -infinity);
    CHECK(s.utility()[0] == 0);
    CHECK(s.utility()[4] == -0.5F);
}

TEST_CASE("scalarize/chebyshev: huge values do not turn into no number") {
    const feature_table t{{3e38F, -3e38F, 0}, {-3e38F, 3e38F, 0}, {0, 0, 0}};
    workspace ws;
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, min_max{}, chebyshev{given_weights()});
    const slate s = p(request{t.view()}, ws);
    CHECK(s.utility()[0] == doctest::Approx(-0.3));
    CHECK(s.utility()[1] == doctest::Approx(-0.5));
    CHECK(s.utility()[2] == doctest::Approx(-0.25));
}

TEST_CASE("scalarize/chebyshev: its parameters are its weights, not its point") {
    auto p = rank_by<goals>(score_with{features_as_objectives{}},
                            chebyshev{given_weights(), point{1 * click{}, 1 * sale{}, 0 * complaint{}}});
    CHECK(p.parameters().size() == 3);
    CHECK(p.parameters()[1].name == "chebyshev.click");
    const float only_sales[] = {0, 0, 1};
    p.set_parameters(only_sales);
    const feature_table t{{9, 0.25F, 9}};
    workspace ws;
    CHECK(p(request{t.view()}, ws).utility()[0] == -0.75F);
}
