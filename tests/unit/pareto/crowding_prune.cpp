#include "fulcrum/pareto/crowding_prune.hpp"

#include "point_sets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <memory>
#include <vector>

namespace {

using list = std::vector<std::uint32_t>;
using point_sets::columns;

template <class T> list prune(const columns<T>& data, const list& members, std::size_t keep) {
    fulcrum::workspace ws;
    const auto kept = fulcrum::crowding_prune(point_sets::alternating(data.cols), data.view(), members, keep, ws);
    return {kept.begin(), kept.end()};
}

/// Crowding distances by definition, of finite members.
template <class T> std::vector<T> distances(const columns<T>& data, const list& members) {
    std::vector<T> out(members.size(), T{0});
    for (std::size_t j = 0; j < data.cols && !members.empty(); ++j) {
        const T sign = j % 2 == 1 ? T{-1} : T{1};
        std::vector<std::size_t> order(members.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        const auto cost = [&](std::size_t i) { return sign * data(members[i], j); };
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return cost(a) < cost(b); });
        const T range = cost(order.back()) / 2 - cost(order.front()) / 2;
        if (!(range > 0)) continue;
        for (std::size_t k = 0; k < order.size(); ++k) {
            const bool end = k == 0 || k + 1 == order.size();
            out[order[k]] += end ? std::numeric_limits<T>::infinity()
                                 : (cost(order[k + 1]) / 2 - cost(order[k - 1]) / 2) / range;
        }
    }
    return out;
}

template <class T> list naive(const columns<T>& data, list members, std::size_t keep) {
    const auto odd = [&](std::uint32_t row) { return !fulcrum::detail::finite_row(data.view(), row); };
    while (members.size() > keep) {
        const auto last_odd = std::find_if(members.rbegin(), members.rend(), odd);
        if (last_odd != members.rend()) {
            members.erase(std::prev(last_odd.base()));
            continue;
        }
        const auto distance = distances(data, members);
        std::size_t least = 0;
        for (std::size_t i = 1; i < members.size(); ++i) least = distance[i] <= distance[least] ? i : least;
        members.erase(members.begin() + static_cast<std::ptrdiff_t>(least));
    }
    return members;
}

list range(std::uint32_t n) {
    list members;
    for (std::uint32_t i = 0; i < n; ++i) members.push_back(i);
    return members;
}

} // namespace

TEST_CASE("pareto/crowding_prune: as with all distances computed anew after each removal") {
    for (const point_sets::shape shape : point_sets::all_shapes) {
        for (const std::size_t m : {1U, 2U, 3U, 5U}) {
            for (const std::uint32_t n : {1U, 2U, 9U, 40U, 80U}) {
                const auto data = point_sets::make<double>(shape, n, m, n);
                for (const std::size_t keep : {std::size_t{0}, std::size_t{1}, std::size_t{3}, n / std::size_t{3},
                                               n / std::size_t{2}, n - std::size_t{1}, std::size_t{n}}) {
                    CHECK(prune(data, range(n), keep) == naive(data, range(n), keep));
                }
            }
        }
    }
    const auto single = point_sets::make<float>(point_sets::shape::anticorrelated, 60, 3, 1);
    CHECK(prune(single, range(60), 20) == naive(single, range(60), 20));
}

TEST_CASE("pareto/crowding_prune: a flat objective, and one that becomes flat when an extreme goes") {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        auto data = point_sets::make<double>(point_sets::shape::quantised, 20, 3, seed);
        for (std::size_t i = 0; i < 20; ++i) data(i, 1) = i == seed + 5 ? 7 : 1;
        for (std::size_t keep = 0; keep <= 20; ++keep) {
            CHECK(prune(data, range(20), keep) == naive(data, range(20), keep));
        }
        for (std::size_t i = 0; i < 20; ++i) data(i, 1) = 1;
        CHECK(prune(data, range(20), 6) == naive(data, range(20), 6));
    }
    CHECK(prune(columns<double>(5, 2), range(5), 2) == list{0, 1}); // all equal: the last go first
}

TEST_CASE("pareto/crowding_prune: leaves an even spread where dropping the least at once leaves a hole") {
    // Pairs of close neighbours on a line: all eight inner ones have small distances, every second one is enough.
    columns<double> data(10, 2);
    const double x[] = {0, 1.9, 2.1, 3.9, 4.1, 5.9, 6.1, 7.9, 8.1, 10};
    for (std::size_t i = 0; i < 10; ++i) {
        data(i, 0) = x[i];
        data(i, 1) = x[i]; // maximised: a front
    }
    const auto kept = prune(data, range(10), 6);
    for (std::size_t i = 1; i < kept.size(); ++i) {
        const double gap = x[kept[i]] - x[kept[i - 1]];
        CHECK(gap > 1.7);
        CHECK(gap < 2.3);
    }
}

TEST_CASE("pareto/crowding_prune: a choice of members in any order; all when enough are asked for") {
    const auto data = point_sets::make<double>(point_sets::shape::anticorrelated, 30, 2, 4);
    const list members{29, 3, 17, 8, 11, 0, 25, 6};
    CHECK(prune(data, members, 5) == naive(data, members, 5));
    CHECK(prune(data, members, 8) == members);
    CHECK(prune(data, members, 100) == members);
    CHECK(prune(data, {}, 3).empty());
}

TEST_CASE("pareto/crowding_prune: rows that are not finite go first, the last of them before the others") {
    columns<double> data(4, 1);
    data.values = {point_sets::quiet_nan, 1, point_sets::inf, 1};
    CHECK(prune(data, range(4), 3) == list{0, 1, 3});
    CHECK(prune(data, range(4), 2) == list{1, 3});
    CHECK(prune(data, range(4), 1) == list{1});
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::crowding_prune(point_sets::alternating(2), data.view(), range(4), 1,
                                                                   *std::make_unique<fulcrum::workspace>())),
                         "crowding_prune: there are 1 columns of values, the set has 2 objectives",
                         fulcrum::shape_error);
}

TEST_CASE("pareto/crowding_prune: a workspace once used is large enough") {
    const auto data = point_sets::make<double>(point_sets::shape::anticorrelated, 200, 3, 4);
    fulcrum::workspace ws;
    const auto members = range(200);
    std::size_t held = 0;
    for (int i = 0; i < 4; ++i) {
        static_cast<void>(fulcrum::crowding_prune(point_sets::alternating(3), data.view(), members, 100, ws));
        ws.reset();
        if (i == 0) held = ws.capacity();
    }
    CHECK(ws.capacity() == held);
}
