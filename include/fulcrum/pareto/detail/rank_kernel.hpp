#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/pareto/detail/rank_fronts.hpp"
#include "fulcrum/pareto/detail/rank_search.hpp"

#include <array>
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

/// Finds the front of a point (see front_search). `M` coordinates, or all.cols when it is 0.
template <class T, std::size_t M> struct find_front_kernel {
    using signature = void(const front_tree* fronts, std::uint32_t count, const ranked_points<T>* all,
                           std::uint32_t point, std::uint32_t* front);

    /// *front holds the guess, then the answer.
    template <int W>
    FULCRUM_BODY void body(const front_tree* fronts, std::uint32_t count, const ranked_points<T>* all,
                           std::uint32_t point, std::uint32_t* front) {
        front_search search = front_search::among(count, *front);
        while (search.low < search.high) front_search::narrow(search, covers<W>(fronts[search.next], *all, point));
        *front = search.low;
    }

private:
    /// Does a point of the front dominate this one?
    template <int W>
    FULCRUM_BODY bool covers(const front_tree& front, const ranked_points<T>& all, std::uint32_t point) {
        struct open_block {
            const front_block* block;
            std::uint32_t below;
        };
        std::array<open_block, front_tree::highest> open; // one for each level above the leaves
        const std::size_t m = M == 0 ? all.cols : M;
        const std::int8_t* code = all.codes + point * m;
        const T* p = all.values + point * m;
        const front_block* block = front.root;
        std::uint32_t level = front.height;
        std::uint32_t below = lanes_below<W>(block->codes, code, m);
        while (true) {
            if (level == 0) {
                for (; below != 0; below &= below - 1) {
                    const T* q = all.values + block->points[static_cast<std::size_t>(__builtin_ctz(below))] * m;
                    bool above = false;
#pragma GCC unroll 8
                    for (std::size_t j = 0; j < m; ++j) above |= q[j] > p[j];
                    if (above) continue;
                    bool less = false; // or else it is an equal point
                    for (std::size_t j = 0; j < m; ++j) less |= q[j] < p[j];
                    if (less) return true;
                }
            }
            while (below == 0) {
                if (level == front.height) return false;
                block = open[level].block;
                below = open[level++].below;
            }
            const auto child = block->children->lanes[static_cast<std::size_t>(__builtin_ctz(below))];
            open[--level] = {block, below & (below - 1)};
            block = child.block;
            below = lanes_below<W>(child.codes, code, m);
        }
    }

    /// One bit for each lane that is nowhere above the code.
    template <int W>
    FULCRUM_BODY std::uint32_t lanes_below(const std::int8_t* codes, const std::int8_t* code, std::size_t cols) {
        constexpr std::size_t bytes = W >= 8 ? 32 : 16;
        typedef std::int8_t vec __attribute__((vector_size(bytes)));
        const std::size_t m = M == 0 ? cols : M;
        std::uint32_t above = 0;
        for (std::size_t part = 0; part < front_block::width; part += bytes) {
            vec higher{};
#pragma GCC unroll 8
            for (std::size_t j = 0; j < m; ++j) {
                vec x;
                __builtin_memcpy(&x, codes + j * front_block::width + part, sizeof x);
                higher |= x > vec{} + code[j];
            }
#if defined(__x86_64__)
            typedef char half __attribute__((vector_size(16)));
            half halves[bytes / 16];
            __builtin_memcpy(&halves, &higher, sizeof higher);
            for (std::size_t h = 0; h < bytes / 16; ++h) {
                above |= static_cast<std::uint32_t>(__builtin_ia32_pmovmskb128(halves[h])) << (part + h * 16);
            }
#else
            for (std::size_t l = 0; l < bytes; ++l) above |= static_cast<std::uint32_t>(higher[l] & 1) << (part + l);
#endif
        }
        return ~above;
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
