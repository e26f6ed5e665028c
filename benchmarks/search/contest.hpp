#pragma once

#include <fulcrum/io/number_table.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

/// What every contestant is to do: population * generations evaluations of a problem, with simulated binary crossover
/// (eta 15, probability 0.9) and polynomial mutation (eta 20, probability 1 / number of variables).
struct task {
    std::string algorithm; ///< nsga2, nsga3 (one reference direction an individual, or nearly), moead, sms_emoa
    std::string problem;   ///< zdt1, with 30 variables, or dtlz2, with 9 more than objectives
    std::size_t objectives;
    std::size_t population;
    std::size_t generations;
};

struct outcome {
    double seconds;
    fulcrum::number_table found; ///< objectives of the last population, or of its front
};

class contestant {
public:
    virtual ~contestant() = default;
    [[nodiscard]] virtual std::string name() const = 0;
    /// It has the algorithm.
    [[nodiscard]] virtual bool takes(const task& what) const = 0;
    /// It takes more than ten seconds.
    [[nodiscard]] virtual bool slow(const task& /*what*/) const { return false; }
    /// Searches once, from making the first population to having the last.
    [[nodiscard]] virtual outcome run(const task& what, std::uint64_t seed) = 0;
};

[[nodiscard]] std::unique_ptr<contestant> make_fulcrum();

/// pagmo 2, in this process; none where it was not found at configuration, and `why` says so.
[[nodiscard]] std::unique_ptr<contestant> make_pagmo(std::string& why);

/// pymoo, in a Python process beside this one, which times the search alone; none where Python has it not.
[[nodiscard]] std::unique_ptr<contestant> make_pymoo(std::string& why);
