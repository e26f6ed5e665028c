#include "fulcrum/tune/pseudo_weights.hpp"
#include "offers.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

using namespace fulcrum;
using namespace offers;

static_assert(ChoiceRule<balanced_as>);

namespace {

struct cost : minimize {};
struct gain : maximize {};
using goals = objectives<cost, gain>;

/// A convex front; the second column is maximised.
const std::vector<double> values{0, 1, 2, 4, 6, 9, 12, 16, -16, -10, -7, -5, -4, -2, -1, 0};
const columns_view<const double> columns{values.data(), 8, 2};
const std::array<std::uint32_t, 8> all{0, 1, 2, 3, 4, 5, 6, 7};

std::uint32_t nearest(std::vector<double> wanted) {
    workspace ws;
    return nearest_by_pseudo_weights(goals{}, columns, all, wanted, ws);
}

} // namespace

TEST_CASE("tune/pseudo_weights: those of pymoo 0.6") {
    workspace ws;
    const matrix_view<const double> weights = pseudo_weights(goals{}, columns, all, ws);
    const std::array<double, 8> first{1,
                                      0.7142857142857143,
                                      0.6086956521739131,
                                      0.5217391304347826,
                                      0.45454545454545453,
                                      0.3333333333333333,
                                      0.21052631578947367,
                                      0};
    for (std::size_t k = 0; k < 8; ++k) {
        CHECK(weights(k, 0) == doctest::Approx(first[k]).epsilon(1e-14));
        CHECK(weights(k, 0) + weights(k, 1) == doctest::Approx(1).epsilon(1e-15));
    }
    CHECK(nearest({0.3, 0.7}) == 5);
    CHECK(nearest({3, 7}) == 5); // scaled to the sum 1
    CHECK(nearest({1, 0}) == 0);
    CHECK(nearest({0, 1}) == 7);
    const std::array<std::uint32_t, 3> some{6, 2, 4}; // places are those of the list, ranges those of its members
    const matrix_view<const double> fewer = pseudo_weights(goals{}, columns, some, ws);
    CHECK(fewer(0, 0) == 0);
    CHECK(fewer(1, 0) == 1);
    CHECK(nearest_by_pseudo_weights(goals{}, columns, some, std::array{0.0, 1.0}, ws) == 6);
}

TEST_CASE("tune/pseudo_weights: flat objectives") {
    workspace ws;
    const std::array<double, 4> one_flat{1, 2, 3, 3};
    const matrix_view<const double> weights =
        pseudo_weights(goals{}, columns_view<const double>{one_flat.data(), 2, 2}, std::array{0U, 1U}, ws);
    CHECK(weights(0, 0) == 1);
    CHECK(weights(0, 1) == 0);
    const matrix_view<const double> single = pseudo_weights(goals{}, columns, std::array{3U}, ws);
    CHECK(single(0, 0) == 0.5);
    CHECK(single(0, 1) == 0.5);
}

TEST_CASE("tune/pseudo_weights: bad input") {
    workspace ws;
    const auto said = [&](std::vector<double> wanted, std::vector<std::uint32_t> members = {0, 1}) {
        return thrown<error>(
            [&] { static_cast<void>(nearest_by_pseudo_weights(goals{}, columns, members, wanted, ws)); });
    };
    CHECK(holds(said({1}), "1 weights are wanted", "2 objectives"));
    CHECK(holds(said({1, -1}), "a wanted weight is -1"));
    CHECK(holds(said({0, 0}), "sum to 0"));
    CHECK(holds(said({std::numeric_limits<double>::quiet_NaN(), 1}), "a wanted weight is nan"));
    CHECK(holds(said({1, 1}, {}), "no member"));
}

TEST_CASE("tune/pseudo_weights: as a rule for a front of settings") {
    CHECK(chosen(balanced_as{1.F * click{}}) == 0);
    CHECK(chosen(balanced_as{1.F * revenue{}}) == 3);
    CHECK(chosen(balanced_as{{"complaint", 1}}) == 4);
    CHECK(choose(front(), balanced_as{1.F * click{}}).rule().starts_with("balanced as 1"));
    CHECK(holds(thrown<error>([] { static_cast<void>(chosen(balanced_as{{"margin", 1}})); }), "margin"));
}
