#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/learn/dataset.hpp"
#include "fulcrum/learn/loss.hpp"
#include "fulcrum/learn/network.hpp"
#include "fulcrum/learn/optimizer.hpp"
#include "fulcrum/mlp/activation.hpp"
#include "fulcrum/mlp/parameters.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// Options of train(): a multi-layer perceptron with one output for each head, minibatches and Adam.
struct mlp_trainer {
    std::vector<std::size_t> hidden{64, 32}; ///< sizes of the hidden layers, which the heads share
    activation hidden_activation = activation::relu;
    std::size_t epochs = 30; ///< at most
    std::size_t batch = 512;
    double learning_rate = 1e-3;
    double l2 = 0;              ///< adds l2 / 2 * (sum of squared weights, without biases) to the loss
    double dropout = 0;         ///< probability with which a hidden value is left out while training
    double validation = 0.1;    ///< share of rows that judge; 0 trains all epochs on all rows
    std::size_t patience = 5;   ///< epochs without a better validation loss after which training ends
    std::uint64_t seed = 1;     ///< of initial weights, split, order of rows and dropout
};

/// One output of the model: its name, what it is trained with, and its share of the sum of losses.
struct training_head {
    std::string name;
    loss kind = loss::cross_entropy;
    double weight = 1;
};

/// What an epoch came to. Losses are weighted means over examples; a squared error is in units of the target's
/// variance. Without a validation part, `validation` and `heads` are of the training part.
struct epoch_report {
    std::size_t epoch = 0;      ///< from 1
    double train = 0;           ///< sum over heads of weight * loss, taken while weights moved (and with dropout)
    double validation = 0;      ///< the same sum, after the epoch
    std::vector<double> heads;  ///< loss of each head, after the epoch
    bool best = false;          ///< the lowest validation loss so far
};

/// A model, ready to score raw features, and how it came about. Its heads bear the given names.
struct trained_mlp {
    mlp_parameters net;
    std::vector<epoch_report> history;
    std::size_t best_epoch = 0; ///< whose weights these are, from 1
};

namespace detail {

/// One run of training: the data in the form in which batches are cut, and the moving weights.
class mlp_training {
public:
    mlp_training(const mlp_trainer& options, const dataset& data, std::span<const training_head> heads,
                 row_split split)
        : options_(options), data_(data), heads_(heads), split_(std::move(split)),
          scale_(standardizer::fit(data.features, split_.train)), net_(sizes(), options.hidden_activation, options.seed),
          optimizer_(adam{.learning_rate = options.learning_rate}) {
        const std::size_t n = data.rows(), d = data.features.cols();
        features_.resize(static_cast<Eigen::Index>(d), static_cast<Eigen::Index>(n));
        for (std::size_t i = 0; i < n; ++i)
            scale_.apply(data.features.row(i), {features_.data() + i * d, d});
        for (std::size_t h = 0; h < heads.size(); ++h) scale_target(h);
    }

    trained_mlp run(const std::function<void(const epoch_report&)>& progress) {
        trained_mlp result;
        const bool judged = !split_.validation.empty();
        double best = std::numeric_limits<double>::infinity();
        network<float>::vector kept = net_.parameters();
        for (std::size_t epoch = 1; epoch <= options_.epochs; ++epoch) {
            epoch_report report;
            report.epoch = epoch;
            report.train = one_epoch(epoch);
            report.heads = losses(judged ? split_.validation : split_.train);
            for (std::size_t h = 0; h < heads_.size(); ++h) report.validation += heads_[h].weight * report.heads[h];
            if (!std::isfinite(report.train) || !std::isfinite(report.validation) || !net_.parameters().allFinite())
                fail("train: the loss is not finite in epoch ", epoch, "; lower the learning rate, which is ",
                     options_.learning_rate);
            report.best = !judged || report.validation < best;
            if (report.best) {
                best = report.validation;
                kept = net_.parameters();
                result.best_epoch = epoch;
            }
            result.history.push_back(report);
            if (progress) progress(report);
            if (epoch - result.best_epoch >= options_.patience && judged) break;
        }
        net_.parameters() = kept;
        result.net = finished();
        return result;
    }

private:
    std::vector<std::size_t> sizes() const {
        std::vector<std::size_t> all{data_.features.cols()};
        all.insert(all.end(), options_.hidden.begin(), options_.hidden.end());
        all.push_back(heads_.size());
        return all;
    }

