#include "fulcrum/tune/settings.hpp"
#include "feature_table.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/pipeline/any_pipeline.hpp"
#include "fulcrum/pipeline/named.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/rerank/mmr.hpp"
#include "fulcrum/scalarize/weighted_sum.hpp"
#include "fulcrum/select/plackett_luce.hpp"
#include "fulcrum/select/score_with.hpp"
#include "fulcrum/select/top_k.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>

using namespace fulcrum;

namespace {

struct click : maximize {};
struct complaint : minimize {};
using goals = objectives<click, complaint>;

auto ranker() {
    return rank_by<goals>(score_with{features_as_objectives{}},
                          named("blend", weighted_sum{weights{.75F * click{}, .25F * complaint{}}}),
                          mmr{.lambda = 0.5F}, plackett_luce{.k = 2, .temperature = 0.125F});
}

const settings present{
    {"blend.click", .75F}, {"blend.complaint", .25F}, {"mmr.lambda", .5F}, {"plackett_luce.temperature", .125F}};
const settings other{
    {"blend.click", 0}, {"blend.complaint", 1}, {"mmr.lambda", .875F}, {"plackett_luce.temperature", 1}};

} // namespace

TEST_CASE("tune/settings: a pipeline's settings are read by name") {
    CHECK(settings_of(ranker()) == present);
    CHECK(settings_of(any_pipeline(ranker())) == present);
    CHECK(settings_of(rank_by<goals>(score_with{features_as_objectives{}})).empty());
}

TEST_CASE("tune/settings: they are applied in any order, and unqualified") {
    auto typed = ranker();
    any_pipeline erased = ranker();
    settings turned = other;
    do {
        auto p = ranker();
        apply_settings(p, turned);
        CHECK(settings_of(p) == other);
    } while (std::ranges::next_permutation(turned, {}, &setting::name).found);
    std::ranges::reverse(turned);
    apply_settings(typed, turned);
    apply_settings(erased, turned);
    CHECK(settings_of(typed) == other);
    CHECK(settings_of(erased) == other);
    auto fixed = rank_by<goals>(score_with{features_as_objectives{}});
    apply_settings(fixed, {});
}

TEST_CASE("tune/settings: what is wrong is named, and nothing is changed") {
    auto p = ranker();
    const auto refused = [&p](const settings& values) {
        const std::string message = thrown<error>([&] { apply_settings(p, values); });
        CHECK(settings_of(p) == present);
        return message;
    };
    settings wrong = other;
    wrong[2].name = "mmr.lamda";
    CHECK(refused(wrong) == "settings: the pipeline has no parameter 'mmr.lamda'");
    wrong = other;
    wrong.push_back({"blend.click", 1});
    CHECK(refused(wrong) == "settings: 'blend.click' is given twice");
    wrong = other;
    wrong.erase(wrong.begin() + 1);
    CHECK(refused(wrong) == "settings: no value is given for 'blend.complaint'");
    CHECK(refused({}) == "settings: no value is given for 'blend.click'");
    wrong = other;
    wrong[3].value = 0;
    CHECK(holds(refused(wrong), "plackett_luce", "temperature", "above 0"));
    wrong[3].value = std::numeric_limits<float>::quiet_NaN();
    CHECK(holds(refused(wrong), "plackett_luce.temperature", "nan", "finite"));
    wrong = other;
    wrong[0].value = -1;
    CHECK(holds(refused(wrong), "weight of 'click'", "-1", "at least 0"));
    wrong = other;
    wrong[2].value = 1.5F;
    CHECK(holds(refused(wrong), "mmr: lambda is 1.5", "[0, 1]"));
    auto without = rank_by<goals>(score_with{features_as_objectives{}});
    CHECK(thrown<error>([&] { apply_settings(without, other); }) ==
          "settings: the pipeline has no parameter 'blend.click'");
}

TEST_CASE("tune/settings: bounds are where a search looks, not what a pipeline takes") {
    auto p = ranker();
    settings beyond = other;
    beyond[0].value = 3;
    beyond[3].value = 2;
    apply_settings(p, beyond);
    CHECK(settings_of(p) == beyond);
}

TEST_CASE("tune/settings: a name that comes again is numbered") {
    auto p =
        rank_by<goals>(score_with{features_as_objectives{}}, weighted_sum{weights{.75F * click{}, .25F * complaint{}}},
                       mmr{.lambda = .25F}, mmr{.lambda = .75F}, top_k{2});
    settings at = settings_of(p);
    REQUIRE(at.size() == 4);
    CHECK(at[2] == setting{"mmr.lambda", .25F});
    CHECK(at[3] == setting{"mmr.lambda#2", .75F});
    at[2].value = 1;
    std::ranges::swap(at[2], at[3]);
    apply_settings(p, at);
    CHECK(settings_of(p)[2].value == 1);
    CHECK(settings_of(p)[3].value == .75F);
}
