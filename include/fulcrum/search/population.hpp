#pragma once

#include "fulcrum/core/matrix_view.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A view of individuals: variables one individual a row, objectives and violations a column each.
template <class T> struct individuals {
    matrix_view<T> variables;
    columns_view<T> objectives;
    columns_view<T> violations;

    [[nodiscard]] std::size_t size() const noexcept { return variables.rows(); }
};

/// Owns individuals.
class population {
public:
    population() = default;
    population(std::size_t size, std::size_t variables, std::size_t objectives, std::size_t constraints)
        : size_(size), variables_(variables), objectives_(objectives), constraints_(constraints),
          x_(size * variables), f_(size * objectives), v_(size * constraints) {}

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The individuals [first, first + count). O(1).
    [[nodiscard]] individuals<double> slice(std::size_t first, std::size_t count) noexcept {
        return {{x_.data() + first * variables_, count, variables_},
                {f_.data() + first, count, objectives_, size_},
                {v_.data() + first, count, constraints_, size_}};
    }
    [[nodiscard]] individuals<const double> slice(std::size_t first, std::size_t count) const noexcept {
        return {{x_.data() + first * variables_, count, variables_},
                {f_.data() + first, count, objectives_, size_},
                {v_.data() + first, count, constraints_, size_}};
    }

    /// Copies individual `from` over individual `to`.
    void copy(std::size_t from, std::size_t to) noexcept {
        if (from == to) return;
        std::copy_n(x_.data() + from * variables_, variables_, x_.data() + to * variables_);
        for (std::size_t j = 0; j < objectives_; ++j) f_[j * size_ + to] = f_[j * size_ + from];
        for (std::size_t j = 0; j < constraints_; ++j) v_[j * size_ + to] = v_[j * size_ + from];
    }

private:
    std::size_t size_ = 0;
    std::size_t variables_ = 0;
    std::size_t objectives_ = 0;
    std::size_t constraints_ = 0;
    std::vector<double> x_;
    std::vector<double> f_;
    std::vector<double> v_;
};

/// A population of its own that holds what a view shows.
[[nodiscard]] inline population copy_of(const individuals<const double>& shown) {
    population copy(shown.size(), shown.variables.cols(), shown.objectives.cols(), shown.violations.cols());
    const individuals<double> to = copy.slice(0, shown.size());
    for (std::size_t i = 0; i < shown.size(); ++i) {
        std::copy_n(shown.variables.row(i).data(), shown.variables.cols(), to.variables.row(i).data());
        for (std::size_t j = 0; j < shown.objectives.cols(); ++j) to.objectives(i, j) = shown.objectives(i, j);
        for (std::size_t j = 0; j < shown.violations.cols(); ++j) to.violations(i, j) = shown.violations(i, j);
    }
    return copy;
}

} // namespace fulcrum::inline v0_1
