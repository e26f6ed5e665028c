#include "fulcrum/search/dtlz.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/front.hpp"
#include "fulcrum/pareto/hypervolume.hpp"
#include "mixed_variables.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <vector>

using namespace fulcrum;

namespace {

static_assert(Problem<dtlz1> && Problem<dtlz7>);

template <class P> std::vector<double> at(const P& problem, const std::vector<double>& x) {
    std::vector<double> f(problem.objective_set().size());
    problem.evaluate(x, f);
    return f;
}

void check_values(const std::vector<double>& got, const std::vector<double>& expected) {
    REQUIRE(got.size() == expected.size());
    for (std::size_t j = 0; j < got.size(); ++j) CHECK(got[j] == doctest::Approx(expected[j]).epsilon(1e-9));
}

template <class P> std::vector<double> mixed(const P& problem) {
    return at(problem, mixed_variables(problem.variables().size()));
}

void check_front(std::size_t m, const front_sample& sample, std::size_t points) {
    CHECK(sample.columns().rows() == points);
    workspace ws;
    CHECK(pareto_front(detail::minimized_objectives(m), sample.columns(), ws).size() == points);
}

} // namespace

TEST_CASE("search/dtlz: values worked out by hand") {
    CHECK(at(dtlz2{}, std::vector<double>(12, 0.0)) == std::vector<double>{3.5, 0, 0});
    const auto f = at(dtlz1{}, std::vector<double>{0.25, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5});
    CHECK(f[0] == doctest::Approx(0.5 * 0.25 * 0.5));
    CHECK(f[1] == doctest::Approx(0.5 * 0.25 * 0.5));
    CHECK(f[2] == doctest::Approx(0.5 * 0.75));
    CHECK(at(dtlz7{}, std::vector<double>(22, 0.0)) == std::vector<double>{0, 0, 6});
    CHECK(at(dtlz1{5}, std::vector<double>(9, 0.5)).size() == 5);
}

TEST_CASE("search/dtlz: the values of pymoo 0.6.1") {
    check_values(mixed(dtlz3(2)), {358.630130959, 835.940784732});
    check_values(mixed(dtlz3(3)), {334.076790938, 123.843969367, 830.492870453});
    check_values(mixed(dtlz3(5)), {166.524063137, 129.169303872, 181.144441301, 103.018860751, 690.840497224});
    check_values(mixed(dtlz4(2)), {1.679508, 2.89529274299e-13});
    check_values(mixed(dtlz4(3)), {1.745808, 7.06252943783e-65, 3.00958687488e-13});
    check_values(mixed(dtlz4(5)),
                 {1.905688, 6.32558529331e-38, 9.77271328361e-35, 7.70931144738e-65, 3.28520295039e-13});
    check_values(mixed(dtlz5(2)), {0.662167399636, 1.54346410937});
    check_values(mixed(dtlz5(3)), {0.567488087407, 0.389517421993, 1.60439366163});
    check_values(mixed(dtlz5(5)), {0.343934646558, 0.305125137395, 0.427950470457, 0.412286815794, 1.75132302535});
    check_values(mixed(dtlz6(2)), {4.05820273564, 9.45937579298});
    check_values(mixed(dtlz6(3)), {3.78913221905, 1.5855735036, 9.57428698939});
    check_values(mixed(dtlz6(5)), {2.25438586251, 1.79227977344, 2.511625719, 1.59752106066, 9.6543341208});
    check_values(mixed(dtlz7(2)), {0.742, 13.8803393758});
    check_values(mixed(dtlz7(3)), {0.742, 0.226, 21.6907641623});
    check_values(mixed(dtlz7(5)), {0.742, 0.226, 0.452, 0.42, 38.2574621595});
}

TEST_CASE("search/dtlz: lattices have the promised size and lie on plane and sphere") {
    const auto plane = dtlz1::front(3, 100);
    check_front(3, plane, 5151);
    const auto sphere = dtlz2::front(5, 16);
    check_front(5, sphere, 4845);
    check_front(2, dtlz3::front(2, 2000), 2001);
    check_front(3, dtlz4::front(3, 10), 66);
    for (std::size_t i = 0; i < 4845; ++i) {
        double squared = 0;
        for (std::size_t j = 0; j < 5; ++j) squared += sphere.columns()(i, j) * sphere.columns()(i, j);
        CHECK_UNARY(std::abs(squared - 1) < 1e-12);
    }
    for (std::size_t i = 0; i < 5151; ++i) {
        const double sum = plane.columns()(i, 0) + plane.columns()(i, 1) + plane.columns()(i, 2);
        CHECK_UNARY(std::abs(sum - 0.5) < 1e-12);
    }
    workspace ws;
    const double volume =
        hypervolume(dtlz2{}.objective_set(), dtlz2::front(3, 100).columns(), std::vector<double>(3, 1.1), ws);
    CHECK(volume < 0.8074); // that of the whole front
    CHECK(volume > 0.79);
}

TEST_CASE("search/dtlz: optimal individuals lie on the curve of DTLZ5 and DTLZ6, and on the surface of DTLZ7") {
    const auto curve = dtlz5::front(3, 101);
    check_front(3, curve, 101);
    check_front(3, dtlz6::front(3, 101), 101);
    for (const std::size_t place : {0U, 37U, 100U}) {
        std::vector<double> x(12, 0.5);
        x[0] = static_cast<double>(place) / 100;
        const auto f = at(dtlz5{}, x);
        for (std::size_t k = 2; k < 12; ++k) x[k] = 0;
        const auto g = at(dtlz6{}, x);
        for (std::size_t j = 0; j < 3; ++j) {
            CHECK(f[j] == doctest::Approx(curve.columns()(place, j)).epsilon(1e-12));
            CHECK(g[j] == doctest::Approx(f[j]).epsilon(1e-12));
        }
    }
    const auto pieces = dtlz7::front(2, 400);
    check_front(2, pieces, pieces.columns().rows());
    CHECK(pieces.columns().rows() > 100);
    CHECK(pieces.columns().rows() < 300); // the rest of the grid is dominated
    std::vector<double> x(21, 0.0);
    x[0] = pieces.columns()(50, 0);
    CHECK(at(dtlz7{2}, x)[1] == doctest::Approx(pieces.columns()(50, 1)));
}

TEST_CASE("search/dtlz: one objective is refused") {
    CHECK(thrown<error>([] { dtlz2(1); }) == "dtlz: there are 1 objectives, it takes at least 2");
}
