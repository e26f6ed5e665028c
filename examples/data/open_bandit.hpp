#pragma once

#include "fulcrum/io/csv_reader.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// The Open Bandit Dataset (ZOZO; Saito et al. 2020): a fashion shop's impressions with true propensities. Positions
// count from 0 here, as in Open Bandit Pipeline; the impressions on disk count from 1.

namespace data {

/// Hashed categories: values[code] is the hash, codes count from 0 in the order of appearance.
struct category_codes {
    std::vector<std::string> values;

    std::uint32_t code(std::string_view value) {
        const auto found = std::find(values.begin(), values.end(), value);
        const auto place = static_cast<std::uint32_t>(found - values.begin());
        if (found == values.end()) values.emplace_back(value);
        return place;
    }
};

/// Impressions, one element (or row) each.
struct open_bandit_impressions {
    std::vector<std::uint32_t> item;
    std::vector<std::uint32_t> position; ///< 0, 1, 2
    std::vector<double> click;           ///< 0 or 1
    std::vector<double> propensity;      ///< of the item at its position, under the logging policy
    std::vector<std::string> timestamp;
    std::vector<std::array<std::uint32_t, 4>> user; ///< codes of the four user features
    std::array<category_codes, 4> user_codes;
    std::size_t items = 0;       ///< in the catalogue: the number of affinity columns
    std::vector<float> affinity; ///< size() x items, row-major: the user's past clicks on each item

    [[nodiscard]] std::size_t size() const noexcept { return item.size(); }
};

/// Items, one element each, in the order of their ids.
struct open_bandit_items {
    std::vector<float> feature;                         ///< item_feature_0
    std::vector<std::array<std::uint32_t, 3>> category; ///< codes of item_feature_1 to 3
    std::array<category_codes, 3> codes;

    [[nodiscard]] std::size_t size() const noexcept { return feature.size(); }
};

/// The fixture of Open Bandit Pipeline's estimators: what they read, one logged action an element.
struct open_bandit_fixture {
    std::vector<std::uint32_t> action;
    std::vector<std::uint32_t> position;
    std::vector<double> reward;
    std::vector<double> logging; ///< pscore
    std::vector<double> target;  ///< eval_prob
    std::vector<double> q_hat;
    std::vector<double> v_hat;

