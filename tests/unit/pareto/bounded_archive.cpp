#include "fulcrum/pareto/bounded_archive.hpp"

#include "archived.hpp"
#include "point_sets.hpp"
#include "thrown.hpp"

#include "fulcrum/pareto/front.hpp"
#include "fulcrum/pareto/hypervolume.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace {

using archived::list;
using archived::spread;
using point_sets::columns;
using point_sets::shape;
using fulcrum::by_crowding;
using fulcrum::by_hypervolume;
using fulcrum::dynamic_objectives;
using crowded = fulcrum::bounded_archive<dynamic_objectives, by_crowding>;
using by_volume = fulcrum::bounded_archive<dynamic_objectives, by_hypervolume>;
using listed = archived::listed<double>;

by_hypervolume far(std::size_t m) {
    by_hypervolume pruning;
    for (std::size_t j = 0; j < m; ++j) pruning.reference.push_back(j % 2 == 1 ? -2 : 2);
    return pruning;
}

template <class A> double volume_of(const A& found) {
    fulcrum::workspace ws;
    const auto members = found.members(ws);
    const by_hypervolume pruning = far(found.set().size());
    return fulcrum::hypervolume(found.set(), members.objectives, std::span<const double>(pruning.reference), ws);
}

/// Each member is one of the rows, and dominates no other.
void check_front(const dynamic_objectives& set, const columns<double>& data, const listed& members) {
    for (const auto& [id, values] : members) {
        CHECK(values == data.row(id));
        for (const auto& other : members) CHECK_FALSE(fulcrum::dominates(set, values, other.second));
    }
}

/// What holds for every pruning; `make(capacity)` gives an empty archive.
template <class Make> void check_common(std::size_t m, Make make) {
    const std::size_t n = 160;
    const auto set = point_sets::alternating(m);
    const auto data = spread(n, m);
    fulcrum::workspace ws;
    CAPTURE(m);

    const auto front = fulcrum::pareto_front(set, data.view(), ws);
    auto roomy = make(n); // never full: the front
    auto found = make(12);
    for (std::size_t i = 0; i < n; ++i) {
        roomy.insert(data.row(i), i, ws);
        const bool kept = found.insert(data.row(i), i, ws);
        REQUIRE(found.size() <= 12);
        const listed now = list(found);
        REQUIRE(kept == std::any_of(now.begin(), now.end(), [i](const auto& member) { return member.first == i; }));
    }
    std::vector<std::uint64_t> ids;
    for (const auto& member : list(roomy)) ids.push_back(member.first);
    CHECK(ids == std::vector<std::uint64_t>(front.begin(), front.end()));
    CHECK(found.size() == std::min<std::size_t>(12, front.size()));
    check_front(set, data, list(found));

    std::vector parts(3, make(12)); // merging commutes, keeps to the capacity and gives a front
    for (std::size_t i = 0; i < n; ++i) parts[i % 3].insert(data.row(i), i, ws);
    auto ab = parts[0];
    ab.merge(parts[1], ws);
    auto ba = parts[1];
    ba.merge(parts[0], ws);
    CHECK(list(ab) == list(ba));
    CHECK(ab.size() <= 12);
    check_front(set, data, list(ab));

    std::vector large(3, make(n)); // without pruning, it is associative too
    for (std::size_t i = 0; i < n; ++i) large[i % 3].insert(data.row(i), i, ws);
    auto left = large[0];
    left.merge(large[1], ws);
    left.merge(large[2], ws);
    auto right = large[2];
    right.merge(large[1], ws);
    large[0].merge(right, ws);
    CHECK(list(left) == list(large[0]));
    CHECK(list(left) == list(roomy));
    left.merge(left, ws);
    CHECK(list(left) == list(roomy));

    CHECK_FALSE(found.insert(std::vector<double>(m, point_sets::quiet_nan), 999, ws));
    CHECK(found.non_finite() == 1);
    const listed before = list(found);
    auto copy = found;
    CHECK_FALSE(copy.insert(before[0].second, 1000, ws)); // equal to a member with a lesser id
    CHECK(list(copy) == before);
    copy.clear();
    CHECK(copy.empty());
    CHECK(copy.insert(data.row(0), 5, ws));
    CHECK(copy.insert(data.row(0), 3, ws));
    CHECK(list(copy) == listed{{3, data.row(0)}});
    CHECK(list(found) == before);
}

struct cost : fulcrum::minimize {};
struct gain : fulcrum::maximize {};
using goals = fulcrum::objectives<cost, gain>;

} // namespace

TEST_CASE("pareto/bounded_archive: bound, front, merge, duplicates and non-finite points for every pruning") {
    for (std::size_t m = 1; m <= 4; ++m) {
        check_common(m, [m](std::size_t capacity) { return crowded(point_sets::alternating(m), capacity); });
    }
    for (std::size_t m = 1; m <= 3; ++m) {
        check_common(m, [m](std::size_t capacity) { return by_volume(point_sets::alternating(m), capacity, far(m)); });
    }
}

