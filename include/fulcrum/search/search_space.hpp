#pragma once

#include "fulcrum/core/assert.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/search/variable.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

namespace fulcrum::inline v0_1 {

/// The number of constraints of a problem: its constraints(), 0 without.
template <class P> [[nodiscard]] std::size_t constraints_of(const P& problem) {
    if constexpr (requires { { problem.constraints() } -> std::convertible_to<std::size_t>; }) {
        return problem.constraints();
    } else {
        return 0;
    }
}

/// Neighbouring variables that hold a permutation of 0, ..., size - 1.
struct permutation_block {
    std::size_t first = 0;
    std::size_t size = 0;
};

/// Where a search takes place: the variables with their bounds as two columns, and the number of constraints.
/// Errors: error when there is no variable, or one has a bound that is not finite, crossed bounds, or a range that
/// exceeds a double, is not real and has a bound that is not whole, or belongs to a permutation that is not complete
/// (names the variable).
class search_space {
public:
    explicit search_space(std::span<const variable> variables, std::size_t constraints = 0)
        : variables_(variables.begin(), variables.end()), constraints_(constraints) {
        if (variables_.empty()) fail("search: the problem has no variables");
        for (const variable& v : variables_) {
            detail::check_bounds(v);
            kinds_.insert(v.kind);
            lower_.push_back(v.lower);
            upper_.push_back(v.upper);
        }
        find_permutations();
    }

    /// That of a problem: of anything with variables().
    template <class P>
        requires requires(const P& p) { { p.variables() } -> std::convertible_to<std::span<const variable>>; }
    explicit search_space(const P& problem) : search_space(problem.variables(), constraints_of(problem)) {}

    [[nodiscard]] std::size_t size() const noexcept { return variables_.size(); }
    [[nodiscard]] std::span<const variable> variables() const noexcept { return variables_; }
    [[nodiscard]] std::span<const double> lower() const noexcept { return lower_; }
    [[nodiscard]] std::span<const double> upper() const noexcept { return upper_; }
    [[nodiscard]] std::size_t constraints() const noexcept { return constraints_; }

    /// The kinds that occur.
    [[nodiscard]] variable_kinds kinds() const noexcept { return kinds_; }
    [[nodiscard]] bool all_real() const noexcept { return kinds_ == variable_kinds{variable_kind::real}; }
    /// The permutations, from left to right.
    [[nodiscard]] std::span<const permutation_block> permutations() const noexcept { return permutations_; }
    /// The variables of these kinds, ascending.
    [[nodiscard]] std::vector<std::size_t> indices(variable_kinds kinds) const {
        std::vector<std::size_t> found;
        for (std::size_t j = 0; j < size(); ++j) {
            if (kinds.contains(variables_[j].kind)) found.push_back(j);
        }
        return found;
    }
    /// The space of the variables of these kinds alone, in the same order.
    [[nodiscard]] search_space part(variable_kinds kinds) const {
        std::vector<variable> some;
        for (const std::size_t j : indices(kinds)) some.push_back(variables_[j]);
        return search_space(some);
    }

    /// The first variable found whose value is outside its bounds, is not whole though it must be, or comes twice in
    /// its permutation.
    [[nodiscard]] std::optional<std::size_t> first_invalid(std::span<const double> row) const {
        FULCRUM_ASSERT(row.size() == size());
        for (std::size_t j = 0; j < row.size(); ++j) {
            if (!(row[j] >= lower_[j] && row[j] <= upper_[j])) return j; // or not a number
            if (variables_[j].kind != variable_kind::real && row[j] != std::floor(row[j])) return j;
        }
        for (const permutation_block& block : permutations_) {
            std::vector<bool> seen(block.size);
            for (std::size_t j = block.first; j < block.first + block.size; ++j) {
                const auto value = static_cast<std::size_t>(row[j]);
                if (seen[value]) return j;
                seen[value] = true;
            }
        }
        return std::nullopt;
    }
    [[nodiscard]] bool valid(std::span<const double> row) const { return !first_invalid(row); }

    /// Makes a row valid, and leaves a valid one as it is: values are clamped to their bounds and rounded to the
    /// nearest whole number; those of a permutation are replaced by their ranks, equal ones from left to right.
    /// Errors: error when a value is not a number, before anything is changed.
    void repair(std::span<double> row) const {
        FULCRUM_ASSERT(row.size() == size());
        for (std::size_t j = 0; j < row.size(); ++j) {
            if (std::isnan(row[j])) fail("search: the value of '", variables_[j].name, "' is not a number");
        }
        for (const permutation_block& block : permutations_) rank(row.subspan(block.first, block.size));
        for (std::size_t j = 0; j < row.size(); ++j) {
            row[j] = std::clamp(row[j], lower_[j], upper_[j]);
            if (variables_[j].kind != variable_kind::real) row[j] = std::round(row[j]) + 0.0; // -0 becomes 0
        }
    }

private:
    void find_permutations() {
        for (std::size_t j = 0; j < size();) {
            const variable& head = variables_[j];
            if (head.kind != variable_kind::permutation) {
                ++j;
                continue;
            }
            if (head.lower != 0) {
                fail("search: permutation variable '", head.name, "' needs 0 as its lower bound, got ", head.lower);
            }
            const std::size_t n = static_cast<std::size_t>(head.upper) + 1;
            std::size_t found = 0;
            for (; found < n && j + found < size(); ++found) {
                const variable& v = variables_[j + found];
                if (v.kind != head.kind || v.lower != head.lower || v.upper != head.upper) break;
            }
            if (found < n) {
                fail("search: variable '", head.name, "' begins a permutation of ", n, " elements, which needs ", n,
                     " permutation variables with bounds [0, ", head.upper, "] side by side, got ", found);
            }
            permutations_.push_back({j, n});
            j += n;
        }
    }

    static void rank(std::span<double> values) {
        std::vector<std::size_t> order(values.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
        for (std::size_t r = 0; r < order.size(); ++r) values[order[r]] = static_cast<double>(r);
    }

    std::vector<variable> variables_;
    std::vector<double> lower_;
    std::vector<double> upper_;
    std::vector<permutation_block> permutations_;
    variable_kinds kinds_;
    std::size_t constraints_;
};

} // namespace fulcrum::inline v0_1
