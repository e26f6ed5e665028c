#include "fulcrum/select/drop_if.hpp"
#include "feature_table.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/select/score_with.hpp"
#include "fulcrum/select/top_k.hpp"
#include "fulcrum/scalarize/weighted_sum.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using namespace fulcrum;

namespace {

struct gain : maximize {};
using goals = objectives<gain>;

std::vector<std::uint32_t> ids(std::span<const std::uint32_t> order) { return {order.begin(), order.end()}; }

} // namespace

TEST_CASE("select/drop_if: by a side column, the others keep their order") {
    const feature_table t(6, 1);
    const std::vector<float> prices{50, 150, 20, 101, 100, 500};
    workspace ws;
    const auto p = rank_by<goals>(drop_if{price{}, [](float x) { return x > 100; }});
    const slate s = p(request{t.view()}.with(price{}, prices), ws);
    CHECK(ids(s.order()) == std::vector<std::uint32_t>{0, 2, 4});
    CHECK(ids(s.rest()) == std::vector<std::uint32_t>{1, 3, 5});
    for (const std::uint32_t row : s.order()) CHECK(s.mask()[row] == row_state::kept);
    for (const std::uint32_t row : s.rest()) CHECK(s.mask()[row] == row_state::dropped);
}

TEST_CASE("select/drop_if: by anything in the slate, after a selector") {
    const feature_table t{{3}, {9}, {1}, {7}, {5}, {8}};
    workspace ws;
    const auto p = rank_by<goals>(score_with{features_as_objectives{}}, weighted_sum{weights{1 * gain{}}}, top_k{5},
                                  drop_if{[](const slate& s, std::uint32_t row) { return s.objective(0)[row] == 8; }});
    const slate s = p(request{t.view()}, ws);
    CHECK(ids(s.order()) == std::vector<std::uint32_t>{1, 3, 4, 0});
    std::vector<std::uint32_t> rest = ids(s.rest());
    std::ranges::sort(rest);
    CHECK(rest == std::vector<std::uint32_t>{2, 5});
}

TEST_CASE("select/drop_if: two after each other drop the union") {
    const feature_table t(20, 1);
    workspace ws;
    const auto every = [](std::uint32_t n) {
        return drop_if{[n](const slate&, std::uint32_t row) { return row % n == 0; }};
    };
    const slate s = rank_by<goals>(every(2), every(3))(request{t.view()}, ws);
    CHECK(ids(s.order()) == std::vector<std::uint32_t>{1, 5, 7, 11, 13, 17, 19});
    std::vector<std::uint32_t> all = ids(s.rest());
    all.insert(all.end(), s.order().begin(), s.order().end());
    std::ranges::sort(all);
    for (std::uint32_t i = 0; i < 20; ++i) CHECK(all[i] == i);
}

TEST_CASE("select/drop_if: all, none, and no candidate") {
    const feature_table t(3, 1);
    workspace ws;
    const auto always = [](bool drop) { return drop_if{[drop](const slate&, std::uint32_t) { return drop; }}; };
    CHECK(rank_by<goals>(always(true))(request{t.view()}, ws).order().empty());
    CHECK(rank_by<goals>(always(false))(request{t.view()}, ws).order().size() == 3);
    CHECK(rank_by<goals>(always(true))(request{}, ws).order().empty());
}

TEST_CASE("select/drop_if: a row that is not finite can be dropped") {
    const feature_table t{{std::numeric_limits<float>::quiet_NaN()}, {1}};
    workspace ws;
    const auto p = rank_by<goals>(
        score_with{features_as_objectives{}},
        drop_if{[](const slate& s, std::uint32_t row) { return s.mask()[row] == row_state::kept_not_finite; }});
    const slate s = p(request{t.view()}, ws);
    CHECK(ids(s.order()) == std::vector<std::uint32_t>{1});
    CHECK(s.mask()[0] == row_state::dropped);
}

TEST_CASE("select/drop_if: a request without the column is refused, with the fix") {
    const feature_table t(3, 1);
    workspace ws;
    const auto p = rank_by<goals>(drop_if{price{}, [](float) { return true; }});
    CHECK(holds(thrown<error>([&] { static_cast<void>(p(request{t.view()}, ws)); }), "'price'", ".with(price{}, values)"));
}
