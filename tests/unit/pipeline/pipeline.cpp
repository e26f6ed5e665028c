#include "fulcrum/pipeline/pipeline.hpp"
#include "feature_table.hpp"
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
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

struct click : maximize {};
struct complaint : minimize {};
using goals = objectives<click, complaint>;
using list = std::vector<std::uint32_t>;

using score = score_with<features_as_objectives>;
using sum = weighted_sum<weights<click, complaint>>;
using distance = chebyshev<weights<click, complaint>>;

// What a stage needs and nothing before it gives, as the compiler sees it.
static_assert(detail::missing_column<score, min_max, distance, top_k>() == columns::none);
static_assert(detail::missing_column<score, distance, top_k>() == columns::ideal);
static_assert(detail::missing_column<score, min_max, top_k>() == columns::utility);
static_assert(detail::missing_column<min_max, distance>() == columns::objectives);
static_assert(detail::missing_column<top_k, score, sum>() == columns::utility); // too late
static_assert(detail::missing_column<>() == columns::none);

/// Needs an order, and puts its first row last.
struct house_rules {
    static constexpr auto needs = columns::order;
    static constexpr auto gives = columns::none;
    static void run(slate& s, workspace&) {
        if (!s.order().empty()) std::rotate(s.order().begin(), s.order().begin() + 1, s.order().end());
    }
};
static_assert(detail::missing_column<score, sum, house_rules>() == columns::order);

struct narrow {
    static constexpr auto needs = columns::none;
    static constexpr auto gives = columns::none;
    static void check(const request& r) {
        if (r.size() > 4) fail<shape_error>("narrow: ", r.size(), " candidates, at most 4");
    }
    static void run(slate&, workspace&) {}
};

auto blend(float c = .7F, float d = .3F) { return weights{c * click{}, d * complaint{}}; }
list ids(std::span<const std::uint32_t> rows) { return {rows.begin(), rows.end()}; }

} // namespace

TEST_CASE("pipeline/pipeline: stages run in the order in which they are listed") {
    const feature_table t{{.1F, 0}, {.9F, 0}, {.5F, 0}, {.7F, 0}};
    workspace ws;
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, weighted_sum{blend()}, top_k{3}, house_rules{});
    static_assert(p.stage_count() == 4);
    static_assert(!p.stochastic());
    CHECK(ids(p(request{t.view()}, ws).order()) == list{3, 2, 1});
    CHECK(p.goals().name(1) == "complaint");
}

TEST_CASE("pipeline/pipeline: no candidate gives an empty slate") {
    workspace ws;
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, min_max{}, chebyshev{blend()}, top_k{3},
                                  mmr{}, house_rules{});
    CHECK(p(request{}, ws).order().empty());
}

TEST_CASE("pipeline/pipeline: objectives known at run time rank as those of the compiler") {
    const feature_table t = random_table(50, 2, 3);
    const auto typed = rank_by<goals>(score_with{features_as_objectives{}}, min_max{}, chebyshev{blend()}, top_k{20}, mmr{});
    const auto dynamic = rank_by(dynamic_objectives{{"click", direction::maximize}, {"complaint", direction::minimize}},
                                 score_with{features_as_objectives{}}, min_max{},
                                 chebyshev{named_weights{{"complaint", .3F}, {"click", .7F}}}, top_k{20}, mmr{});
    const auto tagged = rank_by(dynamic_objectives{{"click", direction::maximize}, {"complaint", direction::minimize}},
                                score_with{features_as_objectives{}}, min_max{}, chebyshev{blend()}, top_k{20}, mmr{});
    workspace one;
    workspace two;
    const slate x = typed(request{t.view()}, one);
    const slate y = dynamic(request{t.view()}, two);
    CHECK(ids(x.order()) == ids(y.order()));
    CHECK(std::ranges::equal(x.utility(), y.utility()));
    CHECK(ids(tagged(request{t.view()}, two).order()) == ids(x.order()));
    CHECK(thrown<error>([] {
              static_cast<void>(rank_by(dynamic_objectives{{"click"}, {"sale"}}, score_with{features_as_objectives{}},
                                        weighted_sum{blend()}));
          }) == "weights: none is given for objective 'sale'");
}

TEST_CASE("pipeline/pipeline: every stage checks a request before anything is written") {
    const feature_table small{{1, 2}, {3, 4}};
    const feature_table large(5, 2);
    workspace ws;
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, weighted_sum{blend(1, 0)}, top_k{}, narrow{});
    const slate before = p(request{small.view()}, ws);
    CHECK(ids(before.order()) == list{1, 0});
    CHECK(thrown<shape_error>([&] { static_cast<void>(p(request{large.view()}, ws)); }) == "narrow: 5 candidates, at most 4");
    CHECK(ids(before.order()) == list{1, 0}); // still there
    CHECK(before.utility()[1] == 3);
    CHECK(before.objectives()(0, 1) == 2);
}

TEST_CASE("pipeline/pipeline: parameters are those of the stages, one after the other") {
    auto p = rank_by<goals>(score_with{features_as_objectives{}}, weighted_sum{blend()}, mmr{.lambda = 0.5F},
                            mmr{.lambda = 0.25F}, plackett_luce{.k = 3, .temperature = 0.5F});
    const auto list = std::as_const(p).parameters();
    REQUIRE(list.size() == 5);
    const std::vector<std::string> names{"weighted_sum.click", "weighted_sum.complaint", "mmr.lambda", "mmr.lambda#2",
                                         "plackett_luce.temperature"};
    const std::vector<float> values{.7F, .3F, .5F, .25F, .5F};
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(list[i].name == names[i]);
        CHECK(list[i].value == values[i]);
        CHECK(list[i].logarithmic == (i == 4));
    }
    CHECK(list[4].lower == 0.01F);
    CHECK(p.first_tunable() == 1);
    CHECK(rank_by<goals>(score_with{features_as_objectives{}}, min_max{}).first_tunable() == 2);

    const std::vector<float> wanted{.1F, 1, 0, .75F, .01F}; // bounds are allowed
    p.set_parameters(wanted);
    for (std::size_t i = 0; i < 5; ++i) CHECK(p.parameters()[i].value == wanted[i]);
}

