#include "fulcrum/evaluate/ranking_metrics.hpp"
#include "fulcrum/core/random.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

using doctest::Approx;
using fulcrum::average_precision_at;
using fulcrum::normalized_by;

TEST_CASE("evaluate/ranking_metrics: nDCG of the textbook list 3 2 3 0 1 2") {
    // en.wikipedia.org/wiki/Discounted_cumulative_gain: DCG 6.861, ideal (with the unseen 3 and 2) 8.740, nDCG 0.785
    const std::array<double, 6> ranked{3, 2, 3, 0, 1, 2};
    const std::array<double, 8> ideal{3, 3, 3, 2, 2, 2, 1, 0};
    CHECK(fulcrum::dcg_at(ranked, 6) == Approx(6.861).epsilon(1e-4));
    CHECK(fulcrum::dcg_at(ideal, 6) == Approx(8.740).epsilon(1e-4));
    CHECK(fulcrum::ndcg_at(ranked, ideal, 6) == Approx(0.785).epsilon(1e-3));
    // exponential gain, by hand
    const double dcg = 7.0 + 3.0 / std::log2(3.0) + 7.0 / 2.0 + 1.0 / std::log2(6.0) + 3.0 / std::log2(7.0);
    CHECK(fulcrum::dcg_at(ranked, 6, fulcrum::gain::exponential) == Approx(dcg));
    CHECK(fulcrum::ndcg_at(ranked, ideal, 6, fulcrum::gain::exponential) <
          fulcrum::ndcg_at(ranked, ideal, 6)); // it blames a misplaced top grade more
}

TEST_CASE("evaluate/ranking_metrics: nDCG is 1 for the ideal list, at any k and gain") {
    const std::array<double, 5> ideal{4, 3, 3, 1, 0.5};
    for (std::size_t k = 1; k < 9; ++k) {
        CHECK(fulcrum::ndcg_at(ideal, ideal, k) == 1.0);
        CHECK(fulcrum::ndcg_at(ideal, ideal, k, fulcrum::gain::exponential) == 1.0);
    }
}

TEST_CASE("evaluate/ranking_metrics: on 0/1 relevance both gains agree") {
    const std::array<double, 5> ranked{0, 1, 1, 0, 1};
    const std::array<double, 4> ideal{1, 1, 1, 1};
    CHECK(fulcrum::ndcg_at(ranked, ideal, 5) == fulcrum::ndcg_at(ranked, ideal, 5, fulcrum::gain::exponential));
}

TEST_CASE("evaluate/ranking_metrics: hits at k") {
    const std::array<double, 5> ranked{1, 0, 1, 1, 0};
    CHECK(fulcrum::precision_at(ranked, 3) == Approx(2.0 / 3.0));
    CHECK(fulcrum::precision_at(ranked, 10) == Approx(0.3)); // a short list counts as filled up
    CHECK(fulcrum::recall_at(ranked, 6, 3) == Approx(2.0 / 6.0));
    CHECK(fulcrum::recall_at(ranked, 6, 10) == Approx(0.5));
    CHECK(fulcrum::reciprocal_rank(ranked) == 1.0);
    CHECK(fulcrum::reciprocal_rank(std::array{0.0, 0.0, 2.0, 1.0}) == Approx(1.0 / 3.0));
    CHECK(fulcrum::reciprocal_rank(std::array{0.0, 0.0}) == 0.0);
    CHECK(fulcrum::reciprocal_rank(std::vector<double>{}) == 0.0);
}

TEST_CASE("evaluate/ranking_metrics: average precision under both normalisations") {
    const std::array<double, 5> ranked{1, 0, 1, 0, 0};
    const double sum = 1.0 + 2.0 / 3.0;
    CHECK(average_precision_at(ranked, 8, 5, normalized_by::relevant) == Approx(sum / 8.0));
    CHECK(average_precision_at(ranked, 8, 5, normalized_by::min_k_relevant) == Approx(sum / 5.0));
    CHECK(average_precision_at(ranked, 2, 5, normalized_by::relevant) ==
          average_precision_at(ranked, 2, 5, normalized_by::min_k_relevant)); // relevant <= k
    // a full list of hits reaches 1 only under min(k, relevant)
    const std::array<double, 3> full{1, 1, 1};
    CHECK(average_precision_at(full, 6, 3, normalized_by::min_k_relevant) == 1.0);
    CHECK(average_precision_at(full, 6, 3, normalized_by::relevant) == 0.5);
}

