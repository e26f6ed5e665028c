#include "fulcrum/distribute/mpi_session.hpp"

#include "mpi_ranks.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <mpi.h>

TEST_CASE("distribute/mpi_session: every process is a rank of its own") {
    const fulcrum::mpi_session& ranks = mpi_ranks();
    CHECK(ranks.size() >= 1);
    CHECK(ranks.rank() >= 0);
    CHECK(ranks.rank() < ranks.size());
    const auto n = static_cast<std::size_t>(ranks.size());
    CHECK(sum_over_ranks(static_cast<std::size_t>(ranks.rank())) == n * (n - 1) / 2);
}

TEST_CASE("distribute/mpi_session: where MPI is in use already, it is left to who began it") {
    static_cast<void>(mpi_ranks());
    {
        const fulcrum::mpi_session second;
        CHECK(second.size() == mpi_ranks().size());
        CHECK(second.rank() == mpi_ranks().rank());
        int comparison = MPI_IDENT;
        MPI_Comm_compare(second.communicator(), mpi_ranks().communicator(), &comparison);
        CHECK(comparison == MPI_CONGRUENT); // the same ranks, but messages of its own
    }
    int finalized = 1;
    MPI_Finalized(&finalized);
    CHECK(finalized == 0);
    CHECK(on_all_ranks(true));
}

TEST_CASE("distribute/mpi_session: of some ranks only") {
    const int half = mpi_ranks().rank() % 2;
    MPI_Comm some = MPI_COMM_NULL;
    MPI_Comm_split(MPI_COMM_WORLD, half, -mpi_ranks().rank(), &some);
    {
        const fulcrum::mpi_session part(some);
        CHECK(part.size() == (mpi_ranks().size() + 1 - half) / 2);
        CHECK(part.rank() == part.size() - 1 - mpi_ranks().rank() / 2); // in the communicator's order
    }
    MPI_Comm_free(&some);
}

TEST_CASE("distribute/mpi_session: what MPI refuses is an error that names the call") {
    const int nobody = mpi_ranks().size();
    const std::string message = thrown<fulcrum::error>([nobody] {
        fulcrum::detail::mpi_check(MPI_Send(&nobody, 1, MPI_INT, nobody, 0, mpi_ranks().communicator()), "MPI_Send");
    });
    CHECK(holds(message, "MPI_Send: ", "rank"));
}
