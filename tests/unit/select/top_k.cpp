#include "fulcrum/select/top_k.hpp"
#include "feature_table.hpp"
#include "fulcrum/pipeline/pipeline.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

using namespace fulcrum;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr std::array<direction, 1> one{direction::maximize};

using list = std::vector<std::uint32_t>;

list selected(const std::vector<float>& utility, std::size_t k, std::size_t reverse_first = 0) {
    const feature_table t(utility.size(), 1);
    workspace ws;
    slate s(request{t.view()}, one, ws);
    std::ranges::copy(utility, s.utility().begin());
    std::ranges::reverse(s.order().first(reverse_first)); // ties are by row, whatever the order before
    top_k{k}.run(s, ws);
    list all(s.order().begin(), s.order().end());
    all.insert(all.end(), s.rest().begin(), s.rest().end());
    std::ranges::sort(all);
    for (std::uint32_t i = 0; i < all.size(); ++i) CHECK(all[i] == i);
    return {s.order().begin(), s.order().end()};
}

/// A stable sort by utility, largest first, what is no number last.
list oracle(const std::vector<float>& utility, std::size_t k) {
    list order(utility.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, [&](std::uint32_t x, std::uint32_t y) {
        if (std::isnan(utility[y])) return !std::isnan(utility[x]);
        return utility[x] > utility[y];
    });
    order.resize(std::min(k, order.size()));
    return order;
}

} // namespace

TEST_CASE("select/top_k: agrees with a stable sort, with ties and what is not finite") {
    const std::vector<float> special{infinity, -infinity, not_a_number, 0.0F, -0.0F, 1e-45F, -1e-45F, 3.4e38F, -3.4e38F, 1};
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        random_stream random(seed);
        std::vector<float> utility(random.below(70));
        for (float& u : utility) {
            u = random.bernoulli(0.3) ? special[random.below(10)] : static_cast<float>(random.below(5)) - 2;
        }
        for (const std::size_t k : {0UL, 1UL, 2UL, 10UL, utility.size(), utility.size() + 5}) {
            CHECK(selected(utility, k) == oracle(utility, k));
            CHECK(selected(utility, k, utility.size()) == oracle(utility, k));
        }
    }
}

TEST_CASE("select/top_k: small cases written out") {
    CHECK(selected({1, 3, 2}, 2) == list{1, 2});
    CHECK(selected({}, 3).empty());
    CHECK(selected({5}, 0).empty());
    CHECK(selected({5}, 9) == list{0});
    CHECK(selected({0.0F, -0.0F, 0.0F}, 3) == list{0, 1, 2});
    CHECK(selected({-0.0F, 0.0F}, 1) == list{0});
    CHECK(selected({not_a_number, -infinity, 1}, 3) == list{2, 1, 0});
    CHECK(selected({-not_a_number, not_a_number, infinity}, 3) == list{2, 0, 1});
    CHECK(selected({-1, -2, -1}, 2) == list{0, 2});
}

TEST_CASE("select/top_k: what was dropped stays out") {
    const feature_table t(4, 1);
    workspace ws;
    slate s(request{t.view()}, one, ws);
    std::ranges::copy(std::array<float, 4>{1, 2, 3, 4}, s.utility().begin());
    s.truncate(3); // row 3 is dropped
    top_k{2}.run(s, ws);
    CHECK(list(s.order().begin(), s.order().end()) == list{2, 1});
}
