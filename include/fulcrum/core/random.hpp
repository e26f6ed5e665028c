#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace fulcrum::inline v0_1 {

/// What names a run: `search(algorithm, problem, fulcrum::seed{7})`. The same seed gives the same result.
struct seed {
    std::uint64_t value = 0;
};

/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a bijection from a
/// 128-bit counter and a 64-bit key to 128 random bits. No state, so any stream can be drawn by any thread.
[[nodiscard]] constexpr std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                                            std::uint64_t key) noexcept {
    auto k0 = static_cast<std::uint32_t>(key);
    auto k1 = static_cast<std::uint32_t>(key >> 32U);
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = std::uint64_t{0xD2511F53U} * counter[0];
        const std::uint64_t b = std::uint64_t{0xCD9E8D57U} * counter[2];
        counter = {static_cast<std::uint32_t>(b >> 32U) ^ counter[1] ^ k0, static_cast<std::uint32_t>(b),
                   static_cast<std::uint32_t>(a >> 32U) ^ counter[3] ^ k1, static_cast<std::uint32_t>(a)};
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    return counter;
}

/// A counter-based random stream, named by (seed, a, b): for example seed, generation, individual. Streams with
/// different names are independent, and the same name gives the same numbers on any thread, machine or library.
/// Models std::uniform_random_bit_generator; the draws below do not depend on the standard library's distributions.
class random_stream {
public:
    using result_type = std::uint32_t;

    explicit constexpr random_stream(std::uint64_t seed, std::uint64_t a = 0, std::uint32_t b = 0) noexcept
        : key_(seed), counter_{0, b, static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(a >> 32U)} {}

    [[nodiscard]] static constexpr result_type (min)() noexcept { return 0; }
    [[nodiscard]] static constexpr result_type (max)() noexcept { return 0xFFFFFFFFU; }

    /// 32 random bits.
    constexpr result_type operator()() noexcept {
        if (left_ == 0) {
            block_ = philox(counter_, key_);
            ++counter_[0];
            left_ = 4;
        }
        return block_[4 - left_--];
    }

    /// 64 random bits.
    constexpr std::uint64_t bits64() noexcept {
        const std::uint64_t high = (*this)();
        return high << 32U | (*this)();
    }

    /// Uniform in [0, 1), 53 random bits.
    constexpr double uniform() noexcept { return static_cast<double>(bits64() >> 11U) * 0x1p-53; }

    /// Uniform in [0, 1), 24 random bits.
    constexpr float uniform_float() noexcept { return static_cast<float>((*this)() >> 8U) * 0x1p-24F; }

    /// Uniform in {0, ..., n - 1}; n >= 1. Unbiased (Lemire, ACM TOMACS 2019).
    constexpr std::uint32_t below(std::uint32_t n) noexcept {
        std::uint64_t product = std::uint64_t{(*this)()} * n;
        if (static_cast<std::uint32_t>(product) < n) {
            const std::uint32_t threshold = (0U - n) % n;
            while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{(*this)()} * n;
        }
        return static_cast<std::uint32_t>(product >> 32U);
    }

    /// True with probability p.
    constexpr bool bernoulli(double p) noexcept { return uniform() < p; }

    /// Standard normal (Box and Muller 1958); one pair of uniforms a draw, so a stream's position is predictable.
    double normal() noexcept {
        const double u = 1.0 - uniform(); // (0, 1]
        const double v = uniform();
        return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
    }

    /// Standard exponential.
    double exponential() noexcept { return -std::log(1.0 - uniform()); }

    /// Standard Gumbel, -log(-log U): adding one to each log-weight and sorting draws a Plackett-Luce permutation.
    /// U is the middle of one of 2^32 equal parts of (0, 1), so that a draw takes one word.
    double gumbel() noexcept { return -std::log(-std::log((static_cast<double>((*this)()) + 0.5) * 0x1p-32)); }

private:
    std::uint64_t key_;
    std::array<std::uint32_t, 4> counter_;
    std::array<std::uint32_t, 4> block_{};
    std::uint32_t left_ = 0;
};

/// Fisher-Yates shuffle of n elements at `first`; uses below(), so n < 2^32.
template <class Iterator> constexpr void shuffle(Iterator first, std::size_t n, random_stream& random) noexcept {
    for (std::size_t i = n; i > 1; --i) {
        const std::size_t j = random.below(static_cast<std::uint32_t>(i));
        auto held = first[static_cast<std::ptrdiff_t>(i - 1)];
        first[static_cast<std::ptrdiff_t>(i - 1)] = first[static_cast<std::ptrdiff_t>(j)];
        first[static_cast<std::ptrdiff_t>(j)] = held;
    }
}

} // namespace fulcrum::inline v0_1
