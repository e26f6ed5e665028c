#pragma once

#include "training.hpp"

#include <fulcrum/fulcrum.hpp>
#include <fulcrum/simulate.hpp>
#include <fulcrum/tune.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// The ranker of the shop that the examples tune: three heads learnt from the shop's log, blended, made diverse, drawn.
namespace shop_ranker {

using fulcrum::shop;
using click = shop::click;
using purchase = shop::purchase;
using revenue = shop::revenue;

inline const std::vector<fulcrum::training_head> heads{{"click", fulcrum::loss::cross_entropy},
                                                       {"purchase", fulcrum::loss::cross_entropy},
                                                       {"revenue", fulcrum::loss::squared_error}};

/// The rows that were shown, with what came back.
inline example_rows shown_rows(const fulcrum::interaction_log& log) {
    example_rows rows{.features = log.feature_count(), .heads = shop::reward_count};
    const std::array<float, shop::reward_count> weight{1, 1, 1};
    for (std::size_t i = 0; i < log.size(); ++i) {
        const fulcrum::interaction entry = log[i];
        for (std::size_t k = 0; k < entry.shown.size(); ++k) {
            rows.add(entry.request.features().row(entry.shown[k]), entry.rewards.row(k), weight,
                     static_cast<std::uint32_t>(entry.group));
        }
    }
    return rows;
}

inline fulcrum::mlp_trainer trainer(std::uint64_t seed) {
    return {.hidden = {64, 32}, .epochs = 20, .l2 = 1e-5, .dropout = 0.05, .patience = 4, .seed = seed};
}

/// At settings that a person might choose. A deterministic ranker's hundreds of candidates would never match a logged
/// slate; drawn at a small temperature it can be judged from the log.
inline auto make(const fulcrum::trained_mlp& model, std::size_t positions, std::uint64_t seed) {
    return fulcrum::rank_by<shop::goals>(
        fulcrum::score_with{fulcrum::dynamic_mlp<float>(model.net)}, fulcrum::min_max{},
        fulcrum::named("blend",
                       fulcrum::weighted_sum{fulcrum::weights{.4F * click{}, .3F * purchase{}, .3F * revenue{}}}),
        fulcrum::mmr{.lambda = .8F, .depth = 2 * positions},
        fulcrum::plackett_luce{.k = positions, .temperature = .2F, .seed = seed});
}

/// What it is tuned for: its off-policy clicks and revenue on a log, and its diversity. Temperatures at which the
/// off-policy values rest on few visits are left out.
template <class Ranker>
auto problem(const Ranker& ranker, const fulcrum::interaction_log& log, double effective_sample_size) {
    fulcrum::replay result(ranker, log, fulcrum::off_policy(click{}), fulcrum::off_policy(revenue{}),
                           fulcrum::diversity{log.positions()});
    result.within("plackett_luce.temperature", .05F, .5F);
    result.guarded_by({.minimum = effective_sample_size});
    return result;
}

/// The operating point: more revenue, at hardly any loss of clicks and diversity.
inline auto rule() { return fulcrum::best(revenue{}).giving_up(click{}, 0.01).giving_up("diversity", 0.05); }

} // namespace shop_ranker
