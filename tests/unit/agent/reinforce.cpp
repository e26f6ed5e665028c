#include "fulcrum/agent/reinforce.hpp"
#include "fulcrum/agent/policy.hpp"
#include "fulcrum/mlp/mlp.hpp"
#include "fulcrum/simulate/shop_session.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

using namespace fulcrum;

namespace {

struct pay : maximize {};
struct harm : minimize {};

/// Four arms, told apart by one-hot features; two are shown, and each pays at its position with its own chance, the
/// second position half as often. Arm 3 pays most and harms most.
class bandit {
public:
    using goals = objectives<pay, harm>;
    struct outcome {
        matrix_view<const float> rewards;
        bool done = true;
    };
    static constexpr std::array<double, 4> chance{0.1, 0.6, 0.2, 0.8};
    static constexpr std::array<double, 4> hurt{0.0, 0.1, 0.0, 0.9};

    request reset(std::uint64_t id) {
        luck_ = random_stream{99, id, tries_++};
        return observation();
    }
    [[nodiscard]] request observation() const { return request{matrix_view<const float>{features_.data(), 4, 4}}; }
    [[nodiscard]] std::size_t positions() const { return 2; }
    outcome step(std::span<const std::uint32_t> shown) {
        for (std::size_t k = 0; k < 2; ++k) {
            rewards_[2 * k] = luck_.bernoulli(chance[shown[k]] / (k == 0 ? 1.0 : 2.0)) ? 1.0F : 0.0F;
            rewards_[2 * k + 1] = luck_.bernoulli(hurt[shown[k]]) ? 50.0F : 0.0F;
        }
        return {matrix_view<const float>{rewards_.data(), 2, 2}};
    }
    /// For tests of what a trainer does with it.
    std::array<float, 4> rewards_{};

private:
    std::array<float, 16> features_{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    random_stream luck_{0};
    std::uint32_t tries_ = 0;
};
static_assert(Environment<bandit>);

/// Mean pay of the policy with these scores, in closed form.
double mean_pay(const std::array<double, 4>& scores) {
    double sum = 0;
    double value = 0;
    for (const double s : scores) sum += std::exp(s);
    for (std::size_t a = 0; a < 4; ++a) {
        for (std::size_t b = 0; b < 4; ++b) {
            if (a == b) continue;
            const double p = std::exp(scores[a]) / sum * std::exp(scores[b]) / (sum - std::exp(scores[a]));
            value += p * (bandit::chance[a] + bandit::chance[b] / 2);
        }
    }
    return value;
}

std::array<double, 4> scores_of(const mlp_parameters& net) {
    const bandit b;
    workspace ws;
    std::array<float, 4> out{};
    dynamic_mlp<float>{net}(b.observation().features(), columns_view<float>{out.data(), 4, 1}, ws);
    return {static_cast<double>(out[0]), static_cast<double>(out[1]), static_cast<double>(out[2]),
            static_cast<double>(out[3])};
}

bool same_bits(const mlp_parameters& a, const mlp_parameters& b) {
    for (std::size_t l = 0; l < a.layers.size(); ++l) {
        if (a.layers[l].weights != b.layers[l].weights || a.layers[l].bias != b.layers[l].bias) return false;
    }
    return a.layers.size() == b.layers.size();
}

const standardizer as_they_are{{0, 0, 0, 0}, {1, 1, 1, 1}};

/// Gradients of single updates of a linear policy, by parameter: mean and variance over many updates.
struct gradient_moments {
    std::array<moments, 4> by_score;
};
gradient_moments gradients(const network<float>& net, std::size_t tries, std::size_t updates) {
    gradient_moments result;
    bandit b;
    detail::rollout episodes(4, 2, 2, tries);
    const std::array<float, 2> only_pay{1, 0};
    for (std::size_t u = 0; u < updates; ++u) {
        episodes.clear();
        for (std::size_t e = 0; e < 8 / tries; ++e) episodes.play(b, net, as_they_are, u * 8 + e, seed{5});
        const auto& g = episodes.gradient(net, only_pay, 0);
        for (std::size_t i = 0; i < 4; ++i)
            result.by_score[i].add(static_cast<double>(g[static_cast<Eigen::Index>(i)]));
    }
    return result;
}

} // namespace

TEST_CASE("agent/reinforce: the gradient is unbiased, with either baseline") {
    network<float> net({4, 1}, activation::relu, 3);
    std::array<double, 4> scores{};
    for (std::size_t i = 0; i < 4; ++i) scores[i] = static_cast<double>(net.parameters()[static_cast<Eigen::Index>(i)]);
    for (const std::size_t tries : {std::size_t{1}, std::size_t{4}}) {
        const gradient_moments found = gradients(net, tries, 6000);
        for (std::size_t i = 0; i < 4; ++i) {
            std::array<double, 4> up = scores;
            std::array<double, 4> down = scores;
            up[i] += 1e-5;
            down[i] -= 1e-5;
            const double exact = -(mean_pay(up) - mean_pay(down)) / 2e-5; // of the loss
            CAPTURE(tries);
            CAPTURE(i);
            CHECK(std::abs(found.by_score[i].mean() - exact) < 4 * found.by_score[i].standard_error());
            CHECK(found.by_score[i].standard_error() < 0.1 * std::abs(mean_pay(scores)));
        }
    }
}

TEST_CASE("agent/reinforce: the baseline and the credit by position reduce the variance") {
    const network<float> net({4, 1}, activation::relu, 3);
    const gradient_moments with = gradients(net, 4, 3000);
    // plain REINFORCE: every draw credited with the whole reward
    std::array<moments, 4> without;
    bandit b;
    workspace ws;
    network<float>::tape tape;
    std::vector<std::uint32_t> shown(2);
    std::vector<float> p(2);
    const network<float>::matrix arms = network<float>::matrix::Identity(4, 4);
    const network<float>::matrix out = net.forward(arms, tape);
    const std::vector<float> scores(out.data(), out.data() + 4);
    for (std::uint64_t u = 0; u < 3000; ++u) {
        std::vector<float> gradient(4);
        for (std::uint32_t t = 0; t < 8; ++t) {
            b.reset(u);
            random_stream random{6, u, t};
            draw_slate(scores, shown, p, random, ws);
            b.step(shown);
            const float total = (b.rewards_[0] + b.rewards_[2]) / 8;
            add_slate_gradient(scores, shown, std::vector<float>{total, total}, 0, gradient, ws);
        }
        for (std::size_t i = 0; i < 4; ++i) without[i].add(-static_cast<double>(gradient[i]));
    }
    double a = 0;
    double c = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        a += with.by_score[i].variance();
        c += without[i].variance();
        const double error = std::hypot(with.by_score[i].standard_error(), without[i].standard_error());
        CHECK(std::abs(with.by_score[i].mean() - without[i].mean()) < 4 * error);
    }
    CHECK(a < 0.7 * c);
}

