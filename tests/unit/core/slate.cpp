#include "fulcrum/core/slate.hpp"
#include "feature_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace fulcrum;

namespace {

constexpr std::array<direction, 2> directions{direction::maximize, direction::minimize};

/// The kept rows and the rest together are every row once.
bool is_permutation_of_rows(const slate& s) {
    std::vector<std::uint32_t> all(s.order().begin(), s.order().end());
    all.insert(all.end(), s.rest().begin(), s.rest().end());
    std::ranges::sort(all);
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        if (all[i] != i) return false;
    }
    return all.size() == s.rows();
}

} // namespace

TEST_CASE("core/slate: a new slate keeps every row in input order") {
    const feature_table features(21, 3);
    workspace ws;
    const slate s(request{features.view()}, directions, ws);
    CHECK(s.rows() == 21);
    CHECK(s.objectives().rows() == 21);
    CHECK(s.objectives().cols() == 2);
    CHECK(s.utility().size() == 21);
    CHECK(s.propensity().size() == 21);
    CHECK(s.order().size() == 21);
    CHECK(std::ranges::is_sorted(s.order()));
    CHECK(s.rest().empty());
    CHECK(std::ranges::count(s.mask(), row_state::kept) == 21);
    CHECK(s.nonfinite() == 0);
    CHECK(s.request().features().data() == features.values.data());
    CHECK(is_permutation_of_rows(s));
    for (std::size_t j = 0; j < 2; ++j) {
        CHECK(reinterpret_cast<std::uintptr_t>(s.objective(j).data()) % 64 == 0); // NOLINT: on a cache line
    }
}

TEST_CASE("core/slate: a gain is larger when the value is better") {
    const feature_table features(1, 1);
    workspace ws;
    const slate s(request{features.view()}, directions, ws);
    CHECK(s.gains()[0](3) == 3);
    CHECK(s.gains()[1](3) == -3);
    constexpr gain_map map{.offset = 10, .scale = 0.5F};
    static_assert(map(14) == 2);
}

TEST_CASE("core/slate: truncating and reordering never loses a row") {
    const feature_table features(9, 1);
    workspace ws;
    slate s(request{features.view()}, directions, ws);
    std::ranges::reverse(s.order());
    s.truncate(5);
    CHECK(s.order().size() == 5);
    CHECK(s.order()[0] == 8);
    CHECK(s.rest().size() == 4);
    CHECK(is_permutation_of_rows(s));
    s.truncate(5);
    CHECK(s.order().size() == 5);
    s.truncate(0);
    CHECK(s.order().empty());
    CHECK(is_permutation_of_rows(s));
}

TEST_CASE("core/slate: a clone has columns of its own") {
    const feature_table features(5, 1);
    workspace ws;
    slate s(request{features.view()}, directions, ws);
    for (std::size_t j = 0; j < 2; ++j) std::ranges::fill(s.objective(j), static_cast<float>(j));
    std::ranges::fill(s.utility(), 2.0F);
    std::ranges::fill(s.propensity(), 0.5F);
    s.truncate(4);
    s.set_nonfinite(1);
    slate copy = s.clone(ws);

    std::ranges::fill(s.objective(1), 9.0F);
    std::ranges::fill(s.utility(), 9.0F);
    std::ranges::fill(s.propensity(), 9.0F);
    std::ranges::fill(s.mask(), row_state::dropped);
    std::ranges::reverse(s.order());
    s.gains()[0].scale = 9;
    s.truncate(1);

    CHECK(copy.order().size() == 4);
    CHECK(std::ranges::is_sorted(copy.order()));
    CHECK(copy.rest()[0] == 4);
    CHECK(copy.objective(0)[4] == 0);
    CHECK(copy.objective(1)[4] == 1);
    CHECK(copy.utility()[0] == 2);
    CHECK(copy.propensity()[0] == 0.5F);
    CHECK(copy.mask()[0] == row_state::kept);
    CHECK(copy.gains()[0].scale == 1);
    CHECK(copy.nonfinite() == 1);
    CHECK(copy.request().features().data() == features.values.data());
}

TEST_CASE("core/slate: no candidate") {
    workspace ws;
    const slate s(request{}, directions, ws);
    CHECK(s.rows() == 0);
    CHECK(s.order().empty());
    CHECK(s.rest().empty());
    CHECK(s.objective(1).empty());
    CHECK(s.clone(ws).order().empty());
}
