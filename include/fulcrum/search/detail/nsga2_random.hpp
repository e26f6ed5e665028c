#pragma once

#include "fulcrum/core/cpu.hpp"

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

/// Random words in bulk by Threefry-4x32-20 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011):
/// a counter-based generator like philox, but of additions, rotations and exclusive ors only, which every vector unit
/// has for 32-bit lanes. The words depend on (seed, generation, stream) and their place alone: block b of four words
/// is the cipher of the counter (b, stream, 0, 0) under the key (seed, generation); word w of block b stands at
/// 64 (b / 16) + 16 w + b % 16. `words` is rounded up to a multiple of 64, so the place behind `out` must be as large.
struct random_words_kernel {
    using signature = void(std::uint64_t seed, std::uint64_t generation, std::uint32_t stream, std::size_t words,
                           std::uint32_t* out);
    static constexpr std::size_t group = 64; ///< words that are made at once

    template <int W>
    FULCRUM_BODY void body(std::uint64_t seed, std::uint64_t generation, std::uint32_t stream, std::size_t words,
                           std::uint32_t* out) {
        using word = typename lanes<W>::u32;
        const std::uint32_t k0 = static_cast<std::uint32_t>(seed), k1 = static_cast<std::uint32_t>(seed >> 32U);
        const std::uint32_t k2 = static_cast<std::uint32_t>(generation);
        const std::uint32_t k3 = static_cast<std::uint32_t>(generation >> 32U);
        const std::uint32_t key[5] = {k0, k1, k2, k3, 0x1BD11BDAU ^ k0 ^ k1 ^ k2 ^ k3};
        constexpr std::uint32_t lane_count = W;
        word lane{};
        for (int l = 0; l < W; ++l) lane[l] = static_cast<std::uint32_t>(l);
        std::uint32_t block = 0;
        for (std::size_t at = 0; at < words; at += group) {
            for (std::size_t part = 0; part < 16; part += lane_count) {
                word x0 = lane + block + key[0];
                word x1 = word{} + (stream + key[1]);
                word x2 = word{} + key[2];
                word x3 = word{} + key[3];
                four_rounds<W, 10, 26, 11, 21, 13, 27, 23, 5>(x0, x1, x2, x3);
                add_key<W, 1>(key, x0, x1, x2, x3);
                four_rounds<W, 6, 20, 17, 11, 25, 10, 18, 20>(x0, x1, x2, x3);
                add_key<W, 2>(key, x0, x1, x2, x3);
                four_rounds<W, 10, 26, 11, 21, 13, 27, 23, 5>(x0, x1, x2, x3);
                add_key<W, 3>(key, x0, x1, x2, x3);
                four_rounds<W, 6, 20, 17, 11, 25, 10, 18, 20>(x0, x1, x2, x3);
                add_key<W, 4>(key, x0, x1, x2, x3);
                four_rounds<W, 10, 26, 11, 21, 13, 27, 23, 5>(x0, x1, x2, x3);
                add_key<W, 5>(key, x0, x1, x2, x3);
                __builtin_memcpy(out + at + part, &x0, sizeof(word));
                __builtin_memcpy(out + at + part + 16, &x1, sizeof(word));
                __builtin_memcpy(out + at + part + 32, &x2, sizeof(word));
                __builtin_memcpy(out + at + part + 48, &x3, sizeof(word));
                block += lane_count;
            }
        }
    }

private:
    template <int W, unsigned R>
    FULCRUM_BODY void mix(typename lanes<W>::u32& a, typename lanes<W>::u32& b) {
        a += b;
        b = (b << R) | (b >> (32U - R));
        b ^= a;
    }
    template <int W, unsigned A, unsigned B, unsigned C, unsigned D, unsigned E, unsigned F, unsigned G, unsigned H>
    FULCRUM_BODY void four_rounds(typename lanes<W>::u32& x0, typename lanes<W>::u32& x1, typename lanes<W>::u32& x2,
                                  typename lanes<W>::u32& x3) {
        mix<W, A>(x0, x1);
        mix<W, B>(x2, x3);
        mix<W, C>(x0, x3);
        mix<W, D>(x2, x1);
        mix<W, E>(x0, x1);
        mix<W, F>(x2, x3);
        mix<W, G>(x0, x3);
        mix<W, H>(x2, x1);
    }
    template <int W, unsigned Round>
    FULCRUM_BODY void add_key(const std::uint32_t* key, typename lanes<W>::u32& x0, typename lanes<W>::u32& x1,
                              typename lanes<W>::u32& x2, typename lanes<W>::u32& x3) {
        x0 += key[Round % 5];
        x1 += key[(Round + 1) % 5];
        x2 += key[(Round + 2) % 5];
        x3 += key[(Round + 3) % 5] + Round;
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
