#include "fulcrum/pareto/distance_indicators.hpp"

#include "indicator_points.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace {

using indicator_points::every;
using indicator_points::rows;
using point_sets::columns;

struct figures {
    double gd, igd, gd_plus, igd_plus;
};

figures indicate(const fulcrum::dynamic_objectives& set, const columns<double>& data,
                 const columns<double>& reference) {
    fulcrum::workspace ws;
    const auto members = every(data);
    return {fulcrum::gd(data.view(), members, reference.view(), ws),
            fulcrum::igd(data.view(), members, reference.view(), ws),
            fulcrum::gd_plus(set, data.view(), members, reference.view(), ws),
            fulcrum::igd_plus(set, data.view(), members, reference.view(), ws)};
}

/// Of row i of a, the least distance to b; only what is better in the reference counts if `plus`.
double nearest(const fulcrum::dynamic_objectives& set, const columns<double>& a, std::size_t i,
               const columns<double>& b, bool plus, bool a_is_reference) {
    double least = point_sets::inf;
    for (std::size_t k = 0; k < b.rows; ++k) {
        double squared = 0;
        for (std::size_t j = 0; j < a.cols; ++j) {
            const double member = a_is_reference ? b(k, j) : a(i, j);
            const double reference = a_is_reference ? a(i, j) : b(k, j);
            double gap = (member - reference) * static_cast<double>(fulcrum::sign_of(set.directions()[j]));
            if (plus) gap = std::max(gap, 0.0);
            squared += gap * gap;
        }
        least = std::min(least, std::sqrt(squared));
    }
    return least;
}

figures naive(const fulcrum::dynamic_objectives& set, const columns<double>& data, const columns<double>& reference) {
    figures out{};
    for (std::size_t i = 0; i < data.rows; ++i) {
        out.gd += nearest(set, data, i, reference, false, false) / static_cast<double>(data.rows);
        out.gd_plus += nearest(set, data, i, reference, true, false) / static_cast<double>(data.rows);
    }
    for (std::size_t i = 0; i < reference.rows; ++i) {
        out.igd += nearest(set, reference, i, data, false, true) / static_cast<double>(reference.rows);
        out.igd_plus += nearest(set, reference, i, data, true, true) / static_cast<double>(reference.rows);
    }
    return out;
}

void check_same(const figures& a, const figures& b) {
    CHECK(a.gd == doctest::Approx(b.gd).epsilon(1e-13));
    CHECK(a.igd == doctest::Approx(b.igd).epsilon(1e-13));
    CHECK(a.gd_plus == doctest::Approx(b.gd_plus).epsilon(1e-13));
    CHECK(a.igd_plus == doctest::Approx(b.igd_plus).epsilon(1e-13));
}

} // namespace

TEST_CASE("pareto/distance_indicators: igd is the mean distance from the reference to the nearest member") {
    const auto data = rows({{0, 0}, {3, 4}, {100, 100}});
    const auto truth = rows({{0, 1}, {3, 0}});
    const std::vector<std::uint32_t> members{0, 1};
    CHECK(fulcrum::igd(data.view(), members, truth.view()) == doctest::Approx((1.0 + 3.0) / 2));
    CHECK(fulcrum::igd(truth.view(), members, truth.view()) == 0);
    const std::vector<float> one{1, 2};
    const std::vector<std::uint32_t> first{0};
    const fulcrum::columns_view<const float> point(one.data(), 1, 2);
    CHECK(fulcrum::igd(point, first, point) == 0);
}

TEST_CASE("pareto/distance_indicators: the example of Ishibuchi et al. 2015: igd prefers the dominated set, igd+ not") {
    const auto reference = rows({{10, 0}, {6, 1}, {2, 2}, {1, 6}, {0, 10}});
    const auto a = indicate(indicator_points::minimized(2), rows({{4, 2}, {3, 3}, {2, 4}}), reference);
    const auto b = indicate(indicator_points::minimized(2), rows({{8, 2}, {4, 4}, {2, 8}}), reference);
    CHECK(a.igd == doctest::Approx(3.707).epsilon(1e-3));
    CHECK(b.igd == doctest::Approx(2.591).epsilon(1e-3));
    CHECK(a.igd_plus == doctest::Approx(1.483).epsilon(1e-3));
    CHECK(b.igd_plus == doctest::Approx(2.260).epsilon(1e-3));
}

TEST_CASE("pareto/distance_indicators: the figures of pymoo 0.6.2 and moocore 0.3.2, odd objectives maximised") {
    const auto of = [](std::size_t m, std::size_t n, std::size_t r) {
        return indicate(point_sets::alternating(m), indicator_points::make(1 + m, n, m),
                        indicator_points::make(100 + m, r, m));
    };
    check_same(of(2, 40, 60), {0.071590232929861622, 0.086467207368336338, 0.0020418195049495573,
                               0.023163792216105213});
    check_same(of(3, 50, 70), {0.160591060522701, 0.17676466483807157, 0.0056076288682090185, 0.018566989067880638});
    check_same(of(5, 37, 101), {0.30118687162928554, 0.37487026055867023, 0.010986966921811612,
                                0.095783383712385511});
}

