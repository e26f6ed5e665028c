#pragma once

#include <fulcrum/core/cpu.hpp>
#include <fulcrum/core/matrix_view.hpp>
#include <fulcrum/core/workspace.hpp>
#include <fulcrum/rerank/detail/mmr_kernel.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

/// The README pipeline as one would write it for one service: three objectives whose directions and weights are
/// constants, arrays of fixed size, one function, no stages, no check of shapes. It does the same work: a row with a
/// score that is not finite ranks last, utilities are given, and the rows that were not selected follow the selected.
/// The scorer and the inner step of MMR, which are not the pipeline's business, are the library's.
template <class Scorer> class ranker_by_hand {
public:
    static constexpr std::size_t most_rows = 5008; ///< a whole number of vectors
    static constexpr std::size_t shown = 50;

    explicit ranker_by_hand(Scorer scorer) : scorer_(std::move(scorer)) {}

    std::span<const std::uint32_t> operator()(fulcrum::matrix_view<const float> features,
                                              std::span<const std::uint32_t> stock) {
        const std::size_t n = features.rows();
        scratch_.reset();
        scorer_(features, fulcrum::columns_view<float>{objectives_.data(), n, 3, most_rows}, scratch_);

        const bool finite = all_finite(n);
        std::size_t kept = 0;
        for (std::size_t i = 0; i < n; ++i) {
            order_[kept] = static_cast<std::uint32_t>(i);
            dropped_[i - kept] = static_cast<std::uint32_t>(i);
            kept += stock[i] != 0 ? 1U : 0U;
        }
        std::copy_n(dropped_.begin(), n - kept, order_.begin() + static_cast<std::ptrdiff_t>(kept));
        blend(n, kept);
        if (!finite) {
            for (std::size_t i = 0; i < n; ++i) {
                if (!finite_row(i)) utility_[i] = never;
            }
        }

        // The best 50 by keys that sort ascending as (utility descending, row ascending).
        for (std::size_t i = 0; i < kept; ++i) {
            const float u = utility_[order_[i]];
            const auto bits = std::bit_cast<std::uint32_t>(u + 0.0F);
            const std::uint32_t ascending = u == u ? bits ^ ((0U - (bits >> 31U)) | 0x80000000U) : 0U;
            keys_[i] = std::uint64_t{~ascending} << 32U | order_[i];
        }
        const std::size_t k = std::min(shown, kept);
        if (k < kept)
            std::nth_element(keys_.begin(), keys_.begin() + k, keys_.begin() + static_cast<std::ptrdiff_t>(kept));
        std::sort(keys_.begin(), keys_.begin() + static_cast<std::ptrdiff_t>(k));
        for (std::size_t i = 0; i < kept; ++i) order_[i] = static_cast<std::uint32_t>(keys_[i]);
        diversify(features, k);
        return {order_.data(), k};
    }

private:
    static constexpr std::array<float, 3> weights{.5F, .3F, .2F}; ///< click, revenue, complaint
    static constexpr float lambda = .7F;
    static constexpr std::size_t slots = 64; ///< `shown` in whole vectors
    static constexpr std::size_t features_each = 16;
    static constexpr float never = -std::numeric_limits<float>::infinity();

    /// By a sum that is finite only if all scores are.
    [[nodiscard]] bool all_finite(std::size_t n) const {
        constexpr std::size_t block = 16;
        float sum[block] = {};
        for (std::size_t j = 0; j < 3; ++j) {
            const float* const column = objectives_.data() + j * most_rows;
            std::size_t i = 0;
            for (; i + block <= n; i += block) {
                for (std::size_t l = 0; l < block; ++l) sum[l] += column[i + l];
            }
            for (; i < n; ++i) sum[0] += column[i];
        }
        return std::ranges::all_of(sum, [](float x) { return std::isfinite(x); });
    }
    [[nodiscard]] bool finite_row(std::size_t i) const {
        return std::isfinite(objectives_[i]) && std::isfinite(objectives_[most_rows + i]) &&
               std::isfinite(objectives_[2 * most_rows + i]);
    }

    /// Chebyshev distance to the best kept value of each objective, in units of its range.
    void blend(std::size_t n, std::size_t kept) {
        std::array<float, 3> offset{};
        std::array<float, 3> scale{};
        std::array<float, 3> ideal{};
        for (std::size_t j = 0; j < 3; ++j) {
            const float* const column = objectives_.data() + j * most_rows;
            float low = -never;
            float high = never;
            for (std::size_t i = 0; i < kept; ++i) {
                const float v = column[order_[i]];
                low = v < low ? v : low;
                high = v > high ? v : high;
            }
            if (!(high > low)) continue; // a flat objective counts for nothing
            const bool minimized = j == 2;
            offset[j] = minimized ? high : low;
            scale[j] = (minimized ? -1.0F : 1.0F) / (high - low);
            ideal[j] = 1;
        }
        constexpr std::size_t block = 16; // a constant trip count, so that -O2 vectorises
        for (std::size_t first = 0; first < n; first += block) {
            float worst[block];
            std::fill_n(worst, block, never);
            for (std::size_t j = 0; j < 3; ++j) {
                const float* const column = objectives_.data() + j * most_rows + first;
                const float o = offset[j];
                const float s = scale[j];
                const float best = ideal[j];
                const float weight = weights[j];
                for (std::size_t i = 0; i < block; ++i) {
                    const float distance = weight * (best - (column[i] - o) * s);
                    worst[i] = distance > worst[i] ? distance : worst[i];
                }
            }
            for (std::size_t i = 0; i < block; ++i) utility_[first + i] = -worst[i];
        }
    }

    /// Maximal marginal relevance over the rows of the first k keys.
    void diversify(fulcrum::matrix_view<const float> features, std::size_t k) {
        alignas(64) std::array<std::uint32_t, slots> row;
        alignas(64) std::array<float, slots> relevance;
        alignas(64) std::array<float, slots> closest{};
        alignas(64) std::array<float, slots> value;
        row.fill(~0U);
        relevance.fill(never);
        const std::size_t width = (k + 15) / 16 * 16;
        for (std::size_t i = 0; i < width; ++i) {
            if (i >= k) {
                for (std::size_t d = 0; d < features_each; ++d) unit_[d * width + i] = 0;
                continue;
            }
            row[i] = order_[i];
            relevance[i] = lambda * utility_[row[i]];
            const float* const x = features.data() + row[i] * features_each;
            float squares = 0;
            for (std::size_t d = 0; d < features_each; ++d) squares += x[d] * x[d];
            const float factor = 1 / std::sqrt(squares);
            for (std::size_t d = 0; d < features_each; ++d) unit_[d * width + i] = x[d] * factor;
        }
        std::size_t slot = 0;
        const auto step = [&](std::size_t dimensions) {
            step_(unit_.data(), dimensions, width, slot, relevance.data(), row.data(), 1 - lambda, closest.data(),
                  value.data(), &slot);
        };
        step(0);
        for (std::size_t taken = 0; taken < k; ++taken) {
            order_[taken] = row[slot];
            utility_[row[slot]] = value[slot];
            relevance[slot] = never;
            row[slot] = ~0U;
            step(features_each);
        }
    }

    Scorer scorer_;
    fulcrum::workspace scratch_; ///< of the scorer
    fulcrum::detail::dispatched<fulcrum::detail::mmr_kernel> step_;
    alignas(64) std::array<float, 3 * most_rows> objectives_{};
    alignas(64) std::array<float, most_rows> utility_{};
    alignas(64) std::array<std::uint32_t, most_rows> order_{};
    alignas(64) std::array<std::uint32_t, most_rows> dropped_{};
    alignas(64) std::array<std::uint64_t, most_rows> keys_{};
    alignas(64) std::array<float, features_each * slots> unit_{};
};
