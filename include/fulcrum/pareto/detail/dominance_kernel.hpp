#pragma once

#include "fulcrum/core/cpu.hpp"

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

/// Dominance tests in vector lanes, to be inlined into the bodies of kernels. Points are minimised, finite and free of
/// -0. A difference of two such values has the sign of their order and is 0 only when they are equal, so a test is one
/// subtraction and one "or" per objective, and the sign bits tell at the end. Where M is 0, the number of objectives is
/// only known at run time.
namespace fulcrum::inline v0_1::detail {

/// Values of T in a vector of W * 4 bytes, and integers of the same size.
template <class T, int W> struct value_lanes {
    static_assert(sizeof(T) == 4 || sizeof(T) == 8);
    using word = std::conditional_t<sizeof(T) == 8, std::int64_t, std::int32_t>;
    static constexpr std::size_t width = static_cast<std::size_t>(W) * 4 / sizeof(T);
    typedef T value __attribute__((vector_size(W * 4)));
    typedef word bits __attribute__((vector_size(W * 4)));
};

template <class T, int W> struct dominance {
    using lanes_t = value_lanes<T, W>;
    using value = typename lanes_t::value;
    using bits = typename lanes_t::bits;
    using word = typename lanes_t::word;
    static constexpr std::size_t width = lanes_t::width;

    /// Is the sign bit of every lane set?
    FULCRUM_BODY bool all_negative(const bits& b) {
        word all = b[0];
        for (std::size_t l = 1; l < width; ++l) all &= b[l];
        return all < 0;
    }

    /// The sign of a lane is clear where the block's point is no larger than p in any objective. A block holds `width`
    /// points, objective by objective.
    template <int M> FULCRUM_BODY void covering(const T* block, const T* p, std::size_t m, bits& out) {
        bits b{};
        const std::size_t cols = M > 0 ? static_cast<std::size_t>(M) : m;
#pragma GCC unroll 8
        for (std::size_t j = 0; j < cols; ++j) {
            value w;
            __builtin_memcpy(&w, block + j * width, sizeof w);
            const value difference = p[j] - w;
            b |= reinterpret_cast<bits>(difference);
        }
        out = b;
    }

    /// Is some point of the first `blocks` blocks, a multiple of 4, no larger than p in any objective? Places that hold
    /// no point are infinite.
    template <int M> FULCRUM_BODY bool covered(const T* window, std::size_t blocks, const T* p, std::size_t m) {
        const std::size_t size = (M > 0 ? static_cast<std::size_t>(M) : m) * width;
        for (std::size_t k = 0; k < blocks; k += 4, window += 4 * size) {
            bits a, b, c, d;
            covering<M>(window, p, m, a);
            covering<M>(window + size, p, m, b);
            covering<M>(window + 2 * size, p, m, c);
            covering<M>(window + 3 * size, p, m, d);
            if (!all_negative(a & b & c & d)) return true;
        }
        return false;
    }

    /// Does some point of the first `blocks` blocks dominate p? As `covered`, but equal points do not count.
    template <int M> FULCRUM_BODY bool dominated(const T* window, std::size_t blocks, const T* p, std::size_t m) {
        const std::size_t size = (M > 0 ? static_cast<std::size_t>(M) : m) * width;
        for (std::size_t k = 0; k < blocks; k += 4, window += 4 * size) {
            bits a, b, c, d;
            covering<M>(window, p, m, a);
            covering<M>(window + size, p, m, b);
            covering<M>(window + 2 * size, p, m, c);
            covering<M>(window + 3 * size, p, m, d);
            if (!all_negative(~((a > 0) | (b > 0) | (c > 0) | (d > 0)))) return true;
        }
        return false;
    }

    /// Adds p to a window of `members` points that grows by four blocks at a time.
    template <int M> FULCRUM_BODY void push(T* window, std::size_t members, const T* p, std::size_t m) {
        const std::size_t cols = M > 0 ? static_cast<std::size_t>(M) : m;
        if (members % (4 * width) == 0) {
            T* const fresh = window + members * cols;
            for (std::size_t v = 0; v < 4 * width * cols; ++v) fresh[v] = static_cast<T>(__builtin_inff());
        }
        T* const place = window + members / width * width * cols + members % width;
        for (std::size_t j = 0; j < cols; ++j) place[j * width] = p[j];
    }

    /// The blocks that `members` points take.
    FULCRUM_BODY std::size_t blocks(std::size_t members) { return (members + 4 * width - 1) / (4 * width) * 4; }
};

/// B bytes, and as many words of 64 bits as they make.
template <std::size_t B> struct byte_lanes {
    typedef std::int8_t bytes __attribute__((vector_size(B)));
    typedef std::uint64_t words __attribute__((vector_size(B)));
};

/// Blocks of 32 points whose objectives are coded in [0, 126] by monotone maps, one byte each, objective by objective.
/// A place that holds no point is 127.
struct coded_block {
    static constexpr std::size_t width = 32;
    static constexpr std::int8_t nothing = 127;

    /// Sets the high bit of byte l % 8 of found[l / 8] where point l has no code larger than that of p. True if there
    /// is such a point.
    template <int W, int M>
    FULCRUM_BODY bool covering(const std::int8_t* block, const std::int8_t* p, std::size_t m, std::uint64_t* found) {
        constexpr std::size_t bytes = W >= 8 ? 32 : 16;
        using vec = typename byte_lanes<bytes>::bytes;
        using words = typename byte_lanes<bytes>::words;
        const std::size_t cols = M > 0 ? static_cast<std::size_t>(M) : m;
        std::uint64_t any = 0;
#pragma GCC unroll 2
        for (std::size_t part = 0; part < width; part += bytes) {
            vec b{};
#pragma GCC unroll 8
            for (std::size_t j = 0; j < cols; ++j) {
                vec w;
                __builtin_memcpy(&w, block + j * width + part, sizeof w);
                b |= p[j] - w;
            }
            const words clear = ~reinterpret_cast<words>(b) & 0x8080808080808080U;
            __builtin_memcpy(found + part / 8, &clear, sizeof clear);
            for (std::size_t l = 0; l < bytes / 8; ++l) any |= clear[l];
        }
        return any != 0;
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
