// Searches a test problem, and prints what the search found and how near it came to the true front as one JSON object:
//
//     search_problem --problem zdt1 [--objectives M] [--algorithm nsga2] --population 100 --generations 250 --seed 1
//                    [--front FILE] [--point R,R,...]
//
// `seconds` are those of the search alone; `hypervolume` is that of the front found, with the reference 1.1 in every
// objective; `igd` the mean distance from a sample of the true front, null where that is not known or none was found.
//
// test: --problem zdt1 --population 40 --generations 20 --seed 1
// test: --problem c2_dtlz2 --objectives 5 --population 40 --generations 20 --front front.csv
// test: --problem knapsack --algorithm random --population 40 --generations 20
#include "algorithms.hpp"
#include "problems.hpp"

#include <fulcrum/core/atomic_file.hpp>
#include <fulcrum/core/error.hpp>
#include <fulcrum/pareto/hypervolume.hpp>
#include <fulcrum/pareto/indicators.hpp>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace {

struct options {
    std::string problem = "zdt1";
    std::string algorithm = "nsga2";
    std::filesystem::path front_file;
    std::optional<std::size_t> objectives;
    search_options search;
    std::uint64_t seed = 1;
};

/// The objectives of the front, an individual a line.
std::string front_as_csv(const fulcrum::search_result& found) {
    std::string text;
    for (const std::uint32_t i : found.front) {
        for (std::size_t j = 0; j < found.objectives().cols(); ++j) {
            char number[32];
            std::snprintf(number, sizeof number, "%s%.17g", j == 0 ? "" : ",", found.objectives()(i, j));
            text += number;
        }
        text += '\n';
    }
    return text;
}

std::string igd_as_json(const any_problem& problem, const fulcrum::search_result& found) {
    if (!problem.front() || found.front.empty()) return "null";
    char number[32];
    std::snprintf(number, sizeof number, "%.9g",
                  fulcrum::igd(found.objectives(), found.front, problem.front()().columns()));
    return number;
}

void run(const options& o) {
    using clock = std::chrono::steady_clock;
    const search_algorithm algorithm = find_algorithm(o.algorithm);
    if (!o.search.point.empty() && o.algorithm != "rnsga2") {
        fulcrum::fail("--point is for rnsga2; leave it out for ", o.algorithm);
    }
    const any_problem problem = make_problem(o.problem, o.objectives);
    const std::size_t m = problem.objective_set().size();

    const clock::time_point begin = clock::now();
    const fulcrum::search_result found = algorithm(o.search, problem, fulcrum::seed{o.seed});
    const double seconds = std::chrono::duration<double>(clock::now() - begin).count();

    if (!o.front_file.empty()) fulcrum::write_atomically(o.front_file, front_as_csv(found));
    fulcrum::workspace ws;
    const double volume = fulcrum::hypervolume(problem.objective_set(), found.objectives(), found.front,
                                               std::vector<double>(m, 1.1), ws);
    std::printf(R"({"problem": "%s", "objectives": %zu, "population": %zu, "generations": %zu, "seed": %llu, )"
                R"("seconds": %.6f, "evaluations": %zu, "hypervolume": %.9g, "igd": %s})" "\n",
                o.problem.c_str(), m, o.search.population, o.search.generations,
                static_cast<unsigned long long>(o.seed), seconds, found.evaluations, volume,
                igd_as_json(problem, found).c_str());
}

} // namespace

int main(int argc, char** argv) {
    options o;
    CLI::App app{"Searches a test problem; prints seconds, evaluations, hypervolume at 1.1 and IGD as JSON."};
    app.add_option("--problem", o.problem, problem_names())->capture_default_str();
    app.add_option("--objectives", o.objectives, "their number, where the problem leaves it open")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--algorithm", o.algorithm, algorithm_names())->capture_default_str();
    app.add_option("--point", o.search.point, "what rnsga2 is to look next to: a value per objective, R,R,...")
        ->delimiter(',');
    app.add_option("--population", o.search.population)->check(CLI::Range(2, 1'000'000))->capture_default_str();
    app.add_option("--generations", o.search.generations)->check(CLI::Range(1, 1'000'000'000))->capture_default_str();
    app.add_option("--seed", o.seed)->check(CLI::NonNegativeNumber)->capture_default_str();
    app.add_option("--front", o.front_file, "write the objectives of the front found to this CSV file");
    try {
        app.parse(argc, argv);
        run(o);
    } catch (const CLI::CallForHelp& help) {
        return app.exit(help);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "search_problem: %s\n", e.what());
        return 1;
    }
    return 0;
}
