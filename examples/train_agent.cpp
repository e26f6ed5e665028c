// A recommender agent learns in the simulated shop: a policy network scores the candidates, slates are drawn from its
// softmax, REINFORCE with a leave-one-out baseline moves it towards clicks and revenue. It is then compared with other
// policies on visits that it has not seen; every seed is another shop, with its own agent.
//
// test: --quick
// test: --quick --json
#include "shop_ranker.hpp"

#include "fulcrum/agent.hpp"
#include "fulcrum/evaluate/beyond_accuracy.hpp"
#include "fulcrum/evaluate/confidence.hpp"
#include "fulcrum/mlp.hpp"
#include "fulcrum/parallel.hpp"
#include "fulcrum/search.hpp"
#include "fulcrum/simulate.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace {

struct settings {
    std::size_t seeds = 5;
    std::size_t visits = 4000; // for each policy and seed
    std::size_t updates = 400;
    double clicks = 0.25; // weight of clicks; revenue has the rest
    bool quick = false;
    bool json = false;
};

// --- what is measured ------------------------------------------------------------------------------------------------

constexpr std::array metrics{"click rate", "revenue", "diversity"};
using measures = std::array<double, metrics.size()>;

/// Fills a slate for a request.
using policy = std::function<void(const fulcrum::request&, std::span<std::uint32_t>, fulcrum::random_stream&,
                                  fulcrum::workspace&)>;

/// Any model of fulcrum::Policy, its propensities left aside.
template <fulcrum::Policy P> policy slates_of(P p) {
    return [p = std::move(p)](const fulcrum::request& r, std::span<std::uint32_t> shown, fulcrum::random_stream& random,
                              fulcrum::workspace& ws) {
        std::array<float, 64> propensity{};
        p.draw(r, shown, std::span(propensity).first(shown.size()), random, ws);
    };
}

/// Clicks per row shown, revenue and intra-list distance per visit. The shop knows the exact expectation of what a
/// slate brings, so luck of the visitors is not in it.
measures measure(const fulcrum::shop& store, const policy& p, std::uint64_t first_visit, std::size_t visits) {
    measures sum{};
    fulcrum::shop_visit visit;
    fulcrum::workspace ws;
    const std::size_t positions = store.positions();
    std::vector<std::uint32_t> shown(positions);
    std::vector<float> values(positions * fulcrum::shop::reward_count);
    const fulcrum::matrix_view<float> rewards{values.data(), positions, fulcrum::shop::reward_count};
    for (std::uint64_t id = first_visit; id < first_visit + visits; ++id) {
        store.open(id, visit);
        const fulcrum::request r = visit.request();
        fulcrum::random_stream random{store.options().seed, id};
        p(r, shown, random, ws);
        store.expected_rewards(visit, shown, rewards);
        for (std::size_t k = 0; k < positions; ++k) {
            sum[0] += static_cast<double>(rewards(k, 0)) / static_cast<double>(positions);
            sum[1] += static_cast<double>(rewards(k, 2));
        }
        sum[2] += fulcrum::intra_list_diversity(r.get<fulcrum::embedding>(), shown);
    }
    for (double& s : sum) s /= static_cast<double>(visits);
    return sum;
}

// --- the policies that are compared ----------------------------------------------------------------------------------

struct contender {
    std::string name;
    bool baseline;                                            // the agent must beat it in what it was trained for
    std::function<policy(const fulcrum::shop&)> make;         // for the shop of a seed
    std::array<std::vector<double>, metrics.size()> values{}; // metric by metric: one a seed
};

constexpr std::uint64_t first_unseen_visit = std::uint64_t{1} << 32U; // training takes visits 0, 1, ...

using curve = std::vector<fulcrum::learning_point>;

policy train_agent(const settings& s, const fulcrum::shop& store, std::vector<curve>& curves) {
    using shop = fulcrum::shop;
    fulcrum::shop_session session{store};
    const auto clicks = static_cast<float>(s.clicks);
    const fulcrum::weights preference{clicks * shop::click{}, 0.0F * shop::purchase{}, (1 - clicks) * shop::revenue{}};
    const fulcrum::reinforce options{.updates = s.updates, .optimizer = {.learning_rate = 2e-3}};
    auto trained = fulcrum::train(options, session, preference, fulcrum::seed{store.options().seed});
    curves.push_back(std::move(trained.curve));
    return slates_of(fulcrum::softmax_policy{fulcrum::dynamic_mlp<float>{trained.net}});
}

