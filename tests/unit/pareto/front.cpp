#include "fulcrum/pareto/front.hpp"

#include "point_sets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using indices = std::vector<std::uint32_t>;

template <class Set, class T> indices front_of(const Set& set, const point_sets::columns<T>& data) {
    fulcrum::workspace ws;
    const auto front = fulcrum::pareto_front(set, data.view(), ws);
    return {front.begin(), front.end()};
}

template <class T> void check_against_definition() {
    for (const auto shape : point_sets::all_shapes) {
        for (std::size_t m = 1; m <= 6; ++m) {
            for (const std::size_t n : {1U, 2U, 7U, 8U, 9U, 60U, 150U}) {
                const auto data = point_sets::make<T>(shape, n, m, 11);
                const auto set = point_sets::alternating(m);
                const auto rank = point_sets::peel(set, data);
                indices expected;
                for (std::uint32_t i = 0; i < n; ++i) {
                    if (rank[i] == 0) expected.push_back(i);
                }
                CAPTURE(static_cast<int>(shape));
                CAPTURE(m);
                CAPTURE(n);
                CHECK(front_of(set, data) == expected);
            }
        }
    }
}

struct a : fulcrum::minimize {};
struct b : fulcrum::maximize {};
using pair = fulcrum::objectives<a, b>;

} // namespace

TEST_CASE("pareto/front: is the front by definition, for every shape of data, m = 1 to 6") {
    check_against_definition<double>();
    check_against_definition<float>();
}

TEST_CASE("pareto/front: a set of types and one of the run agree") {
    const auto data = point_sets::make<double>(point_sets::shape::uniform, 200, 2, 3);
    CHECK(front_of(pair{}, data) == front_of(point_sets::alternating(2), data));
}

TEST_CASE("pareto/front: does not depend on the order of the rows") {
    for (std::size_t m = 1; m <= 5; ++m) {
        const std::size_t n = 120;
        const auto data = point_sets::make<double>(point_sets::shape::quantised, n, m, 5);
        const auto set = point_sets::alternating(m);
        indices order(n);
        for (std::uint32_t i = 0; i < n; ++i) order[i] = i;
        fulcrum::random_stream random(9);
        fulcrum::shuffle(order.begin(), n, random);
        point_sets::columns<double> shuffled(n, m);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < m; ++j) shuffled(i, j) = data(order[i], j);
        }
        indices back;
        for (const std::uint32_t i : front_of(set, shuffled)) back.push_back(order[i]);
        std::sort(back.begin(), back.end());
        CHECK(back == front_of(set, data));
    }
}

TEST_CASE("pareto/front: empty, single, duplicates, huge values") {
    CHECK(front_of(pair{}, point_sets::columns<double>(0, 2)).empty());
    CHECK(front_of(pair{}, point_sets::columns<double>(1, 2)) == indices{0});
    CHECK(front_of(point_sets::alternating(4), point_sets::columns<double>(5, 4)) == indices{0, 1, 2, 3, 4});
    for (std::size_t m = 3; m <= 5; ++m) { // sums that overflow or lose digits
        point_sets::columns<double> data(40, m);
        fulcrum::random_stream random(4);
        for (double& v : data.values) v = (random.bernoulli(0.5) ? 1 : -1) * (random.bernoulli(0.5) ? 1.7e308 : 1e-300);
        const auto set = point_sets::alternating(m);
        const auto rank = point_sets::peel(set, data);
        const indices front = front_of(set, data);
        for (std::uint32_t i = 0; i < 40; ++i) {
            CHECK((rank[i] == 0) == std::binary_search(front.begin(), front.end(), i));
        }
    }
}

TEST_CASE("pareto/front: rows that are not finite come in only when there is nothing else") {
    point_sets::columns<double> data(3, 2);
    data.values = {point_sets::quiet_nan, point_sets::inf, 9, 0, 0, -9};
    CHECK(front_of(pair{}, data) == indices{2});
    data(2, 1) = -point_sets::inf;
    CHECK(front_of(pair{}, data) == indices{0, 1, 2});
}

TEST_CASE("pareto/front: a warm workspace does not grow") {
    fulcrum::workspace ws;
    const auto data = point_sets::make<double>(point_sets::shape::anticorrelated, 300, 4, 3);
    const auto set = point_sets::alternating(4);
    for (int k = 0; k < 2; ++k) {
        ws.reset();
        static_cast<void>(fulcrum::pareto_front(set, data.view(), ws));
    }
    ws.reset();
    const std::size_t held = ws.capacity();
    static_cast<void>(fulcrum::pareto_front(set, data.view(), ws));
    CHECK(ws.capacity() == held);
}

TEST_CASE("pareto/front: columns that are not the objectives are refused with both numbers") {
    fulcrum::workspace ws;
    const point_sets::columns<double> data(2, 3);
    std::string message;
    try {
        static_cast<void>(fulcrum::pareto_front(pair{}, data.view(), ws));
    } catch (const fulcrum::shape_error& e) {
        message = e.what();
    }
    CHECK(message == "pareto_front: there are 3 columns of values, the set has 2 objectives");
}
