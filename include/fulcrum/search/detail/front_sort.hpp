#pragma once

#include "fulcrum/core/detail/radix_order.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"
#include "fulcrum/search/detail/nsga2_ranks.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// The rows of a generation in fronts by constrained domination.
struct sorted_fronts {
    std::span<const std::uint32_t> rank;    ///< the front of each row
    std::uint32_t last = 0;                 ///< the front with which enough rows are kept
    std::size_t room = 0;                   ///< how many of that front are kept
    std::span<const std::uint32_t> regular; ///< the rows that are feasible and finite, ascending
    columns_view<const double> values;      ///< of these, minimised
};

/// Sorts a generation into fronts, of which `keep` rows survive: first the fronts of the feasible rows, then one front
/// for each distinct violation, last the rows that are not finite. What it returns lies in the workspace.
class front_sort {
public:
    template <ObjectiveSet Set>
    [[nodiscard]] sorted_fronts operator()(const Set& set, columns_view<const double> objectives,
                                           std::span<const double> violation, std::size_t keep, workspace& ws) const {
        const std::size_t n = objectives.rows();
        const std::size_t m = objectives.cols();
        const std::span<std::uint32_t> rank = ws.take<std::uint32_t>(n);
        const std::span<std::uint32_t> regular = ws.take<std::uint32_t>(n);
        const std::span<double> values = ws.take<double>(n * m);
        const workspace::scope scratch(ws);
        const std::span<std::uint32_t> others = ws.take<std::uint32_t>(n);
        std::size_t size = 0;
        std::size_t irregular = 0;
        for (std::uint32_t i = 0; i < n; ++i) {
            if (violation[i] <= 0 && finite_row(objectives, i)) {
                regular[size++] = i;
            } else {
                others[irregular++] = i;
            }
        }
        for (std::size_t j = 0; j < m; ++j) {
            const auto sign = static_cast<double>(sign_of(set.directions()[j]));
            const double* from = objectives.column(j).data();
            double* to = values.data() + j * n;
            for (std::size_t i = 0; i < size; ++i) to[i] = sign * from[regular[i]] + 0.0; // -0 becomes 0
        }
        const columns_view<const double> minimized(values.data(), size, m, n);
        std::uint32_t fronts = size > 0 ? rank_regular(minimized, regular.first(size), rank, ws) : 0;
        if (size < keep) {
            fronts = rank_others(objectives, violation, others.first(irregular), fronts, rank);
        } else { // none of them is kept
            for (const std::uint32_t i : others.first(irregular)) rank[i] = fronts;
        }

        const std::span<std::size_t> count = ws.take<std::size_t>(fronts + 1, std::size_t{0});
        for (const std::uint32_t r : rank) ++count[r];
        std::uint32_t last = 0;
        for (; count[last] < keep; ++last) keep -= count[last];
        return {rank, last, keep, regular.first(size), minimized};
    }

private:
    std::uint32_t rank_regular(columns_view<const double> values, std::span<const std::uint32_t> rows,
                               std::span<std::uint32_t> rank, workspace& ws) const {
        const std::size_t m = values.cols();
        const std::size_t orders = m == 2 ? 1 : m; // of two objectives one is enough
        const std::span<std::span<std::uint32_t>> order = ws.take<std::span<std::uint32_t>>(orders);
        for (std::size_t j = 0; j < orders; ++j) {
            order[j] = ws.take<std::uint32_t>(rows.size());
            radix_order(std::span<const double>(values.column(j)), order[j], ws, [&](std::uint32_t a, std::uint32_t b) {
                return m == 2 && values(a, 1) < values(b, 1);
            });
        }
        const std::span<std::uint32_t> own = ws.take<std::uint32_t>(rows.size());
        const std::uint32_t fronts = ranks_(values, order, own, ws);
        for (std::size_t k = 0; k < rows.size(); ++k) rank[rows[k]] = own[k];
        return fronts;
    }

    /// Each distinct violation is a front, then what is not finite; returns the number of fronts.
    static std::uint32_t rank_others(columns_view<const double> objectives, std::span<const double> violation,
                                     std::span<std::uint32_t> rows, std::uint32_t fronts,
                                     std::span<std::uint32_t> rank) {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        const auto amount = [&](std::uint32_t i) {
            return std::isfinite(violation[i]) && finite_row(objectives, i) ? violation[i] : infinity;
        };
        std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) { return amount(a) < amount(b); });
        for (std::size_t k = 0; k < rows.size(); ++k) {
            if (k == 0 || amount(rows[k]) != amount(rows[k - 1])) ++fronts;
            rank[rows[k]] = fronts - 1;
        }
        return fronts;
    }

    front_ranks ranks_;
};

} // namespace fulcrum::inline v0_1::detail
