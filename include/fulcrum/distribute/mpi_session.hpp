#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/distribute/detail/mpi_check.hpp"

#include <mpi.h>

#include <exception>

namespace fulcrum::inline v0_1 {

/// MPI as long as this object lives: one in main(), before anything is distributed. The ranks are the processes that
/// `mpirun -np N program` started, all running the same program; without mpirun the program is the one rank there is.
///
/// An exception that leaves the life of the object on one rank does not wait for the other ranks, which may be waiting
/// for this one: MPI is not finalized then, and when the program ends, mpirun ends the other ranks, and says so. It
/// also ends them when a rank is killed.
class mpi_session {
public:
    /// Initializes MPI, unless that was done before, for all ranks or those of a communicator of the user's. Each of
    /// these ranks must do so.
    /// Errors: error when MPI fails, was finalized before, or was initialized for programs without threads.
    explicit mpi_session(MPI_Comm ranks = MPI_COMM_WORLD) {
        int ended = 0;
        detail::mpi_check(MPI_Finalized(&ended), "MPI_Finalized");
        if (ended != 0) fail("mpi_session: MPI was finalized before, and can be initialized only once in a program");
        int begun = 0;
        detail::mpi_check(MPI_Initialized(&begun), "MPI_Initialized");
        ours_ = begun == 0;
        int level = MPI_THREAD_SINGLE;
        if (ours_) {
            detail::mpi_check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &level), "MPI_Init_thread");
        } else {
            detail::mpi_check(MPI_Query_thread(&level), "MPI_Query_thread");
        }
        if (level < MPI_THREAD_SERIALIZED) {
            fail("mpi_session: MPI was initialized for programs without threads; call MPI_Init_thread with "
                 "MPI_THREAD_SERIALIZED");
        }
        detail::mpi_check(MPI_Comm_dup(ranks, &ranks_), "MPI_Comm_dup");
        detail::mpi_check(MPI_Comm_set_errhandler(ranks_, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
        detail::mpi_check(MPI_Comm_rank(ranks_, &rank_), "MPI_Comm_rank");
        detail::mpi_check(MPI_Comm_size(ranks_, &size_), "MPI_Comm_size");
    }

    mpi_session(const mpi_session&) = delete;
    mpi_session& operator=(const mpi_session&) = delete;
    ~mpi_session() {
        if (size_ > 1 && std::uncaught_exceptions() > exceptions_) return;
        MPI_Comm_free(&ranks_);
        if (ours_) MPI_Finalize();
    }

    /// Of this process, from 0.
    [[nodiscard]] int rank() const noexcept { return rank_; }
    /// The number of ranks.
    [[nodiscard]] int size() const noexcept { return size_; }
    /// A communicator of Fulcrum's own, whose messages meet no others.
    [[nodiscard]] MPI_Comm communicator() const noexcept { return ranks_; }

private:
    bool ours_ = false; ///< initialized here, so finalized here
    MPI_Comm ranks_ = MPI_COMM_NULL;
    int rank_ = 0;
    int size_ = 1;
    int exceptions_ = std::uncaught_exceptions();
};

} // namespace fulcrum::inline v0_1
