#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/problem.hpp"
#include "fulcrum/search/survival.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// A population with its ranks and crowding, as variation sees it.
struct ranked_population {
    individuals<const double> members;
    std::span<const std::uint32_t> rank;
    std::span<const double> crowding;
};

/// (mu + mu) search: each generation as many new individuals as there are members are made, and the best half by rank
/// and crowding survives. `First` fills the first population: first(space, x). `Next` makes the children:
/// next(space, parents, x, generation, workspace). Members and children lie in one block of 2 N rows.
template <ObjectiveSet Set, class First, class Next> class elitist_search {
public:
    elitist_search(Set set, search_space space, std::size_t size, First first, Next next)
        : set_(std::move(set)), space_(std::move(space)), size_(size), first_(std::move(first)), next_(std::move(next)),
          all_(2 * size, space_.size(), set_.size(), space_.constraints()), violation_(2 * size), rank_(size),
          crowding_(size) {
        front_.reserve(size);
        first_(space_, all_.slice(0, size_).variables);
    }

    /// The individuals of the next generation, to be evaluated.
    [[nodiscard]] individuals<double> ask() {
        if (generation_ == 0) return all_.slice(0, size_);
        scratch_.reset();
        const individuals<double> children = all_.slice(size_, size_);
        next_(space_, ranked_population{current(), rank_, crowding_}, children.variables, generation_, scratch_);
        return children;
    }

    /// Takes in what ask() gave, now evaluated.
    void tell() {
        const std::size_t first = generation_ == 0 ? 0 : size_;
        const std::size_t rows = first + size_;
        const individuals<const double> seen = std::as_const(all_).slice(0, rows);
        for (std::size_t i = first; i < rows; ++i) {
            double total = 0;
            for (std::size_t j = 0; j < seen.violations.cols(); ++j) {
                const double amount = seen.violations(i, j);
                total += amount <= 0 ? 0 : amount; // not a number stays so
            }
            violation_[i] = total;
        }
        scratch_.reset();
        const survivors kept = rank_and_crowding{}(set_, seen.objectives, std::span(violation_).first(rows), size_,
                                                   scratch_);
        front_.clear();
        for (std::size_t k = 0; k < size_; ++k) {
            const std::size_t from = kept.rows[k]; // at least k, so rows close up in place
            all_.copy(from, k);
            violation_[k] = violation_[from];
            rank_[k] = kept.rank[k];
            crowding_[k] = kept.crowding[k];
            if (rank_[k] == 0 && violation_[k] <= 0 && finite_row(current().objectives, k)) {
                front_.push_back(static_cast<std::uint32_t>(k));
            }
        }
        ++generation_;
    }

    [[nodiscard]] individuals<const double> current() const noexcept { return all_.slice(0, size_); }
    [[nodiscard]] std::span<const std::uint32_t> front() const noexcept { return front_; }

private:
    Set set_;
    search_space space_;
    std::size_t size_;
    First first_;
    Next next_;
    population all_;
    std::vector<double> violation_;
    std::vector<std::uint32_t> rank_;
    std::vector<double> crowding_;
    std::vector<std::uint32_t> front_;
    std::uint64_t generation_ = 0;
    workspace scratch_;
};

} // namespace fulcrum::inline v0_1::detail
