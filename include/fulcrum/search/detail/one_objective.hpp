#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/search/detail/irregularity.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/search_space.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// Refuses a set of several objectives: of types, when the program is compiled.
template <ObjectiveSet Set> void check_one_objective(const char* who, const Set& set) {
    if constexpr (is_static_set<Set>) {
        static_assert(Set::size() == 1, "this search is for the best value of exactly one objective: take nsga2 for "
                                        "several, or make one of them, as by a weighted sum");
    }
    if (set.size() != 1) fail(who, ": there are ", set.size(), " objectives, it searches for the best of exactly one");
}

/// The individuals of one generation after the other, with one objective, ordered by the feasibility rule, and the best
/// of all generations.
class one_objective_generation {
public:
    one_objective_generation(direction better, const search_space& space, std::size_t size)
        : sign_(sign_of(better)), variables_(space.size()), constraints_(space.constraints()) {
        resize(size);
    }

    /// Keeps the best alone.
    void resize(std::size_t size) {
        population larger(size + 1, variables_, 1, constraints_);
        if (all_.size() > 0) {
            const individuals<const double> from = std::as_const(all_).slice(size_, 1);
            const individuals<double> to = larger.slice(size, 1);
            std::copy_n(from.variables.data(), variables_, to.variables.data());
            to.objectives(0, 0) = from.objectives(0, 0);
            for (std::size_t j = 0; j < constraints_; ++j) to.violations(0, j) = from.violations(0, j);
        }
        const merit best = all_.size() > 0 ? merits_[size_] : merit{};
        all_ = std::move(larger);
        shown_ = population(size, variables_, 1, constraints_);
        size_ = size;
        merits_.assign(size + 1, best);
        order_.resize(size);
        front_.clear();
        front_.reserve(size);
    }

    [[nodiscard]] individuals<double> rows() noexcept { return all_.slice(0, size_); }
    [[nodiscard]] individuals<const double> rows() const noexcept { return all_.slice(0, size_); }
    /// The rows of the last generation that was kept; where that of an earlier one is better than all of them, it stands
    /// in the place of the worst.
    [[nodiscard]] individuals<const double> shown() const noexcept { return shown_.slice(0, size_); }

    /// Orders the rows, the best first, of equal ones the first.
    void sort() {
        for (std::uint32_t i = 0; i < size_; ++i) merits_[i] = merit_of(i);
        std::iota(order_.begin(), order_.end(), 0U);
        std::sort(order_.begin(), order_.end(), [this](std::uint32_t a, std::uint32_t b) {
            return merits_[a] != merits_[b] ? merits_[a] < merits_[b] : a < b;
        });
    }
    [[nodiscard]] std::span<const std::uint32_t> order() const noexcept { return order_; }
    [[nodiscard]] bool is_finite(std::size_t row) const noexcept { return merits_[row].first < infinity; }
    /// To be minimised; infinite when the row is infeasible or not finite.
    [[nodiscard]] double value(std::size_t row) const noexcept {
        return merits_[row].first == 0 ? merits_[row].second : infinity;
    }

    /// Remembers the best row, and shows the rows.
    void keep_best() {
        const std::uint32_t best = order_.front();
        const std::uint32_t worst = order_.back();
        copy_individuals(std::as_const(all_).slice(0, size_), shown_.slice(0, size_));
        const bool better_before = merits_[size_] < merits_[best];
        if (better_before) {
            copy_individuals(std::as_const(all_).slice(size_, 1), shown_.slice(worst, 1));
        } else if (merits_[best] < merits_[size_]) {
            all_.copy(best, size_);
            merits_[size_] = merits_[best];
        }
        front_.clear();
        for (std::uint32_t i = 0; i < size_; ++i) {
            const bool as_good = merits_[i] == merits_[size_] || (better_before && i == worst);
            if (merits_[size_].first == 0 && as_good) front_.push_back(i);
        }
    }
    /// The feasible ones shown that are as good as the best of all generations.
    [[nodiscard]] std::span<const std::uint32_t> front() const noexcept { return front_; }

    template <class Stream> void serialize(Stream& stream) {
        stream(all_.slice(0, size_ + 1), shown_.slice(0, size_), order_, front_);
        for (merit& m : merits_) stream(m.first, m.second);
    }

private:
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    /// Irregularity, then the value to be minimised: zero where it decides nothing.
    struct merit : std::pair<double, double> {
        merit() noexcept : pair(infinity, 0) {}
        merit(double irregular, double value) noexcept : pair(irregular, value) {}
    };

    [[nodiscard]] merit merit_of(std::size_t row) const noexcept {
        const individuals<const double> all = all_.slice(0, size_);
        const double irregular = irregularity(all, row);
        return {irregular, irregular == infinity ? 0 : sign_ * all.objectives(row, 0)};
    }

    double sign_;
    std::size_t variables_;
    std::size_t constraints_;
    std::size_t size_ = 0;
    population all_; ///< and the best of all as one more row
    population shown_;
    std::vector<merit> merits_;
    std::vector<std::uint32_t> order_;
    std::vector<std::uint32_t> front_;
};

} // namespace fulcrum::inline v0_1::detail
