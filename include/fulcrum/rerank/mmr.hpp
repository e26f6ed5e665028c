#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/parameter.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/rerank/detail/mmr_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

namespace fulcrum::inline v0_1 {

/// Reranker: maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998). Takes, again and again, the row with the
/// largest lambda * utility - (1 - lambda) * s, where s is its largest cosine similarity to the rows taken before it,
/// at least 0. Similarity is measured on the embedding side column, or on the features if the request has none.
/// That marginal value, which never grows along the order, becomes the row's utility, so that a selector after it draws
/// by it. Utility is best on a scale of 0 to 1 (min_max, weights that sum to 1). Ties by row. Rows whose utility is not
/// finite come last. O(depth * rows * dimension), incremental: each similarity is computed once.
struct mmr {
    static constexpr auto needs = columns::utility;
    static constexpr auto gives = columns::order;

    float lambda = 0.7F; ///< 1 orders by utility alone, 0 by dissimilarity alone
    std::size_t depth = std::numeric_limits<std::size_t>::max(); ///< rows to take; those behind them keep their order

    /// Errors: error unless lambda is in [0, 1].
    template <class Goals> void bind(const Goals& /*goals*/) const {
        if (!(lambda >= 0 && lambda <= 1)) fail("mmr: lambda is ", lambda, "; it must be in [0, 1]");
    }

    void run(slate& s, workspace& ws) const {
        const std::span<std::uint32_t> order = s.order();
        const std::size_t n = order.size();
        const workspace::scope scratch(ws);
        const std::span<std::uint32_t> row = ws.take<std::uint32_t>(n);
        std::ranges::copy(order, row.begin());
        // A slot for each row, in the order so far; the lanes past the end can never be taken.
        const std::size_t slots = (n + padding - 1) / padding * padding;
        const std::span<const float> unit = unit_vectors(s, slots, ws);
        const std::span<float> relevance = ws.take<float>(slots, never);
        for (std::size_t i = 0; i < n; ++i) {
            const float r = lambda * s.utility()[row[i]];
            relevance[i] = std::isfinite(r) ? r : never;
        }
        const std::span<float> closest = ws.take<float>(slots, 0.0F); // largest similarity to a taken row
        const std::span<float> value = ws.take<float>(slots);         // marginal
        std::ranges::copy(relevance, value.begin());
        float best = slots > 0 ? std::ranges::max(value) : never;

        const detail::dispatched<detail::mmr_kernel> step;
        std::size_t taken = 0;
        while (taken < std::min(depth, n) && best > never) {
            const std::size_t slot = first_slot(row, value, best);
            s.utility()[row[slot]] = best;
            order[taken++] = row[slot];
            relevance[slot] = never;
            step(unit.data(), unit.size() / std::max<std::size_t>(slots, 1), slots, slot, relevance.data(), 1 - lambda,
                 closest.data(), value.data(), &best);
            row[slot] = gone;
        }
        for (std::size_t i = 0; i < n; ++i) {
            if (row[i] == gone) continue;
            s.utility()[row[i]] = value[i];
            order[taken++] = row[i];
        }
    }

    template <class Self, class Visit> static void parameters(Self& self, Visit&& visit) {
        visit(parameter{.name = "lambda", .lower = 0, .upper = 1}, self.lambda);
    }

private:
    static constexpr float never = -std::numeric_limits<float>::infinity(); ///< the value of what cannot be taken
    static constexpr std::uint32_t gone = std::numeric_limits<std::uint32_t>::max();
    static constexpr std::size_t padding = 16; ///< the widest vector of the kernel

    /// The slot of the smallest row among those of the best value.
    [[nodiscard]] static std::size_t first_slot(std::span<const std::uint32_t> row, std::span<const float> value,
                                                float best) noexcept {
        std::size_t found = 0;
        std::uint32_t smallest = gone;
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (value[i] == best && row[i] < smallest) {
                found = i;
                smallest = row[i];
            }
        }
        return found;
    }

    /// Every kept row's vector at length 1, as [dimension][slot].
    [[nodiscard]] static std::span<const float> unit_vectors(const slate& s, std::size_t slots, workspace& ws) {
        const request& r = s.request();
        const matrix_view<const float> from = r.has<embedding>() ? r.get<embedding>() : r.features();
        const std::span<float> unit = ws.take<float>(from.cols() * slots);
        for (std::size_t i = 0; i < slots; ++i) {
            if (i >= s.order().size()) {
                for (std::size_t d = 0; d < from.cols(); ++d) unit[d * slots + i] = 0;
                continue;
            }
            const std::span<const float> vector = from.row(s.order()[i]);
            const auto [divisor, factor] = to_unit(vector);
            for (std::size_t d = 0; d < from.cols(); ++d) {
                const float x = divisor == 1 ? vector[d] : vector[d] / divisor; // a division is slow, and rarely needed
                unit[d * slots + i] = factor == 0 ? 0.0F : x * factor;
            }
        }
        return unit;
    }

    /// How to bring a vector to length 1: x / divisor * factor. A vector without a direction, 0 or with a value that is
    /// not finite, has factor 0: it is similar to nothing.
    [[nodiscard]] static std::pair<float, float> to_unit(std::span<const float> vector) noexcept {
        float squares = 0;
        for (const float x : vector) squares += x * x;
        if (squares > 1e-20F && squares < 1e20F) return {1.0F, 1 / std::sqrt(squares)};
        // They may under- or overflow: measure by the largest value.
        float largest = 0;
        for (const float x : vector) {
            if (!std::isfinite(x)) return {1.0F, 0.0F};
            largest = std::max(largest, std::abs(x));
        }
        if (largest == 0) return {1.0F, 0.0F};
        squares = 0;
        for (const float x : vector) squares += x / largest * (x / largest);
        return {largest, 1 / std::sqrt(squares)};
    }
};

} // namespace fulcrum::inline v0_1
