#include "fulcrum/mlp/activation.hpp"
#include "fulcrum/core/cpu.hpp"
#include "fulcrum/mlp/detail/lanes_math.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

using namespace fulcrum;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

#if defined(__x86_64__)
#define TEST_BODY                                                                                                      \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define TEST_BODY [[gnu::always_inline]] static inline
#endif

struct activation_kernel {
    using signature = void(activation, float*, std::size_t, std::size_t);
    template <int W> TEST_BODY void body(activation a, float* data, std::size_t rows, std::size_t tile) {
        detail::lanes_math<W>::activate_rows(a, data, rows, tile);
    }
};

struct exp_kernel {
    using signature = void(float*, std::size_t);
    template <int W> TEST_BODY void body(float* data, std::size_t n) {
        using math = detail::lanes_math<W>;
        for (std::size_t i = 0; i < n; i += math::width) {
            typename math::vec x, y;
            math::load(data + i, x);
            math::exp(x, y);
            math::store(y, data + i);
        }
    }
};

#undef TEST_BODY

/// The error of y in units of the last place of what it should be, a normal number.
double ulps(float y, double want) {
    int exponent = 0;
    std::frexp(want, &exponent);
    return std::abs(static_cast<double>(y) - want) / std::ldexp(1.0, exponent - 24);
}

/// The largest error, in units of the last place, of `kernel(values)` against `exact`, over every step-th finite float.
/// Results too small for a normal float must be 0, those too large infinite.
template <class Kernel, class Exact> double worst_ulps(std::uint64_t step, Kernel kernel, Exact exact) {
    constexpr std::size_t block = 4096;
    constexpr double smallest = std::numeric_limits<float>::min();
    constexpr double largest = std::numeric_limits<float>::max();
    constexpr double margin = 1e-6; // of a limit, where either is right
    const double of_zero = exact(0);
    const double of_much = exact(200);
    const double of_minus_much = exact(-200);
    std::vector<float> x(block), y(block);
    double worst = 0;
    std::size_t wrong = 0;
    for (std::uint64_t bits = 0; bits < 1ULL << 32U;) {
        for (float& value : x) {
            value = std::bit_cast<float>(static_cast<std::uint32_t>(bits < 1ULL << 32U ? bits : 0));
            if (!std::isfinite(value)) value = 0;
            bits += step;
        }
        y = x;
        kernel(y);
        for (std::size_t i = 0; i < block; ++i) {
            const double want = std::abs(x[i]) < 0x1p-30F ? of_zero // to a 64th of a unit
                                : x[i] > 200              ? of_much
                                : x[i] < -200             ? of_minus_much
                                                          : exact(static_cast<double>(x[i]));
            if (want < smallest * (1 + margin)) {
                wrong += y[i] == 0 || (want > smallest * (1 - margin) && ulps(y[i], smallest) < 2) ? 0U : 1U;
            } else if (want > largest * (1 - margin)) {
                wrong += y[i] == infinity || (want < largest * (1 + margin) && y[i] > 3.402e38F) ? 0U : 1U;
            } else {
                worst = std::max(worst, ulps(y[i], want));
            }
        }
    }
    CHECK(wrong == 0);
    return worst;
}

void check_exp_and_sigmoid(std::uint64_t step, std::span<const isa> levels) {
    for (const isa level : levels) {
        const detail::dispatched<exp_kernel> exp(level);
        const detail::dispatched<activation_kernel> kernel(level);
        CHECK(worst_ulps(
                  step, [&](std::vector<float>& v) { exp(v.data(), v.size()); },
                  [](double x) { return std::exp(x); }) <= 1.1);
        CHECK(worst_ulps(
                  step, [&](std::vector<float>& v) { kernel(activation::sigmoid, v.data(), 1, v.size()); },
                  [](double x) { return 1 / (1 + std::exp(-x)); }) <= 2.5);
    }
}

constexpr activation pointwise[] = {activation::identity, activation::relu, activation::leaky_relu, activation::gelu,
                                    activation::silu,     activation::tanh, activation::sigmoid};
constexpr isa levels[] = {isa::baseline, isa::avx2, isa::avx512};

} // namespace

TEST_CASE("mlp/activation: scalar functions have known values") {
    CHECK(activate(activation::identity, -3.0) == -3.0);
    CHECK(activate(activation::relu, -3.0) == 0.0);
    CHECK(activate(activation::relu, 3.0) == 3.0);
    CHECK(activate(activation::leaky_relu, -2.0F) == doctest::Approx(-0.02));
    CHECK(activate(activation::gelu, 1.0) == doctest::Approx(0.8413447460685429));
    CHECK(activate(activation::gelu, -1.0) == doctest::Approx(-0.15865525393145707));
    CHECK(activate(activation::silu, 1.0) == doctest::Approx(0.7310585786300049));
    CHECK(activate(activation::tanh, 0.5) == doctest::Approx(0.46211715726000973));
    CHECK(activate(activation::sigmoid, -1.0) == doctest::Approx(0.2689414213699951));
    CHECK(name_of(activation::leaky_relu) == "leaky_relu");
    CHECK(name_of(activation::softmax) == "softmax");
}

