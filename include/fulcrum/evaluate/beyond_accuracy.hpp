#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

// What a good recommender shows beyond hits. Items are ids in [0, catalogue).

namespace fulcrum::inline v0_1 {

/// How often each item of a catalogue is shown: `recommended` is every user's list, one after the other.
/// O(n + catalogue). Errors: an id outside the catalogue (its place is named).
[[nodiscard]] inline std::vector<double> exposure_counts(std::span<const std::uint32_t> recommended,
                                                         std::size_t catalogue) {
    std::vector<double> counts(catalogue);
    for (std::size_t i = 0; i < recommended.size(); ++i) {
        if (recommended[i] >= catalogue) {
            fail("exposure_counts: item ", recommended[i], " at place ", i, " is outside the catalogue of ", catalogue);
        }
        counts[recommended[i]] += 1.0;
    }
    return counts;
}

/// Catalogue coverage: the share of items that are shown to anyone (aggregate diversity; Adomavicius and Kwon 2012).
/// O(n + catalogue). Errors: an empty catalogue; an id outside it.
[[nodiscard]] inline double catalogue_coverage(std::span<const std::uint32_t> recommended, std::size_t catalogue) {
    if (catalogue == 0) fail("catalogue_coverage: the catalogue is empty");
    const std::vector<double> counts = exposure_counts(recommended, catalogue);
    const auto hidden = std::count(counts.begin(), counts.end(), 0.0);
    return 1.0 - static_cast<double>(hidden) / static_cast<double>(catalogue);
}

/// User coverage: the share of users who are served (Herlocker et al. 2004): `served[u]` counts what user u got, items
/// shown or relevant items shown, and at least `minimum` of them make the user served. O(users).
/// Errors: no users.
[[nodiscard]] inline double user_coverage(std::span<const std::size_t> served, std::size_t minimum = 1) {
    if (served.empty()) fail("user_coverage: there are no users");
    const auto reached =
        std::count_if(served.begin(), served.end(), [minimum](std::size_t count) { return count >= minimum; });
    return static_cast<double>(reached) / static_cast<double>(served.size());
}

/// Intra-list diversity: the mean of distance(i, j) over the pairs i < j of a list of n items (Ziegler et al. 2005 up
/// to scale). NaN below two items, which have no pair. O(n^2) distances, no allocation.
template <class Distance>
    requires std::convertible_to<std::invoke_result_t<Distance&, std::size_t, std::size_t>, double>
[[nodiscard]] double intra_list_diversity(std::size_t n, Distance distance) {
    if (n < 2) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 1; j < n; ++j) sum += distance(i, j);
    }
    return sum / (0.5 * static_cast<double>(n) * static_cast<double>(n - 1));
}

/// The same with the distance 1 - cosine of the rows of `features` that `items` names. A row of zeros is at distance 1
/// from every other. O(n^2 d), no allocation. Errors: an item that is not a row of features.
[[nodiscard]] inline double intra_list_diversity(matrix_view<const float> features,
                                                 std::span<const std::uint32_t> items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i] >= features.rows()) {
            fail("intra_list_diversity: item ", items[i], " at place ", i, ", but features have ", features.rows(),
                 " rows");
        }
    }
    const auto dot = [features](std::uint32_t a, std::uint32_t b) {
        double sum = 0.0;
        for (std::size_t j = 0; j < features.cols(); ++j) {
            sum += static_cast<double>(features(a, j)) * static_cast<double>(features(b, j));
        }
        return sum;
    };
    return intra_list_diversity(items.size(), [&](std::size_t i, std::size_t j) {
        const double norms = dot(items[i], items[i]) * dot(items[j], items[j]);
        return norms > 0.0 ? 1.0 - dot(items[i], items[j]) / std::sqrt(norms) : 1.0;
    });
}

/// Novelty: the mean self-information -log2 p of the items of a list, in bits, where popularity[item] = p in (0, 1] is
/// the share of users who know the item (Zhou et al., PNAS 2010). NaN for an empty list. O(n).
/// Errors: an item without popularity; a p outside (0, 1].
[[nodiscard]] inline double novelty(std::span<const std::uint32_t> items, std::span<const double> popularity) {
    double sum = 0.0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i] >= popularity.size()) {
            fail("novelty: item ", items[i], " at place ", i, ", but there are ", popularity.size(), " popularities");
        }
        const double p = popularity[items[i]];
        if (!(p > 0.0 && p <= 1.0)) {
            fail("novelty: the popularity of item ", items[i], " is ", p,
                 "; it must lie in (0, 1] (smooth the counts of unseen items)");
        }
        sum -= std::log2(p);
    }
    return items.empty() ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(items.size());
}

/// Gini coefficient of exposure: 0 when every item is shown equally often, (n - 1) / n when one item is shown alone.
/// Items that are never shown belong in `exposure`, as zeros. NaN when nothing is shown. O(n log n), allocates a copy.
/// Errors: no items; an exposure that is negative or not finite (its index is named).
[[nodiscard]] inline double gini(std::span<const double> exposure) {
    if (exposure.empty()) fail("gini: there are no items");
    for (std::size_t i = 0; i < exposure.size(); ++i) {
        if (!(exposure[i] >= 0.0) || std::isinf(exposure[i])) {
            fail("gini: exposure ", i, " is ", exposure[i], "; it must be finite and at least 0");
        }
    }
    std::vector<double> sorted(exposure.begin(), exposure.end());
    std::sort(sorted.begin(), sorted.end());
    const auto n = static_cast<double>(sorted.size());
    double total = 0.0;
    double weighted = 0.0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        total += sorted[i];
        weighted += (2.0 * static_cast<double>(i + 1) - n - 1.0) * sorted[i];
    }
    return total > 0.0 ? weighted / (n * total) : std::numeric_limits<double>::quiet_NaN();
}

} // namespace fulcrum::inline v0_1