TEST_CASE("pipeline/pipeline: settings that do not fit change nothing") {
    auto p = rank_by<goals>(score_with{features_as_objectives{}}, weighted_sum{blend()}, mmr{.lambda = 0.5F});
    const auto refuse = [&]<class E>(E, const std::vector<float>& values) {
        const std::string text = thrown<E>([&] { p.set_parameters(values); });
        CHECK(p.parameters()[0].value == .7F);
        CHECK(p.parameters()[1].value == .3F);
        CHECK(p.parameters()[2].value == .5F);
        return text;
    };
    CHECK(refuse(shape_error(""), {.1F, .2F}) == "settings: 2 values are given, the pipeline has 3 parameters");
    CHECK(holds(refuse(shape_error(""), {.1F, .2F, .3F, .4F}), "4 values", "3 parameters"));
    CHECK(holds(refuse(error(""), {.1F, .2F, 1.5F}), "mmr: lambda is 1.5"));
    CHECK(holds(refuse(error(""), {.1F, -1, .5F}), "weight of 'complaint' is -1"));
    CHECK(holds(refuse(error(""), {std::numeric_limits<float>::quiet_NaN(), 1, .5F}), "weighted_sum.click is nan"));
}

TEST_CASE("pipeline/pipeline: bounds say where a search looks; its own settings are always taken back") {
    auto p = rank_by<goals>(score_with{features_as_objectives{}}, weighted_sum{weights{40 * click{}, 3 * complaint{}}},
                            plackett_luce{.k = 1, .temperature = 25});
    std::vector<float> own;
    for (const auto& q : p.parameters()) own.push_back(q.value);
    CHECK(own == std::vector<float>{40, 3, 25});
    p.set_parameters(std::vector<float>{.5F, .5F, .1F});
    p.set_parameters(own);
    CHECK(p.parameters()[0].value == 40);
}

TEST_CASE("pipeline/pipeline: settings change the ranking") {
    const feature_table t{{1, 3}, {2, 9}};
    auto p = rank_by<goals>(score_with{features_as_objectives{}}, weighted_sum{blend()}, top_k{});
    workspace ws;
    p.set_parameters(std::vector<float>{1, 0});
    CHECK(ids(p(request{t.view()}, ws).order()) == list{1, 0});
    p.set_parameters(std::vector<float>{0, 1});
    CHECK(ids(p(request{t.view()}, ws).order()) == list{0, 1});
}

TEST_CASE("pipeline/pipeline: propensities of a pipeline that does not draw are 1 or 0") {
    const feature_table t{{.1F, 0}, {.9F, 0}, {.5F, 0}};
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, weighted_sum{blend()}, top_k{2});
    workspace ws;
    const auto of = [&](const list& chosen) {
        slate s = p.start(request{t.view()}, ws);
        p.run(s, ws, 0, p.stage_count() - 1);
        std::vector<float> out(chosen.size(), -1);
        p.propensities(s, chosen, out, ws);
        return out;
    };
    CHECK(of({1, 2}) == std::vector<float>{1, 1});
    CHECK(of({2, 1}) == std::vector<float>{0, 0});
    CHECK(of({1, 0, 2}) == std::vector<float>{1, 0, 0}); // beyond what it shows
    CHECK(of({}).empty());
}

TEST_CASE("pipeline/pipeline: propensities of one that draws are those that it records") {
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, min_max{}, weighted_sum{blend()},
                                  mmr{.lambda = 0.6F}, plackett_luce{.k = 6, .temperature = 0.3F});
    static_assert(p.stochastic());
    for (std::uint64_t key = 0; key < 20; ++key) {
        const feature_table t = random_table(25, 2, key);
        const request r = request{t.view()}.with_key(key);
        workspace ws;
        workspace second;
        const slate drawn = p(r, ws);
        const list chosen = ids(drawn.order());
        slate s = p.start(r, second);
        p.run(s, second, 0, p.stage_count() - 1);
        std::vector<float> out(chosen.size());
        p.propensities(s, chosen, out, second);
        for (std::size_t k = 0; k < chosen.size(); ++k) {
            CHECK(out[k] == doctest::Approx(drawn.propensity()[chosen[k]]).epsilon(1e-5));
        }
        // The stages before the last one may be run once, for many settings.
        slate half = p.start(r, second);
        p.run(half, second, 0, 2);
        slate other = half.clone(second);
        p.run(half, second, 2, 5);
        p.run(other, second, 2, 5);
        CHECK(ids(half.order()) == chosen);
        CHECK(ids(other.order()) == chosen);
    }
}

TEST_CASE("pipeline/pipeline: a request without reset keeps what was taken before") {
    const feature_table t{{1, 2}, {3, 4}};
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, weighted_sum{blend(1, 0)}, top_k{1});
    workspace ws;
    const slate first = p(request{t.view()}, ws);
    slate second = p.start(request{t.view()}, ws);
    p.run(second, ws, 0, p.stage_count());
    CHECK(first.order()[0] == 1);
    CHECK(second.order()[0] == 1);
    CHECK(first.utility().data() != second.utility().data());
}
