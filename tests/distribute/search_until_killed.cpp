// A search over ranks that writes a checkpoint, for tests/distribute/killed.
//     search_until_killed CHECKPOINT search           prints the result on rank 0
//     search_until_killed CHECKPOINT kill RANK        the same, but this rank kills itself in the middle
//     search_until_killed CHECKPOINT throw RANK       this rank throws between two searches, while others wait for it
//     search_until_killed CHECKPOINT read             prints how many generations the checkpoint holds
#include "fulcrum/distribute.hpp"
#include "fulcrum/search/checkpoint.hpp"
#include "fulcrum/search/islands.hpp"
#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/test_problems.hpp"

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

struct problem : fulcrum::zdt1 {
    bool fatal = false;
    mutable std::size_t evaluations = 0;

    explicit problem(bool is_fatal) : fulcrum::zdt1{8}, fatal(is_fatal) {}

    void evaluate(std::span<const double> x, std::span<double> f) const {
        if (fatal && ++evaluations == 100) std::raise(SIGKILL);
        std::this_thread::sleep_for(std::chrono::microseconds(100));
        fulcrum::zdt1::evaluate(x, f);
    }
};

void run(const std::string& file, const std::string& mode, int victim) {
    const fulcrum::mpi_session ranks;
    const bool chosen = ranks.rank() == victim;
    if (mode == "throw" && chosen) throw std::runtime_error("rank " + std::to_string(victim) + " has no data");
    const fulcrum::islands algorithm{fulcrum::nsga2{.population = 12, .generations = 60},
                                     {.count = 4, .every = 7, .migrants = 2}};
    const auto found = fulcrum::mpi_search(ranks, algorithm, problem(mode == "kill" && chosen), fulcrum::seed{5},
                                           fulcrum::sequential{}, fulcrum::checkpoint{file});
    if (ranks.rank() != 0) return;
    std::printf("%zu evaluations\n", found.evaluations);
    for (const std::uint32_t i : found.front) {
        std::printf("%u", i);
        for (const double x : found.variables().row(i)) std::printf(" %a", x);
        std::printf(" %a %a\n", found.objectives()(i, 0), found.objectives()(i, 1));
    }
}

} // namespace

int main(int argc, char** argv) {
    try {
        if (argc < 3) throw std::runtime_error("usage: search_until_killed CHECKPOINT search|kill|throw|read [RANK]");
        const std::string mode = argv[2];
        if (mode == "read") {
            std::printf("%zu\n", fulcrum::read_checkpoint(argv[1]).generations);
        } else {
            run(argv[1], mode, argc > 3 ? std::atoi(argv[3]) : -1);
        }
    } catch (const std::exception& e) {
        std::fprintf(stderr, "search_until_killed: %s\n", e.what());
        return 1;
    }
    return 0;
}
