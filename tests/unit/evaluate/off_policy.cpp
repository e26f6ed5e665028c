#include "fulcrum/evaluate/off_policy.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/evaluate/bootstrap.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

using doctest::Approx;

namespace {

/// A logged bandit of three actions whose target value is known.
struct bandit {
    std::vector<double> target, logging, reward, q_hat, v_hat;

    static constexpr std::array<double, 3> mu{0.5, 0.3, 0.2};
    static constexpr std::array<double, 3> pi{0.2, 0.3, 0.5};
    static constexpr std::array<double, 3> rate{0.1, 0.3, 0.6};
    static constexpr double value = 0.2 * 0.1 + 0.3 * 0.3 + 0.5 * 0.6;

    bandit(std::size_t n, std::uint64_t seed, double model_bias = 0.0) {
        fulcrum::random_stream random(seed);
        for (std::size_t i = 0; i < n; ++i) {
            const double u = random.uniform();
            const std::size_t a = u < mu[0] ? 0 : u < mu[0] + mu[1] ? 1 : 2;
            target.push_back(pi[a]);
            logging.push_back(mu[a]);
            reward.push_back(random.bernoulli(rate[a]) ? 1.0 : 0.0);
            q_hat.push_back(rate[a] + model_bias);
            v_hat.push_back(value + model_bias);
        }
    }
    [[nodiscard]] fulcrum::bandit_feedback log() const {
        return {.target = target, .logging = logging, .reward = reward, .q_hat = q_hat, .v_hat = v_hat};
    }
};

} // namespace

TEST_CASE("evaluate/off_policy: each estimator on four rows, by hand") {
    const std::array<double, 4> target{0.5, 0.1, 0.2, 0.2};
    const std::array<double, 4> logging{0.25, 0.5, 0.2, 0.1}; // w = 2, 0.2, 1, 2
    const std::array<double, 4> reward{1, 2, 0, 3};
    const std::array<double, 4> q{0.5, 1.5, 0.5, 2.0}; // error 0.5, 0.5, -0.5, 1
    const std::array<double, 4> v{1.0, 1.2, 0.8, 1.0};
    const fulcrum::bandit_feedback log{.target = target, .logging = logging, .reward = reward, .q_hat = q, .v_hat = v};
    const double sum_w = 5.2;
    CHECK(fulcrum::ips(log).value == Approx((2.0 + 0.4 + 0.0 + 6.0) / 4.0));
    CHECK(fulcrum::snips(log).value == Approx(8.4 / sum_w));
    CHECK(fulcrum::clipped_ips(log, 1.5).value == Approx((1.5 + 0.4 + 0.0 + 4.5) / 4.0));
    CHECK(fulcrum::dm(v).value == Approx(1.0));
    const double corrections = 1.0 + 0.1 - 0.5 + 2.0;
    CHECK(fulcrum::dr(log).value == Approx(1.0 + corrections / 4.0));
    CHECK(fulcrum::sndr(log).value == Approx(1.0 + corrections / sum_w));
    CHECK(fulcrum::switch_dr(log, 1.0).value == Approx(1.0 + (0.1 - 0.5) / 4.0));
    const auto shrunk = [](double w) { return 3.0 * w / (w * w + 3.0); };
    CHECK(fulcrum::dr_os(log, 3.0).value ==
          Approx(1.0 + (1.5 * shrunk(2.0) + 0.5 * shrunk(0.2) - 0.5 * shrunk(1.0)) / 4.0));

    const fulcrum::off_policy_estimate e = fulcrum::ips(log);
    CHECK(e.count == 4);
    CHECK(e.effective_sample_size == Approx(sum_w * sum_w / (4.0 + 0.04 + 1.0 + 4.0)));
    CHECK(e.mean_weight.value == Approx(1.3));
    CHECK(e.largest_weight == Approx(2.0));
    CHECK(e.high - e.low == Approx(2.0 * 1.959963984540054 * e.standard_error));
    // the support is that of the weights, however they are cut
    CHECK(fulcrum::clipped_ips(log, 0.1).effective_sample_size == e.effective_sample_size);
    CHECK(fulcrum::switch_dr(log, 0.0).effective_sample_size == e.effective_sample_size);
}

TEST_CASE("evaluate/off_policy: limits of the thresholds") {
    const bandit b(300, 4, 0.1);
    constexpr double inf = std::numeric_limits<double>::infinity();
    CHECK(fulcrum::clipped_ips(b.log(), inf).value == Approx(fulcrum::ips(b.log()).value));
    CHECK(fulcrum::switch_dr(b.log(), inf).value == Approx(fulcrum::dr(b.log()).value));
    CHECK(fulcrum::dr_os(b.log(), inf).value == Approx(fulcrum::dr(b.log()).value));
    CHECK(fulcrum::switch_dr(b.log(), 0.0).value == Approx(fulcrum::dm(b.v_hat).value));
    CHECK(fulcrum::dr_os(b.log(), 0.0).value == Approx(fulcrum::dm(b.v_hat).value));
    CHECK(fulcrum::clipped_ips(b.log(), 0.0).value == 0.0);
}

