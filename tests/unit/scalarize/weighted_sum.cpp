#include "fulcrum/scalarize/weighted_sum.hpp"
#include "feature_table.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/scalarize/normalize.hpp"
#include "fulcrum/select/score_with.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <limits>

using namespace fulcrum;

namespace {

struct click : maximize {};
struct sale : maximize {};
struct complaint : minimize {};
using goals = objectives<click, sale, complaint>;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

weighted_sum<weights<complaint, click, sale>> blend() {
    return weighted_sum{weights{.2F * complaint{}, .5F * click{}, .3F * sale{}}};
}

} // namespace

TEST_CASE("scalarize/weighted_sum: agrees with the sum in double, at every length") {
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, blend());
    for (const std::size_t n : {0UL, 1UL, 15UL, 16UL, 17UL, 31UL, 32UL, 33UL, 100UL}) {
        const feature_table t = random_table(n, 3, n + 1);
        workspace ws;
        const slate s = p(request{t.view()}, ws);
        for (std::size_t i = 0; i < n; ++i) {
            const double expected = 0.5 * static_cast<double>(t(i, 0)) + 0.3 * static_cast<double>(t(i, 1)) -
                                    0.2 * static_cast<double>(t(i, 2));
            CHECK(static_cast<double>(s.utility()[i]) == doctest::Approx(expected).epsilon(1e-5));
        }
    }
}

TEST_CASE("scalarize/weighted_sum: after a normalizer it sums gains") {
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, min_max{}, blend());
    const feature_table t{{0, 100, 3}, {10, 200, 1}, {5, 400, 2}};
    workspace ws;
    const slate s = p(request{t.view()}, ws);
    CHECK(s.utility()[0] == doctest::Approx(0.0));
    CHECK(s.utility()[1] == doctest::Approx(0.5 + 0.3 / 3 + 0.2));
    CHECK(s.utility()[2] == doctest::Approx(0.25 + 0.3 + 0.1));
}

TEST_CASE("scalarize/weighted_sum: rows that are not finite have the least utility") {
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, blend());
    const feature_table t{{1, 1, 1}, {infinity, 1, 1}, {1, not_a_number, 1}, {1, 1, -infinity}, {-5, 0, 9}};
    workspace ws;
    const slate s = p(request{t.view()}, ws);
    CHECK(s.nonfinite() == 3);
    for (const std::size_t i : {1UL, 2UL, 3UL}) CHECK(s.utility()[i] == -infinity);
    CHECK(std::isfinite(s.utility()[0]));
    CHECK(std::isfinite(s.utility()[4]));
}

TEST_CASE("scalarize/weighted_sum: an objective of weight 0 does not count") {
    const auto p = rank_by<goals>(score_with{features_as_objectives{}},
                                  weighted_sum{weights{0 * click{}, 1 * sale{}, 0 * complaint{}}});
    const feature_table t{{3e38F, 1, 3e38F}, {-3e38F, 2, 0}};
    workspace ws;
    const slate s = p(request{t.view()}, ws);
    CHECK(s.utility()[0] == 1);
    CHECK(s.utility()[1] == 2);
}

TEST_CASE("scalarize/weighted_sum: its parameters are its weights") {
    auto p = rank_by<goals>(score_with{features_as_objectives{}}, blend());
    const auto list = p.parameters();
    REQUIRE(list.size() == 3);
    CHECK(list[0].name == "weighted_sum.complaint");
    CHECK(list[0].value == .2F);
    const float only_clicks[] = {0, 1, 0};
    p.set_parameters(only_clicks);
    const feature_table t{{4, 5, 6}};
    workspace ws;
    CHECK(p(request{t.view()}, ws).utility()[0] == 4);
}

TEST_CASE("scalarize/weighted_sum: weights by name are bound to the objectives") {
    const auto p = rank_by<goals>(score_with{features_as_objectives{}},
                                  weighted_sum{named_weights{{"complaint", 1}, {"sale", 0}, {"click", 0}}});
    const feature_table t{{4, 5, 6}};
    workspace ws;
    CHECK(p(request{t.view()}, ws).utility()[0] == -6);
    const auto compose = [] {
        static_cast<void>(rank_by<goals>(score_with{features_as_objectives{}},
                                         weighted_sum{named_weights{{"complaint", 1}, {"sale", 0}}}));
    };
    CHECK(thrown<shape_error>(compose) == "weights have 2 values, objectives are 3");
}
