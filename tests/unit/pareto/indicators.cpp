#include "fulcrum/pareto/indicators.hpp"

#include "indicator_points.hpp"

#include <doctest/doctest.h>

#include <vector>

// Each indicator has a test of its own; here is what they have in common.

TEST_CASE("pareto/indicators: those that are Pareto compliant are never worse when a set is improved or grows") {
    const auto set = point_sets::alternating(3);
    fulcrum::workspace ws;
    const std::vector<double> ideal{0, 2, 0};
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto data = indicator_points::make(seed, 12, 3);
        const auto reference = indicator_points::make(seed + 1000, 15, 3);
        auto better = data;
        better(seed % 12, 0) -= 0.2;
        better(seed % 12, 1) += 0.1;
        const auto all = indicator_points::every(data);
        const std::vector<std::uint32_t> some(all.begin(), all.begin() + 6);
        const auto weights = indicator_points::make(seed + 2000, 10, 3);
        const auto check = [&](auto indicator) {
            const double base = indicator(data.view(), all);
            CHECK(indicator(better.view(), all) <= base);
            CHECK(indicator(data.view(), some) >= base);
        };
        using view = fulcrum::columns_view<const double>;
        using rows = const std::vector<std::uint32_t>&;
        check([&](view v, rows r) { return fulcrum::igd_plus(set, v, r, reference.view(), ws); });
        check([&](view v, rows r) { return fulcrum::additive_epsilon(set, v, r, reference.view(), ws); });
        check([&](view v, rows r) { return fulcrum::multiplicative_epsilon(set, v, r, reference.view(), ws); });
        check([&](view v, rows r) { return fulcrum::r2(v, r, weights.view(), ideal, ws); });
    }
}

TEST_CASE("pareto/indicators: of the reference front itself, the best figure of each") {
    const auto set = point_sets::alternating(2);
    const auto front = indicator_points::rows({{1, 1}, {2, 2}, {3, 3}});
    const auto all = indicator_points::every(front);
    fulcrum::workspace ws;
    CHECK(fulcrum::gd(front.view(), all, front.view(), ws) == 0);
    CHECK(fulcrum::igd(front.view(), all, front.view(), ws) == 0);
    CHECK(fulcrum::gd_plus(set, front.view(), all, front.view(), ws) == 0);
    CHECK(fulcrum::igd_plus(set, front.view(), all, front.view(), ws) == 0);
    CHECK(fulcrum::additive_epsilon(set, front.view(), all, front.view(), ws) == 0);
    CHECK(fulcrum::multiplicative_epsilon(set, front.view(), all, front.view(), ws) == 1);
    CHECK(fulcrum::spread(set, front.view(), all, front.view(), ws) == doctest::Approx(0));
}