TEST_CASE("mlp/activation: limits at the infinities, and NaN stays") {
    for (const activation a : pointwise) {
        CAPTURE(name_of(a));
        CHECK(std::isnan(activate(a, not_a_number)));
        const float top = a == activation::tanh || a == activation::sigmoid ? 1.0F : infinity;
        CHECK(activate(a, infinity) == top);
        const float bottom = a == activation::identity || a == activation::leaky_relu ? -infinity
                             : a == activation::tanh                                  ? -1.0F
                                                                                      : 0.0F;
        CHECK(activate(a, -infinity) == bottom);
    }
    CHECK(sigmoid(-1000.0F) == 0.0F);
    CHECK(sigmoid(1000.0F) == 1.0F);
}

TEST_CASE("mlp/activation: softmax") {
    std::vector<double> x{1.0, 2.0, 3.0};
    activate(activation::softmax, std::span<double>(x));
    CHECK(x[0] == doctest::Approx(0.09003057317038046));
    CHECK(x[2] == doctest::Approx(0.6652409557748219));
    std::vector<float> huge{1e30F, -1e30F, 1e30F};
    activate(activation::softmax, std::span<float>(huge));
    CHECK(huge == std::vector<float>{0.5F, 0.0F, 0.5F});
    std::vector<float> nan{1.0F, not_a_number};
    activate(activation::softmax, std::span<float>(nan));
    CHECK(std::isnan(nan[0]));
    CHECK(std::isnan(nan[1]));
    std::vector<float> none;
    activate(activation::softmax, std::span<float>(none));
    CHECK(none.empty());
}

TEST_CASE("mlp/activation: lanes agree with double within the stated error, at every instruction set") {
    for (const isa level : levels) {
        const detail::dispatched<activation_kernel> kernel(level);
        for (const activation a : pointwise) {
            CAPTURE(name_of(a));
            std::vector<float> x(48 * 100);
            for (std::size_t i = 0; i < x.size(); ++i)
                x[i] = (static_cast<float>(i) - 2400.0F) * (i % 3 == 0 ? 0.0005F : i % 3 == 1 ? 0.005F : 0.05F);
            std::vector<float> y = x;
            kernel(a, y.data(), 100, 48);
            double worst = 0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double want = activate(a, static_cast<double>(x[i]));
                worst = std::max(worst, std::abs(want - static_cast<double>(y[i])) / (1e-3 + std::abs(want)));
                // tails of gelu and silu: the error of Phi is absolute
                if (a == activation::gelu || a == activation::silu)
                    CHECK(std::abs(want - static_cast<double>(y[i])) <=
                          3e-7 * (1 + std::abs(static_cast<double>(x[i]))));
            }
            if (a != activation::gelu) CHECK(worst < 1e-6);
        }
    }
}

TEST_CASE("mlp/activation: exp within 1.1 and sigmoid within 2.5 units of the last place") {
    check_exp_and_sigmoid(20'011, levels);
}

TEST_CASE("mlp/activation: the same over all floats, a soak test to be run by hand (--no-skip)" * doctest::skip()) {
    check_exp_and_sigmoid(1, std::array{isa::baseline, isa::avx2});
}

TEST_CASE("mlp/activation: lanes at the infinities, at NaN, at huge values and at zero") {
    for (const isa level : levels) {
        const detail::dispatched<activation_kernel> kernel(level);
        for (const activation a : pointwise) {
            CAPTURE(name_of(a));
            std::vector<float> x(16, 0.0F);
            x[1] = infinity;
            x[2] = -infinity;
            x[3] = not_a_number;
            x[4] = 1e30F;
            x[5] = -1e30F;
            x[6] = -0.0F;
            x[7] = 1e-40F;
            std::vector<float> y = x;
            kernel(a, y.data(), 1, 16);
            CHECK(std::isnan(y[3]));
            for (const std::size_t i : {0U, 1U, 2U, 4U, 5U, 6U, 7U}) {
                CAPTURE(i);
                CHECK(y[i] == activate(a, x[i]));
            }
        }
    }
}

TEST_CASE("mlp/activation: softmax in lanes") {
    for (const isa level : levels) {
        const detail::dispatched<activation_kernel> kernel(level);
        constexpr std::size_t rows = 5, tile = 16;
        std::vector<float> x(rows * tile);
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = 10.0F * std::sin(static_cast<float>(i));
        x[0] = 3e38F;                 // item 0: a huge value
        x[2 * tile + 1] = not_a_number; // item 1
        std::vector<float> y = x;
        kernel(activation::softmax, y.data(), rows, tile);
        for (std::size_t i = 0; i < tile; ++i) {
            CAPTURE(i);
            std::vector<float> item(rows);
            for (std::size_t r = 0; r < rows; ++r) item[r] = x[r * tile + i];
            activate(activation::softmax, std::span<float>(item));
            float sum = 0;
            for (std::size_t r = 0; r < rows; ++r) {
                if (i == 1) {
                    CHECK(std::isnan(y[r * tile + i]));
                    continue;
                }
                CHECK(y[r * tile + i] == doctest::Approx(item[r]).epsilon(1e-6));
                sum += y[r * tile + i];
            }
            if (i != 1) CHECK(sum == doctest::Approx(1.0F));
        }
    }
}
