#include "fulcrum/tune/policy_front.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace fulcrum;

namespace {

measured_settings worth(double click, double complaint) { return {{}, {{.value = click}, {.value = complaint}}, 0}; }

policy_front front() {
    return {dynamic_objectives{{"click", direction::maximize}, {"complaint", direction::minimize}},
            worth(8, 4),
            {worth(5, 1), worth(10, 7), worth(9, 3)}};
}

} // namespace

TEST_CASE("tune/policy_front: objectives are found by name") {
    const policy_front f = front();
    CHECK(f.size() == 3);
    CHECK(f.index_of("click") == 0);
    CHECK(f.index_of("complaint") == 1);
    CHECK(f.value(2, 1) == 3);
    CHECK(thrown<error>([&] { static_cast<void>(f.index_of("revenue")); }) ==
          "front: it has no objective 'revenue'; its objectives are click, complaint");
}

TEST_CASE("tune/policy_front: best and loss know what is maximised and what is minimised") {
    const policy_front f = front();
    CHECK(f.best(0) == 10);
    CHECK(f.best(1) == 1);
    CHECK(f.loss(0, 8, 6) == 2);
    CHECK(f.loss(0, 8, 9) == -1);
    CHECK(f.loss(1, 4, 5) == 1);
    CHECK(f.loss(1, 4, 1) == -3);
    CHECK(f.relative_loss(0, 8, 6) == 0.25);
    CHECK(f.relative_loss(1, 4, 5) == 0.25);
    CHECK(f.relative_loss(1, 4, 1) == -0.75);
}

TEST_CASE("tune/policy_front: a loss is a loss below zero too") {
    const policy_front f = front();
    CHECK(f.relative_loss(0, -4, -5) == 0.25);
    CHECK(f.relative_loss(1, -4, -5) == -0.25);
}
