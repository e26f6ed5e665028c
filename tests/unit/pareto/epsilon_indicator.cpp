#include "fulcrum/pareto/epsilon_indicator.hpp"

#include "indicator_points.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace {

using indicator_points::every;
using indicator_points::rows;
using point_sets::columns;

double additive(const fulcrum::dynamic_objectives& set, const columns<double>& data, const columns<double>& reference) {
    fulcrum::workspace ws;
    return fulcrum::additive_epsilon(set, data.view(), every(data), reference.view(), ws);
}
double multiplicative(const fulcrum::dynamic_objectives& set, const columns<double>& data,
                      const columns<double>& reference) {
    fulcrum::workspace ws;
    return fulcrum::multiplicative_epsilon(set, data.view(), every(data), reference.view(), ws);
}

template <class Step>
double naive(const fulcrum::dynamic_objectives& set, const columns<double>& data, const columns<double>& reference,
             Step step) {
    double epsilon = -point_sets::inf;
    for (std::size_t r = 0; r < reference.rows; ++r) {
        double least = point_sets::inf;
        for (std::size_t i = 0; i < data.rows; ++i) {
            double most = -point_sets::inf;
            for (std::size_t j = 0; j < data.cols; ++j) {
                const bool minimized = set.directions()[j] == fulcrum::direction::minimize;
                const double step_here =
                    minimized ? step(data(i, j), reference(r, j)) : step(reference(r, j), data(i, j));
                most = std::max(most, step_here);
            }
            least = std::min(least, most);
        }
        epsilon = std::max(epsilon, least);
    }
    return epsilon;
}

} // namespace

TEST_CASE("pareto/epsilon_indicator: the example of Zitzler et al. 2003: 9/10, 1 and 2") {
    const auto a1 = rows({{9, 2}, {8, 4}, {7, 5}, {5, 6}, {4, 7}});
    const auto a2 = rows({{8, 4}, {7, 5}, {5, 6}, {4, 7}});
    const auto a3 = rows({{10, 4}, {9, 5}, {8, 6}, {7, 7}, {6, 8}});
    const auto set = indicator_points::minimized(2);
    CHECK(multiplicative(set, a1, a3) == doctest::Approx(0.9).epsilon(1e-14));
    CHECK(multiplicative(set, a1, a2) == 1);
    CHECK(multiplicative(set, a2, a1) == doctest::Approx(2).epsilon(1e-14));
    CHECK(additive(set, a1, a3) == -1);
    CHECK(additive(set, a1, a2) == 0);
    CHECK(additive(set, a2, a1) == 2);
}

TEST_CASE("pareto/epsilon_indicator: the figures of moocore 0.3.2, odd objectives maximised") {
    const auto check = [](std::size_t m, std::size_t n, std::size_t r, double plus, double times) {
        const auto data = indicator_points::make(1 + m, n, m);
        const auto reference = indicator_points::make(100 + m, r, m);
        CHECK(additive(point_sets::alternating(m), data, reference) == doctest::Approx(plus).epsilon(1e-14));
        CHECK(multiplicative(point_sets::alternating(m), data, reference) == doctest::Approx(times).epsilon(1e-14));
    };
    check(2, 40, 60, 0.15650802337035086, 1.1310760981888524);
    check(3, 50, 70, 0.1627706229111201, 1.2045034815042259);
    check(5, 37, 101, 0.30116707371305085, 1.3840171226041316);
}

TEST_CASE("pareto/epsilon_indicator: as by definition, and a shift is what is measured") {
    for (const std::size_t m : {1U, 2U, 4U}) {
        const auto data = indicator_points::make(m, 75, m);
        const auto reference = indicator_points::make(m + 10, 130, m); // several tiles, of which some stop early
        const auto set = point_sets::alternating(m);
        CHECK(additive(set, data, reference) ==
              naive(set, data, reference, [](double worse, double better) { return worse - better; }));
        CHECK(multiplicative(set, data, reference) ==
              doctest::Approx(naive(set, data, reference, [](double worse, double better) { return worse / better; }))
                  .epsilon(1e-14));
        auto shifted = data;
        auto stretched = data;
        for (std::size_t j = 0; j < m; ++j) {
            for (std::size_t i = 0; i < data.rows; ++i) {
                shifted(i, j) += j % 2 == 0 ? 0.25 : -0.25;
                stretched(i, j) *= j % 2 == 0 ? 4 : 0.25;
            }
        }
        CHECK(additive(set, shifted, data) == doctest::Approx(0.25));
        CHECK(additive(set, data, shifted) == doctest::Approx(-0.25));
        CHECK(multiplicative(set, stretched, data) == doctest::Approx(4));
        CHECK(multiplicative(set, data, stretched) == doctest::Approx(0.25));
    }
}

TEST_CASE("pareto/epsilon_indicator: ratios far from 1") {
    const auto set = indicator_points::minimized(1);
    CHECK(multiplicative(set, rows({{1e300}}), rows({{1e-5}})) == doctest::Approx(1e305).epsilon(1e-12));
    CHECK_THROWS_WITH(static_cast<void>(multiplicative(set, rows({{1e300}}), rows({{1e-300}}))),
                      "multiplicative_epsilon: the result exceeds a double; scale the objectives");
    CHECK_THROWS_WITH(static_cast<void>(additive(set, rows({{1.7e308}}), rows({{-1.7e308}}))),
                      "additive_epsilon: the result exceeds a double; scale the objectives");
}

TEST_CASE("pareto/epsilon_indicator: values that have no ratio, are not finite or missing are refused") {
    const auto set = indicator_points::minimized(2);
    const auto good = rows({{1, 1}, {2, 3}});
    CHECK_THROWS_WITH_AS(static_cast<void>(multiplicative(set, rows({{1, 1}, {2, 0}}), good)),
                         "multiplicative_epsilon: objective 1 of row 1 is 0; ratios need positive values: shift the "
                         "objective or take additive_epsilon",
                         fulcrum::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(multiplicative(set, good, rows({{-2, 1}}))),
                         "multiplicative_epsilon: objective 0 of point 0 of the reference front is -2; ratios need "
                         "positive values: shift the objective or take additive_epsilon",
                         fulcrum::error);
    CHECK_THROWS_WITH(static_cast<void>(additive(set, rows({{1, point_sets::inf}}), good)),
                      "additive_epsilon: row 0 has an objective that is not finite; remove it");
    CHECK_THROWS_AS(static_cast<void>(additive(set, good, rows({{1, 1, 1}}))), fulcrum::shape_error);
    CHECK_THROWS_AS(static_cast<void>(additive(indicator_points::minimized(3), good, good)), fulcrum::shape_error);
    fulcrum::workspace ws;
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::additive_epsilon(set, good.view(), {}, good.view(), ws)),
                      "additive_epsilon: there is no member");
}
