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

/// The exponent eta + 1 of SBX and polynomial mutation; `whole` is it when it is a small whole number, else 0.
struct spread_exponent {
    float value;
    std::uint32_t whole;

    explicit spread_exponent(double eta) noexcept
        : value(static_cast<float>(eta + 1)),
          whole(eta < 64 && eta == static_cast<double>(static_cast<std::uint32_t>(eta))
                    ? static_cast<std::uint32_t>(eta) + 1
                    : 0) {}
};

/// Powers and logarithms on W lanes of float, relative error about 2^-22.
template <int W> struct spread_math {
    using vec = typename lanes<W>::f32;
    using word = typename lanes<W>::u32;
    typedef std::int32_t integer __attribute__((vector_size(W * 4)));

    /// Uniform in (0, 1), the upper 31 bits of each word; small values keep the precision of a float.
    FULCRUM_BODY void uniform(const word& bits, vec& u) {
        u = (__builtin_convertvector(reinterpret_cast<integer>(bits >> 1U), vec) + 0.5F) * 0x1p-31F;
        u = u < 0.99999994F ? u : vec{} + 0.99999994F;
    }

    /// log2(m * 2^e) = e + log2(m), m near 1, by the series of artanh((m - 1) / (m + 1)).
    FULCRUM_BODY void log2_of(const vec& e, const vec& t, vec& y) {
        const vec s = t * t;
        vec p = s * 0.4121985831F + 0.5770780164F;
        p = p * s + 0.9617966939F;
        p = p * s + 2.8853900818F;
        y = e + t * p;
    }

    /// Cuts positive normal x into m in [sqrt(1/2), sqrt(2)) and the exponent.
    FULCRUM_BODY void cut(const vec& x, vec& m, vec& e) {
        const word shifted = reinterpret_cast<word>(x) - 0x3F3504F3U;
        e = __builtin_convertvector(reinterpret_cast<integer>(shifted) >> 23, vec);
        m = reinterpret_cast<vec>((shifted & 0x7FFFFFU) + 0x3F3504F3U);
    }

    FULCRUM_BODY void log2(const vec& x, vec& y) {
        vec m, e;
        cut(x, m, e);
        log2_of(e, (m - 1.0F) / (m + 1.0F), y);
    }

    /// log2(1 - z) for z in [0, 1), precise for small z.
    FULCRUM_BODY void log2_rest(const vec& z, vec& y) {
        vec m, e;
        cut(1.0F - z, m, e);
        const vec above = e == 0.0F ? -z : m - 1.0F;
        log2_of(e, above / (m + 1.0F), y);
    }

    /// 2^x = scale (1 + fraction), with fraction precise for small x; x in [-126, 127].
    FULCRUM_BODY void exp2_parts(const vec& x, vec& scale, vec& fraction) {
        const vec rounded = x + 12582912.0F; // 1.5 * 2^23
        const vec f = x - (rounded - 12582912.0F);
        vec p = f * 0.000154035304F + 0.00133335581F;
        p = p * f + 0.00961812911F;
        p = p * f + 0.0555041087F;
        p = p * f + 0.240226507F;
        p = p * f + 0.693147182F;
        fraction = p * f;
        scale = reinterpret_cast<vec>((reinterpret_cast<word>(rounded) - (0x4B400000U - 127U)) << 23U);
    }

    FULCRUM_BODY void exp2(const vec& x, vec& y) {
        vec z = x > -126.0F ? x : vec{} - 126.0F, scale, fraction;
        z = z < 127.0F ? z : vec{} + 127.0F;
        exp2_parts(z, scale, fraction);
        y = scale * fraction + scale;
    }

    /// x^exponent for x in [0, 2^100].
    FULCRUM_BODY void power(const vec& x, float exponent, std::uint32_t whole, vec& y) {
        if (whole > 0) {
            vec square = x;
            y = vec{} + 1.0F;
            for (std::uint32_t bits = whole; bits > 0; bits >>= 1U) {
                if (bits & 1U) y *= square;
                square *= square;
            }
        } else {
            vec log;
            log2(x > 0x1p-100F ? x : vec{} + 0x1p-100F, log);
            exp2(log * exponent, y);
        }
    }
};

