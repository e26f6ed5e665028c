// Which way of finding the settings of a ranker is worth its evaluations? Equal weights, sweeps over a lattice of
// weights (weighted sum, Chebyshev), random search and NSGA-II, with the same number of evaluations each, in the
// simulated shop: objectives are clicks, revenue and diversity of a deterministic slate, by exact expectation. Every
// seed is another shop, log, model and search; all figures come from visits that no search saw.
//
//     bench_strategies [--quick] [--seeds N] [--json]
#include "shop_bench.hpp"
#include "strategies.hpp"

#include "tune_ranker/progress.hpp"

#include <fulcrum/evaluate.hpp>
#include <fulcrum/fulcrum.hpp>

#include <CLI/CLI.hpp>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace {

constexpr std::uint64_t search_visits = 1'000'000; ///< number of the first; training starts at 0
constexpr std::uint64_t test_visits = 2'000'000;

constexpr std::size_t strategies = 5;
constexpr std::array<const char*, strategies> names{"equal weights", "weighted-sum sweep", "Chebyshev sweep",
                                                    "random search", "NSGA-II"};
constexpr std::size_t weighted_sum_sweep = 1;
constexpr std::size_t chebyshev_sweep = 2;
constexpr std::size_t nsga2 = 4;

std::array<outcome, strategies> run(const effort& how, std::uint64_t seed) {
    const fulcrum::shop store({.seed = seed});
    const fulcrum::mlp_parameters model = train_on_log(store, how, seed);
    const visit_set seen(store, model, search_visits, how.search_visits);
    const visit_set unseen(store, model, test_visits, how.test_visits);

    const auto by_sum = make_ranker(fulcrum::weighted_sum{equal_weights()}, store.positions());
    const auto by_distance = make_ranker(fulcrum::chebyshev{equal_weights()}, store.positions());
    const std::vector<trial> equal = try_all(by_sum, {{1.F / 3, 1.F / 3, 1.F / 3, .8F}}, seen);
    const worth_values& baseline_seen = equal.front().value;
    auto baseline_ranker = by_sum;
    baseline_ranker.set_parameters(equal.front().settings);
    const worth_values baseline = unseen.play(baseline_ranker);

    const auto judged = [&](const auto& ranker, const std::vector<trial>& tried) {
        return judge(ranker, tried, baseline_seen, baseline, unseen);
    };
    const fulcrum::random_search random{.population = how.population, .generations = how.generations};
    const fulcrum::nsga2 evolution{.population = how.population, .generations = how.generations};
    return {judged(by_sum, equal), judged(by_sum, try_all(by_sum, sweep(how), seen)),
            judged(by_distance, try_all(by_distance, sweep(how), seen)),
            judged(by_sum, search_all(random, by_sum, seen, seed)),
            judged(by_sum, search_all(evolution, by_sum, seen, seed))};
}

/// One figure of every strategy, by seed.
struct measure {
    const char* name;
    double outcome::*figure;
    std::array<std::vector<double>, strategies> values = {};

    [[nodiscard]] fulcrum::estimate of(std::size_t strategy) const { return fulcrum::mean_student(values[strategy]); }
    [[nodiscard]] fulcrum::estimate difference(std::size_t a, std::size_t b) const {
        return fulcrum::paired_difference(values[a], values[b]);
    }
    [[nodiscard]] std::size_t best_sweep() const {
        return of(chebyshev_sweep).value > of(weighted_sum_sweep).value ? chebyshev_sweep : weighted_sum_sweep;
    }
};

void print_comparison(const measure& m, std::size_t a, std::size_t b, bool json) {
    const fulcrum::estimate d = m.difference(a, b);
    const char* const verdict = !fulcrum::excludes(d, 0) ? "no difference shown" : d.value > 0 ? "better" : "worse";
    std::printf(json ? R"({"strategy":"%s","against":"%s","measure":"%s","difference":%.6g,"low":%.6g,"high":%.6g,)"
                       R"("verdict":"%s"})"
                       "\n"
                     : "%-20s against %-20s %-16s %+9.4f [%+9.4f, %+9.4f]  %s\n",
                names[a], names[b], m.name, d.value, d.low, d.high, verdict);
}

