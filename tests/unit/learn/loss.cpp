#include "fulcrum/learn/loss.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace fulcrum;

TEST_CASE("learn/loss: cross entropy equals its definition") {
    for (const double z : {-5.0, -0.3, 0.0, 0.7, 4.0})
        for (const double y : {0.0, 0.25, 1.0}) {
            const double s = 1 / (1 + std::exp(-z));
            CHECK(loss_value(loss::cross_entropy, z, y) ==
                  doctest::Approx(-y * std::log(s) - (1 - y) * std::log(1 - s)).epsilon(1e-12));
        }
    CHECK(loss_value(loss::cross_entropy, 0.0, 1.0) == doctest::Approx(std::log(2.0)));
}

TEST_CASE("learn/loss: cross entropy of huge logits is finite") {
    CHECK(loss_value(loss::cross_entropy, 1000.0F, 1.0F) == 0.0F);
    CHECK(loss_value(loss::cross_entropy, 1000.0F, 0.0F) == 1000.0F);
    CHECK(loss_value(loss::cross_entropy, -1000.0F, 1.0F) == 1000.0F);
    CHECK(loss_slope(loss::cross_entropy, -1000.0F, 1.0F) == -1.0F);
}

TEST_CASE("learn/loss: slopes equal finite differences") {
    for (const loss kind : {loss::cross_entropy, loss::squared_error})
        for (const double z : {-2.0, 0.1, 3.0})
            for (const double y : {0.0, 1.0}) {
                const double numeric = (loss_value(kind, z + 1e-6, y) - loss_value(kind, z - 1e-6, y)) / 2e-6;
                CHECK(loss_slope(kind, z, y) == doctest::Approx(numeric).epsilon(1e-7));
            }
}

TEST_CASE("learn/loss: squared error, and the head of each loss") {
    CHECK(loss_value(loss::squared_error, 3.0, 1.0) == 4.0);
    CHECK(head_activation(loss::cross_entropy) == activation::sigmoid);
    CHECK(head_activation(loss::squared_error) == activation::identity);
}
