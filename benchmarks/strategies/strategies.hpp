#pragma once

#include "shop_bench.hpp"

#include <fulcrum/pareto.hpp>
#include <fulcrum/search.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// Settings that a strategy tried, and what they were worth on the visits that it saw.
struct trial {
    ranker_settings settings;
    worth_values value;
};

/// Plays every one of the settings.
template <class Ranker>
[[nodiscard]] std::vector<trial> try_all(Ranker ranker, const std::vector<ranker_settings>& all,
                                         const visit_set& visits) {
    std::vector<trial> tried;
    for (const ranker_settings& settings : all) {
        ranker.set_parameters(settings);
        tried.push_back({settings, visits.play(ranker)});
    }
    return tried;
}

/// A simplex lattice of weights (sums of 1, in steps of 1 / lattice), each with every level of lambda in (0, 1].
[[nodiscard]] inline std::vector<ranker_settings> sweep(const effort& how) {
    std::vector<ranker_settings> all;
    const auto part = [](std::size_t a, std::size_t of) { return static_cast<float>(a) / static_cast<float>(of); };
    for (std::size_t a = 0; a <= how.lattice; ++a) {
        for (std::size_t b = 0; a + b <= how.lattice; ++b) {
            for (std::size_t l = 1; l <= how.lambdas; ++l) {
                all.push_back({part(a, how.lattice), part(b, how.lattice), part(how.lattice - a - b, how.lattice),
                               part(l, how.lambdas)});
            }
        }
    }
    return all;
}

/// Runs a search over the settings; every settings that it asked for is a trial.
template <class Algorithm, class Ranker>
[[nodiscard]] std::vector<trial> search_all(const Algorithm& algorithm, const Ranker& ranker, const visit_set& visits,
                                            std::uint64_t seed) {
    std::vector<fulcrum::variable> variables;
    for (const auto& p : ranker.parameters()) {
        variables.push_back({p.name, static_cast<double>(p.lower), static_cast<double>(p.upper)});
    }
    std::vector<trial> tried;
    const auto evaluate = [&](std::span<const double> x, std::span<double> f) {
        trial next{};
        std::ranges::transform(x, next.settings.begin(), [](double v) { return static_cast<float>(v); });
        Ranker candidate = ranker;
        candidate.set_parameters(next.settings);
        next.value = visits.play(candidate);
        std::ranges::copy(next.value, f.begin());
        tried.push_back(next);
    };
    const fulcrum::function_problem problem{worth{}, std::move(variables), evaluate};
    static_cast<void>(fulcrum::search(algorithm, problem, fulcrum::seed{seed}));
    return tried;
}

/// What a strategy came to in one shop, on visits that it did not see. Changes are against equal weights, in per cent.
struct outcome {
    std::size_t evaluations = 0;
    double hypervolume = 0;
    double revenue_change = 0; ///< at the chosen settings
    double click_change = 0;   ///< at the chosen settings
};

/// Judges what was tried. The chosen settings are those of most revenue that give up at most 1 % of the clicks of equal
/// weights, by the visits that the search saw; where none earns more, equal weights stay. The hypervolume is that of all tried
/// settings that no other dominated there, in units of what equal weights give, from the point at half of it.
template <class Ranker>
[[nodiscard]] outcome judge(const Ranker& ranker, const std::vector<trial>& tried, const worth_values& baseline_seen,
                            const worth_values& baseline, const visit_set& unseen) {
    fulcrum::workspace ws;
    std::vector<double> seen(tried.size() * worth::size());
    const fulcrum::columns_view<double> seen_columns{seen.data(), tried.size(), worth::size()};
    for (std::size_t i = 0; i < tried.size(); ++i) {
        for (std::size_t j = 0; j < worth::size(); ++j) seen_columns(i, j) = tried[i].value[j];
    }
    const std::span<const std::uint32_t> front = fulcrum::pareto_front(worth{}, seen_columns, ws);

    Ranker candidate = ranker;
    const auto unseen_change = [&](const trial& t) {
        candidate.set_parameters(t.settings);
        worth_values share = unseen.play(candidate);
        for (std::size_t j = 0; j < worth::size(); ++j) share[j] /= baseline[j];
        return share;
    };
    std::vector<double> shares(front.size() * worth::size());
    const fulcrum::columns_view<double> share_columns{shares.data(), front.size(), worth::size()};
    for (std::size_t i = 0; i < front.size(); ++i) {
        const worth_values share = unseen_change(tried[front[i]]);
        for (std::size_t j = 0; j < worth::size(); ++j) share_columns(i, j) = share[j];
    }
    const std::array<double, worth::size()> reference{.5, .5, .5};
    outcome result{.evaluations = tried.size(),
                   .hypervolume = fulcrum::hypervolume(worth{}, share_columns, std::span<const double>(reference), ws)};

    const trial* chosen = nullptr;
    for (const trial& t : tried) {
        if (t.value[0] < 0.99 * baseline_seen[0] || t.value[1] < baseline_seen[1]) continue;
        if (chosen == nullptr || t.value[1] > chosen->value[1]) chosen = &t;
    }
    if (chosen != nullptr) {
        const worth_values share = unseen_change(*chosen);
        result.click_change = 100 * (share[0] - 1);
        result.revenue_change = 100 * (share[1] - 1);
    }
    return result;
}
