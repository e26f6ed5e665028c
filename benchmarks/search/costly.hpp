#pragma once

#include <cstddef>

/// A search whose objective takes a while, on one thread and on two.
struct scaling {
    double microseconds; ///< an evaluation takes, on one thread
    std::size_t evaluations;
    double one; ///< evaluations a second, on one thread
    double two;
    double ratio; ///< median within rounds
};

/// NSGA-II on ZDT1 with 100 microseconds of arithmetic added to each evaluation; oneTBB for two threads. The front must
/// be the same: error when it is not.
[[nodiscard]] scaling time_costly_objective(std::size_t rounds);
