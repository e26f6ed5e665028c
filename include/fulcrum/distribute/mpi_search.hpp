#pragma once

#include "fulcrum/core/executor.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/distribute/detail/mpi_evaluation.hpp"
#include "fulcrum/distribute/detail/mpi_result.hpp"
#include "fulcrum/distribute/mpi_session.hpp"
#include "fulcrum/search/detail/evaluator.hpp"
#include "fulcrum/search/problem.hpp"
#include "fulcrum/search/result.hpp"
#include "fulcrum/search/search.hpp"

#include <exception>
#include <string>
#include <utility>

namespace fulcrum::inline v0_1 {

/// search() over all ranks, each of which calls it with the same problem:
///     const mpi_session ranks;
///     const search_result found = mpi_search(ranks, nsga2{}, problem, seed{7}, tbb_executor(2));
/// Rank 0 runs the algorithm, and all ranks evaluate its batches, each with its own executor: what costs more or a rank
/// that is slower makes nobody wait, as individuals are handed out in chunks to whoever is free. All ranks return the
/// same result, which is search()'s to the bit, on any number of ranks. Ranks that wait sleep, so there may be more of
/// them than cores. It pays where an evaluation takes longer than some tens of microseconds.
///
/// Observers are called on rank 0 alone, a `checkpoint` among them: a search whose ranks are killed goes on from it, on
/// any number of ranks. A batch that the problem evaluates whole is evaluated chunk by chunk: how one individual is
/// evaluated must not depend on the others. Ranks with threads of their own want `mpirun --bind-to none`, to
/// use all cores. Meanwhile no other thread of rank 0 may call MPI.
///
/// Errors: what search() throws, on all ranks. An evaluation that throws on any of them is a search_error, which names
/// the individual that it would be on one rank; the cause is then an error with the same text. Other ranks than 0 throw
/// an error with the text of what rank 0 throws. When MPI itself fails, error.
template <class Algorithm, Problem P, Executor E = sequential, class... Observers>
    requires SearchAlgorithm<Algorithm, decltype(objectives_of(std::declval<const P&>()))>
[[nodiscard]] search_result mpi_search(const mpi_session& ranks, const Algorithm& algorithm, const P& problem,
                                       seed s = {7}, const E& executor = {}, Observers&&... observers) {
    detail::mpi_evaluation<P, E> evaluate(ranks, problem, executor);
    if (ranks.rank() != 0) return detail::ended_search(evaluate.serve());
    using detail::mpi_ending;
    using detail::mpi_result;
    search_result found;
    try {
        found = detail::search_by(evaluate, algorithm, problem, s, observers...);
    } catch (const search_error& e) {
        evaluate.end(mpi_ending::evaluation, std::string(e.what()), mpi_result{e.result()},
                     detail::what_was_thrown(e.cause()));
        throw;
    } catch (...) {
        evaluate.end(mpi_ending::error, detail::what_was_thrown(std::current_exception()));
        throw;
    }
    evaluate.end(mpi_ending::found, mpi_result{found});
    return found;
}

} // namespace fulcrum::inline v0_1
