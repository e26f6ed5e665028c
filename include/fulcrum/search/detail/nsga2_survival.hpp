#pragma once

#include "fulcrum/core/assert.hpp"
#include "fulcrum/core/detail/radix_order.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/search/detail/nsga2_crowding.hpp"
#include "fulcrum/search/detail/nsga2_ranks.hpp"
#include "fulcrum/search/survival.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// The survival of `rank_and_crowding`, from generation to generation: it keeps the members sorted by each objective,
/// so that only the children have to be sorted, and merges them.
class sorted_survival {
public:
    template <ObjectiveSet Set>
    sorted_survival(const Set& set, std::size_t most_rows, crowding_options how) : rows_(most_rows), how_(how) {
        for (std::size_t j = 0; j < set.size(); ++j) sign_.push_back(sign_of(set.directions()[j]));
        values_.resize(rows_ * sign_.size());
        // Of two objectives the second one's order within a front is the first one's, backwards.
        orders_.resize(sign_.size() == 2 ? 1 : sign_.size(), std::vector<std::uint32_t>(rows_));
        irregular_.reserve(rows_);
    }

    /// Are there members that are feasible and finite? Then all of rank 0 are.
    [[nodiscard]] bool any_regular() const noexcept { return size_ > 0; }

    /// Keeps `keep` rows. The first `known` rows are those that the last call kept, in the same order.
    /// The spans lie in the workspace.
    [[nodiscard]] survivors operator()(columns_view<const double> objectives, std::span<const double> violation,
                                       std::size_t known, std::size_t keep, workspace& ws) {
        const std::size_t n = objectives.rows();
        FULCRUM_ASSERT(known <= n && keep <= n && n <= rows_);
        const std::span<std::uint32_t> rows = ws.take<std::uint32_t>(keep + 1); // one more to write and not to keep
        const std::span<std::uint32_t> kept_rank = ws.take<std::uint32_t>(keep + 1);
        const std::span<double> crowding = ws.take<double>(keep + 1);
        const workspace::scope scratch(ws);

        const std::span<const std::uint32_t> fresh = take_in(objectives, violation, known, ws);
        const std::span<std::span<std::uint32_t>> orders = merged(fresh, ws);
        const std::span<std::uint32_t> rank = ws.take<std::uint32_t>(n);
        const std::span<double> distance = ws.take<double>(n, dropped_distance);
        std::uint32_t fronts = ranks_(columns(), orders, rank, ws);
        const std::size_t regular = orders[0].size();
        regular_fronts(orders, rank, fronts, (std::min)(keep, regular), distance, ws);
        if (regular < keep) irregular_fronts(violation, rank, fronts, keep - regular, distance, ws);

        constexpr auto gone = (std::numeric_limits<std::uint32_t>::max)();
        const std::span<std::uint32_t> place = ws.take<std::uint32_t>(n);
        std::uint32_t k = 0;
        for (std::uint32_t i = 0; i < n; ++i) {
            const bool stays = distance[i] != dropped_distance;
            rows[k] = i;
            kept_rank[k] = rank[i];
            crowding[k] = distance[i];
            place[i] = stays ? k : gone;
            k += stays ? 1U : 0U;
        }
        close_up(rows.first(keep), orders, place, gone);
        return {rows.first(keep), kept_rank.first(keep), crowding.first(keep)};
    }

    template <class Stream> void serialize(Stream& stream) { stream(values_, orders_, size_, irregular_); }

private:
    [[nodiscard]] columns_view<const double> columns() const noexcept { return {values_.data(), rows_, sign_.size()}; }
    [[nodiscard]] std::span<double> column(std::size_t j) noexcept { return {values_.data() + j * rows_, rows_}; }

    /// Copies the rows from `known` on, to be minimised; returns those that are feasible and finite.
    std::span<const std::uint32_t> take_in(columns_view<const double> objectives, std::span<const double> violation,
                                           std::size_t known, workspace& ws) {
        const std::size_t n = objectives.rows();
        if (known == 0) {
            size_ = 0;
            irregular_.clear();
        }
        const std::span<double> spoilt = ws.take<double>(n, 0.0); // 0 where all is finite, else not a number
        for (std::size_t j = 0; j < sign_.size(); ++j) {
            const double sign = sign_[j];
            const double* from = objectives.column(j).data();
            double* to = column(j).data();
            for (std::size_t i = known; i < n; ++i) {
                to[i] = sign * from[i] + 0.0; // -0 becomes 0
                spoilt[i] += from[i] - from[i];
            }
        }
        const std::span<std::uint32_t> fresh = ws.take<std::uint32_t>(n - known);
        std::size_t size = 0;
        for (std::size_t i = known; i < n; ++i) {
            if (spoilt[i] == 0 && violation[i] <= 0) {
                fresh[size++] = static_cast<std::uint32_t>(i);
            } else {
                irregular_.push_back(static_cast<std::uint32_t>(i));
            }
        }
        return fresh.first(size);
    }

