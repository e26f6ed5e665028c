#include "fulcrum/simulate/logging_policy.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

using namespace fulcrum;

namespace {

struct small_request {
    std::vector<float> features;
    small_request() : features(5 * shop::feature_count) {
        random_stream random{3};
        for (float& x : features) x = static_cast<float>(random.normal());
    }
    [[nodiscard]] request get() const {
        return request{matrix_view<const float>{features.data(), 5, shop::feature_count}};
    }
};

double product(const std::vector<float>& p) {
    double result = 1;
    for (const float x : p) result *= static_cast<double>(x);
    return result;
}

} // namespace

TEST_CASE("simulate/logging_policy: the probabilities of all slates sum to 1 and are the formula's") {
    const small_request small;
    const shop_logging_policy policy{.temperature = 0.4F, .exploration = 0.3F};
    workspace ws;
    std::vector<double> weight(5);
    for (std::size_t i = 0; i < 5; ++i) {
        double u = 0;
        for (std::size_t f = 0; f < shop::feature_count; ++f) {
            u += static_cast<double>(policy.blend[f]) * static_cast<double>(small.get().features()(i, f));
        }
        weight[i] = std::exp(u / 0.4);
    }
    const double all = weight[0] + weight[1] + weight[2] + weight[3] + weight[4];
    double sum = 0;
    for (std::uint32_t a = 0; a < 5; ++a) {
        for (std::uint32_t b = 0; b < 5; ++b) {
            for (std::uint32_t c = 0; c < 5; ++c) {
                if (a == b || b == c || a == c) continue;
                std::vector<float> p(3);
                policy.propensities(small.get(), std::vector<std::uint32_t>{a, b, c}, p, ws);
                sum += product(p);
                CHECK(static_cast<double>(p[0]) == doctest::Approx(0.7 * weight[a] / all + 0.3 / 5).epsilon(1e-5));
                CHECK(static_cast<double>(p[1]) ==
                      doctest::Approx(0.7 * weight[b] / (all - weight[a]) + 0.3 / 4).epsilon(1e-5));
                CHECK(static_cast<double>(p[2]) ==
                      doctest::Approx(0.7 * weight[c] / (all - weight[a] - weight[b]) + 0.3 / 3).epsilon(1e-5));
            }
        }
    }
    CHECK(sum == doctest::Approx(1).epsilon(1e-6));
}

TEST_CASE("simulate/logging_policy: slates are drawn as often as their propensities say") {
    const small_request small;
    const shop_logging_policy policy{.temperature = 0.5F, .exploration = 0.2F};
    workspace ws;
    std::map<std::array<std::uint32_t, 2>, std::pair<std::size_t, double>> seen;
    constexpr std::size_t draws = 40000;
    std::vector<std::uint32_t> shown(2);
    std::vector<float> p(2);
    for (std::size_t i = 0; i < draws; ++i) {
        random_stream random{5, i};
        policy.draw(small.get(), shown, p, random, ws);
        auto& [count, probability] = seen[{shown[0], shown[1]}];
        ++count;
        probability = product(p);
    }
    CHECK(seen.size() == 20);
    double chi_squared = 0;
    for (const auto& [slate, found] : seen) {
        const double wanted = found.second * static_cast<double>(draws);
        const double off = static_cast<double>(found.first) - wanted;
        chi_squared += off * off / wanted;
    }
    CHECK(chi_squared < 43.8); // 99.9 % point of chi squared with 19 degrees of freedom
}

