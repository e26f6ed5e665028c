#include "fulcrum/search/zdt.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/front.hpp"
#include "fulcrum/pareto/hypervolume.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <type_traits>
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

static_assert(fulcrum::Problem<fulcrum::zdt1> && fulcrum::Problem<fulcrum::zdt5>);

TEST_CASE("search/zdt: ZDT at its optima lies on its front; names and bounds") {
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

TEST_CASE("search/zdt: values away from the front, worked out by hand") {
    std::vector<double> x(30, 1);
    CHECK(at(fulcrum::zdt1{}, x)[1] == doctest::Approx(10 * (1 - std::sqrt(0.1))));
    CHECK(at(fulcrum::zdt2{}, x)[1] == doctest::Approx(10 * (1 - 0.01)));
    CHECK(at(fulcrum::zdt3{}, x)[1] == doctest::Approx(10 * (1 - std::sqrt(0.1))));
    const std::vector<double> y(10, 0.5);
    CHECK(at(fulcrum::zdt4{}, y)[1] == doctest::Approx(3.25 * (1 - std::sqrt(0.5 / 3.25)))); // g = 91 + 9 (1/4 - 10)
}

TEST_CASE("search/zdt: the hypervolume of ZDT1's sampled front is the published one") {
    fulcrum::workspace ws;
    const std::vector<double> ref{1.1, 1.1};
    CHECK(fulcrum::hypervolume(fulcrum::zdt1::objectives{}, fulcrum::zdt1::front(100001).columns(), ref, ws) ==
          doctest::Approx(0.8767).epsilon(1e-4));
}

TEST_CASE("search/zdt: ZDT5 counts bits") {
    const fulcrum::zdt5 problem;
    CHECK(problem.variables().size() == 80);
    check_front(fulcrum::zdt5::objectives{}, fulcrum::zdt5::front(), 31);
    CHECK(fulcrum::zdt5::front().columns()(4, 0) == 5);
    CHECK(fulcrum::zdt5::front().columns()(4, 1) == 2);
    std::vector<double> x(80, 1);
    CHECK(at(problem, x) == std::vector<double>{31, 10.0 / 31});
    std::fill_n(x.begin(), 28, 0.0);
    CHECK(at(problem, x) == std::vector<double>{3, 10.0 / 3});
    x[79] = 0; // four of five bits: 6 in place of 1
    CHECK(at(problem, x) == std::vector<double>{3, 15.0 / 3});
    std::fill(x.begin() + 30, x.end(), 0.0); // the deceptive optimum
    CHECK(at(problem, x) == std::vector<double>{3, 20.0 / 3});
}