    /// Total weight of a head on the training rows; mean and deviation of its target where its loss is squared.
    void scale_target(std::size_t h) {
        double total = 0, mean = 0, square = 0;
        for (const std::size_t i : split_.train) {
            const auto w = static_cast<double>(data_.weight(i, h));
            total += w;
            if (w > 0) mean += w * static_cast<double>(data_.targets(i, h));
        }
        if (!(total > 0)) fail("train: head '", heads_[h].name, "' has no training example with a positive weight");
        mean /= total;
        for (const std::size_t i : split_.train)
            if (const auto w = static_cast<double>(data_.weight(i, h)); w > 0)
                square += w * std::pow(static_cast<double>(data_.targets(i, h)) - mean, 2);
        const double deviation = std::sqrt(square / total);
        const bool real = heads_[h].kind == loss::squared_error;
        const bool constant = !(deviation > 1e-6 * std::abs(mean)) || deviation < 1e-30;
        mean_.push_back(real ? mean : 0.0);
        deviation_.push_back(real && !constant ? deviation : 1.0);
        mean_weight_.push_back(total / static_cast<double>(split_.train.size()));
    }

    float target(std::size_t row, std::size_t h) const noexcept {
        return static_cast<float>((static_cast<double>(data_.targets(row, h)) - mean_[h]) / deviation_[h]);
    }

    void gather(std::span<const std::size_t> rows) {
        batch_.resize(features_.rows(), static_cast<Eigen::Index>(rows.size()));
        for (std::size_t i = 0; i < rows.size(); ++i)
            batch_.col(static_cast<Eigen::Index>(i)) = features_.col(static_cast<Eigen::Index>(rows[i]));
    }

    /// One pass over the training rows in random order; the mean loss. A head's loss is divided by its mean weight over
    /// all training rows, not over the batch: so the expected step does not depend on the batch size.
    double one_epoch(std::size_t epoch) {
        std::vector<std::size_t>& order = split_.train;
        std::sort(order.begin(), order.end());
        random_stream order_random(options_.seed, epoch, 0x6f726465U);
        random_stream dropout_random(options_.seed, epoch, 0x64726f70U);
        shuffle(order.begin(), order.size(), order_random);
        double total = 0;
        for (std::size_t first = 0; first < order.size(); first += options_.batch) {
            const auto rows = std::span<const std::size_t>(order).subspan(
                first, (std::min)(options_.batch, order.size() - first));
            gather(rows);
            const auto& outputs = options_.dropout > 0 ? net_.forward(batch_, tape_, options_.dropout, dropout_random)
                                                       : net_.forward(batch_, tape_);
            slope_.resize(outputs.rows(), outputs.cols());
            for (std::size_t i = 0; i < rows.size(); ++i)
                for (std::size_t h = 0; h < heads_.size(); ++h) {
                    const auto r = static_cast<Eigen::Index>(h), c = static_cast<Eigen::Index>(i);
                    const float weight = data_.weight(rows[i], h);
                    slope_(r, c) = 0;
                    if (!(weight > 0)) continue;
                    const double share = heads_[h].weight * static_cast<double>(weight) / mean_weight_[h];
                    const float y = target(rows[i], h);
                    total += share * static_cast<double>(loss_value(heads_[h].kind, outputs(r, c), y));
                    slope_(r, c) = static_cast<float>(share / static_cast<double>(rows.size())) *
                                   loss_slope(heads_[h].kind, outputs(r, c), y);
                }
            net_.backward(slope_, tape_, gradient_);
            if (options_.l2 > 0)
                for (std::size_t l = 0; l < net_.layers(); ++l)
                    net_.weights_in(gradient_, l) += static_cast<float>(options_.l2) * net_.weights(l);
            optimizer_.step(net_.parameters(), gradient_);
        }
        return total / static_cast<double>(order.size());
    }

    /// Weighted mean loss of each head over rows, without dropout; 0 for a head that has no weight there.
    std::vector<double> losses(std::span<const std::size_t> rows) {
        std::vector<double> sum(heads_.size(), 0.0), weight(heads_.size(), 0.0);
        for (std::size_t first = 0; first < rows.size(); first += options_.batch) {
            const auto part = rows.subspan(first, (std::min)(options_.batch, rows.size() - first));
            gather(part);
            const auto& outputs = net_.forward(batch_, tape_);
            for (std::size_t i = 0; i < part.size(); ++i)
                for (std::size_t h = 0; h < heads_.size(); ++h)
                    if (const auto w = static_cast<double>(data_.weight(part[i], h)); w > 0) {
                        const float z = outputs(static_cast<Eigen::Index>(h), static_cast<Eigen::Index>(i));
                        sum[h] += w * static_cast<double>(loss_value(heads_[h].kind, z, target(part[i], h)));
                        weight[h] += w;
                    }
        }
        for (std::size_t h = 0; h < heads_.size(); ++h) sum[h] = weight[h] > 0 ? sum[h] / weight[h] : 0.0;
        return sum;
    }

