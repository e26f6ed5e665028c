#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/dominance.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1 {

/// Cone domination by trade-offs (Yu, JOTA 14(3), 1974; as in guided domination: Branke, Kaussler and Schmeck, Advances
/// in Engineering Software 32, 2001): a Pareto-dominates b once every objective i is replaced by
/// sum_j trade_off(i, j) * objective j. Off the diagonal, trade_off(i, j) is how many units of objective i one unit of
/// objective j is worth at least: who gains that unit of j and loses no more than that of i, dominates. 1 on the
/// diagonal and 0 elsewhere is Pareto domination, which every cone contains; larger numbers leave a smaller front.
/// Transitive. Computed in double. O(m^2).
class cone_dominance {
public:
    static constexpr bool transitive = true;
    static constexpr bool reflexive = false;

    /// `trade_off` has a row and a column for each objective, and is borrowed.
    /// Errors: shape_error when it is not square; error when a trade-off is negative or not finite, or one on the
    /// diagonal is 0.
    explicit cone_dominance(matrix_view<const double> trade_off) : trade_off_(trade_off) {
        if (trade_off.rows() != trade_off.cols()) {
            fail<shape_error>("cone_dominance: there are ", trade_off.rows(), " rows and ", trade_off.cols(),
                              " columns of trade-offs; give one of each for every objective");
        }
        for (std::size_t i = 0; i < trade_off.rows(); ++i) {
            for (std::size_t j = 0; j < trade_off.cols(); ++j) {
                const double rate = trade_off(i, j);
                if (!(rate >= 0) || !std::isfinite(rate) || (i == j && rate == 0)) {
                    fail("cone_dominance: trade-off (", i, ", ", j, ") is ", rate,
                         "; trade-offs are finite and at least 0, and more than 0 on the diagonal");
                }
            }
        }
    }

    /// Errors: shape_error when there is not one row of trade-offs for each objective.
    template <ObjectiveSet Set> void check(const Set& set) const {
        if (trade_off_.rows() != set.size()) {
            fail<shape_error>("cone_dominance: there are ", trade_off_.rows(), " rows of trade-offs, the set has ",
                              set.size(), " objectives");
        }
    }

    template <ObjectiveSet Set, ObjectiveRow A, ObjectiveRow B>
    [[nodiscard]] bool operator()(const Set& set, const A& a, const B& b) const noexcept {
        return detail::compare_finite(set, a, b, [&](const auto* p, const auto* q) {
            bool better = false;
            for (std::size_t i = 0; i < set.size(); ++i) {
                const double cost_a = traded(set, i, [p](std::size_t j) { return static_cast<double>(p[j]); });
                const double cost_b = traded(set, i, [q](std::size_t j) { return static_cast<double>(q[j]); });
                if (cost_a > cost_b) return false;
                better = better || cost_a < cost_b;
            }
            return better;
        });
    }

    /// The objectives after the trade, in the set's own directions; rows that are not finite stay so.
    /// Errors: error when a finite row exceeds a double (names its index).
    template <ObjectiveSet Set, class T>
    [[nodiscard]] columns_view<const double> pareto_columns(const Set& set, columns_view<const T> values,
                                                            workspace& ws) const {
        const std::size_t n = values.rows();
        const std::span<double> out = ws.take<double>(n * set.size());
        for (std::size_t i = 0; i < set.size(); ++i) {
            const double sign = static_cast<double>(sign_of(set.directions()[i]));
            for (std::size_t row = 0; row < n; ++row) {
                const double cost =
                    traded(set, i, [&](std::size_t j) { return static_cast<double>(values(row, j)); });
                if (!std::isfinite(cost) && detail::finite_row(values, row)) {
                    fail("cone_dominance: row ", row, " exceeds a double after the trade-offs; scale the objectives");
                }
                out[i * n + row] = sign * cost;
            }
        }
        return {out.data(), n, set.size()};
    }

private:
    /// Objective i after the trade, to be minimised.
    template <ObjectiveSet Set, class At> [[nodiscard]] double traded(const Set& set, std::size_t i, At&& at) const {
        double cost = 0;
        for (std::size_t j = 0; j < set.size(); ++j) {
            cost += trade_off_(i, j) * (static_cast<double>(sign_of(set.directions()[j])) * at(j));
        }
        return cost;
    }

    matrix_view<const double> trade_off_;
};

} // namespace fulcrum::inline v0_1
