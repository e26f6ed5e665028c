#include "jobs.hpp"
#include "result.hpp"
#include "tuning.hpp"

#include "data/hillstrom.hpp"

#include <fulcrum/evaluate.hpp>
#include <fulcrum/fulcrum.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

struct visit : fulcrum::maximize {};
struct conversion : fulcrum::maximize {};
struct spend : fulcrum::maximize {};
struct contact : fulcrum::minimize {};
using goals = fulcrum::objectives<visit, conversion, spend, contact>;
using rewards = fulcrum::objectives<visit, conversion, spend>;

constexpr std::size_t arms = data::hillstrom::arms.size();
enum arm : std::uint32_t { mens_mail, womens_mail, no_mail };

/// A customer's features, the action among them: one row for each action that could be taken.
class feature_map {
public:
    static constexpr std::size_t count = 21;

    static std::array<float, count> row(const data::hillstrom& log, std::size_t i, std::size_t action) {
        std::array<float, count> x{};
        std::size_t next = 0;
        x[next++] = static_cast<float>(log.recency[i]) / 12;
        x[next++] = static_cast<float>(std::log1p(log.history[i]));
        x[next++] = static_cast<float>(log.mens[i]);
        x[next++] = static_cast<float>(log.womens[i]);
        x[next++] = static_cast<float>(log.newbie[i]);
        x[next++] = static_cast<float>(log.history_segment[i]);
        x[next + log.zip_code[i]] = 1;
        next += data::hillstrom::zip_codes.size();
        x[next + log.channel[i]] = 1;
        next += data::hillstrom::channels.size();
        x[next + action] = 1;
        next += arms;
        // What an e-mail does depends on what the customer bought before: the model need not find that out by itself.
        if (action != no_mail) {
            x[next + 2 * action] = static_cast<float>(log.mens[i]);
            x[next + 2 * action + 1] = static_cast<float>(log.womens[i]);
            x[next + 4] = static_cast<float>(log.newbie[i]);
            x[next + 5] = static_cast<float>(log.recency[i]) / 12;
        }
        return x;
    }
};

using policy = std::function<std::size_t(std::size_t customer)>;

/// The feedback that a deterministic policy finds in a log with propensity 1/3.
struct feedback {
    std::vector<double> target;
    std::vector<double> logging;

    feedback(const data::hillstrom& log, const policy& chooses) : logging(log.size(), data::hillstrom::propensity) {
        for (std::size_t i = 0; i < log.size(); ++i) target.push_back(log.arm[i] == chooses(i) ? 1.0 : 0.0);
    }
    [[nodiscard]] fulcrum::bandit_feedback of(std::span<const double> reward) const {
        return {.target = target, .logging = logging, .reward = reward};
    }
};

/// The figures that anyone can check: the arms' means, and two simple policies.
void print_public_figures(const data::hillstrom& log) {
    const auto mean_of = [&](std::span<const double> reward, std::size_t arm) {
        fulcrum::moments m;
        for (std::size_t i = 0; i < log.size(); ++i) {
            if (log.arm[i] == arm) m.add(reward[i]);
        }
        return m.mean();
    };
    std::printf("\n%-52s %-22s %-22s %-22s\n", "public figures", "visit", "conversion", "spend");
    for (std::size_t a = 0; a < arms; ++a) {
        std::printf("  %-50s %-22.6f %-22.6f %-22.6f\n", ("arm mean, " + std::string(data::hillstrom::arms[a])).c_str(),
                    mean_of(log.visit, a), mean_of(log.conversion, a), mean_of(log.spend, a));
    }
    const auto print_policy = [&](const char* name, const policy& chooses) {
        const feedback f(log, chooses);
        const auto ips = [&](std::span<const double> r) { return fulcrum::ips(f.of(r)); };
        const auto snips = [&](std::span<const double> r) { return fulcrum::snips(f.of(r)); };
        const auto line = [&](const char* what, auto estimator) {
            std::printf("  %-50s", (std::string(name) + ", " + what).c_str());
            for (const auto* reward : {&log.visit, &log.conversion, &log.spend}) {
                const fulcrum::estimate e = estimator(*reward);
                std::printf(" %.6f (s.e. %.6f) ", e.value, e.standard_error);
            }
            std::puts("");
        };
        line("IPS", ips);
        line("SNIPS", snips);
    };
    print_policy("always Mens", [](std::size_t) { return std::size_t{mens_mail}; });
    print_policy("womens-only buyers get Womens, else Mens", [&](std::size_t i) {
        return log.womens[i] == 1 && log.mens[i] == 0 ? std::size_t{womens_mail} : std::size_t{mens_mail};
    });
    std::puts("");
}

