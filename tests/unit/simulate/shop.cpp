#include "fulcrum/simulate/shop.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <set>
#include <string>
#include <vector>

using namespace fulcrum;

namespace {

std::vector<std::uint32_t> first_rows(std::size_t k) {
    std::vector<std::uint32_t> rows(k);
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
}

struct table {
    explicit table(std::size_t positions) : values(positions * shop::reward_count), rows(positions) {}
    [[nodiscard]] matrix_view<float> view() { return {values.data(), rows, shop::reward_count}; }
    std::vector<float> values;
    std::size_t rows;
};

std::array<double, 3> totals(const table& t) {
    std::array<double, 3> sum{};
    for (std::size_t i = 0; i < t.values.size(); ++i) sum[i % 3] += static_cast<double>(t.values[i]);
    return sum;
}

/// Rows with the largest weighted sum of named features.
std::vector<std::uint32_t> best_rows(const request& r, std::size_t k, std::array<float, shop::feature_count> weight) {
    std::vector<float> score(r.size());
    for (std::size_t i = 0; i < r.size(); ++i) {
        for (std::size_t f = 0; f < weight.size(); ++f) score[i] += weight[f] * r.features()(i, f);
    }
    std::vector<std::uint32_t> rows = first_rows(r.size());
    std::ranges::stable_sort(rows, [&](std::uint32_t a, std::uint32_t b) { return score[a] > score[b]; });
    rows.resize(k);
    return rows;
}

double distance(const request& r, const std::vector<std::uint32_t>& rows) {
    const matrix_view<const float> e = r.get<embedding>();
    double sum = 0;
    for (std::size_t a = 0; a < rows.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            double dot = 0;
            double na = 0;
            double nb = 0;
            for (std::size_t d = 0; d < e.cols(); ++d) {
                const double x = static_cast<double>(e(rows[a], d));
                const double y = static_cast<double>(e(rows[b], d));
                dot += x * y;
                na += x * x;
                nb += y * y;
            }
            sum += 1 - dot / std::sqrt(na * nb);
        }
    }
    return 2 * sum / static_cast<double>(rows.size() * (rows.size() - 1));
}

} // namespace

TEST_CASE("simulate/shop: a visit is a request of distinct candidates with finite features and side columns") {
    const shop store;
    shop_visit visit;
    for (std::uint64_t id = 0; id < 50; ++id) {
        store.open(id, visit);
        const request r = visit.request();
        CHECK(r.size() == 40);
        CHECK(r.features().cols() == shop::feature_count);
        CHECK(r.user().size() == 8);
        CHECK(r.get<embedding>().cols() == 8);
        const std::span<const std::uint32_t> ids = r.get<item_id>();
        CHECK(std::set<std::uint32_t>(ids.begin(), ids.end()).size() == 40);
        for (std::size_t i = 0; i < r.size(); ++i) {
            const shop_item& item = store.items()[ids[i]];
            CHECK(r.get<category>()[i] == item.category);
            CHECK(r.get<price>()[i] == item.price);
            CHECK(r.get<popularity>()[i] == item.popularity);
            for (const float x : r.features().row(i)) CHECK((std::isfinite(x) && std::abs(x) < 25));
        }
    }
    double share = 0;
    for (const shop_item& item : store.items()) {
        CHECK((item.margin > 0 && item.margin < 1));
        CHECK(item.price > 0);
        CHECK(item.category < 20);
        share += static_cast<double>(item.popularity);
    }
    CHECK(share == doctest::Approx(1).epsilon(1e-4));
}

TEST_CASE("simulate/shop: any visit can be replayed, in any order and by another shop object") {
    const shop a;
    const shop b;
    shop_visit va;
    shop_visit vb;
    const std::vector<std::uint32_t> shown{3, 1, 4, 10, 5};
    table ta(5);
    table tb(5);
    for (std::uint64_t id = 100; id-- > 0;) {
        a.open(99 - id, va);
        a.open(id, va);
        b.open(id, vb);
        const request ra = va.request();
        const request rb = vb.request();
        CHECK(ra.key() == rb.key());
        CHECK(va.user() == vb.user());
        CHECK(std::equal(ra.features().data(), ra.features().data() + 40 * shop::feature_count, rb.features().data()));
        CHECK(a.play(va, shown, ta.view()) == b.play(vb, shown, tb.view()));
        CHECK(ta.values == tb.values);
    }
    const shop other{shop_options{.seed = 2}};
    other.open(0, vb);
    a.open(0, va);
    CHECK_FALSE(std::ranges::equal(va.items(), vb.items()));
}

