#pragma once

#include <fulcrum/learn.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

/// Rows of training examples, collected one by one.
struct example_rows {
    std::size_t features = 0;
    std::size_t heads = 0;
    std::vector<float> x = {};       ///< rows x features
    std::vector<float> targets = {}; ///< rows x heads
    std::vector<float> weights = {}; ///< rows x heads
    std::vector<std::uint32_t> groups = {};

    [[nodiscard]] std::size_t size() const noexcept { return groups.size(); }

    void add(std::span<const float> row, std::span<const float> target, std::span<const float> weight,
             std::uint32_t group) {
        x.insert(x.end(), row.begin(), row.end());
        targets.insert(targets.end(), target.begin(), target.end());
        weights.insert(weights.end(), weight.begin(), weight.end());
        groups.push_back(group);
    }
};

/// Trains a model with one output a head; the rows of a group are never split between training and validation.
inline fulcrum::trained_mlp train_model(const example_rows& rows, const std::vector<fulcrum::training_head>& heads,
                                        const fulcrum::mlp_trainer& trainer,
                                        const std::function<void(const fulcrum::epoch_report&)>& progress = {}) {
    const std::size_t n = rows.size();
    const auto columns = [&](const std::vector<float>& by_row) {
        std::vector<float> by_column(by_row.size());
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t h = 0; h < rows.heads; ++h) by_column[h * n + i] = by_row[i * rows.heads + h];
        }
        return by_column;
    };
    const std::vector<float> targets = columns(rows.targets);
    const std::vector<float> weights = columns(rows.weights);
    const fulcrum::dataset data{{rows.x.data(), n, rows.features},
                                {targets.data(), n, rows.heads},
                                {weights.data(), n, rows.heads}};
    return fulcrum::train(trainer, data, heads, fulcrum::group_split(rows.groups, trainer.validation, trainer.seed),
                          progress);
}
