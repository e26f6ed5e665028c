#pragma once

#include "fulcrum/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>
#include <string_view>
#include <vector>

// The metrics of one ranked list. `ranked` holds the relevance of the item at rank 1, 2, ...; relevance is >= 0 and
// relevant means > 0. A list shorter than k counts as filled up with irrelevant items. Where a metric is undefined
// (nothing is relevant) it is NaN: leave that user out of the mean, which refuses NaN. Only auc allocates.

namespace fulcrum::inline v0_1 {

/// How a relevance grade becomes a gain: the grade itself (Järvelin and Kekäläinen 2002), or 2^grade - 1 (Burges et
/// al. 2005), which weighs the top grades more. The two agree on 0/1 relevance.
enum class gain { linear, exponential };

/// What average precision is divided by: the number of relevant items, or min(k, that number), which lets a list of k
/// items reach 1. They differ by far where users have many relevant items, so there is no default.
enum class normalized_by { relevant, min_k_relevant };

namespace detail {

inline constexpr double undefined_metric = std::numeric_limits<double>::quiet_NaN();

/// Checks the first min(k, size) grades and returns them.
[[nodiscard]] inline std::span<const double> top_grades(std::span<const double> ranked, std::size_t k,
                                                        std::string_view metric) {
    if (k == 0) fail(metric, ": k is 0; it must be at least 1");
    const std::span<const double> top = ranked.first((std::min)(k, ranked.size()));
    for (std::size_t i = 0; i < top.size(); ++i) {
        if (!(top[i] >= 0.0) || std::isinf(top[i])) {
            fail(metric, ": the relevance at place ", i, " is ", top[i], "; it must be finite and at least 0");
        }
    }
    return top;
}

[[nodiscard]] inline std::size_t count_hits(std::span<const double> grades) noexcept {
    std::size_t hits = 0;
    for (const double grade : grades) hits += grade > 0.0 ? 1U : 0U;
    return hits;
}

inline void check_relevant(std::size_t hits, std::size_t relevant, std::string_view metric) {
    if (hits > relevant) {
        fail(metric, ": the list holds ", hits, " relevant items, but only ", relevant, " are said to exist");
    }
}

} // namespace detail

/// Discounted cumulative gain of the first k: sum of gain(grade) / log2(1 + rank). O(k).
/// Errors: k = 0; a grade that is negative or not finite.
[[nodiscard]] inline double dcg_at(std::span<const double> ranked, std::size_t k, gain kind = gain::linear) {
    const std::span<const double> top = detail::top_grades(ranked, k, "dcg_at");
    double sum = 0.0;
    for (std::size_t i = 0; i < top.size(); ++i) {
        const double value = kind == gain::linear ? top[i] : std::exp2(top[i]) - 1.0;
        sum += value / std::log2(static_cast<double>(i) + 2.0);
    }
    return sum;
}

/// nDCG: dcg_at of the list over that of the best list there is. `ideal` holds the grades of *all* the user's relevant
/// items, best first (not only of those that were retrieved). NaN when `ideal` has no relevant item. O(k).
/// Errors: as dcg_at; `ideal` not in falling order; a list better than the ideal one.
[[nodiscard]] inline double ndcg_at(std::span<const double> ranked, std::span<const double> ideal, std::size_t k,
                                    gain kind = gain::linear) {
    const std::span<const double> best = detail::top_grades(ideal, k, "ndcg_at, ideal");
    for (std::size_t i = 1; i < best.size(); ++i) {
        if (best[i] > best[i - 1]) fail("ndcg_at: ideal rises at place ", i, "; sort it, best first");
    }
    const double top = dcg_at(ranked, k, kind);
    const double bound = dcg_at(ideal, k, kind);
    if (top > bound * (1.0 + 1e-12)) {
        fail("ndcg_at: the list gains ", top, ", more than the ideal ", bound, "; ideal must hold every relevant item");
    }
    return bound > 0.0 ? (std::min)(top / bound, 1.0) : detail::undefined_metric;
}

/// Share of the first k places that hold a relevant item; always divided by k. O(k). Errors: as dcg_at.
[[nodiscard]] inline double precision_at(std::span<const double> ranked, std::size_t k) {
    const std::size_t hits = detail::count_hits(detail::top_grades(ranked, k, "precision_at"));
    return static_cast<double>(hits) / static_cast<double>(k);
}

/// Share of the user's `relevant` items that are among the first k. NaN when relevant is 0. O(k).
/// Errors: as dcg_at; more relevant items in the list than exist.
[[nodiscard]] inline double recall_at(std::span<const double> ranked, std::size_t relevant, std::size_t k) {
    const std::size_t hits = detail::count_hits(detail::top_grades(ranked, k, "recall_at"));
    detail::check_relevant(hits, relevant, "recall_at");
    return relevant > 0 ? static_cast<double>(hits) / static_cast<double>(relevant) : detail::undefined_metric;
}

/// 1 / rank of the first relevant item, 0 when there is none in the list. Its mean over users is MRR. O(n).
/// Errors: a grade that is negative or not finite.
[[nodiscard]] inline double reciprocal_rank(std::span<const double> ranked) {
    const std::span<const double> all =
        detail::top_grades(ranked, std::max<std::size_t>(ranked.size(), 1), "reciprocal_rank");
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i] > 0.0) return 1.0 / static_cast<double>(i + 1);
    }
    return 0.0;
}