TEST_CASE("agent/reinforce: a bandit is solved, and directions and weights are heeded") {
    bandit b;
    const reinforce options{
        .hidden = {8}, .updates = 300, .episodes = 8, .tries = 4, .entropy = 0, .optimizer = {.learning_rate = 0.02}};
    const double best = 0.8 + 0.6 / 2;
    const reinforce_result paid = train(options, b, weights{1.0F * pay{}, 0.0F * harm{}}, seed{1});
    CHECK(mean_pay({0, 0, 0, 0}) < 0.7 * best);
    CHECK(mean_pay(scores_of(paid.net)) > 0.95 * best);
    REQUIRE(paid.curve.size() == 300);
    CHECK_FALSE(paid.stopped);
    CHECK(paid.curve.back().utility > paid.curve.front().utility);
    CHECK(paid.curve.back().entropy < paid.curve.front().entropy);
    CHECK(paid.curve.front().entropy == doctest::Approx((std::log(4.0) + std::log(3.0)) / 2).epsilon(0.35));
    CHECK(paid.curve.back().played == 300 * 32);

    // harm is 50 a time, pay is 1: scaled by their deviations they are compared as equals
    const reinforce_result careful = train(options, b, weights{0.5F * harm{}, 0.5F * pay{}}, seed{1});
    const std::array<double, 4> s = scores_of(careful.net);
    CHECK(s[1] > s[3] + 1); // arm 3 pays a little more and harms much more
    CHECK(s[1] > s[0] + 1);

    reinforce curious = options;
    curious.entropy = 1;
    const reinforce_result open = train(curious, b, weights{1.0F * pay{}, 0.0F * harm{}}, seed{1});
    CHECK(open.curve.back().entropy > paid.curve.back().entropy + 0.3);
}

TEST_CASE("agent/reinforce: a step is credited with what later steps bring") {
    // Arm 0 pays 0.3 at once; arm 2 pays nothing, but opens the second step, where every arm pays 1.
    struct key {
        using goals = objectives<pay>;
        struct outcome {
            matrix_view<const float> rewards;
            bool done = false;
        };
        request reset(std::uint64_t) {
            step_ = 0;
            return observation();
        }
        [[nodiscard]] request observation() const { return request{matrix_view<const float>{features.data(), 3, 3}}; }
        [[nodiscard]] std::size_t positions() const { return 1; }
        outcome step(std::span<const std::uint32_t> shown) {
            const bool opened = step_++ == 0 && shown[0] == 2;
            reward = step_ == 2 ? 1.0F : shown[0] == 0 ? 0.3F : 0.0F;
            return {matrix_view<const float>{&reward, 1, 1}, !opened};
        }
        std::array<float, 9> features{1, 0, 0, 0, 1, 0, 0, 0, 1};
        float reward = 0;
        int step_ = 0;
    } environment;
    static_assert(Environment<key>);
    const reinforce options{.hidden = {}, .updates = 200, .episodes = 4, .optimizer = {.learning_rate = 0.02}};
    const reinforce_result result = train(options, environment, weights{1.0F * pay{}}, seed{2});
    CHECK(result.curve.front().rewards[0] < 0.7);
    CHECK(result.curve.back().rewards[0] > 0.85);
}

