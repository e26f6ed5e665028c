#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1::detail {

inline constexpr std::size_t bits_alignment = 512; ///< rows of bits are padded to so many

/// One objective's pass over the bit matrix of who is no worse than whom. `order` holds all points by this objective;
/// point i has its row, and its bit in every row, at place[i]. The rows of the points placed in [begin, end) are
/// replaced by (`first`), or cut to, the points that have been passed: those no worse in this objective. Only bits
/// before the point's own place are of use.
struct no_worse_kernel {
    using signature = void(const std::uint32_t* order, std::size_t n, const double* values, const std::uint32_t* place,
                           std::uint32_t begin, std::uint32_t end, bool first, std::uint32_t* passed,
                           std::uint32_t* rows, std::size_t stride);

    template <int W>
    FULCRUM_BODY void body(const std::uint32_t* order, std::size_t n, const double* values, const std::uint32_t* place,
                           std::uint32_t begin, std::uint32_t end, bool first, std::uint32_t* passed,
                           std::uint32_t* rows, std::size_t stride) {
        using word = typename lanes<W>::u32;
        constexpr std::uint32_t lane_count = W;
        word lane{};
        for (int l = 0; l < W; ++l) lane[l] = static_cast<std::uint32_t>(l);
        for (std::size_t w = 0; w < stride; ++w) passed[w] = 0;
        for (std::size_t i = 0, tied = 0; i < n; i = tied) {
            const double value = values[order[i]];
            do { // whole vectors are stored, so that the loads below do not wait for parts
                const std::uint32_t p = place[order[tied]];
                if (p < end) {
                    std::uint32_t* at = passed + p / (32 * lane_count) * lane_count;
                    word v;
                    __builtin_memcpy(&v, at, sizeof v);
                    v |= reinterpret_cast<word>(lane == p / 32 % lane_count) & (1U << (p % 32));
                    __builtin_memcpy(at, &v, sizeof v);
                }
            } while (++tied < n && values[order[tied]] == value);
            for (; i < tied; ++i) {
                const std::uint32_t p = place[order[i]];
                if (p < begin || p >= end) continue;
                std::uint32_t* row = rows + (p - begin) * stride;
                for (std::size_t w = 0; w <= p / 32; w += lane_count) {
                    word v, old;
                    __builtin_memcpy(&v, passed + w, sizeof v);
                    if (!first) {
                        __builtin_memcpy(&old, row + w, sizeof old);
                        v &= old;
                    }
                    __builtin_memcpy(row + w, &v, sizeof v);
                }
            }
        }
    }
};

/// Gives points their fronts, from place *at on up to `end` or to the first that needs a front of its own, whose place
/// is left in *at. `rows` holds the bits of who may dominate the point at place `begin` and after it; members[r] has a
/// bit for each point of front r, and takes the new ones in. A twin equals the point before it.
struct front_of_bits_kernel {
    using signature = void(const std::uint32_t* rows, std::size_t stride, std::size_t begin, std::size_t end,
                           const std::uint32_t* sequence, const bool* twin, std::uint32_t* const* members,
                           std::uint32_t fronts, std::uint32_t* rank, std::size_t* at);

    template <int W>
    FULCRUM_BODY void body(const std::uint32_t* rows, std::size_t stride, std::size_t begin, std::size_t end,
                           const std::uint32_t* sequence, const bool* twin, std::uint32_t* const* members,
                           std::uint32_t fronts, std::uint32_t* rank, std::size_t* at) {
        std::size_t k = *at;
        for (; k < end; ++k) {
            if (twin[k]) { // whom it dominates, the one before it does
                rank[sequence[k]] = rank[sequence[k - 1]];
                continue;
            }
            const std::uint32_t* row = rows + (k - begin) * stride;
            std::uint32_t low = 0; // the fronts that hold a dominator are the first ones
            for (std::uint32_t high = fronts, middle = 0; low < high; middle = low + (high - low) / 2) {
                bool dominated;
                share<W>(row, members[middle], k / 32, dominated);
                low = dominated ? middle + 1 : low;
                high = dominated ? high : middle;
            }
            if (low == fronts) break;
            members[low][k / 32] |= 1U << (k % 32);
            rank[sequence[k]] = low;
        }
        *at = k;
    }

private:
    /// Have a and b a bit in common, up to word `last`?
    template <int W>
    FULCRUM_BODY void share(const std::uint32_t* a, const std::uint32_t* b, std::size_t last, bool& answer) {
        using word = typename lanes<W>::u32;
        constexpr std::size_t lane_count = W;
        word any{};
        for (std::size_t w = 0; w <= last; w += lane_count) {
            word x, y;
            __builtin_memcpy(&x, a + w, sizeof x);
            __builtin_memcpy(&y, b + w, sizeof y);
            any |= x & y;
        }
        std::uint64_t parts[sizeof(word) / 8];
        __builtin_memcpy(parts, &any, sizeof parts);
        for (std::size_t l = 1; l < sizeof(word) / 8; ++l) parts[0] |= parts[l];
        answer = parts[0] != 0;
    }
};

