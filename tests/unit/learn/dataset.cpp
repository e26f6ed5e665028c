#include "fulcrum/learn/dataset.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <set>
#include <string>
#include <vector>

using namespace fulcrum;

namespace {

std::string message_of(const dataset& data) {
    try {
        validate(data);
    } catch (const error& e) {
        return e.what();
    }
    return "";
}

std::vector<std::size_t> all_rows(std::size_t n) {
    std::vector<std::size_t> rows(n);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return rows;
}

} // namespace

TEST_CASE("learn/dataset: each mistake is named with its row and column") {
    std::vector<float> x{1, 2, 3, 4, 5, 6}, y{0, 1, 0}, w{1, 1, 0};
    const dataset data{{x.data(), 3, 2}, {y.data(), 3, 1}, {w.data(), 3, 1}};
    CHECK(message_of(data).empty());
    x[3] = std::nanf("");
    CHECK(message_of(data) == "dataset: feature (row 1, column 1) is nan; it must be finite");
    x[3] = 4;
    y[2] = std::nanf(""); // weight 0: not read
    CHECK(message_of(data).empty());
    w[2] = 0.5F;
    CHECK(message_of(data) == "dataset: target (row 2, column 0) is nan; it must be finite, or have weight 0");
    w[2] = -1;
    CHECK(message_of(data).substr(0, 40) == "dataset: weight (row 2, column 0) is -1;");
    CHECK(message_of({}) == "dataset: the features are 0 x 0; there is nothing to learn from");
    CHECK(message_of({{x.data(), 3, 2}, {y.data(), 2, 1}}) ==
          "dataset: there are 3 rows of features, but 2 of targets");
    CHECK_THROWS_AS(validate(dataset{{x.data(), 3, 2}, {y.data(), 3, 1}, {w.data(), 2, 1}}), shape_error);
}

TEST_CASE("learn/dataset: a random split has every row once, and the stated share") {
    const row_split split = random_split(1000, 0.25, 7);
    CHECK(split.validation.size() == 250);
    std::vector<std::size_t> together = split.train;
    together.insert(together.end(), split.validation.begin(), split.validation.end());
    std::sort(together.begin(), together.end());
    CHECK(together == all_rows(1000));
    CHECK(random_split(1000, 0.25, 7).validation == split.validation);
    CHECK(random_split(1000, 0.25, 8).validation != split.validation);
    CHECK(random_split(5, 0.0, 1).validation.empty());
    CHECK(random_split(0, 0.5, 1).train.empty());
    CHECK_THROWS_AS(static_cast<void>(random_split(5, 1.0, 1)), error);
    CHECK_THROWS_AS(static_cast<void>(random_split(5, std::nan(""), 1)), error);
}

TEST_CASE("learn/dataset: a group split keeps groups whole") {
    std::vector<std::uint32_t> groups(1000);
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = static_cast<std::uint32_t>(i * 7919 % 40 * 1000000);
    const row_split split = group_split(groups, 0.2, 3);
    std::set<std::uint32_t> train, validation;
    for (const std::size_t i : split.train) train.insert(groups[i]);
    for (const std::size_t i : split.validation) validation.insert(groups[i]);
    CHECK(validation.size() == 8);
    CHECK(train.size() == 32);
    for (const std::uint32_t g : validation) CHECK(train.count(g) == 0);
    CHECK(split.train.size() + split.validation.size() == 1000);
}

TEST_CASE("learn/dataset: standardised features have mean 0 and deviation 1; a constant one becomes 0") {
    std::vector<float> x;
    for (int i = 0; i < 100; ++i) {
        x.push_back(1000.0F + static_cast<float>(i));
        x.push_back(5.0F);
        x.push_back(0.001F * static_cast<float>(i * i % 17));
    }
    const matrix_view<const float> features(x.data(), 100, 3);
    const standardizer s = standardizer::fit(features, all_rows(100));
    CHECK(s.mean[0] == doctest::Approx(1049.5));
    CHECK(s.deviation[0] == doctest::Approx(28.866));
    CHECK(s.deviation[1] == 1.0F);
    double sum[3] = {}, square[3] = {};
    for (std::size_t i = 0; i < 100; ++i) {
        float out[3];
        s.apply(features.row(i), out);
        for (int j = 0; j < 3; ++j) {
            sum[j] += static_cast<double>(out[j]);
            square[j] += static_cast<double>(out[j]) * static_cast<double>(out[j]);
        }
        CHECK(out[1] == 0.0F);
    }
    for (const int j : {0, 2}) {
        CHECK(std::abs(sum[j] / 100) < 1e-5);
        CHECK(square[j] / 100 == doctest::Approx(1.0).epsilon(1e-4));
    }
    const std::vector<std::size_t> some{0, 1}; // only the rows that are named count
    CHECK(standardizer::fit(features, some).mean[0] == doctest::Approx(1000.5));
}

TEST_CASE("learn/dataset: a folded layer on raw features equals the layer on standardised ones") {
    const standardizer s{{10.0F, -2.0F}, {4.0F, 0.5F}};
    const mlp_layer original{2, 2, {1, -2, 0.5F, 3}, {0.25F, -1}, activation::identity};
    mlp_layer folded = original;
    s.fold_into(folded);
    const float raw[2] = {13.0F, -1.5F};
    float standard[2];
    s.apply(raw, standard);
    for (std::size_t o = 0; o < 2; ++o) {
        const auto value = [o](const mlp_layer& layer, const float* x) {
            return layer.bias[o] + layer.weights[2 * o] * x[0] + layer.weights[2 * o + 1] * x[1];
        };
        CHECK(value(folded, raw) == doctest::Approx(value(original, standard)));
    }
    mlp_layer wrong{3, 1, {1, 1, 1}, {0}, activation::identity};
    CHECK_THROWS_WITH_AS(s.fold_into(wrong), "standardizer: has 2 features, but the layer 3 inputs", shape_error);
}
