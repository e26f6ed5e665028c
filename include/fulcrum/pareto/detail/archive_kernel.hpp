#pragma once

#include "fulcrum/core/cpu.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1::detail {

/// The nodes of an archive's tree, as the kernels read them. A node has `slots` places in each of `width` columns: a
/// leaf holds points there, an inner node the least corners of its children's boxes in the first half and the greatest
/// corners in the second. A place that is not in use holds +infinity in column 0 and -infinity in column 1, so that it
/// lies neither below nor above a finite point.
template <class T> struct archive_nodes {
    static constexpr std::size_t slots = 32;
    static constexpr std::size_t fanout = slots / 2;
    static constexpr std::size_t most_levels = 24; ///< a split leaves 8 in each half: more than 2^64 points
    static constexpr std::size_t scouts = 16; ///< points that dominated of late, tried first
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    const T* values;            ///< [node][column][slot]
    const std::uint64_t* links; ///< [node][slot]: the children of an inner node, the names of the points of a leaf
    const std::uint32_t* count; ///< [node]
    std::size_t width;
    std::uint32_t root;
    std::uint32_t height; ///< of the root above the leaves
};

/// How a point stands to the members of an archive.
enum class standing : unsigned char { incomparable, equal, dominated };

template <class T> struct archive_answer {
    standing found;
    std::uint32_t node;  ///< of the member that dominates or equals the point; none if it is a scout that dominates
    std::uint32_t slot;  ///< in the node, or which scout
    std::size_t touched; ///< leaves with a member that the point dominates
};

/// Compares one point with a column block, `L` slots at a time. A difference has its sign bit set just where one value
/// is less than the other (values are finite, and subnormal numbers are kept), so that one OR per objective does.
template <class T, std::size_t M> struct archive_compare {
    static constexpr std::size_t bits = sizeof(T) * 8;
    using element = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
    template <int W> struct vectors {
        typedef T values __attribute__((vector_size(W * 4)));
        typedef element words __attribute__((vector_size(W * 4)));
    };
    template <int W> static constexpr std::size_t lanes = static_cast<std::size_t>(W) * 4 / sizeof(T);

    enum class side { below, above };

    /// The slots that are nowhere above (below) the point, as a set that `next` takes apart.
    template <int W, side Side, std::size_t Stride>
    FULCRUM_BODY std::uint64_t all(const T* columns, std::size_t slots, const T* point, std::size_t width) {
        using vec = typename vectors<W>::values;
        using word = typename vectors<W>::words;
        constexpr std::size_t L = lanes<W>;
        word open{};
        for (std::size_t k = 0; k * L < slots; ++k) {
            word beyond{};
#pragma GCC unroll 8
            for (std::size_t j = 0; j < (M > 0 ? M : width); ++j) {
                vec column;
                __builtin_memcpy(&column, columns + j * Stride + k * L, sizeof column);
                const vec gap = Side == side::below ? point[j] - column : column - point[j];
                beyond |= reinterpret_cast<word>(gap);
            }
            open |= (~beyond >> static_cast<element>(bits - 1)) << static_cast<element>(k);
        }
        std::uint64_t set = 0;
        for (std::size_t l = 0; l < L; ++l) set |= std::uint64_t{open[l]} << (l * (64 / L));
        return set;
    }

    /// Takes one slot out of a set.
    template <int W> FULCRUM_BODY std::size_t next(std::uint64_t& set) {
        constexpr std::size_t vectors_of_block = 64 / lanes<W>;
        const auto bit = static_cast<std::size_t>(__builtin_ctzll(set));
        set &= set - 1;
        return bit % vectors_of_block * lanes<W> + bit / vectors_of_block;
    }

    FULCRUM_BODY bool equal(const T* column, std::size_t stride, const T* point, std::size_t width) {
        for (std::size_t j = 0; j < (M > 0 ? M : width); ++j) {
            if (column[j * stride] != point[j]) return false;
        }
        return true;
    }
};

