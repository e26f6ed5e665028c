#include "fulcrum/select/plackett_luce.hpp"
#include "feature_table.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/scalarize/weighted_sum.hpp"
#include "fulcrum/select/score_with.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <vector>

using namespace fulcrum;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr std::array<direction, 1> one{direction::maximize};
using list = std::vector<std::uint32_t>;

static_assert(Stochastic<plackett_luce>);
static_assert(Stage<plackett_luce>);

/// A slate whose utilities are given, and what is drawn from it.
struct drawn {
    list order;
    std::vector<float> recorded; ///< propensities, by position
    std::vector<float> stated;   ///< the same, from propensities()
};
drawn draw(const std::vector<float>& utility, const plackett_luce& stage, std::uint64_t key) {
    const feature_table t(utility.size(), 1);
    workspace ws;
    slate s(request{t.view()}.with_key(key), one, ws);
    std::ranges::copy(utility, s.utility().begin());
    slate before = s.clone(ws);
    stage.run(s, ws);
    drawn d{{s.order().begin(), s.order().end()}, {}, std::vector<float>(s.order().size())};
    for (const std::uint32_t row : d.order) d.recorded.push_back(s.propensity()[row]);
    stage.propensities(before, d.order, d.stated, ws);
    return d;
}

std::vector<float> stated(const std::vector<float>& utility, const plackett_luce& stage, const list& chosen) {
    const feature_table t(utility.size(), 1);
    workspace ws;
    slate s(request{t.view()}, one, ws);
    std::ranges::copy(utility, s.utility().begin());
    std::vector<float> out(chosen.size(), -1);
    stage.propensities(s, chosen, out, ws);
    return out;
}

double product(const std::vector<float>& values) {
    double p = 1;
    for (const float v : values) p *= static_cast<double>(v);
    return p;
}

/// Calls f for every ordered choice of k of n rows.
template <class F> void for_each_slate(std::uint32_t n, std::size_t k, list& chosen, F&& f) {
    if (chosen.size() == k) return f(chosen);
    for (std::uint32_t i = 0; i < n; ++i) {
        if (std::ranges::find(chosen, i) != chosen.end()) continue;
        chosen.push_back(i);
        for_each_slate(n, k, chosen, f);
        chosen.pop_back();
    }
}

} // namespace

TEST_CASE("select/plackett_luce: stated probabilities are those of the definition, and sum to 1") {
    const std::vector<float> utility{0.1F, 0.9F, 0.4F, 0.4F, -0.3F};
    for (const float temperature : {0.05F, 0.3F, 1.0F, 100.0F}) {
        for (const std::size_t k : {1UL, 2UL, 3UL, 5UL}) {
            double total = 0;
            list chosen;
            for_each_slate(5, k, chosen, [&](const list& slate_rows) {
                const auto p = stated(utility, {.k = k, .temperature = temperature}, slate_rows);
                double left = 0;
                for (const float u : utility) left += std::exp(static_cast<double>(u) / static_cast<double>(temperature));
                for (std::size_t at = 0; at < k; ++at) {
                    const double mass =
                        std::exp(static_cast<double>(utility[slate_rows[at]]) / static_cast<double>(temperature));
                    CHECK(static_cast<double>(p[at]) == doctest::Approx(mass / left).epsilon(1e-5));
                    left -= mass;
                }
                total += product(p);
            });
            CHECK(total == doctest::Approx(1).epsilon(1e-5));
        }
    }
}

TEST_CASE("select/plackett_luce: recorded propensities are the stated ones") {
    for (std::uint64_t key = 0; key < 50; ++key) {
        const std::vector<float> utility = random_table(1, 1 + key, key).values;
        const drawn d = draw(utility, {.k = 10, .temperature = 0.2F}, key);
        CHECK(d.order.size() == std::min<std::size_t>(10, utility.size()));
        for (std::size_t at = 0; at < d.order.size(); ++at) {
            CHECK(d.recorded[at] > 0);
            CHECK(d.recorded[at] <= 1);
            CHECK(d.recorded[at] == doctest::Approx(d.stated[at]).epsilon(1e-5));
        }
    }
    CHECK(draw({3}, {}, 0).recorded == std::vector<float>{1});
}

TEST_CASE("select/plackett_luce: draws are as frequent as their probability") {
    // The second has values far from 0 and from one another: luck must not be rounded away.
    for (const auto& utility : {std::vector<float>{0.3F, 0.0F, 0.5F, 0.4F}, std::vector<float>{1e7F, 0, 0, 0},
                                std::vector<float>{-3e38F, 3e38F, 3e38F, 3e38F}}) {
        const plackett_luce stage{.k = 3, .temperature = 0.25F, .seed = 3};
        constexpr std::uint64_t draws = 12000;
        std::map<list, double> seen;
        for (std::uint64_t key = 0; key < draws; ++key) seen[draw(utility, stage, key).order] += 1;
        double chi = 0;
        double cells = 0;
        list chosen;
        for_each_slate(4, 3, chosen, [&](const list& rows) {
            const double expected = product(stated(utility, stage, rows)) * static_cast<double>(draws);
            const double count = seen.contains(rows) ? seen[rows] : 0.0;
            if (expected == 0) {
                CHECK(count == 0);
                return;
            }
            REQUIRE(expected > 5);
            chi += (count - expected) * (count - expected) / expected;
            cells += 1;
        });
        const double freedom = cells - 1;
        CHECK(chi < freedom + 3.5 * std::sqrt(2 * freedom) + 5); // beyond the 99.9 % point
    }
}

