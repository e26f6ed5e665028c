#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/search/detail/irregularity.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/search_space.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// (mu + mu) search: each generation as many new individuals as there are members are made, and the best half survives.
/// `First` fills the first population: first(space, x). `Next` makes the children: next(space, members, standing, x,
/// generation, workspace). `Survival` gives the rows to keep, ascending: survival(objectives, violation, keep,
/// generation, workspace), of which the first `keep`, from the second call on, are those that the last call kept. From
/// call to call it remembers what the members' standing is: leads(member) for one of the front, beats(member, member)
/// for tournaments. Members and children lie in one block of 2 N rows.
template <class First, class Next, class Survival> class generational_search {
public:
    generational_search(search_space space, std::size_t size, std::size_t objectives, const First& first, Next next,
                        Survival survival)
        : space_(std::move(space)), size_(size), next_(std::move(next)), survival_(std::move(survival)),
          all_(2 * size, space_.size(), objectives, space_.constraints()), violation_(2 * size) {
        front_.reserve(size);
        first(space_, all_.slice(0, size_).variables);
    }

    /// The individuals of the next generation, to be evaluated.
    [[nodiscard]] individuals<double> ask() {
        if (generation_ == 0) return all_.slice(0, size_);
        scratch_.reset();
        const individuals<double> children = all_.slice(size_, size_);
        next_(space_, current().variables, std::as_const(survival_), children.variables, generation_, scratch_);
        return children;
    }

    /// Takes in what ask() gave, now evaluated.
    void tell() {
        const std::size_t known = generation_ == 0 ? 0 : size_;
        const std::size_t rows = known + size_;
        const individuals<const double> seen = std::as_const(all_).slice(0, rows);
        for (std::size_t i = known; i < rows; ++i) violation_[i] = total_violation(seen.violations, i);
        scratch_.reset();
        close_up(survival_(seen.objectives, std::span(violation_).first(rows), size_, generation_, scratch_));
        front_.clear();
        for (std::uint32_t k = 0; k < size_; ++k) {
            if (survival_.leads(k)) front_.push_back(k);
        }
        ++generation_;
    }

    [[nodiscard]] individuals<const double> current() const noexcept { return all_.slice(0, size_); }
    [[nodiscard]] std::span<const std::uint32_t> front() const noexcept { return front_; }

    template <class Stream> void serialize(Stream& stream) {
        stream(generation_, all_.slice(0, size_), violation_, front_, survival_);
    }

private:
    /// Moves the rows to the front, in their order.
    void close_up(std::span<const std::uint32_t> rows) noexcept {
        const individuals<double> all = all_.slice(0, 2 * size_);
        const std::size_t n = space_.size();
        for (std::size_t k = 0, next = 0; k < size_; k = next) { // runs of neighbours at once
            while (++next < size_ && rows[next] == rows[next - 1] + 1) {}
            if (rows[k] == k) continue;
            std::memmove(all.variables.row(k).data(), all.variables.row(rows[k]).data(),
                         (next - k) * n * sizeof(double));
        }
        const auto close = [&](std::span<double> column) {
            for (std::size_t k = 0; k < size_; ++k) column[k] = column[rows[k]]; // a row is at least k
        };
        for (std::size_t j = 0; j < all.objectives.cols(); ++j) close(all.objectives.column(j));
        for (std::size_t j = 0; j < all.violations.cols(); ++j) close(all.violations.column(j));
        close(violation_);
    }

    search_space space_;
    std::size_t size_;
    Next next_;
    Survival survival_;
    population all_;
    std::vector<double> violation_;
    std::vector<std::uint32_t> front_;
    std::uint64_t generation_ = 0;
    workspace scratch_;
};

} // namespace fulcrum::inline v0_1::detail
