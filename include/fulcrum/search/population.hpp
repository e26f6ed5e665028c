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
        return {{from(x_, first * variables_), count, variables_},
                {from(f_, first), count, objectives_, size_},
                {from(v_, first), count, constraints_, size_}};
    }
    [[nodiscard]] individuals<const double> slice(std::size_t first, std::size_t count) const noexcept {
        return {{from(x_, first * variables_), count, variables_},
                {from(f_, first), count, objectives_, size_},
                {from(v_, first), count, constraints_, size_}};
    }

    /// Copies individual `from` over individual `to`.
    void copy(std::size_t from, std::size_t to) noexcept {
        if (from == to) return;
        std::copy_n(x_.data() + from * variables_, variables_, x_.data() + to * variables_);
        for (std::size_t j = 0; j < objectives_; ++j) f_[j * size_ + to] = f_[j * size_ + from];
        for (std::size_t j = 0; j < constraints_; ++j) v_[j * size_ + to] = v_[j * size_ + from];
    }

    /// For checkpoints: the sizes must be those of the population that is read into.
    template <class Stream> void serialize(Stream& stream) {
        stream.match("the number of individuals", size_);
        stream.match("the number of variables", variables_);
        stream.match("the number of objectives", objectives_);
        stream.match("the number of constraints", constraints_);
        stream(x_, f_, v_);
    }

private:
    /// Without constraints there is no array to point into.
    template <class Values>
    static auto from(Values& values, std::size_t offset) noexcept -> decltype(values.data()) {
        return values.empty() ? nullptr : values.data() + offset;
    }

    std::size_t size_ = 0;
    std::size_t variables_ = 0;
    std::size_t objectives_ = 0;
    std::size_t constraints_ = 0;
    std::vector<double> x_;
    std::vector<double> f_;
    std::vector<double> v_;
};

namespace detail {

/// Copies individuals over as many others of the same shape.
template <class T> void copy_individuals(const individuals<T>& from, const individuals<double>& to) noexcept {
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::copy_n(from.variables.row(i).data(), from.variables.cols(), to.variables.row(i).data());
    }
    const auto copy_columns = [](columns_view<const double> source, columns_view<double> target) {
        for (std::size_t j = 0; j < source.cols(); ++j) {
            std::copy_n(source.column(j).data(), source.rows(), target.column(j).data());
        }
    };
    copy_columns(from.objectives, to.objectives);
    copy_columns(from.violations, to.violations);
}

} // namespace detail

/// A population of its own that holds what a view shows.
[[nodiscard]] inline population copy_of(const individuals<const double>& shown) {
    population copy(shown.size(), shown.variables.cols(), shown.objectives.cols(), shown.violations.cols());
    detail::copy_individuals(shown, copy.slice(0, shown.size()));
    return copy;
}

} // namespace fulcrum::inline v0_1