TEST_CASE("select/plackett_luce: a very small temperature is top_k, without a number that is none") {
    for (const float temperature : {1e-3F, 1e-10F, 1e-38F, 1e-45F}) {
        const drawn d = draw({0.5F, 0.9F, -0.2F, 0.7F}, {.k = 3, .temperature = temperature}, 1);
        CHECK(d.order == list{1, 3, 0});
        CHECK(d.recorded == std::vector<float>{1, 1, 1});
        CHECK(d.stated == std::vector<float>{1, 1, 1});
    }
    // Of two equal best rows each is drawn half of the times.
    int first = 0;
    for (std::uint64_t key = 0; key < 400; ++key) {
        const drawn d = draw({7, 1, 7}, {.k = 2, .temperature = 1e-30F}, key);
        first += d.order[0] == 0 ? 1 : 0;
        CHECK(d.recorded == std::vector<float>{0.5F, 1});
        CHECK(d.stated == d.recorded);
    }
    CHECK(first > 150);
    CHECK(first < 250);
    // Equal rows far below the best ones.
    const drawn low = draw({1, 0, 0}, {.k = 3, .temperature = 1e-30F}, 1);
    CHECK(low.recorded == std::vector<float>{1, 0.5F, 1});
    CHECK(low.stated == low.recorded);
}

TEST_CASE("select/plackett_luce: rows whose utility is not finite are never drawn") {
    const std::vector<float> utility{not_a_number, 0.1F, infinity, 0.2F, -infinity};
    for (std::uint64_t key = 0; key < 100; ++key) {
        const drawn d = draw(utility, {.k = 5, .temperature = 1}, key);
        REQUIRE(d.order.size() == 2);
        CHECK(d.order[0] + d.order[1] == 4);
        CHECK(d.recorded[1] == 1);
    }
    CHECK(stated(utility, {.k = 5}, {0, 2, 4}) == std::vector<float>{0, 0, 0});
    CHECK(draw({not_a_number, -infinity}, {}, 0).order.empty());
    CHECK(draw({}, {}, 0).order.empty());
    CHECK(draw({1, 2}, {.k = 0}, 0).order.empty());
}

TEST_CASE("select/plackett_luce: what cannot be drawn has probability 0") {
    const std::vector<float> utility{1, 1, 1};
    const plackett_luce stage{.k = 2, .temperature = 1};
    CHECK(stated(utility, stage, {1, 1})[1] == 0);                                      // twice
    CHECK(stated(utility, stage, {1, 7})[1] == 0);                                      // no row
    CHECK(stated(utility, stage, {0, 1, 2})[2] == 0);                                   // beyond k
    CHECK(stated(utility, stage, {0, 1})[0] == doctest::Approx(1.0 / 3).epsilon(1e-5)); // and the others as ever
    const feature_table t(3, 1);
    workspace ws;
    slate s(request{t.view()}, one, ws);
    std::ranges::fill(s.utility(), 1.0F);
    s.truncate(2); // row 2 is dropped
    std::vector<float> out(2);
    stage.propensities(s, list{2, 0}, out, ws);
    CHECK(out[0] == 0);
    CHECK(out[1] == doctest::Approx(0.5));
}

TEST_CASE("select/plackett_luce: the same seed and key give the same slate, others another") {
    const std::vector<float> utility = random_table(1, 40, 3).values;
    const plackett_luce stage{.k = 5, .temperature = 1, .seed = 9};
    CHECK(draw(utility, stage, 4).order == draw(utility, stage, 4).order);
    CHECK(draw(utility, stage, 4).order != draw(utility, stage, 5).order);
    CHECK(draw(utility, stage, 4).order != draw(utility, {.k = 5, .temperature = 1, .seed = 10}, 4).order);
}

TEST_CASE("select/plackett_luce: the temperature is above 0") {
    struct gain : maximize {};
    for (const float bad : {0.0F, -1.0F, not_a_number, infinity}) {
        const auto compose = [bad] {
            static_cast<void>(rank_by<objectives<gain>>(score_with{features_as_objectives{}},
                                                        weighted_sum{weights{1 * gain{}}},
                                                        plackett_luce{.k = 3, .temperature = bad}));
        };
        CHECK(holds(thrown<error>(compose), "temperature", "above 0", "top_k"));
    }
}