/// Metric: the share of customers who get an e-mail, in the log's own words a cost.
struct contact_rate {
    static constexpr bool reads_ratios = false;
    [[nodiscard]] static std::string name() { return "contact"; }
    [[nodiscard]] static fulcrum::direction better() { return fulcrum::direction::minimize; }

    struct accumulator {
        fulcrum::moments mailed = {};
        void add(const fulcrum::replayed& one) { mailed.add(one.order.front() == no_mail ? 0.0 : 1.0); }
        [[nodiscard]] fulcrum::estimate result() const { return fulcrum::mean_normal(mailed); }
    };
    [[nodiscard]] static accumulator start(const fulcrum::interaction_log&) { return {}; }
};

/// The model's three heads over their averages, so that weights are of one size, and the cost of a contact.
struct scorer {
    fulcrum::dynamic_mlp<float> net;
    std::array<float, 3> averages;

    void operator()(fulcrum::matrix_view<const float> features, fulcrum::columns_view<float> out,
                    fulcrum::workspace& ws) const {
        net(features, {out.data(), out.rows(), averages.size(), out.stride()}, ws);
        for (std::size_t h = 0; h < averages.size(); ++h) {
            for (float& value : out.column(h)) value /= averages[h];
        }
        for (std::size_t row = 0; row < out.rows(); ++row) out(row, 3) = row == no_mail ? 0.0F : 1.0F;
    }
};

/// The customers of one part in three: 0 trains, 1 tunes, 2 judges.
bool is_in_part(std::size_t customer, std::size_t part, std::uint64_t seed) {
    return fulcrum::random_stream(seed, customer, 0x706172U).below(3) == part;
}

fulcrum::interaction_log log_of_part(const data::hillstrom& log, std::size_t part, std::uint64_t seed, bool quick) {
    fulcrum::interaction_log result{rewards{}};
    std::vector<float> rows;
    for (std::size_t i = 0; i < log.size(); ++i) {
        if (!is_in_part(i, part, seed) || (quick && i % 4 != 0)) continue;
        rows.clear();
        for (std::size_t a = 0; a < arms; ++a) {
            const auto x = feature_map::row(log, i, a);
            rows.insert(rows.end(), x.begin(), x.end());
        }
        const std::array<std::uint32_t, 1> shown{log.arm[i]};
        const std::array<float, 1> propensity{1.0F / 3};
        const std::array<float, 3> reward{static_cast<float>(log.visit[i]), static_cast<float>(log.conversion[i]),
                                          static_cast<float>(log.spend[i])};
        const fulcrum::matrix_view<const float> features{rows.data(), arms, feature_map::count};
        result.append({.request = fulcrum::request{features}.with_key(i),
                       .shown = shown,
                       .propensity = propensity,
                       .rewards = {reward.data(), 1, reward.size()},
                       .group = i});
    }
    return result;
}

} // namespace

