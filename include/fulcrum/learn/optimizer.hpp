#pragma once

#include <Eigen/Core>

#include <cmath>
#include <concepts>
#include <cstddef>

namespace fulcrum::inline v0_1 {

/// Options of Adam; the defaults are those of the paper.
struct adam {
    double learning_rate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
};

/// Adam (Kingma and Ba, ICLR 2015, algorithm 1, in the order of the end of its section 2), with its moments. It has no
/// weight decay: an L2 term belongs to the gradient.
template <std::floating_point T = float> class adam_optimizer {
public:
    using vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;

    explicit adam_optimizer(const adam& options = {}) : options_(options) {}

    /// Moves the parameters one step down the gradient, which has their size. O(n); allocates on the first call only.
    void step(vector& parameters, const vector& gradient) {
        if (steps_++ == 0) {
            first_.setZero(parameters.size());
            second_.setZero(parameters.size());
        }
        const auto b1 = static_cast<T>(options_.beta1), b2 = static_cast<T>(options_.beta2);
        first_ = b1 * first_ + (T(1) - b1) * gradient;
        second_ = b2 * second_ + (T(1) - b2) * gradient.cwiseAbs2();
        const auto t = static_cast<double>(steps_);
        const double correction = std::sqrt(1 - std::pow(options_.beta2, t)); // of the second moment's root
        const auto rate = static_cast<T>(options_.learning_rate * correction / (1 - std::pow(options_.beta1, t)));
        const auto floor = static_cast<T>(options_.epsilon * correction);
        parameters.array() -= rate * first_.array() / (second_.array().sqrt() + floor);
    }

    [[nodiscard]] std::size_t steps() const noexcept { return steps_; }

private:
    adam options_;
    std::size_t steps_ = 0;
    vector first_, second_; ///< moments
};

} // namespace fulcrum::inline v0_1