    /// The members and the fresh rows by each objective; equal values by row, or with two objectives by the second.
    std::span<std::span<std::uint32_t>> merged(std::span<const std::uint32_t> fresh, workspace& ws) {
        const std::span<std::span<std::uint32_t>> all = ws.take<std::span<std::uint32_t>>(orders_.size());
        const std::span<std::uint32_t> order = ws.take<std::uint32_t>(fresh.size());
        const std::span<double> key = ws.take<double>(fresh.size());
        const std::span<double> old_key = ws.take<double>(size_);
        const double* second = sign_.size() == 2 ? column(1).data() : nullptr;
        for (std::size_t j = 0; j < all.size(); ++j) {
            const double* value = column(j).data();
            for (std::size_t k = 0; k < fresh.size(); ++k) key[k] = value[fresh[k]];
            radix_order(std::span<const double>(key), order, ws, [&](std::uint32_t a, std::uint32_t b) {
                return second != nullptr && second[fresh[a]] < second[fresh[b]];
            });
            for (std::uint32_t& i : order) i = fresh[i];
            for (std::size_t k = 0; k < order.size(); ++k) key[k] = value[order[k]];
            const std::uint32_t* old = orders_[j].data();
            for (std::size_t k = 0; k < size_; ++k) old_key[k] = value[old[k]];

            all[j] = ws.take<std::uint32_t>(size_ + fresh.size());
            std::uint32_t* out = all[j].data();
            std::size_t a = 0;
            std::size_t b = 0;
            while (a < size_ && b < order.size()) { // which comes next is a matter of chance: no branch on it
                const std::uint32_t x = old[a];
                const std::uint32_t y = order[b];
                std::size_t take_new = key[b] < old_key[a] ? 1U : 0U;
                if (key[b] == old_key[a] && second != nullptr) take_new = second[y] < second[x] ? 1U : 0U;
                *out++ = x ^ ((x ^ y) & static_cast<std::uint32_t>(0 - take_new));
                a += 1 - take_new;
                b += take_new;
            }
            out = std::copy(old + a, old + size_, out);
            std::copy(order.begin() + static_cast<std::ptrdiff_t>(b), order.end(), out);
        }
        return all;
    }

    /// Crowding of the fronts that hold the first `keep` rows, of which the last may lose members.
    void regular_fronts(std::span<const std::span<std::uint32_t>> orders, std::span<const std::uint32_t> rank,
                        std::uint32_t fronts, std::size_t keep, std::span<double> distance, workspace& ws) const {
        const std::size_t n = orders[0].size();
        const std::span<std::uint32_t> counts = ws.take<std::uint32_t>(fronts, 0U);
        for (const std::uint32_t i : orders[0]) ++counts[rank[i]];
        std::size_t kept = 0;
        std::size_t last = 0; // the fronts before it are kept whole
        while (last < fronts && kept + counts[last] < keep) kept += counts[last++];
        if (last == fronts || keep == 0) return;

        const std::span<std::uint32_t> begin = ws.take<std::uint32_t>(fronts);
        const std::span<std::uint32_t> by_front = ws.take<std::uint32_t>(n);
        const bool cuts = keep - kept < counts[last];
        const bool thins = cuts && how_.truncation == crowding_truncation::one_at_a_time;
        one_at_a_time_cut thin(columns(), how_.ends, thins ? distance.size() : 0, ws);
        for (std::size_t j = 0; j < sign_.size(); ++j) {
            const bool backwards = j == orders.size();
            if (backwards) {
                reverse_fronts(by_front, counts, last);
            } else if (last == 0) { // the common case late in a search: one front, and no counters to wait for
                std::size_t k = 0;
                for (const std::uint32_t i : orders[j]) {
                    by_front[k] = i;
                    k += rank[i] == 0 ? 1U : 0U;
                }
            } else {
                std::exclusive_scan(counts.begin(), counts.end(), begin.begin(), 0U);
                for (const std::uint32_t i : orders[j]) by_front[begin[rank[i]]++] = i;
            }
            std::size_t at = 0;
            for (std::size_t r = 0; r <= last; at += counts[r++]) {
                const std::span<const std::uint32_t> front = by_front.subspan(at, counts[r]);
                if (j == 0) {
                    for (const std::uint32_t i : front) distance[i] = 0;
                }
                const double range = add_gaps(front, column_of(j), how_.ends, distance);
                if (r == last && thins) thin.sorted_by(j, front, range);
            }
        }
        const std::span<std::uint32_t> front = by_front.subspan(kept, counts[last]);
        if (thins) thin(front, keep - kept, distance);
        else if (cuts) drop_most_crowded(front, keep - kept, distance);
    }

