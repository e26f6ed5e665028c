// A search whose evaluations are simulations, shared by all processes that mpirun starts, on one machine or many:
//
//     mpirun -np 4 mpi_search [--islands 4] [--threads 2] [--checkpoint throw.checkpoint]
//
// How is a ball thrown far with little effort, without a long wait? It flies against drag and wind, with a spin that
// carries it. Prints the front, one throw a line; the same one on any number of processes, also one without mpirun.
// With a checkpoint a search that was killed goes on where it was, on another number of them if need be.
//
// test: --generations 5 --population 20 --islands 2
#include <fulcrum/distribute.hpp>
#include <fulcrum/parallel.hpp>
#include <fulcrum/search.hpp>
#include <fulcrum/search/checkpoint.hpp>
#include <fulcrum/search/islands.hpp>

#include <CLI/CLI.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <span>
#include <vector>

namespace {

struct distance : fulcrum::maximize {}; // metres
struct effort : fulcrum::minimize {};   // joules
struct wait : fulcrum::minimize {};     // seconds

struct ball_throw {
    using objectives = fulcrum::objectives<distance, effort, wait>;

    static std::vector<fulcrum::variable> variables() {
        return {{"speed", 5, 40}, {"angle", 0.05, 1.5}, {"spin", 0, 200}}; // m/s, radians, radians/s
    }

    static void evaluate(std::span<const double> x, std::span<double> f) {
        constexpr double mass = 0.145;
        constexpr double radius = 0.037;
        constexpr double air = 0.5 * 1.2 * 3.14159 * radius * radius / mass; // per metre: drag and lift at factor 1
        constexpr double wind = -3;
        constexpr double step = 1e-4;
        double u = x[0] * std::cos(x[1]);
        double v = x[0] * std::sin(x[1]);
        double px = 0;
        double py = 1.8;
        double time = 0;
        for (; py > 0; time += step) {
            const double against = u - wind;
            const double speed = std::hypot(against, v);
            const double lift = 0.54 * std::pow(radius * x[2] / (speed + 1e-9), 0.4);
            u -= step * air * (0.4 * speed * against + lift * speed * v);
            v -= step * (9.81 + air * (0.4 * speed * v - lift * speed * against));
            px += step * u;
            py += step * v;
        }
        f[0] = px;
        f[1] = 0.5 * mass * (x[0] * x[0] + 0.4 * radius * radius * x[2] * x[2]);
        f[2] = time;
    }
};

struct options {
    std::size_t population = 40;
    std::size_t generations = 40;
    std::size_t islands = 1;
    std::size_t threads = 1;
    std::uint64_t seed = 1;
    std::filesystem::path checkpoint;
};

void run(const options& o) {
    // [snippet: mpi]
    const fulcrum::mpi_session ranks;
    const fulcrum::islands algorithm{fulcrum::nsga2{.population = o.population, .generations = o.generations},
                                     {.count = o.islands, .every = 10, .migrants = 2}};
    const fulcrum::tbb_executor executor(o.threads);
    const auto search = [&](auto... observers) {
        return fulcrum::mpi_search(ranks, algorithm, ball_throw{}, fulcrum::seed{o.seed}, executor, observers...);
    };
    const auto found = o.checkpoint.empty() ? search() : search(fulcrum::checkpoint{o.checkpoint});
    if (ranks.rank() != 0) return; // all ranks have the result
    // [end: mpi]
    std::printf("%10s %10s %10s %10s %10s %10s\n", "distance", "effort", "wait", "speed", "angle", "spin");
    for (const std::uint32_t i : found.front) {
        const auto f = found.objectives();
        const auto x = found.variables();
        std::printf("%10.3f %10.3f %10.3f %10.3f %10.3f %10.3f\n", f(i, 0), f(i, 1), f(i, 2), x(i, 0), x(i, 1),
                    x(i, 2));
    }
}

} // namespace

int main(int argc, char** argv) {
    options o;
    CLI::App app("Searches for good throws of a ball, on all processes that mpirun starts; prints the front.");
    app.add_option("--population", o.population, "of each island")->capture_default_str();
    app.add_option("--generations", o.generations)->capture_default_str();
    app.add_option("--islands", o.islands)->capture_default_str();
    app.add_option("--threads", o.threads, "of each process; with more than one start them by mpirun --bind-to none")
        ->capture_default_str();
    app.add_option("--seed", o.seed)->capture_default_str();
    app.add_option("--checkpoint", o.checkpoint, "write this file every generation, and go on from it if it is there");
    CLI11_PARSE(app, argc, argv);
    try {
        run(o);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "mpi_search: %s\n", e.what());
        return 1;
    }
    return 0;
}
