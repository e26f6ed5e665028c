#include "fulcrum/tune/metrics.hpp"
#include "random_log.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

using namespace fulcrum;

static_assert(ReplayMetric<off_policy>);
static_assert(ReplayMetric<diversity>);
static_assert(ReplayMetric<ndcg>);
static_assert(ReplayMetric<mean_novelty>);
static_assert(ReplayMetric<coverage>);
static_assert(!ReplayMetric<int>);

namespace {

using rows = std::vector<std::uint32_t>;

/// A metric of what would be shown: one order a request, repeated from the start.
template <class Metric>
estimate judged(const Metric& metric, const interaction_log& log, const std::vector<rows>& orders) {
    auto accumulator = metric.start(log);
    for (std::size_t i = 0; i < log.size(); ++i) {
        const interaction logged = log[i];
        accumulator.add(replayed{logged, orders[i % orders.size()], {}});
    }
    return accumulator.result();
}

/// Requests of two features and 4 candidates: labels, ids, shares and embeddings as given.
struct small_log {
    interaction_log log{goals{}};
    feature_table features{{1, 0}, {0, 1}, {1, 0}, {-1, 0}};
    feature_table embeddings{{1, 0}, {1, 0}, {0, 2}, {0, 0}};

    void add(const std::vector<float>& labels, const rows& ids, const std::vector<float>& shares) {
        log.append({.request = request{features.view()}
                                   .with(relevance{}, labels)
                                   .with(item_id{}, ids)
                                   .with(popularity{}, shares)
                                   .with(embedding{}, embeddings.view()),
                    .shown = {},
                    .propensity = {},
                    .rewards = {}});
    }
};

const std::vector<float> quarter{.25F, .5F, .125F, 1};

} // namespace

TEST_CASE("tune/metrics: names, directions and what is read") {
    CHECK(off_policy(click{}).name() == "click");
    CHECK(off_policy(click{}).better() == direction::maximize);
    CHECK(off_policy(complaint{}).better() == direction::minimize);
    CHECK(ndcg{.k = 5}.name() == "nDCG@5");
    CHECK(mean_novelty::name() == "novelty");
    CHECK(off_policy::reads_ratios);
    CHECK_FALSE(coverage::reads_ratios);
}

TEST_CASE("tune/metrics: off_policy is the self-normalised cascade value") {
    feature_table features{{0, 0}, {0, 0}, {0, 0}};
    interaction_log log{goals{}};
    const rows shown{2, 0};
    const rows one{1};
    const std::vector<float> p{.5F, .5F};
    const std::vector<float> gain{1, 3, 0, 7}; // positions x {click, complaint}
    const request r{features.view()};
    log.append({.request = r, .shown = shown, .propensity = p, .rewards = {gain.data(), 2, 2}});
    log.append({.request = r, .shown = one, .propensity = std::span(p).first(1), .rewards = {gain.data(), 1, 2}});
    log.append({.request = r, .shown = {}, .propensity = {}, .rewards = {}});
    for (const bool complaints : {false, true}) {
        const off_policy metric = complaints ? off_policy(complaint{}) : off_policy(click{});
        auto sum = metric.start(log);
        const std::vector<std::vector<float>> ratios{{2, .5F}, {.25F}, {}};
        for (std::size_t i = 0; i < log.size(); ++i) {
            const interaction logged = log[i];
            sum.add(replayed{logged, {}, ratios[i]});
        }
        const off_policy_estimate e = sum.result();
        // Weights: position 0: 2, .25, 1; position 1: 1, .25 (absent), 1 (absent).
        const double first = (complaints ? 3 * 2 + 3 * .25 : 1 * 2 + 1 * .25) / 3.25;
        const double second = (complaints ? 7 * 1 : 0) / 2.25;
        CHECK(e.value == doctest::Approx(first + second));
        CHECK(e.count == 3);
        CHECK(e.effective_sample_size ==
              doctest::Approx(std::min(3.25 * 3.25 / (4 + .0625 + 1), 2.25 * 2.25 / (1 + .0625 + 1))));
    }
}

TEST_CASE("tune/metrics: diversity is by embeddings, and leaves out slates of fewer than two rows") {
    small_log small;
    small.add({0, 0, 0, 0}, {0, 1, 2, 3}, quarter);
    small.add({0, 0, 0, 0}, {0, 1, 2, 3}, quarter);
    small.add({0, 0, 0, 0}, {0, 1, 2, 3}, quarter);
    const estimate e = judged(diversity{.k = 3}, small.log, {{0, 2}, {1}, {0, 1, 2, 3}});
    CHECK(e.count == 2);
    CHECK(e.value == doctest::Approx((1 + 2.0 / 3) / 2)); // the fourth row is beyond k
    CHECK(judged(diversity{}, small.log, {{0, 1}}).value == 0);

    const interaction_log bare = bare_log(2); // without embeddings: by features
    const auto features = [&](std::size_t i) { return bare[i].request.features(); };
    CHECK(
        judged(diversity{}, bare, {{0, 3, 1}}).value ==
        doctest::Approx(
            (intra_list_diversity(features(0), rows{0, 3, 1}) + intra_list_diversity(features(1), rows{0, 3, 1})) / 2));
}

