#include "fulcrum/pareto/front.hpp"

#include "point_sets.hpp"
#include "thread_executor.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

using indices = std::vector<std::uint32_t>;

template <class Set, class T> indices front_of(const Set& set, const point_sets::columns<T>& data) {
    fulcrum::workspace ws;
    const auto front = fulcrum::pareto_front(set, data.view(), ws);
    return {front.begin(), front.end()};
}

constexpr fulcrum::isa levels[] = {fulcrum::isa::baseline, fulcrum::isa::avx2, fulcrum::isa::avx512};

template <class T>
indices front_at(fulcrum::isa level, const fulcrum::dynamic_objectives& set, const point_sets::columns<T>& data) {
    fulcrum::workspace ws;
    const auto front = fulcrum::detail::front(set, data.view(), ws, level);
    return {front.begin(), front.end()};
}

/// Is this the front? No member may dominate another, and one must dominate every other row. Values are finite.
template <class T>
bool is_front(const fulcrum::dynamic_objectives& set, const point_sets::columns<T>& data, const indices& front) {
    const std::size_t m = data.cols;
    const auto signed_row = [&](std::uint32_t i) {
        std::vector<T> row = data.row(i);
        for (std::size_t j = 0; j < m; ++j) row[j] *= static_cast<T>(fulcrum::sign_of(set.directions()[j]));
        return row;
    };
    std::vector<T> members;
    for (const std::uint32_t i : front) {
        const std::vector<T> row = signed_row(i);
        members.insert(members.end(), row.begin(), row.end());
    }
    std::size_t next = 0; // member not yet met
    for (std::uint32_t i = 0; i < data.rows; ++i) {
        const std::vector<T> p = signed_row(i);
        bool dominated = false;
        for (std::size_t k = 0; k < front.size() && !dominated; ++k) {
            bool none_larger = true;
            bool one_smaller = false;
            for (std::size_t j = 0; j < m && none_larger; ++j) {
                none_larger = members[k * m + j] <= p[j];
                one_smaller |= members[k * m + j] < p[j];
            }
            dominated = none_larger && one_smaller;
        }
        const bool member = next < front.size() && front[next] == i;
        if (member == dominated) return false;
        next += member ? 1U : 0U;
    }
    return next == front.size();
}

/// One value of a kind that tends to break kernels.
template <class T> T awkward(fulcrum::random_stream& random) {
    using limits = std::numeric_limits<T>;
    constexpr std::array<T, 12> values{T{0},           -T{0},          limits::denorm_min(), -limits::denorm_min(),
                                       limits::min(),  limits::max(),  limits::lowest(),     T{1},
                                       T{1} + limits::epsilon(),       T{-1},                limits::max() / 2,
                                       limits::infinity()};
    const auto which = static_cast<std::size_t>(random.uniform() * 24);
    return which < 11 || (which == 11 && random.bernoulli(0.2)) ? values[which] : static_cast<T>(random.uniform());
}

template <class T> void check_against_definition() {
    for (const auto shape : point_sets::all_shapes) {
        for (std::size_t m = 1; m <= 9; ++m) {
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
                for (const auto level : levels) CHECK(front_at(level, set, data) == expected);
            }
        }
    }
}

struct a : fulcrum::minimize {};
struct b : fulcrum::maximize {};
using pair = fulcrum::objectives<a, b>;

} // namespace

TEST_CASE("pareto/front: is the front by definition, for every shape of data, m = 1 to 9") {
    check_against_definition<double>();
    check_against_definition<float>();
}

TEST_CASE("pareto/front: is the front where every path is taken: thousands of points, few or many members") {
    using point_sets::shape;
    for (const std::size_t m : {2U, 3U, 4U, 5U, 6U, 8U, 9U}) {
        for (const shape what : {shape::uniform, shape::anticorrelated, shape::duplicates, shape::quantised}) {
            const bool gridded = what == shape::anticorrelated && m <= 4;
            const std::size_t n = gridded ? 20000 : what == shape::uniform ? 9000 : 1800;
            const auto data = point_sets::make<double>(what, n, m, 21);
            const auto set = point_sets::alternating(m);
            const indices front = front_of(set, data);
            CAPTURE(static_cast<int>(what));
            CAPTURE(m);
            CHECK(is_front(set, data, front));
            for (const auto level : levels) CHECK(front_at(level, set, data) == front);
            if (what == shape::uniform) continue;
            point_sets::columns<float> narrow(n, m);
            for (std::size_t k = 0; k < n * m; ++k) narrow.values[k] = static_cast<float>(data.values[k]);
            CHECK(is_front(set, narrow, front_of(set, narrow)));
        }
    }
}

