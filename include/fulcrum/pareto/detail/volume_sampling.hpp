#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/pareto/detail/volume_steps.hpp"

#include <algorithm>
#include <cmath>
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

/// How many of `count` points, of `cols` coordinates each, lie in one of the boxes: column j of them is at
/// sides + j * stride, with zeros behind the last to the end of a vector.
struct covered_kernel {
    using signature = void(const double* sides, std::size_t boxes, std::size_t stride, std::size_t cols,
                           const double* points, std::size_t count, std::size_t* covered);

    template <int W>
    FULCRUM_BODY void body(const double* sides, std::size_t boxes, std::size_t stride, std::size_t cols,
                           const double* points, std::size_t count, std::size_t* covered) {
        using steps = volume_steps<W, 0>;
        using word = typename double_lanes<W>::u64;
        std::size_t inside = 0;
        for (const double* p = points; p != points + count * cols; p += cols) {
            for (std::size_t i = 0; i < boxes; i += steps::width) {
                word outside{};
                for (std::size_t j = 0; j < cols; ++j) {
                    typename double_lanes<W>::f64 s;
                    steps::load(s, sides + j * stride + i);
                    outside |= reinterpret_cast<word>(s - p[j]);
                }
                if (steps::signs(outside) != (1U << steps::width) - 1U) {
                    ++inside;
                    break;
                }
            }
        }
        *covered = inside;
    }
};

/// How far a frequency, seen in `trials` independent trials, can be from the probability, unless something happened
/// that has a probability of at most 1 - confidence: by Chernoff's bound, trials * KL(frequency, probability) exceeds
/// log(2 / (1 - confidence)) on either side with half of it.
[[nodiscard]] inline double frequency_error(double frequency, double trials, double confidence) noexcept {
    const double bound = std::log(2 / (1 - confidence)) / trials;
    const auto term = [](double p, double q) { return p > 0 ? p * std::log(p / q) : 0; };
    const auto farthest = [&](double end) { // towards 0 or 1
        double possible = frequency;
        double excluded = end;
        for (int halving = 0; halving < 60; ++halving) {
            const double q = (possible + excluded) / 2;
            const double divergence = term(frequency, q) + term(1 - frequency, 1 - q);
            (divergence <= bound ? possible : excluded) = q;
        }
        return std::fabs(excluded - frequency);
    };
    return (std::max)(farthest(0), farthest(1));
}

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
