#include "fulcrum/pareto/front_by_relation.hpp"

#include "fulcrum/pareto/cone_dominance.hpp"
#include "fulcrum/pareto/epsilon_dominance.hpp"
#include "fulcrum/pareto/g_dominance.hpp"
#include "fulcrum/pareto/k_dominance.hpp"
#include "indicator_points.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <limits>
#include <vector>

namespace {

using list = std::vector<std::uint32_t>;
using point_sets::columns;

template <class R>
list front(const fulcrum::dynamic_objectives& set, const columns<double>& data, const R& relation) {
    fulcrum::workspace ws;
    const auto found = fulcrum::pareto_front(set, data.view(), relation, ws);
    return {found.begin(), found.end()};
}
template <class R>
list ranks(const fulcrum::dynamic_objectives& set, const columns<double>& data, const R& relation) {
    fulcrum::workspace ws;
    const auto found = fulcrum::nondominated_sort(set, data.view(), relation, ws);
    std::size_t rows = 0;
    for (const std::uint32_t count : found.counts) {
        CHECK(count > 0);
        rows += count;
    }
    CHECK(rows == data.rows);
    CHECK(found.non_finite == fulcrum::count_non_finite(data.view()));
    return {found.rank.begin(), found.rank.end()};
}

/// By definition, whatever the relation.
template <class R>
void check(const fulcrum::dynamic_objectives& set, const columns<double>& data, const R& relation) {
    const auto better = [&](std::size_t a, std::size_t b) {
        return relation(set, data.row(a), data.row(b)) && !(R::reflexive && relation(set, data.row(b), data.row(a)));
    };
    const std::uint32_t unknown = std::numeric_limits<std::uint32_t>::max();
    list wanted(data.rows, unknown);
    list wanted_front;
    std::size_t left = data.rows;
    for (std::uint32_t r = 0; left > 0; ++r) {
        list next;
        bool finite_left = false;
        for (std::uint32_t i = 0; i < data.rows; ++i) {
            if (wanted[i] < r) continue;
            const bool finite = fulcrum::detail::finite_row(data.view(), i);
            finite_left = finite_left || finite;
            bool best = true;
            for (std::uint32_t k = 0; k < data.rows; ++k) best = best && !(wanted[k] >= r && k != i && better(k, i));
            if (best) next.push_back(i);
        }
        if (r == 0) wanted_front = next;
        if (next.empty()) { // a circle: all finite rows that are left
            for (std::uint32_t i = 0; i < data.rows; ++i) {
                if (wanted[i] >= r && fulcrum::detail::finite_row(data.view(), i) == finite_left) next.push_back(i);
            }
        }
        for (const std::uint32_t i : next) wanted[i] = r;
        left -= next.size();
    }
    CHECK(front(set, data, relation) == wanted_front);
    CHECK(ranks(set, data, relation) == wanted);
}

} // namespace

TEST_CASE("pareto/front_by_relation: fronts and ranks by definition, for every relation and kind of points") {
    const std::vector<double> rates{1, 0.5, 0.125, 0.5, 1, 0, 0.25, 0, 1};
    const std::vector<double> reference{0.25, 0.5, 0.5};
    const std::vector<double> epsilons{0.25, 0.5, 0.125};
    const auto set = point_sets::alternating(3);
    for (const point_sets::shape shape : point_sets::all_shapes) {
        auto data = point_sets::make<double>(shape, 40, 3, 9);
        for (double& v : data.values) v = static_cast<double>(static_cast<float>(v)); // sums of trade-offs are exact
        check(set, data, fulcrum::pareto_dominance{});
        check(set, data, fulcrum::strict_dominance{});
        check(set, data, fulcrum::weak_dominance{});
        check(set, data, fulcrum::epsilon_dominance(0.25));
        check(set, data, fulcrum::epsilon_dominance(std::span<const double>(epsilons)));
        check(set, data, fulcrum::multiplicative_epsilon_dominance(0.25));
        check(set, data, fulcrum::cone_dominance({rates.data(), 3, 3}));
        check(set, data, fulcrum::g_dominance(reference));
        for (std::size_t k = 1; k <= 3; ++k) check(set, data, fulcrum::k_dominance(k));
    }
}

