#include "fulcrum/tune/achievement.hpp"
#include "offers.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace fulcrum;
using namespace offers;

static_assert(ChoiceRule<nearest_to>);

namespace {

struct cost : minimize {};
struct gain : maximize {};
using goals = objectives<cost, gain>;

/// cost 0, 1, 2, 4 for a gain of 0, 4, 6, 8.
const std::array<double, 8> values{0, 1, 2, 4, 0, 4, 6, 8};
const columns_view<const double> columns{values.data(), 4, 2};
const std::array<std::uint32_t, 4> all{0, 1, 2, 3};
constexpr double point_at_infinity = std::numeric_limits<double>::infinity();

achieved_point reached(std::array<double, 2> reference, std::vector<double> weights = {}) {
    workspace ws;
    return achievement(goals{}, columns, all, reference, weights, ws);
}

} // namespace

TEST_CASE("tune/achievement: the smallest largest shortfall, in ranges of the front") {
    const achieved_point ideal = reached({0, 8}); // shortfalls: (0, 1), (.25, .5), (.5, .25), (1, 0)
    CHECK(ideal.row == 1);                        // of equals the first
    CHECK(ideal.shortfall == 0.5);
    CHECK(reached({0, 8}, {2, 1}).row == 1);
    CHECK(reached({0, 8}, {1, 2}).row == 2);
    CHECK(reached({0, 8}, {1, 0}).row == 0); // what weighs nothing does not count
    CHECK(reached({0, 8}, {0, 1}).row == 3);
    const achieved_point exceeded = reached({4, 0}); // exceeded by (1, 0), (.75, .5), (.5, .75), (0, 1)
    CHECK(exceeded.row == 1);
    CHECK(exceeded.shortfall == -0.5);
    workspace ws;
    const std::array<std::uint32_t, 2> some{3, 0}; // the ranges are those of the members given
    CHECK(achievement(goals{}, columns, some, std::array{3.0, 8.0}, ws).row == 3);
}

TEST_CASE("tune/achievement: a flat objective falls short by nothing, and huge values do not overflow") {
    workspace ws;
    const std::array<double, 4> flat{5, 5, 1, 2};
    const columns_view<const double> two{flat.data(), 2, 2};
    CHECK(achievement(goals{}, two, std::array{0U, 1U}, std::array{-100.0, 2.0}, ws).row == 1);
    constexpr double huge = (std::numeric_limits<double>::max)();
    const std::array<double, 4> far{-huge, huge, -huge, huge};
    const columns_view<const double> wide{far.data(), 2, 2};
    const achieved_point found = achievement(goals{}, wide, std::array{0U, 1U}, std::array{huge, huge}, ws);
    CHECK(found.row == 1);
    CHECK(found.shortfall == 0);
    CHECK(achievement(goals{}, wide, std::array{1U}, std::array{0.0, 0.0}, ws).row == 1); // a single member
}

TEST_CASE("tune/achievement: bad input") {
    workspace ws;
    const auto said = [&](std::vector<std::uint32_t> members, std::vector<double> reference, std::vector<double> w) {
        return thrown<error>(
            [&] { static_cast<void>(achievement(goals{}, columns, members, reference, w, ws)); });
    };
    CHECK(holds(said({0}, {1}, {}), "reference has 1 values", "2 objectives"));
    CHECK(holds(said({0}, {1, 1}, {1, 1, 1}), "3 weights", "2 objectives"));
    CHECK(holds(said({0}, {1, 1}, {1, -1}), "weight 1 is -1"));
    CHECK(holds(said({0}, {1, 1}, {0, 0}), "every weight is 0"));
    CHECK(holds(said({0}, {1, point_at_infinity}, {}), "reference of objective 1 is inf"));
    CHECK(holds(said({}, {1, 1}, {}), "no member"));
    const std::array<double, 2> broken{1, point_at_infinity};
    CHECK(holds(thrown<error>([&] {
                    static_cast<void>(achievement(goals{}, columns_view<const double>{broken.data(), 1, 2},
                                                  std::array{0U}, std::array{0.0, 0.0}, ws));
                }),
                "row 0", "not finite"));
    CHECK_NOTHROW(static_cast<void>(reached({0, point_at_infinity}, {1, 0}))); // does not count
}

TEST_CASE("tune/achievement: the member nearest to a reference point") {
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

TEST_CASE("tune/achievement: a reference point by unknown names, or by none") {
    CHECK(holds(thrown<error>([&] {
                    chosen(nearest_to{{"diversity", .5}});
                }),
                "no objective 'diversity'", "click, revenue, complaint"));
    CHECK(holds(thrown<error>([&] { chosen(nearest_to(std::vector<std::pair<std::string, double>>{})); }),
                "no objective is named"));
}
