#include "fulcrum/evaluate/slate_off_policy.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/evaluate/bootstrap.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

using doctest::Approx;
using fulcrum::matrix_view;

namespace {

constexpr std::size_t items = 4;
constexpr std::size_t slots = 3;

/// Plackett-Luce over four items: conditional probabilities of a slate, position by position.
std::array<double, slots> conditional(const std::array<double, items>& strength,
                                      const std::array<std::size_t, slots>& slate) {
    double left = 0.0;
    for (const double s : strength) left += s;
    std::array<double, slots> p{};
    for (std::size_t k = 0; k < slots; ++k) {
        p[k] = strength[slate[k]] / left;
        left -= strength[slate[k]];
    }
    return p;
}

/// Calls visit(slate, probability) for every slate.
template <class Visit> void every_slate(const std::array<double, items>& strength, Visit visit) {
    for (std::size_t a = 0; a < items; ++a) {
        for (std::size_t b = 0; b < items; ++b) {
            for (std::size_t c = 0; c < items; ++c) {
                if (a == b || b == c || a == c) continue;
                const std::array<std::size_t, slots> slate{a, b, c};
                const auto p = conditional(strength, slate);
                visit(slate, p[0] * p[1] * p[2]);
            }
        }
    }
}

constexpr std::array<double, items> logging_strength{1.0, 2.0, 1.5, 1.0};
constexpr std::array<double, items> target_strength{2.0, 1.0, 1.0, 1.5};
constexpr std::array<double, items> appeal{0.2, 0.5, 0.1, 0.7};

/// Chance of a reward at position k: the item's appeal, less after an appealing one (a cascade).
double cascade_reward(const std::array<std::size_t, slots>& slate, std::size_t k) {
    return k == 0 ? appeal[slate[0]] : appeal[slate[k]] * (1.0 - 0.5 * appeal[slate[k - 1]]);
}

double marginal(const std::array<double, items>& strength, std::size_t item, std::size_t k) {
    double sum = 0.0;
    every_slate(strength, [&](const auto& slate, double p) { sum += slate[k] == item ? p : 0.0; });
    return sum;
}

struct log_matrices {
    std::vector<double> target, logging, reward;
    [[nodiscard]] fulcrum::slate_feedback view() const {
        const std::size_t n = target.size() / slots;
        return {.target = {target.data(), n, slots},
                .logging = {logging.data(), n, slots},
                .reward = {reward.data(), n, slots}};
    }
};

std::array<std::size_t, slots> draw(fulcrum::random_stream& random, const std::array<double, items>& strength) {
    double u = random.uniform();
    std::array<std::size_t, slots> drawn{0, 1, 2};
    every_slate(strength, [&](const auto& slate, double p) {
        if (u >= 0.0 && u < p) drawn = slate;
        u -= p;
    });
    return drawn;
}

log_matrices cascade_log(std::size_t n, std::uint64_t seed) {
    fulcrum::random_stream random(seed);
    log_matrices log;
    for (std::size_t i = 0; i < n; ++i) {
        const auto slate = draw(random, logging_strength);
        const auto t = conditional(target_strength, slate);
        const auto l = conditional(logging_strength, slate);
        log.target.insert(log.target.end(), t.begin(), t.end());
        log.logging.insert(log.logging.end(), l.begin(), l.end());
        for (std::size_t k = 0; k < slots; ++k) {
            log.reward.push_back(random.bernoulli(cascade_reward(slate, k)) ? 1.0 : 0.0);
        }
    }
    return log;
}

double true_value() {
    double value = 0.0;
    every_slate(target_strength, [&](const auto& slate, double p) {
        for (std::size_t k = 0; k < slots; ++k) value += p * cascade_reward(slate, k);
    });
    return value;
}

} // namespace

TEST_CASE("evaluate/slate_off_policy: two slates, by hand") {
    fulcrum::cascade_ips cascade(2);
    fulcrum::independent_ips independent(2);
    const auto add = [&](std::array<double, 2> ratios, std::array<double, 2> rewards) {
        cascade.add(ratios, rewards);
        independent.add(ratios, rewards);
    };
    add({2.0, 0.5}, {1.0, 3.0}); // cascade weights 2, 1
    add({0.5, 3.0}, {2.0, 1.0}); // cascade weights 0.5, 1.5
    CHECK(cascade.ips().value == Approx((2.0 + 3.0 + 1.0 + 1.5) / 2.0));
    CHECK(independent.ips().value == Approx((2.0 + 1.5 + 1.0 + 3.0) / 2.0));
    CHECK(cascade.snips().value == Approx((2.0 + 1.0) / 2.5 + (3.0 + 1.5) / 2.5));
    CHECK(independent.snips().value == Approx((2.0 + 1.0) / 2.5 + (1.5 + 3.0) / 3.5));
    CHECK(cascade.snips_at(1).value == Approx(4.5 / 2.5));
    // the worst position speaks for the slate
    CHECK(cascade.snips_at(0).effective_sample_size == Approx(6.25 / 4.25));
    CHECK(cascade.snips_at(1).effective_sample_size == Approx(6.25 / 3.25));
    CHECK(cascade.ips().effective_sample_size == Approx(6.25 / 4.25));
    CHECK(cascade.ips().largest_weight == 2.0);
    CHECK(independent.ips().largest_weight == 3.0);
    CHECK(cascade.count() == 2);
    CHECK(cascade.positions() == 2);
}

