#include "fulcrum/search/constrained_problems.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/front.hpp"
#include "mixed_variables.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace fulcrum;

namespace {

static_assert(Problem<bnh> && Problem<tnk> && Problem<c1_dtlz1> && Problem<c3_dtlz4>);

template <class Set> void check_front(const Set& set, const front_sample& sample, std::size_t points) {
    CHECK(sample.columns().rows() == points);
    workspace ws;
    CHECK(pareto_front(set, sample.columns(), ws).size() == points);
}

} // namespace

TEST_CASE("search/constrained_problems: constrained fronts are feasible, and no feasible random point dominates one") {
    const auto check = [](const auto& problem, const front_sample& sample) {
        const auto set = objectives_of(problem);
        check_front(set, sample, sample.columns().rows());
        const search_space space(problem);
        int feasible = 0;
        for (std::uint32_t i = 0; i < 20000; ++i) {
            random_stream random(1, 0, i);
            std::array<double, 2> x{};
            for (std::size_t j = 0; j < 2; ++j) {
                x[j] = space.lower()[j] + random.uniform() * (space.upper()[j] - space.lower()[j]);
            }
            std::array<double, 2> f{};
            std::array<double, 2> violation{};
            problem.evaluate(x, f, violation);
            if (violation[0] > 0 || violation[1] > 0) continue;
            ++feasible;
            for (std::size_t k = 0; k < sample.columns().rows(); ++k) {
                const std::array<double, 2> point{sample.columns()(k, 0) - 1e-6, sample.columns()(k, 1) - 1e-6};
                if (f[0] <= point[0] && f[1] <= point[1]) FAIL("a random point dominates the front");
            }
        }
        CHECK(feasible > 500);
    };
    check(bnh{}, bnh::front(101));
    check(srn{}, srn::front(101));
    std::array<double, 2> f{};
    std::array<double, 2> violation{};
    srn{}.evaluate(std::array{-2.5, 2.5}, f, violation);
    CHECK(violation[0] <= 0);
    CHECK(violation[1] == doctest::Approx(0));
    tnk{}.evaluate(std::array{1.0, 0.0}, f, violation);
    CHECK(violation[0] == doctest::Approx(0.1));
    CHECK(violation[1] == doctest::Approx(0));
}

TEST_CASE("search/constrained_problems: C-DTLZ has the values of pymoo 0.6.1") {
    const auto check = [](const auto& problem, const std::vector<double>& f, const std::vector<double>& g) {
        std::vector<double> objectives(f.size());
        std::vector<double> violations(g.size());
        problem.evaluate(mixed_variables(problem.variables().size()), objectives, violations);
        REQUIRE(constraints_of(problem) == g.size());
        for (std::size_t j = 0; j < f.size(); ++j) CHECK(objectives[j] == doctest::Approx(f[j]).epsilon(1e-9));
        for (std::size_t j = 0; j < g.size(); ++j) CHECK(violations[j] == doctest::Approx(g[j]).epsilon(1e-9));
    };
    check(c1_dtlz1{}, {48.1447831249, 164.885230702, 74.0724306838},
          {548.514078794});
    check(c1_dtlz3{}, {334.076790938, 123.843969367, 830.492870453},
          {-666859304029});
    check(c2_dtlz2{}, {0.645388666113, 0.239248868416, 1.60439366163},
          {0.679058249604});
    check(c3_dtlz4{}, {1.745808, 7.06252943783e-65, 3.00958687488e-13},
          {0.238038606784, -2.04784557286, -2.04784557286});
}

TEST_CASE("search/constrained_problems: the fronts of C2-DTLZ2 and C3-DTLZ4") {
    const front_sample islands = c2_dtlz2::front(3, 30);
    check_front(c2_dtlz2{}.objective_set(), islands, islands.columns().rows());
    CHECK(islands.columns().rows() > 40);
    CHECK(islands.columns().rows() < 400); // of 496
    const front_sample edge = c3_dtlz4::front(3, 20);
    check_front(c3_dtlz4{}.objective_set(), edge, 231);
    for (std::size_t i = 0; i < 231; ++i) {
        std::array<double, 3> f{edge.columns()(i, 0), edge.columns()(i, 1), edge.columns()(i, 2)};
        const double squared = f[0] * f[0] + f[1] * f[1] + f[2] * f[2];
        double worst = -1;
        for (const double value : f) worst = std::max(worst, 1 - (squared - 0.75 * value * value));
        CHECK_UNARY(std::abs(worst) < 1e-12); // feasible, and on a constraint
    }
    CHECK(thrown<error>([] { c1_dtlz3(4); }) ==
          "c1_dtlz3: there are 4 objectives, it is defined for 2, 3, 5, 8, 10 and 15");
}
