#include "fulcrum/tune/trade_off.hpp"
#include "offers.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using namespace fulcrum;
using namespace offers;

static_assert(ChoiceRule<at_highest_trade_off>);

namespace {

struct cost : minimize {};
struct gain : maximize {};
using goals = objectives<cost, gain>;

const std::vector<double> values{0, 1, 2, 4, 6, 9, 12, 16, -16, -10, -7, -5, -4, -2, -1, 0};
const columns_view<const double> columns{values.data(), 8, 2};
const std::array<std::uint32_t, 8> all{0, 1, 2, 3, 4, 5, 6, 7};

} // namespace

TEST_CASE("tune/trade_off: the values of pymoo 0.6, here by the four nearest neighbours") {
    workspace ws;
    const std::array<double, 8> published{1.0 / 6, 1.0 / 3, 1, 1, 0.5, 0.6, 1.0 / 3, 0.25};
    const std::span<const double> found = trade_offs(goals{}, columns, all, ws, 0.125);
    for (std::size_t k = 0; k < 8; ++k) CHECK(found[k] == doctest::Approx(published[k]).epsilon(1e-14));
    CHECK(highest_trade_off(goals{}, columns, all, ws) == 2); // of equals the first
    // With all as neighbours, as in the paper, a member is worth what the cheapest move to any other costs.
    const std::span<const double> far = trade_offs(goals{}, columns, all, ws, 2);
    CHECK(far[0] == 1.0 / 6);
    CHECK(far[2] == doctest::Approx(1.0));
}

TEST_CASE("tune/trade_off: one member, equal members, and a knee that stands out") {
    workspace ws;
    CHECK(std::isinf(trade_offs(goals{}, columns, std::array{3U}, ws)[0]));
    CHECK(highest_trade_off(goals{}, columns, std::array{3U}, ws) == 3);
    const std::array<double, 4> twins{1, 1, 2, 2};
    CHECK(highest_trade_off(goals{}, columns_view<const double>{twins.data(), 2, 2}, std::array{0U, 1U}, ws) == 0);
    // Straight from (0, 0) to (1, 8) and from there to (10, 10): the corner.
    std::vector<double> corner;
    for (int i = 0; i <= 10; ++i) corner.push_back(i <= 5 ? i / 5.0 : 1 + (i - 5) * 9 / 5.0);
    for (int i = 0; i <= 10; ++i) corner.push_back(i <= 5 ? i * 8 / 5.0 : 8 + (i - 5) * 2 / 5.0);
    std::vector<std::uint32_t> eleven{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    CHECK(highest_trade_off(goals{}, columns_view<const double>{corner.data(), 11, 2}, eleven, ws) == 5);
}

TEST_CASE("tune/trade_off: bad input") {
    workspace ws;
    CHECK(holds(thrown<error>([&] { static_cast<void>(trade_offs(goals{}, columns, all, ws, -1)); }), "radius is -1"));
    CHECK(holds(thrown<error>([&] {
                    static_cast<void>(trade_offs(goals{}, columns, std::span<const std::uint32_t>{}, ws));
                }),
                "no member"));
    CHECK(holds(thrown<shape_error>([&] {
                    static_cast<void>(trade_offs(objectives<cost>{}, columns, all, ws));
                }),
                "2 columns"));
}

TEST_CASE("tune/trade_off: as a rule for a front of settings") {
    CHECK(chosen(at_highest_trade_off{}) == 2);
    CHECK(choose(front(), at_highest_trade_off{}).rule() == "the highest trade-off to its neighbours");
}
