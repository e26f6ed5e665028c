#include "fulcrum/search/nsga2.hpp"

#include "fulcrum/pareto/dominance.hpp"
#include "fulcrum/pareto/hypervolume.hpp"
#include "fulcrum/pareto/indicators.hpp"
#include "fulcrum/search/test_problems.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace {

using fulcrum::nsga2;
using fulcrum::seed;

template <class P> double volume_of(const P& problem, const fulcrum::search_result& found) {
    const auto set = fulcrum::objectives_of(problem);
    fulcrum::workspace ws;
    return fulcrum::hypervolume(set, found.objectives(), found.front, std::vector<double>(set.size(), 1.1), ws);
}

/// Returned objectives are F(returned set), everything is inside the bounds, the front is nondominated and feasible.
template <class P> void check_result(const P& problem, const fulcrum::search_result& found) {
    const auto set = fulcrum::objectives_of(problem);
    const fulcrum::search_space space(problem);
    std::vector<double> f(set.size());
    std::vector<double> violation(space.constraints());
    const auto row = [&](std::size_t i) {
        std::vector<double> r;
        for (std::size_t j = 0; j < set.size(); ++j) r.push_back(found.objectives()(i, j));
        return r;
    };
    for (std::size_t i = 0; i < found.size(); ++i) {
        for (std::size_t j = 0; j < space.size(); ++j) {
            CHECK_UNARY(found.variables()(i, j) >= space.lower()[j] && found.variables()(i, j) <= space.upper()[j]);
        }
        if constexpr (requires { problem.evaluate(found.variables().row(i), f, violation); }) {
            problem.evaluate(found.variables().row(i), f, violation);
        } else {
            problem.evaluate(found.variables().row(i), f);
        }
        CHECK_UNARY(f == row(i));
        for (std::size_t j = 0; j < violation.size(); ++j) CHECK_UNARY(violation[j] == found.violations()(i, j));
    }
    CHECK(std::is_sorted(found.front.begin(), found.front.end()));
    for (const std::uint32_t i : found.front) {
        for (std::size_t j = 0; j < violation.size(); ++j) CHECK_UNARY(found.violations()(i, j) <= 0);
        for (const std::uint32_t k : found.front) CHECK_UNARY_FALSE(fulcrum::dominates(set, row(k), row(i)));
    }
}

} // namespace

TEST_CASE("search/nsga2: ZDT1 and DTLZ2 reach their fronts") {
    const auto found = fulcrum::search(nsga2{.population = 100, .generations = 250}, fulcrum::zdt1{}, seed{1});
    check_result(fulcrum::zdt1{}, found);
    CHECK(volume_of(fulcrum::zdt1{}, found) >= 0.869);
    CHECK(fulcrum::igd(found.objectives(), found.front, fulcrum::zdt1::front(501).columns()) < 0.006);

    const auto sphere = fulcrum::search(nsga2{.population = 100, .generations = 100}, fulcrum::dtlz2{}, seed{1});
    check_result(fulcrum::dtlz2{}, sphere);
    CHECK(volume_of(fulcrum::dtlz2{}, sphere) >= 0.66);
}

TEST_CASE("search/nsga2: a constant objective does not hurt") {
    const fulcrum::dynamic_objectives three{{"f1", fulcrum::direction::minimize},
                                            {"f2", fulcrum::direction::minimize},
                                            {"flat", fulcrum::direction::maximize}};
    const fulcrum::zdt1 zdt1;
    const fulcrum::function_problem problem{three, zdt1.variables(),
                                            [&](std::span<const double> x, std::span<double> f) {
                                                zdt1.evaluate(x, f.first(2));
                                                f[2] = 0.1;
                                            }};
    const nsga2 options{.population = 60, .generations = 100};
    const auto flat = fulcrum::search(options, problem, seed{1});
    const auto plain = fulcrum::search(options, zdt1, seed{1});
    CHECK(flat.front == plain.front);
    for (std::size_t i = 0; i < 60; ++i) CHECK(flat.objectives()(i, 0) == plain.objectives()(i, 0));
}

TEST_CASE("search/nsga2: constrained problems end feasible, on their fronts") {
    const nsga2 options{.population = 60, .generations = 80};
    const auto bnh = fulcrum::search(options, fulcrum::bnh{}, seed{2});
    check_result(fulcrum::bnh{}, bnh);
    CHECK(bnh.front.size() == 60);
    CHECK(fulcrum::igd(bnh.objectives(), bnh.front, fulcrum::bnh::front(201).columns()) < 1.5); // ranges 136 and 46

    const auto srn = fulcrum::search(options, fulcrum::srn{}, seed{2});
    check_result(fulcrum::srn{}, srn);
    CHECK(srn.front.size() == 60);
    CHECK(fulcrum::igd(srn.objectives(), srn.front, fulcrum::srn::front(201).columns()) < 4); // ranges 210 and 217

    const auto tnk = fulcrum::search(options, fulcrum::tnk{}, seed{2});
    check_result(fulcrum::tnk{}, tnk);
    CHECK(tnk.front.size() >= 40);
    for (const std::uint32_t i : tnk.front) { // nothing feasible is nearer than the wave around the unit circle
        CHECK(std::hypot(tnk.objectives()(i, 0), tnk.objectives()(i, 1)) < 1.15);
    }
}

