#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/pareto/detail/dominance_kernel.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1::detail {

/// A monotone key of rows [begin, end), the sum of (column[j] * half_sign[j] - low[j]) * scale[j]; that of a row that
/// is not finite is some finite number. And of each of `candidates` interleaved parts the row of least key, from
/// `begin` on.
template <class T, int M> struct key_kernel {
    static constexpr std::size_t candidates = 16;
    using signature = void(const T* const* columns, const T* half_signs, const T* low, const T* scale, std::size_t m,
                           std::size_t begin, std::size_t end, T* keys, std::uint32_t* least);

    /// At least `candidates` rows.
    template <int W>
    FULCRUM_BODY void body(const T* const* columns, const T* half_signs, const T* low, const T* scale, std::size_t m,
                           std::size_t begin, std::size_t end, T* keys, std::uint32_t* least) {
        using value = typename value_lanes<T, W>::value;
        using bits = typename value_lanes<T, W>::bits;
        using word = typename value_lanes<T, W>::word;
        constexpr std::size_t width = value_lanes<T, W>::width;
        constexpr std::size_t groups = candidates / width;
        constexpr T most = (std::numeric_limits<T>::max)();
        const std::size_t cols = M > 0 ? static_cast<std::size_t>(M) : m;
        value best[groups];
        bits where[groups];
        for (std::size_t g = 0; g < groups; ++g) {
            best[g] = value{} + most;
            where[g] = bits{};
        }
        bits rows{};
        for (std::size_t l = 0; l < width; ++l) rows[l] = static_cast<word>(l);
        for (std::size_t i = begin; i < end;) {
            for (std::size_t g = 0; g < groups && i < end; ++g, i += width) {
                if (i + width > end) { // the last ones once more
                    rows -= static_cast<word>(i + width - end);
                    i = end - width;
                }
                value key{};
#pragma GCC unroll 8
                for (std::size_t j = 0; j < cols; ++j) {
                    value v;
                    __builtin_memcpy(&v, columns[j] + i, sizeof v);
                    key += (v * half_signs[j] - low[j]) * scale[j];
                }
                key = key < most ? key : value{} + most;
                key = key > -most ? key : value{} - most;
                __builtin_memcpy(keys + (i - begin), &key, sizeof key);
                const bits less = key < best[g];
                best[g] = less ? key : best[g];
                where[g] = less ? rows : where[g];
                rows += static_cast<word>(width);
            }
        }
        for (std::size_t g = 0; g < groups; ++g) {
            for (std::size_t l = 0; l < width; ++l) least[g * width + l] = static_cast<std::uint32_t>(where[g][l]);
        }
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
