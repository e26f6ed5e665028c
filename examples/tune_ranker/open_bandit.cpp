#include "jobs.hpp"

#include "data/open_bandit.hpp"

#include <fulcrum/core/error.hpp>
#include <fulcrum/evaluate.hpp>
#include <fulcrum/io/read_file.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace {

nlohmann::json read_reference(const std::filesystem::path& file) {
    const std::string text = fulcrum::read_file(file);
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& e) {
        fulcrum::fail<fulcrum::format_error>(file.string(), ": byte ", e.byte, ": is no JSON; fetch the file again");
    }
}

/// The estimators that a reader may check, beside what Open Bandit Pipeline prints. Returns the largest difference.
double compare(const data::open_bandit_fixture& log, const nlohmann::json& reference, const std::string& file) {
    const fulcrum::bandit_feedback feedback{
        .target = log.target, .logging = log.logging, .reward = log.reward, .q_hat = log.q_hat, .v_hat = log.v_hat};
    const std::vector<std::pair<std::string, fulcrum::estimate>> ours{{"ipw", fulcrum::ips(feedback)},
                                                                      {"snipw", fulcrum::snips(feedback)},
                                                                      {"dm", fulcrum::dm(log.v_hat)},
                                                                      {"dr", fulcrum::dr(feedback)},
                                                                      {"sndr", fulcrum::sndr(feedback)},
                                                                      {"switch-dr(10)", fulcrum::switch_dr(feedback, 10)},
                                                                      {"dr-os(10)", fulcrum::dr_os(feedback, 10)}};
    double largest = 0;
    std::printf("  %-15s %-22s %-22s %s\n", "estimator", "Fulcrum", "Open Bandit Pipeline", "95 % interval");
    for (const auto& [name, e] : ours) {
        if (!reference.contains("estimates") || !reference["estimates"].contains(name)) {
            fulcrum::fail<fulcrum::format_error>(file, ": has no estimate '", name, "'; fetch the file again");
        }
        const double theirs = reference["estimates"][name].get<double>();
        largest = std::max(largest, std::abs(theirs - e.value));
        std::printf("  %-15s %-22.17g %-22.17g [%.6f, %.6f]\n", name.c_str(), e.value, theirs, e.low, e.high);
    }
    std::printf("  effective sample size %.1f of %zu; truth by the target's own log %.4f\n\n",
                fulcrum::ips(feedback).effective_sample_size, log.size(), reference.value("on_policy_target", 0.0));
    return largest;
}

} // namespace

void evaluate_open_bandit(const job_options& options) {
    const std::filesystem::path& folder = options.data;
    const auto reference_file = folder / "reference_obp_men.json";
    const nlohmann::json reference = read_reference(reference_file);
    std::puts("Open Bandit (small): one reward, so nothing is traded off and no file is written; off-policy estimates\n"
              "of the click rate, men's campaign, beside Open Bandit Pipeline 0.5.5 on the same rows.\n");
    double largest = 0;
    for (const auto& [direction, key] : {std::pair{"random_to_bts", "men:random->bts"},
                                         std::pair{"bts_to_random", "men:bts->random"}}) {
        const auto fixture = folder / (std::string("ope_fixture_men_") + direction + ".csv");
        const data::open_bandit_fixture log = data::read_open_bandit_fixture(fixture);
        if (!reference.contains(key)) {
            fulcrum::fail<fulcrum::format_error>(reference_file.string(), ": has no entry '", key, "'; fetch it again");
        }
        std::printf("%s\n", key);
        largest = std::max(largest, compare(log, reference[key], reference_file.string()));
    }
    std::printf("The largest difference is %.1e.\n\n", largest);
    if (!(largest <= 1e-12)) fulcrum::fail("open bandit: the estimates differ from the reference by more than 1e-12");

    const auto women_file = folder / "bts/women/women.csv";
    const data::open_bandit_impressions women = data::read_open_bandit(women_file);
    const std::vector<double> uniform(women.size(), 1.0 / static_cast<double>(women.items));
    const fulcrum::off_policy_estimate value =
        fulcrum::snips({.target = uniform, .logging = women.propensity, .reward = women.click});
    std::printf("Women's campaign: the uniform policy, judged from the log of Bernoulli Thompson sampling\n"
                "  SNIPS %.6f [%.6f, %.6f], effective sample size %.1f of %zu\n",
                value.value, value.low, value.high, value.effective_sample_size, women.size());
    try {
        fulcrum::require_support(value, {}, "the uniform policy");
    } catch (const fulcrum::error& refusal) {
        std::printf("  refused: %s\n", refusal.what());
        return;
    }
    fulcrum::fail("open bandit: the guard let an estimate pass that rests on ", value.effective_sample_size, " rows");
}
