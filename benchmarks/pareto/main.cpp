// Is any library faster at Pareto fronts, ranks, hypervolume and archives? Fulcrum beside pagmo, moocore, a careful
// loop and sort-based sweeps, on points of several shapes and sizes:
//
//     bench_pareto [--json] [--large] [--benchmark_filter=REGEX ...]
//
// and one task on the points of a file, for a comparison with anything else:
//
//     bench_pareto --input FILE.npy --task front|ranks|hypervolume [--reference R,R,...]
#include "one_task.hpp"
#include "suite.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    std::filesystem::path input;
    std::string task;
    std::vector<double> reference;
    bool json = false;
    bool large = false;
    CLI::App app{"Fronts, ranks, hypervolume and archives against other libraries, or one task on a file's points."};
    app.add_option("--input", input, "points: an .npy file of rows x m numbers, all minimised");
    app.add_option("--task", task, "front, ranks or hypervolume")
        ->check(CLI::IsMember({"front", "ranks", "hypervolume"}));
    app.add_option("--reference", reference, "of the hypervolume: m numbers, R,R,...")->delimiter(',');
    app.add_flag("--json", json, "one JSON object a line");
    app.add_flag("--large", large, "also a million points");
    app.allow_extras(); // for Google Benchmark
    try {
        app.parse(argc, argv);
        if (input.empty() != task.empty()) {
            throw CLI::ValidationError("--input and --task go together", CLI::ExitCodes::ValidationError);
        }
        if (input.empty() && !reference.empty()) throw CLI::ValidationError("--reference is for --input", 1);
        if (!input.empty() && app.remaining_size() > 0) throw CLI::ExtrasError(app.remaining());
    } catch (const CLI::CallForHelp& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& e) {
        std::fprintf(stderr, "bench_pareto: %s\n", e.what());
        return 1;
    }
    try {
        if (input.empty()) return run_suite(argv[0], app.remaining(), json, large);
        run_one_task(input, task, reference);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "bench_pareto: %s\n", e.what());
        return 1;
    }
    return 0;
}
