#include "fulcrum/tune/operating_point.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

struct click : maximize {};
struct revenue : maximize {};
struct complaint : minimize {};

static_assert(ChoiceRule<at_knee>);
static_assert(ChoiceRule<nearest_to>);
static_assert(ChoiceRule<best>);
static_assert(!ChoiceRule<int>);

measured_settings worth(float dial, double clicks, double revenues, double complaints) {
    const auto about = [](double v) { return estimate{.value = v, .low = v - 1, .high = v + 1}; };
    return {{{"dial", dial}}, {about(clicks), about(revenues), about(complaints)}, 100};
}

/// click, revenue: more is better; complaint: less is better.
policy_front front() {
    return {dynamic_objectives{
                {"click", direction::maximize}, {"revenue", direction::maximize}, {"complaint", direction::minimize}},
            worth(0, 128, 40, 16),
            {
                worth(1, 160, 30, 20),                        // most clicks
                worth(2, 128, 50, 16), worth(3, 112, 80, 18), // 12.5 % of the clicks are lost, 12.5 % more complaints
                worth(4, 64, 90, 24),                         // most revenue; 50 % and 50 %
                worth(5, 60, 20, 8),                          // fewest complaints
            }};
}

template <class Rule> std::size_t chosen(const Rule& rule, const policy_front& f = front()) {
    return choose(f, rule).member();
}

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

TEST_CASE("tune/operating_point: the member nearest to a reference point") {
    // A member's own values are nearest to it.
    for (std::size_t i = 0; i < front().size(); ++i) {
        const policy_front f = front();
        CHECK(chosen(nearest_to{f.value(i, 0) * click{}, f.value(i, 1) * revenue{}, f.value(i, 2) * complaint{}}) == i);
    }
    // Out of reach: the smallest largest shortfall over the ranges 100 and 70: .5 and .714 for the second, .48 and
    // .286 for the third.
    CHECK(chosen(nearest_to{160.F * click{}, 100.F * revenue{}}) == 2);
    // Well within reach: the one that exceeds it most evenly: by .48 and .143; .64 and .571; .48 and 1 ...
    CHECK(chosen(nearest_to{64.F * click{}, 10.F * revenue{}}) == 1);
    CHECK(chosen(nearest_to{160.F * click{}}) == 0);
    CHECK(chosen(nearest_to{1.F * complaint{}}) == 4);
    // What is not named does not count.
    policy_front awful = front();
    for (std::size_t i = 0; i < awful.size(); ++i) awful.members[i].objectives[2].value = i == 2 ? 1e9 : 1;
    CHECK(chosen(nearest_to{160.F * click{}, 100.F * revenue{}}, awful) == 2);
    // By name, for one objective and for two; of equals the one that is also better elsewhere.
    CHECK(chosen(nearest_to{{"complaint", 1}}) == 4);
    CHECK(chosen(nearest_to{{"click", 160}, {"revenue", 100}}) == 2);
    CHECK(chosen(nearest_to(std::vector<std::pair<std::string, double>>{{"click", 160}, {"revenue", 100}})) == 2);
    policy_front equal = front();
    equal.members = {worth(1, 100, 40, 10), worth(2, 100, 50, 9), worth(3, 150, 20, 9)};
    CHECK(chosen(nearest_to{200.F * click{}, 45.F * revenue{}}, equal) == 2);
    equal.members.pop_back();
    CHECK(chosen(nearest_to{100.F * click{}, 10.F * revenue{}}, equal) == 1);
    CHECK(holds(choose(front(), nearest_to{160.F * click{}}).rule(), "nearest to", "click = 160"));
}

TEST_CASE("tune/operating_point: a reference point by unknown names, or by none") {
    CHECK(holds(thrown<error>([&] {
                    chosen(nearest_to{{"diversity", .5}});
                }),
                "no objective 'diversity'", "click, revenue, complaint"));
    CHECK(holds(thrown<error>([&] { chosen(nearest_to(std::vector<std::pair<std::string, double>>{})); }),
                "no objective is named"));
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
