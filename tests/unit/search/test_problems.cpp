#include "fulcrum/search/test_problems.hpp"

#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/front.hpp"
#include "fulcrum/pareto/hypervolume.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace {

template <class P> std::vector<double> at(const P& problem, const std::vector<double>& x) {
    std::vector<double> f(fulcrum::objectives_of(problem).size());
    problem.evaluate(x, f);
    return f;
}

/// All points of a true front are nondominated, and as many as promised.
template <class Set> void check_front(const Set& set, const fulcrum::front_sample& sample, std::size_t points) {
    CHECK(sample.columns().rows() == points);
    fulcrum::workspace ws;
    CHECK(fulcrum::pareto_front(set, sample.columns(), ws).size() == points);
}

/// f of the optimal x with position t lies on the sampled front.
template <class P> void check_zdt(const P& problem, std::size_t n, double rest) {
    const auto sample = P::front(2001);
    check_front(typename P::objectives{}, sample, 2001);
    for (const double t : {0.0, 0.25, 0.8233317983, 1.0}) {
        std::vector<double> x(n, rest);
        x[0] = t;
        const auto f = at(problem, x);
        double nearest = 1e9;
        for (std::size_t i = 0; i < 2001; ++i) {
            nearest = std::min(nearest, std::hypot(sample.columns()(i, 0) - f[0], sample.columns()(i, 1) - f[1]));
        }
        const bool on_front = !std::is_same_v<P, fulcrum::zdt3> || t == 0.0 || t == 0.25 || t == 0.8233317983;
        if (on_front) CHECK(nearest < 3e-3);
    }
}

} // namespace

static_assert(fulcrum::Problem<fulcrum::zdt1> && fulcrum::Problem<fulcrum::dtlz2> && fulcrum::Problem<fulcrum::tnk>);

TEST_CASE("search/test_problems: ZDT at its optima lies on its front; names and bounds") {
    check_zdt(fulcrum::zdt1{}, 30, 0);
    check_zdt(fulcrum::zdt2{}, 30, 0);
    check_zdt(fulcrum::zdt3{}, 30, 0);
    check_zdt(fulcrum::zdt4{}, 10, 0);
    check_zdt(fulcrum::zdt6{}, 10, 0);
    CHECK(fulcrum::zdt4{}.variables()[0].lower == 0);
    CHECK(fulcrum::zdt4{}.variables()[9].lower == -5);
    CHECK(fulcrum::zdt1{7}.variables().back().name == "x7");
    CHECK(fulcrum::zdt1::objectives::name(1) == "f2");
}

TEST_CASE("search/test_problems: values away from the front, worked out by hand") {
    std::vector<double> x(30, 1);
    CHECK(at(fulcrum::zdt1{}, x)[1] == doctest::Approx(10 * (1 - std::sqrt(0.1))));
    CHECK(at(fulcrum::zdt2{}, x)[1] == doctest::Approx(10 * (1 - 0.01)));
    CHECK(at(fulcrum::zdt3{}, x)[1] == doctest::Approx(10 * (1 - std::sqrt(0.1))));
    const std::vector<double> y(10, 0.5);
    CHECK(at(fulcrum::zdt4{}, y)[1] == doctest::Approx(3.25 * (1 - std::sqrt(0.5 / 3.25)))); // g = 91 + 9 (1/4 - 10)
    CHECK(at(fulcrum::dtlz2{}, std::vector<double>(12, 0.0)) == std::vector<double>{3.5, 0, 0});
    const auto f = at(fulcrum::dtlz1{}, std::vector<double>{0.25, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5});
    CHECK(f[0] == doctest::Approx(0.5 * 0.25 * 0.5));
    CHECK(f[1] == doctest::Approx(0.5 * 0.25 * 0.5));
    CHECK(f[2] == doctest::Approx(0.5 * 0.75));
    CHECK(at(fulcrum::dtlz7{}, std::vector<double>(22, 0.0)) == std::vector<double>{0, 0, 6});
    CHECK(at(fulcrum::dtlz1{5}, std::vector<double>(9, 0.5)).size() == 5);
}

TEST_CASE("search/test_problems: lattices have the promised size and lie on plane and sphere") {
    const auto plane = fulcrum::dtlz1::front(3, 100);
    check_front(fulcrum::dtlz1{}.objective_set(), plane, 5151);
    const auto sphere = fulcrum::dtlz2::front(5, 16);
    check_front(fulcrum::dtlz2{5}.objective_set(), sphere, 4845);
    check_front(fulcrum::dtlz2{2}.objective_set(), fulcrum::dtlz2::front(2, 2000), 2001);
    for (std::size_t i = 0; i < 4845; ++i) {
        double squared = 0;
        for (std::size_t j = 0; j < 5; ++j) squared += sphere.columns()(i, j) * sphere.columns()(i, j);
        CHECK_UNARY(std::abs(squared - 1) < 1e-12);
    }
    for (std::size_t i = 0; i < 5151; ++i) {
        const double sum = plane.columns()(i, 0) + plane.columns()(i, 1) + plane.columns()(i, 2);
        CHECK_UNARY(std::abs(sum - 0.5) < 1e-12);
    }
}

TEST_CASE("search/test_problems: the hypervolume of the sampled fronts is the published one") {
    fulcrum::workspace ws;
    const std::vector<double> ref{1.1, 1.1};
    CHECK(fulcrum::hypervolume(fulcrum::zdt1::objectives{}, fulcrum::zdt1::front(100001).columns(), ref, ws) ==
          doctest::Approx(0.8767).epsilon(1e-4));
    const std::vector<double> ref3{1.1, 1.1, 1.1};
    const double sphere =
        fulcrum::hypervolume(fulcrum::dtlz2{}.objective_set(), fulcrum::dtlz2::front(3, 100).columns(), ref3, ws);
    CHECK(sphere < 0.8074);
    CHECK(sphere > 0.79);
}

TEST_CASE("search/test_problems: constrained fronts are feasible, and no feasible random point dominates one") {
    const auto check = [](const auto& problem, const fulcrum::front_sample& sample) {
        const auto set = fulcrum::objectives_of(problem);
        check_front(set, sample, sample.columns().rows());
        const fulcrum::search_space space(problem);
        int feasible = 0;
        for (std::uint32_t i = 0; i < 20000; ++i) {
            fulcrum::random_stream random(1, 0, i);
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
    check(fulcrum::bnh{}, fulcrum::bnh::front(101));
    check(fulcrum::srn{}, fulcrum::srn::front(101));
    std::array<double, 2> f{};
    std::array<double, 2> violation{};
    fulcrum::srn{}.evaluate(std::array{-2.5, 2.5}, f, violation);
    CHECK(violation[0] <= 0);
    CHECK(violation[1] == doctest::Approx(0));
    fulcrum::tnk{}.evaluate(std::array{1.0, 0.0}, f, violation);
    CHECK(violation[0] == doctest::Approx(0.1));
    CHECK(violation[1] == doctest::Approx(0));
}
