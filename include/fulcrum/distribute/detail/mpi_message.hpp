#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/distribute/detail/mpi_check.hpp"
#include "fulcrum/distribute/mpi_session.hpp"
#include "fulcrum/search/detail/state_writer.hpp"

#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <thread>

namespace fulcrum::inline v0_1::detail {

/// A message on its way.
class mpi_sending {
public:
    /// Begins to send what the writer holds, which must stay as it is until the message is gone. MPI counts up to 2^31,
    /// so words of eight bytes are sent.
    void begin(const mpi_session& ranks, int to, state_writer& content) {
        while (content.bytes().size() % sizeof(std::uint64_t) != 0) content(char{0});
        const std::size_t words = content.bytes().size() / sizeof(std::uint64_t);
        constexpr auto most = static_cast<std::size_t>((std::numeric_limits<int>::max)());
        if (words > most) fail("MPI sends at most ", most, " numbers at once, and ", words, " are to be sent");
        mpi_check(MPI_Isend(content.bytes().data(), static_cast<int>(words), MPI_UINT64_T, to, 0, ranks.communicator(),
                            &request_),
                  "MPI_Isend");
    }

    /// True when it is gone.
    [[nodiscard]] bool done() {
        int gone = 0;
        mpi_check(MPI_Test(&request_, &gone, MPI_STATUS_IGNORE), "MPI_Test");
        return gone != 0;
    }

private:
    MPI_Request request_ = MPI_REQUEST_NULL;
};

/// Takes in a message if one has come, from this rank or MPI_ANY_SOURCE. Returns its sender, else MPI_PROC_NULL.
[[nodiscard]] inline int mpi_receive(const mpi_session& ranks, int from, std::string& bytes) {
    int found = 0;
    MPI_Message message = MPI_MESSAGE_NULL;
    MPI_Status status{};
    mpi_check(MPI_Improbe(from, 0, ranks.communicator(), &found, &message, &status), "MPI_Improbe");
    if (found == 0) return MPI_PROC_NULL;
    int words = 0;
    mpi_check(MPI_Get_count(&status, MPI_UINT64_T, &words), "MPI_Get_count");
    bytes.resize(static_cast<std::size_t>(words) * sizeof(std::uint64_t));
    mpi_check(MPI_Mrecv(bytes.data(), words, MPI_UINT64_T, &message, MPI_STATUS_IGNORE), "MPI_Mrecv");
    return status.MPI_SOURCE;
}

/// Calls ready() until it returns true, and leaves the core to whoever computes meanwhile, which MPI's own waiting does
/// not: it yields, and soon sleeps, the longer the longer it takes, up to a millisecond.
template <class Ready> void mpi_wait_until(Ready&& ready) {
    using namespace std::chrono_literals;
    using clock = std::chrono::steady_clock;
    const clock::time_point begin = clock::now();
    while (!ready()) {
        const clock::duration waited = clock::now() - begin;
        if (waited < 200us) {
            std::this_thread::yield();
        } else {
            std::this_thread::sleep_for((std::min)(waited / 8, clock::duration(1ms)));
        }
    }
}

} // namespace fulcrum::inline v0_1::detail
