#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1::detail {

/// What the recursion holds for boxes of one number of sides: column j of a list lies at list + j * stride, and behind
/// its last box a list has zeros to the end of a vector (boxes without volume, which change nothing).
struct volume_level {
    static constexpr std::size_t padding = 8; ///< zeros behind a list, at most

    double* box;            ///< the box in question
    double* kept;           ///< the boxes that may cover it
    double* cut;            ///< what they cover of it, without what lies below the corner
    double* corner;         ///< where the rest of the box begins
    double* rest;           ///< its sides
    double* scratch;        ///< room for a sweep, and for keys
    std::uint32_t* order;   ///< of `cut` along a side; before, those of `kept` that are wanted
    std::uint32_t* shorter; ///< those of `cut` that are shorter along it
    double limit;           ///< a volume above it need not be exact
    std::size_t stride;
    std::size_t kept_size;
    std::size_t cut_size;
    bool sorted; ///< is `kept`, and so `cut`, in the order of the first side, the largest first?
};

/// W / 2 doubles and words of 64 bits.
template <int W> struct double_lanes {
    typedef double f64 __attribute__((vector_size(W * 4)));
    typedef std::uint64_t u64 __attribute__((vector_size(W * 4)));
};

/// The steps of the recursion through the kept boxes, all inlined in the kernels. D sides, or `cols` where D is 0.
template <int W, int D> struct volume_steps {
    using vec = typename double_lanes<W>::f64;
    using word = typename double_lanes<W>::u64;
    static constexpr std::size_t width = W / 2;
    static constexpr std::size_t fixed = D > 0 ? D : 1;

    FULCRUM_BODY void load(vec& to, const double* from) { __builtin_memcpy(&to, from, sizeof to); }
    FULCRUM_BODY void store(double* to, const vec& from) { __builtin_memcpy(to, &from, sizeof from); }
    FULCRUM_BODY double sum(const vec& v) {
        double total = v[0];
        for (std::size_t k = 1; k < width; ++k) total += v[k];
        return total;
    }

    /// Bit k is the sign bit of lane k.
    FULCRUM_BODY unsigned signs(const word& v) {
        unsigned bits = 0;
#if defined(__x86_64__)
        typedef double pair __attribute__((vector_size(16)));
        pair half[width / 2];
        __builtin_memcpy(&half, &v, sizeof v);
#pragma GCC unroll 4
        for (std::size_t h = 0; h < width / 2; ++h) {
            bits |= static_cast<unsigned>(__builtin_ia32_movmskpd(half[h])) << (2 * h);
        }
#else
        for (std::size_t k = 0; k < width; ++k) bits |= static_cast<unsigned>(v[k] >> 63U) << k;
#endif
        return bits;
    }

    FULCRUM_BODY void zero_end(double* list, std::size_t size, std::size_t stride, std::size_t d) {
        const vec none{};
        for (std::size_t j = 0; j < d; ++j) store(list + j * stride + size, none);
    }

    /// Compares the box with all that are kept; false when one contains it. Where a kept box is smaller in one side
    /// only, all below that side is covered: what is left begins at the corner.
    FULCRUM_BODY bool find_corner(volume_level& l, std::size_t cols) {
        const std::size_t d = D > 0 ? D : cols;
        const double* const box = l.box;
        vec corner[fixed] = {};
        if constexpr (D == 0) std::fill_n(l.corner, d, 0.0);
        for (std::size_t i = 0; i < l.kept_size; i += width) {
            vec side[fixed];
            word less[fixed];
            word smaller{}; // in how many sides
#pragma GCC unroll 8
            for (std::size_t j = 0; j < d; ++j) {
                vec s;
                load(s, l.kept + j * l.stride + i);
                const word sign = reinterpret_cast<word>(s - box[j]) >> 63U;
                smaller += sign;
                if constexpr (D > 0) {
                    less[j] = sign;
                    side[j] = s;
                }
            }
            if constexpr (D > 0) {
#pragma GCC unroll 8
                for (std::size_t j = 0; j < fixed; ++j) {
                    const vec s = smaller == less[j] ? side[j] : vec{};
                    corner[j] = s > corner[j] ? s : corner[j];
                }
            } else {
                for (unsigned slabs = signs(smaller - 2U); slabs != 0; slabs &= slabs - 1) {
                    const std::size_t k = i + static_cast<std::size_t>(__builtin_ctz(slabs));
                    std::size_t narrow = 0;
                    while (narrow < d && !(l.kept[narrow * l.stride + k] < box[narrow])) ++narrow;
                    if (narrow == d) return false;
                    const double s = l.kept[narrow * l.stride + k];
                    if (s > l.corner[narrow]) l.corner[narrow] = s;
                }
            }
        }
        if constexpr (D > 0) {
#pragma GCC unroll 8
            for (std::size_t j = 0; j < fixed; ++j) {
                double top = corner[j][0];
                for (std::size_t k = 1; k < width; ++k) top = corner[j][k] > top ? corner[j][k] : top;
                if (top >= box[j]) return false;
                l.corner[j] = top;
            }
        }
        return true;
    }

    /// Writes to `cut` what the kept boxes cover of the rest of the box; returns the volume of the rest.
    FULCRUM_BODY double clip(volume_level& l, std::size_t cols) {
        const std::size_t d = D > 0 ? D : cols;
        std::size_t size = 0;
        for (std::size_t i = 0; i < l.kept_size; i += width) {
            word beyond = word{} - 1U;
#pragma GCC unroll 8
            for (std::size_t j = 0; j < d; ++j) {
                vec s;
                load(s, l.kept + j * l.stride + i);
                beyond &= reinterpret_cast<word>(l.corner[j] - s);
            }
            const unsigned in = signs(beyond);
#pragma GCC unroll 8
            for (std::size_t k = 0; k < width; ++k) { // no branch: which are in is hard to foresee
                l.order[size] = static_cast<std::uint32_t>(i + k);
                size += in >> k & 1U;
            }
        }
#pragma GCC unroll 8
        for (std::size_t j = 0; j < d; ++j) {
            const double* const from = l.kept + j * l.stride;
            double* const to = l.cut + j * l.stride;
            for (std::size_t r = 0; r < size; ++r) {
                const double s = from[l.order[r]];
                to[r] = (s < l.box[j] ? s : l.box[j]) - l.corner[j];
            }
        }
        l.cut_size = size;
        zero_end(l.cut, size, l.stride, d);
        double volume = 1;
        for (std::size_t j = 0; j < d; ++j) {
            l.rest[j] = l.box[j] - l.corner[j];
            volume *= l.rest[j];
        }
        return volume;
    }

    /// Puts the box among the kept, in place of those that it contains; their order is lost.
    FULCRUM_BODY void keep(volume_level& l, std::size_t cols) {
        const std::size_t d = D > 0 ? D : cols;
        std::size_t n = l.kept_size;
        for (std::size_t i = (n + width - 1) / width * width; i > 0;) {
            i -= width;
            for (unsigned in = contained(l, i, d); in != 0;) {
                const unsigned last = 31U - static_cast<unsigned>(__builtin_clz(in));
                in ^= 1U << last;
                --n;
                for (std::size_t j = 0; j < d; ++j) l.kept[j * l.stride + i + last] = l.kept[j * l.stride + n];
            }
        }
        for (std::size_t j = 0; j < d; ++j) l.kept[j * l.stride + n] = l.box[j];
        l.kept_size = n + 1;
        l.sorted = false;
        zero_end(l.kept, n + 1, l.stride, d);
    }

    /// The same where they are sorted and stay so.
    FULCRUM_BODY void keep_sorted(volume_level& l, std::size_t cols) {
        const std::size_t d = D > 0 ? D : cols;
        const std::size_t n = l.kept_size;
        std::size_t gone = 0;
        for (std::size_t i = 0; i < n; i += width) {
            for (unsigned in = contained(l, i, d); in != 0; in &= in - 1) {
                l.order[gone++] = static_cast<std::uint32_t>(i + static_cast<std::size_t>(__builtin_ctz(in)));
            }
        }
        const double* const found = std::lower_bound(l.kept, l.kept + n, l.box[0], std::greater<>{});
        const auto place = static_cast<std::size_t>(found - l.kept); // what the box contains lies behind
        const std::size_t hole = gone > 0 ? l.order[0] : n;
        for (std::size_t j = 0; j < d; ++j) {
            double* const column = l.kept + j * l.stride;
            std::copy_backward(column + place, column + hole, column + hole + 1);
            column[place] = l.box[j];
            double* to = column + hole + 1;
            for (std::size_t g = 1; g <= gone; ++g) {
                const std::size_t end = g < gone ? l.order[g] : n;
                to = std::copy(column + l.order[g - 1] + 1, column + end, to);
            }
        }
        l.kept_size = n + 1 - gone;
        zero_end(l.kept, l.kept_size, l.stride, d);
    }

    /// Which of the kept from the i-th lie in the box, one bit each.
    FULCRUM_BODY unsigned contained(const volume_level& l, std::size_t i, std::size_t cols) {
        const std::size_t d = D > 0 ? D : cols;
        word outside{};
#pragma GCC unroll 8
        for (std::size_t j = 0; j < d; ++j) {
            vec s;
            load(s, l.kept + j * l.stride + i);
            outside |= reinterpret_cast<word>(l.box[j] - s);
        }
        const std::size_t size = l.kept_size - i;
        return ~signs(outside) & ((1U << (size < width ? size : width)) - 1U);
    }

    /// The side in which the most boxes of `cut` reach as far as the box; not the first of sorted boxes, which so stay
    /// sorted when they lose that side.
    FULCRUM_BODY std::size_t fullest_side(const volume_level& l, std::size_t cols) {
        const std::size_t d = D > 0 ? D : cols;
        constexpr std::size_t none = ~std::size_t{0};
        std::size_t best = none;
        std::uint64_t most = 0;
        for (std::size_t j = l.sorted ? 1 : 0; j < d; ++j) {
            word full{};
            for (std::size_t i = 0; i < l.cut_size; i += width) {
                vec s;
                load(s, l.cut + j * l.stride + i);
                full += reinterpret_cast<word>(s - l.rest[j]) >> 63U; // those that do not
            }
            std::uint64_t count = 0;
            for (std::size_t k = 0; k < width; ++k) count += full[k];
            if (best == none || count < most) {
                most = count;
                best = j;
            }
        }
        return best;
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
