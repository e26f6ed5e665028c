#include "fulcrum/search/wfg.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/front.hpp"
#include "mixed_variables.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

using namespace fulcrum;

namespace {

static_assert(Problem<wfg1> && Problem<wfg9>);

/// The objectives at mixed variables.
template <class P> std::vector<double> values(const P& problem) {
    std::vector<double> x = mixed_variables(problem.variables().size());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] *= problem.variables()[i].upper;
    std::vector<double> f(problem.objective_set().size());
    problem.evaluate(x, f);
    return f;
}

void check_equal(const std::vector<double>& got, const std::vector<double>& expected) {
    REQUIRE(got.size() == expected.size());
    for (std::size_t j = 0; j < got.size(); ++j) CHECK(got[j] == doctest::Approx(expected[j]).epsilon(1e-9));
}

/// f of optimal variables is on the front: the ellipsoid sum (f_j / 2 j)^2 = 1.
template <class P> void check_ellipsoid(std::size_t m, double distance_optimum) {
    const P problem(m);
    const std::vector<variable> variables = problem.variables();
    std::vector<double> x = mixed_variables(variables.size());
    const std::size_t position = variables.size() - 20;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = variables[i].upper * (i < position ? x[i] : distance_optimum);
    std::vector<double> f(m);
    problem.evaluate(x, f);
    double sum = 0;
    for (std::size_t j = 0; j < m; ++j) sum += std::pow(f[j] / (2 * static_cast<double>(j + 1)), 2);
    CHECK(sum == doctest::Approx(1).epsilon(1e-9));
    const front_sample front = P::front(m, 6);
    for (std::size_t i = 0; i < front.columns().rows(); ++i) {
        sum = 0;
        for (std::size_t j = 0; j < m; ++j) sum += std::pow(front.columns()(i, j) / (2 * static_cast<double>(j + 1)), 2);
        CHECK_UNARY(std::abs(sum - 1) < 1e-12);
    }
}

} // namespace

TEST_CASE("search/wfg: the values of pymoo 0.6.1") {
    check_equal(values(wfg1(2)), {2.9301915132, 0.99074726325});
    check_equal(values(wfg1(3)), {2.86900829303, 0.98824217054, 0.996546520437});
    check_equal(values(wfg1(5)), {2.77720256042, 0.983348428288, 0.987216670764, 0.985810767606, 0.999214400703});
    check_equal(values(wfg2(2)), {1.12823207319, 3.99274984728});
    check_equal(values(wfg2(3)), {0.752633965508, 1.03313683563, 6.44885151188});
    check_equal(values(wfg3(2)), {1.54845421245, 2.78845421245});
    check_equal(values(wfg3(3)), {1.07352021708, 1.67432220319, 3.72445421245});
    check_equal(values(wfg3(5)), {0.723884775495, 0.734491406169, 1.39092101648, 2.69027936774, 5.76448351648});
    check_equal(values(wfg4(2)), {1.06137119559, 4.23854041926});
    check_equal(values(wfg4(3)), {0.579555429224, 2.26338516058, 5.75965331273});
    check_equal(values(wfg5(2)), {2.2226141162, 2.17929144958});
    check_equal(values(wfg5(3)), {1.90985321096, 1.01301802492, 4.34744740153});
    check_equal(values(wfg6(2)), {2.05663323794, 3.47084680031});
    check_equal(values(wfg6(3)), {1.4577028014, 3.69876613808, 3.64241967556});
    check_equal(values(wfg6(5)), {1.17123589642, 1.52347309902, 2.3355059662, 6.82689072723, 5.7141978022});
    check_equal(values(wfg7(2)), {0.619271574722, 4.60562238462});
    check_equal(values(wfg7(3)), {0.605714341981, 0.659933894513, 6.60516305427});
    check_equal(values(wfg8(2)), {1.9708913979, 3.64871194578});
    check_equal(values(wfg8(3)), {1.52009333395, 2.78315068094, 4.99618644838});
    check_equal(values(wfg9(2)), {0.880566288558, 4.70080848956});
    check_equal(values(wfg9(3)), {0.727776546092, 1.21720344967, 6.66692074517});
    check_equal(values(wfg9(5)), {0.815727876375, 0.818988134059, 0.915508532681, 3.33934936464, 10.3032278014});
}

TEST_CASE("search/wfg: the front of WFG4 to WFG7 is an ellipsoid, reached where the distance variables are 0.35") {
    for (const std::size_t m : {2U, 3U, 5U}) {
        check_ellipsoid<wfg4>(m, 0.35);
        check_ellipsoid<wfg5>(m, 0.35);
        check_ellipsoid<wfg6>(m, 0.35);
        check_ellipsoid<wfg7>(m, 0.35);
    }
}

TEST_CASE("search/wfg: sampled fronts are nondominated, and no random individual dominates one of their points") {
    const auto check = [](const auto& problem, const front_sample& sample) {
        const dynamic_objectives& set = problem.objective_set();
        workspace ws;
        const columns_view<const double> front = sample.columns();
        CHECK(front.rows() > 5);
        CHECK(pareto_front(set, front, ws).size() == front.rows());
        const search_space space(problem);
        std::vector<double> x(space.size());
        std::vector<double> f(set.size());
        for (std::uint32_t i = 0; i < 500; ++i) {
            random_stream random(1, 0, i);
            for (std::size_t j = 0; j < x.size(); ++j) x[j] = random.uniform() * space.upper()[j];
            problem.evaluate(x, f);
            bool dominates = false;
            for (std::size_t k = 0; k < front.rows(); ++k) {
                bool better = true;
                for (std::size_t j = 0; j < f.size(); ++j) better = better && f[j] < front(k, j) - 1e-9;
                dominates = dominates || better;
            }
            CHECK_UNARY(!dominates);
        }
    };
    check(wfg1(2), wfg1::front(2, 200));
    check(wfg1(3), wfg1::front(3, 30));
    check(wfg2(2), wfg2::front(2, 200));
    check(wfg2(3), wfg2::front(3, 30));
    check(wfg3(2), wfg3::front(2, 50));
    check(wfg8(3), wfg8::front(3, 10));
    check(wfg9(3), wfg9::front(3, 10));
}

TEST_CASE("search/wfg: WFG3's line is reached, and its ends are known") {
    const wfg3 problem(3);
    std::vector<double> x = mixed_variables(24);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = problem.variables()[i].upper * (i < 4 ? 1 : 0.35);
    std::vector<double> f(3);
    problem.evaluate(x, f);
    const front_sample sample = wfg3::front(3, 11);
    for (std::size_t j = 0; j < 3; ++j) CHECK(f[j] == doctest::Approx(sample.columns()(10, j)).epsilon(1e-9));
}

TEST_CASE("search/wfg: what cannot be is refused") {
    CHECK(thrown<error>([] { wfg4(1); }) == "wfg: there are 1 objectives, it takes 2 to 16");
    CHECK(thrown<error>([] { wfg4(3, 5); }) ==
          "wfg: 5 position variables are not a multiple of 2, the objectives less one");
    CHECK(thrown<error>([] { wfg4(3, 4, 3); }) ==
          "wfg: there are 3 distance variables, it takes an even number of them, at least 2");
    CHECK(thrown<error>([] { wfg4(3, 4, 1000); }) == "wfg: there are 1004 variables, at most 512 are supported");
}