void tune_on_hillstrom(const job_options& options) {
    const data::hillstrom log = data::read_hillstrom(options.data / "hillstrom.csv");
    std::printf("Hillstrom's e-mail test: %zu customers, three actions with propensity 1/3\n", log.size());
    print_public_figures(log);

    const std::vector<fulcrum::training_head> heads{{"visit", fulcrum::loss::cross_entropy},
                                                    {"conversion", fulcrum::loss::cross_entropy},
                                                    {"spend", fulcrum::loss::squared_error}};
    fulcrum::trained_mlp model;
    std::array<float, 3> averages{};
    {
        example_rows rows{.features = feature_map::count, .heads = heads.size()};
        const std::array<float, 3> weight{1, 1, 1};
        for (std::size_t i = 0; i < log.size(); ++i) {
            if (!is_in_part(i, 0, options.seed)) continue;
            const std::array<float, 3> target{static_cast<float>(log.visit[i]), static_cast<float>(log.conversion[i]),
                                              static_cast<float>(log.spend[i])};
            for (std::size_t h = 0; h < target.size(); ++h) averages[h] += target[h];
            rows.add(feature_map::row(log, i, log.arm[i]), target, weight, static_cast<std::uint32_t>(i));
        }
        for (float& a : averages) a /= static_cast<float>(rows.size());
        const step s("a model with 3 heads learns from " + std::to_string(rows.size()) + " customers");
        model = train_visibly(rows, heads, {.hidden = {32, 16}, .epochs = options.quick ? 4U : 30U, .batch = 256,
                                          .l2 = 1e-3, .dropout = 0.1, .validation = 0.15, .seed = options.seed});
    }
    const fulcrum::interaction_log tuning = log_of_part(log, 1, options.seed, options.quick);
    const fulcrum::interaction_log judging = log_of_part(log, 2, options.seed, options.quick);

    const auto ranker = fulcrum::rank_by<goals>(
        fulcrum::score_with{scorer{fulcrum::dynamic_mlp<float>(model.net), averages}},
        fulcrum::named("blend", fulcrum::weighted_sum{fulcrum::weights{.25F * visit{}, .25F * conversion{},
                                                                       .25F * spend{}, .1F * contact{}}}),
        fulcrum::top_k{1});
    const auto replay_of = [&](const fulcrum::interaction_log& part) {
        return fulcrum::replay(ranker, part, fulcrum::off_policy(visit{}), fulcrum::off_policy(conversion{}),
                               fulcrum::off_policy(spend{}), contact_rate{});
    };
    const auto problem = replay_of(tuning);
    const auto judge = replay_of(judging);
    std::vector<reference_policy> known{{"hand-set", problem.measure()}};
    for (const auto& [name, values] : {std::pair{"visits only", std::array{1.F, 0.F, 0.F, 0.F}},
                                       std::pair{"spend only", std::array{0.F, 0.F, 1.F, 0.F}},
                                       std::pair{"nobody is mailed", std::array{0.F, 0.F, 0.F, 1.F}}}) {
        auto other = ranker;
        other.set_parameters(values);
        known.push_back({name, problem.measure(fulcrum::settings_of(other))});
    }
    tuned search;
    {
        const step s("NSGA-II tunes 4 weights for visits, conversions, spend and contacts");
        search = tune(problem, known, {.population = options.quick ? 16U : 60U, .generations = options.quick ? 5U : 40U},
                      options);
    }
    const auto executor = executor_of(options);
    const auto rule = fulcrum::best("contact").giving_up(visit{}, 0.05).giving_up(spend{}, 0.05);
    const std::size_t member = fulcrum::choose(problem.front(search.found, executor), rule).member();
    const fulcrum::policy_front front = judge.front(search.found, executor);
    job_result result{.title = "Fulcrum: whom to send which e-mail (Hillstrom)",
                      .summary = "A third of the customers trained the model, a third tuned " +
                                 std::to_string(search.found.evaluations) +
                                 " settings, and every figure is from the last third: self-normalised off-policy values "
                                 "per customer with 95 % intervals.",
                      .front = front,
                      .point = {front, member, rule.words()},
                      .references = {},
                      .tables = {},
                      .heads = {"visit", "conversion", "spend"},
                      .training = model.history,
                      .hypervolume = search.hypervolume};
    fulcrum::report_table table{"Policies on customers that no choice has seen (95 % intervals)",
                                {{"policy"}, {"visit"}, {"conversion"}, {"spend"}, {"contact"}, {"ESS", 0}},
                                {}};
    const auto add = [&table](const std::string& name, const fulcrum::measured_settings& m) {
        table.add(name, fulcrum::measured(m.objectives[0]), fulcrum::measured(m.objectives[1]),
                  fulcrum::measured(m.objectives[2]), fulcrum::measured(m.objectives[3].value),
                  fulcrum::measured(m.effective_sample_size));
    };
    add("chosen", result.point.chosen());
    table.rows.back().highlighted = true;
    for (const auto& k : known) {
        result.references.push_back({k.name, judge.measure(k.measured.settings)});
        add(k.name, result.references.back().measured);
    }
    result.tables = {table};
    present(result, options);
}
