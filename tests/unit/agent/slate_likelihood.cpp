#include "fulcrum/agent/slate_likelihood.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <vector>

using namespace fulcrum;

namespace {

/// Plackett-Luce in long double, straight from the formula: log-probabilities and entropies by position.
struct oracle {
    long double log_probability = 0;
    long double weighted = 0;
    long double entropy = 0;
};
oracle reference(const std::vector<long double>& scores, const std::vector<std::uint32_t>& shown,
                 const std::vector<float>& advantage) {
    oracle o;
    std::vector<bool> gone(scores.size());
    for (std::size_t k = 0; k < shown.size(); ++k) {
        long double total = 0;
        for (std::size_t i = 0; i < scores.size(); ++i) total += gone[i] ? 0 : std::exp(scores[i]);
        for (std::size_t i = 0; i < scores.size(); ++i) {
            const long double p = std::exp(scores[i]) / total;
            if (!gone[i]) o.entropy -= p * std::log(p);
        }
        const long double log_p = scores[shown[k]] - std::log(total);
        o.log_probability += log_p;
        o.weighted += static_cast<long double>(advantage[k]) * log_p;
        gone[shown[k]] = true;
    }
    return o;
}

const std::vector<float> scores{0.3F, -1.2F, 2.0F, 0.0F, 0.7F, -0.4F};

} // namespace

TEST_CASE("agent/slate_likelihood: log-probabilities are the formula's, and all slates sum to 1") {
    workspace ws;
    const std::vector<long double> exact(scores.begin(), scores.end());
    std::vector<float> p(3);
    double sum = 0;
    std::size_t slates = 0;
    for (std::uint32_t a = 0; a < 6; ++a) {
        for (std::uint32_t b = 0; b < 6; ++b) {
            for (std::uint32_t c = 0; c < 6; ++c) {
                if (a == b || b == c || a == c) continue;
                const std::vector<std::uint32_t> shown{a, b, c};
                const double log_p = slate_log_probability(scores, shown, p, ws);
                CHECK(log_p ==
                      doctest::Approx(static_cast<double>(reference(exact, shown, {0, 0, 0}).log_probability)));
                CHECK(std::log(static_cast<double>(p[0]) * static_cast<double>(p[1]) * static_cast<double>(p[2])) ==
                      doctest::Approx(log_p).epsilon(1e-6));
                sum += std::exp(log_p);
                ++slates;
            }
        }
    }
    CHECK(slates == 120);
    CHECK(sum == doctest::Approx(1).epsilon(1e-12));
}

TEST_CASE("agent/slate_likelihood: the gradient is that of finite differences, with and without entropy") {
    workspace ws;
    const std::vector<std::uint32_t> shown{4, 2, 5, 0};
    const std::vector<float> advantage{1.5F, -0.7F, 0.0F, 2.0F};
    for (const float entropy : {0.0F, 0.8F}) {
        std::vector<float> gradient(6, 10.0F); // it is added to
        add_slate_gradient(scores, shown, advantage, entropy, gradient, ws);
        for (std::size_t i = 0; i < 6; ++i) {
            const auto value = [&](long double step) {
                std::vector<long double> moved(scores.begin(), scores.end());
                moved[i] += step;
                const oracle o = reference(moved, shown, advantage);
                return o.weighted + static_cast<long double>(entropy) * o.entropy;
            };
            const long double slope = (value(1e-6L) - value(-1e-6L)) / 2e-6L;
            CHECK(static_cast<double>(gradient[i] - 10.0F) ==
                  doctest::Approx(static_cast<double>(slope)).epsilon(1e-5));
        }
    }
}

