#include "fulcrum/pareto/r2.hpp"

#include "fulcrum/pareto/das_dennis.hpp"
#include "indicator_points.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace {

using indicator_points::every;
using indicator_points::rows;

double r2(const point_sets::columns<double>& data, const point_sets::columns<double>& weights,
          const std::vector<double>& ideal) {
    fulcrum::workspace ws;
    return fulcrum::r2(data.view(), every(data), weights.view(), ideal, ws);
}

} // namespace

TEST_CASE("pareto/r2: the least weighted Chebyshev distance, averaged over the weights") {
    const auto data = rows({{1, 0}, {0, 2}});
    // Weights (1, 0): least of 1 and 0; (0, 1): of 0 and 2; (1/2, 1/2): of 1/2 and 1.
    CHECK(r2(data, rows({{1, 0}, {0, 1}, {0.5, 0.5}}), {0, 0}) == doctest::Approx(0.5 / 3));
    CHECK(r2(rows({{3, 4}}), rows({{1, 2}}), {3, 4}) == 0);
    CHECK(r2(rows({{3, 4}}), rows({{1, 2}}), {4, 7}) == 6); // maximised: the ideal is above
}

TEST_CASE("pareto/r2: the figures of numpy for lattice weights, and as by definition") {
    struct known {
        std::size_t m, n, parts;
        double value;
    };
    for (const known& k : {known{2, 40, 10, 0.16005138122158127}, known{3, 50, 6, 0.099122748630301905},
                           known{5, 37, 3, 0.1198940127378216}}) {
        const auto data = indicator_points::make(1 + k.m, k.n, k.m);
        std::vector<double> ideal;
        for (std::size_t j = 0; j < k.m; ++j) ideal.push_back(j % 2 == 1 ? 1.6 : 0.4);
        fulcrum::workspace ws;
        const auto weights = fulcrum::das_dennis(k.m, k.parts, ws);
        const double value = fulcrum::r2(data.view(), every(data), weights, ideal, ws);
        CHECK(value == doctest::Approx(k.value).epsilon(1e-13));
        double total = 0;
        for (std::size_t w = 0; w < weights.rows(); ++w) {
            double least = point_sets::inf;
            for (std::size_t i = 0; i < k.n; ++i) {
                double most = 0;
                for (std::size_t j = 0; j < k.m; ++j) {
                    most = std::max(most, weights(w, j) * std::abs(ideal[j] - data(i, j)));
                }
                least = std::min(least, most);
            }
            total += least;
        }
        CHECK(value == doctest::Approx(total / static_cast<double>(weights.rows())).epsilon(1e-13));
    }
}

TEST_CASE("pareto/r2: float values") {
    const std::vector<float> values{3, 4};
    const std::vector<float> ideal{1, 1};
    const std::vector<std::uint32_t> members{0};
    fulcrum::workspace ws;
    CHECK(fulcrum::r2(fulcrum::columns_view<const float>(values.data(), 1, 2), members, rows({{1, 1}}).view(), ideal,
                      ws) == 3);
}

TEST_CASE("pareto/r2: what does not fit, is not finite or missing is refused") {
    const auto data = rows({{1, 2}, {2, 1}});
    const auto weights = rows({{0.5, 0.5}});
    CHECK_THROWS_WITH_AS(static_cast<void>(r2(data, rows({{1, 1, 1}}), {0, 0})),
                         "r2: there are 2 columns of values and 3 of weights", fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(r2(data, weights, {0})),
                         "r2: there are 2 columns of values, the ideal has 1 values", fulcrum::shape_error);
    CHECK_THROWS_WITH(static_cast<void>(r2(data, rows({{0.5, -0.5}}), {0, 0})),
                      "r2: weight 1 of vector 0 is -0.5; weights are finite and at least 0");
    CHECK_THROWS_WITH(static_cast<void>(r2(data, weights, {0, point_sets::quiet_nan})),
                      "r2: value 1 of the ideal is not finite");
    CHECK_THROWS_WITH(static_cast<void>(r2(rows({{1, 2}, {2, point_sets::quiet_nan}}), weights, {0, 0})),
                      "r2: row 1 has an objective that is not finite; remove it");
    fulcrum::workspace ws;
    const std::vector<double> ideal{0, 0};
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::r2(data.view(), {}, weights.view(), ideal, ws)),
                      "r2: there is no member");
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::r2(data.view(), every(data),
                                                    fulcrum::columns_view<const double>(nullptr, 0, 2), ideal, ws)),
                      "r2: there is no weight vector");
    CHECK_THROWS_WITH(static_cast<void>(r2(rows({{1.7e308, 0}}), weights, {-1.7e308, 0})),
                      "r2: the result exceeds a double; scale the objectives");
}
