#include "fulcrum/rerank/mmr.hpp"
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
#include <vector>

using namespace fulcrum;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr std::array<direction, 1> one{direction::maximize};
using list = std::vector<std::uint32_t>;

struct reranked {
    list order;
    std::vector<float> utility; ///< by row
};
reranked rerank(const request& r, const std::vector<float>& utility, const mmr& stage, const list& order = {}) {
    workspace ws;
    slate s(r, one, ws);
    std::ranges::copy(utility, s.utility().begin());
    if (!order.empty()) {
        std::ranges::copy(order, s.order().begin());
        s.truncate(order.size());
    }
    stage.run(s, ws);
    return {{s.order().begin(), s.order().end()}, {s.utility().begin(), s.utility().end()}};
}
reranked rerank(const feature_table& vectors, const std::vector<float>& utility, const mmr& stage, const list& order = {}) {
    return rerank(request{vectors.view()}, utility, stage, order);
}

double cosine(const feature_table& t, std::size_t x, std::size_t y) {
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (std::size_t j = 0; j < t.cols; ++j) {
        xy += static_cast<double>(t(x, j)) * static_cast<double>(t(y, j));
        xx += static_cast<double>(t(x, j)) * static_cast<double>(t(x, j));
        yy += static_cast<double>(t(y, j)) * static_cast<double>(t(y, j));
    }
    return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

/// The marginal value of a row after the first `taken` of the order, in double, from the definition.
double marginal(const feature_table& t, const std::vector<float>& utility, double lambda, const list& order,
                std::size_t taken, std::uint32_t row) {
    double closest = 0;
    for (std::size_t k = 0; k < taken; ++k) closest = std::max(closest, cosine(t, row, order[k]));
    return lambda * static_cast<double>(utility[row]) - (1 - lambda) * closest;
}

/// Every step took a best row, up to rounding, and the utility is its marginal value.
void check_greedy(const feature_table& t, const std::vector<float>& utility, const mmr& stage, const reranked& result) {
    const std::size_t depth = std::min(stage.depth, result.order.size());
    for (std::size_t k = 0; k < result.order.size(); ++k) {
        const std::size_t taken = std::min(k, depth);
        const auto value = [&](std::uint32_t row) {
            return marginal(t, utility, static_cast<double>(stage.lambda), result.order, taken, row);
        };
        CHECK(std::abs(static_cast<double>(result.utility[result.order[k]]) - value(result.order[k])) < 1e-5);
        for (std::size_t later = k + 1; k < depth && later < result.order.size(); ++later) {
            CHECK(value(result.order[k]) > value(result.order[later]) - 1e-5);
        }
        if (k > 0 && k < depth) CHECK(result.utility[result.order[k]] <= result.utility[result.order[k - 1]]);
    }
}

} // namespace

TEST_CASE("rerank/mmr: every step takes the largest marginal value of the definition") {
    for (const std::size_t n : {1UL, 2UL, 5UL, 30UL}) {
        for (const std::size_t d : {1UL, 3UL, 8UL, 19UL}) {
            const feature_table t = random_table(n, d, n * d);
            const std::vector<float> utility = random_table(1, n, n + d).values;
            for (const float lambda : {0.0F, 0.3F, 0.7F, 1.0F}) {
                for (const std::size_t depth : {0UL, 3UL, 1000UL}) {
                    const mmr stage{.lambda = lambda, .depth = depth};
                    const reranked result = rerank(t, utility, stage);
                    list all = result.order;
                    std::ranges::sort(all);
                    for (std::uint32_t i = 0; i < n; ++i) CHECK(all[i] == i);
                    check_greedy(t, utility, stage, result);
                }
            }
        }
    }
}

TEST_CASE("rerank/mmr: lambda 1 orders by utility, ties by row") {
    const feature_table t = random_table(5, 4, 1);
    CHECK(rerank(t, {1, 5, 3, 5, 2}, {.lambda = 1}).order == list{1, 3, 2, 4, 0});
    CHECK(rerank(t, {1, 5, 3, 5, 2}, {.lambda = 1}, {3, 1, 0}).order == list{1, 3, 0});
}

TEST_CASE("rerank/mmr: lambda 0 orders by dissimilarity") {
    const feature_table t{{1, 0}, {1, 0.1F}, {0, 1}, {-1, 0}};
    // 0 first, by row; then 2 before 3: neither is similar; 1 is close to 0.
    CHECK(rerank(t, {0, 9, 0, 0}, {.lambda = 0}).order == list{0, 2, 3, 1});
}

