#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/nondominated_sort.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace fulcrum::inline v0_1 {

namespace detail {

/// The directions of a slate as an objective set.
struct slate_objectives {
    std::span<const direction> list;

    [[nodiscard]] std::size_t size() const noexcept { return list.size(); }
    [[nodiscard]] std::span<const direction> directions() const noexcept { return list; }
    [[nodiscard]] static std::string_view name(std::size_t /*j*/) noexcept { return "objective"; }
};

} // namespace detail

/// Selector: the kept rows of the first Pareto fronts, ordered by front, then as they were ordered before. Whole fronts
/// are kept, until there are `fronts` of them and at least `at_least` rows. Rows with a non-finite objective are the
/// last front. The cost is that of nondominated_sort with this limit.
struct keep_fronts {
    static constexpr auto needs = columns::objectives;
    static constexpr auto gives = columns::order;

    std::size_t fronts = 1;
    std::size_t at_least = 0;

    void run(slate& s, workspace& ws) const {
        const std::span<std::uint32_t> order = s.order();
        const std::size_t n = order.size();
        const workspace::scope scratch(ws);
        const columns_view<float> candidates{ws.take<float>(n * s.objectives().cols()).data(), n, s.objectives().cols()};
        for (std::size_t j = 0; j < candidates.cols(); ++j) {
            const std::span<const float> column = s.objective(j);
            for (std::size_t i = 0; i < n; ++i) candidates(i, j) = column[order[i]];
        }
        const rank_limit limit{.fronts = fronts, .points = at_least};
        const ranking ranks = nondominated_sort(detail::slate_objectives{s.directions()}, candidates, limit, ws);

        // A counting sort by front: stable, so that the order within a front stays.
        const std::span<std::size_t> next = ws.take<std::size_t>(ranks.counts.size() + 1);
        std::size_t start = 0;
        for (std::size_t f = 0; f < ranks.counts.size(); ++f) {
            next[f] = start;
            start += ranks.counts[f];
        }
        next.back() = start; // the rows that are not ranked come behind
        const std::span<std::uint32_t> before = ws.take<std::uint32_t>(n);
        std::ranges::copy(order, before.begin());
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t front = (std::min)(std::size_t{ranks.rank[i]}, ranks.counts.size());
            order[next[front]++] = before[i];
        }
        s.truncate(n - ranks.beyond);
    }
};

} // namespace fulcrum::inline v0_1
