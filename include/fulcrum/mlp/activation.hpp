#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <numbers>
#include <span>
#include <string_view>

namespace fulcrum::inline v0_1 {

/// What follows the affine part of a layer.
///
///     identity    x
///     relu        max(x, 0)
///     leaky_relu  x for x > 0, else 0.01 x
///     gelu        x Phi(x), Phi the normal distribution function: the exact form (Hendrycks and Gimpel 2016, eq. 1),
///                 not the tanh approximation
///     silu        x sigmoid(x)
///     tanh        tanh(x)
///     sigmoid     1 / (1 + exp(-x))
///     softmax     exp(x_j) / sum_k exp(x_k), over the outputs of one head (or of one hidden layer)
///
/// Everywhere NaN gives NaN, and each function takes its limit at the infinities; a softmax over +infinity is NaN.
enum class activation : unsigned char { identity, relu, leaky_relu, gelu, silu, tanh, sigmoid, softmax };

inline constexpr std::size_t activation_count = 8;

/// Slope of leaky_relu for negative values.
inline constexpr float leaky_slope = 0.01F;

/// The name of an activation, as spelled in the enumeration.
[[nodiscard]] constexpr std::string_view name_of(activation a) noexcept {
    constexpr std::array<std::string_view, activation_count> names{"identity", "relu", "leaky_relu", "gelu",
                                                                   "silu",     "tanh", "sigmoid",    "softmax"};
    return names[static_cast<std::size_t>(a)];
}

/// 1 / (1 + exp(-x)); never overflows.
template <std::floating_point T> [[nodiscard]] T sigmoid(T x) noexcept {
    const T e = std::exp(-std::abs(x));
    return (x < T(0) ? e : T(1)) / (T(1) + e);
}

/// The value of an activation that acts on single numbers; softmax of one number is 1. The reference that kernels are
/// compared with.
template <std::floating_point T> [[nodiscard]] T activate(activation a, T x) noexcept {
    switch (a) {
    case activation::identity: return x;
    case activation::relu: return x < T(0) ? T(0) : x;
    case activation::leaky_relu: return x < T(0) ? static_cast<T>(leaky_slope) * x : x;
    case activation::gelu:
        return std::isinf(x) ? (x < T(0) ? T(0) : x) : x * (T(0.5) * std::erfc(-x * (std::numbers::sqrt2_v<T> / 2)));
    case activation::silu: return std::isinf(x) ? (x < T(0) ? T(0) : x) : x * sigmoid(x);
    case activation::tanh: return std::tanh(x);
    case activation::sigmoid: return sigmoid(x);
    case activation::softmax: return std::isfinite(x) ? T(1) : x - x;
    }
    return x;
}

/// Applies an activation in place to the outputs of one item: softmax over all of them, the others to each. O(n).
template <std::floating_point T> void activate(activation a, std::span<T> outputs) noexcept {
    if (a != activation::softmax) {
        for (T& x : outputs) x = activate(a, x);
        return;
    }
    if (outputs.empty()) return;
    T largest = outputs[0];
    for (const T x : outputs) largest = largest < x ? x : largest;
    T sum = 0;
    for (T& x : outputs) {
        x = std::exp(x - largest);
        sum += x;
    }
    for (T& x : outputs) x /= sum;
}

} // namespace fulcrum::inline v0_1
