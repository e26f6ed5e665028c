// From a log to a tuned ranker: a model is trained, a pipeline is tuned by NSGA-II for several objectives at once, an
// operating point is chosen on its front, and what it costs in every objective is stated.
//
//     tune_ranker                 in a simulated shop
//     tune_ranker --data DIR      on a real log: hillstrom, ml-latest-small or open-bandit-small
//
// test: --quick
// test: --quick --data ${FULCRUM_DATA}/hillstrom
// test: --quick --data ${FULCRUM_DATA}/ml-latest-small
// test: --data ${FULCRUM_DATA}/open-bandit-small
#include "jobs.hpp"
#include "options.hpp"

#include <fulcrum/core/error.hpp>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>

namespace {

void run(const job_options& options) {
    const std::filesystem::path& data = options.data;
    if (data.empty()) return tune_in_shop(options);
    if (!std::filesystem::is_directory(data)) {
        fulcrum::fail<fulcrum::format_error>(data.string(), ": no such folder; give the folder of a data set");
    }
    if (std::filesystem::exists(data / "hillstrom.csv")) return tune_on_hillstrom(options);
    if (std::filesystem::exists(data / "ratings.csv")) return tune_on_movielens(options);
    if (std::filesystem::exists(data / "bts")) return evaluate_open_bandit(options);
    fulcrum::fail<fulcrum::format_error>(data.string(), ": holds none of the known logs; expected hillstrom.csv, "
                                                        "ratings.csv (MovieLens) or bts/ (Open Bandit) in it");
}

} // namespace

int main(int argc, char** argv) {
    job_options options;
    CLI::App app{"Turns a log into a tuned ranker. Without --data, in a simulated shop."};
    app.add_option("--data", options.data, "folder of a log: hillstrom, ml-latest-small or open-bandit-small");
    app.add_option("--out", options.out, "folder for report.html, settings.json and front.csv")->capture_default_str();
    app.add_option("--seed", options.seed, "of everything random")->capture_default_str();
    app.add_option("--threads", options.threads, "threads of the search (default: all of the machine)");
    app.add_option("--population", options.population, "settings in a generation")->check(CLI::Range(4, 100000));
    app.add_option("--generations", options.generations, "generations of the search")->check(CLI::Range(1, 100000));
    app.add_flag("--quick", options.quick, "a small run that only shows that everything works");
    CLI11_PARSE(app, argc, argv);
    try {
        run(options);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "tune_ranker: %s\n", e.what());
        return 1;
    }
    return 0;
}
