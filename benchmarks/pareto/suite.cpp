#include "suite.hpp"

#include "contest.hpp"
#include "median.hpp"
#include "shapes.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

const std::array<contestant, 4> peers{
    {{"naive", enter_naive}, {"sweep", enter_sweep}, {"pagmo", enter_pagmo}, {"moocore", enter_moocore}}};

struct cell {
    std::string task;
    std::string shape;
    std::size_t n;
    std::size_t m;

    [[nodiscard]] question ask(std::size_t points) const {
        return {.task = task,
                .points = make_points(shape, points, m, 1),
                .reference = std::vector<double>(of_volume() ? m : 0, 1.1)};
    }
    [[nodiscard]] bool of_volume() const { return task == "hypervolume" || task == "contributions"; }
};

/// Would one run take too long? Told by what a hundredth and then a tenth of the points take, if that grows with the
/// square of their number. Hypervolume grows otherwise; its cells are those that most peers can do.
bool too_slow(const contestant& peer, const cell& where) {
    constexpr double limit = 3; // seconds
    if (where.of_volume()) return false;
    for (const std::size_t part : {std::size_t{100}, std::size_t{10}}) {
        const std::size_t n = where.n / part;
        if (n < 100) continue;
        const question q = where.ask(n);
        const std::unique_ptr<runner> probe = peer.enter(q);
        if (probe == nullptr) return false;
        if (100 * probe->run() > limit) return true;
    }
    return false;
}

/// One of those in the ring, with its times.
struct entrant {
    std::string name;
    std::unique_ptr<runner> work;
    std::size_t repeats = 1;
    std::vector<double> times; ///< a round each

    /// The median of a few runs on end, so that a short one is not timed with the caches of another.
    double time() const {
        std::vector<double> all;
        for (std::size_t r = 0; r < repeats; ++r) all.push_back(work->run());
        return median(all);
    }
};

/// The contestants in turn, a few runs each, for about a second; a ratio is the median over rounds of the ratio within
/// a round, so that what slows the machine for a while slows all. A peer whose answer differs is not timed; one that is
/// far behind and takes long is timed once.
void compare(benchmark::State& state, const cell& where) {
    const question q = where.ask(where.n);
    std::vector<std::pair<std::string, double>> timed_once;
    std::vector<entrant> ring;
    ring.push_back({"fulcrum", enter_fulcrum(q), 1, {}});
    double round_seconds = 0;
    const auto admit = [&](entrant& e, double first) {
        e.repeats = static_cast<std::size_t>((std::clamp)(1e-3 / first, 1.0, 21.0));
        round_seconds += first * static_cast<double>(e.repeats);
    };
    ring[0].work->run();
    const answer ours = ring[0].work->found();
    const double mine = ring[0].work->run();
    admit(ring[0], mine);
    for (const contestant& peer : peers) {
        if (too_slow(peer, where)) {
            state.counters[peer.name + " slow"] = 1;
            continue;
        }
        entrant e{peer.name, peer.enter(q), 1, {}};
        if (e.work == nullptr) continue;
        const double first = e.work->run();
        if (!ours.agrees_with(e.work->found())) {
            state.counters[peer.name + " differs"] = 1;
            continue;
        }
        if (first > 0.5 && first > 5 * mine) {
            timed_once.emplace_back(peer.name, first);
        } else {
            admit(e, first);
            ring.push_back(std::move(e));
        }
    }
    const auto rounds = static_cast<std::size_t>((std::clamp)(1.0 / round_seconds, 3.0, 51.0));
    for (auto _ : state) {
        for (std::size_t round = 0; round < rounds; ++round) {
            for (std::size_t i = 0; i < ring.size(); ++i) {
                entrant& e = ring[(i + round) % ring.size()];
                e.times.push_back(e.time());
            }
        }
        state.SetIterationTime(median(ring[0].times));
    }
    for (const entrant& e : ring) {
        std::vector<double> ratios;
        for (std::size_t r = 0; r < rounds; ++r) ratios.push_back(e.times[r] / ring[0].times[r]);
        state.counters[e.name + " ms"] = 1e3 * median(e.times);
        if (&e != ring.data()) state.counters[e.name + " ratio"] = median(ratios);
    }
    for (const auto& [name, seconds] : timed_once) {
        state.counters[name + " ms"] = 1e3 * seconds;
        state.counters[name + " ratio"] = seconds / median(ring[0].times);
    }
}

/// A line for each cell: a table for people, or a JSON object.
class line_reporter : public benchmark::BenchmarkReporter {
public:
    line_reporter(const std::vector<cell>& cells, bool json) : json_(json) {
        for (const cell& c : cells) cells_.emplace(name_of(c), c);
    }

    [[nodiscard]] static std::string name_of(const cell& c) {
        return c.task + "/" + c.shape + "/n:" + std::to_string(c.n) + "/m:" + std::to_string(c.m);
    }