TEST_CASE("agent/slate_likelihood: the mean of the log-probability's gradient is 0, by enumeration") {
    workspace ws;
    std::array<double, 6> mean{};
    std::vector<float> p(2);
    for (std::uint32_t a = 0; a < 6; ++a) {
        for (std::uint32_t b = 0; b < 6; ++b) {
            if (a == b) continue;
            const std::vector<std::uint32_t> shown{a, b};
            std::vector<float> gradient(6);
            add_slate_gradient(scores, shown, std::vector<float>{1, 1}, 0, gradient, ws);
            const double probability = std::exp(slate_log_probability(scores, shown, p, ws));
            for (std::size_t i = 0; i < 6; ++i) mean[i] += probability * static_cast<double>(gradient[i]);
        }
    }
    for (const double m : mean) CHECK(std::abs(m) < 1e-6);
}

TEST_CASE("agent/slate_likelihood: slates are drawn as often as their probabilities say") {
    workspace ws;
    std::map<std::array<std::uint32_t, 2>, std::size_t> count;
    std::vector<std::uint32_t> shown(2);
    std::vector<float> p(2);
    std::vector<float> again(2);
    constexpr std::size_t draws = 40000;
    for (std::size_t i = 0; i < draws; ++i) {
        random_stream random{11, i};
        draw_slate(scores, shown, p, random, ws);
        ++count[{shown[0], shown[1]}];
        if (i < 100) {
            static_cast<void>(slate_log_probability(scores, shown, again, ws));
            CHECK(p == again);
        }
    }
    double chi_squared = 0;
    std::size_t cells = 0;
    for (std::uint32_t a = 0; a < 6; ++a) {
        for (std::uint32_t b = 0; b < 6; ++b) {
            if (a == b) continue;
            const double wanted =
                std::exp(slate_log_probability(scores, std::vector<std::uint32_t>{a, b}, p, ws)) * draws;
            const double off = static_cast<double>(count[{a, b}]) - wanted;
            chi_squared += off * off / wanted;
            ++cells;
        }
    }
    CHECK(cells == 30);
    CHECK(chi_squared < 58.3); // 99.9 % point of chi squared with 29 degrees of freedom
}

TEST_CASE("agent/slate_likelihood: one row, ties, all rows, and scores far apart") {
    workspace ws;
    std::vector<float> p(1);
    CHECK(slate_log_probability(std::vector<float>{7}, std::vector<std::uint32_t>{0}, p, ws) == 0);
    CHECK(p[0] == 1);

    p.resize(3);
    const std::vector<std::uint32_t> all{2, 0, 1};
    CHECK(slate_log_probability(std::vector<float>{1, 1, 1}, all, p, ws) == doctest::Approx(-std::log(6.0)));
    CHECK(p[2] == 1);

    // the first row takes everything, then the others are as if it had not been there
    const std::vector<float> apart{1e6F, 0, 0};
    std::vector<std::uint32_t> shown(3);
    random_stream random{1};
    draw_slate(apart, shown, p, random, ws);
    CHECK(shown[0] == 0);
    CHECK(p[0] == 1);
    CHECK(p[1] == doctest::Approx(0.5));
    std::vector<float> gradient(3);
    add_slate_gradient(apart, shown, std::vector<float>{1, 1, 1}, 1, gradient, ws);
    for (const float g : gradient) CHECK(std::isfinite(g));
    CHECK(slate_log_probability(apart, {}, {}, ws) == 0);
}

TEST_CASE("agent/slate_likelihood: wrong slates and scores are refused") {
    workspace ws;
    std::vector<float> p(2);
    CHECK_THROWS_AS(slate_log_probability(scores, std::vector<std::uint32_t>{1, 1}, p, ws), error);
    CHECK_THROWS_AS(slate_log_probability(scores, std::vector<std::uint32_t>{1, 6}, p, ws), error);
    CHECK_THROWS_WITH_AS(slate_log_probability(std::vector<float>{1}, std::vector<std::uint32_t>{0, 1}, p, ws),
                         "slate: 2 positions, but 1 candidates", shape_error);
    CHECK_THROWS_WITH_AS(slate_log_probability(std::vector<float>{1, std::numeric_limits<float>::quiet_NaN()},
                                               std::vector<std::uint32_t>{0, 1}, p, ws),
                         "slate: the score of row 1 is not finite", error);
}
