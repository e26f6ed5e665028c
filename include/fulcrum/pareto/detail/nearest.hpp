#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <cmath>
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

/// The least distance from each of a set of points, the queries, to another set, the targets: what all indicators
/// against a reference come down to.
namespace fulcrum::inline v0_1::detail {

/// Squared Euclidean.
struct squared_distance {
    static constexpr bool only_largest = false;
    static constexpr double start = 0;
    template <int W>
    FULCRUM_BODY void add(typename lanes<W>::f64& sum, const typename lanes<W>::f64& query, double target) {
        const typename lanes<W>::f64 gap = query - target;
        sum += gap * gap;
    }
};

/// The same, of the coordinates in which the target is the larger.
struct squared_excess {
    static constexpr bool only_largest = false;
    static constexpr double start = 0;
    template <int W>
    FULCRUM_BODY void add(typename lanes<W>::f64& sum, const typename lanes<W>::f64& query, double target) {
        const typename lanes<W>::f64 gap = target - query;
        const typename lanes<W>::f64 excess = gap > 0.0 ? gap : typename lanes<W>::f64{};
        sum += excess * excess;
    }
};

/// By how much the target is the larger, in the coordinate where that is most. Of the queries' least distances only the
/// largest is wanted: a query that is seen not to be it may stop early, and give more than its least.
struct largest_excess {
    static constexpr bool only_largest = true;
    static constexpr double start = -std::numeric_limits<double>::infinity();
    template <int W>
    FULCRUM_BODY void add(typename lanes<W>::f64& most, const typename lanes<W>::f64& query, double target) {
        const typename lanes<W>::f64 gap = target - query;
        most = gap > most ? gap : most;
    }
};

/// Weighted Chebyshev: the query holds weights, the target distances.
struct largest_product {
    static constexpr bool only_largest = false;
    static constexpr double start = 0;
    template <int W>
    FULCRUM_BODY void add(typename lanes<W>::f64& most, const typename lanes<W>::f64& query, double target) {
        const typename lanes<W>::f64 product = query * target;
        most = product > most ? product : most;
    }
};

/// least[q] = the least, over `count` targets, of Distance from query q. Queries lie column by column, `stride` apart,
/// a multiple of 32; targets lie one after the other. `cols` is the number of coordinates of both.
template <class Distance> struct nearest_kernel {
    using signature = void(const double* queries, std::size_t stride, const double* targets, std::size_t count,
                           std::size_t cols, double* least);

    template <int W>
    FULCRUM_BODY void body(const double* queries, std::size_t stride, const double* targets, std::size_t count,
                           std::size_t cols, double* least) {
        using vec = typename lanes<W>::f64;
        constexpr std::size_t width = W / 2;
        constexpr std::size_t tile = 4;    // vectors side by side, so that a target is read once for all of them
        constexpr std::size_t burst = 16;  // targets from one look at whether to stop to the next
        double largest = -__builtin_inf(); // of the least distances in the tiles that are done
        for (std::size_t q = 0; q < stride; q += tile * width) {
            vec nearest[tile];
            for (std::size_t r = 0; r < tile; ++r) nearest[r] = vec{} + __builtin_inf();
            for (std::size_t begin = 0; begin < count; begin += burst) {
                const std::size_t end = begin + burst < count ? begin + burst : count;
                for (const double* target = targets + begin * cols; target != targets + end * cols; target += cols) {
                    vec distance[tile];
                    for (std::size_t r = 0; r < tile; ++r) distance[r] = vec{} + Distance::start;
                    for (std::size_t j = 0; j < cols; ++j) {
#pragma GCC unroll 4
                        for (std::size_t r = 0; r < tile; ++r) {
                            vec query;
                            __builtin_memcpy(&query, queries + j * stride + q + r * width, sizeof query);
                            Distance::template add<W>(distance[r], query, target[j]);
                        }
                    }
#pragma GCC unroll 4
                    for (std::size_t r = 0; r < tile; ++r) {
                        nearest[r] = distance[r] < nearest[r] ? distance[r] : nearest[r];
                    }
                }
                if constexpr (Distance::only_largest) {
                    __builtin_memcpy(least + q, nearest, sizeof nearest);
                    if (largest_of(least + q, tile * width) <= largest) break;
                }
            }
            __builtin_memcpy(least + q, nearest, sizeof nearest);
            if constexpr (Distance::only_largest) {
                const double own = largest_of(least + q, tile * width);
                largest = own > largest ? own : largest;
            }
        }
    }

private:
    FULCRUM_BODY double largest_of(const double* values, std::size_t size) {
        double largest = values[0];
        for (std::size_t i = 1; i < size; ++i) largest = values[i] > largest ? values[i] : largest;
        return largest;
    }
};

/// Chosen rows of a set of columns.
template <class T> struct chosen {
    columns_view<const T> values;
    std::span<const std::uint32_t> rows;
};

/// The least Distance from each of one or more queries to the targets; `query_at` and `target_at` map (value, column)
/// to a coordinate. The span lies in the workspace. O(queries * targets * columns).
template <class Distance, class Q, class T, class MapQuery, class MapTarget>
[[nodiscard]] std::span<const double> nearest(const chosen<Q>& queries, MapQuery query_at, const chosen<T>& targets,
                                              MapTarget target_at, workspace& ws) {
    const std::size_t n = queries.rows.size();
    const std::size_t m = queries.values.cols();
    const std::size_t stride = (n + 31) / 32 * 32;
    const std::span<double> least = ws.take<double>(stride);
    const workspace::scope scratch(ws);
    const std::span<double> query = ws.take<double>(stride * m);
    const std::span<double> target = ws.take<double>(targets.rows.size() * m);
    for (std::size_t j = 0; j < m; ++j) {
        for (std::size_t i = 0; i < n; ++i) {
            query[j * stride + i] = query_at(static_cast<double>(queries.values(queries.rows[i], j)), j);
        }
        for (std::size_t i = n; i < stride; ++i) query[j * stride + i] = query[j * stride + n - 1];
        for (std::size_t i = 0; i < targets.rows.size(); ++i) {
            target[i * m + j] = target_at(static_cast<double>(targets.values(targets.rows[i], j)), j);
        }
    }
    const dispatched<nearest_kernel<Distance>> run;
    run(query.data(), stride, target.data(), targets.rows.size(), m, least.data());
    return least.first(n);
}

/// A power of two that brings values near 1, so that no square of a gap overflows or vanishes.
template <class T> [[nodiscard]] double common_scale(const chosen<T>& a, const chosen<T>& b) {
    double largest = 0;
    for (const chosen<T>* points : {&a, &b}) {
        for (std::size_t j = 0; j < points->values.cols(); ++j) {
            for (const std::uint32_t row : points->rows) {
                largest = (std::max)(largest, std::abs(static_cast<double>(points->values(row, j))));
            }
        }
    }
    return largest > 0 ? std::ldexp(1.0, -std::clamp(std::ilogb(largest), -1000, 1000)) : 1.0;
}

/// Refuses what no indicator takes: other widths, empty sets and values that are not finite.
template <class T>
void check_sets(const char* who, const chosen<T>& members, columns_view<const T> reference) {
    if (members.values.cols() != reference.cols()) {
        fail<shape_error>(who, ": there are ", members.values.cols(), " columns of values and ", reference.cols(),
                          " of the reference front");
    }
    if (members.rows.empty()) fail(who, ": there is no member");
    if (reference.rows() == 0) fail(who, ": the reference front is empty");
    check_finite(who, members.values, members.rows);
    for (std::size_t r = 0; r < reference.rows(); ++r) {
        if (!finite_row(reference, r)) fail(who, ": point ", r, " of the reference front is not finite");
    }
}

/// What the indicator comes to, if that is a double.
[[nodiscard]] inline double checked_result(const char* who, double value) {
    if (!std::isfinite(value)) fail(who, ": the result exceeds a double; scale the objectives");
    return value;
}

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