/// The ranker of examples/tune_ranker at a smaller scale: a model learnt from the shop's log, and a pipeline around it
/// tuned off-policy on another.
policy tune_ranker(const settings& s, const fulcrum::shop& store) {
    const std::uint64_t seed = store.options().seed;
    const std::size_t visits = s.quick ? 2000 : 6000;
    const fulcrum::shop_logging_policy logging;
    const auto rows = shop_ranker::shown_rows(fulcrum::write_log(store, logging, 0, 2 * visits, seed));
    const auto model = train_model(rows, shop_ranker::heads, shop_ranker::trainer(seed));
    const auto tuning = fulcrum::write_log(store, logging, 2 * visits, visits, seed);
    auto ranker = shop_ranker::make(model, store.positions(), seed);
    const auto problem = shop_ranker::problem(ranker, tuning, static_cast<double>(visits) / 20);
    const auto baseline = problem.encoded(fulcrum::settings_of(ranker));
    const fulcrum::nsga2 algorithm{.population = 16, .generations = s.quick ? 5U : 12U,
                                   .warm_start = {baseline.data(), 1, baseline.size()}};
    const auto found = fulcrum::search(algorithm, problem, fulcrum::seed{seed}, fulcrum::tbb_executor());
    fulcrum::apply_settings(ranker, fulcrum::choose(problem.front(found), shop_ranker::rule()).settings());
    return [ranker](const fulcrum::request& r, std::span<std::uint32_t> shown, fulcrum::random_stream&,
                    fulcrum::workspace& ws) { std::ranges::copy(ranker(r, ws).order(), shown.begin()); };
}

// --- what is printed -------------------------------------------------------------------------------------------------

/// Means of a learning curve's figure over all seeds, in `parts` consecutive parts of the training.
std::vector<double> averaged(const std::vector<curve>& curves, std::size_t parts,
                             const std::function<double(const fulcrum::learning_point&)>& figure) {
    std::vector<double> sum(parts);
    std::vector<double> count(parts);
    for (const curve& c : curves) {
        for (std::size_t u = 0; u < c.size(); ++u) {
            sum[u * parts / c.size()] += figure(c[u]);
            count[u * parts / c.size()] += 1;
        }
    }
    for (std::size_t i = 0; i < parts; ++i) sum[i] /= std::max(count[i], 1.0);
    return sum;
}

std::string sparkline(const std::vector<double>& values) {
    constexpr std::array bars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const auto [low, high] = std::ranges::minmax(values);
    std::string line;
    for (const double v : values) {
        const double level = high > low ? (v - low) / (high - low) * 7.999 : 0.0;
        line += bars[static_cast<std::size_t>(level)];
    }
    return line;
}

void print_curve(const std::vector<curve>& curves, std::size_t positions, bool json) {
    const auto rows = static_cast<double>(positions);
    const auto click = averaged(curves, 20, [rows](const auto& p) { return p.rewards[0] / rows; });
    const auto revenue = averaged(curves, 20, [](const auto& p) { return p.rewards[2]; });
    const auto entropy = averaged(curves, 20, [](const auto& p) { return p.entropy; });
    const std::size_t played = curves.front().back().played;
    if (json) {
        for (std::size_t i = 0; i < 20; ++i) {
            std::printf(R"({"curve": %zu, "slates": %zu, "click_rate": %.6f, "revenue": %.6f, "entropy": %.6f})"
                        "\n",
                        i + 1, played * (i + 1) / 20, click[i], revenue[i], entropy[i]);
        }
        return;
    }
    std::printf("Learning curve: means over %zu seeds, 1 to %zu slates\n", curves.size(), played);
    std::printf("  click rate  %s  %6.1f%% -> %5.1f%%\n", sparkline(click).c_str(), 100 * click.front(),
                100 * click.back());
    std::printf("  revenue     %s  %7.2f -> %6.2f\n", sparkline(revenue).c_str(), revenue.front(), revenue.back());
    std::printf("  entropy     %s  %7.2f -> %6.2f nats a draw\n\n", sparkline(entropy).c_str(), entropy.front(),
                entropy.back());
}

