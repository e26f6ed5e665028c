#pragma once

#include <fulcrum/core/cpu.hpp>
#include <fulcrum/mlp/detail/lanes_math.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#if defined(__x86_64__)
#define BENCH_BODY                                                                                                     \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define BENCH_BODY [[gnu::always_inline]] static inline
#endif

/// Multiply-adds in registers: 12 sums that do not wait for each other.
struct peak_kernel {
    using signature = void(std::size_t steps, const float* factors, float* sums, double* flops);

    template <int W> BENCH_BODY void body(std::size_t steps, const float* factors, float* sums, double* flops) {
        using vec = typename fulcrum::detail::lanes<W>::f32;
        constexpr std::size_t count = 12;
        const vec a = vec{} + factors[0];
        const vec b = vec{} + factors[1];
        vec sum[count] = {};
        for (std::size_t s = 0; s < steps; ++s) {
#pragma GCC unroll 12
            for (std::size_t i = 0; i < count; ++i) {
                sum[i] = sum[i] * a + b;
                fulcrum::detail::lanes_math<W>::keep(sum[i]);
            }
        }
        vec total = {};
#pragma GCC unroll 12
        for (std::size_t i = 0; i < count; ++i) total += sum[i];
        __builtin_memcpy(sums, &total, sizeof total);
        *flops = 2.0 * W * static_cast<double>(count * steps);
    }
};

/// Reads n floats, a multiple of 128, into registers.
struct read_kernel {
    using signature = void(const float* from, std::size_t n, float* out);

    template <int W> BENCH_BODY void body(const float* from, std::size_t n, float* out) {
        using vec = typename fulcrum::detail::lanes<W>::u32;
        constexpr std::size_t count = 8;
        vec seen[count] = {};
        for (std::size_t i = 0; i < n; i += count * W)
#pragma GCC unroll 8
            for (std::size_t v = 0; v < count; ++v) {
                vec x;
                __builtin_memcpy(&x, from + i + v * W, sizeof x);
                seen[v] |= x;
                fulcrum::detail::lanes_math<W>::keep(seen[v]);
            }
        vec total = {};
#pragma GCC unroll 8
        for (std::size_t v = 0; v < count; ++v) total |= seen[v];
        __builtin_memcpy(out, &total, sizeof total);
    }
};

#undef BENCH_BODY

/// What one core can do: measured beside the contestants, round by round.
class machine_limits {
public:
    explicit machine_limits(std::size_t weights) : weights_((weights + 127) / 128 * 128, 1.0F) {}

    [[nodiscard]] double flops_per_second() const {
        double flops = 0;
        const double seconds = timed([&] { peak_(100'000, factors_, out_, &flops); });
        return flops / seconds;
    }
    /// Seconds to read as many floats as the net has weights, wherever the caches hold them after a first time.
    [[nodiscard]] double seconds_to_read() const {
        const std::size_t repeats = 3 + 3'000'000 / weights_.size();
        read_(weights_.data(), weights_.size(), out_);
        return timed([&] {
                   for (std::size_t r = 0; r < repeats; ++r) read_(weights_.data(), weights_.size(), out_);
               }) /
               static_cast<double>(repeats);
    }

private:
    template <class Work> static double timed(Work work) {
        using clock = std::chrono::steady_clock;
        const clock::time_point begin = clock::now();
        work();
        return std::chrono::duration<double>(clock::now() - begin).count();
    }

    fulcrum::detail::dispatched<peak_kernel> peak_;
    fulcrum::detail::dispatched<read_kernel> read_;
    std::vector<float> weights_;
    float factors_[2] = {1.0F, 1e-9F};
    mutable float out_[16] = {};
};
