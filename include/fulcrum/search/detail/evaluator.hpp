#pragma once

#include "fulcrum/core/executor.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/problem.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// Evaluates individuals of one problem over an executor; allocates at construction only.
template <Problem P, Executor E> class evaluator {
public:
    evaluator(const P& problem, std::size_t objectives, std::size_t constraints, const E& executor)
        : problem_(problem), executor_(executor), objectives_(objectives), constraints_(constraints),
          workers_(executor.workers()) {
        for (worker_state& w : workers_) w.values.resize(objectives + constraints);
    }

    /// How a batch went: `cause` is set when an evaluation threw.
    struct outcome {
        std::size_t evaluated = 0;
        std::size_t individual = 0; ///< the first one that threw, whatever the order of evaluation
        std::exception_ptr cause;
    };

    /// What is not evaluated is left not a number.
    outcome operator()(const individuals<double>& batch) {
        for (std::size_t j = 0; j < objectives_; ++j) std::ranges::fill(batch.objectives.column(j), unknown);
        for (std::size_t j = 0; j < constraints_; ++j) std::ranges::fill(batch.violations.column(j), unknown);
        if constexpr (EvaluatesBatch<P>) {
            return whole(batch);
        } else {
            return one_by_one(batch);
        }
    }

private:
    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    struct worker_state {
        std::vector<double> values;
        std::size_t evaluated = 0;
        std::size_t individual = 0;
        std::exception_ptr cause;
    };

    outcome whole(const individuals<double>& batch) {
        try {
            for (std::size_t i = 0; i < batch.size(); ++i) repair(batch.variables.row(i));
            problem_.evaluate_batch(matrix_view<const double>(batch.variables), batch.objectives, batch.violations,
                                    executor_);
        } catch (...) {
            return {0, 0, std::current_exception()};
        }
        return {batch.size(), 0, nullptr};
    }

    outcome one_by_one(const individuals<double>& batch) {
        for (worker_state& w : workers_) {
            w.evaluated = 0;
            w.cause = nullptr;
        }
        std::atomic<std::size_t> failed = batch.size(); // the first individual known to have thrown
        executor_.run(batch.size(), [&](std::size_t i, std::size_t worker) {
            if (i > failed.load()) return;
            worker_state& w = workers_[worker];
            try {
                evaluate(batch, i, w.values);
                ++w.evaluated;
            } catch (...) {
                if (!w.cause || i < w.individual) {
                    w.individual = i;
                    w.cause = std::current_exception();
                }
                std::size_t known = failed.load();
                while (i < known && !failed.compare_exchange_weak(known, i)) {}
            }
        });
        outcome result;
        for (const worker_state& w : workers_) {
            result.evaluated += w.evaluated;
            if (w.cause && (!result.cause || w.individual < result.individual)) {
                result.individual = w.individual;
                result.cause = w.cause;
            }
        }
        return result;
    }

    void evaluate(const individuals<double>& batch, std::size_t i, std::span<double> values) const {
        std::ranges::fill(values, unknown);
        repair(batch.variables.row(i));
        const std::span<const double> x = batch.variables.row(i);
        const std::span<double> f = values.first(objectives_);
        const std::span<double> violation = values.subspan(objectives_);
        if constexpr (requires { problem_.evaluate(x, f, violation); }) {
            problem_.evaluate(x, f, violation);
        } else {
            problem_.evaluate(x, f);
        }
        for (std::size_t j = 0; j < objectives_; ++j) batch.objectives(i, j) = f[j];
        for (std::size_t j = 0; j < constraints_; ++j) batch.violations(i, j) = violation[j];
    }

    void repair(std::span<double> x) const {
        if constexpr (RepairsOne<P>) problem_.repair(x);
    }

    const P& problem_;
    const E& executor_;
    std::size_t objectives_;
    std::size_t constraints_;
    std::vector<worker_state> workers_;
};

[[nodiscard]] inline std::string what_was_thrown(const std::exception_ptr& cause) {
    try {
        std::rethrow_exception(cause);
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "an exception that is not a std::exception";
    }
}

} // namespace fulcrum::inline v0_1::detail
