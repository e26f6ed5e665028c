#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/mlp/activation.hpp"
#include "fulcrum/mlp/detail/denormals.hpp"
#include "fulcrum/mlp/detail/lanes_math.hpp"

#include <cstddef>
#include <cstdint>

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1 {
namespace detail {

/// to[i] = act(rows[ids[i]] + bias), a row an item, `pitch` floats each. `act` works on single numbers.
struct indexed_rows_kernel {
    using signature = void(const float* rows, std::size_t pitch, const std::uint32_t* ids, std::size_t items,
                           const float* bias, activation act, float* to);

    template <int W>
    FULCRUM_BODY void body(const float* rows, std::size_t pitch, const std::uint32_t* ids, std::size_t items,
                           const float* bias, activation act, float* to) {
        using math = lanes_math<W>;
        constexpr std::size_t width = W;
        const unsigned mode = denormals::flush();
        for (std::size_t i = 0; i < items; ++i) {
            const float* const row = rows + ids[i] * pitch;
            for (std::size_t k = 0; k < pitch; k += width) {
                typename math::vec x, b;
                math::load(row + k, x);
                math::load(bias + k, b);
                math::store(x + b, to + i * pitch + k);
            }
        }
        math::activate_rows(act, to, items, pitch);
        denormals::restore(mode);
    }
};

} // namespace detail
} // namespace fulcrum::inline v0_1

#undef FULCRUM_BODY
