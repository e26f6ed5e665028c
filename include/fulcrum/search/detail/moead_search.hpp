#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/constrained_dominance.hpp"
#include "fulcrum/pareto/das_dennis.hpp"
#include "fulcrum/search/decomposition.hpp"
#include "fulcrum/search/detail/irregularity.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/search_space.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// The largest simplex lattice of at most `most` points, or the weights given; each sums to 1, one after the other.
[[nodiscard]] inline std::vector<double> moead_weights(std::size_t objectives, std::size_t most,
                                                       columns_view<const double> given) {
    workspace ws;
    if (given.rows() == 0) {
        if (most < objectives) {
            fail("moead: population is ", most, ", it must be at least the number of objectives, ", objectives,
                 ", unless weights are given");
        }
        std::size_t parts = 1;
        while (das_dennis_size(objectives, parts + 1) <= most) ++parts;
        given = das_dennis(objectives, parts, ws);
    }
    if (given.cols() != objectives) {
        fail<shape_error>("moead: weights have ", given.cols(), " columns, the set has ", objectives, " objectives");
    }
    if (given.rows() < 2) fail("moead: there is 1 weight vector, it needs two or more");
    std::vector<double> weights;
    for (std::size_t i = 0; i < given.rows(); ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < objectives; ++j) {
            const double w = given(i, j);
            if (!(w >= 0)) fail("moead: weight vector ", i, " is ", w, " in objective ", j, ", it must be at least 0");
            sum += w;
        }
        if (!(sum > 0) || !std::isfinite(sum)) {
            fail("moead: weight vector ", i, " sums to ", sum, ", which must be finite and more than 0");
        }
        for (std::size_t j = 0; j < objectives; ++j) weights.push_back(given(i, j) / sum);
    }
    return weights;
}

struct moead_rules {
    decomposition by;
    double theta;
    std::size_t neighbours;
    double mating;
    std::size_t replacements;
    bool normalize;
};

