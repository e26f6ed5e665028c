#include "jobs.hpp"
#include "result.hpp"
#include "shop_ranker.hpp"
#include "tuning.hpp"

#include <fulcrum/evaluate.hpp>
#include <fulcrum/fulcrum.hpp>
#include <fulcrum/simulate.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

using fulcrum::shop;

// Visits are numbered; each use has a range of its own.
constexpr std::uint64_t training_visits = 0;
constexpr std::uint64_t tuning_visits = 1'000'000;
constexpr std::uint64_t judging_visits = 2'000'000;
constexpr std::uint64_t playing_visits = 3'000'000;

/// What a policy earns when it is played: clicks, revenue, diversity, visit by visit.
struct played {
    std::array<std::vector<double>, 3> values;
};

template <class Ranker> played play(const shop& store, const Ranker& ranker, std::size_t visits) {
    played result;
    fulcrum::shop_visit visit;
    fulcrum::workspace ws;
    std::vector<float> table(store.positions() * shop::reward_count);
    for (std::uint64_t id = playing_visits; id < playing_visits + visits; ++id) {
        store.open(id, visit);
        const fulcrum::request r = visit.request();
        const std::span<const std::uint32_t> shown = ranker(r, ws).order();
        const fulcrum::matrix_view<float> rewards{table.data(), shown.size(), shop::reward_count};
        store.play(visit, shown, rewards);
        double clicks = 0;
        double earned = 0;
        for (std::size_t k = 0; k < shown.size(); ++k) {
            clicks += static_cast<double>(rewards(k, 0));
            earned += static_cast<double>(rewards(k, 2));
        }
        result.values[0].push_back(clicks);
        result.values[1].push_back(earned);
        result.values[2].push_back(fulcrum::intra_list_diversity(r.get<fulcrum::embedding>(), shown));
    }
    return result;
}

/// Whether an off-policy estimate and what was played differ by no more than both their errors explain (95 %).
bool agree(const fulcrum::estimate& estimated, const std::vector<double>& played) {
    const fulcrum::estimate truth = fulcrum::mean_normal(played);
    const double error = std::hypot(estimated.standard_error, truth.standard_error);
    return std::abs(estimated.value - truth.value) <= 1.96 * error;
}

std::vector<std::pair<std::string, std::vector<float>>> hand_made(float temperature) {
    // click, purchase, revenue, lambda, temperature
    return {{"hand-set", {.4F, .3F, .3F, .8F, temperature}},
            {"equal weights", {1.F / 3, 1.F / 3, 1.F / 3, .8F, temperature}},
            {"clicks only", {1, 0, 0, 1, temperature}},
            {"revenue only", {0, 0, 1, 1, temperature}}};
}

} // namespace