TEST_CASE("simulate/shop: rewards are click >= purchase, and revenue is the margin times the price") {
    const shop store;
    shop_visit visit;
    table t(5);
    std::size_t bought = 0;
    for (std::uint64_t id = 0; id < 2000; ++id) {
        store.open(id, visit);
        const std::vector<std::uint32_t> shown = first_rows(5);
        store.play(visit, shown, t.view());
        for (std::size_t k = 0; k < 5; ++k) {
            const shop_item& item = store.items()[visit.items()[shown[k]]];
            const float click = t.view()(k, 0);
            const float purchase = t.view()(k, 1);
            CHECK((click == 0 || click == 1));
            CHECK((purchase == 0 || purchase == 1));
            CHECK(purchase <= click);
            CHECK(t.view()(k, 2) == (purchase > 0 ? item.margin * item.price : 0.0F));
            bought += purchase > 0 ? 1 : 0;
        }
    }
    CHECK(bought > 200);
}

TEST_CASE("simulate/shop: what is shown below a position changes nothing above it, played or expected") {
    const shop store;
    shop_visit visit;
    table a(5);
    table b(5);
    for (std::uint64_t id = 0; id < 300; ++id) {
        store.open(id, visit);
        store.play(visit, std::vector<std::uint32_t>{0, 1, 2, 3, 4}, a.view());
        store.play(visit, std::vector<std::uint32_t>{0, 1, 2, 30, 31}, b.view());
        CHECK(std::equal(a.values.begin(), a.values.begin() + 9, b.values.begin()));
        store.expected_rewards(visit, std::vector<std::uint32_t>{0, 1, 2, 3, 4}, a.view());
        store.expected_rewards(visit, std::vector<std::uint32_t>{0, 1, 2, 30, 31}, b.view());
        CHECK(std::equal(a.values.begin(), a.values.begin() + 9, b.values.begin()));
    }
}

TEST_CASE("simulate/shop: played rewards average to the expected ones, at every position") {
    const shop store;
    shop_visit visit;
    constexpr std::size_t visits = 20000;
    constexpr std::size_t cells = 15;
    table played(5);
    table expected(5);
    std::array<double, cells> difference{};
    std::array<double, cells> squares{};
    double there = 0;
    for (std::uint64_t id = 0; id < visits; ++id) {
        store.open(id, visit);
        const std::vector<std::uint32_t> shown = first_rows(5);
        there += store.play(visit, shown, played.view()) ? 1 : 0;
        there -= store.expected_rewards(visit, shown, expected.view());
        for (std::size_t c = 0; c < cells; ++c) {
            const double d = static_cast<double>(played.values[c]) - static_cast<double>(expected.values[c]);
            difference[c] += d;
            squares[c] += d * d;
        }
    }
    for (std::size_t c = 0; c < cells; ++c) {
        CAPTURE(c);
        CHECK(squares[c] > 0);
        CHECK(std::abs(difference[c]) < 4 * std::sqrt(squares[c]));
    }
    CHECK(std::abs(there) < 4 * std::sqrt(0.25 * visits));
}

TEST_CASE("simulate/shop: position bias, fatigue and leaving are what the options say") {
    shop_visit visit;
    table t(5);
    const auto clicks = [&](const shop& store, bool repeat) {
        double first = 0;
        double second = 0;
        for (std::uint64_t id = 0; id < 2000; ++id) {
            store.open(id, visit);
            // the second row: of the first one's category, or the same row under a first one of another category
            const std::span<const std::uint32_t> c = visit.categories();
            std::uint32_t twin = 1;
            while (twin < c.size() && c[twin] != c[0]) ++twin;
            std::uint32_t other = 1;
            while (other < c.size() && c[other] == c[0]) ++other;
            if (twin >= c.size() || other >= c.size()) continue;
            store.expected_rewards(visit, std::vector<std::uint32_t>{repeat ? 0U : other, twin},
                                   matrix_view<float>{t.values.data(), 2, 3});
            first += static_cast<double>(t.values[0]);
            second += static_cast<double>(t.values[3]);
        }
        return std::array{first, second};
    };
    const shop tiring;
    CHECK(clicks(tiring, true)[1] < 0.8 * clicks(tiring, false)[1]);
    const shop untiring{shop_options{.attention = 1, .fatigue = 0}};
    CHECK(clicks(untiring, true)[1] > 0.95 * clicks(untiring, false)[1]);

    std::array<double, 5> by_position{};
    for (std::uint64_t id = 0; id < 3000; ++id) {
        tiring.open(id, visit);
        std::array<std::uint32_t, 5> shown{0, 1, 2, 3, 4};
        std::rotate(shown.begin(), shown.begin() + static_cast<std::ptrdiff_t>(id % 5), shown.end());
        const double left = tiring.expected_rewards(visit, shown, t.view());
        CHECK((left > 0 && left < 1));
        for (std::size_t k = 0; k < 5; ++k) by_position[k] += static_cast<double>(t.view()(k, 0));
    }
    for (std::size_t k = 1; k < 5; ++k) CHECK(by_position[k] < by_position[k - 1]);
}

