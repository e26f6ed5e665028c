#pragma once

#include "fulcrum/pareto/detail/volume_steps.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1::detail {

/// Orders indices by their keys, the largest first, of equal ones the first.
inline void sort_indices(const double* key, std::uint32_t* order, std::size_t n) noexcept {
    std::sort(order, order + n, [key](std::uint32_t a, std::uint32_t b) {
        return key[a] != key[b] ? key[a] > key[b] : a < b;
    });
}

/// The volumes of unions of the boxes in `cut`, and their order, all inlined in the kernels. D sides, or `cols` where D
/// is 0.
template <int W, int D> struct volume_unions {
    using steps = volume_steps<W, D>;
    using vec = typename steps::vec;
    using word = typename steps::word;
    static constexpr std::size_t width = steps::width;
    static constexpr std::size_t padding = volume_level::padding;

    static constexpr std::size_t few = 6; ///< boxes that are cheaper by inclusion and exclusion

    /// The volume of the rest less the union of `cut`, of few boxes, by inclusion and exclusion: lanes are the subsets
    /// of the first boxes, vectors those of the others.
    FULCRUM_BODY double by_subsets(const volume_level& l, std::size_t cols) {
        switch (l.cut_size > in_lanes ? l.cut_size - in_lanes : 0) {
        case 0: return by_subsets_of<0>(l, cols);
        case 1: return by_subsets_of<1>(l, cols);
        case 2: return by_subsets_of<2>(l, cols);
        case 3: return by_subsets_of<3>(l, cols);
        case 4: return by_subsets_of<(few - in_lanes < 4 ? few - in_lanes : 4)>(l, cols);
        default: return by_subsets_of<few - in_lanes>(l, cols);
        }
    }

    static constexpr std::size_t in_lanes = width == 2 ? 1 : width == 4 ? 2 : 3;

    template <std::size_t Others> FULCRUM_BODY double by_subsets_of(const volume_level& l, std::size_t cols) {
        const std::size_t d = D > 0 ? D : cols;
        constexpr std::size_t subsets = std::size_t{1} << Others;
        vec product[subsets];
        word lane;
        for (std::size_t k = 0; k < width; ++k) {
            lane[k] = k;
            product[0][k] = k == 0 || k == 3 || k == 5 || k == 6 ? 1 : -1; // an even number of boxes is added
        }
#pragma GCC unroll 32
        for (std::size_t k = 1; k < subsets; ++k) product[k] = vec{} - product[k & (k - 1)];
        for (std::size_t j = 0; j < d; ++j) {
            const double* const x = l.cut + j * l.stride;
            vec side[subsets];
            side[0] = vec{} + l.rest[j];
#pragma GCC unroll 4
            for (std::size_t b = 0; b < in_lanes; ++b) {
                const vec other = (lane >> b & 1U) != 0U ? vec{} + x[b] : side[0];
                side[0] = other < side[0] ? other : side[0];
            }
            product[0] *= side[0];
#pragma GCC unroll 32
            for (std::size_t k = 1; k < subsets; ++k) {
                const vec other = vec{} + x[in_lanes + static_cast<std::size_t>(__builtin_ctzll(k))];
                const vec& with = side[k & (k - 1)];
                side[k] = other < with ? other : with;
                product[k] *= side[k];
            }
        }
#pragma GCC unroll 32
        for (std::size_t k = 1; k < subsets; ++k) product[0] += product[k];
        return steps::sum(product[0]);
    }

    static constexpr std::size_t most_ranked = 64; ///< boxes that are ordered by counting those before each

    /// The order of `cut` by one side, the largest first: those as long as the box as they come, then the others, of
    /// equal ones the first. Returns how many are as long as the box.
    FULCRUM_BODY std::size_t sort(const volume_level& l, std::size_t side) {
        const double* const length = l.cut + side * l.stride;
        const double longest = l.rest[side];
        double* const key = l.scratch;
        std::size_t full = 0;
        std::size_t n = 0;
        for (std::size_t i = 0; i < l.cut_size; ++i) {
            const bool shorter = length[i] < longest;
            l.order[full] = static_cast<std::uint32_t>(i);
            l.shorter[n] = static_cast<std::uint32_t>(i);
            key[n] = length[i];
            full += shorter ? 0U : 1U;
            n += shorter ? 1U : 0U;
        }
        std::uint32_t* const order = l.order + full;
        if (n > most_ranked) {
            sort_indices(length, l.shorter, n);
            std::copy_n(l.shorter, n, order);
            return full;
        }
        word lane;
        for (std::size_t k = 0; k < width; ++k) lane[k] = k;
        std::uint64_t rank[most_ranked + padding];
        for (std::size_t g = 0; g < n; g += width) {
            vec own;
            steps::load(own, key + g);
            const std::size_t end = g + width < n ? g + width : n;
            word before{};
            std::size_t i = 0;
            for (; i < g; ++i) before += 1U - (reinterpret_cast<word>(key[i] - own) >> 63U);
            for (; i < end; ++i) {
                const word greater = reinterpret_cast<word>(own - key[i]) >> 63U;
                const word no_less = 1U - (reinterpret_cast<word>(key[i] - own) >> 63U);
                before += lane > i - g ? no_less : greater;
            }
            for (; i < n; ++i) before += reinterpret_cast<word>(own - key[i]) >> 63U;
            __builtin_memcpy(rank + g, &before, sizeof before);
        }
        for (std::size_t i = 0; i < n; ++i) order[rank[i]] = l.shorter[i];
        return full;
    }

    static constexpr std::size_t most_strips = 48;   ///< above, a sweep is faster
    static constexpr std::size_t sorted_strips = 24; ///< the same where a sweep need not sort

    /// The volume of the union of `cut`, three sides. The second side is divided into strips that end where a box ends;
    /// in the order of the first side, a box raises all strips within it.
    FULCRUM_BODY double by_strips(const volume_level& l) {
        const std::size_t n = l.cut_size;
        const double* const x = l.cut + l.stride;
        const double* const y = l.cut + 2 * l.stride;
        const double* const z = l.cut;
        double length[most_strips + padding];
        double height[most_strips + padding];
        word lane;
        for (std::size_t k = 0; k < width; ++k) lane[k] = k;
        for (std::size_t g = 0; g < n; g += width) {
            // A strip begins at the nearest end before its own; of equal ends, all but the first have no length.
            vec end;
            steps::load(end, x + g);
            const vec less = reinterpret_cast<vec>(reinterpret_cast<word>(end) - 1U); // the number before
            const std::size_t own = g + width < n ? g + width : n;
            vec begin{};
            std::size_t i = 0;
            for (; i < g; ++i) raise(begin, x[i], end);
            for (; i < own; ++i) raise(begin, x[i], lane > i - g ? end : less);
            for (; i < n; ++i) raise(begin, x[i], less);
            steps::store(length + g, end - begin);
            steps::store(height + g, vec{});
        }
        vec total{};
        for (std::size_t r = 0; r < n; ++r) {
            const std::size_t i = l.order[r];
            const vec right = vec{} + x[i];
            const vec top = vec{} + y[i];
            vec gained{};
            for (std::size_t g = 0; g < n; g += width) {
                vec h;
                vec end;
                vec strip;
                steps::load(h, height + g);
                steps::load(end, x + g);
                steps::load(strip, length + g);
                vec raised = top > h ? top : h;
                raised = end <= right ? raised : h;
                gained += (raised - h) * strip;
                steps::store(height + g, raised);
            }
            total += gained * z[i];
        }
        return steps::sum(total);
    }

    FULCRUM_BODY void raise(vec& begin, double x, const vec& limit) {
        const vec candidate = vec{} + x;
        const vec taken = candidate <= limit ? candidate : begin;
        begin = taken > begin ? taken : begin;
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
