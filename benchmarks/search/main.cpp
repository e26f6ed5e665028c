// Is any library faster at evolutionary search, and does any find better fronts? Fulcrum beside pagmo and pymoo: the
// same problems, operators and number of evaluations; and what a second thread brings when the objective is costly.
//
//     bench_search [--json] [--large] [--seeds N] [--only REGEX]
#include "contest.hpp"
#include "costly.hpp"
#include "median.hpp"

#include <fulcrum/pareto/hypervolume.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <regex>
#include <string>
#include <utility>
#include <vector>

namespace {

struct options {
    std::size_t seeds = 5;
    bool json = false;
    bool large = false;
    std::string only; ///< a regular expression; empty: all

    [[nodiscard]] bool wanted(const std::string& name) const { return std::regex_search(name, std::regex(only)); }
};

/// A task, and what is wanted: the hypervolume, and pagmo's time as a multiple of ours, at least and if all goes well;
/// 0 where nothing was set.
struct contest {
    task what;
    double volume;
    double floor;
    double goal;

    [[nodiscard]] std::string name() const {
        return what.algorithm + "/" + what.problem + "/m:" + std::to_string(what.objectives) +
               "/n:" + std::to_string(what.population);
    }
};

const std::array contests{
    contest{{"nsga2", "zdt1", 2, 100, 250}, .8715, 20, 33},
    contest{{"nsga2", "dtlz2", 3, 100, 250}, .713, 14, 25},
    contest{{"nsga2", "zdt1", 2, 1000, 250}, .8762, 100, 180},
    contest{{"nsga2", "dtlz2", 3, 1000, 250}, .779, 90, 150},
    contest{{"nsga2", "dtlz2", 5, 500, 250}, 1.20, 35, 60},
    contest{{"nsga3", "dtlz2", 3, 100, 250}, .745, 0, 0},
    contest{{"nsga3", "dtlz2", 5, 495, 250}, 1.336, 0, 0},
    contest{{"moead", "dtlz2", 3, 91, 250}, 0, 0, 0},
    contest{{"sms_emoa", "dtlz2", 3, 100, 250}, 0, 0, 0},
};

double volume_of(const fulcrum::number_table& found) {
    std::vector<fulcrum::dynamic_objective> all;
    for (std::size_t j = 0; j < found.cols; ++j) {
        all.push_back({"f" + std::to_string(j + 1), fulcrum::direction::minimize});
    }
    const fulcrum::dynamic_objectives set(std::move(all));
    const std::vector<double> columns = found.by_column();
    fulcrum::workspace ws;
    return fulcrum::hypervolume(set, fulcrum::columns_view<const double>(columns.data(), found.rows, found.cols),
                                std::vector<double>(found.cols, 1.1), ws);
}

/// A contestant with what it did, a round each. A run that took more than two seconds is not repeated, unless asked.
struct entrant {
    contestant* who;
    std::vector<double> seconds;
    std::vector<double> volumes;
    std::vector<double> ratios; ///< to the first entrant's time in the same round

    [[nodiscard]] bool done(const options& o) const { return !o.large && !seconds.empty() && seconds[0] > 2; }

    /// The median of a few runs on end, so that a short one is not timed with the caches of another.
    void run(const task& what, std::uint64_t seed) {
        outcome last = who->run(what, seed);
        volumes.push_back(volume_of(last.found));
        std::vector<double> times{last.seconds};
        for (double spent = last.seconds; times.size() < 7 && spent < 0.1; spent += times.back()) {
            times.push_back(who->run(what, seed).seconds);
        }
        seconds.push_back(median(times));
    }
};

/// The contestants in turn, a seed a round.
std::vector<entrant> compare(const contest& c, const std::vector<std::unique_ptr<contestant>>& all, const options& o) {
    std::vector<entrant> ring;
    for (const auto& who : all) {
        if (who->takes(c.what) && (o.large || !who->slow(c.what))) ring.push_back({who.get(), {}, {}, {}});
    }
    for (std::size_t round = 0; round < o.seeds; ++round) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            entrant& e = ring[(i + round) % ring.size()];
            if (!e.done(o)) e.run(c.what, round + 1);
        }
        for (entrant& e : ring) {
            if (e.seconds.size() == round + 1) e.ratios.push_back(e.seconds[round] / ring[0].seconds[round]);
        }
    }
    return ring;
}

