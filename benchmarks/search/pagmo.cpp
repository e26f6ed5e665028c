#include "contest.hpp"

#if defined(FULCRUM_PAGMO) // set where the package was found

#include <pagmo/algorithm.hpp>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>
#include <pagmo/problems/dtlz.hpp>
#include <pagmo/problems/zdt.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace {

class pagmo_contestant final : public contestant {
public:
    [[nodiscard]] std::string name() const override { return "pagmo"; }
    [[nodiscard]] bool takes(const task& what) const override { return what.algorithm == "nsga2"; }
    [[nodiscard]] outcome run(const task& what, std::uint64_t seed) override {
        using clock = std::chrono::steady_clock;
        const auto s = static_cast<unsigned>(seed);
        const std::size_t variables = what.problem == "zdt1" ? 30 : what.objectives + 9;
        const pagmo::problem problem = what.problem == "zdt1"
                                           ? pagmo::problem(pagmo::zdt(1, 30))
                                           : pagmo::problem(pagmo::dtlz(2, variables, what.objectives));
        const auto generations = static_cast<unsigned>(what.generations - 1); // its first population is not counted
        const pagmo::algorithm nsga2(
            pagmo::nsga2(generations, 0.9, 15., 1. / static_cast<double>(variables), 20., s));
        const clock::time_point begin = clock::now();
        const pagmo::population last = nsga2.evolve(pagmo::population(problem, what.population, s));
        outcome out{std::chrono::duration<double>(clock::now() - begin).count(), {}};
        out.found.cols = what.objectives;
        for (const std::vector<double>& f : last.get_f()) {
            out.found.values.insert(out.found.values.end(), f.begin(), f.end());
            ++out.found.rows;
        }
        return out;
    }
};

} // namespace

std::unique_ptr<contestant> make_pagmo(std::string& /*why*/) { return std::make_unique<pagmo_contestant>(); }

#else

std::unique_ptr<contestant> make_pagmo(std::string& why) {
    why = "pagmo: not found when this was configured (Debian's libpagmo-dev)";
    return nullptr;
}

#endif
