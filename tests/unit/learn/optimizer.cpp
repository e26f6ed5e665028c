#include "fulcrum/learn/optimizer.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace fulcrum;

TEST_CASE("learn/optimizer: Adam takes the steps of its paper's algorithm 1") {
    const adam options{.learning_rate = 0.05, .beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-4};
    adam_optimizer<double> optimizer(options);
    Eigen::VectorXd x(2);
    x << 1.0, -2.0;
    double want[2] = {1.0, -2.0}, m[2] = {}, v[2] = {};
    for (int t = 1; t <= 60; ++t) {
        Eigen::VectorXd gradient(2);
        gradient << 2 * x[0] + std::sin(t), 20 * x[1];
        optimizer.step(x, gradient);
        for (int i = 0; i < 2; ++i) {
            const double g = gradient[i];
            m[i] = 0.8 * m[i] + 0.2 * g;
            v[i] = 0.95 * v[i] + 0.05 * g * g;
            const double m_hat = m[i] / (1 - std::pow(0.8, t)), v_hat = v[i] / (1 - std::pow(0.95, t));
            want[i] -= 0.05 * m_hat / (std::sqrt(v_hat) + 1e-4);
            CHECK(x[i] == doctest::Approx(want[i]).epsilon(1e-10));
        }
    }
    CHECK(optimizer.steps() == 60);
}

TEST_CASE("learn/optimizer: the first step has the length of the learning rate, whatever the gradient's scale") {
    for (const float scale : {1e-3F, 1.0F, 1e6F}) {
        adam_optimizer<float> optimizer(adam{.learning_rate = 0.1});
        Eigen::VectorXf x = Eigen::VectorXf::Zero(2), gradient(2);
        gradient << scale, -scale;
        optimizer.step(x, gradient);
        CHECK(x[0] == doctest::Approx(-0.1F).epsilon(1e-4));
        CHECK(x[1] == doctest::Approx(0.1F).epsilon(1e-4));
    }
}

TEST_CASE("learn/optimizer: finds the minimum of an ill-scaled quadratic; a zero gradient moves nothing") {
    adam_optimizer<double> optimizer(adam{.learning_rate = 0.02});
    Eigen::VectorXd x(2), gradient(2);
    x << 1, 1;
    for (int t = 0; t < 2000; ++t) {
        gradient << 1000 * (x[0] - 0.3), 0.1 * (x[1] + 0.2);
        optimizer.step(x, gradient);
    }
    CHECK(x[0] == doctest::Approx(0.3).epsilon(1e-3));
    CHECK(x[1] == doctest::Approx(-0.2).epsilon(1e-3));
    adam_optimizer<double> still;
    const Eigen::VectorXd before = x;
    still.step(x, Eigen::VectorXd::Zero(2));
    CHECK(x == before);
}
