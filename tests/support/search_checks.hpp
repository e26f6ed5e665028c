#pragma once

#include "allocation_counter.hpp"
#include "fulcrum/pareto/dominance.hpp"
#include "fulcrum/pareto/hypervolume.hpp"
#include "fulcrum/search/detail/state_reader.hpp"
#include "fulcrum/search/detail/state_writer.hpp"
#include "fulcrum/search/problem.hpp"
#include "fulcrum/search/result.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/zdt.hpp"
#include "thread_executor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

/// What is true of every search algorithm.
namespace search_checks {

/// Hypervolume of the front at 1.1.
template <class P> double volume_of(const P& problem, const fulcrum::search_result& found) {
    const auto set = fulcrum::objectives_of(problem);
    fulcrum::workspace ws;
    return fulcrum::hypervolume(set, found.objectives(), found.front, std::vector<double>(set.size(), 1.1), ws);
}

/// Evaluates one individual, what is left unwritten as not a number.
template <class P>
void evaluate(const P& problem, std::span<const double> x, std::span<double> f, std::span<double> violation) {
    std::ranges::fill(f, std::numeric_limits<double>::quiet_NaN());
    std::ranges::fill(violation, std::numeric_limits<double>::quiet_NaN());
    if constexpr (requires { problem.evaluate(x, f, violation); }) {
        problem.evaluate(x, f, violation);
    } else {
        problem.evaluate(x, f);
    }
}

/// Objectives and violations are F(variables), all individuals are valid, and the front is all that is feasible, finite
/// and nondominated.
template <class P> void check_result(const P& problem, const fulcrum::search_result& found) {
    const auto set = fulcrum::objectives_of(problem);
    const fulcrum::search_space space(problem);
    const std::size_t m = set.size();
    std::vector<double> f(m);
    std::vector<double> violation(space.constraints());
    std::vector<std::vector<double>> rows;
    std::vector<std::uint32_t> good;
    const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
    for (std::uint32_t i = 0; i < found.size(); ++i) {
        CHECK_UNARY(space.valid(found.variables().row(i)));
        evaluate(problem, found.variables().row(i), f, violation);
        bool regular = true;
        for (std::size_t j = 0; j < m; ++j) {
            CHECK_UNARY(same(found.objectives()(i, j), f[j]));
            regular = regular && std::isfinite(f[j]);
        }
        for (std::size_t j = 0; j < violation.size(); ++j) {
            CHECK_UNARY(same(found.violations()(i, j), violation[j]));
            regular = regular && violation[j] <= 0;
        }
        if (regular) good.push_back(i);
        rows.push_back(f);
    }
    std::vector<std::uint32_t> front;
    for (const std::uint32_t i : good) {
        if (std::none_of(good.begin(), good.end(),
                         [&](std::uint32_t k) { return fulcrum::dominates(set, rows[k], rows[i]); })) {
            front.push_back(i);
        }
    }
    CHECK(found.front == front);
}

/// A problem of two objectives with both negated, to be maximised.
template <class P> auto mirrored(const P& problem) {
    struct up1 : fulcrum::maximize {};
    struct up2 : fulcrum::maximize {};
    return fulcrum::function_problem{fulcrum::objectives<up1, up2>{}, problem.variables(),
                                     [problem](std::span<const double> x, std::span<double> f) {
                                         problem.evaluate(x, f);
                                         f[0] = -f[0];
                                         f[1] = -f[1];
                                     }};
}

/// What was found for a problem of two objectives is what was found for the mirrored one, bit for bit.
inline void check_mirrors(const fulcrum::search_result& down, const fulcrum::search_result& up) {
    CHECK(down.front == up.front);
    REQUIRE(down.size() == up.size());
    for (std::size_t i = 0; i < down.size(); ++i) {
        for (std::size_t j = 0; j < 2; ++j) CHECK(down.objectives()(i, j) == -up.objectives()(i, j));
    }
}

/// Objectives that are not finite here and there leave a front of `least` individuals or more; where nothing is
/// feasible, all violations end below `worst_violation`, of which 1 is the least; and a problem that writes nothing has
/// no front.
template <class A> void check_irregular(const A& algorithm, std::size_t least, double worst_violation) {
    const fulcrum::zdt1 zdt1{5};
    const fulcrum::function_problem holes{fulcrum::zdt1::objectives{}, zdt1.variables(),
                                          [&](std::span<const double> x, std::span<double> f) {
                                              zdt1.evaluate(x, f);
                                              if (x[0] > 0.4 && x[0] < 0.5) f[1] = std::nan("");
                                              if (x[0] > 0.8) f[0] = -std::numeric_limits<double>::infinity();
                                          }};
    const auto found = fulcrum::search(algorithm, holes, fulcrum::seed{1});
    check_result(holes, found);
    CHECK(found.front.size() >= least);

    const fulcrum::function_problem never{fulcrum::zdt1::objectives{}, zdt1.variables(),
                                          [&](std::span<const double> x, std::span<double> f, std::span<double> v) {
                                              zdt1.evaluate(x, f);
                                              v[0] = 1 + x[0];
                                          },
                                          1};
    const auto none = fulcrum::search(algorithm, never, fulcrum::seed{1});
    check_result(never, none);
    CHECK(none.front.empty());
    double worst = 0;
    for (std::size_t i = 0; i < none.size(); ++i) worst = std::max(worst, none.violations()(i, 0));
    CHECK(worst < worst_violation); // the least violation is sought

    const fulcrum::function_problem nothing{fulcrum::zdt1::objectives{}, zdt1.variables(),
                                            [](std::span<const double>, std::span<double>) {}};
    CHECK(fulcrum::search(algorithm, nothing, fulcrum::seed{1}).front.empty());
}

/// One generation; returns how many individuals were asked for.
template <class State, class P> std::size_t advance(State& state, const P& problem) {
    const auto batch = state.ask();
    double f[16];
    double violation[16];
    for (std::size_t i = 0; i < batch.size(); ++i) {
        evaluate(problem, batch.variables.row(i), std::span(f, batch.objectives.cols()),
                 std::span(violation, batch.violations.cols()));
        for (std::size_t j = 0; j < batch.objectives.cols(); ++j) batch.objectives(i, j) = f[j];
        for (std::size_t j = 0; j < batch.violations.cols(); ++j) batch.violations(i, j) = violation[j];
    }
    state.tell();
    return batch.size();
}

template <class P, class A> auto started(const A& algorithm, const P& problem, std::uint64_t seed) {
    return algorithm.start(fulcrum::objectives_of(problem), fulcrum::search_space(problem), fulcrum::seed{seed});
}

/// All that a caller sees of a state, as bytes.
template <class State> std::string bytes_of(const State& state) {
    fulcrum::detail::state_writer out;
    auto shown = state.current();
    std::vector<std::uint32_t> front(state.front().begin(), state.front().end());
    out(shown, front);
    return out.bytes();
}

/// The same seed gives the same bits, on two threads too, and another seed others.
template <class A, class P> void check_repeats(const A& algorithm, const P& problem) {
    const auto bytes = [](const fulcrum::search_result& found) {
        fulcrum::detail::state_writer out;
        auto last = found.last;
        auto front = found.front;
        const auto shown = last.slice(0, last.size());
        out(shown, front);
        return out.bytes();
    };
    const std::string once = bytes(fulcrum::search(algorithm, problem, fulcrum::seed{4}));
    CHECK(once == bytes(fulcrum::search(algorithm, problem, fulcrum::seed{4}, thread_executor(2))));
    CHECK(once != bytes(fulcrum::search(algorithm, problem, fulcrum::seed{5})));
}

/// A state that is written after `before` generations and read into a new one goes on to the same bits.
template <class A, class P> void check_resumes(const A& algorithm, const P& problem, int before, int after) {
    auto state = started(algorithm, problem, 6);
    for (int g = 0; g < before; ++g) advance(state, problem);
    fulcrum::detail::state_writer out;
    out(state);
    auto resumed = started(algorithm, problem, 6);
    fulcrum::detail::state_reader in("state", out.bytes());
    in(resumed);
    in.finish();
    CHECK(bytes_of(state) == bytes_of(resumed));
    for (int g = 0; g < after; ++g) {
        CHECK(advance(state, problem) == advance(resumed, problem));
        CHECK(bytes_of(state) == bytes_of(resumed));
    }
}

/// No generation allocates once the scratch memory has grown.
template <class A, class P> void check_allocates_nothing(const A& algorithm, const P& problem, int before, int after) {
    if (!allocation_counter::counts) return;
    auto state = started(algorithm, problem, 4);
    for (int g = 0; g < before; ++g) advance(state, problem);
    const allocation_counter counter;
    for (int g = 0; g < after; ++g) advance(state, problem);
    CHECK(counter.allocations() == 0);
}

} // namespace search_checks