TEST_CASE("evaluate/ranking_metrics: AUC equals the pairs counted one by one, with ties") {
    fulcrum::random_stream random(2);
    for (int trial = 0; trial < 20; ++trial) {
        std::vector<double> scores(40);
        std::vector<double> relevance(40);
        for (std::size_t i = 0; i < scores.size(); ++i) {
            scores[i] = random.below(8); // many ties
            relevance[i] = random.below(2);
        }
        double wins = 0.0;
        double pairs = 0.0;
        for (std::size_t i = 0; i < scores.size(); ++i) {
            for (std::size_t j = 0; j < scores.size(); ++j) {
                if (!(relevance[i] > 0.0) || relevance[j] > 0.0) continue;
                wins += scores[i] > scores[j] ? 1.0 : scores[i] == scores[j] ? 0.5 : 0.0;
                pairs += 1.0;
            }
        }
        CHECK(fulcrum::auc(scores, relevance) == Approx(wins / pairs).epsilon(1e-13));
    }
    CHECK(fulcrum::auc(std::array{1.0, 2.0, 3.0}, std::array{0.0, 1.0, 1.0}) == 1.0);
    CHECK(fulcrum::auc(std::array{1.0, 1.0, 1.0}, std::array{0.0, 1.0, 1.0}) == 0.5);
    constexpr double inf = std::numeric_limits<double>::infinity();
    CHECK(fulcrum::auc(std::array{-inf, inf, 0.0}, std::array{0.0, 1.0, 0.0}) == 1.0);
}

TEST_CASE("evaluate/ranking_metrics: where nothing is relevant, the metric is undefined, not 0") {
    const std::array<double, 2> none{0, 0};
    CHECK(std::isnan(fulcrum::ndcg_at(none, none, 2)));
    CHECK(std::isnan(fulcrum::ndcg_at(none, std::vector<double>{}, 2)));
    CHECK(std::isnan(fulcrum::recall_at(none, 0, 2)));
    CHECK(std::isnan(average_precision_at(none, 0, 2, normalized_by::relevant)));
    CHECK(std::isnan(average_precision_at(none, 0, 2, normalized_by::min_k_relevant)));
    CHECK(std::isnan(fulcrum::auc(none, none)));
    CHECK(std::isnan(fulcrum::auc(none, std::array{1.0, 2.0})));
    CHECK(std::isnan(fulcrum::auc(std::vector<double>{}, std::vector<double>{})));
    CHECK(fulcrum::precision_at(none, 2) == 0.0);
    CHECK(fulcrum::ndcg_at(std::vector<double>{}, std::array{1.0}, 5) == 0.0); // an empty list misses all
}

TEST_CASE("evaluate/ranking_metrics: wrong input is named") {
    const std::array<double, 2> ok{1, 0};
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::precision_at(ok, 0)), "precision_at: k is 0; it must be at least 1",
                         fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::dcg_at(std::array{1.0, -1.0}, 2)), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::recall_at(std::array{std::nan("")}, 1, 1)), fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::ndcg_at(ok, std::array{0.0, 1.0}, 2)),
                         "ndcg_at: ideal rises at place 1; sort it, best first", fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::ndcg_at(std::array{1.0, 1.0}, std::array{1.0}, 2)), fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::recall_at(std::array{1.0, 1.0}, 1, 2)),
                         "recall_at: the list holds 2 relevant items, but only 1 are said to exist", fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::auc(ok, std::array{1.0})), "auc: 2 scores against 1 relevances",
                         fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::auc(std::array{0.0, std::nan("")}, ok)), "auc: score 1 is NaN",
                         fulcrum::error);
}