/// The spread factors of SBX for parents that are a gap apart, the lesser one `left` from the lower bound, the greater
/// one `right` from the upper: inverse of the distribution cut at the bounds, at a probability drawn from `bits`.
/// All arrays are read and written up to a multiple of 16.
struct sbx_spread_kernel {
    using signature = void(std::size_t n, const std::uint32_t* bits, float exponent, std::uint32_t whole,
                           const float* gap, float* left, float* right);

    /// `left` and `right` hold the rooms, and then the factors.
    template <int W>
    FULCRUM_BODY void body(std::size_t n, const std::uint32_t* bits, float exponent, std::uint32_t whole,
                           const float* gap, float* left, float* right) {
        using math = spread_math<W>;
        typename math::word word;
        typename math::vec u, per_gap;
        for (std::size_t i = 0; i < n; i += static_cast<std::size_t>(W)) {
            __builtin_memcpy(&word, bits + i, sizeof word);
            math::uniform(word, u);
            __builtin_memcpy(&per_gap, gap + i, sizeof per_gap);
            per_gap = 2.0F / per_gap;
            spread<W>(u, per_gap, exponent, whole, left + i);
            spread<W>(u, per_gap, exponent, whole, right + i);
        }
    }

private:
    template <int W>
    FULCRUM_BODY void spread(const typename lanes<W>::f32& u, const typename lanes<W>::f32& per_gap, float exponent,
                             std::uint32_t whole, float* room) {
        using math = spread_math<W>;
        typename math::vec r, tail, q;
        __builtin_memcpy(&r, room, sizeof r);
        r = r * per_gap + 1.0F;
        r = r < 0x1p99F ? r : typename math::vec{} + 0x1p99F; // also where a gap is too small for a float
        math::power(r, exponent, whole, tail);
        const typename math::vec x = u * (2.0F - 1.0F / tail); // where the power overflows nothing is cut
        q = x <= 1.0F ? x : 1.0F / (2.0F - x);
        math::log2(q, q);
        math::exp2(q * (1.0F / exponent), q);
        __builtin_memcpy(room, &q, sizeof q);
    }
};

/// The sizes of steps of polynomial mutation as a part of the variable's range, where `rest` is the part of the range
/// behind the value: what would be left of it after a step to the bound. All arrays are read and written up to a
/// multiple of 16.
struct mutation_step_kernel {
    using signature = void(std::size_t n, const std::uint32_t* bits, float exponent, std::uint32_t whole, float* rest);

    /// `rest` holds the rests, and then the steps.
    template <int W>
    FULCRUM_BODY void body(std::size_t n, const std::uint32_t* bits, float exponent, std::uint32_t whole,
                           float* rest) {
        using math = spread_math<W>;
        typename math::word word;
        typename math::vec u, r, tail, log, scale, fraction;
        for (std::size_t i = 0; i < n; i += static_cast<std::size_t>(W)) {
            __builtin_memcpy(&word, bits + i, sizeof word);
            math::uniform(word, u);
            __builtin_memcpy(&r, rest + i, sizeof r);
            math::power(r, exponent, whole, tail);
            math::log2_rest(u * (1.0F - tail), log);
            math::exp2_parts(log * (1.0F / exponent), scale, fraction);
            r = (1.0F - scale) - scale * fraction; // 1 - 2^x, precise where it is small
            __builtin_memcpy(rest + i, &r, sizeof r);
        }
    }
};

/// The numbers of failures before the next success of trials that succeed with probability p: geometric, by inversion;
/// `per_log2` is 1 / log2(1 - p). Arrays are read and written up to a multiple of 16.
struct geometric_kernel {
    using signature = void(std::size_t n, float per_log2, std::uint32_t* skips);

    /// `skips` holds random words, and then the numbers.
    template <int W> FULCRUM_BODY void body(std::size_t n, float per_log2, std::uint32_t* skips) {
        using math = spread_math<W>;
        typename math::word word;
        typename math::vec u, y;
        for (std::size_t i = 0; i < n; i += static_cast<std::size_t>(W)) {
            __builtin_memcpy(&word, skips + i, sizeof word);
            math::uniform(word, u);
            math::log2_rest(u, y);
            y *= per_log2;
            y = y < 2147483520.0F ? y : typename math::vec{} + 2147483520.0F;
            word = reinterpret_cast<typename math::word>(__builtin_convertvector(y, typename math::integer));
            __builtin_memcpy(skips + i, &word, sizeof word);
        }
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
