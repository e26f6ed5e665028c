#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

/// What the command line says.
struct job_options {
    std::filesystem::path data; ///< folder of a real log; the simulated shop if empty
    std::filesystem::path out = "fulcrum-out";
    std::uint64_t seed = 7;
    std::size_t threads = 0; ///< 0: as many as the machine has
    std::size_t population = 0; ///< 0: what the job thinks right
    std::size_t generations = 0;
    bool quick = false; ///< a small run that only shows that everything works
};