TEST_CASE("evaluate/slate_off_policy: with one position it is the estimator of actions") {
    fulcrum::random_stream random(1);
    fulcrum::cascade_ips cascade(1);
    fulcrum::independent_ips independent(1);
    fulcrum::off_policy_accumulator actions;
    for (int i = 0; i < 200; ++i) {
        const double w = random.exponential();
        const double r = random.normal();
        cascade.add(std::array{w}, std::array{r});
        independent.add(std::array{w}, std::array{r});
        actions.add(w, r);
    }
    CHECK(cascade.ips().value == Approx(actions.mean().value).epsilon(1e-13));
    CHECK(cascade.ips().standard_error == Approx(actions.mean().standard_error).epsilon(1e-12));
    CHECK(independent.snips().value == Approx(actions.self_normalized().value).epsilon(1e-13));
    CHECK(cascade.snips().standard_error == Approx(actions.self_normalized().standard_error).epsilon(1e-12));
    CHECK(cascade.snips().effective_sample_size == Approx(actions.mean().effective_sample_size).epsilon(1e-12));
}

TEST_CASE("evaluate/slate_off_policy: the cascade estimate is exactly unbiased over every slate") {
    double expectation = 0.0;
    std::array<double, slots> mean_weight{};
    every_slate(logging_strength, [&](const auto& slate, double p) {
        const auto t = conditional(target_strength, slate);
        const auto l = conditional(logging_strength, slate);
        std::array<double, slots> ratio{};
        std::array<double, slots> reward{};
        double weight = 1.0;
        for (std::size_t k = 0; k < slots; ++k) {
            ratio[k] = t[k] / l[k];
            weight *= ratio[k];
            mean_weight[k] += p * weight;
            reward[k] = cascade_reward(slate, k);
        }
        fulcrum::cascade_ips one(slots);
        one.add(ratio, reward);
        expectation += p * one.ips().value;
    });
    CHECK(expectation == Approx(true_value()).epsilon(1e-12));
    for (const double w : mean_weight) CHECK(w == Approx(1.0));
}

TEST_CASE("evaluate/slate_off_policy: the independent estimate is exactly unbiased when positions do not interact") {
    double expectation = 0.0;
    double truth = 0.0;
    every_slate(logging_strength, [&](const auto& slate, double p) {
        fulcrum::independent_ips one(slots);
        std::array<double, slots> ratio{};
        std::array<double, slots> reward{};
        for (std::size_t k = 0; k < slots; ++k) {
            ratio[k] = marginal(target_strength, slate[k], k) / marginal(logging_strength, slate[k], k);
            reward[k] = appeal[slate[k]] / static_cast<double>(k + 1);
        }
        one.add(ratio, reward);
        expectation += p * one.ips().value;
    });
    every_slate(target_strength, [&](const auto& slate, double p) {
        for (std::size_t k = 0; k < slots; ++k) truth += p * appeal[slate[k]] / static_cast<double>(k + 1);
    });
    CHECK(expectation == Approx(truth).epsilon(1e-12));
}

TEST_CASE("evaluate/slate_off_policy: intervals cover the played value in 95 of 100 logs") {
    constexpr int trials = 400;
    const double truth = true_value();
    int ips = 0;
    int snips = 0;
    for (int t = 0; t < trials; ++t) {
        const log_matrices log = cascade_log(400, static_cast<std::uint64_t>(t));
        const fulcrum::cascade_ips sums(log.view());
        ips += fulcrum::excludes(sums.ips(), truth) ? 0 : 1;
        snips += fulcrum::excludes(sums.snips(), truth) ? 0 : 1;
    }
    CHECK(ips > 0.915 * trials);
    CHECK(ips < 0.985 * trials);
    CHECK(snips > 0.915 * trials);
    CHECK(snips < 0.985 * trials);
}

