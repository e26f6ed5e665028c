#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/executor.hpp"
#include "fulcrum/distribute/detail/mpi_check.hpp"
#include "fulcrum/distribute/detail/mpi_message.hpp"
#include "fulcrum/distribute/mpi_session.hpp"
#include "fulcrum/search/detail/evaluator.hpp"
#include "fulcrum/search/detail/state_reader.hpp"
#include "fulcrum/search/detail/state_writer.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/problem.hpp"
#include "fulcrum/search/search_space.hpp"

#include <mpi.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <limits>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// What a message of the first rank to another one begins with.
enum class mpi_order : unsigned char {
    evaluate, ///< a chunk of the batch: its size, and its variables
    end,      ///< of the search; how it ended is for the receiver of serve()
};

/// Neighbouring individuals of a batch.
struct mpi_chunk {
    std::size_t first = 0;
    std::size_t size = 0;
};

/// Cuts a batch into chunks, which are taken from the first individual to the last by whoever is free: large first,
/// then smaller and smaller ones, down to one individual a worker (guided self-scheduling: Polychronopoulos and Kuck,
/// IEEE TC 36(12), 1987). So ranks of different speed and individuals of different cost end at the same time.
class mpi_chunks {
public:
    mpi_chunks() = default;
    mpi_chunks(std::size_t individuals, std::size_t workers) : left_(individuals), workers_(workers) {}

    /// The next chunk, for a rank with so many workers; an empty one when none is left.
    [[nodiscard]] mpi_chunk take(std::size_t workers) noexcept {
        return cut((std::max)(left_ * workers / (4 * workers_), workers));
    }
    /// The next individuals, at most so many.
    [[nodiscard]] mpi_chunk cut(std::size_t most) noexcept {
        const mpi_chunk taken{first_, (std::min)(most, left_)};
        first_ += taken.size;
        left_ -= taken.size;
        return taken;
    }
    /// How many individuals are left.
    [[nodiscard]] std::size_t left() const noexcept { return left_; }
    /// Hands out no more.
    void stop() noexcept { left_ = 0; }

private:
    std::size_t first_ = 0;
    std::size_t left_ = 0;
    std::size_t workers_ = 1; ///< of all ranks
};