TEST_CASE("pareto/bounded_archive: by crowding, the best of every objective stays, m = 2 to 6") {
    for (std::size_t m = 2; m <= 6; ++m) {
        const auto set = point_sets::alternating(m);
        const auto data = spread(400, m, 3);
        crowded found(set, 2 * m + 5);
        fulcrum::workspace ws;
        std::vector<double> best(m, point_sets::inf);
        for (std::size_t i = 0; i < 400; ++i) {
            found.insert(data.row(i), i, ws);
            std::vector<double> held(m, point_sets::inf);
            const auto minimised = [](double v, std::size_t j) { return j % 2 == 1 ? -v : v; };
            for (const auto& member : list(found)) {
                for (std::size_t j = 0; j < m; ++j) held[j] = std::min(held[j], minimised(member.second[j], j));
            }
            for (std::size_t j = 0; j < m; ++j) best[j] = std::min(best[j], minimised(data(i, j), j));
            REQUIRE(held == best);
        }
    }
}

TEST_CASE("pareto/bounded_archive: by crowding, as by hand when it is large enough for a tree") {
    const std::size_t n = 1500;
    const std::size_t capacity = 150;
    for (const std::size_t m : {2U, 4U}) {
        const auto set = point_sets::alternating(m);
        const auto data = spread(n, m, 5);
        crowded found(set, capacity);
        fulcrum::workspace ws;
        std::vector<std::uint32_t> by_hand; // rows, ascending
        for (std::uint32_t i = 0; i < n; ++i) {
            const auto row = data.row(i);
            found.insert(row, i, ws);
            const auto beats = [&](std::uint32_t k) { return fulcrum::dominates(set, data.row(k), row); };
            if (std::any_of(by_hand.begin(), by_hand.end(), beats)) continue;
            const auto beaten = [&](std::uint32_t k) { return fulcrum::dominates(set, row, data.row(k)); };
            by_hand.erase(std::remove_if(by_hand.begin(), by_hand.end(), beaten), by_hand.end());
            by_hand.push_back(i);
            ws.reset();
            const auto kept = fulcrum::crowding_prune(set, data.view(), by_hand, capacity, ws);
            by_hand.assign(kept.begin(), kept.end());
        }
        listed expected;
        for (const std::uint32_t i : by_hand) expected.push_back({i, data.row(i)});
        CHECK(expected.size() > 30);
        CHECK(list(found) == expected);
    }
}

TEST_CASE("pareto/bounded_archive: by crowding, the most crowded goes") {
    fulcrum::bounded_archive<goals, by_crowding> found(4);
    fulcrum::workspace ws;
    std::uint64_t id = 0;
    for (const double x : {0.0, 10.0, 4.0, 7.0, 5.0}) {
        CHECK(found.insert(std::vector<double>{x, x}, id++, ws) == (x != 5));
    }
    CHECK(list(found) == listed{{0, {0, 0}}, {1, {10, 10}}, {2, {4, 4}}, {3, {7, 7}}});
}

TEST_CASE("pareto/bounded_archive: by hypervolume, the least contributor goes and no insertion lessens the volume") {
    fulcrum::bounded_archive<goals, by_hypervolume> small_one(2, {{10, 0}});
    fulcrum::workspace ws;
    CHECK(small_one.insert(std::vector<double>{2, 4}, 1, ws));
    CHECK(small_one.insert(std::vector<double>{4, 8}, 2, ws));
    CHECK_FALSE(small_one.insert(std::vector<double>{3, 4.5}, 3, ws)); // contributes 1 * 0.5
    CHECK_FALSE(small_one.insert(std::vector<double>{11, 9}, 4, ws));  // beyond the reference
    CHECK(small_one.insert(std::vector<double>{2.5, 7}, 5, ws));
    CHECK(list(small_one) == listed{{2, {4, 8}}, {5, {2.5, 7}}});

    for (std::size_t m = 2; m <= 5; ++m) {
        by_volume found(point_sets::alternating(m), 8, far(m));
        const auto data = spread(60, m, 9);
        double before = 0;
        for (std::size_t i = 0; i < 60; ++i) {
            found.insert(data.row(i), i, ws);
            const double after = volume_of(found);
            REQUIRE(after >= before * (1 - 1e-12));
            before = after;
        }
    }
}

TEST_CASE("pareto/bounded_archive: what does not fit is refused with both numbers") {
    fulcrum::workspace ws;
    const auto set = point_sets::alternating(3);
    CHECK(holds(thrown<fulcrum::error>([&] { crowded(set, 0); }), "capacity is 0"));
    CHECK(holds(thrown<fulcrum::shape_error>([&] { by_volume(set, 5, far(2)); }), "2 values", "3 objectives"));
    CHECK(holds(thrown<fulcrum::error>([&] { by_volume(set, 5, {{0, point_sets::inf, 0}}); }), "value 1",
                "not finite"));
    crowded found(set, 5);
    CHECK(holds(thrown<fulcrum::shape_error>([&] { found.insert(std::vector<double>(2), 0, ws); }), "2 values",
                "3 objectives"));
    CHECK(holds(thrown<fulcrum::shape_error>([&] { found.merge(crowded(point_sets::alternating(2), 5), ws); }),
                "3 objectives", "2"));
}