TEST_CASE("agent/reinforce: the same seed gives the same bits, another does not") {
    const reinforce options{.hidden = {6}, .updates = 5, .episodes = 4, .tries = 2};
    const shop store{shop_options{.users = 50, .items = 100, .candidates = 10}};
    const auto run = [&](std::uint64_t s) {
        shop_session session{store, 3};
        return train(options, session, weights{0.4F * shop::click{}, 0.3F * shop::purchase{}, 0.3F * shop::revenue{}},
                     seed{s});
    };
    const reinforce_result a = run(1);
    CHECK(same_bits(a.net, run(1).net));
    CHECK_FALSE(same_bits(a.net, run(2).net));
    CHECK(a.net.inputs() == shop::feature_count);
    CHECK(a.net.outputs() == 1);
}

TEST_CASE("agent/reinforce: it learns in the shop, and its net serves as the policy") {
    const shop store;
    shop_session session{store};
    const reinforce options{
        .hidden = {16}, .updates = 80, .episodes = 16, .tries = 4, .optimizer = {.learning_rate = 5e-3}};
    const reinforce_result trained =
        train(options, session, weights{1.0F * shop::click{}, 0.0F * shop::purchase{}, 0.0F * shop::revenue{}});
    const softmax_policy agent{dynamic_mlp<float>{trained.net}};
    std::array<moments, 2> clicks;
    workspace ws;
    std::vector<std::uint32_t> shown(5);
    std::vector<float> p(5);
    std::vector<float> rewards(15);
    shop_visit visit;
    for (std::uint64_t id = 1000000; id < 1000500; ++id) {
        store.open(id, visit);
        const auto click_rate = [&](const auto& policy) {
            random_stream random{4, id};
            policy.draw(visit.request(), shown, p, random, ws);
            store.expected_rewards(visit, shown, {rewards.data(), 5, 3});
            double sum = 0;
            for (std::size_t k = 0; k < 5; ++k) sum += static_cast<double>(rewards[3 * k]);
            return sum;
        };
        clicks[0].add(click_rate(agent));
        clicks[1].add(click_rate(random_policy{}));
    }
    CHECK(clicks[0].mean() > 1.3 * clicks[1].mean());
}

TEST_CASE("agent/reinforce: the callback sees every update and can end the training") {
    bandit b;
    const reinforce options{.hidden = {}, .updates = 10, .episodes = 2, .tries = 2};
    std::vector<std::size_t> seen;
    const reinforce_result result =
        train(options, b, weights{1.0F * pay{}, 1.0F * harm{}}, seed{1}, [&](const learning_point& point) {
            CHECK(point.updates == 10);
            CHECK(point.rewards.size() == 2);
            seen.push_back(point.update);
            return point.update < 4;
        });
    CHECK(result.stopped);
    CHECK(seen == std::vector<std::size_t>{1, 2, 3, 4});
    CHECK(result.curve.size() == 4);
}

TEST_CASE("agent/reinforce: wrong options, weights and environments are named") {
    bandit b;
    const weights both{1.0F * pay{}, 1.0F * harm{}};
    CHECK_THROWS_AS(static_cast<void>(train(reinforce{.updates = 0}, b, both)), error);
    CHECK_THROWS_WITH_AS(static_cast<void>(train(reinforce{.episodes = 1, .tries = 1}, b, both)),
                         "reinforce: 1 episodes of 1 tries in an update; the baseline needs 2 or more", error);
    CHECK_THROWS_AS(static_cast<void>(train(reinforce{.entropy = -1}, b, both)), error);
    CHECK_THROWS_AS(static_cast<void>(train(reinforce{}, b, weights{0.0F * pay{}, 0.0F * harm{}})), error);
    CHECK_THROWS_AS(static_cast<void>(train(reinforce{}, b, named_weights{{"pay", 1.0F}, {"other", 1.0F}})), error);

    struct broken : bandit {
        outcome step(std::span<const std::uint32_t> shown) {
            bandit::step(shown);
            rewards_[0] = std::numeric_limits<float>::infinity();
            return {matrix_view<const float>{rewards_.data(), 2, 2}};
        }
    } infinite;
    CHECK_THROWS_WITH_AS(static_cast<void>(train(reinforce{}, infinite, both)),
                         "reinforce: reward 'pay' of update 1 is not finite", error);
    struct narrow : bandit {
        outcome step(std::span<const std::uint32_t>) { return {matrix_view<const float>{rewards_.data(), 1, 2}}; }
    } short_rewards;
    CHECK_THROWS_WITH_AS(static_cast<void>(train(reinforce{}, short_rewards, both)),
                         "environment: the rewards of a step are 1 x 2, expected 2 x 2", shape_error);
}