TEST_CASE("pareto/distance_indicators: as by definition, for every size around the vectors' width") {
    for (const std::size_t m : {1U, 2U, 3U, 17U}) {
        for (const std::size_t n : {1U, 7U, 32U, 33U, 65U}) {
            const auto data = point_sets::make<double>(point_sets::shape::quantised, n, m, 5);
            const auto reference = point_sets::make<double>(point_sets::shape::uniform, 66 - n, m, 6);
            check_same(indicate(point_sets::alternating(m), data, reference),
                       naive(point_sets::alternating(m), data, reference));
        }
    }
}

TEST_CASE("pareto/distance_indicators: every instruction set gives the same, up to fused rounding") {
    const auto query = indicator_points::make(1, 64, 3);
    const auto target = indicator_points::make(2, 9, 3);
    std::vector<double> target_rows;
    for (std::size_t i = 0; i < target.rows; ++i) {
        for (const double value : target.row(i)) target_rows.push_back(value);
    }
    std::vector<double> base(64);
    for (const fulcrum::isa level : {fulcrum::isa::baseline, fulcrum::isa::avx2, fulcrum::isa::avx512}) {
        std::vector<double> least(64);
        const fulcrum::detail::dispatched<fulcrum::detail::nearest_kernel<fulcrum::detail::squared_excess>> run(level);
        run(query.values.data(), 64, target_rows.data(), 9, 3, least.data());
        if (level == fulcrum::isa::baseline) base = least;
        for (std::size_t q = 0; q < 64; ++q) CHECK(least[q] == doctest::Approx(base[q]).epsilon(1e-14));
    }
}

TEST_CASE("pareto/distance_indicators: huge and tiny values scale along") {
    const auto data = indicator_points::make(1, 10, 3);
    const auto reference = indicator_points::make(2, 20, 3);
    const auto base = indicate(point_sets::alternating(3), data, reference);
    for (const double factor : {0x1p1020, 0x1p-1000}) {
        auto scaled = data;
        auto scaled_reference = reference;
        for (double& v : scaled.values) v *= factor;
        for (double& v : scaled_reference.values) v *= factor;
        const auto out = indicate(point_sets::alternating(3), scaled, scaled_reference);
        CHECK(out.gd == base.gd * factor);
        CHECK(out.igd == base.igd * factor);
        CHECK(out.gd_plus == base.gd_plus * factor);
        CHECK(out.igd_plus == base.igd_plus * factor);
    }
    const auto least = rows({{std::numeric_limits<double>::denorm_min()}});
    CHECK(indicate(indicator_points::minimized(1), least, rows({{0}})).igd == least(0, 0));
    const auto zero = rows({{0, 0}});
    CHECK(indicate(indicator_points::minimized(2), zero, zero).gd == 0);
    const auto far = rows({{1.7e308, 1.7e308}});
    const auto away = rows({{-1.7e308, -1.7e308}});
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::igd(far.view(), every(far), away.view())),
                      "igd: the result exceeds a double; scale the objectives");
}

TEST_CASE("pareto/distance_indicators: a workspace once used is large enough, and given back") {
    const auto data = indicator_points::make(1, 100, 3);
    fulcrum::workspace ws;
    const auto members = every(data);
    const double first = fulcrum::igd_plus(point_sets::alternating(3), data.view(), members, data.view(), ws);
    ws.reset();
    const std::size_t held = ws.capacity();
    for (int i = 0; i < 5; ++i) {
        CHECK(fulcrum::igd_plus(point_sets::alternating(3), data.view(), members, data.view(), ws) == first);
        static_cast<void>(fulcrum::gd(data.view(), members, data.view(), ws));
    }
    CHECK(ws.capacity() == held);
}

TEST_CASE("pareto/distance_indicators: what is empty, not finite or of another width is refused") {
    columns<double> data(2, 2);
    const std::vector<std::uint32_t> members{0, 1};
    const auto set = point_sets::alternating(2);
    fulcrum::workspace ws;
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::igd(data.view(), members, columns<double>(2, 3).view())),
                         "igd: there are 2 columns of values and 3 of the reference front", fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(fulcrum::gd_plus(point_sets::alternating(3), data.view(), members, data.view(), ws)),
        "gd_plus: there are 2 columns of values, the set has 3 objectives", fulcrum::shape_error);
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::igd(data.view(), {}, data.view())), "igd: there is no member");
    const fulcrum::columns_view<const double> nothing(nullptr, 0, 2);
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::gd(data.view(), members, nothing, ws)),
                      "gd: the reference front is empty");
    auto odd = data;
    odd(1, 1) = point_sets::quiet_nan;
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::igd(odd.view(), members, data.view())),
                      "igd: row 1 has an objective that is not finite; remove it");
    CHECK_THROWS_WITH(static_cast<void>(fulcrum::igd_plus(set, data.view(), members, odd.view(), ws)),
                      "igd_plus: point 1 of the reference front is not finite");
    const std::vector<std::uint32_t> first{0};
    CHECK(fulcrum::igd(odd.view(), first, data.view()) == 0); // row 1 is no member
}
