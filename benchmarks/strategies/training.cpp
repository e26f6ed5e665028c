#include "shop_bench.hpp"

#include <fulcrum/learn.hpp>

#include <vector>

fulcrum::mlp_parameters train_on_log(const fulcrum::shop& store, const effort& how, std::uint64_t seed) {
    using fulcrum::shop;
    const fulcrum::interaction_log log =
        fulcrum::write_log(store, fulcrum::shop_logging_policy{}, 0, how.training_visits, seed);
    const std::size_t rows = log.size() * store.positions();
    std::vector<float> features;
    std::vector<float> targets(rows * shop::reward_count); // by column
    std::vector<std::uint32_t> users;
    for (std::size_t i = 0; i < log.size(); ++i) {
        const fulcrum::interaction entry = log[i];
        for (std::size_t k = 0; k < entry.shown.size(); ++k) {
            const auto row = entry.request.features().row(entry.shown[k]);
            features.insert(features.end(), row.begin(), row.end());
            for (std::size_t j = 0; j < shop::reward_count; ++j) targets[j * rows + users.size()] = entry.rewards(k, j);
            users.push_back(static_cast<std::uint32_t>(entry.group));
        }
    }
    const std::vector<float> weights(targets.size(), 1.0F);
    const fulcrum::dataset data{{features.data(), rows, shop::feature_count},
                                {targets.data(), rows, shop::reward_count},
                                {weights.data(), rows, shop::reward_count}};
    const std::vector<fulcrum::training_head> heads{{"click", fulcrum::loss::cross_entropy},
                                                    {"purchase", fulcrum::loss::cross_entropy},
                                                    {"revenue", fulcrum::loss::squared_error}};
    const fulcrum::mlp_trainer trainer{
        .hidden = {64, 32}, .epochs = how.epochs, .l2 = 1e-5, .dropout = 0.05, .patience = 4, .seed = seed};
    return fulcrum::train(trainer, data, heads, fulcrum::group_split(users, trainer.validation, seed)).net;
}