void print_heading(const std::vector<std::unique_ptr<contestant>>& all) {
    std::puts("ms, hypervolume at 1.1: medians over seeds; ratio: time as a multiple of Fulcrum's; wanted: "
              "hypervolume, and least and best ratio of pagmo\n");
    std::printf("%-23s", "task");
    for (const auto& who : all) {
        std::printf(who == all.front() ? " %8s %7s" : " | %8s %7s %6s", who->name().c_str(), "volume", "ratio");
    }
    std::puts(" | wanted");
}

void print_row(const contest& c, const std::vector<std::unique_ptr<contestant>>& all,
               const std::vector<entrant>& ring) {
    std::printf("%-23s", c.name().c_str());
    for (const auto& who : all) {
        const auto found = std::ranges::find(ring, who.get(), &entrant::who);
        if (found == ring.end()) {
            std::printf(" | %8s %7s %6s", "-", "-", "-");
        } else if (found == ring.begin()) {
            std::printf(" %8.2f %7.4f", 1e3 * median(found->seconds), median(found->volumes));
        } else {
            std::printf(" | %8.1f %7.4f %6.1f", 1e3 * median(found->seconds), median(found->volumes),
                        median(found->ratios));
        }
    }
    std::printf(" |");
    if (c.volume > 0) std::printf(" %.4f", c.volume);
    if (c.floor > 0) std::printf(" %.0f %.0f", c.floor, c.goal);
    std::puts("");
}

void print_json(const contest& c, const std::vector<entrant>& ring) {
    std::printf(R"({"task":"%s","generations":%zu)", c.name().c_str(), c.what.generations);
    for (const entrant& e : ring) {
        const std::string name = e.who->name();
        std::printf(R"(,"%s_runs":%zu,"%s_ms":%.6g,"%s_hypervolume":%.6g)", name.c_str(), e.seconds.size(),
                    name.c_str(), 1e3 * median(e.seconds), name.c_str(), median(e.volumes));
        if (&e != ring.data()) std::printf(R"(,"%s_ratio":%.4g)", name.c_str(), median(e.ratios));
    }
    if (c.volume > 0) std::printf(R"(,"wanted_hypervolume":%g)", c.volume);
    if (c.floor > 0) std::printf(R"(,"floor":%g,"goal":%g)", c.floor, c.goal);
    std::puts("}");
}

void print_scaling(const scaling& s, bool json) {
    std::printf(json ? R"({"task":"costly","microseconds":%.4g,"evaluations":%zu,"one_thread":%.6g,)"
                       R"("two_threads":%.6g,"ratio":%.4g,"goal":1.9})" "\n"
                     : "\nan objective of %.0f microseconds, %zu evaluations: %.0f evaluations a second on one thread, "
                       "%.0f on two; ratio %.2f (goal 1.9)\n",
                s.microseconds, s.evaluations, s.one, s.two, s.ratio);
}

void run(const options& o) {
    std::vector<std::unique_ptr<contestant>> all;
    all.push_back(make_fulcrum());
    for (auto* const make : {make_pagmo, make_pymoo}) {
        std::string why;
        if (std::unique_ptr<contestant> peer = make(why)) {
            all.push_back(std::move(peer));
        } else {
            std::fprintf(stderr, "bench_search: without %s\n", why.c_str());
        }
    }
    if (!o.json) print_heading(all);
    for (const contest& c : contests) {
        if (!o.wanted(c.name())) continue;
        const std::vector<entrant> ring = compare(c, all, o);
        o.json ? print_json(c, ring) : print_row(c, all, ring);
        std::fflush(stdout);
    }
    if (o.wanted("costly")) print_scaling(time_costly_objective(o.seeds), o.json);
}

} // namespace

int main(int argc, char** argv) {
    options o;
    CLI::App app{"Search beside other libraries: milliseconds and hypervolume of the same number of evaluations."};
    app.add_flag("--json", o.json, "one JSON object a line");
    app.add_flag("--large", o.large, "every seed for runs of more than 2 seconds too, and pymoo where it takes long");
    app.add_option("--seeds", o.seeds, "rounds, a seed each")->check(CLI::Range(1, 1000))->capture_default_str();
    app.add_option("--only", o.only, "tasks whose names match this regular expression: zdt1, n:100$, costly");
    CLI11_PARSE(app, argc, argv);
    try {
        run(o);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "bench_search: %s\n", e.what());
        return 1;
    }
    return 0;
}
