#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/search/detail/checkpoint_file.hpp"
#include "fulcrum/search/detail/evaluator.hpp"
#include "fulcrum/search/detail/state_reader.hpp"
#include "fulcrum/search/detail/state_writer.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/result.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <string>

namespace fulcrum::inline v0_1::detail {

/// How a search ended, as the first rank tells the others.
enum class mpi_ending : unsigned char {
    found,      ///< a result
    evaluation, ///< an evaluation threw: a message, the result so far, and what was thrown
    error,      ///< something else threw: what
};

/// A result as write_result sees a search.
struct mpi_result {
    const search_result& found;

    [[nodiscard]] std::size_t evaluations() const noexcept { return found.evaluations; }
    [[nodiscard]] std::size_t generation() const noexcept { return found.generations; }
    [[nodiscard]] individuals<const double> current() const noexcept { return found.last.slice(0, found.size()); }
    [[nodiscard]] std::span<const std::uint32_t> front() const noexcept { return found.front; }

    void serialize(state_writer& out) const {
        write_result(out, *this);
        out(found.stopped, found.stop_reason, found.warnings, found.seconds, found.evaluation_seconds,
            found.algorithm_seconds);
    }
};

/// The result that the first rank found, or the error that it met.
[[nodiscard]] inline search_result ended_search(const std::string& bytes) {
    state_reader in("a message of rank 0", bytes);
    mpi_ending how{};
    std::string message;
    in(how);
    if (how != mpi_ending::found) in(message);
    if (how == mpi_ending::error) fail(message);
    search_result found = read_result(in);
    in(found.stopped, found.stop_reason, found.warnings, found.seconds, found.evaluation_seconds,
       found.algorithm_seconds);
    if (how == mpi_ending::found) return found;
    std::string thrown;
    in(thrown);
    throw search_error(message, std::move(found), std::make_exception_ptr(error(thrown)));
}

} // namespace fulcrum::inline v0_1::detail
