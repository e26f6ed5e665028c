// Searches a test problem whose front is known, and prints how near the search came as one JSON object.
// test: --problem zdt1 --population 40 --generations 20 --seed 1
#include "fulcrum/pareto.hpp"
#include "fulcrum/search.hpp"
#include "fulcrum/search/test_problems.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct options {
    std::string problem = "zdt1";
    std::string algorithm = "nsga2";
    std::string front_file;
    std::size_t objectives = 0; // 0: the problem's own number
    std::size_t population = 100;
    std::size_t generations = 250;
    std::uint64_t seed = 1;
};

template <class Problem> fulcrum::search_result run(const options& o, const Problem& problem) {
    if (o.algorithm == "random") {
        return fulcrum::search(fulcrum::random_search{.population = o.population, .generations = o.generations},
                               problem, fulcrum::seed{o.seed});
    }
    return fulcrum::search(fulcrum::nsga2{.population = o.population, .generations = o.generations}, problem,
                           fulcrum::seed{o.seed});
}

void write_front(const std::string& path, const fulcrum::search_result& found) {
    std::ofstream out(path);
    out.precision(17);
    for (const std::uint32_t i : found.front) {
        for (std::size_t j = 0; j < found.objectives().cols(); ++j) {
            out << (j == 0 ? "" : ",") << found.objectives()(i, j);
        }
        out << '\n';
    }
    if (!out.flush()) throw std::runtime_error("cannot write '" + path + "'");
}

template <class Problem>
void report(const options& o, const Problem& problem, const std::optional<fulcrum::front_sample>& truth = {}) {
    using clock = std::chrono::steady_clock;
    const auto set = fulcrum::objectives_of(problem);
    const auto begin = clock::now();
    const fulcrum::search_result found = run(o, problem);
    const double seconds = std::chrono::duration<double>(clock::now() - begin).count();

    fulcrum::workspace ws;
    const std::vector<double> reference(set.size(), 1.1);
    const double volume = fulcrum::hypervolume(set, found.objectives(), found.front, reference, ws);
    std::string igd = "null";
    if (truth && !found.front.empty()) {
        igd = std::to_string(fulcrum::igd(found.objectives(), found.front, truth->columns()));
    }
    std::printf("{\"problem\": \"%s\", \"objectives\": %zu, \"population\": %zu, \"generations\": %zu, \"seed\": %llu, "
                "\"seconds\": %.6f, \"evaluations\": %zu, \"hypervolume\": %.6f, \"igd\": %s}\n",
                o.problem.c_str(), set.size(), o.population, o.generations, static_cast<unsigned long long>(o.seed),
                seconds, found.evaluations, volume, igd.c_str());
    if (!o.front_file.empty()) write_front(o.front_file, found);
}

void solve(const options& o) {
    using namespace fulcrum;
    const bool scalable = o.problem.starts_with("dtlz");
    if (!scalable && o.objectives != 0 && o.objectives != 2) throw std::runtime_error(o.problem + " has 2 objectives");
    if (scalable && o.objectives == 1) throw std::runtime_error(o.problem + " needs at least 2 objectives");
    const std::size_t m = o.objectives == 0 ? 3 : o.objectives;
    // Parts of the lattice on the true front: 2,001 points for two objectives, 5,151 for three, 4,845 for five.
    const std::size_t parts = m == 2 ? 2000 : m == 3 ? 100 : m <= 5 ? 16 : 6;
    if (o.problem == "zdt1") return report(o, zdt1{}, zdt1::front(2001));
    if (o.problem == "zdt2") return report(o, zdt2{}, zdt2::front(2001));
    if (o.problem == "zdt3") return report(o, zdt3{}, zdt3::front(2001));
    if (o.problem == "zdt4") return report(o, zdt4{}, zdt4::front(2001));
    if (o.problem == "zdt6") return report(o, zdt6{}, zdt6::front(2001));
    if (o.problem == "dtlz1") return report(o, dtlz1{m}, dtlz1::front(m, parts));
    if (o.problem == "dtlz2") return report(o, dtlz2{m}, dtlz2::front(m, parts));
    if (o.problem == "dtlz7") return report(o, dtlz7{m});
    return report(o, tnk{});
}

} // namespace

int main(int argc, char** argv) {
    options o;
    CLI::App app("Searches a test problem; prints seconds, evaluations, hypervolume at 1.1 and IGD as JSON.");
    app.add_option("--problem", o.problem)
        ->check(CLI::IsMember({"zdt1", "zdt2", "zdt3", "zdt4", "zdt6", "dtlz1", "dtlz2", "dtlz7", "tnk"}))
        ->capture_default_str();
    app.add_option("--algorithm", o.algorithm)->check(CLI::IsMember({"nsga2", "random"}))->capture_default_str();
    app.add_option("--objectives", o.objectives, "number of objectives, for DTLZ");
    app.add_option("--population", o.population)->capture_default_str();
    app.add_option("--generations", o.generations)->capture_default_str();
    app.add_option("--seed", o.seed)->capture_default_str();
    app.add_option("--front", o.front_file, "write the front found to this CSV file");
    CLI11_PARSE(app, argc, argv);
    try {
        solve(o);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "search_problem: %s\n", e.what());
        return 1;
    }
    return 0;
}
