#include "fulcrum/simulate/shop_world.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using namespace fulcrum;

namespace {

/// Pearson correlation of f and g over the items.
template <class F, class G> double correlation(const std::vector<shop_item>& items, F f, G g) {
    double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;
    for (const shop_item& item : items) {
        const double x = static_cast<double>(f(item));
        const double y = static_cast<double>(g(item));
        n += 1, a += x, b += y, aa += x * x, bb += y * y, ab += x * y;
    }
    return (ab - a * b / n) / std::sqrt((aa - a * a / n) * (bb - b * b / n));
}

} // namespace

TEST_CASE("simulate/shop_world: goods and people have the sizes and ranges that are stated") {
    const shop_world world{shop_options{}};
    REQUIRE(world.items.size() == 2000);
    REQUIRE(world.users.size() == 2000);
    double share = 0;
    std::size_t members = 0;
    for (const shop_item& item : world.items) {
        CHECK((item.margin > 0 && item.margin < 1));
        CHECK(item.price > 0);
        CHECK(item.category < 20);
        share += static_cast<double>(item.popularity);
    }
    CHECK(share == doctest::Approx(1).epsilon(1e-4));
    for (const std::vector<std::uint32_t>& list : world.members) {
        CHECK_FALSE(list.empty());
        members += list.size();
    }
    CHECK(members == 2000);
    for (const shop_user& user : world.users) {
        CHECK(user.frugality > 0);
        CHECK((user.patience > 0 && user.patience < 1));
    }
    for (std::size_t i = 0; i < 2000; ++i) {
        const auto taste = world.row_of(world.tastes, i);
        CHECK(shop_world::dot(taste, taste) == doctest::Approx(1).epsilon(1e-5));
    }
}

TEST_CASE("simulate/shop_world: items are closer to those of their category, and what sells is not what earns") {
    const shop_world world{shop_options{}};
    double same = 0;
    double other = 0;
    std::size_t same_count = 0;
    std::size_t other_count = 0;
    for (std::size_t i = 0; i < 200; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const auto near = static_cast<double>(
                shop_world::dot(world.row_of(world.observed_items, i), world.row_of(world.observed_items, j)));
            if (world.items[i].category == world.items[j].category) {
                same += near;
                ++same_count;
            } else {
                other += near;
                ++other_count;
            }
        }
    }
    CHECK(same / static_cast<double>(same_count) > other / static_cast<double>(other_count) + 0.4);
    const auto price = [](const shop_item& i) { return i.price_score; };
    const auto popularity = [](const shop_item& i) { return i.popularity_score; };
    const auto margin = [](const shop_item& i) { return i.margin; };
    const auto appeal = [](const shop_item& i) { return i.appeal; };
    const auto quality = [](const shop_item& i) { return i.quality; };
    CHECK(correlation(world.items, price, popularity) < -0.3);
    CHECK(correlation(world.items, margin, popularity) < -0.3);
    CHECK(correlation(world.items, margin, price) > 0.3);
    CHECK(correlation(world.items, quality, price) > 0.3);
    CHECK(correlation(world.items, quality, appeal) < -0.1);
}

TEST_CASE("simulate/shop_world: a seed gives one world, and streams of different topics differ") {
    const shop_world a{shop_options{.seed = 5}};
    const shop_world b{shop_options{.seed = 5}};
    const shop_world c{shop_options{.seed = 6}};
    CHECK(a.tastes == b.tastes);
    CHECK(a.user_tastes == b.user_tastes);
    CHECK(a.preferences == b.preferences);
    CHECK(a.tastes != c.tastes);
    CHECK(a.stream(shop_topic::visit, 1)() == b.stream(shop_topic::visit, 1)());
    CHECK(a.stream(shop_topic::visit, 1)() != a.stream(shop_topic::page, 1)());
    CHECK(a.stream(shop_topic::visit, 1)() != a.stream(shop_topic::visit, 2)());
}

TEST_CASE("simulate/shop_world: without blur what is observed is the truth") {
    const shop_world world{shop_options{.blur = 0}};
    CHECK(world.tastes == world.observed_items);
    CHECK(world.user_tastes == world.observed_users);
    for (const shop_item& item : world.items) CHECK(item.rating == item.quality);
}

TEST_CASE("simulate/shop_world: wrong options are named") {
    CHECK_THROWS_AS(shop_world(shop_options{.users = 0}), error);
    CHECK_THROWS_WITH_AS(shop_world(shop_options{.items = 79}),
                         "shop: 40 candidates of 79 items; give at least twice as many items", error);
    CHECK_THROWS_AS(shop_world(shop_options{.positions = 41}), error);
    CHECK_THROWS_AS(shop_world(shop_options{.items = 100, .categories = 101}), error);
    CHECK_THROWS_AS(shop_world(shop_options{.blur = -1}), error);
    CHECK_THROWS_AS(shop_world(shop_options{.attention = 0}), error);
    CHECK_THROWS_AS(shop_world(shop_options{.fatigue = std::numeric_limits<float>::quiet_NaN()}), error);
}