TEST_CASE("evaluate/off_policy: judging the logging policy itself gives the log's mean") {
    bandit b(500, 8);
    b.target = b.logging;
    const fulcrum::estimate plain = fulcrum::mean_normal(b.reward);
    for (const auto& e : {fulcrum::ips(b.log()), fulcrum::snips(b.log())}) {
        CHECK(e.value == Approx(plain.value));
        CHECK(e.standard_error == Approx(plain.standard_error));
        CHECK(e.effective_sample_size == Approx(500.0));
        CHECK_FALSE(e.weights_off());
        CHECK_FALSE(e.outside_rewards);
    }
}

TEST_CASE("evaluate/off_policy: intervals cover the known value in 95 of 100 logs") {
    constexpr int trials = 1000;
    std::array<int, 5> covered{};
    for (int t = 0; t < trials; ++t) {
        const bandit b(400, 100 + static_cast<std::uint64_t>(t), 0.2); // the model is biased; DR is not
        const std::array<fulcrum::estimate, 5> all{fulcrum::ips(b.log()), fulcrum::snips(b.log()), fulcrum::dr(b.log()),
                                                   fulcrum::sndr(b.log()), fulcrum::dm(b.v_hat)};
        for (std::size_t i = 0; i < all.size(); ++i) covered[i] += fulcrum::excludes(all[i], bandit::value) ? 0 : 1;
    }
    for (std::size_t i = 0; i < 4; ++i) {
        CAPTURE(i);
        CHECK(covered[i] > 925);
        CHECK(covered[i] < 975);
    }
    CHECK(covered[4] == 0); // the direct method inherits the model's bias
}

TEST_CASE("evaluate/off_policy: standard errors agree with the bootstrap") {
    const bandit b(1000, 77);
    std::vector<double> w(b.reward.size());
    std::vector<double> wr(b.reward.size());
    for (std::size_t i = 0; i < w.size(); ++i) {
        w[i] = b.target[i] / b.logging[i];
        wr[i] = w[i] * b.reward[i];
    }
    const fulcrum::bootstrap_options options{.resamples = 2000, .seed = 1};
    CHECK(fulcrum::ips(b.log()).standard_error ==
          Approx(fulcrum::bootstrap_mean(wr, options).standard_error).epsilon(0.07));
    CHECK(fulcrum::snips(b.log()).standard_error ==
          Approx(fulcrum::bootstrap_ratio(wr, w, options).standard_error).epsilon(0.07));
    const auto sndr = [&](std::span<const std::uint32_t> index) {
        double v = 0.0;
        double correction = 0.0;
        double weight = 0.0;
        for (const std::uint32_t i : index) {
            v += b.v_hat[i] / static_cast<double>(index.size());
            correction += w[i] * (b.reward[i] - b.q_hat[i]);
            weight += w[i];
        }
        return v + correction / weight;
    };
    CHECK(fulcrum::sndr(b.log()).standard_error ==
          Approx(fulcrum::bootstrap(w.size(), sndr, options).standard_error).epsilon(0.07));
}

TEST_CASE("evaluate/off_policy: a running estimate, in parts, equals the whole") {
    const bandit b(501, 6);
    fulcrum::off_policy_accumulator whole;
    std::array<fulcrum::off_policy_accumulator, 3> parts;
    for (std::size_t i = 0; i < b.reward.size(); ++i) {
        const double w = b.target[i] / b.logging[i];
        whole.add(w, b.reward[i]);
        parts[i / 200].add(w, b.reward[i]);
    }
    fulcrum::off_policy_accumulator merged;
    for (const auto& p : parts) merged.merge(p);
    CHECK(whole.count() == 501);
    CHECK(merged.mean().value == Approx(fulcrum::ips(b.log()).value).epsilon(1e-13));
    CHECK(merged.self_normalized().value == Approx(fulcrum::snips(b.log()).value).epsilon(1e-13));
    CHECK(merged.mean().standard_error == Approx(whole.mean().standard_error).epsilon(1e-12));
    CHECK(merged.mean().effective_sample_size == Approx(whole.mean().effective_sample_size).epsilon(1e-12));
    CHECK(merged.mean().largest_weight == whole.mean().largest_weight);
}

