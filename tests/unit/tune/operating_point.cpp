#include "fulcrum/tune/operating_point.hpp"
#include "fulcrum/tune/achievement.hpp"
#include "offers.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace fulcrum;
using namespace offers;

namespace {

static_assert(ChoiceRule<at_knee>);
static_assert(ChoiceRule<best>);
static_assert(!ChoiceRule<int>);

} // namespace

TEST_CASE("tune/operating_point: what was chosen, and what it costs") {
    const operating_point point = choose(front(), best(revenue{}).giving_up(click{}, .125));
    CHECK(point.member() == 2);
    CHECK(point.settings() == settings{{"dial", 3}});
    CHECK(point.chosen().objectives[1].value == 80);
    CHECK(point.goals().name(2) == "complaint");
    CHECK(point.rule() == "best revenue, giving up at most 12.5 % of click");
    CHECK(point.loss_to_baseline(0) == .125);
    CHECK(point.loss_to_baseline(1) == -1);
    CHECK(point.loss_to_baseline(2) == .125);
    CHECK(point.loss_to_best(0) == .3);
    CHECK(point.loss_to_best(1) == doctest::Approx(1.0 / 9));
    CHECK(point.loss_to_best(2) == 1.25);
}

TEST_CASE("tune/operating_point: the report holds value, interval and changes, an objective a line") {
    const std::string text = choose(front(), best(revenue{}).giving_up(click{}, .125)).report();
    std::vector<std::string> lines(1);
    for (const char c : text) {
        if (c == '\n') {
            lines.emplace_back();
        } else {
            lines.back() += c;
        }
    }
    REQUIRE(lines.size() == 6);
    CHECK(lines[5].empty());
    CHECK(lines[0] == "chosen: best revenue, giving up at most 12.5 % of click");
    CHECK(holds(lines[1], "objective", "value", "95 % interval", "vs baseline", "vs best"));
    CHECK(holds(lines[2], "click", "112", "[       111,        113]", "-12.50%", "-30.00%"));
    CHECK(holds(lines[3], "revenue", "80", "+100.00%", "-11.11%"));
    CHECK(holds(lines[4], "complaint", "18", "+12.50%", "+125.00%")); // more of what is minimised
    for (std::size_t i = 2; i < 5; ++i) CHECK(lines[i].size() == lines[1].size());

    const std::string same = choose(front(), best(complaint{})).report();
    CHECK(holds(same, "+0.00%"));
    CHECK_FALSE(holds(same, "-0.00%"));
}

TEST_CASE("tune/operating_point: the knee") {
    // Normalised shortfalls (click, revenue, complaint): the third member's are .48, .143, .625.
    CHECK(chosen(at_knee{}) == 2);
    CHECK(choose(front(), at_knee{}).rule() == "the knee of the front");
    policy_front one = front();
    one.members.resize(1);
    CHECK(chosen(at_knee{}, one) == 0);
    policy_front reversed = front();
    std::swap(reversed.members[2], reversed.members[4]);
    CHECK(chosen(at_knee{}, reversed) == 4);
}