TEST_CASE_TEMPLATE("pareto/front: signed zeros, denormals, huge and infinite values", T, float, double) {
    for (std::uint32_t seed = 0; seed < 60; ++seed) {
        const std::size_t m = 1 + seed % 9;
        const std::size_t n = 5 + seed * 23 % 300;
        point_sets::columns<T> data(n, m);
        fulcrum::random_stream random(seed);
        for (T& v : data.values) v = awkward<T>(random);
        const auto set = point_sets::alternating(m);
        const auto rank = point_sets::peel(set, data);
        indices expected;
        for (std::uint32_t i = 0; i < n; ++i) {
            if (rank[i] == 0) expected.push_back(i);
        }
        CAPTURE(seed);
        for (const auto level : levels) CHECK(front_at(level, set, data) == expected);
    }
}

TEST_CASE("pareto/front: the scales of the objectives and the order of the rows do not matter for many rows") {
    for (const std::size_t m : {2U, 3U, 4U, 6U}) {
        const std::size_t n = 70000;
        auto data = point_sets::make<double>(point_sets::shape::uniform, n, m, 8);
        const auto set = point_sets::alternating(m);
        const indices front = front_of(set, data);
        auto scaled = data;
        for (std::size_t i = 0; i < n; ++i) { // monotone maps
            scaled(i, 0) = std::exp(600 * data(i, 0));
            scaled(i, 1) = -1e-300 / (1 + data(i, 1));
        }
        CHECK(front_of(set, scaled) == front);
        indices by_first(n);
        for (std::uint32_t i = 0; i < n; ++i) by_first[i] = i;
        std::sort(by_first.begin(), by_first.end(),
                  [&](std::uint32_t i, std::uint32_t k) { return data(i, 0) > data(k, 0); });
        point_sets::columns<double> sorted(n, m);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < m; ++j) sorted(i, j) = data(by_first[i], j);
        }
        indices back;
        for (const std::uint32_t i : front_of(set, sorted)) back.push_back(by_first[i]);
        std::sort(back.begin(), back.end());
        CHECK(back == front);
    }
}

TEST_CASE("pareto/front: on an executor, the same front") {
    const thread_executor threads(2);
    std::array<fulcrum::workspace, 2> workspaces;
    using point_sets::shape;
    for (const std::size_t n : {0U, 1U, 5000U, 40000U}) {
        for (const auto what : {shape::uniform, shape::quantised, shape::with_non_finite}) {
            for (const std::size_t m : {1U, 2U, 3U, 4U}) {
                const auto data = point_sets::make<double>(what, n, m, 13);
                const auto set = point_sets::alternating(m);
                for (fulcrum::workspace& ws : workspaces) ws.reset();
                const auto front =
                    fulcrum::pareto_front(set, data.view(), std::span<fulcrum::workspace>(workspaces), threads);
                CHECK(indices(front.begin(), front.end()) == front_of(set, data));
            }
        }
    }
    point_sets::columns<double> none(40000, 2);
    for (double& v : none.values) v = point_sets::quiet_nan;
    const std::span<fulcrum::workspace> both(workspaces);
    CHECK(fulcrum::pareto_front(pair{}, none.view(), both, threads).size() == 40000);
    CHECK(thrown<fulcrum::error>([&] {
              static_cast<void>(fulcrum::pareto_front(pair{}, none.view(), std::span(workspaces).first(1), threads));
          }) == "pareto_front: there are 1 workspaces for 2 workers");
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
    for (const std::size_t m : {1U, 2U, 3U, 4U, 5U, 8U, 9U}) {
        fulcrum::workspace ws;
        const auto data = point_sets::make<double>(point_sets::shape::anticorrelated, 3000, m, 3);
        const auto set = point_sets::alternating(m);
        for (int k = 0; k < 2; ++k) {
            ws.reset();
            static_cast<void>(fulcrum::pareto_front(set, data.view(), ws));
        }
        ws.reset();
        const std::size_t held = ws.capacity();
        static_cast<void>(fulcrum::pareto_front(set, data.view(), ws));
        CHECK(ws.capacity() == held);
    }
}

TEST_CASE("pareto/front: columns that are not the objectives are refused with both numbers") {
    fulcrum::workspace ws;
    const point_sets::columns<double> data(2, 3);
    const std::string message = thrown<fulcrum::shape_error>(
        [&] { static_cast<void>(fulcrum::pareto_front(pair{}, data.view(), ws)); });
    CHECK(message == "pareto_front: there are 3 columns of values, the set has 2 objectives");
}
