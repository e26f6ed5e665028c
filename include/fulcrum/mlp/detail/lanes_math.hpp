#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/mlp/activation.hpp"

#include <cstddef>
#include <utility>

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1 {
namespace detail {

/// Activations on W lanes. Each takes its limit at the infinities and keeps NaN. Compares are made one at a time:
/// GCC 12 splits combined masks of 16 lanes into scalars.
template <int W> struct lanes_math {
    using vec = typename lanes<W>::f32;
    using word = typename lanes<W>::u32;
    static constexpr std::size_t width = W;

    FULCRUM_BODY void load(const float* from, vec& to) { __builtin_memcpy(&to, from, sizeof(vec)); }
    FULCRUM_BODY void store(const vec& from, float* to) { __builtin_memcpy(to, &from, sizeof(vec)); }

    /// All lanes of `to` are x.
    FULCRUM_BODY void broadcast(float x, vec& to) { fill(x, to, std::make_index_sequence<width>{}); }

    /// y = max(y, floor); NaN stays. One instruction, where GCC would make a comparison and a choice of it.
    FULCRUM_BODY void raise(const vec& floor, vec& y) {
#if defined(__x86_64__) && !defined(__clang__)
        if constexpr (W == 4) {
            vec larger = floor;
            __asm__("maxps %1, %0" : "+x"(larger) : "x"(y));
            y = larger;
        } else {
            __asm__("vmaxps %0, %1, %0" : "+v"(y) : "v"(floor));
        }
#else
        y = y < floor ? floor : y;
#endif
    }

    /// Keeps a vector in a register where GCC would choose worse. A loaded one would become a memory operand of every
    /// use, which halves the speed. A sum would, under -mtune=znver3 and its like, become a multiplication and an
    /// addition in some tiles and a fused one in others: slow, and an item's bits would depend on its batch. Clang does
    /// neither, and refuses the operand in a body that is pinned to the baseline.
    template <class V> FULCRUM_BODY void keep([[maybe_unused]] V& v) {
#if defined(__x86_64__) && !defined(__clang__)
        __asm__("" : "+v"(v));
#endif
    }

    /// The sum at (r, c) from its C parts, in one order everywhere: an item's bits do not depend on its batch.
    template <std::size_t C, std::size_t Rows, std::size_t Columns>
    FULCRUM_BODY void join(const vec (&sum)[C][Rows][Columns], std::size_t r, std::size_t c, vec& to) {
        to = sum[0][r][c];
        if constexpr (C == 2) to += sum[1][r][c];
        if constexpr (C == 4) to = (to + sum[1][r][c]) + (sum[2][r][c] + sum[3][r][c]);
    }

    /// y = exp(x), within 1.1 units of the last place; results below 2^-126 are 0. Argument reduction by ln 2 in two
    /// parts, then a polynomial of degree 6 (coefficients of expf in Moshier's Cephes library).
    FULCRUM_BODY void exp(const vec& x, vec& y) {
        constexpr float lowest = -87.33654F, highest = 88.72283F, round = 12582912.0F; // 1.5 * 2^23
        vec z = x < lowest ? vec{} + lowest : x;
        z = z > highest ? vec{} + highest : z;
        const vec t = z * 1.44269504F + round;
        const word n = reinterpret_cast<word>(t) - 0x4B400000U;
        const vec f = t - round;
        vec r = z - f * 0.693359375F;
        r = r - f * -2.12194440e-4F;
        vec p = r * 1.9875691500e-4F + 1.3981999507e-3F;
        p = p * r + 8.3334519073e-3F;
        p = p * r + 4.1665795894e-2F;
        p = p * r + 1.6666665459e-1F;
        p = p * r + 5.0000001201e-1F;
        p = p * (r * r) + r + 1.0F;
        y = reinterpret_cast<vec>(reinterpret_cast<word>(p) + (n << 23U));
        y = x < lowest ? vec{} : y;
        y = x > highest ? vec{} + __builtin_inff() : y;
        y = x == x ? y : x;
    }

    /// Within 2.5 units of the last place; results below 2^-126 are 0.
    FULCRUM_BODY void sigmoid(const vec& x, vec& y) {
        const vec away = x > 0.0F ? -x : x;
        vec e;
        exp(away, e);
        y = (x < 0.0F ? e : vec{} + 1.0F) / (e + 1.0F);
    }

    /// Within 3 ulp: an odd polynomial (tanhf of Cephes) near 0, else (1 - e) / (1 + e) with e = exp(-2 |x|).
    FULCRUM_BODY void tanh(const vec& x, vec& y) {
        const vec size = x < 0.0F ? -x : x;
        vec e;
        exp(size * -2.0F, e);
        vec outer = (1.0F - e) / (e + 1.0F);
        outer = x < 0.0F ? -outer : outer;
        const vec s = x * x;
        vec p = s * -5.70498872745e-3F + 2.06390887954e-2F;
        p = p * s - 5.37397155531e-2F;
        p = p * s + 1.33314422036e-1F;
        p = p * s - 3.33332819422e-1F;
        const vec inner = p * s * x + x;
        y = size < 0.625F ? inner : outer;
    }

    FULCRUM_BODY void silu(const vec& x, vec& y) {
        vec s;
        sigmoid(x, s);
        const vec z = x < -200.0F ? vec{} - 200.0F : x; // so that -infinity times 0 does not occur
        y = z * s;
    }

    /// x Phi(x) with erfc from Abramowitz and Stegun 7.1.26: |error of Phi| <= 2e-7.
    FULCRUM_BODY void gelu(const vec& x, vec& y) {
        const vec z = (x < 0.0F ? -x : x) * 0.70710678F;
        const vec t = 1.0F / (z * 0.3275911F + 1.0F);
        vec e;
        exp(-z * z, e);
        vec p = t * 1.061405429F - 1.453152027F;
        p = p * t + 1.421413741F;
        p = p * t - 0.284496736F;
        p = p * t + 0.254829592F;
        const vec tail = p * t * e * 0.5F;
        const vec phi = x < 0.0F ? tail : 1.0F - tail;
        y = (x < -200.0F ? vec{} - 200.0F : x) * phi;
    }

    /// Applies a to `rows` rows of `tile` values each, contiguous; a row is one output of `tile` items.
    FULCRUM_BODY void activate_rows(activation a, float* data, std::size_t rows, std::size_t tile) {
        const std::size_t n = rows * tile;
        switch (a) {
        case activation::identity: return;
        case activation::relu:
            for (std::size_t i = 0; i < n; i += width) {
                vec x;
                load(data + i, x);
                store(x < 0.0F ? vec{} : x, data + i);
            }
            return;
        case activation::leaky_relu:
            for (std::size_t i = 0; i < n; i += width) {
                vec x;
                load(data + i, x);
                store(x < 0.0F ? x * leaky_slope : x, data + i);
            }
            return;
        case activation::gelu:
            for (std::size_t i = 0; i < n; i += width) {
                vec x, y;
                load(data + i, x);
                gelu(x, y);
                store(y, data + i);
            }
            return;
        case activation::silu:
            for (std::size_t i = 0; i < n; i += width) {
                vec x, y;
                load(data + i, x);
                silu(x, y);
                store(y, data + i);
            }
            return;
        case activation::tanh:
            for (std::size_t i = 0; i < n; i += width) {
                vec x, y;
                load(data + i, x);
                tanh(x, y);
                store(y, data + i);
            }
            return;
        case activation::sigmoid:
            for (std::size_t i = 0; i < n; i += width) {
                vec x, y;
                load(data + i, x);
                sigmoid(x, y);
                store(y, data + i);
            }
            return;
        case activation::softmax:
            for (std::size_t i = 0; i < tile; i += width) softmax(data + i, rows, tile);
            return;
        }
    }

private:
    template <std::size_t... i> FULCRUM_BODY void fill(float x, vec& to, std::index_sequence<i...>) {
        to = vec{(static_cast<void>(i), x)...};
    }

    /// Softmax down `rows` values of W items.
    FULCRUM_BODY void softmax(float* data, std::size_t rows, std::size_t tile) {
        vec largest, x, sum = {};
        load(data, largest);
        for (std::size_t r = 1; r < rows; ++r) {
            load(data + r * tile, x);
            largest = x > largest ? x : largest;
        }
        for (std::size_t r = 0; r < rows; ++r) {
            load(data + r * tile, x);
            vec e;
            exp(x - largest, e);
            sum += e;
            store(e, data + r * tile);
        }
        for (std::size_t r = 0; r < rows; ++r) {
            load(data + r * tile, x);
            store(x / sum, data + r * tile);
        }
    }
};

} // namespace detail
} // namespace fulcrum::inline v0_1

#undef FULCRUM_BODY
