#include "fulcrum/pipeline/any_pipeline.hpp"
#include "feature_table.hpp"
#include "fulcrum/pipeline/named.hpp"
#include "fulcrum/rerank/mmr.hpp"
#include "fulcrum/scalarize/chebyshev.hpp"
#include "fulcrum/scalarize/normalize.hpp"
#include "fulcrum/scalarize/weighted_sum.hpp"
#include "fulcrum/select/plackett_luce.hpp"
#include "fulcrum/select/score_with.hpp"
#include "fulcrum/select/top_k.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

struct click : maximize {};
struct complaint : minimize {};
using goals = objectives<click, complaint>;
using any_list = std::vector<any_stage<goals>>;

static_assert(std::is_copy_constructible_v<any_pipeline<goals>>);
static_assert(std::is_nothrow_move_constructible_v<any_stage<goals>>);

auto blend() { return weights{.7F * click{}, .3F * complaint{}}; }

auto typed_pipeline() {
    return rank_by<goals>(score_with{features_as_objectives{}}, min_max{}, named("blend", chebyshev{blend()}),
                          mmr{.lambda = 0.6F}, plackett_luce{.k = 7, .temperature = 0.4F});
}
any_list erased_stages() {
    return {score_with{features_as_objectives{}}, min_max{}, named("blend", chebyshev{blend()}), mmr{.lambda = 0.6F},
            plackett_luce{.k = 7, .temperature = 0.4F}};
}

bool same_bits(std::span<const float> a, std::span<const float> b) {
    return std::ranges::equal(a, b, [](float x, float y) {
        return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
    });
}

struct needs_propensities {
    static constexpr auto needs = columns::propensity;
    static constexpr auto gives = columns::none;
    static void run(slate&, workspace&) {}
};
struct needs_order {
    static constexpr auto needs = columns::order;
    static constexpr auto gives = columns::none;
    static void run(slate&, workspace&) {}
};

std::string refused(any_list stages) {
    return thrown<error>([&] { any_pipeline<goals>(goals{}, std::move(stages)); });
}

} // namespace

TEST_CASE("pipeline/any_pipeline: equals the typed pipeline, bit for bit") {
    const auto typed = typed_pipeline();
    const any_pipeline converted = typed;
    const any_pipeline<goals> listed(goals{}, erased_stages());
    CHECK(converted.stage_count() == typed.stage_count());
    CHECK(converted.stochastic());
    CHECK(listed.goals().name(1) == "complaint");
    for (const std::size_t n : {0UL, 1UL, 2UL, 16UL, 100UL}) {
        const feature_table t = random_table(n, 2, n);
        const request r = request{t.view()}.with_key(n);
        workspace one;
        workspace two;
        const slate x = typed(r, one);
        for (const any_pipeline<goals>* p : {&converted, &listed}) {
            const slate y = (*p)(r, two);
            CHECK(std::ranges::equal(x.order(), y.order()));
            CHECK(same_bits(x.utility(), y.utility()));
            for (const std::uint32_t row : x.order()) CHECK(x.propensity()[row] == y.propensity()[row]);

            slate last = p->start(r, two);
            p->run(last, two, 0, p->stage_count() - 1);
            std::vector<float> out(y.order().size());
            p->propensities(last, y.order(), out, two);
            for (std::size_t k = 0; k < out.size(); ++k) {
                CHECK(out[k] == doctest::Approx(x.propensity()[x.order()[k]]).epsilon(1e-5));
            }
        }
    }
}

TEST_CASE("pipeline/any_pipeline: propensities of one that does not draw") {
    const any_pipeline<goals> p(goals{}, {score_with{features_as_objectives{}}, weighted_sum{blend()}, top_k{2}});
    CHECK_FALSE(p.stochastic());
    const feature_table t{{.1F, 0}, {.9F, 0}, {.5F, 0}};
    workspace ws;
    slate s = p.start(request{t.view()}, ws);
    p.run(s, ws, 0, 2);
    std::vector<float> out(2);
    p.propensities(s, std::vector<std::uint32_t>{1, 0}, out, ws);
    CHECK(out == std::vector<float>{1, 0});
}

TEST_CASE("pipeline/any_pipeline: what is wrong is said in the compiler's words") {
    const auto sentence = [](columns c) { return std::string(detail::sentence_for(c)); };
    const score_with score{features_as_objectives{}};
    CHECK(holds(refused({}), "empty", "at least one"));
    CHECK(refused({score, min_max{}, top_k{}}) == "any_pipeline: stage 2 (top_k) " + sentence(columns::utility));
    CHECK(refused({min_max{}}) == "any_pipeline: stage 0 (min_max) " + sentence(columns::objectives));
    CHECK(refused({score, named("blend", chebyshev{blend()})}) ==
          "any_pipeline: stage 1 (blend) " + sentence(columns::ideal));
    CHECK(refused({score, needs_order{}}) == "any_pipeline: stage 1 (needs_order) " + sentence(columns::order));
    CHECK(refused({score, weighted_sum{blend()}, top_k{}, needs_propensities{}}) ==
          "any_pipeline: stage 3 (needs_propensities) " + sentence(columns::propensity));
    CHECK(holds(sentence(columns::utility), "needs utility", "no stage before it", "scalarizer"));
}

TEST_CASE("pipeline/any_pipeline: stages are bound to the objectives and checked") {
    const dynamic_objectives names{{"complaint", direction::minimize}, {"click", direction::maximize}};
    using stages = std::vector<any_stage<dynamic_objectives>>;
    const stages good{score_with{features_as_objectives{}}, weighted_sum{named_weights{{"click", 1}, {"complaint", 0}}}, top_k{}};
    const any_pipeline<dynamic_objectives> p(names, good);
    const feature_table t{{1, 2}, {0, 5}};
    workspace ws;
    CHECK(p(request{t.view()}, ws).order()[0] == 1);
    CHECK(thrown<shape_error>([&] {
              any_pipeline<dynamic_objectives>(
                  names, stages{score_with{features_as_objectives{}}, weighted_sum{named_weights{{"click", 1}}}});
          }) == "weights have 1 values, objectives are 2");
}

TEST_CASE("pipeline/any_pipeline: parameters, and copies that are independent") {
    any_pipeline p = typed_pipeline();
    any_pipeline copy = p;
    const auto before = typed_pipeline().parameters();
    REQUIRE(std::as_const(p).parameters().size() == before.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        CHECK(p.parameters()[i].name == before[i].name);
        CHECK(p.parameters()[i].value == before[i].value);
        CHECK(p.parameters()[i].logarithmic == before[i].logarithmic);
    }
    CHECK(p.first_tunable() == 2);
    copy.set_parameters(std::vector<float>{0, 1, 1, .02F});
    CHECK(copy.parameters()[1].value == 1);
    CHECK(p.parameters()[1].value == before[1].value);
    CHECK(holds(thrown<shape_error>([&] { p.set_parameters(std::vector<float>(3)); }), "3 values", "4 parameters"));
    CHECK(holds(thrown<error>([&] { p.set_parameters(std::vector<float>{0, 1, 2, .02F}); }), "mmr: lambda"));

    p = copy; // NOLINT: copied on purpose
    CHECK(p.parameters()[1].value == 1);
    const any_pipeline moved = std::move(copy);
    const feature_table t = random_table(9, 2, 1);
    workspace ws;
    CHECK(moved(request{t.view()}, ws).order().size() == 7);
}
