// A search over variables of several kinds with a constraint: it stops by itself, goes on where it was when it was
// killed, keeps everything good that it ever saw, and a member of its front is chosen.
// test:
#include <fulcrum/core/atomic_file.hpp>
#include <fulcrum/search.hpp>
#include <fulcrum/tune.hpp>

#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <span>
#include <vector>

namespace {

// [snippet: problem]
struct cost : fulcrum::minimize {};       // a month
struct waiting : fulcrum::minimize {};    // milliseconds
struct throughput : fulcrum::maximize {}; // requests a second

/// How many servers, of which kind, behind how long a queue?
struct fleet {
    using objectives = fulcrum::objectives<cost, waiting, throughput>;

    static std::vector<fulcrum::variable> variables() {
        return {fulcrum::integer_variable("servers", 1, 40), fulcrum::categorical_variable("kind", 3),
                fulcrum::variable{"load", 0.1, 0.99}};
    }
    static std::size_t constraints() { return 1; }

    static void evaluate(std::span<const double> x, std::span<double> f, std::span<double> violation) {
        constexpr std::array<double, 3> price{70, 130, 310};
        constexpr std::array<double, 3> speed{90, 210, 480}; // requests a second
        const auto kind = static_cast<std::size_t>(x[1]);
        f[0] = x[0] * price[kind];
        f[1] = 1000 / (speed[kind] * (1 - x[2])); // as a queue with one server each
        f[2] = x[0] * speed[kind] * x[2];
        violation[0] = f[1] - 60; // nobody may wait longer than 60 ms
    }
};
// [end: problem]

void run() {
    // [snippet: search]
    fulcrum::external_archive seen;
    fulcrum::history log{.reference = {15000, 60, 0}};
    const auto found = fulcrum::search(
        fulcrum::nsga2{.population = 60, .generations = 400}, fleet{}, fulcrum::seed{7}, fulcrum::sequential{},
        fulcrum::stop_when_hypervolume_stalls{.reference = {15000, 60, 0}, .window = 40},
        fulcrum::stop_after{std::chrono::minutes{5}},
        fulcrum::checkpoint{.path = "fleet.checkpoint", .every = 25, .resume = false}, // true: go on where it was
        seen, log, [](const fulcrum::search_progress& p) { return p.front.size() < 1000; });
    fulcrum::write_atomically("fleet.csv", log.csv());
    // [end: search]
    std::printf("%zu generations (%s), a front of %zu; seen in all: %zu\n", found.generations,
                found.stopped ? found.stop_reason.c_str() : "all", found.front.size(), seen.size());

    // [snippet: choose]
    fulcrum::workspace ws;
    const fleet::objectives goals;
    const std::array<double, 3> wish{4000, 10, 6000}; // cost, waiting, throughput
    const auto near_wish = fulcrum::achievement(goals, found.objectives(), found.front, wish, ws).row;
    const auto knee = fulcrum::knee(goals, found.objectives(), found.front, ws).row;
    const auto dear = fulcrum::highest_trade_off(goals, found.objectives(), found.front, ws);
    // [end: choose]
    const auto show = [&](const char* what, std::uint32_t i) {
        const auto x = found.variables();
        const auto f = found.objectives();
        std::printf("%-20s %2.0f servers of kind %1.0f at load %.2f: cost %6.0f, %5.1f ms, %6.0f a second\n", what,
                    x(i, 0), x(i, 1), x(i, 2), f(i, 0), f(i, 1), f(i, 2));
    };
    show("nearest to the wish", near_wish);
    show("the knee", knee);
    show("highest trade-off", dear);
}

} // namespace

int main() {
    try {
        run();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "observed_search: %s\n", e.what());
        return 1;
    }
    return 0;
}
