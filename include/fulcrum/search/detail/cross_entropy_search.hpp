#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/search/detail/one_objective.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/search_space.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

struct cross_entropy_rules {
    std::size_t elite;
    double smoothing;
    double deviation_smoothing;
    double slowing;
};

/// The cross-entropy method. Each real or whole number has a normal distribution, cut at its bounds (those of whole
/// numbers half a unit further out); each other variable has a probability for each of its labels.
class cross_entropy_search {
public:
    cross_entropy_search(direction better, search_space space, std::size_t size, const cross_entropy_rules& rules,
                         seed s)
        : space_(std::move(space)), rules_(rules), seed_(s), generation_of_(better, space_, size),
          first_label_(space_.size() + 1), mean_(space_.size()), deviation_(space_.size()) {
        for (std::size_t j = 0; j < space_.size(); ++j) {
            const double labels = is_number(j) ? 0 : space_.upper()[j] - space_.lower()[j] + 1;
            if (static_cast<double>(probability_.size()) + labels > most_probabilities) {
                fail("cross_entropy: variable '", space_.variables()[j].name, "' has ", labels,
                     " labels, and all variables together may have at most ", most_probabilities);
            }
            first_label_[j] = probability_.size();
            probability_.resize(probability_.size() + static_cast<std::size_t>(labels), 1 / labels);
            mean_[j] = 0.5 * space_.lower()[j] + 0.5 * space_.upper()[j];
            deviation_[j] = (high(j) - low(j)) / std::sqrt(12.0); // of the uniform distribution
        }
        first_label_.back() = probability_.size();
    }

    /// Fills the first population: first(space, x).
    template <class First> void fill(const First& first) { first(space_, generation_of_.rows().variables); }

    [[nodiscard]] individuals<double> ask() {
        const individuals<double> rows = generation_of_.rows();
        for (std::uint32_t i = 0; generation_ > 0 && i < rows.size(); ++i) {
            random_stream random(seed_.value, generation_, i);
            draw(rows.variables.row(i), random);
        }
        return rows;
    }

    void tell() {
        generation_of_.sort();
        ++generation_;
        std::span<const std::uint32_t> elite = generation_of_.order().first(rules_.elite);
        while (!elite.empty() && !generation_of_.is_finite(elite.back())) elite = elite.first(elite.size() - 1);
        if (!elite.empty()) learn(elite);
        generation_of_.keep_best();
    }

    [[nodiscard]] individuals<const double> current() const noexcept { return generation_of_.shown(); }
    [[nodiscard]] std::span<const std::uint32_t> front() const noexcept { return generation_of_.front(); }

    template <class Stream> void serialize(Stream& stream) {
        stream(generation_, generation_of_, mean_, deviation_, probability_);
    }

private:
    static constexpr double most_probabilities = 1e8;

    [[nodiscard]] variable_kind kind(std::size_t j) const noexcept { return space_.variables()[j].kind; }
    [[nodiscard]] bool is_number(std::size_t j) const noexcept {
        return kind(j) == variable_kind::real || kind(j) == variable_kind::integer;
    }
    /// Where a number's distribution is cut.
    [[nodiscard]] double low(std::size_t j) const noexcept { return space_.lower()[j] - margin(j); }
    [[nodiscard]] double high(std::size_t j) const noexcept { return space_.upper()[j] + margin(j); }
    [[nodiscard]] double margin(std::size_t j) const noexcept {
        return kind(j) == variable_kind::integer && space_.lower()[j] < space_.upper()[j] ? 0.5 : 0;
    }
    [[nodiscard]] std::span<double> probabilities(std::size_t j) noexcept {
        return std::span(probability_).subspan(first_label_[j], first_label_[j + 1] - first_label_[j]);
    }

    void draw(std::span<double> x, random_stream& random) {
        for (std::size_t j = 0; j < x.size(); ++j) {
            if (kind(j) == variable_kind::permutation) continue;
            x[j] = is_number(j) ? draw_number(j, random)
                                : space_.lower()[j] + static_cast<double>(draw_label(probabilities(j), random));
        }
        for (const permutation_block& block : space_.permutations()) draw_permutation(block, x, random);
    }

    [[nodiscard]] double draw_number(std::size_t j, random_stream& random) const noexcept {
        double value = mean_[j] + deviation_[j] * random.normal();
        while (!(value >= low(j) && value <= high(j))) value = mean_[j] + deviation_[j] * random.normal();
        if (kind(j) == variable_kind::real) return value;
        return std::clamp(std::round(value), space_.lower()[j], space_.upper()[j]) + 0.0; // -0 becomes 0
    }

    [[nodiscard]] static std::size_t draw_label(std::span<const double> probability, random_stream& random) noexcept {
        double total = 0;
        for (const double p : probability) total += p;
        double left = random.uniform() * total;
        std::size_t label = 0;
        while (label + 1 < probability.size() && left >= probability[label]) left -= probability[label++];
        return label;
    }

    /// Place by place, of what is left: node placement.
    void draw_permutation(const permutation_block& block, std::span<double> x, random_stream& random) {
        scratch_.reset();
        const std::span<std::uint32_t> left = scratch_.take<std::uint32_t>(block.size);
        const std::span<double> probability = scratch_.take<double>(block.size);
        for (std::uint32_t e = 0; e < block.size; ++e) left[e] = e;
        for (std::size_t place = 0; place < block.size; ++place) {
            const std::size_t size = block.size - place;
            for (std::size_t k = 0; k < size; ++k) probability[k] = probabilities(block.first + place)[left[k]];
            const std::size_t k = draw_label(probability.first(size), random);
            x[block.first + place] = left[k];
            std::copy(left.begin() + static_cast<std::ptrdiff_t>(k + 1),
                      left.begin() + static_cast<std::ptrdiff_t>(size), left.begin() + static_cast<std::ptrdiff_t>(k));
        }
    }

    void learn(std::span<const std::uint32_t> elite) {
        const matrix_view<const double> x = generation_of_.rows().variables;
        const double share = 1 / static_cast<double>(elite.size());
        const double age = static_cast<double>(generation_);
        const double fresh = rules_.smoothing;
        const double fresh_deviation = rules_.deviation_smoothing * (1 - std::pow(1 - 1 / age, rules_.slowing));
        for (std::size_t j = 0; j < space_.size(); ++j) {
            if (is_number(j)) {
                double mean = 0;
                for (const std::uint32_t i : elite) mean += share * x(i, j);
                double variance = 0;
                for (const std::uint32_t i : elite) variance += share * (x(i, j) - mean) * (x(i, j) - mean);
                mean_[j] = std::clamp(fresh * mean + (1 - fresh) * mean_[j], space_.lower()[j], space_.upper()[j]);
                deviation_[j] = fresh_deviation * std::sqrt(variance) + (1 - fresh_deviation) * deviation_[j];
            } else {
                const std::span<double> probability = probabilities(j);
                for (double& p : probability) p *= 1 - fresh;
                for (const std::uint32_t i : elite) {
                    probability[static_cast<std::size_t>(x(i, j) - space_.lower()[j])] += fresh * share;
                }
            }
        }
    }

    search_space space_;
    cross_entropy_rules rules_;
    seed seed_;
    one_objective_generation generation_of_;
    std::vector<std::size_t> first_label_; ///< of each variable, in probability_
    std::vector<double> probability_;
    std::vector<double> mean_;
    std::vector<double> deviation_;
    std::uint64_t generation_ = 0;
    workspace scratch_;
};

} // namespace fulcrum::inline v0_1::detail
