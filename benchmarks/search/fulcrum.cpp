#include "contest.hpp"

#include <fulcrum/search/dtlz.hpp>
#include <fulcrum/search/moead.hpp>
#include <fulcrum/search/nsga2.hpp>
#include <fulcrum/search/nsga3.hpp>
#include <fulcrum/search/search.hpp>
#include <fulcrum/search/sms_emoa.hpp>
#include <fulcrum/search/zdt.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace {

template <class Algorithm, class P> outcome timed(const Algorithm& algorithm, const P& problem, std::uint64_t seed) {
    using clock = std::chrono::steady_clock;
    const clock::time_point begin = clock::now();
    const fulcrum::search_result result = fulcrum::search(algorithm, problem, fulcrum::seed{seed});
    outcome out{std::chrono::duration<double>(clock::now() - begin).count(), {}};
    out.found.cols = result.objectives().cols();
    for (const std::uint32_t i : result.front) {
        for (std::size_t j = 0; j < out.found.cols; ++j) out.found.values.push_back(result.objectives()(i, j));
        ++out.found.rows;
    }
    return out;
}

class fulcrum_contestant final : public contestant {
public:
    [[nodiscard]] std::string name() const override { return "fulcrum"; }
    [[nodiscard]] bool takes(const task& /*what*/) const override { return true; }
    [[nodiscard]] outcome run(const task& what, std::uint64_t seed) override {
        const std::size_t n = what.population;
        const fulcrum::nsga2 nsga2{.population = n, .generations = what.generations};
        if (what.problem == "zdt1") return timed(nsga2, fulcrum::zdt1{}, seed);
        const fulcrum::dtlz2 problem{what.objectives};
        if (what.algorithm == "nsga2") return timed(nsga2, problem, seed);
        if (what.algorithm == "nsga3") {
            return timed(fulcrum::nsga3{.population = n, .generations = what.generations}, problem, seed);
        }
        if (what.algorithm == "moead") {
            return timed(fulcrum::moead{.population = n, .generations = what.generations}, problem, seed);
        }
        return timed(fulcrum::sms_emoa{.population = n, .generations = what.generations, .children = n}, problem, seed);
    }
};

} // namespace

std::unique_ptr<contestant> make_fulcrum() { return std::make_unique<fulcrum_contestant>(); }
