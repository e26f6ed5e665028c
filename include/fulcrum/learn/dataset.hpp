#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/mlp/fold_normalization.hpp"
#include "fulcrum/mlp/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fulcrum::inline v0_1 {

/// What a model is trained on, borrowed: n rows of features, a column of n targets for each head, and, if not empty, a
/// column of n weights for each head. An example with weight 0 does not train that head, and its target is not read:
/// so a head can be trained on a subset (purchases given a click).
struct dataset {
    matrix_view<const float> features;
    columns_view<const float> targets;
    columns_view<const float> weights{};

    [[nodiscard]] std::size_t rows() const noexcept { return features.rows(); }
    [[nodiscard]] float weight(std::size_t row, std::size_t head) const noexcept {
        return weights.cols() == 0 ? 1.0F : weights(row, head);
    }
};

/// Throws shape_error when the parts differ in rows or heads, and error when there is no row, a feature is not finite,
/// a weight is negative or not finite, or a target that has a weight is not finite; the message names row and column.
inline void validate(const dataset& data) {
    const std::size_t n = data.rows();
    if (n == 0 || data.features.cols() == 0)
        fail("dataset: the features are ", n, " x ", data.features.cols(), "; there is nothing to learn from");
    if (data.targets.rows() != n)
        fail<shape_error>("dataset: there are ", n, " rows of features, but ", data.targets.rows(), " of targets");
    if (data.weights.cols() != 0 && (data.weights.rows() != n || data.weights.cols() != data.targets.cols()))
        fail<shape_error>("dataset: the weights are ", data.weights.rows(), " x ", data.weights.cols(),
                          ", but the targets ", n, " x ", data.targets.cols());
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < data.features.cols(); ++j)
            if (!std::isfinite(data.features(i, j)))
                fail("dataset: feature (row ", i, ", column ", j, ") is ", data.features(i, j), "; it must be finite");
        for (std::size_t h = 0; h < data.targets.cols(); ++h) {
            const float w = data.weight(i, h);
            if (!(w >= 0) || !std::isfinite(w))
                fail("dataset: weight (row ", i, ", column ", h, ") is ", w, "; it must be finite and not negative");
            if (w > 0 && !std::isfinite(data.targets(i, h)))
                fail("dataset: target (row ", i, ", column ", h, ") is ", data.targets(i, h),
                     "; it must be finite, or have weight 0");
        }
    }
}

/// Row numbers of the part that trains and of the part that judges.
struct row_split {
    std::vector<std::size_t> train;
    std::vector<std::size_t> validation;
};

namespace detail {

/// Marks floor(share * n) of n places at random.
inline std::vector<bool> random_marks(std::size_t n, double share, std::uint64_t seed) {
    if (!(share >= 0 && share < 1)) fail("split: the validation share is ", share, "; it must be in [0, 1)");
    std::vector<std::size_t> order(n);
    for (std::size_t i = 0; i < n; ++i) order[i] = i;
    random_stream random(seed, 0, 0x73706c69U);
    shuffle(order.begin(), n, random);
    std::vector<bool> marks(n, false);
    const auto wanted = static_cast<std::size_t>(share * static_cast<double>(n));
    for (std::size_t i = 0; i < wanted; ++i) marks[order[i]] = true;
    return marks;
}

} // namespace detail

/// A random split of n rows: floor(share * n) of them validate. Both parts are in ascending order.
/// Throws error unless share is in [0, 1).
[[nodiscard]] inline row_split random_split(std::size_t n, double share, std::uint64_t seed) {
    const std::vector<bool> marks = detail::random_marks(n, share, seed);
    row_split split;
    for (std::size_t i = 0; i < n; ++i) (marks[i] ? split.validation : split.train).push_back(i);
    return split;
}

/// A random split that keeps the rows of a group (a request, a user) on one side: floor(share * number of groups)
/// groups validate. `groups` has a value for each row. O(n log n). Throws error unless share is in [0, 1).
[[nodiscard]] inline row_split group_split(std::span<const std::uint32_t> groups, double share, std::uint64_t seed) {
    std::vector<std::uint32_t> names(groups.begin(), groups.end());
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    const std::vector<bool> marks = detail::random_marks(names.size(), share, seed);
    row_split split;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto place = std::lower_bound(names.begin(), names.end(), groups[i]) - names.begin();
        (marks[static_cast<std::size_t>(place)] ? split.validation : split.train).push_back(i);
    }
    return split;
}

/// Mean and standard deviation of each feature. A constant feature has deviation 1, so that it becomes 0.
struct standardizer {
    std::vector<float> mean;
    std::vector<float> deviation;

    /// From the given rows of the features; two passes in double. O(rows * columns).
    [[nodiscard]] static standardizer fit(matrix_view<const float> features, std::span<const std::size_t> rows) {
        const std::size_t d = features.cols();
        const double n = rows.empty() ? 1.0 : static_cast<double>(rows.size());
        std::vector<double> mean(d, 0.0), square(d, 0.0);
        for (const std::size_t i : rows)
            for (std::size_t j = 0; j < d; ++j) mean[j] += static_cast<double>(features(i, j));
        for (double& m : mean) m /= n;
        for (const std::size_t i : rows)
            for (std::size_t j = 0; j < d; ++j) {
                const double off = static_cast<double>(features(i, j)) - mean[j];
                square[j] += off * off;
            }
        standardizer fitted;
        for (std::size_t j = 0; j < d; ++j) {
            const double deviation = std::sqrt(square[j] / n);
            const bool constant = !(deviation > 1e-6 * std::abs(mean[j])) || deviation < 1e-30;
            fitted.mean.push_back(static_cast<float>(mean[j]));
            fitted.deviation.push_back(constant ? 1.0F : static_cast<float>(deviation));
        }
        return fitted;
    }

    /// out[j] = (row[j] - mean[j]) / deviation[j]
    void apply(std::span<const float> row, std::span<float> out) const noexcept {
        for (std::size_t j = 0; j < row.size(); ++j) out[j] = (row[j] - mean[j]) / deviation[j];
    }

    /// Changes a first layer that takes standardised features into the one that takes them as they are.
    void fold_into(mlp_layer& layer) const {
        if (layer.inputs != mean.size())
            fail<shape_error>("standardizer: has ", mean.size(), " features, but the layer ", layer.inputs, " inputs");
        detail::fold_standardized(layer, 0, mean, deviation);
    }
};

} // namespace fulcrum::inline v0_1