void present(const std::array<measure, 3>& measures, const std::array<std::size_t, strategies>& evaluations,
             bool json) {
    if (!json) {
        std::printf("%-20s %11s   %-26s   %-29s   %s\n", "strategy", "evaluations", "hypervolume",
                    "revenue at 1 % click loss [%]", "its clicks [%]");
    }
    for (std::size_t s = 0; s < strategies; ++s) {
        std::printf(json ? R"({"strategy":"%s","evaluations":%zu)" : "%-20s %11zu", names[s], evaluations[s]);
        for (const measure& m : measures) {
            const fulcrum::estimate e = m.of(s);
            if (json) {
                std::printf(R"(,"%s":%.6g,"%s_low":%.6g,"%s_high":%.6g)", m.name, e.value, m.name, e.low, m.name,
                            e.high);
                const char* separator = "[";
                std::printf(R"(,"%s_by_shop":)", m.name);
                for (const double v : m.values[s]) std::printf("%s%.6g", std::exchange(separator, ","), v);
                std::printf("]");
            } else {
                std::printf("   %8.4f [%8.4f, %8.4f]", e.value, e.low, e.high);
            }
        }
        std::puts(json ? "}" : "");
    }
    if (!json) std::puts("\npaired differences, shop by shop (95 % Student-t intervals):");
    for (const measure& m : {measures[0], measures[1]}) {
        for (std::size_t s = 1; s < strategies; ++s) print_comparison(m, s, 0, json);
        print_comparison(m, nsga2, m.best_sweep(), json);
        print_comparison(m, nsga2, 3, json);
    }
}

} // namespace

int main(int argc, char** argv) {
    bool quick = false;
    bool json = false;
    std::size_t seeds = 5;
    CLI::App app{"Ways of finding the settings of a ranker, at equal budgets, in the simulated shop."};
    app.add_flag("--quick", quick, "fewer visits and evaluations: under a minute");
    app.add_flag("--json", json, "one JSON object a line");
    app.add_option("--seeds", seeds, "shops to repeat it in")->check(CLI::Range(2, 1000))->capture_default_str();
    CLI11_PARSE(app, argc, argv);

    effort how;
    if (quick) {
        how = {.training_visits = 10'000,
               .epochs = 12,
               .search_visits = 800,
               .test_visits = 1'600,
               .lattice = 6,
               .lambdas = 9,
               .population = 21,
               .generations = 12};
    }
    std::array<measure, 3> measures{{{"hypervolume", &outcome::hypervolume},
                                     {"revenue_change", &outcome::revenue_change},
                                     {"click_change", &outcome::click_change}}};
    std::array<std::size_t, strategies> evaluations{};
    try {
        const progress_bar bar("shops");
        for (std::size_t i = 0; i < seeds; ++i) {
            bar.update(i, seeds);
            const std::array<outcome, strategies> all = run(how, 1 + i);
            for (std::size_t s = 0; s < strategies; ++s) {
                for (measure& m : measures) m.values[s].push_back(all[s].*m.figure);
                evaluations[s] = all[s].evaluations;
            }
        }
    } catch (const std::exception& e) {
        std::fprintf(stderr, "bench_strategies: %s\n", e.what());
        return 1;
    }
    if (!json) {
        std::printf("%zu shops; %zu visits are searched on, %zu others judge; %zu settings a strategy\n", seeds,
                    how.search_visits, how.test_visits, how.population * how.generations);
        std::puts(
            "hypervolume: of clicks, revenue and diversity as shares of those of equal weights, from (.5, .5, .5)\n"
            "revenue: of the settings with the most revenue at no more than 1 % fewer clicks than equal weights,\n"
            "         as a change against equal weights\n");
    }
    present(measures, evaluations, json);
    return 0;
}
