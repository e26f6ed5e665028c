#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/search/population.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// What a search found: the last population, and which of it no other dominates.
struct search_result {
    population last;
    std::vector<std::uint32_t> front; ///< feasible, finite and nondominated individuals of `last`, ascending
    std::size_t evaluations = 0;
    std::size_t generations = 0;
    bool stopped = false;              ///< by an observer, before the last generation
    std::string stop_reason;           ///< the name of that observer, if stopped
    std::vector<std::string> warnings; ///< what the algorithm advises about this problem

    double seconds = 0;            ///< of the whole search, with what came before its checkpoint
    double evaluation_seconds = 0; ///< of these, in the problem
    double algorithm_seconds = 0;  ///< of these, in the algorithm

    [[nodiscard]] std::size_t size() const noexcept { return last.size(); }
    /// One individual a row.
    [[nodiscard]] matrix_view<const double> variables() const noexcept { return last.slice(0, size()).variables; }
    /// A column per objective, in the user's own orientation.
    [[nodiscard]] columns_view<const double> objectives() const noexcept { return last.slice(0, size()).objectives; }
    /// A column per constraint: by how much it is broken, zero or less when it holds.
    [[nodiscard]] columns_view<const double> violations() const noexcept { return last.slice(0, size()).violations; }
};

/// An evaluation threw: the search ended in the middle of a generation. Nothing found is lost: `result()` holds the
/// front so far, with the individuals of that generation that were evaluated. `cause()` is the original exception.
class search_error : public error {
public:
    search_error(const std::string& message, search_result result, std::exception_ptr cause)
        : error(message), result_(std::make_shared<const search_result>(std::move(result))), cause_(std::move(cause)) {}

    [[nodiscard]] const search_result& result() const noexcept { return *result_; }
    [[nodiscard]] const std::exception_ptr& cause() const noexcept { return cause_; }

private:
    std::shared_ptr<const search_result> result_;
    std::exception_ptr cause_;
};

} // namespace fulcrum::inline v0_1
