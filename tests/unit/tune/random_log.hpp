#pragma once

#include "feature_table.hpp"
#include "fulcrum/core/log.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/request.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

struct click : fulcrum::maximize {};
struct complaint : fulcrum::minimize {};
using goals = fulcrum::objectives<click, complaint>;

inline constexpr std::size_t catalogue_size = 25;

/// A log of requests of 4 to 9 candidates with all side columns that metrics read; slates of 3, sometimes of 2 rows are
/// drawn uniformly. Every fifth request has no relevant row.
inline fulcrum::interaction_log random_log(std::size_t requests, std::uint64_t seed) {
    fulcrum::interaction_log log{goals{}};
    for (std::size_t i = 0; i < requests; ++i) {
        fulcrum::random_stream random(seed, i);
        const std::size_t n = 4 + random.below(6);
        const feature_table features = random_table(n, 4, seed * 1000 + i);
        const feature_table embeddings = random_table(n, 3, seed * 1000 + i + 500);
        std::vector<std::uint32_t> ids(n);
        std::vector<float> labels(n);
        std::vector<float> shares(n);
        for (std::size_t row = 0; row < n; ++row) {
            ids[row] = random.below(catalogue_size);
            labels[row] = i % 5 == 4 ? 0.0F : static_cast<float>(random.below(3));
            shares[row] = 0.05F + 0.9F * random.uniform_float();
        }
        std::vector<std::uint32_t> rows(n);
        for (std::uint32_t row = 0; row < n; ++row) rows[row] = row;
        const std::size_t k = i % 7 == 3 ? 2 : 3;
        std::vector<float> propensity(k);
        std::vector<float> rewards(2 * k);
        for (std::size_t p = 0; p < k; ++p) {
            std::swap(rows[p], rows[p + random.below(static_cast<std::uint32_t>(n - p))]);
            propensity[p] = 1.0F / static_cast<float>(n - p);
            rewards[2 * p] = random.uniform_float() < 0.5F + 0.4F * features(rows[p], 0) ? 1.0F : 0.0F;
            rewards[2 * p + 1] = random.uniform_float();
        }
        const fulcrum::request r = fulcrum::request{features.view()}
                                       .with(fulcrum::item_id{}, ids)
                                       .with(fulcrum::relevance{}, labels)
                                       .with(fulcrum::popularity{}, shares)
                                       .with(fulcrum::embedding{}, embeddings.view())
                                       .with_key(i);
        log.append({.request = r,
                    .shown = std::span<const std::uint32_t>(rows).first(k),
                    .propensity = propensity,
                    .rewards = {rewards.data(), k, 2},
                    .group = i % 11});
    }
    return log;
}

/// A log without side columns; nothing is shown in it.
inline fulcrum::interaction_log bare_log(std::size_t requests) {
    fulcrum::interaction_log log{goals{}};
    for (std::size_t i = 0; i < requests; ++i) {
        const feature_table features = random_table(5, 4, i);
        log.append({.request = fulcrum::request{features.view()}, .shown = {}, .propensity = {}, .rewards = {}});
    }
    return log;
}