void tune_in_shop(const job_options& options) {
    const std::size_t scale = options.quick ? 8 : 1;
    const std::size_t visits = 20'000 / scale;
    const std::size_t judged = 3 * visits; // a few settings are judged once each: a longer log costs little
    const shop store({.seed = options.seed});
    const fulcrum::shop_logging_policy logging;
    std::puts("The simulated shop: log -> model -> pipeline -> front of settings -> operating point -> played\n");

    fulcrum::interaction_log training{shop::goals{}};
    fulcrum::interaction_log tuning{shop::goals{}};
    fulcrum::interaction_log judging{shop::goals{}};
    {
        const step s("the shop's old policy serves " + std::to_string(2 * visits + judged) + " visits, and logs them");
        training = fulcrum::write_log(store, logging, training_visits, visits, options.seed);
        tuning = fulcrum::write_log(store, logging, tuning_visits, visits, options.seed);
        judging = fulcrum::write_log(store, logging, judging_visits, judged, options.seed);
    }
    fulcrum::trained_mlp model;
    {
        const example_rows rows = shop_ranker::shown_rows(training);
        const step s("a model with 3 heads learns from " + std::to_string(rows.size()) + " shown rows");
        model = train_visibly(rows, shop_ranker::heads, shop_ranker::trainer(options.seed));
    }

    const auto ranker = shop_ranker::make(model, store.positions(), options.seed);
    const fulcrum::ess_guard guard{.minimum = 500 / static_cast<double>(scale)};
    // The search looks at hundreds of settings and picks lucky ones too: on its own log it must be twice as safe.
    const auto problem = shop_ranker::problem(ranker, tuning, 2 * guard.minimum);
    const auto judge = shop_ranker::problem(ranker, judging, guard.minimum);

    std::vector<reference_policy> known;
    for (const auto& [name, values] : hand_made(.2F)) {
        auto other = ranker;
        other.set_parameters(values);
        known.push_back({name, problem.measure(fulcrum::settings_of(other))});
    }
    const fulcrum::nsga2 algorithm{.population = options.quick ? 12U : 28U, .generations = options.quick ? 5U : 45U};
    tuned search;
    {
        const step s("NSGA-II tunes 5 settings for clicks, revenue and diversity");
        search = tune(problem, known, algorithm, options);
    }
    // Chosen on the tuning log; every figure that is shown comes from the judging log, which no choice has seen.
    const auto executor = executor_of(options);
    const auto rule = shop_ranker::rule();
    const std::size_t member = fulcrum::choose(problem.front(search.found, executor), rule).member();
    const fulcrum::policy_front front = judge.front(search.found, executor);
    job_result result{.title = "Fulcrum: a ranker tuned in the simulated shop",
                      .summary = "A log of " + std::to_string(visits) + " visits judged " +
                                 std::to_string(search.found.evaluations) +
                                 " settings of score, min-max, weighted sum, MMR and Plackett-Luce off-policy. Values "
                                 "are per visit, from another log of " + std::to_string(judged) + " visits.",
                      .front = front,
                      .point = {front, member, rule.words()},
                      .references = {},
                      .tables = {},
                      .heads = {"click", "purchase", "revenue"},
                      .training = model.history,
                      .hypervolume = search.hypervolume};
    for (auto& k : known) result.references.push_back({k.name, judge.measure(k.measured.settings)});

    fulcrum::report_table truth{"Off-policy estimate beside the played truth, per visit (95 % intervals)",
                                {{"policy"},
                                 {"clicks, estimated"},
                                 {"clicks, played"},
                                 {"revenue, estimated"},
                                 {"revenue, played"},
                                 {"diversity, played"},
                                 {"ESS", 0}},
                                {}};
    fulcrum::report_table gains{"Chosen against the others, played on the same visits: mean difference (95 % interval)",
                                {{"against"}, {"clicks"}, {"revenue"}, {"diversity"}},
                                {}};
    const std::size_t plays = 40'000 / scale;
    bool agrees = true;
    {
        const step s("the chosen settings and 4 others are played for " + std::to_string(plays) + " visits");
        const auto play_at = [&](const fulcrum::settings& at) {
            auto policy = ranker;
            fulcrum::apply_settings(policy, at);
            return play(store, policy, plays);
        };
        const auto add = [&](const std::string& name, const fulcrum::measured_settings& m, const played& p) {
            const bool trusted = fulcrum::trustworthy(m.objectives[0], guard);
            const auto estimated = [&](std::size_t j) -> fulcrum::table_cell {
                if (!trusted) return std::string("refused: too few like it in the log");
                return fulcrum::measured(m.objectives[j]);
            };
            truth.add(name, estimated(0), fulcrum::measured(fulcrum::mean_normal(p.values[0])), estimated(1),
                      fulcrum::measured(fulcrum::mean_normal(p.values[1])),
                      fulcrum::measured(fulcrum::mean_normal(p.values[2]).value), fulcrum::measured(m.effective_sample_size));
        };
        const fulcrum::measured_settings& chosen = result.point.chosen();
        const played ours = play_at(chosen.settings);
        add("chosen", chosen, ours);
        truth.rows.back().highlighted = true;
        for (std::size_t j = 0; j < 2; ++j) agrees = agrees && agree(chosen.objectives[j], ours.values[j]);
        for (const auto& other : result.references) {
            const played theirs = play_at(other.measured.settings);
            add(other.name, other.measured, theirs);
            const auto difference = [&](std::size_t j) {
                return fulcrum::measured(fulcrum::paired_difference(ours.values[j], theirs.values[j]));
            };
            gains.add(other.name, difference(0), difference(1), difference(2));
        }
    }
    result.tables = {truth, gains};
    present(result, options);

    const double ess = result.point.chosen().effective_sample_size;
    std::printf("\nThe chosen settings' effective sample size is %.0f (at least %.0f is demanded). Estimated and played "
                "values %s:\nthe 95 %% interval of their difference %s for clicks and revenue.\n",
                ess, guard.minimum, agrees ? "agree" : "DIFFER", agrees ? "holds 0" : "does not hold 0");
}
