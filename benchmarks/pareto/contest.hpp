#pragma once

#include "fulcrum/io/number_table.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What is asked of every contestant, all objectives minimised.
struct question {
    std::string task; ///< front, ranks, hypervolume, contributions, archive
    fulcrum::number_table points;
    std::vector<double> reference; ///< of hypervolume and contributions
};

/// What must be the same whoever answers.
struct answer {
    std::vector<std::uint32_t> numbers; ///< the front's rows, ascending, or every row's rank
    std::vector<double> values;         ///< the volume, or every row's contribution

    /// Equal numbers, and values that agree to rounding, as it shows beside the largest.
    [[nodiscard]] bool agrees_with(const answer& other) const;
};

/// A contestant with one question, the points already in its own form.
class runner {
public:
    virtual ~runner() = default;
    /// Does the work once; seconds that it took.
    virtual double run() = 0;
    /// What the last run found.
    [[nodiscard]] virtual answer found() = 0;
};

/// `work` gives a result, which `convert`, outside the measured time, turns into an answer.
template <class Work, class Convert> class timed_runner final : public runner {
public:
    timed_runner(Work work, Convert convert) : work_(std::move(work)), convert_(std::move(convert)) {}

    double run() override {
        using clock = std::chrono::steady_clock;
        result_.reset();
        const clock::time_point begin = clock::now();
        result_.emplace(work_());
        return std::chrono::duration<double>(clock::now() - begin).count();
    }
    [[nodiscard]] answer found() override { return convert_(*result_); }

private:
    Work work_;
    Convert convert_;
    std::optional<decltype(std::declval<Work&>()())> result_;
};

template <class Work, class Convert> std::unique_ptr<runner> make_runner(Work work, Convert convert) {
    return std::make_unique<timed_runner<Work, Convert>>(std::move(work), std::move(convert));
}

/// One that may answer a question: none where it cannot, or is not there.
struct contestant {
    std::string name;
    std::unique_ptr<runner> (*enter)(const question&);
};

/// Fulcrum, the points gathered to columns beforehand; a workspace that is warm after the first run.
[[nodiscard]] std::unique_ptr<runner> enter_fulcrum(const question& q);

/// A careful loop: every point against the list of the members so far, in the order given, a dominator moved to the
/// head. As it takes the points one by one, it is an archive too.
[[nodiscard]] std::unique_ptr<runner> enter_naive(const question& q);

/// std::sort and a sweep: fronts for two and three objectives, ranks and hypervolume for two.
[[nodiscard]] std::unique_ptr<runner> enter_sweep(const question& q);

/// pagmo 2, where it was found at configuration.
[[nodiscard]] std::unique_ptr<runner> enter_pagmo(const question& q);

/// moocore's C functions, called and timed by a Python process beside this one.
[[nodiscard]] std::unique_ptr<runner> enter_moocore(const question& q);

/// Why a library will not take part; empty where it will.
[[nodiscard]] std::string pagmo_missing();
[[nodiscard]] std::string moocore_missing();