TEST_CASE("evaluate/off_policy: DR that leaves the range of rewards says so") {
    // one large weight on a row that the model overrates: the click rate comes out negative
    const std::array<double, 3> target{0.9, 0.1, 0.1};
    const std::array<double, 3> logging{0.01, 0.9, 0.9};
    const std::array<double, 3> reward{0, 1, 0};
    const std::array<double, 3> q{0.2, 0.2, 0.2};
    const std::array<double, 3> v{0.2, 0.2, 0.2};
    const fulcrum::off_policy_estimate e =
        fulcrum::dr({.target = target, .logging = logging, .reward = reward, .q_hat = q, .v_hat = v});
    CHECK(e.value < 0.0);
    CHECK(e.outside_rewards);
    CHECK_FALSE(fulcrum::snips({.target = target, .logging = logging, .reward = reward}).outside_rewards);
    CHECK_THROWS_AS(fulcrum::require_support(e), fulcrum::error);
}

TEST_CASE("evaluate/off_policy: wrong propensities show in the mean weight") {
    bandit b(2000, 12);
    for (double& p : b.logging) p = std::min(1.0, 2.0 * p); // a log that claims twice what was true
    CHECK(fulcrum::ips(b.log()).weights_off());
    CHECK_FALSE(fulcrum::ips(bandit(2000, 12).log()).weights_off());
}

TEST_CASE("evaluate/off_policy: a policy that the log never shows") {
    const std::array<double, 2> target{0, 0};
    const std::array<double, 2> logging{0.5, 0.5};
    const std::array<double, 2> reward{1, 1};
    const fulcrum::bandit_feedback log{.target = target, .logging = logging, .reward = reward};
    CHECK(fulcrum::ips(log).value == 0.0);
    CHECK(fulcrum::ips(log).effective_sample_size == 0.0);
    CHECK(fulcrum::ips(log).weights_off());
    CHECK(std::isnan(fulcrum::snips(log).value));
    CHECK_THROWS_AS(fulcrum::require_support(fulcrum::snips(log), {.minimum = 0, .share = 0}), fulcrum::error);
}

TEST_CASE("evaluate/off_policy: one request, and constant rewards") {
    const std::array<double, 1> one{0.5};
    const fulcrum::off_policy_estimate e = fulcrum::ips({.target = one, .logging = one, .reward = one});
    CHECK(e.value == 0.5);
    CHECK(std::isinf(e.standard_error));
    CHECK(e.effective_sample_size == Approx(1.0));

    bandit b(200, 3);
    b.reward.assign(200, 0.1);
    const fulcrum::off_policy_estimate constant = fulcrum::snips(b.log());
    CHECK(constant.value == Approx(0.1).epsilon(1e-14));
    CHECK(constant.standard_error < 1e-9);
    CHECK_FALSE(constant.outside_rewards); // an ulp is not a warning
}

TEST_CASE("evaluate/off_policy: wrong input is named") {
    const std::vector<double> three{0.5, 0.5, 0.5};
    const std::vector<double> two{0.5, 0.5};
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::ips({.target = three, .logging = three, .reward = two})),
                         "ips: reward has 2 values, logging has 3", fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::dr({.target = three, .logging = three, .reward = three})),
                         "dr: q_hat has 0 values, logging has 3", fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::snips({})), "snips: the log is empty; give at least one request",
                         fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::off_policy_accumulator{}.mean()), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::off_policy_accumulator{}.self_normalized()), fulcrum::error);
    for (const double bad : {0.0, -0.1, 1.1, std::nan(""), std::numeric_limits<double>::infinity()}) {
        const std::vector<double> logging{0.5, bad, 0.5};
        CHECK_THROWS_AS(static_cast<void>(fulcrum::ips({.target = three, .logging = logging, .reward = three})),
                        fulcrum::error);
    }
    const std::vector<double> zero{0.5, 0.5, 0.0};
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::ips({.target = three, .logging = zero, .reward = three})),
                         "ips: logging propensity 2 is 0; it must lie in (0, 1]", fulcrum::error);
    const std::vector<double> nan{0.5, std::nan(""), 0.5};
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::ips({.target = three, .logging = three, .reward = nan})),
                         "ips: reward 1 is not finite", fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::ips({.target = nan, .logging = three, .reward = three})),
                    fulcrum::error);
    const fulcrum::bandit_feedback ok{
        .target = three, .logging = three, .reward = three, .q_hat = three, .v_hat = three};
    CHECK_THROWS_AS(static_cast<void>(fulcrum::clipped_ips(ok, -1.0)), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::switch_dr(ok, std::nan(""))), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::dr_os(ok, -1.0)), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::dm(std::vector<double>{})), fulcrum::error);
}