TEST_CASE("evaluate/slate_off_policy: the self-normalised standard error agrees with the bootstrap") {
    const log_matrices log = cascade_log(600, 9);
    const fulcrum::slate_feedback view = log.view();
    const auto statistic = [&view](std::span<const std::uint32_t> index) {
        fulcrum::cascade_ips sums(slots);
        for (const std::uint32_t i : index) {
            std::array<double, slots> ratio{};
            for (std::size_t k = 0; k < slots; ++k) ratio[k] = view.target(i, k) / view.logging(i, k);
            sums.add(ratio, view.reward.row(i));
        }
        return sums.snips().value;
    };
    const fulcrum::estimate drawn = fulcrum::bootstrap(600, statistic, {.resamples = 500, .seed = 2});
    CHECK(fulcrum::cascade_ips(view).snips().standard_error == Approx(drawn.standard_error).epsilon(0.12));
}

TEST_CASE("evaluate/slate_off_policy: parts merged equal the whole; single precision is taken too") {
    const log_matrices log = cascade_log(300, 5);
    const fulcrum::slate_feedback view = log.view();
    const fulcrum::cascade_ips whole(view);
    std::array<fulcrum::cascade_ips, 3> parts{fulcrum::cascade_ips(slots), fulcrum::cascade_ips(slots),
                                              fulcrum::cascade_ips(slots)};
    for (std::size_t i = 0; i < 300; ++i) {
        std::array<float, slots> ratio{};
        std::array<float, slots> reward{};
        for (std::size_t k = 0; k < slots; ++k) {
            ratio[k] = static_cast<float>(view.target(i, k) / view.logging(i, k));
            reward[k] = static_cast<float>(view.reward(i, k));
        }
        parts[i % 3].add(ratio, reward);
    }
    fulcrum::cascade_ips merged(slots);
    for (const auto& p : parts) merged.merge(p);
    CHECK(merged.count() == 300);
    CHECK(merged.ips().value == Approx(whole.ips().value).epsilon(1e-5));
    CHECK(merged.snips().standard_error == Approx(whole.snips().standard_error).epsilon(1e-4));
    CHECK(merged.ips().effective_sample_size == Approx(whole.ips().effective_sample_size).epsilon(1e-5));
    CHECK_THROWS_AS(merged.merge(fulcrum::cascade_ips(2)), fulcrum::shape_error);
}

TEST_CASE("evaluate/slate_off_policy: slates of unequal length") {
    const double nan = std::nan("");
    // beyond its length a row is not read
    const std::array<double, 6> target{0.5, 0.2, 0.4, nan, nan, nan};
    const std::array<double, 6> logging{0.25, 0.4, 0.2, nan, nan, nan};
    const std::array<double, 6> reward{1, 1, 1, nan, nan, nan};
    const std::array<std::size_t, 3> length{2, 1, 0}; // ratios {2, 0.5}, {2}, {}
    const fulcrum::slate_feedback log{.target = {target.data(), 3, 2},
                                      .logging = {logging.data(), 3, 2},
                                      .reward = {reward.data(), 3, 2},
                                      .length = length};
    const fulcrum::cascade_ips cascade(log);
    CHECK(cascade.ips().value == Approx((2.0 + 1.0 + 2.0) / 3.0));
    // weights of position 0: 2, 2, 1; of position 1: 1, 2 (kept), 1
    CHECK(cascade.snips().value == Approx(4.0 / 5.0 + 1.0 / 4.0));
    const fulcrum::independent_ips independent(log);
    CHECK(independent.ips().value == Approx((2.0 + 0.5 + 2.0) / 3.0));
    CHECK(independent.snips().value == Approx(4.0 / 5.0 + 0.5 / 2.5));
}

TEST_CASE("evaluate/slate_off_policy: a slate that ends by chance stays unbiased, as its weight is kept") {
    // after each item the user leaves with that item's appeal as chance; what is not shown has no propensity
    double expectation = 0.0;
    double weight_of_last = 0.0;
    double truth = 0.0;
    every_slate(target_strength, [&](const auto& slate, double p) {
        double stays = 1.0;
        for (std::size_t k = 0; k < slots; ++k) {
            truth += p * stays * appeal[slate[k]];
            stays *= 1.0 - appeal[slate[k]];
        }
    });
    every_slate(logging_strength, [&](const auto& slate, double p) {
        const auto t = conditional(target_strength, slate);
        const auto l = conditional(logging_strength, slate);
        double stays = 1.0;
        double weight = 1.0;
        for (std::size_t shown = 1; shown <= slots; ++shown) {
            const std::size_t last = shown - 1;
            weight *= t[last] / l[last];
            const double chance = shown == slots ? stays : stays * appeal[slate[last]];
            stays *= 1.0 - appeal[slate[last]];
            std::vector<double> ratio;
            std::vector<double> reward;
            for (std::size_t k = 0; k < shown; ++k) {
                ratio.push_back(t[k] / l[k]);
                reward.push_back(appeal[slate[k]]);
            }
            fulcrum::cascade_ips one(slots);
            one.add(ratio, reward);
            expectation += p * chance * one.ips().value;
            weight_of_last += p * chance * weight;
        }
    });
    CHECK(weight_of_last == Approx(1.0).epsilon(1e-12));
    CHECK(expectation == Approx(truth).epsilon(1e-12));
}

