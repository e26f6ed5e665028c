#pragma once

#include "fulcrum/distribute/mpi_session.hpp"

#include <mpi.h>

#include <cstddef>
#include <cstdint>

/// The session of a test program, which may be one process or be started by mpirun: all ranks run the same cases.
inline const fulcrum::mpi_session& mpi_ranks() {
    static const fulcrum::mpi_session session;
    return session;
}

/// The sum of every rank's value.
inline std::size_t sum_over_ranks(std::size_t value) {
    const std::uint64_t own = value;
    std::uint64_t sum = 0;
    MPI_Allreduce(&own, &sum, 1, MPI_UINT64_T, MPI_SUM, MPI_COMM_WORLD);
    return sum;
}

inline bool on_all_ranks(bool value) {
    return sum_over_ranks(value ? 1 : 0) == static_cast<std::size_t>(mpi_ranks().size());
}
