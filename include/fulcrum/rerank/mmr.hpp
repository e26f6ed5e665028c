#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/parameter.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/rerank/detail/gather.hpp"
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
    std::size_t depth = (std::numeric_limits<std::size_t>::max)(); ///< rows to take; those behind them keep their order

    /// Errors: error unless lambda is in [0, 1].
    template <class Goals> void bind(const Goals& /*goals*/) const {
        if (!(lambda >= 0 && lambda <= 1)) fail("mmr: lambda is ", lambda, "; it must be in [0, 1]");
    }

    void run(slate& s, workspace& ws) const {
        const std::span<std::uint32_t> order = s.order();
        const std::size_t n = order.size();
        if (n == 0) return;
        const workspace::scope scratch(ws);
        // A slot for each row, in the order so far; the lanes past the end can never be taken.
        const std::size_t slots = (n + padding - 1) / padding * padding;
        const std::span<std::uint32_t> row = ws.take<std::uint32_t>(slots, gone);
        std::ranges::copy(order, row.begin());
        const std::span<const float> unit = unit_vectors(s, slots, ws);
        const std::span<float> relevance = ws.take<float>(slots, never);
        std::size_t finite = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const float r = lambda * s.utility()[row[i]];
            if (!std::isfinite(r)) continue;
            relevance[i] = r;
            ++finite;
        }
        const std::span<float> closest = ws.take<float>(slots, 0.0F); // largest similarity to a taken row
        const std::span<float> value = ws.take<float>(slots);         // marginal

        const detail::dispatched<detail::mmr_kernel> kernel;
        std::size_t slot = 0;
        const auto step = [&](std::size_t dimensions) {
            kernel(unit.data(), dimensions, slots, slot, relevance.data(), row.data(), 1 - lambda, closest.data(),
                   value.data(), &slot);
        };
        step(0);
        std::size_t taken = 0;
        while (taken < (std::min)(depth, finite)) {
            s.utility()[row[slot]] = value[slot];
            order[taken++] = row[slot];
            relevance[slot] = never;
            row[slot] = gone;
            step(unit.size() / slots);
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
    static constexpr std::uint32_t gone = (std::numeric_limits<std::uint32_t>::max)();
    static constexpr std::size_t padding = 16; ///< the widest vector of the kernel

    /// Every kept row's vector at length 1, as [dimension][slot]. A vector without a direction, 0 or with a value that is
    /// not finite, becomes 0: it is similar to nothing.
    [[nodiscard]] static std::span<const float> unit_vectors(const slate& s, std::size_t slots, workspace& ws) {
        const request& r = s.request();
        const matrix_view<const float> from = r.has<embedding>() ? r.get<embedding>() : r.features();
        const std::span<const std::uint32_t> order = s.order();
        const std::span<float> unit = ws.take<float>(from.cols() * slots);
        detail::gather_transposed(from, order, unit.data(), slots);
        for (std::size_t d = 0; d < from.cols(); ++d) {
            for (std::size_t i = order.size(); i < slots; ++i) unit[d * slots + i] = 0;
        }
        for (std::size_t i = 0; i < order.size(); i += padding) {
            scale_to_unit(unit.data() + i, from.cols(), slots, (std::min)(padding, order.size() - i));
        }
        return unit;
    }

    /// The same for `count` slots, of `padding` that lie side by side.
    static void scale_to_unit(float* unit, std::size_t dimensions, std::size_t slots, std::size_t count) noexcept {
        float squares[padding] = {};
        for (std::size_t d = 0; d < dimensions; ++d) {
            for (std::size_t l = 0; l < padding; ++l) squares[l] += unit[d * slots + l] * unit[d * slots + l];
        }
        float factor[padding] = {};
        for (std::size_t l = 0; l < count; ++l) {
            const bool plain = squares[l] > 1e-20F && squares[l] < 1e20F;
            factor[l] = plain ? 1 / std::sqrt(squares[l]) : shrink(unit + l, dimensions, slots);
        }
        for (std::size_t d = 0; d < dimensions; ++d) {
            for (std::size_t l = 0; l < padding; ++l) unit[d * slots + l] *= factor[l];
        }
    }

    /// For one slot whose squares may have under- or overflowed: divides it by its largest value, and returns the factor
    /// that is left to length 1.
    [[gnu::cold, gnu::noinline]] static float shrink(float* unit, std::size_t dimensions, std::size_t slots) noexcept {
        float largest = 0;
        bool finite = true;
        for (std::size_t d = 0; d < dimensions; ++d) {
            finite = finite && std::isfinite(unit[d * slots]);
            largest = (std::max)(largest, std::abs(unit[d * slots]));
        }
        float squares = 0;
        for (std::size_t d = 0; d < dimensions; ++d) {
            float& x = unit[d * slots];
            x = finite && largest > 0 ? x / largest : 0.0F;
            squares += x * x;
        }
        return squares > 0 ? 1 / std::sqrt(squares) : 0.0F;
    }
};

} // namespace fulcrum::inline v0_1