TEST_CASE("tune/operating_point: the best of one objective at a bounded loss in others") {
    CHECK(chosen(best(revenue{})) == 3);
    CHECK(chosen(best(click{})) == 0);
    CHECK(chosen(best(complaint{})) == 4);
    CHECK(chosen(best("revenue")) == 3);
    // A limit is inclusive.
    CHECK(chosen(best(revenue{}).giving_up(click{}, .5)) == 3);
    CHECK(chosen(best(revenue{}).giving_up(click{}, .4999)) == 2);
    CHECK(chosen(best(revenue{}).giving_up(click{}, .125)) == 2);
    CHECK(chosen(best(revenue{}).giving_up(click{}, .1249)) == 1);
    CHECK(chosen(best(revenue{}).giving_up(click{}, 0)) == 1);
    // What is minimised is given up by growing.
    CHECK(chosen(best(revenue{}).giving_up(complaint{}, .125)) == 2);
    CHECK(chosen(best(revenue{}).giving_up(complaint{}, .1249)) == 1);
    CHECK(chosen(best(click{}).giving_up(complaint{}, .25)) == 0);
    CHECK(chosen(best(click{}).giving_up(complaint{}, .2)) == 1);
    // Several limits hold at once, by tag or by name.
    CHECK(chosen(best(revenue{}).giving_up(click{}, .5).giving_up(complaint{}, .2)) == 2);
    CHECK(chosen(best(revenue{}).giving_up("click", .1).giving_up("complaint", 1)) == 1);
    // A limit for each other objective, and one with its own.
    CHECK(chosen(best(revenue{}).giving_up_at_most(.5)) == 3);
    CHECK(chosen(best(revenue{}).giving_up_at_most(.2)) == 2);
    CHECK(chosen(best(revenue{}).giving_up_at_most(0)) == 1);
    CHECK(chosen(best(complaint{}).giving_up_at_most(.125)) == 1);
    CHECK(chosen(best(revenue{}).giving_up(click{}, .125).giving_up_at_most(.5)) == 2);
    CHECK(chosen(best(revenue{}).giving_up(click{}, .5).giving_up_at_most(.125)) == 2);
    CHECK(choose(front(), best(revenue{}).giving_up(click{}, .01).giving_up_at_most(.05)).rule() ==
          "best revenue, giving up at most 1 % of click, giving up at most 5 % of each other objective");
    // A rule is a value: adding a limit leaves it as it was.
    const best rule(revenue{});
    static_cast<void>(rule.giving_up(click{}, 0));
    CHECK(chosen(rule) == 3);
    // Of equals the first.
    policy_front twice = front();
    twice.members.push_back(twice.members[3]);
    CHECK(chosen(best(revenue{}), twice) == 3);
}

TEST_CASE("tune/operating_point: a baseline of 0 has no share to give up") {
    policy_front f = front();
    f.baseline.objectives[2].value = 0;
    CHECK(holds(thrown<error>([&] { chosen(best(revenue{}).giving_up(complaint{}, 10), f); }), "keeps within"));
    f.members[1].objectives[2].value = 0;
    CHECK(chosen(best(revenue{}).giving_up(complaint{}, 0), f) == 1);
    CHECK(chosen(best(revenue{}), f) == 3);
    f.baseline.objectives[0].value = 0; // every member gains
    CHECK(chosen(best(revenue{}).giving_up(click{}, 0), f) == 3);
}

TEST_CASE("tune/operating_point: a baseline that the log does not support bounds nothing") {
    policy_front f = front();
    f.baseline.objectives[0].value = std::numeric_limits<double>::quiet_NaN();
    CHECK(holds(thrown<error>([&] { chosen(best(revenue{}).giving_up(click{}, .5), f); }), "baseline's click is nan"));
    CHECK(holds(thrown<error>([&] { chosen(best(revenue{}).giving_up_at_most(.5), f); }), "baseline's click is nan"));
    CHECK(chosen(best(revenue{}), f) == 3);
    CHECK(chosen(best(revenue{}).giving_up(complaint{}, .125), f) == 2);
}

TEST_CASE("tune/operating_point: what cannot be chosen is said") {
    policy_front f = front();
    f.members = {f.members[2], f.members[3]};
    const std::string missed = thrown<error>([&] { chosen(best(revenue{}).giving_up(click{}, .0625), f); });
    CHECK(holds(missed, "no member of the front keeps within the losses for the best revenue", "by 6.25"));
    CHECK(holds(thrown<error>([&] { chosen(best("diversity")); }), "no objective 'diversity'"));
    CHECK(holds(thrown<error>([&] { chosen(best(revenue{}).giving_up("clicks", .1)); }), "no objective 'clicks'"));
    for (const double share : {-.01, std::numeric_limits<double>::quiet_NaN()}) {
        CHECK(holds(thrown<error>([&] { static_cast<void>(best(revenue{}).giving_up(click{}, share)); }), "click",
                    "0 or more"));
        CHECK(holds(thrown<error>([&] { static_cast<void>(best(revenue{}).giving_up_at_most(share)); }), "0 or more"));
    }
    f.members.clear();
    for (const auto& sentence :
         {thrown<error>([&] { chosen(at_knee{}, f); }), thrown<error>([&] { chosen(best(revenue{}), f); }),
          thrown<error>([&] { chosen(nearest_to{1.F * click{}}, f); })}) {
        CHECK(holds(sentence, "choose: the front is empty", "effective sample size", "log more"));
    }
}