/// Average precision of the first k: sum over the ranks of relevant items of precision at that rank, divided as `by`
/// says. Its mean over users is MAP. NaN when relevant is 0. O(k).
/// Errors: as dcg_at; more relevant items in the list than exist.
[[nodiscard]] inline double average_precision_at(std::span<const double> ranked, std::size_t relevant, std::size_t k,
                                                 normalized_by by) {
    const std::span<const double> top = detail::top_grades(ranked, k, "average_precision_at");
    std::size_t hits = 0;
    double sum = 0.0;
    for (std::size_t i = 0; i < top.size(); ++i) {
        if (top[i] > 0.0) sum += static_cast<double>(++hits) / static_cast<double>(i + 1);
    }
    detail::check_relevant(hits, relevant, "average_precision_at");
    const std::size_t divisor = by == normalized_by::relevant ? relevant : (std::min)(k, relevant);
    return divisor > 0 ? sum / static_cast<double>(divisor) : detail::undefined_metric;
}

/// Area under the ROC curve: the probability that a relevant item scores above an irrelevant one, ties counting half
/// (the Mann-Whitney statistic). NaN when all items are relevant, or none is. O(n log n), allocates n indices.
/// Errors: shape_error when the sizes differ; a score that is NaN; a relevance that is negative or not finite.
[[nodiscard]] inline double auc(std::span<const double> scores, std::span<const double> relevance) {
    if (scores.size() != relevance.size()) {
        fail<shape_error>("auc: ", scores.size(), " scores against ", relevance.size(), " relevances");
    }
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (std::isnan(scores[i])) fail("auc: score ", i, " is NaN");
    }
    const std::size_t n = scores.size();
    const std::size_t positives = detail::count_hits(detail::top_grades(relevance, std::max<std::size_t>(n, 1), "auc"));
    if (positives == 0 || positives == n) return detail::undefined_metric;

    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [scores](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
    double wins = 0.0; // over irrelevant items, ties half
    std::size_t negatives_below = 0;
    for (std::size_t first = 0; first < n;) {
        std::size_t last = first;
        std::size_t hits = 0;
        for (; last < n && scores[order[last]] == scores[order[first]]; ++last) hits += relevance[order[last]] > 0.0;
        const std::size_t misses = last - first - hits;
        wins += static_cast<double>(hits) * (static_cast<double>(negatives_below) + 0.5 * static_cast<double>(misses));
        negatives_below += misses;
        first = last;
    }
    return wins / (static_cast<double>(positives) * static_cast<double>(n - positives));
}

} // namespace fulcrum::inline v0_1