/// Looks for a member that dominates or equals the point; when there is none, and `touched` is not null, lists the
/// leaves with members that the point dominates.
template <class T, std::size_t M> struct archive_search {
    using nodes = archive_nodes<T>;
    using compare = archive_compare<T, M>;
    using side = typename compare::side;
    using signature = void(const nodes* tree, const T* scouts, const T* point, std::uint32_t* touched,
                           archive_answer<T>* answer);

    template <int W>
    FULCRUM_BODY void body(const nodes* tree, const T* scouts, const T* point, std::uint32_t* touched,
                           archive_answer<T>* answer) {
        const std::size_t width = tree->width;
        *answer = {standing::dominated, nodes::none, 0, 0};
        std::uint64_t set =
            compare::template all<W, side::below, nodes::scouts>(scouts, nodes::scouts, point, width);
        while (set != 0) {
            answer->slot = static_cast<std::uint32_t>(compare::template next<W>(set));
            if (!compare::equal(scouts + answer->slot, nodes::scouts, point, width)) return;
        }
        walk<W, side::below>(tree, point, nullptr, answer);
        if (answer->found == standing::incomparable && touched != nullptr) {
            walk<W, side::above>(tree, point, touched, answer);
        }
    }

private:
    template <int W, side Side>
    FULCRUM_BODY void walk(const nodes* tree, const T* point, std::uint32_t* touched, archive_answer<T>* answer) {
        constexpr std::size_t half = Side == side::below ? 0 : nodes::fanout;
        const std::size_t width = tree->width;
        const std::size_t block = width * nodes::slots;
        std::array<std::uint32_t, nodes::most_levels> open;
        std::array<std::uint64_t, nodes::most_levels> children;
        std::size_t level = tree->height;
        std::uint32_t node = tree->root;
        for (;;) {
            const T* const values = tree->values + node * block;
            if (level > 0) {
                open[level] = node;
                children[level] =
                    compare::template all<W, Side, nodes::slots>(values + half, tree->count[node], point, width);
            } else {
                std::uint64_t set =
                    compare::template all<W, Side, nodes::slots>(values, tree->count[node], point, width);
                if (set != 0) {
                    if constexpr (Side == side::above) {
                        touched[answer->touched++] = node;
                    } else {
                        answer->node = node;
                        answer->slot = static_cast<std::uint32_t>(compare::template next<W>(set));
                        answer->found = compare::equal(values + answer->slot, nodes::slots, point, width)
                                            ? standing::equal
                                            : standing::dominated;
                        return;
                    }
                }
                ++level;
            }
            while (level <= tree->height && children[level] == 0) ++level;
            if (level > tree->height) break;
            const std::size_t slot = compare::template next<W>(children[level]);
            node = static_cast<std::uint32_t>(tree->links[open[level] * nodes::slots + slot]);
            --level;
        }
        answer->found = standing::incomparable;
    }
};

/// Where a point goes: from the root down, to the child whose box it lies least outside of; a quarter of the square of
/// its distance from the middle decides between boxes that hold it. `path` is given a slot for each level.
template <class T, std::size_t M> struct archive_descent {
    using nodes = archive_nodes<T>;
    using compare = archive_compare<T, M>;
    using signature = void(const nodes* tree, const T* point, const T* scale, std::uint32_t* path);

    template <int W>
    FULCRUM_BODY void body(const nodes* tree, const T* point, const T* scale, std::uint32_t* path) {
        using vec = typename compare::template vectors<W>::values;
        constexpr std::size_t L = compare::template lanes<W>;
        std::uint32_t node = tree->root;
        for (std::size_t level = tree->height; level > 0; --level) {
            const T* const values = tree->values + node * tree->width * nodes::slots;
            const std::size_t count = tree->count[node];
            std::array<T, nodes::fanout> distance;
            for (std::size_t k = 0; k < count; k += L) {
                vec sum{};
                for (std::size_t j = 0; j < (M > 0 ? M : tree->width); ++j) {
                    vec least;
                    vec greatest;
                    __builtin_memcpy(&least, values + j * nodes::slots + k, sizeof least);
                    __builtin_memcpy(&greatest, values + j * nodes::slots + nodes::fanout + k, sizeof greatest);
                    const vec under = (least - point[j]) * scale[j];
                    const vec over = (point[j] - greatest) * scale[j];
                    const vec outside = under > over ? under : over;
                    sum += (outside > vec{} ? outside : vec{}) + (under - over) * (under - over) / 16;
                }
                __builtin_memcpy(distance.data() + k, &sum, sizeof sum);
            }
            std::size_t nearest = 0;
            for (std::size_t s = 1; s < count; ++s) nearest = distance[s] < distance[nearest] ? s : nearest;
            path[level] = static_cast<std::uint32_t>(nearest);
            node = static_cast<std::uint32_t>(tree->links[node * nodes::slots + nearest]);
        }
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