/// Nondominated sorting of points whose orders by each objective are known.
class front_ranks {
public:
    /// Writes the front of each point to rank[point], and returns how many there are. `columns` are minimised;
    /// orders[j] holds the points by objective j, equal values by index, with one or two objectives those of the
    /// first by the second. One objective O(n); two O(n log n) by bisection over the last members of the fronts
    /// (Jensen, IEEE TEC 7(5), 2003); more O(m n^2 / 256) on bits: a point is dominated by the points before it in
    /// lexicographic order that are no worse in any other objective.
    [[nodiscard]] std::uint32_t operator()(columns_view<const double> columns,
                                           std::span<const std::span<std::uint32_t>> orders,
                                           std::span<std::uint32_t> rank, workspace& ws) const {
        const workspace::scope scratch(ws);
        if (columns.cols() == 1) return one(columns, orders[0], rank);
        if (columns.cols() == 2) return two(columns, orders[0], rank, ws);
        return many(columns, orders, rank, ws);
    }

private:
    [[nodiscard]] static bool equal(columns_view<const double> columns, std::uint32_t a, std::uint32_t b) noexcept {
        for (std::size_t j = 0; j < columns.cols(); ++j) {
            if (columns(a, j) != columns(b, j)) return false;
        }
        return true;
    }

    [[nodiscard]] static std::uint32_t one(columns_view<const double> columns, std::span<const std::uint32_t> order,
                                           std::span<std::uint32_t> rank) noexcept {
        std::uint32_t fronts = 0;
        for (std::size_t k = 0; k < order.size(); ++k) {
            if (k == 0 || columns(order[k], 0) != columns(order[k - 1], 0)) ++fronts;
            rank[order[k]] = fronts - 1;
        }
        return fronts;
    }

    [[nodiscard]] static std::uint32_t two(columns_view<const double> columns, std::span<const std::uint32_t> order,
                                           std::span<std::uint32_t> rank, workspace& ws) {
        const std::span<const double> first = columns.column(0);
        const std::span<const double> second = columns.column(1);
        double* last = ws.take<double>(order.size() + window, std::numeric_limits<double>::infinity()).data();
        std::uint32_t fronts = 0;
        std::uint32_t k = 0;
        double x = std::numeric_limits<double>::quiet_NaN();
        double y = x;
        for (const std::uint32_t i : order) {
            if (first[i] != x || second[i] != y) { // else the front of its twin
                x = first[i];
                y = second[i];
                k = 0;
                for (std::uint32_t left = fronts; left > window;) {
                    const std::uint32_t half = (left + 1) / 2;
                    k += half * static_cast<std::uint32_t>(last[k + half - 1] <= y);
                    left -= half;
                }
                const double* around = last + k; // how many are not above y: without branches
                for (std::uint32_t f = 0; f < window; ++f) k += static_cast<std::uint32_t>(around[f] <= y);
                last[k] = y;
                fronts += k == fronts ? 1U : 0U;
            }
            rank[i] = k;
        }
        return fronts;
    }

    [[nodiscard]] std::uint32_t many(columns_view<const double> columns,
                                     std::span<const std::span<std::uint32_t>> orders, std::span<std::uint32_t> rank,
                                     workspace& ws) const {
        const std::size_t n = orders[0].size();
        const std::size_t m = columns.cols();
        const std::span<std::uint32_t> sequence = ws.take<std::uint32_t>(n);
        std::copy(orders[0].begin(), orders[0].end(), sequence.begin());
        const auto lexicographic = [&](std::uint32_t a, std::uint32_t b) {
            for (std::size_t j = 1; j < m; ++j) {
                if (columns(a, j) != columns(b, j)) return columns(a, j) < columns(b, j);
            }
            return a < b;
        };
        const std::span<const double> first = columns.column(0);
        for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
            while (++end < n && first[sequence[end]] == first[sequence[begin]]) {}
            if (end - begin > 1) {
                std::sort(sequence.begin() + static_cast<std::ptrdiff_t>(begin),
                          sequence.begin() + static_cast<std::ptrdiff_t>(end), lexicographic);
            }
        }
        const std::span<std::uint32_t> place = ws.take<std::uint32_t>(columns.rows());
        const std::span<bool> twin = ws.take<bool>(n);
        for (std::size_t k = 0; k < n; ++k) {
            place[sequence[k]] = static_cast<std::uint32_t>(k);
            twin[k] = k > 0 && equal(columns, sequence[k], sequence[k - 1]);
        }

        const std::size_t stride = (n + bits_alignment - 1) / bits_alignment * bits_alignment / 32;
        const std::size_t tile = (std::max)(least_tile, tile_words / (std::max)(stride, std::size_t{1}));
        const std::span<std::uint32_t> passed = ws.take<std::uint32_t>(stride);
        const std::span<std::uint32_t> rows = ws.take<std::uint32_t>((std::min)(tile, n) * stride);
        const std::span<std::uint32_t*> members = ws.take<std::uint32_t*>(n); // of each front, a row of bits
        std::uint32_t fronts = 0;
        for (std::size_t begin = 0; begin < n; begin += tile) {
            const std::size_t end = (std::min)(begin + tile, n);
            for (std::size_t j = 1; j < m; ++j) {
                no_worse_(orders[j].data(), n, columns.column(j).data(), place.data(),
                          static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), j == 1, passed.data(),
                          rows.data(), stride);
            }
            for (std::size_t k = begin;;) {
                front_of_(rows.data(), stride, begin, end, sequence.data(), twin.data(), members.data(), fronts,
                          rank.data(), &k);
                if (k == end) break;
                members[fronts++] = ws.take<std::uint32_t>(stride, 0U).data();
            }
        }
        return fronts;
    }

    static constexpr std::uint32_t window = 8; ///< fronts that are looked through without bisection
    static constexpr std::size_t least_tile = 1024;
    static constexpr std::size_t tile_words = 1U << 17U; ///< half a megabyte

    dispatched<no_worse_kernel> no_worse_;
    dispatched<front_of_bits_kernel> front_of_;
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
