// Statements about the observers of a search, whatever the algorithm: the batch that they are shown is what was
// evaluated, and a search that was stopped after any generation goes on from its checkpoint to the same bits.
#include "fulcrum/search/checkpoint.hpp"
#include "fulcrum/search/cma_es.hpp"
#include "fulcrum/search/cross_entropy.hpp"
#include "fulcrum/search/islands.hpp"
#include "fulcrum/search/moead.hpp"
#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/nsga3.hpp"
#include "fulcrum/search/random_search.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/sms_emoa.hpp"
#include "same_result.hpp"
#include "temporary_folder.hpp"
#include "thread_executor.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

struct cost : minimize {};
struct gain : maximize {};

template <class Set, class A> void check_observers(A algorithm, const std::vector<std::size_t>& stops) {
    std::vector<std::vector<double>> evaluated; // variables, then objectives
    const auto evaluate = [](std::span<const double> x, std::span<double> f) {
        f[0] = x[0] + x[1] * x[1] + x[2];
        if (f.size() > 1) f[1] = x[0] - x[2] * x[2];
    };
    const function_problem recorded{Set{}, {{"x", 0, 1}, {"y", -1, 1}, {"z", 0, 2}},
                                    [&](std::span<const double> x, std::span<double> f) {
                                        evaluate(x, f);
                                        evaluated.emplace_back(x.begin(), x.end());
                                        evaluated.back().insert(evaluated.back().end(), f.begin(), f.end());
                                    }};
    const search_result whole =
        search(algorithm, recorded, seed{3}, sequential{}, [&evaluated](const search_progress& p) {
            REQUIRE(p.evaluated.size() == evaluated.size());
            for (std::size_t i = 0; i < evaluated.size(); ++i) {
                for (std::size_t j = 0; j < 3; ++j) CHECK(p.evaluated.variables(i, j) == evaluated[i][j]);
                for (std::size_t j = 3; j < evaluated[i].size(); ++j) {
                    CHECK(p.evaluated.objectives(i, j - 3) == evaluated[i][j]);
                }
            }
            evaluated.clear();
        });

    const function_problem problem{Set{}, {{"x", 0, 1}, {"y", -1, 1}, {"z", 0, 2}}, evaluate};
    const temporary_folder folder;
    const checkpoint file{folder.path() / "run"};
    for (const std::size_t stop : stops) {
        static_cast<void>(search(algorithm, problem, seed{3}, sequential{}, file,
                                 [stop](const search_progress& p) { return p.generation < stop; }));
    }
    CHECK(same_result(search(algorithm, problem, seed{3}, thread_executor(2), file), whole));
}

} // namespace

TEST_CASE("property/observed_search: of several objectives") {
    using goals = objectives<cost, gain>;
    check_observers<goals>(nsga2{.population = 11, .generations = 9}, {1, 4, 8});
    check_observers<goals>(nsga3{.population = 11, .generations = 9}, {1, 4, 8});
    check_observers<goals>(moead{.population = 11, .generations = 9}, {1, 4, 8});
    check_observers<goals>(sms_emoa{.population = 11, .generations = 40}, {1, 4, 23});
    check_observers<goals>(random_search{.population = 11, .generations = 9}, {1, 4, 8});
    check_observers<goals>(islands(nsga2{.population = 7, .generations = 9}, {.count = 3, .every = 2}), {1, 4, 7});
}

TEST_CASE("property/observed_search: of one objective") {
    using goals = objectives<cost>;
    check_observers<goals>(nsga2{.population = 11, .generations = 9}, {1, 4, 8});
    check_observers<goals>(cma_es{.generations = 30}, {1, 7, 20});
    check_observers<goals>(cross_entropy{.population = 11, .generations = 9}, {1, 4, 8});
}
