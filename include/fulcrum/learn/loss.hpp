#pragma once

#include "fulcrum/mlp/activation.hpp"

#include <cmath>
#include <concepts>

namespace fulcrum::inline v0_1 {

/// A loss of one output before its head activation ("logit") against a target.
///
///     cross_entropy   -y log s - (1 - y) log(1 - s) with s = sigmoid(z) and y in [0, 1]; the head is sigmoid
///     squared_error   (z - y)^2; the head is identity
enum class loss { cross_entropy, squared_error };

/// The loss of output z with target y; never overflows for a finite z.
template <std::floating_point T> [[nodiscard]] T loss_value(loss kind, T z, T y) noexcept {
    if (kind == loss::squared_error) return (z - y) * (z - y);
    return (z > T(0) ? z : T(0)) - z * y + std::log1p(std::exp(-std::abs(z)));
}

/// Its derivative with respect to z.
template <std::floating_point T> [[nodiscard]] T loss_slope(loss kind, T z, T y) noexcept {
    if (kind == loss::squared_error) return T(2) * (z - y);
    return sigmoid(z) - y;
}

/// The activation that turns a logit of this loss into a prediction.
[[nodiscard]] constexpr activation head_activation(loss kind) noexcept {
    return kind == loss::cross_entropy ? activation::sigmoid : activation::identity;
}

} // namespace fulcrum::inline v0_1