    [[nodiscard]] std::size_t size() const noexcept { return action.size(); }
};

/// items x positions, row-major: the probability that a policy shows the item at the position.
struct action_distribution {
    std::size_t items = 0;
    std::size_t positions = 0;
    std::vector<double> probability;
};

namespace detail {

[[nodiscard]] inline double positive_probability(const fulcrum::csv_reader& table, std::size_t column) {
    const double p = table.number<double>(column, 0.0, 1.0);
    if (p == 0.0) table.bad_field(column, "is a logging propensity and must be above 0");
    return p;
}

} // namespace detail

/// Reads {random,bts}/CAMPAIGN/CAMPAIGN.csv. Errors: fulcrum::format_error naming file, line and column.
[[nodiscard]] inline open_bandit_impressions read_open_bandit(const std::filesystem::path& file) {
    fulcrum::csv_reader table(file);
    const auto timestamp = table.column("timestamp");
    const auto item = table.column("item_id");
    const auto position = table.column("position");
    const auto click = table.column("click");
    const auto propensity = table.column("propensity_score");
    std::array<std::size_t, 4> user{};
    for (std::size_t f = 0; f < user.size(); ++f) user[f] = table.column("user_feature_" + std::to_string(f));

    open_bandit_impressions result;
    for (const std::string& name : table.columns()) result.items += name.starts_with("user-item_affinity_") ? 1U : 0U;
    if (result.items == 0) static_cast<void>(table.column("user-item_affinity_0")); // reports what is missing
    std::vector<std::size_t> affinity(result.items);
    for (std::size_t i = 0; i < result.items; ++i) {
        affinity[i] = table.column("user-item_affinity_" + std::to_string(i));
    }

    while (table.next()) {
        result.item.push_back(table.number<std::uint32_t>(item, 0, static_cast<std::uint32_t>(result.items - 1)));
        result.position.push_back(table.number<std::uint32_t>(position, 1, 3) - 1);
        result.click.push_back(table.number<int>(click, 0, 1));
        result.propensity.push_back(detail::positive_probability(table, propensity));
        result.timestamp.emplace_back(table.text(timestamp));
        std::array<std::uint32_t, 4> codes{};
        for (std::size_t f = 0; f < codes.size(); ++f) codes[f] = result.user_codes[f].code(table.text(user[f]));
        result.user.push_back(codes);
        for (const std::size_t column : affinity) result.affinity.push_back(table.number<float>(column));
    }
    table.require_rows(result.size());
    return result;
}

/// Reads item_context.csv. Errors: fulcrum::format_error naming file, line and column; ids that do not count from 0.
[[nodiscard]] inline open_bandit_items read_open_bandit_items(const std::filesystem::path& file) {
    fulcrum::csv_reader table(file);
    const auto id = table.column("item_id");
    const auto feature = table.column("item_feature_0");
    std::array<std::size_t, 3> category{};
    for (std::size_t f = 0; f < category.size(); ++f) {
        category[f] = table.column("item_feature_" + std::to_string(f + 1));
    }
    open_bandit_items result;
    while (table.next()) {
        if (table.number<std::size_t>(id) != result.size()) {
            table.bad_field(id, "is not the next id, " + std::to_string(result.size()));
        }
        result.feature.push_back(table.number<float>(feature));
        std::array<std::uint32_t, 3> codes{};
        for (std::size_t f = 0; f < codes.size(); ++f) codes[f] = result.codes[f].code(table.text(category[f]));
        result.category.push_back(codes);
    }
    table.require_rows(result.size());
    return result;
}

/// Reads ope_fixture_men_*.csv. Errors: fulcrum::format_error naming file, line and column.
[[nodiscard]] inline open_bandit_fixture read_open_bandit_fixture(const std::filesystem::path& file) {
    fulcrum::csv_reader table(file);
    const auto action = table.column("action");
    const auto position = table.column("position");
    const auto reward = table.column("reward");
    const auto pscore = table.column("pscore");
    const auto eval_prob = table.column("eval_prob");
    const auto q_hat = table.column("qhat_action");
    const auto v_hat = table.column("vhat");
    open_bandit_fixture result;
    while (table.next()) {
        result.action.push_back(table.number<std::uint32_t>(action));
        result.position.push_back(table.number<std::uint32_t>(position, 0, 2));
        result.reward.push_back(table.number<double>(reward));
        result.logging.push_back(detail::positive_probability(table, pscore));
        result.target.push_back(table.number<double>(eval_prob, 0.0, 1.0));
        result.q_hat.push_back(table.number<double>(q_hat));
        result.v_hat.push_back(table.number<double>(v_hat));
    }
    table.require_rows(result.size());
    return result;
}

/// Reads {random,bts}_action_dist_men.csv: no header, one row an item, one column a position.
/// Errors: fulcrum::format_error naming file, line and column; a column that does not sum to 1.
[[nodiscard]] inline action_distribution read_action_distribution(const std::filesystem::path& file) {
    fulcrum::csv_reader table(file, fulcrum::csv_reader::header::absent);
    action_distribution result;
    while (table.next()) {
        result.positions = table.width();
        ++result.items;
        for (std::size_t k = 0; k < table.width(); ++k) {
            result.probability.push_back(table.number<double>(k, 0.0, 1.0));
        }
    }
    for (std::size_t k = 0; k < result.positions; ++k) {
        double sum = 0.0;
        for (std::size_t i = 0; i < result.items; ++i) sum += result.probability[i * result.positions + k];
        if (!(sum > 0.999 && sum < 1.001)) {
            fulcrum::fail<fulcrum::format_error>(file.string(), ": line ", table.line(), ": column ", k + 1,
                                                 " sums to ", sum, " instead of 1; rows are missing: fetch it again");
        }
    }
    table.require_rows(result.items);
    return result;
}

} // namespace data