    /// The net on raw features and targets: both scalings folded into its first and last layer.
    mlp_parameters finished() const {
        std::vector<mlp_head> heads;
        for (std::size_t h = 0; h < heads_.size(); ++h)
            heads.push_back({heads_[h].name, h, 1, head_activation(heads_[h].kind)});
        mlp_parameters net = net_.to_mlp(std::move(heads));
        scale_.fold_into(net.layers.front());
        mlp_layer& last = net.layers.back();
        for (std::size_t h = 0; h < heads_.size(); ++h) {
            for (std::size_t k = 0; k < last.inputs; ++k) {
                float& w = last.weights[h * last.inputs + k];
                w = static_cast<float>(static_cast<double>(w) * deviation_[h]);
            }
            last.bias[h] = static_cast<float>(static_cast<double>(last.bias[h]) * deviation_[h] + mean_[h]);
        }
        return net;
    }

    const mlp_trainer& options_;
    const dataset& data_;
    std::span<const training_head> heads_;
    row_split split_;
    standardizer scale_;
    network<float> net_;
    adam_optimizer<float> optimizer_;
    network<float>::matrix features_; ///< standardised, an example a column
    network<float>::matrix batch_, slope_;
    network<float>::tape tape_;
    network<float>::vector gradient_;
    std::vector<double> mean_, deviation_; ///< of each head's target; 0 and 1 unless its loss is squared
    std::vector<double> mean_weight_;      ///< of each head over the training rows
};

inline void validate(const mlp_trainer& options, const dataset& data, std::span<const training_head> heads) {
    fulcrum::validate(data);
    if (heads.size() != data.targets.cols() || heads.empty())
        fail<shape_error>("train: there are ", heads.size(), " heads, but ", data.targets.cols(),
                          " columns of targets; give one column for each head, and at least one");
    if (options.epochs == 0 || options.batch == 0 || options.patience == 0)
        fail("train: epochs is ", options.epochs, ", batch ", options.batch, ", patience ", options.patience,
             "; each must be at least 1");
    if (!(options.learning_rate > 0)) fail("train: the learning rate is ", options.learning_rate, "; it must be > 0");
    if (!(options.l2 >= 0)) fail("train: l2 is ", options.l2, "; it must be >= 0");
    if (!(options.dropout >= 0 && options.dropout < 1))
        fail("train: dropout is ", options.dropout, "; it must be in [0, 1)");
    for (std::size_t h = 0; h < heads.size(); ++h) {
        if (!(heads[h].weight >= 0) || !std::isfinite(heads[h].weight))
            fail("train: head '", heads[h].name, "' has weight ", heads[h].weight, "; it must be finite and >= 0");
        if (heads[h].kind != loss::cross_entropy) continue;
        for (std::size_t i = 0; i < data.rows(); ++i)
            if (data.weight(i, h) > 0 && !(data.targets(i, h) >= 0 && data.targets(i, h) <= 1))
                fail("train: target (row ", i, ", head '", heads[h].name, "') is ", data.targets(i, h),
                     "; cross entropy needs targets in [0, 1]");
    }
}

} // namespace detail

/// Trains one model with an output for each head, on the sum of the heads' losses. Features are standardised and real
/// targets are scaled inside; both are folded into the weights that come back, which take features as they are.
/// Training ends after `epochs`, or earlier when the validation loss has not fallen for `patience` epochs, and the
/// weights of the best epoch are returned. The same seed gives the same weights, bit for bit, on one machine and build.
///
/// `progress` is called after each epoch, and may be empty. O(epochs * rows * weights), one thread.
/// Throws what validate(dataset) throws; shape_error when heads and columns of targets differ in number; error for
/// an option out of its range, a binary target outside [0, 1], or a loss that is not finite.
[[nodiscard]] inline trained_mlp train(const mlp_trainer& options, const dataset& data,
                                       std::span<const training_head> heads, row_split split,
                                       const std::function<void(const epoch_report&)>& progress = {}) {
    detail::validate(options, data, heads);
    for (const auto* part : {&split.train, &split.validation})
        for (const std::size_t row : *part)
            if (row >= data.rows())
                fail<shape_error>("train: the split names row ", row, ", but there are ", data.rows(), " rows");
    if (split.train.empty()) fail("train: the split leaves no row to train on");
    return detail::mlp_training(options, data, heads, std::move(split)).run(progress);
}

/// The same with a random split by rows; use group_split where rows of one request or user must not be on both sides.
[[nodiscard]] inline trained_mlp train(const mlp_trainer& options, const dataset& data,
                                       std::span<const training_head> heads,
                                       const std::function<void(const epoch_report&)>& progress = {}) {
    return train(options, data, heads, random_split(data.rows(), options.validation, options.seed), progress);
}

} // namespace fulcrum::inline v0_1