void print_estimate(const std::string& name, const char* against, const char* metric, const fulcrum::estimate& e,
                    bool json) {
    if (json) {
        std::printf(R"({"policy": "%s", "minus": "%s", "metric": "%s", "value": %.6f, "low": %.6f, "high": %.6f, )"
                    R"("seeds": %zu})"
                    "\n",
                    name.c_str(), against, metric, e.value, e.low, e.high, e.count);
    } else {
        std::printf("  %8.4f [%8.4f, %8.4f]%s", e.value, e.low, e.high,
                    *against != '\0' && fulcrum::excludes(e, 0) ? "*" : " ");
    }
}

int run(const settings& s) {
    std::vector<curve> curves;
    std::vector<contender> contenders{
        {"random slate", true, [](const fulcrum::shop&) { return slates_of(fulcrum::random_policy{}); }},
        {"logging policy", true, [](const fulcrum::shop&) { return slates_of(fulcrum::shop_logging_policy{}); }},
        {"tuned ranker", false, [&](const fulcrum::shop& store) { return tune_ranker(s, store); }},
        {"agent", false, [&](const fulcrum::shop& store) { return train_agent(s, store, curves); }},
    };
    const std::size_t agent = contenders.size() - 1;

    for (std::size_t seed = 1; seed <= s.seeds; ++seed) {
        const fulcrum::shop store{fulcrum::shop_options{.seed = seed}};
        for (contender& c : contenders) {
            const measures m = measure(store, c.make(store), first_unseen_visit, s.visits);
            for (std::size_t j = 0; j < metrics.size(); ++j) c.values[j].push_back(m[j]);
        }
    }

    print_curve(curves, fulcrum::shop_options{}.positions, s.json);
    if (!s.json) {
        std::printf("%zu seeds (each another shop), %zu unseen visits each; mean [95%% t-interval over seeds]\n",
                    s.seeds, s.visits);
        std::printf("%-16s", "");
        for (const char* metric : metrics) std::printf("  %-29s", metric);
        std::printf("\n");
    }
    for (const contender& c : contenders) {
        if (!s.json) std::printf("%-16s", c.name.c_str());
        for (std::size_t j = 0; j < metrics.size(); ++j) {
            print_estimate(c.name, "", metrics[j], fulcrum::mean_student(c.values[j]), s.json);
        }
        if (!s.json) std::printf("\n");
    }

    bool better = true;
    if (!s.json) std::printf("\nThe agent minus another, pair by pair (*: the interval excludes 0)\n");
    for (std::size_t other = 0; other < agent; ++other) {
        if (!s.json) std::printf("%-16s", contenders[other].name.c_str());
        for (std::size_t j = 0; j < metrics.size(); ++j) {
            const auto gain = fulcrum::paired_difference(contenders[agent].values[j], contenders[other].values[j]);
            print_estimate(contenders[agent].name, contenders[other].name.c_str(), metrics[j], gain, s.json);
            if (contenders[other].baseline && j < 2) better = better && gain.low > 0;
        }
        if (!s.json) std::printf("\n");
    }
    if (!better) std::fprintf(stderr, "train_agent: the agent does not beat every baseline in clicks and revenue\n");
    return better ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    settings s;
    CLI::App app("Trains a recommender agent in the simulated shop and compares it with other policies.");
    CLI::Option* seeds = app.add_option("--seeds", s.seeds, "shops, each with its own agent")
                             ->check(CLI::Range(2, 1000))
                             ->capture_default_str();
    CLI::Option* visits = app.add_option("--visits", s.visits, "unseen visits, for each policy and seed")
                              ->check(CLI::Range(1, 100000000))
                              ->capture_default_str();
    CLI::Option* updates = app.add_option("--updates", s.updates, "steps of the training")
                               ->check(CLI::Range(1, 1000000))
                               ->capture_default_str();
    app.add_option("--clicks", s.clicks, "weight of clicks in [0, 1]; revenue has the rest")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    app.add_flag("--quick", s.quick, "a short run: 3 seeds, 1,000 visits, 200 updates")
        ->excludes(seeds)
        ->excludes(visits)
        ->excludes(updates);
    app.add_flag("--json", s.json, "one JSON object a line instead of tables");
    CLI11_PARSE(app, argc, argv);
    if (s.quick) {
        s.seeds = 3;
        s.visits = 1000;
        s.updates = 200;
    }
    try {
        return run(s);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "train_agent: %s\n", e.what());
        return 1;
    }
}
