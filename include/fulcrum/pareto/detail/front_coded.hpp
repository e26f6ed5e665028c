#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/detail/radix_order.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/dominance_kernel.hpp"
#include "fulcrum/pareto/detail/front_window.hpp"
#include "fulcrum/pareto/detail/points.hpp"

#include <algorithm>
#include <array>
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

/// Large fronts: every objective is coded in 7 bits by a monotone map, so that 32 points are compared at once, and only
/// where the codes allow dominance are the values compared.
namespace fulcrum::inline v0_1::detail {

/// The code of a value is the number of thresholds that it reaches: quantiles of a sample, so codes spread evenly
/// whatever the scale.
inline constexpr std::size_t code_thresholds = 126;

/// Codes of all points, one point after the other. O(m n).
template <class T> [[nodiscard]] std::span<std::int8_t> quantile_codes(const points<T>& all, workspace& ws) {
    const std::size_t m = all.cols;
    const std::span<std::int8_t> codes = ws.take<std::int8_t>(all.size * m);
    const workspace::scope scratch(ws);
    const std::size_t size = (std::min)(all.size, std::clamp<std::size_t>(all.size / 8, 128, 1024));
    const std::span<T> sample = ws.take<T>(size);
    std::array<T, code_thresholds + 1> reach;
    for (std::size_t j = 0; j < m; ++j) {
        for (std::size_t k = 0; k < size; ++k) sample[k] = all[k * all.size / size][j];
        std::sort(sample.begin(), sample.end());
        for (std::size_t t = 0; t < code_thresholds; ++t) reach[t] = sample[(t + 1) * size / (code_thresholds + 1)];
        reach[code_thresholds] = std::numeric_limits<T>::infinity();
        for (std::size_t i = 0; i < all.size; ++i) {
            const T v = all.values[i * m + j];
            std::size_t code = 0;
#pragma GCC unroll 7
            for (std::size_t half = 64; half > 0; half /= 2) {
                code += half & (std::size_t{0} - static_cast<std::size_t>(v >= reach[code + half - 1]));
            }
            codes[i * m + j] = static_cast<std::int8_t>(code);
        }
    }
    return codes;
}

/// Points and their codes.
template <class T> struct coded_points {
    points<T> at;
    const T* keys;
    std::span<std::int8_t> codes;

    [[nodiscard]] const std::int8_t* code(std::size_t i) const noexcept { return &codes[i * at.cols]; }
};

/// The first objectives in the order of a space-filling curve, 22 bits in all, the highest of each first.
template <class T> [[nodiscard]] std::uint32_t curve_place(const coded_points<T>& all, std::size_t i) noexcept {
    const std::int8_t* const c = all.code(i);
    std::uint32_t place = 0;
    unsigned bits = 22;
    for (unsigned bit = 6; bits > 0; --bit) {
        for (std::size_t j = 0; j < all.at.cols && bits > 0; ++j, --bits) {
            place = place << 1U | (static_cast<unsigned>(c[j]) >> bit & 1U);
        }
        if (bit == 0) break;
    }
    return place << bits;
}

/// Members in leaves of 32 along the curve, leaves in groups of 32; of each leaf and group the least codes are known,
/// so what cannot hold a dominating point is passed over 32 at a time.
struct coded_members {
    std::int8_t* groups;     ///< blocks of the least codes of groups
    std::int8_t* leaves;     ///< block g: the least codes of the leaves of group g
    std::int8_t* codes;      ///< block l: the codes of the members of leaf l
    std::uint32_t* index;    ///< which points these are
    unsigned char* size;     ///< members of each leaf
    std::size_t group_blocks;
};

template <class T, int M> struct coded_kernel {
    using signature = void(const T* values, const std::int8_t* codes, std::size_t m, const std::uint32_t* order,
                           const std::uint32_t* leaf, std::size_t size, const coded_members* members,
                           unsigned char* kept);

    template <int W>
    FULCRUM_BODY void body(const T* values, const std::int8_t* codes, std::size_t m, const std::uint32_t* order,
                           const std::uint32_t* leaf, std::size_t size, const coded_members* members,
                           unsigned char* kept) {
        const std::size_t cols = M > 0 ? static_cast<std::size_t>(M) : m;
        const T* before = nullptr;
        unsigned char before_kept = 0;
        for (std::size_t k = 0; k < size; ++k) {
            const std::uint32_t i = order[k];
            const T* const p = values + i * cols;
            bool same = k > 0;
            for (std::size_t j = 0; same && j < cols; ++j) same = p[j] == before[j];
            if (!same) {
                before_kept = !covered<W>(values, m, p, codes + i * cols, *members);
                if (before_kept != 0) insert(codes + i * cols, cols, i, leaf[i], *members);
            }
            before = p;
            kept[i] = before_kept;
        }
    }

private:
    static constexpr std::size_t width = coded_block::width;

    template <int W>
    FULCRUM_BODY bool covered(const T* values, std::size_t m, const T* p, const std::int8_t* code,
                              const coded_members& members) {
        const std::size_t cols = M > 0 ? static_cast<std::size_t>(M) : m;
        const std::size_t block = width * cols;
        std::uint64_t in_groups[4], in_leaves[4], in_points[4];
        for (std::size_t b = 0; b < members.group_blocks; ++b) {
            if (!coded_block::covering<W, M>(members.groups + b * block, code, m, in_groups)) continue;
            for (std::size_t gw = 0; gw < 4; ++gw) {
                for (std::uint64_t g = in_groups[gw]; g != 0; g &= g - 1) {
                    const std::size_t group = b * width + gw * 8 + lane(g);
                    if (!coded_block::covering<W, M>(members.leaves + group * block, code, m, in_leaves)) continue;
                    for (std::size_t lw = 0; lw < 4; ++lw) {
                        for (std::uint64_t l = in_leaves[lw]; l != 0; l &= l - 1) {
                            const std::size_t at = group * width + lw * 8 + lane(l);
                            if (!coded_block::covering<W, M>(members.codes + at * block, code, m, in_points)) continue;
                            for (std::size_t pw = 0; pw < 4; ++pw) {
                                for (std::uint64_t q = in_points[pw]; q != 0; q &= q - 1) {
                                    const std::uint32_t which = members.index[at * width + pw * 8 + lane(q)];
                                    bool larger = false;
                                    for (std::size_t j = 0; j < cols; ++j) larger |= values[which * cols + j] > p[j];
                                    if (!larger) return true;
                                }
                            }
                        }
                    }
                }
            }
        }
        return false;
    }

    FULCRUM_BODY std::size_t lane(std::uint64_t marks) { return static_cast<std::size_t>(__builtin_ctzll(marks)) / 8; }

    FULCRUM_BODY void insert(const std::int8_t* code, std::size_t cols, std::uint32_t i, std::uint32_t leaf,
                             const coded_members& members) {
        const std::size_t place = members.size[leaf]++;
        const std::size_t group = leaf / width;
        members.index[leaf * width + place] = i;
        for (std::size_t j = 0; j < cols; ++j) {
            members.codes[(leaf * cols + j) * width + place] = code[j];
            std::int8_t& of_leaf = members.leaves[(group * cols + j) * width + leaf % width];
            of_leaf = code[j] < of_leaf ? code[j] : of_leaf;
            std::int8_t& of_group = members.groups[(group / width * cols + j) * width + group % width];
            of_group = code[j] < of_group ? code[j] : of_group;
        }
    }
};

/// Marks the points that no other dominates. O(m n^2) at worst, far less where codes tell points apart.
template <int M, class T>
void mark_by_codes(const coded_points<T>& all, std::span<unsigned char> kept, workspace& ws, isa highest) {
    constexpr std::size_t width = coded_block::width;
    const workspace::scope scratch(ws);
    const std::size_t n = all.at.size;
    const std::size_t cols = all.at.cols;
    const std::span<std::uint32_t> leaf = ws.take<std::uint32_t>(n);
    {
        const workspace::scope places(ws);
        std::span<coded_index> sorted = ws.take<coded_index>(n);
        for (std::size_t i = 0; i < n; ++i) sorted[i] = {curve_place(all, i), static_cast<std::uint32_t>(i)};
        radix_sort<11, 2>(sorted, ws.take<coded_index>(n));
        for (std::size_t k = 0; k < n; ++k) leaf[sorted[k].index] = static_cast<std::uint32_t>(k / width);
    }
    const std::size_t leaves = (n + width - 1) / width;
    const std::size_t groups = (leaves + width - 1) / width;
    coded_members members{};
    members.group_blocks = (groups + width - 1) / width;
    members.groups = ws.take<std::int8_t>(members.group_blocks * width * cols, coded_block::nothing).data();
    members.leaves = ws.take<std::int8_t>(groups * width * cols, coded_block::nothing).data();
    members.codes = ws.take<std::int8_t>(leaves * width * cols, coded_block::nothing).data();
    members.index = ws.take<std::uint32_t>(leaves * width).data();
    members.size = ws.take<unsigned char>(leaves, 0).data();
    const std::span<const std::uint32_t> order = order_by_key(all.at, std::span<const T>(all.keys, n), ws);
    dispatched<coded_kernel<T, M>>{highest}(all.at.values, all.codes.data(), cols, order.data(), leaf.data(), n,
                                            &members, kept.data());
}

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
