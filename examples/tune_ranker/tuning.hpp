#pragma once

#include "options.hpp"
#include "progress.hpp"
#include "result.hpp"
#include "training.hpp"

#include <fulcrum/core/random.hpp>
#include <fulcrum/core/workspace.hpp>
#include <fulcrum/learn.hpp>
#include <fulcrum/parallel.hpp>
#include <fulcrum/pareto.hpp>
#include <fulcrum/search.hpp>
#include <fulcrum/tune.hpp>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// Says what happens, and at its end how long it took.
class step {
public:
    explicit step(const std::string& what) : start_(std::chrono::steady_clock::now()) {
        std::printf("%-62s", what.c_str());
        std::fflush(stdout);
    }
    step(const step&) = delete;
    step& operator=(const step&) = delete;
    ~step() {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start_;
        std::printf("%6.1f s\n", took.count());
    }

private:
    std::chrono::steady_clock::time_point start_;
};

inline fulcrum::tbb_executor executor_of(const job_options& options) {
    return options.threads == 0 ? fulcrum::tbb_executor() : fulcrum::tbb_executor(options.threads);
}

/// train_model with a progress bar.
inline fulcrum::trained_mlp train_visibly(const example_rows& rows, const std::vector<fulcrum::training_head>& heads,
                                          const fulcrum::mlp_trainer& trainer) {
    const progress_bar bar("training");
    return train_model(rows, heads, trainer, [&](const fulcrum::epoch_report& epoch) {
        bar.update(epoch.epoch, trainer.epochs, "validation loss " + std::to_string(epoch.validation));
    });
}

/// What a search found, and how it went.
struct tuned {
    fulcrum::search_result found;
    std::vector<double> hypervolume; ///< by generation
};

/// Tunes the problem's pipeline by NSGA-II, starting from settings that are known. The hypervolume is measured from a
/// point at half of what the first of them gives (twice, where smaller is better).
template <class Problem>
tuned tune(const Problem& problem, const std::vector<reference_policy>& known, const fulcrum::nsga2& options,
           const job_options& job) {
    std::vector<double> rows;
    for (const auto& k : known) {
        const auto x = problem.encoded(k.measured.settings);
        rows.insert(rows.end(), x.begin(), x.end());
    }
    const std::size_t variables = problem.variables().size();
    fulcrum::nsga2 algorithm = options;
    algorithm.warm_start = {rows.data(), rows.size() / variables, variables};
    if (job.population > 0) algorithm.population = job.population;
    if (job.generations > 0) algorithm.generations = job.generations;

    const fulcrum::dynamic_objectives& goals = problem.objective_set();
    std::vector<double> reference;
    for (std::size_t j = 0; j < goals.size(); ++j) {
        const double value = known.front().measured.objectives[j].value;
        reference.push_back(goals.directions()[j] == fulcrum::direction::maximize ? value / 2 : value * 2);
    }
    tuned result;
    fulcrum::workspace ws;
    const progress_bar bar("search");
    result.found = fulcrum::search(
        algorithm, problem, fulcrum::seed{job.seed}, executor_of(job), [&](const fulcrum::search_progress& p) {
            ws.reset();
            result.hypervolume.push_back(
                fulcrum::hypervolume(goals, p.population.objectives, p.front, std::span<const double>(reference), ws));
            bar.update(p.generation, p.generations, "front of " + std::to_string(p.front.size()));
        });
    return result;
}