TEST_CASE("simulate/logging_policy: a log records what was drawn, with exact propensities, by visit alone") {
    const shop store;
    const shop_logging_policy policy;
    const interaction_log log = write_log(store, policy, 10, 200, 1);
    const interaction_log part = write_log(store, policy, 110, 100, 1);
    REQUIRE(log.size() == 200);
    CHECK(log.reward_name(0) == "click");
    CHECK(log.reward_name(1) == "purchase");
    CHECK(log.reward_name(2) == "revenue");
    workspace ws;
    shop_visit visit;
    std::vector<float> again(5);
    for (std::size_t i = 0; i < log.size(); ++i) {
        const interaction entry = log[i];
        policy.propensities(entry.request, entry.shown, again, ws);
        CHECK(std::ranges::equal(again, entry.propensity));
        store.open(10 + i, visit);
        CHECK(entry.group == visit.user());
        CHECK(entry.request.key() == visit.request().key());
        std::vector<float> rewards(15);
        store.play(visit, entry.shown, {rewards.data(), 5, 3});
        CHECK(std::equal(rewards.begin(), rewards.end(), entry.rewards.data()));
        for (const float p : entry.propensity) CHECK((p >= 0.1F / 40 && p <= 1));
        if (i >= 100) {
            CHECK(std::ranges::equal(part[i - 100].shown, entry.shown));
            CHECK(std::ranges::equal(part[i - 100].propensity, entry.propensity));
        }
    }
}

TEST_CASE("simulate/logging_policy: policies some way off keep an effective sample size of 500 of 10,000") {
    const shop store;
    const shop_logging_policy logging;
    shop_logging_policy mixed; // the tests of shop show what such a blend wins
    mixed.exploration = 0;
    mixed.blend = {0.35F, 0.14F, 0.63F, 0.07F, 0.24F, 0.35F, 0.24F, 0.14F, 0.28F, -0.21F};
    shop_logging_policy earning = mixed;
    earning.blend = {0.21F, 0.07F, 0.35F, 0.1F, 0.12F, 0.35F, 0.21F, 0.03F, 0.07F, -0.07F};
    shop_visit visit;
    workspace ws;
    std::vector<std::uint32_t> shown(5);
    std::vector<float> p(5);
    std::vector<float> q(5);
    for (const shop_logging_policy& target : {mixed, earning}) {
        double sum = 0;
        double squares = 0;
        for (std::uint64_t id = 0; id < 10000; ++id) {
            store.open(id, visit);
            random_stream random{1, id};
            logging.draw(visit.request(), shown, p, random, ws);
            target.propensities(visit.request(), shown, q, ws);
            const double weight = product(q) / product(p);
            sum += weight;
            squares += weight * weight;
        }
        CHECK(sum / 10000 == doctest::Approx(1).epsilon(4 * std::sqrt(squares) / 10000));
        CHECK(sum * sum / squares > 1500);
    }
}

TEST_CASE("simulate/logging_policy: settings and shapes are checked") {
    const small_request small;
    workspace ws;
    std::vector<std::uint32_t> shown(2);
    std::vector<float> p(2);
    random_stream random{1};
    CHECK_THROWS_AS(shop_logging_policy{.temperature = 0}.draw(small.get(), shown, p, random, ws), error);
    CHECK_THROWS_AS(shop_logging_policy{.exploration = 1.5F}.draw(small.get(), shown, p, random, ws), error);
    std::vector<std::uint32_t> six(6);
    std::vector<float> p6(6);
    CHECK_THROWS_AS(shop_logging_policy{}.draw(small.get(), six, p6, random, ws), shape_error);
    CHECK_THROWS_AS(shop_logging_policy{}.draw(small.get(), shown, p6, random, ws), shape_error);
    const request narrow{matrix_view<const float>{small.features.data(), 5, 3}};
    CHECK_THROWS_AS(shop_logging_policy{}.draw(narrow, shown, p, random, ws), shape_error);
    CHECK_THROWS_AS(shop_logging_policy{}.propensities(small.get(), std::vector<std::uint32_t>{1, 9}, p, ws), error);

    const shop_logging_policy uniform{.exploration = 1};
    uniform.draw(small.get(), shown, p, random, ws);
    CHECK(p[0] == doctest::Approx(0.2));
    CHECK(p[1] == doctest::Approx(0.25));
}
