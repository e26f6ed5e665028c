#pragma once

#include "fulcrum/core/executor.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/search/constrained_problems.hpp"
#include "fulcrum/search/detail/numbered.hpp"
#include "fulcrum/search/problem.hpp"

#include <array>
#include <cstddef>
#include <vector>

/// BNH, evaluated as a batch.
struct batched_bnh : fulcrum::detail::two_objectives {
    std::vector<fulcrum::variable> variables() const { return fulcrum::bnh::variables(); }
    std::size_t constraints() const { return 2; }
    template <fulcrum::Executor E>
    void evaluate_batch(fulcrum::matrix_view<const double> x, fulcrum::columns_view<double> f,
                        fulcrum::columns_view<double> violation, const E& executor) const {
        executor.run(x.rows(), [&](std::size_t i, std::size_t) {
            std::array<double, 2> values{};
            std::array<double, 2> broken{};
            fulcrum::bnh{}.evaluate(x.row(i), values, broken);
            for (std::size_t j = 0; j < 2; ++j) {
                f(i, j) = values[j];
                violation(i, j) = broken[j];
            }
        });
    }
};