TEST_CASE("simulate/shop: clicks, revenue and diversity pull apart, and one blend is not best at all") {
    const shop store;
    shop_visit visit;
    table t(5);
    const std::array<float, shop::feature_count> none{};
    const std::array<float, shop::feature_count> clicky{0.45F, 0.15F, 0.8F, -0.1F, 0.35F, 0, 0.1F, 0.3F, 0.6F, -0.3F};
    const std::array<float, shop::feature_count> earning{0.6F, 0.2F, 1, 0.3F, 0.35F, 1, 0.6F, 0.1F, 0.2F, -0.2F};
    const auto value = [&](const std::array<float, shop::feature_count>& blend) {
        std::array<double, 3> sum{};
        for (std::uint64_t id = 0; id < 1500; ++id) {
            store.open(id, visit);
            const request r = visit.request();
            const std::vector<std::uint32_t> rows = best_rows(r, 5, blend);
            store.expected_rewards(visit, rows, t.view());
            sum[0] += totals(t)[0] / 1500;
            sum[1] += totals(t)[2] / 1500;
            sum[2] += distance(r, rows) / 1500;
        }
        return sum;
    };
    const auto some = value(none);
    const auto click = value(clicky);
    const auto revenue = value(earning);
    CHECK(click[0] > 1.6 * some[0]);
    CHECK(click[0] > 2 * revenue[0]);
    CHECK(revenue[1] > 2 * click[1]);
    CHECK(some[2] > click[2] + 0.1);
    CHECK(some[2] > revenue[2] + 0.1);
}

TEST_CASE("simulate/shop: the next page has new candidates and remembers what was seen") {
    const shop store;
    shop_visit visit;
    store.open(7, visit);
    const std::vector<std::uint32_t> before(visit.items().begin(), visit.items().end());
    const std::uint32_t user = visit.user();
    const std::uint64_t key = visit.request().key();
    const std::uint32_t seen = visit.categories()[0];
    store.turn_page(visit, std::vector<std::uint32_t>{0});
    CHECK(visit.page() == 1);
    CHECK(visit.user() == user);
    CHECK(visit.request().key() != key);
    CHECK_FALSE(std::ranges::equal(visit.items(), before));
    bool found = false;
    for (std::size_t i = 0; i < visit.items().size(); ++i) {
        if (visit.categories()[i] != seen) continue;
        found = true;
        CHECK(visit.request().features()(i, 9) >= 0.5F);
    }
    CHECK(found);
}

TEST_CASE("simulate/shop: small shops work, and wrong input is refused before anything is written") {
    const shop one{shop_options{.users = 1, .items = 2, .categories = 1, .candidates = 1, .positions = 1, .latent = 1}};
    shop_visit visit;
    one.open(0, visit);
    table t(1);
    one.play(visit, std::vector<std::uint32_t>{0}, t.view());
    one.play(visit, {}, {});
    CHECK(one.expected_rewards(visit, {}, {}) == 1.0);

    t.values.assign(3, -1.0F);
    CHECK_THROWS_WITH_AS(one.play(visit, std::vector<std::uint32_t>{1}, t.view()),
                         "shop: row 1 at position 0, but the visit has 1 candidates", error);
    CHECK_THROWS_AS(one.play(visit, std::vector<std::uint32_t>{0}, {}), shape_error);
    CHECK(t.values == std::vector<float>{-1, -1, -1});
    table two(2);
    CHECK_THROWS_WITH_AS(one.play(visit, std::vector<std::uint32_t>{0, 0}, two.view()),
                         "shop: row 0 is shown at positions 0 and 1", error);

    CHECK_THROWS_AS(shop(shop_options{.users = 0}), error);
    CHECK_THROWS_AS(shop(shop_options{.items = 79}), error);
    CHECK_THROWS_AS(shop(shop_options{.positions = 41}), error);
    CHECK_THROWS_AS(shop(shop_options{.items = 100, .categories = 101}), error);
}
