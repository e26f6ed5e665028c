#include "fulcrum/agent/environment.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/simulate/shop_session.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <span>

using namespace fulcrum;

namespace {

struct no_goals {
    request reset(std::uint64_t) { return {}; }
    [[nodiscard]] request observation() const { return {}; }
    [[nodiscard]] std::size_t positions() const { return 1; }
    shop_session::outcome step(std::span<const std::uint32_t>) { return {}; }
};
struct complete : no_goals {
    using goals = objectives<shop::click>;
};
struct no_done : complete {
    struct outcome {
        matrix_view<const float> rewards;
    };
    outcome step(std::span<const std::uint32_t>) { return {}; }
};
struct changing_observation : complete {
    request observation() { return {}; } // not const: looking must not change what is seen
};

static_assert(Environment<shop_session>);
static_assert(Environment<complete>);
static_assert(!Environment<no_goals>);
static_assert(!Environment<no_done>);
static_assert(!Environment<changing_observation>);
static_assert(!Environment<int>);

/// Any environment is played by the same loop.
template <Environment E> std::array<double, 2> play(E& environment, std::uint64_t episodes) {
    std::array<double, 2> clicks_and_steps{};
    const std::array<std::uint32_t, 5> slate{0, 1, 2, 3, 4};
    for (std::uint64_t id = 0; id < episodes; ++id) {
        request seen = environment.reset(id);
        for (bool done = false; !done;) {
            REQUIRE(seen.size() >= environment.positions());
            const auto outcome = environment.step(std::span(slate).first(environment.positions()));
            done = outcome.done;
            clicks_and_steps[1] += 1;
            for (std::size_t k = 0; k < environment.positions(); ++k) {
                clicks_and_steps[0] += static_cast<double>(outcome.rewards(k, 0));
            }
            if (!done) seen = environment.observation();
        }
    }
    return clicks_and_steps;
}

} // namespace

TEST_CASE("agent/environment: one loop plays a bandit and a session of several steps") {
    const shop store;
    shop_session visit{store};
    shop_session session{store, 4};
    const auto short_run = play(visit, 300);
    const auto long_run = play(session, 300);
    CHECK(short_run[1] == 300);
    CHECK(long_run[1] > 400);
    CHECK(long_run[0] > short_run[0]);
}