    [[nodiscard]] const double* column_of(std::size_t j) const noexcept { return values_.data() + j * rows_; }

    /// From the order by the first of two objectives to that by the second; twins stay in the order of rows.
    void reverse_fronts(std::span<std::uint32_t> by_front, std::span<const std::uint32_t> counts,
                        std::size_t last) const noexcept {
        const double* value = column_of(0);
        auto from = by_front.begin();
        for (std::size_t r = 0; r <= last; ++r) {
            const auto end = from + counts[r];
            std::reverse(from, end);
            while (from != end) {
                auto twins = from + 1;
                while (twins != end && value[*twins] == value[*from]) ++twins;
                std::reverse(from, twins);
                from = twins;
            }
        }
    }

    /// Infeasible rows in the order of their violations, each distinct amount a front, then what is not finite.
    void irregular_fronts(std::span<const double> violation, std::span<std::uint32_t> rank, std::uint32_t fronts,
                          std::size_t keep, std::span<double> distance, workspace& ws) const {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        const std::span<double> amount = ws.take<double>(rank.size());
        for (const std::uint32_t i : irregular_) {
            amount[i] = std::isfinite(violation[i]) && finite_row(columns(), i) ? violation[i] : infinity;
        }
        const std::span<std::uint32_t> order = ws.take<std::uint32_t>(irregular_.size());
        std::copy(irregular_.begin(), irregular_.end(), order.begin());
        std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return amount[a] != amount[b] ? amount[a] < amount[b] : a < b;
        });
        for (std::size_t begin = 0, end = 0; begin < keep; begin = end, ++fronts) {
            while (end < order.size() && amount[order[end]] == amount[order[begin]]) rank[order[end++]] = fronts;
            const workspace::scope one_front(ws);
            const std::span<std::uint32_t> front = order.subspan(begin, end - begin);
            const std::span<std::uint32_t> finite = ws.take<std::uint32_t>(front.size());
            std::size_t size = 0;
            for (const std::uint32_t i : front) {
                distance[i] = 0;
                if (finite_row(columns(), i)) finite[size++] = i;
            }
            const std::span<std::uint32_t> sorted = finite.first(size);
            for (std::size_t j = 0; j < sign_.size(); ++j) {
                const double* value = column_of(j);
                std::sort(sorted.begin(), sorted.end(), [value](std::uint32_t a, std::uint32_t b) {
                    return value[a] != value[b] ? value[a] < value[b] : a < b;
                });
                static_cast<void>(add_gaps(sorted, value, how_.ends, distance));
            }
            if (keep - begin < front.size()) drop_most_crowded(front, keep - begin, distance);
        }
    }

    /// Moves what is kept about the rows to their new places, in the same order.
    void close_up(std::span<const std::uint32_t> rows, std::span<const std::span<std::uint32_t>> orders,
                  std::span<const std::uint32_t> place, std::uint32_t gone) {
        for (std::size_t j = 0; j < sign_.size(); ++j) {
            double* value = column(j).data();
            for (std::size_t k = 0; k < rows.size(); ++k) value[k] = value[rows[k]];
        }
        for (std::size_t j = 0; j < orders.size(); ++j) {
            std::uint32_t* out = orders_[j].data();
            size_ = 0;
            for (const std::uint32_t i : orders[j]) {
                out[size_] = place[i];
                size_ += place[i] != gone ? 1U : 0U;
            }
        }
        std::size_t size = 0;
        for (const std::uint32_t i : irregular_) {
            if (place[i] != gone) irregular_[size++] = place[i];
        }
        irregular_.resize(size);
    }

    std::size_t rows_;
    crowding_options how_;
    std::vector<double> sign_;
    std::vector<double> values_;                     ///< of all rows, one minimised column after the other
    std::vector<std::vector<std::uint32_t>> orders_; ///< of the members that are feasible and finite
    std::size_t size_ = 0;                           ///< how many those are
    std::vector<std::uint32_t> irregular_;           ///< the others
    front_ranks ranks_;
};

} // namespace fulcrum::inline v0_1::detail