TEST_CASE("search/nsga2: maximising is minimising the negative, bit for bit") {
    struct up1 : fulcrum::maximize {};
    struct up2 : fulcrum::maximize {};
    const fulcrum::zdt1 zdt1{8};
    const fulcrum::function_problem mirrored{fulcrum::objectives<up1, up2>{}, zdt1.variables(),
                                             [&](std::span<const double> x, std::span<double> f) {
                                                 zdt1.evaluate(x, f);
                                                 f[0] = -f[0];
                                                 f[1] = -f[1];
                                             }};
    const nsga2 options{.population = 20, .generations = 30};
    const auto down = fulcrum::search(options, zdt1, seed{1});
    const auto up = fulcrum::search(options, mirrored, seed{1});
    CHECK(down.front == up.front);
    for (std::size_t i = 0; i < 20; ++i) {
        for (std::size_t j = 0; j < 2; ++j) CHECK(down.objectives()(i, j) == -up.objectives()(i, j));
    }
}

TEST_CASE("search/nsga2: any population of two or more, odd ones too") {
    for (const std::size_t n : {2U, 3U, 5U, 7U, 98U}) {
        const auto found = fulcrum::search(nsga2{.population = n, .generations = 10}, fulcrum::zdt1{4}, seed{n});
        check_result(fulcrum::zdt1{4}, found);
        CHECK(found.size() == n);
        CHECK(found.evaluations == 10 * n);
        CHECK(found.front.size() >= 1);
    }
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::search(nsga2{.population = 1}, fulcrum::zdt1{})),
                         "nsga2: population is 1, it must be at least 2", fulcrum::error);
}

TEST_CASE("search/nsga2: fixed variables stay, certain crossover and bad options") {
    struct partly_fixed : fulcrum::zdt1 {
        partly_fixed() : zdt1(30) {}
        std::vector<fulcrum::variable> variables() const {
            auto all = zdt1::variables();
            all[3].lower = all[3].upper = 0.25;
            return all;
        }
    };
    const auto found = fulcrum::search(nsga2{.population = 20, .generations = 20, .crossover = {.probability = 1}},
                                       partly_fixed{}, seed{1});
    for (std::size_t i = 0; i < 20; ++i) CHECK(found.variables()(i, 3) == 0.25);
    check_result(partly_fixed{}, found);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::search(nsga2{.crossover = {.eta = -1}}, fulcrum::zdt1{})),
                    fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::search(nsga2{.mutation = {.probability = 2}}, fulcrum::zdt1{})),
                    fulcrum::error);
}

TEST_CASE("search/nsga2: a warm start is in the first population, and never gets lost when it is best") {
    std::vector<double> optimum(3 * 30, 0.0); // three optimal individuals of ZDT1
    optimum[0] = 0.0;
    optimum[30] = 0.5;
    optimum[60] = 1.0;
    const fulcrum::matrix_view<const double> rows(optimum.data(), 3, 30);
    const auto cold = fulcrum::search(nsga2{.population = 20, .generations = 1}, fulcrum::zdt1{}, seed{1});
    const auto warm =
        fulcrum::search(nsga2{.population = 20, .generations = 1, .warm_start = rows}, fulcrum::zdt1{}, seed{1});
    CHECK(volume_of(fulcrum::zdt1{}, cold) == 0);
    CHECK(volume_of(fulcrum::zdt1{}, warm) > 0.4);
    CHECK(warm.evaluations == 20);
    CHECK(warm.front.size() == 3);
    optimum[31] = 2;
    CHECK_THROWS_WITH_AS(
        static_cast<void>(fulcrum::search(nsga2{.population = 20, .warm_start = rows}, fulcrum::zdt1{}, seed{1})),
        "warm start: row 1 sets 'x2' to 2, outside [0, 1]", fulcrum::error);
}

TEST_CASE("search/nsga2: operators of one's own take their place") {
    struct first_parent {
        void operator()(std::span<const double> a, std::span<const double> b, std::span<double> c, std::span<double> d,
                        const fulcrum::search_space&, fulcrum::random_stream&) const {
            std::copy(a.begin(), a.end(), c.begin());
            std::copy(b.begin(), b.end(), d.begin());
        }
    };
    struct to_zero {
        void operator()(std::span<double> child, const fulcrum::search_space&, fulcrum::random_stream&) const {
            std::fill(child.begin() + 1, child.end(), 0.0);
        }
    };
    const fulcrum::nsga2_with algorithm{nsga2{.population = 10, .generations = 2}, first_parent{}, to_zero{},
                                        fulcrum::latin_hypercube{}};
    const auto found = fulcrum::search(algorithm, fulcrum::zdt1{}, seed{1});
    check_result(fulcrum::zdt1{}, found);
    CHECK(found.generations == 2);
    for (const std::uint32_t i : found.front) CHECK(found.variables()(i, 29) == 0);
    const auto same = fulcrum::search(
        fulcrum::nsga2_with{nsga2{.population = 12, .generations = 6}, fulcrum::sbx{}, fulcrum::polynomial_mutation{}},
        fulcrum::zdt1{}, seed{1});
    const auto plain = fulcrum::search(nsga2{.population = 12, .generations = 6}, fulcrum::zdt1{}, seed{1});
    CHECK(same.front == plain.front);
    CHECK(same.objectives()(3, 1) == plain.objectives()(3, 1));
}

TEST_CASE("search/nsga2: the population stays where it is from one generation to the next") {
    const double* place = nullptr;
    static_cast<void>(fulcrum::search(nsga2{.population = 10, .generations = 8}, fulcrum::zdt1{}, seed{1},
                                      fulcrum::sequential{}, [&](const fulcrum::search_progress& p) {
                                          if (place != nullptr) CHECK(p.population.objectives.data() == place);
                                          place = p.population.objectives.data();
                                      }));
}