    bool ReportContext(const Context& /*context*/) override {
        if (json_) return true;
        std::puts("a peer's column: its time as a multiple of Fulcrum's; x: too slow to wait for, !: another answer\n");
        std::printf("%-14s %-13s %8s %2s %12s", "task", "points", "n", "m", "Fulcrum, ms");
        for (const contestant& p : peers) std::printf(" %9s", p.name.c_str());
        std::puts("");
        return true;
    }

    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) report(run);
        std::fflush(stdout);
    }

    /// Of every task, the cell with the least advantage over the best peer.
    void report_worst() const {
        if (!json_ && !worst_.empty()) std::puts("\nleast advantage over the best peer:");
        for (const auto& [task, cell_and_ratio] : worst_) {
            std::printf(json_ ? R"({"worst":"%s","cell":"%s","ratio":%.3f})" "\n" : "%-14s %-40s %6.2f\n",
                        task.c_str(), cell_and_ratio.first.c_str(), cell_and_ratio.second);
        }
    }

private:
    void report(const Run& run) {
        const std::string name = run.run_name.function_name;
        const cell& c = cells_.at(name);
        const auto value = [&run](const std::string& counter) {
            const auto found = run.counters.find(counter);
            return found == run.counters.end() ? 0.0 : found->second.value;
        };
        std::printf(json_ ? R"({"task":"%s","points":"%s","n":%zu,"m":%zu,"fulcrum_ms":%.6g)"
                          : "%-14s %-13s %8zu %2zu %12.6g",
                    c.task.c_str(), c.shape.c_str(), c.n, c.m, value("fulcrum ms"));
        double best = 0;
        for (const contestant& p : peers) {
            const double ratio = value(p.name + " ratio");
            const char* const odd = value(p.name + " slow") > 0 ? "x" : value(p.name + " differs") > 0 ? "!" : "-";
            if (ratio > 0 && (best == 0 || ratio < best)) best = ratio;
            if (json_ && ratio > 0) {
                std::printf(R"(,"%s_ms":%.6g,"%s_ratio":%.4g)", p.name.c_str(), value(p.name + " ms"), p.name.c_str(),
                            ratio);
            } else if (json_ && *odd == '!') {
                std::printf(R"(,"%s_differs":true)", p.name.c_str());
            } else if (!json_ && ratio > 0) {
                std::printf(" %9.3g", ratio);
            } else if (!json_) {
                std::printf(" %9s", odd);
            }
        }
        std::puts(json_ ? "}" : "");
        const auto seen = worst_.find(c.task);
        if (best > 0 && (seen == worst_.end() || best < seen->second.second)) worst_[c.task] = {name, best};
    }

    bool json_;
    std::map<std::string, cell> cells_;
    std::map<std::string, std::pair<std::string, double>> worst_;
};

std::vector<cell> grid(bool large) {
    std::vector<cell> out;
    for (const char* task : {"front", "ranks"}) {
        for (const char* shape : {"uniform", "anti", "correlated", "duplicates"}) {
            for (const std::size_t n : {1'000U, 10'000U, 100'000U, 1'000'000U}) {
                if (n == 1'000'000 && !large) continue;
                for (const std::size_t m : {2U, 3U, 4U, 6U, 8U}) out.push_back({task, shape, n, m});
            }
        }
    }
    const std::vector<std::pair<std::size_t, std::size_t>> volumes{{1'000, 2}, {1'000, 3}, {1'000, 4}, {1'000, 5},
                                                                   {500, 6},   {500, 7},   {200, 8},   {100'000, 2},
                                                                   {10'000, 3}};
    for (const auto& [n, m] : volumes) out.push_back({"hypervolume", "sphere", n, m});
    const std::vector<std::pair<std::size_t, std::size_t>> shares{
        {1'000, 2}, {1'000, 3}, {1'000, 4}, {200, 5}, {200, 6}};
    for (const auto& [n, m] : shares) out.push_back({"contributions", "sphere", n, m});
    for (const char* shape : {"uniform", "anti"}) {
        for (const std::size_t m : {2U, 4U, 6U}) {
            for (const std::size_t n : {10'000U, 100'000U}) out.push_back({"archive", shape, n, m});
        }
    }
    return out;
}

} // namespace

int run_suite(const char* program, const std::vector<std::string>& arguments, bool json, bool large) {
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    int argc = static_cast<int>(argv.size());
    benchmark::Initialize(&argc, argv.data());
    if (benchmark::ReportUnrecognizedArguments(argc, argv.data())) return 1;

    for (const auto& [name, reason] : {std::pair{"pagmo", pagmo_missing()}, std::pair{"moocore", moocore_missing()}}) {
        if (!reason.empty()) std::fprintf(stderr, "bench_pareto: without %s: %s\n", name, reason.c_str());
    }
    const std::vector<cell> cells = grid(large);
    for (const cell& c : cells) {
        benchmark::RegisterBenchmark(line_reporter::name_of(c).c_str(),
                                     [c](benchmark::State& state) { compare(state, c); })
            ->UseManualTime()
            ->Iterations(1);
    }
    line_reporter reporter(cells, json);
    benchmark::RunSpecifiedBenchmarks(&reporter);
    reporter.report_worst();
    return 0;
}
