#include "fulcrum/pareto/nondominated_sort.hpp"

#include "fulcrum/pareto/front.hpp"
#include "point_sets.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace {

using numbers = std::vector<std::uint32_t>;
numbers copy(std::span<const std::uint32_t> values) { return {values.begin(), values.end()}; }

template <class T> void check_against_peeling() {
    for (const auto shape : point_sets::all_shapes) {
        for (std::size_t m = 1; m <= 6; ++m) {
            for (const std::size_t n : {1U, 2U, 9U, 60U, 130U}) {
                CAPTURE(static_cast<int>(shape));
                CAPTURE(m);
                CAPTURE(n);
                const auto data = point_sets::make<T>(shape, n, m, 21);
                const auto set = point_sets::alternating(m);
                fulcrum::workspace ws;
                const fulcrum::ranking sorted = fulcrum::nondominated_sort(set, data.view(), ws);
                CHECK(copy(sorted.rank) == point_sets::peel(set, data));
                CHECK(sorted.non_finite == fulcrum::count_non_finite(data.view()));

                numbers counts(sorted.counts.size(), 0);
                for (const std::uint32_t r : sorted.rank) ++counts[r];
                CHECK(copy(sorted.counts) == counts);
                if (sorted.non_finite > 0) CHECK(sorted.counts.back() == sorted.non_finite);

                numbers first;
                for (std::uint32_t i = 0; i < n; ++i) {
                    if (sorted.rank[i] == 0) first.push_back(i);
                }
                CHECK(copy(fulcrum::pareto_front(set, data.view(), ws)) == first);
            }
        }
    }
}

} // namespace

TEST_CASE("pareto/nondominated_sort: equals peeling by definition, m = 1 to 6, and rank 0 is the front") {
    check_against_peeling<double>();
    check_against_peeling<float>();
}

TEST_CASE("pareto/nondominated_sort: a chain has one front for each row, and an empty set none") {
    for (std::size_t m = 1; m <= 4; ++m) {
        point_sets::columns<double> data(100, m);
        for (std::size_t i = 0; i < 100; ++i) {
            for (std::size_t j = 0; j < m; ++j) data(i, j) = (j % 2 == 1 ? -1.0 : 1.0) * static_cast<double>(99 - i);
        }
        fulcrum::workspace ws;
        const auto sorted = fulcrum::nondominated_sort(point_sets::alternating(m), data.view(), ws);
        CHECK(sorted.counts.size() == 100);
        CHECK(sorted.rank[0] == 99);
        CHECK(sorted.rank[99] == 0);
        const auto none = fulcrum::nondominated_sort(point_sets::alternating(m),
                                                     fulcrum::columns_view<const double>(nullptr, 0, m), ws);
        CHECK(none.counts.empty());
        CHECK(none.rank.empty());
    }
}

TEST_CASE("pareto/nondominated_sort: by constrained domination equals peeling by definition") {
    for (const auto shape : point_sets::all_shapes) {
        for (std::size_t m = 1; m <= 4; ++m) {
            const std::size_t n = 90;
            const auto data = point_sets::make<double>(shape, n, m, 8);
            const auto set = point_sets::alternating(m);
            std::vector<double> violation(n);
            fulcrum::random_stream random(77, m);
            for (double& v : violation) {
                v = random.bernoulli(0.5) ? -random.uniform() : std::floor(random.uniform() * 5) / 5;
                if (random.bernoulli(0.05)) v = random.bernoulli(0.5) ? point_sets::quiet_nan : point_sets::inf;
            }
            const auto expected = point_sets::peel(n, [&](std::size_t p, std::size_t q) {
                return fulcrum::constrained_dominates(set, data.row(p), violation[p], data.row(q), violation[q]);
            });
            fulcrum::workspace ws;
            const auto sorted = fulcrum::constrained_nondominated_sort(set, data.view(), violation, ws);
            CHECK(copy(sorted.rank) == expected);
            std::size_t non_finite = 0;
            for (std::size_t i = 0; i < n; ++i) {
                bool finite = std::isfinite(violation[i]);
                for (const double v : data.row(i)) finite = finite && std::isfinite(v);
                non_finite += finite ? 0U : 1U;
            }
            CHECK(sorted.non_finite == non_finite);
        }
    }
}

TEST_CASE("pareto/nondominated_sort: what does not fit is refused") {
    fulcrum::workspace ws;
    const point_sets::columns<double> data(4, 3);
    const std::vector<double> three(3);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(fulcrum::constrained_nondominated_sort(point_sets::alternating(3), data.view(), three, ws)),
        "constrained_nondominated_sort: there are 3 violations and 4 rows", fulcrum::shape_error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::nondominated_sort(point_sets::alternating(2), data.view(), ws)),
                    fulcrum::shape_error);
}