TEST_CASE("pareto/front_by_relation: weak domination keeps equal rows; epsilon 0 and k = m are Pareto") {
    const auto set = point_sets::alternating(4);
    const auto data = point_sets::make<double>(point_sets::shape::duplicates, 60, 4, 3);
    fulcrum::workspace ws;
    const auto found = fulcrum::pareto_front(set, data.view(), ws);
    const list wanted(found.begin(), found.end());
    CHECK(front(set, data, fulcrum::weak_dominance{}) == wanted);
    CHECK(front(set, data, fulcrum::epsilon_dominance(0)) == wanted);
    CHECK(front(set, data, fulcrum::k_dominance(4)) == wanted);
}

TEST_CASE("pareto/front_by_relation: the epsilon fronts of pymoo 0.6.2") {
    const auto two = indicator_points::make(9, 60, 2);
    const auto three = indicator_points::make(10, 60, 3);
    const auto of = [](const columns<double>& data, double epsilon) {
        return front(indicator_points::minimized(data.cols), data, fulcrum::epsilon_dominance(epsilon));
    };
    CHECK(of(two, 0) == list{2, 13, 26, 37});
    CHECK(of(two, 0.05) == list{37});
    CHECK(of(two, 0.2) == list{2, 14, 37});
    CHECK(of(three, 0) == list{0, 10, 21, 23, 27, 29, 30, 33, 43, 44, 48, 51, 52});
    CHECK(of(three, 0.05) == list{0, 21, 27, 29, 30, 43, 44, 48, 51, 52});
    CHECK(of(three, 0.2) == list{21, 44});
}

TEST_CASE("pareto/front_by_relation: a circle leaves an empty front, and is one rank") {
    // Each is no worse than the next in two of three objectives, and than the last row in all.
    const auto data = indicator_points::rows({{1, 2, 3}, {3, 1, 2}, {2, 3, 1}, {9, 9, 9}, {9, point_sets::inf, 9}});
    const auto set = indicator_points::minimized(3);
    CHECK(front(set, data, fulcrum::k_dominance(2)).empty());
    CHECK(ranks(set, data, fulcrum::k_dominance(2)) == list{0, 0, 0, 0, 1});
    CHECK(front(set, data, fulcrum::k_dominance(3)) == list{0, 1, 2});
}

TEST_CASE("pareto/front_by_relation: no rows, one row, none finite; float and maximised alike") {
    const auto set = point_sets::alternating(2);
    const fulcrum::k_dominance relation(1);
    CHECK(front(set, columns<double>(0, 2), relation).empty());
    CHECK(ranks(set, columns<double>(0, 2), relation).empty());
    CHECK(front(set, columns<double>(1, 2), relation) == list{0});
    CHECK(ranks(set, columns<double>(1, 2), fulcrum::weak_dominance{}) == list{0});
    columns<double> odd(2, 2);
    for (double& v : odd.values) v = point_sets::quiet_nan;
    CHECK(front(set, odd, relation) == list{0, 1});
    CHECK(front(set, odd, fulcrum::weak_dominance{}) == list{0, 1});
    CHECK(ranks(set, odd, relation) == list{0, 0});
    const std::vector<float> values{1, 2, 3, 6, 5, 4};
    fulcrum::workspace ws;
    const auto strict = fulcrum::pareto_front(set, fulcrum::columns_view<const float>(values.data(), 3, 2),
                                              fulcrum::strict_dominance{}, ws);
    CHECK(list(strict.begin(), strict.end()) == list{0});
}

TEST_CASE("pareto/front_by_relation: what does not fit is refused before any work") {
    const columns<double> data(3, 2);
    const auto set = point_sets::alternating(2);
    CHECK_THROWS_WITH_AS(static_cast<void>(front(set, data, fulcrum::k_dominance(3))),
                         "k_dominance: k is 3, the set has 2 objectives", fulcrum::shape_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(front(point_sets::alternating(3), data, fulcrum::strict_dominance{})),
                         "pareto_front: there are 2 columns of values, the set has 3 objectives",
                         fulcrum::shape_error);
    CHECK_THROWS_AS(static_cast<void>(ranks(point_sets::alternating(3), data, fulcrum::weak_dominance{})),
                    fulcrum::shape_error);
}
