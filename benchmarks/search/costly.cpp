#include "costly.hpp"

#include "median.hpp"

#include <fulcrum/core/error.hpp>
#include <fulcrum/parallel/tbb_executor.hpp>
#include <fulcrum/search.hpp>
#include <fulcrum/search/test_problems.hpp>

#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

namespace {

using clock_type = std::chrono::steady_clock;

double seconds_since(clock_type::time_point begin) {
    return std::chrono::duration<double>(clock_type::now() - begin).count();
}

/// ZDT1 after a chain of `steps` additions and multiplications, which takes as long on any core, however many work. (To
/// wait by the clock would take no longer where two threads share a core.)
class costly_zdt1 : public fulcrum::zdt1 {
public:
    explicit costly_zdt1(std::size_t steps) : steps_(steps) {}
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        double value = x[0];
        for (std::size_t k = 0; k < steps_; ++k) value = value * 0.999 + 0.001;
        zdt1::evaluate(x, f);
        f[1] += 0 * value; // so that no compiler drops the loop: it may be NaN, for all that it knows
    }

private:
    std::size_t steps_;
};

/// Steps that take this long.
std::size_t steps_of(double seconds) {
    constexpr std::size_t trial = 100'000;
    const std::vector<double> x(30, 0.5);
    std::vector<double> f(2);
    std::vector<double> times;
    for (int repeat = 0; repeat < 51; ++repeat) {
        const clock_type::time_point begin = clock_type::now();
        costly_zdt1(trial).evaluate(x, f);
        times.push_back(seconds_since(begin));
    }
    return static_cast<std::size_t>(trial * seconds / median(times));
}

} // namespace

scaling time_costly_objective(std::size_t rounds) {
    const fulcrum::nsga2 algorithm{.population = 100, .generations = 25};
    const costly_zdt1 problem(steps_of(100e-6));
    const fulcrum::tbb_executor two(2);
    scaling out{};
    std::vector<double> times[2];
    std::vector<double> ratios;
    for (std::size_t round = 0; round < rounds; ++round) {
        const fulcrum::seed seed{round + 1};
        const clock_type::time_point first = clock_type::now();
        const fulcrum::search_result alone = fulcrum::search(algorithm, problem, seed);
        times[0].push_back(seconds_since(first));
        const clock_type::time_point second = clock_type::now();
        const fulcrum::search_result shared = fulcrum::search(algorithm, problem, seed, two);
        times[1].push_back(seconds_since(second));
        ratios.push_back(times[0].back() / times[1].back());
        out.evaluations = alone.evaluations;
        if (alone.front != shared.front) fulcrum::fail("two threads find another front than one, seed ", seed.value);
    }
    const auto evaluations = static_cast<double>(out.evaluations);
    out.one = evaluations / median(times[0]);
    out.two = evaluations / median(times[1]);
    out.microseconds = 1e6 / out.one;
    out.ratio = median(ratios);
    return out;
}