TEST_CASE("tune/metrics: ndcg leaves out requests without a relevant row") {
    small_log small;
    small.add({0, 2, 1, 0}, {0, 1, 2, 3}, quarter);
    small.add({0, 0, 0, 0}, {0, 1, 2, 3}, quarter);
    small.add({1, 0, 0, 0}, {0, 1, 2, 3}, quarter);
    const double l3 = std::log2(3);
    const estimate e = judged(ndcg{.k = 2}, small.log, {{2, 1, 0}, {0, 1, 2}, {3, 1, 0}});
    CHECK(e.count == 2);
    CHECK(e.value == doctest::Approx(((1 + 2 / l3) / (2 + 1 / l3) + 0) / 2));
    CHECK(judged(ndcg{}, small.log, {{1, 2}, {0}, {0}}).value == 1);
}

TEST_CASE("tune/metrics: novelty is mean self-information in bits") {
    small_log small;
    small.add({0, 0, 0, 0}, {0, 1, 2, 3}, quarter);
    small.add({0, 0, 0, 0}, {0, 1, 2, 3}, quarter);
    CHECK(judged(mean_novelty{}, small.log, {{0, 1, 2, 3}, {}}).value == doctest::Approx(1.5));
    CHECK(judged(mean_novelty{.k = 2}, small.log, {{2, 0, 1, 3}, {3, 3}}).value == doctest::Approx(1.25));
    for (const float wrong : {0.0F, -1.0F, 1.5F, std::numeric_limits<float>::quiet_NaN()}) {
        small_log other;
        other.add({0, 0, 0, 0}, {0, 1, 2, 3}, {1, wrong, 1, 1});
        CHECK(judged(mean_novelty{}, other.log, {{0, 2}}).value == 0);
        CHECK(holds(thrown<error>([&] { judged(mean_novelty{}, other.log, {{0, 1}}); }), "novelty", "row 1", "(0, 1]"));
    }
}

TEST_CASE("tune/metrics: coverage of the whole log, and by groups of requests") {
    small_log small;
    for (const rows& ids : {rows{0, 1, 2, 3}, rows{0, 1, 2, 3}, rows{4, 5, 6, 7}, rows{0, 1, 2, 3}, rows{4, 4, 4, 4}}) {
        small.add({0, 0, 0, 0}, ids, quarter);
    }
    const std::vector<rows> orders{{0, 1, 2}, {1, 0, 2}, {0, 1, 3}, {2, 0}, {0, 1}};
    const estimate all = judged(coverage{.catalogue = 8, .k = 2}, small.log, orders);
    CHECK(all.value == 5.0 / 8); // 0 1, 1 0, 4 5, 2 0, 4
    CHECK(all.low == all.value);
    CHECK(all.high == all.value);
    CHECK(all.standard_error == 0);
    CHECK(all.count == 5);
    const estimate deep = judged(coverage{.catalogue = 8}, small.log, orders);
    CHECK(deep.value == 6.0 / 8);

    const estimate grouped = judged(coverage{.catalogue = 8, .k = 2, .group = 2}, small.log, orders);
    CHECK(grouped.count == 2); // the fifth request fills no group
    CHECK(grouped.value == (2.0 / 8 + 4.0 / 8) / 2);
    CHECK(grouped.low < grouped.value);
    CHECK(judged(coverage{.catalogue = 8, .group = 5}, small.log, orders).count == 1);

    CHECK(thrown<error>([&] { judged(coverage{.catalogue = 5}, small.log, orders); }) ==
          "coverage: item 5 is outside the catalogue of 5");
}

TEST_CASE("tune/metrics: what the log lacks is said at the start") {
    const interaction_log bare = bare_log(3);
    const auto refused = [](const auto& metric, const interaction_log& log) {
        return thrown<error>([&] { static_cast<void>(metric.start(log)); });
    };
    CHECK(refused(ndcg{}, bare) ==
          "ndcg: the log's requests have no side column 'relevance'; record it by .with(relevance{}, values)");
    CHECK(holds(refused(mean_novelty{}, bare), "novelty", "no side column 'popularity'"));
    CHECK(holds(refused(coverage{.catalogue = 9}, bare), "coverage", "no side column 'item_id'"));
    CHECK(holds(refused(off_policy(click{}), bare), "off_policy", "no shown slate"));
    const interaction_log log = random_log(4, 1);
    struct revenue : maximize {};
    CHECK(refused(off_policy(revenue{}), log) == "log: it has no reward 'revenue'; its rewards are click, complaint");
    CHECK(refused(coverage{}, log) == "coverage: the catalogue has 0 items; set .catalogue to their number");
    CHECK(refused(coverage{.catalogue = 25, .group = 5}, log) == "coverage: groups are of 5 requests, the log has 4");
    CHECK(refused(coverage{.catalogue = 25, .group = 4}, log).empty());
    const interaction_log nothing{goals{}};
    CHECK(refused(ndcg{}, nothing) == "replay: the log is empty");
}

TEST_CASE("tune/metrics: undefined for every request") {
    small_log small;
    small.add({0, 0, 0, 0}, {0, 1, 2, 3}, quarter);
    const std::string sentence = "undefined for every request of the log";
    CHECK(holds(thrown<error>([&] { judged(ndcg{}, small.log, {{0, 1}}); }), sentence, "no relevant row"));
    CHECK(holds(thrown<error>([&] { judged(diversity{}, small.log, {{0}}); }), sentence, "fewer than two rows"));
    CHECK(holds(thrown<error>([&] { judged(mean_novelty{}, small.log, {{}}); }), sentence));
    const estimate none = judged(coverage{.catalogue = 4}, small.log, {{}});
    CHECK(none.value == 0);
}