/// MOEA/D, a generation at a time: member i belongs to weight i, and child i is made for it. Members and children lie
/// in one block of 2 N rows. `Vary` makes a child: see one_child.hpp.
template <ObjectiveSet Set, class Vary> class moead_search {
public:
    moead_search(const Set& set, search_space space, std::vector<double> weights, const moead_rules& rules,
                 Vary vary, seed s)
        : set_(set), space_(std::move(space)), weights_(std::move(weights)), size_(weights_.size() / set.size()),
          rules_(rules), vary_(std::move(vary)), seed_(s), neighbours_((std::min)(rules.neighbours, size_)),
          everyone_(size_), all_(2 * size_, space_.size(), set.size(), space_.constraints()),
          irregularity_(2 * size_), values_(2 * size_ * set.size()),
          ideal_(set.size(), std::numeric_limits<double>::infinity()), scale_(set.size(), 1.0), distance_(set.size()),
          among_neighbours_(size_) {
        for (const direction d : set.directions()) sign_.push_back(sign_of(d));
        std::iota(everyone_.begin(), everyone_.end(), 0U);
        front_.reserve(size_);
        find_neighbours();
    }

    /// Fills the first population: first(space, x).
    template <class First> void fill(const First& first) { first(space_, all_.slice(0, size_).variables); }

    [[nodiscard]] individuals<double> ask() {
        if (generation_ == 0) return all_.slice(0, size_);
        const individuals<double> children = all_.slice(size_, size_);
        const matrix_view<const double> members = current().variables;
        for (std::uint32_t i = 0; i < size_; ++i) {
            random_stream random(seed_.value, generation_, i);
            among_neighbours_[i] = random.bernoulli(rules_.mating) ? 1 : 0;
            vary_(space_, members, i, pool_of(i), children.variables.row(i), random);
        }
        return children;
    }

    void tell() {
        const std::size_t known = generation_ == 0 ? 0 : size_;
        take_in(known);
        scratch_.reset();
        if (generation_ > 0) {
            if (rules_.normalize) find_scale();
            for (std::uint32_t i = 0; i < size_; ++i) replace_by(i);
        }
        find_front();
        ++generation_;
    }

    [[nodiscard]] individuals<const double> current() const noexcept { return all_.slice(0, size_); }
    [[nodiscard]] std::span<const std::uint32_t> front() const noexcept { return front_; }

    template <class Stream> void serialize(Stream& stream) {
        stream(generation_, all_.slice(0, size_), irregularity_, values_, ideal_, front_);
    }

private:
    static constexpr std::uint32_t replacing = 1U << 31U; ///< marks the streams of tell() among those of ask()

    [[nodiscard]] std::size_t objectives() const noexcept { return sign_.size(); }
    [[nodiscard]] std::span<const double> weight(std::size_t i) const noexcept {
        return std::span(weights_).subspan(i * objectives(), objectives());
    }
    [[nodiscard]] std::span<double> value(std::size_t i) noexcept {
        return std::span(values_).subspan(i * objectives(), objectives());
    }
    [[nodiscard]] std::span<const std::uint32_t> pool_of(std::size_t i) const noexcept {
        if (among_neighbours_[i] == 0) return everyone_;
        return std::span(near_).subspan(i * neighbours_, neighbours_);
    }

    /// The nearest weights of each, itself among them.
    void find_neighbours() {
        std::vector<double> squared(size_);
        std::vector<std::uint32_t> order(size_);
        for (std::size_t i = 0; i < size_; ++i) {
            for (std::size_t k = 0; k < size_; ++k) {
                squared[k] = 0;
                for (std::size_t j = 0; j < objectives(); ++j) {
                    const double gap = weight(i)[j] - weight(k)[j];
                    squared[k] += gap * gap;
                }
            }
            std::iota(order.begin(), order.end(), 0U);
            std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(neighbours_), order.end(),
                              [&](std::uint32_t a, std::uint32_t b) {
                                  return squared[a] != squared[b] ? squared[a] < squared[b] : a < b;
                              });
            near_.insert(near_.end(), order.begin(), order.begin() + static_cast<std::ptrdiff_t>(neighbours_));
        }
    }

    /// Reads what was evaluated, rows [first, first + N), and moves the ideal point.
    void take_in(std::size_t first) {
        const individuals<const double> seen = std::as_const(all_).slice(0, 2 * size_);
        for (std::size_t i = first; i < first + size_; ++i) {
            irregularity_[i] = irregularity(seen, i);
            for (std::size_t j = 0; j < objectives(); ++j) {
                value(i)[j] = sign_[j] * seen.objectives(i, j);
                if (irregularity_[i] == 0) ideal_[j] = (std::min)(ideal_[j], value(i)[j]);
            }
        }
    }

    /// From the ideal to the worst feasible member.
    void find_scale() {
        for (std::size_t j = 0; j < objectives(); ++j) {
            double worst = ideal_[j];
            for (std::size_t i = 0; i < size_; ++i) {
                if (irregularity_[i] == 0) worst = (std::max)(worst, value(i)[j]);
            }
            const double scale = 1 / (worst - ideal_[j]);
            scale_[j] = std::isfinite(scale) && scale > 0 ? scale : 1;
        }
    }

    /// Child i takes the places of those of its pool that it is better than, in random order.
    void replace_by(std::uint32_t i) {
        const workspace::scope scratch(scratch_);
        const std::span<const std::uint32_t> pool = pool_of(i);
        const std::span<std::uint32_t> deck = scratch_.take<std::uint32_t>(pool.size());
        std::copy(pool.begin(), pool.end(), deck.begin());
        random_stream random(seed_.value, generation_, replacing | i);
        const std::size_t child = size_ + i;
        std::size_t left = rules_.replacements;
        for (std::size_t k = 0; k < deck.size() && left > 0; ++k) {
            std::swap(deck[k], deck[k + random.below(static_cast<std::uint32_t>(deck.size() - k))]);
            const std::uint32_t member = deck[k];
            if (!is_better(child, member)) continue;
            all_.copy(child, member);
            irregularity_[member] = irregularity_[child];
            std::copy_n(value(child).data(), objectives(), value(member).data());
            --left;
        }
    }

    /// Or as good.
    [[nodiscard]] bool is_better(std::size_t child, std::size_t member) noexcept {
        if (irregularity_[child] != irregularity_[member]) return irregularity_[child] < irregularity_[member];
        return irregularity_[child] == 0 && decomposed_value(child, member) <= decomposed_value(member, member);
    }
    [[nodiscard]] double decomposed_value(std::size_t row, std::size_t of_weight) noexcept {
        for (std::size_t j = 0; j < objectives(); ++j) distance_[j] = (value(row)[j] - ideal_[j]) * scale_[j];
        return decomposed(rules_.by, weight(of_weight), distance_, rules_.theta);
    }

    void find_front() {
        front_.clear();
        const std::span<const double> violation = std::span(irregularity_).first(size_);
        if (std::find(violation.begin(), violation.end(), 0.0) == violation.end()) return;
        const std::span<const std::uint32_t> rows =
            pareto_front(set_, current().objectives, constrained_dominance<double>(violation), scratch_);
        front_.assign(rows.begin(), rows.end());
    }

    Set set_;
    search_space space_;
    std::vector<double> weights_;
    std::size_t size_;
    moead_rules rules_;
    Vary vary_;
    seed seed_;
    std::size_t neighbours_;
    std::vector<std::uint32_t> everyone_;
    std::vector<std::uint32_t> near_;
    std::vector<double> sign_;
    population all_;
    std::vector<double> irregularity_;
    std::vector<double> values_; ///< to be minimised, one row after the other
    std::vector<double> ideal_;
    std::vector<double> scale_;
    std::vector<double> distance_;
    std::vector<std::uint8_t> among_neighbours_; ///< whether child i comes from its neighbourhood
    std::vector<std::uint32_t> front_;
    std::uint64_t generation_ = 0;
    workspace scratch_;
};

} // namespace fulcrum::inline v0_1::detail