/// Evaluates the batches of a search that runs on the first rank (master and workers): that rank calls this object as
/// it would an evaluator, and all the others serve(). All ranks make it together, from the same problem.
template <Problem P, Executor E> class mpi_evaluation {
public:
    using outcome = typename evaluator<P, E>::outcome;

    /// Errors: error, on all ranks, when their problems are of different sizes.
    mpi_evaluation(const mpi_session& ranks, const P& problem, const E& executor)
        : ranks_(ranks), variables_(search_space(problem).size()), objectives_(objectives_of(problem).size()),
          constraints_(constraints_of(problem)), evaluate_(problem, objectives_, constraints_, executor) {
        const auto count = static_cast<std::size_t>(ranks.size());
        const std::array<std::uint64_t, 4> own{variables_, objectives_, constraints_, executor.workers()};
        std::vector<std::uint64_t> all(own.size() * count);
        mpi_check(MPI_Allgather(own.data(), own.size(), MPI_UINT64_T, all.data(), own.size(), MPI_UINT64_T,
                                ranks.communicator()),
                  "MPI_Allgather");
        constexpr std::array names{"variables", "objectives", "constraints"};
        peers_.resize(count);
        for (std::size_t r = 0; r < count; ++r) {
            const std::uint64_t* sizes = all.data() + r * own.size();
            for (std::size_t k = 0; k < names.size(); ++k) {
                if (sizes[k] != all[k]) {
                    fail("mpi_search: the problem has ", all[k], " ", names[k], " on rank 0 and ", sizes[k],
                         " on rank ", r, "; all ranks must be given the same problem");
                }
            }
            peers_[r].workers = sizes[names.size()];
            workers_ += peers_[r].workers;
        }
        if (ranks.rank() == 0 && count > 1) {
            deputy_ = std::jthread([this](const std::stop_token& stop) { look_after(stop); });
        }
    }

    /// On the first rank: evaluates the batch, on all ranks. What is not evaluated is left not a number.
    [[nodiscard]] outcome operator()(const individuals<double>& batch) {
        if (ranks_.size() == 1) return evaluate_(batch);
        unknown(batch);
        begin(batch);
        for (;;) {
            const mpi_chunk own = next_own();
            if (own.size == 0) break;
            const outcome part = evaluate_(part_of(batch, own));
            const std::lock_guard lock(guard_);
            merge(part, own);
        }
        mpi_wait_until([this] {
            const std::lock_guard lock(guard_);
            exchange();
            return under_way_ == 0;
        });
        return all_;
    }

    /// On the other ranks: evaluates chunks until the search ends; returns what end() wrote.
    [[nodiscard]] std::string serve() {
        std::string bytes;
        population chunk;
        mpi_sending sending;
        for (;;) {
            mpi_wait_until([&] { return mpi_receive(ranks_, 0, bytes) == 0; });
            state_reader in("a message of rank 0", bytes);
            mpi_order order{};
            in(order);
            if (order == mpi_order::end) return bytes.substr(bytes.size() - in.left());
            std::uint64_t size = 0;
            in(size);
            if (chunk.size() < size) chunk = population(size, variables_, objectives_, constraints_);
            const individuals<double> part = chunk.slice(0, size);
            in(individuals<double>{part.variables, {}, {}});
            const outcome done = evaluate_(part);
            state_writer out;
            out(std::uint64_t{done.evaluated}, std::uint64_t{done.individual}, done.cause != nullptr);
            if (done.cause) out(what_was_thrown(done.cause));
            out(part);
            sending.begin(ranks_, 0, out);
            mpi_wait_until([&] { return sending.done(); });
        }
    }

    /// On the first rank: ends the other ranks' serve().
    template <class... Parts> void end(const Parts&... how) {
        state_writer out;
        const std::lock_guard lock(guard_);
        out(mpi_order::end);
        out(how...);
        std::vector<mpi_sending> sending(peers_.size() - 1);
        for (std::size_t k = 0; k < sending.size(); ++k) sending[k].begin(ranks_, static_cast<int>(k + 1), out);
        for (mpi_sending& s : sending) mpi_wait_until([&] { return s.done(); });
    }

private:
    /// A chunk that a rank evaluates.
    struct task {
        mpi_chunk chunk;
        state_writer message;
        mpi_sending sending;
    };
    struct peer {
        std::size_t workers = 0;
        std::array<task, 2> tasks; ///< one under evaluation, and one that waits, so that the rank does not
        std::size_t first = 0;     ///< of the tasks, the one that was sent first
        std::size_t size = 0;      ///< how many there are
    };

    static void unknown(const individuals<double>& batch) {
        constexpr double value = std::numeric_limits<double>::quiet_NaN();
        for (std::size_t j = 0; j < batch.objectives.cols(); ++j) std::ranges::fill(batch.objectives.column(j), value);
        for (std::size_t j = 0; j < batch.violations.cols(); ++j) std::ranges::fill(batch.violations.column(j), value);
    }

    static individuals<double> part_of(const individuals<double>& batch, mpi_chunk chunk) noexcept {
        const auto [x, f, v] = batch;
        return {{x.data() + chunk.first * x.stride(), chunk.size, x.cols(), x.stride()},
                {f.data() + chunk.first, chunk.size, f.cols(), f.stride()},
                {v.data() + chunk.first, chunk.size, v.cols(), v.stride()}};
    }

    /// Adds how a chunk went. After an exception no more is handed out: what comes before it has been already.
    void merge(const outcome& part, mpi_chunk chunk) {
        all_.evaluated += part.evaluated;
        if (!part.cause) return;
        chunks_.stop();
        if (all_.cause && all_.individual <= chunk.first + part.individual) return;
        all_.individual = chunk.first + part.individual;
        all_.cause = part.cause;
    }

    void begin(const individuals<double>& batch) {
        const std::lock_guard lock(guard_);
        batch_ = batch;
        all_ = {};
        chunks_ = mpi_chunks(batch.size(), workers_);
        for (std::size_t round = 0; round < 2; ++round) {
            for (std::size_t r = 1; r < peers_.size(); ++r) send_next(r);
        }
    }

    /// What this rank evaluates next. A single thread looks after the other ranks between any two individuals.
    [[nodiscard]] mpi_chunk next_own() {
        const std::lock_guard lock(guard_);
        exchange();
        return peers_[0].workers == 1 ? chunks_.cut(1) : chunks_.take(peers_[0].workers);
    }

    /// Takes in what has come from other ranks, and sends them their next chunks.
    void exchange() {
        while (under_way_ > 0) {
            const int from = mpi_receive(ranks_, MPI_ANY_SOURCE, received_);
            if (from == MPI_PROC_NULL) return;
            take_in(static_cast<std::size_t>(from));
            send_next(static_cast<std::size_t>(from));
        }
    }

    /// Does so while the evaluations of this rank take long.
    void look_after(const std::stop_token& stop) {
        std::unique_lock lock(guard_);
        while (!stop.stop_requested()) {
            static_cast<void>(pause_.wait_for(lock, stop, std::chrono::milliseconds(2), [] { return false; }));
            exchange();
        }
    }

    /// Sends a rank a chunk: near the end of the batch only if it has none, so that none waits there while ranks idle.
    void send_next(std::size_t rank) {
        peer& to = peers_[rank];
        if (to.size > 0 && chunks_.left() < 2 * workers_) return;
        const mpi_chunk chunk = chunks_.take(to.workers);
        if (chunk.size == 0) return;
        task& next = to.tasks[(to.first + to.size++) % to.tasks.size()];
        next.chunk = chunk;
        next.message = {};
        next.message(mpi_order::evaluate, std::uint64_t{chunk.size});
        next.message(individuals<double>{part_of(batch_, chunk).variables, {}, {}});
        next.sending.begin(ranks_, static_cast<int>(rank), next.message);
        ++under_way_;
    }

    void take_in(std::size_t rank) {
        peer& from = peers_[rank];
        task& done = from.tasks[from.first];
        mpi_wait_until([&] { return done.sending.done(); });
        from.first = (from.first + 1) % from.tasks.size();
        --from.size;
        --under_way_;
        state_reader in("a message of rank " + std::to_string(rank), received_);
        outcome part;
        bool threw = false;
        in(part.evaluated, part.individual, threw);
        if (threw) {
            std::string text;
            in(text);
            part.cause = std::make_exception_ptr(error(text));
        }
        in(part_of(batch_, done.chunk)); // with the variables, which a repair may have changed
        merge(part, done.chunk);
    }

    const mpi_session& ranks_;
    std::size_t variables_;
    std::size_t objectives_;
    std::size_t constraints_;
    evaluator<P, E> evaluate_;
    std::vector<peer> peers_; ///< of each rank
    std::size_t workers_ = 0; ///< of all ranks
    std::mutex guard_;        ///< of what follows, and of calls of MPI on the first rank
    std::condition_variable_any pause_;
    individuals<double> batch_;
    mpi_chunks chunks_;
    outcome all_;
    std::size_t under_way_ = 0; ///< chunks that other ranks have
    std::string received_;
    std::jthread deputy_; ///< the last, so that it ends first
};

} // namespace fulcrum::inline v0_1::detail