TEST_CASE("evaluate/slate_off_policy: support fades with depth, and the guard sees it") {
    fulcrum::random_stream random(4);
    constexpr std::size_t deep = 12;
    fulcrum::cascade_ips sums(deep);
    for (int i = 0; i < 2000; ++i) {
        std::array<double, deep> ratio{};
        std::array<double, deep> reward{};
        for (double& r : ratio) r = std::exp(0.4 * random.normal() - 0.08); // mean 1, variance e^0.16 - 1
        sums.add(ratio, reward);
    }
    // Kish: n / E[w^2], and the second moments multiply
    CHECK(sums.snips_at(0).effective_sample_size == Approx(2000.0 * std::exp(-0.16)).epsilon(0.05));
    CHECK(sums.snips_at(3).effective_sample_size == Approx(2000.0 * std::exp(-0.64)).epsilon(0.15));
    CHECK(sums.snips_at(11).effective_sample_size < 0.5 * sums.snips_at(3).effective_sample_size);
    CHECK(sums.ips().effective_sample_size == sums.snips_at(11).effective_sample_size);
    CHECK(fulcrum::trustworthy(sums.snips_at(0), {.minimum = 1000}));
    CHECK_FALSE(fulcrum::trustworthy(sums.ips(), {.minimum = 1000}));
}

TEST_CASE("evaluate/slate_off_policy: all weights of a position 0") {
    fulcrum::cascade_ips sums(2);
    sums.add(std::array{1.0, 0.0}, std::array{1.0, 1.0});
    sums.add(std::array{1.0, 0.0}, std::array{0.0, 1.0});
    CHECK(sums.ips().value == 0.5);
    CHECK(sums.ips().effective_sample_size == 0.0);
    CHECK(std::isnan(sums.snips().value));
    CHECK_FALSE(fulcrum::trustworthy(sums.snips(), {.minimum = 0, .share = 0}));
}

TEST_CASE("evaluate/slate_off_policy: wrong input is named and changes nothing") {
    CHECK_THROWS_AS(fulcrum::cascade_ips(0), fulcrum::error);
    fulcrum::cascade_ips sums(2);
    CHECK_THROWS_AS(static_cast<void>(sums.ips()), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(sums.snips()), fulcrum::error);
    CHECK_THROWS_AS(sums.add(std::array{1.0, 1.0}, std::array{1.0}), fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(sums.add(std::array{1.0, 1.0, 1.0}, std::array{1.0, 1.0, 1.0}),
                         "slate off-policy estimate: 3 ratios and 3 rewards; they must be as many, and at most 2",
                         fulcrum::shape_error);
    CHECK(sums.count() == 0);

    std::array<double, 4> half{0.5, 0.5, 0.5, 0.5};
    const matrix_view<const double> two(half.data(), 2, 2);
    const matrix_view<const double> wide(half.data(), 1, 4);
    CHECK_THROWS_WITH_AS(fulcrum::cascade_ips({.target = two, .logging = two, .reward = wide}),
                         "slate off-policy estimate: target and reward must be shaped like logging, 2 x 2, but one is "
                         "1 x 4",
                         fulcrum::shape_error);
    const std::array<std::size_t, 2> too_long{2, 3};
    CHECK_THROWS_AS(fulcrum::cascade_ips({.target = two, .logging = two, .reward = two, .length = too_long}),
                    fulcrum::shape_error);
    const std::array<std::size_t, 1> few{2};
    CHECK_THROWS_AS(fulcrum::cascade_ips({.target = two, .logging = two, .reward = two, .length = few}),
                    fulcrum::shape_error);
    CHECK_THROWS_AS(fulcrum::cascade_ips(fulcrum::slate_feedback{}), fulcrum::error);
    std::array<double, 4> bad{0.5, 0.5, 0.0, 0.5};
    CHECK_THROWS_WITH_AS(fulcrum::cascade_ips({.target = two, .logging = {bad.data(), 2, 2}, .reward = two}),
                         "slate off-policy estimate, request 1: logging propensity 0 is 0; it must lie in (0, 1]",
                         fulcrum::error);
    bad[2] = std::numeric_limits<double>::infinity();
    CHECK_THROWS_AS(fulcrum::cascade_ips({.target = two, .logging = two, .reward = {bad.data(), 2, 2}}),
                    fulcrum::error);
}