TEST_CASE("rerank/mmr: a duplicate goes behind what is new") {
    const feature_table t{{2, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 3, 0}, {0, 0, 1}};
    const reranked r = rerank(t, {1, 0.95F, 0.8F, 0.75F, 0.7F}, {.lambda = 0.5F});
    CHECK(r.order == list{0, 2, 4, 1, 3});
    CHECK(r.utility[0] == doctest::Approx(0.5));
    CHECK(r.utility[2] == doctest::Approx(0.4));
    CHECK(r.utility[1] == doctest::Approx(0.475 - 0.5));
}

TEST_CASE("rerank/mmr: a vector without direction is similar to nothing") {
    const feature_table zero{{1, 0}, {0, 0}, {1, 0}, {0, 0}};
    CHECK(rerank(zero, {4, 3, 3.5F, 2}, {.lambda = 0.2F}).order == list{0, 1, 3, 2});
    const feature_table broken{{1, 0}, {not_a_number, 1}, {infinity, 0}, {1, 0}};
    const reranked r = rerank(broken, {4, 1, 2, 4}, {.lambda = 0.1F});
    CHECK(r.order == list{0, 2, 1, 3});
    CHECK(r.utility[1] == doctest::Approx(0.1));
    CHECK(r.utility[2] == doctest::Approx(0.2));
}

TEST_CASE("rerank/mmr: neither very long nor very short vectors change the similarity") {
    for (const float length : {1e-44F, 1e-30F, 1e-12F, 1e12F, 1e30F, 3e38F}) {
        const feature_table t{{1, 0}, {length, 0}, {0, length}};
        CHECK(rerank(t, {1, 0.9F, 0.5F}, {.lambda = 0.5F}).order == list{0, 2, 1});
        CHECK(rerank(t, {1, 0.9F, 0.5F}, {.lambda = 0.5F}).utility[1] == doctest::Approx(0.45 - 0.5));
    }
}

TEST_CASE("rerank/mmr: behind the depth rows keep their order") {
    const feature_table t = random_table(6, 3, 2);
    const std::vector<float> utility{1, 2, 9, 3, 8, 4};
    const reranked r = rerank(t, utility, {.lambda = 1, .depth = 2}, {5, 4, 3, 2, 1, 0});
    CHECK(r.order == list{2, 4, 5, 3, 1, 0});
}

TEST_CASE("rerank/mmr: rows whose utility is not finite come last, in their order") {
    const feature_table t = random_table(6, 3, 2);
    for (const float lambda : {0.0F, 0.5F, 1.0F}) {
        const reranked r = rerank(t, {1, not_a_number, 3, infinity, -infinity, 2}, {.lambda = lambda}, {4, 3, 5, 2, 1, 0});
        list first(r.order.begin(), r.order.begin() + 3);
        std::ranges::sort(first);
        CHECK(first == list{0, 2, 5});
        CHECK(list(r.order.begin() + 3, r.order.end()) == list{4, 3, 1});
        for (const std::size_t row : {1UL, 3UL, 4UL}) CHECK(r.utility[row] == -infinity);
    }
}

TEST_CASE("rerank/mmr: the embedding comes before the features") {
    const feature_table features{{1, 0}, {1, 0}, {0, 1}};
    const std::vector<float> wide{1, 0, -1, 0, 1, -1, 1, 0, -1}; // rows 0 and 2 are alike
    const request r = request{features.view()}.with(embedding{}, matrix_view<const float>{wide.data(), 3, 2, 3});
    CHECK(rerank(r, {1, 0.9F, 0.8F}, {.lambda = 0.5F}).order == list{0, 1, 2});
    CHECK(rerank(features, {1, 0.9F, 0.8F}, {.lambda = 0.5F}).order == list{0, 2, 1});
}

TEST_CASE("rerank/mmr: no candidate, and no feature") {
    CHECK(rerank(request{}, {}, {}).order.empty());
    const feature_table none(3, 0);
    CHECK(rerank(none, {1, 3, 2}, {}).order == list{1, 2, 0});
}

TEST_CASE("rerank/mmr: lambda is a parameter from 0 to 1, and nothing else") {
    struct gain : maximize {};
    const auto compose = [](float lambda) {
        return rank_by<objectives<gain>>(score_with{features_as_objectives{}}, weighted_sum{weights{1 * gain{}}},
                                         mmr{.lambda = lambda});
    };
    CHECK(compose(0.4F).parameters().back().name == "mmr.lambda");
    CHECK(compose(0.4F).parameters().back().value == 0.4F);
    for (const float bad : {-0.1F, 1.1F, not_a_number}) {
        CHECK(holds(thrown<error>([&] { static_cast<void>(compose(bad)); }), "lambda", "[0, 1]"));
    }
}
