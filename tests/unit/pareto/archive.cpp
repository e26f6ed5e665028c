#include "fulcrum/pareto/archive.hpp"

#include "allocation_counter.hpp"
#include "archived.hpp"
#include "point_sets.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using archived::list;
using archived::listed;
using archived::spread;
using point_sets::columns;
using point_sets::shape;
using dynamic_archive = fulcrum::archive<fulcrum::dynamic_objectives>;

/// The rows that are finite and that no row dominates, by definition; the id of row i is ids[i].
template <class T>
listed<T> front_by_definition(const fulcrum::dynamic_objectives& set, const columns<T>& data,
                              const std::vector<std::uint64_t>& ids) {
    listed<T> front;
    std::vector<std::vector<T>> rows;
    for (std::size_t i = 0; i < data.rows; ++i) rows.push_back(data.row(i));
    for (std::size_t i = 0; i < data.rows; ++i) {
        const auto finite = [](T v) { return std::isfinite(v); };
        if (!std::all_of(rows[i].begin(), rows[i].end(), finite)) continue;
        const auto beats = [&](const std::vector<T>& other) { return fulcrum::dominates(set, other, rows[i]); };
        if (std::none_of(rows.begin(), rows.end(), beats)) front.push_back({ids[i], rows[i]});
    }
    std::sort(front.begin(), front.end());
    return front;
}

std::vector<std::uint64_t> numbered(std::size_t n) {
    std::vector<std::uint64_t> ids(n);
    for (std::size_t i = 0; i < n; ++i) ids[i] = 10 * i;
    return ids;
}

template <class T> void check_against_definition(std::size_t n) {
    for (const auto what : point_sets::all_shapes) {
        for (std::size_t m = 1; m <= 7; ++m) {
            const auto data = point_sets::make<T>(what, n, m, 21);
            const auto set = point_sets::alternating(m);
            const auto ids = numbered(n);
            CAPTURE(static_cast<int>(what));
            CAPTURE(m);
            fulcrum::archive<fulcrum::dynamic_objectives, T> found(set);
            std::size_t previous = 0;
            for (std::size_t i = 0; i < n; ++i) {
                const auto row = data.row(i);
                const bool kept = found.insert(row, ids[i]);
                REQUIRE((kept || found.size() == previous));
                previous = found.size();
            }
            CHECK(list(found) == front_by_definition(set, data, ids));
            CHECK(found.non_finite() == fulcrum::count_non_finite(data.view()));

            fulcrum::archive<fulcrum::dynamic_objectives, T> batched(set);
            fulcrum::workspace ws;
            std::size_t begin = 0;
            for (std::size_t end : {n / 7, n / 2, n / 2, n}) {
                const fulcrum::columns_view<const T> part(data.values.data() + begin, end - begin, m, n);
                batched.insert(part, std::span(ids).subspan(begin, end - begin), ws);
                begin = end;
            }
            CHECK(list(batched) == list(found));
            CHECK(batched.non_finite() == found.non_finite());
        }
    }
}

struct cost : fulcrum::minimize {};
struct gain : fulcrum::maximize {};
struct delay : fulcrum::minimize {};
struct reach : fulcrum::maximize {};
using goals = fulcrum::objectives<cost, gain>;
using four_goals = fulcrum::objectives<cost, gain, delay, reach>;

} // namespace

TEST_CASE("pareto/archive: is the front by definition of what was inserted, one by one and in batches, m = 1 to 7") {
    check_against_definition<double>(400);
    check_against_definition<float>(150);
}

TEST_CASE("pareto/archive: large fronts, long streams that improve, and heavy loss") {
    for (const std::size_t m : {2U, 3U, 5U}) {
        const std::size_t n = 3000;
        const auto set = point_sets::alternating(m);
        auto data = spread(n, m);
        for (std::size_t i = 0; i < n; ++i) { // the later ones are better, in waves
            const double better = 0.0001 * static_cast<double>(i % 1000) + (i == 2500 ? 9 : 0);
            for (std::size_t j = 0; j < m; ++j) data(i, j) += j % 2 == 1 ? better : -better;
        }
        const auto ids = numbered(n);
        dynamic_archive found(set);
        const std::size_t part = 2400;
        for (std::size_t i = 0; i < part; ++i) found.insert(data.row(i), ids[i]);
        columns<double> first(part, m);
        for (std::size_t j = 0; j < m; ++j) {
            for (std::size_t i = 0; i < part; ++i) first(i, j) = data(i, j);
        }
        CHECK(list(found) == front_by_definition(set, first, ids));
        for (std::size_t i = part; i < n; ++i) found.insert(data.row(i), ids[i]); // one of them dominates all
        CHECK(list(found) == listed<double>{{ids[2500], data.row(2500)}});
        for (std::size_t i = 0; i < 50; ++i) { // the tree is sound after it
            auto row = data.row(2500);
            row[0] += static_cast<double>(i) - 25;
            row[1 % m] += static_cast<double>(i) - 25;
            found.insert(row, i);
        }
        CHECK(found.size() == 51);
    }
}

TEST_CASE("pareto/archive: objectives of the compiler and of the run agree, and so do the instruction sets") {
    const std::size_t n = 3000;
    const std::size_t m = 4;
    const auto data = spread(n, m);
    dynamic_archive by_run(point_sets::alternating(m));
    fulcrum::archive<four_goals> by_type;
    using lowest_tree = fulcrum::detail::archive_tree<double, m>;
    lowest_tree lowest(m, fulcrum::isa::baseline);
    for (std::uint64_t i = 0; i < n; ++i) {
        auto row = data.row(i);
        const bool kept = by_run.insert(row, i);
        REQUIRE(by_type.insert(row, i) == kept);
        for (std::size_t j = 1; j < m; j += 2) row[j] = -row[j];
        const auto answer = lowest.find_all(row.data());
        REQUIRE((answer.found != fulcrum::detail::standing::dominated) == kept);
        if (!kept) continue;
        lowest.remove_dominated(row.data(), answer, [](std::uint64_t) {});
        lowest.place(row.data(), i);
        REQUIRE(lowest.size() == by_run.size());
    }
    CHECK(by_run.size() > 500);
    CHECK(list(by_type) == list(by_run));
}

TEST_CASE("pareto/archive: does not depend on the order of insertion") {
    for (const std::size_t m : {2U, 4U}) {
        const std::size_t n = 600;
        const auto set = point_sets::alternating(m);
        for (const bool ties : {false, true}) {
            const auto data = ties ? point_sets::make<double>(shape::quantised, n, m, 8) : spread(n, m);
            const auto ids = numbered(n);
            const auto expected = front_by_definition(set, data, ids);
            for (std::uint64_t seed = 0; seed < 4; ++seed) {
                std::vector<std::size_t> order(n);
                for (std::size_t i = 0; i < n; ++i) order[i] = i;
                fulcrum::random_stream random(seed);
                fulcrum::shuffle(order.begin(), n, random);
                dynamic_archive found(set);
                for (const std::size_t i : order) found.insert(data.row(i), ids[i]);
                CHECK(list(found) == expected);
            }
        }
    }
}

TEST_CASE("pareto/archive: merge gives the front of the union for any split, order and brackets") {
    for (const std::size_t m : {1U, 2U, 3U, 5U}) {
        for (const auto what : {shape::uniform, shape::anticorrelated, shape::duplicates, shape::with_non_finite}) {
            const std::size_t n = 500;
            const auto set = point_sets::alternating(m);
            const auto data =
                what == shape::anticorrelated ? spread(n, m) : point_sets::make<double>(what, n, m, 13);
            const auto ids = numbered(n);
            const auto expected = front_by_definition(set, data, ids);
            for (std::uint64_t seed = 0; seed < 5; ++seed) {
                fulcrum::random_stream random(seed);
                std::vector<dynamic_archive> parts(1 + random.below(7), dynamic_archive(set));
                for (std::size_t i = 0; i < n; ++i) {
                    parts[random.below(static_cast<std::uint32_t>(parts.size()))].insert(data.row(i), ids[i]);
                }
                while (parts.size() > 1) { // any two, either way round
                    std::swap(parts[random.below(static_cast<std::uint32_t>(parts.size()))], parts.back());
                    const dynamic_archive last = std::move(parts.back());
                    parts.pop_back();
                    parts[random.below(static_cast<std::uint32_t>(parts.size()))].merge(last);
                }
                CHECK(list(parts[0]) == expected);
                CHECK(parts[0].non_finite() == fulcrum::count_non_finite(data.view()));
            }
        }
    }
}

TEST_CASE("pareto/archive: duplicates are kept, or one by type, that with the least id; merging is then idempotent") {
    fulcrum::archive<goals> all;
    fulcrum::archive<goals, double, fulcrum::drop_duplicates> one;
    for (const std::uint64_t id : {7U, 3U, 3U, 5U}) {
        CHECK(all.insert(std::vector<double>{-0.0, 1}, id));
        CHECK(one.insert(std::vector<double>{0.0, 1}, id) == (id != 5));
    }
    CHECK(list(all) == listed<double>{{3, {0, 1}}, {3, {0, 1}}, {5, {0, 1}}, {7, {0, 1}}});
    CHECK(list(one) == listed<double>{{3, {0, 1}}});
    one.merge(one);
    CHECK(one.size() == 1);
    all.merge(all);
    CHECK(all.size() == 8);
    CHECK(all.insert(std::vector<double>{0, 2}, 1));
    CHECK(list(all) == listed<double>{{1, {0, 2}}});

    const std::size_t n = 400;
    const auto set = point_sets::alternating(3);
    const auto data = point_sets::make<double>(shape::quantised, n, 3, 2);
    auto expected = front_by_definition(set, data, numbered(n));
    const auto same = [](const auto& a, const auto& b) { return a.second == b.second; };
    const auto by_values = [](const auto& a, const auto& b) { return a.second < b.second; };
    std::stable_sort(expected.begin(), expected.end(), by_values);
    expected.erase(std::unique(expected.begin(), expected.end(), same), expected.end());
    std::sort(expected.begin(), expected.end());
    fulcrum::archive<fulcrum::dynamic_objectives, double, fulcrum::drop_duplicates> found(set);
    for (std::size_t i = n; i-- > 0;) found.insert(data.row(i), 10 * i);
    CHECK(list(found) == expected);
}

TEST_CASE("pareto/archive: zero has no sign on the way out, huge and tiny values compare exactly") {
    fulcrum::archive<goals> found;
    CHECK(found.insert(std::vector<double>{-0.0, -0.0}, 1));
    fulcrum::workspace ws;
    CHECK_FALSE(std::signbit(found.members(ws).objectives(0, 0)));
    CHECK_FALSE(std::signbit(found.members(ws).objectives(0, 1)));
    CHECK_FALSE(found.insert(std::vector<double>{5e-324, 0}, 2));
    CHECK(found.insert(std::vector<double>{5e-324, 5e-324}, 3));
    CHECK(found.insert(std::vector<double>{1.7e308, 1.7e308}, 4));
    CHECK(found.insert(std::vector<double>{-1.7e308, -1.7e308}, 5));
    CHECK_FALSE(found.insert(std::vector<double>{-1.6e308, -1.7e308}, 6));
    CHECK(found.size() == 4);
    CHECK(found.dominates(std::vector<double>{1.7e308, 1}, ws));
    CHECK_FALSE(found.dominates(std::vector<double>{0, 0}, ws));
    CHECK_FALSE(found.dominates(std::vector<double>{point_sets::quiet_nan, 0}, ws));
    CHECK_FALSE(found.insert(std::vector<double>{-point_sets::inf, point_sets::inf}, 7));
    CHECK(found.non_finite() == 1);
    found.clear();
    CHECK(found.empty());
    CHECK(found.non_finite() == 0);
    CHECK(found.members(ws).size() == 0);
}

TEST_CASE("pareto/archive: copies are independent, moves keep the members") {
    const auto set = point_sets::alternating(3);
    const auto data = spread(300, 3);
    dynamic_archive found(set);
    for (std::size_t i = 0; i < 300; ++i) found.insert(data.row(i), i);
    const auto before = list(found);
    dynamic_archive copy = found;
    copy.insert(std::vector<double>{-9, 9, -9}, 999);
    CHECK(copy.size() == 1);
    CHECK(list(found) == before);
    const dynamic_archive moved = std::move(found);
    CHECK(list(moved) == before);
}

TEST_CASE("pareto/archive: a warm or reserved archive does not allocate") {
    const auto set = point_sets::alternating(4);
    const std::size_t n = 2000;
    const auto data = spread(n, 4);
    std::vector<std::vector<double>> rows;
    for (std::size_t i = 0; i < n; ++i) rows.push_back(data.row(i));
    dynamic_archive found(set);
    found.reserve(n);
    {
        const allocation_counter counter;
        for (std::size_t i = 0; i < n; ++i) found.insert(rows[i], i);
        CHECK((counter.allocations() == 0 || !allocation_counter::counts));
    }
    CHECK(found.size() > 500);
    dynamic_archive warm(set);
    for (std::size_t i = 0; i < n; ++i) warm.insert(rows[i], i);
    warm.clear();
    const allocation_counter counter;
    for (std::size_t i = 0; i < n; ++i) warm.insert(rows[i], i);
    CHECK((counter.allocations() == 0 || !allocation_counter::counts));
}

TEST_CASE("pareto/archive: what does not fit is refused with both numbers, and nothing is changed") {
    fulcrum::archive<goals> found;
    fulcrum::workspace ws;
    CHECK(thrown<fulcrum::shape_error>([&] { found.insert(std::vector<double>{1, 2, 3}, 0); }) ==
          "archive::insert: there are 3 values, the set has 2 objectives");
    const columns<double> three(4, 3);
    const columns<double> two(4, 2);
    const std::vector<std::uint64_t> ids(3);
    CHECK(holds(thrown<fulcrum::shape_error>([&] { found.insert(three.view(), ids, ws); }), "3 columns",
                "2 objectives"));
    CHECK(holds(thrown<fulcrum::shape_error>([&] { found.insert(two.view(), ids, ws); }), "4 rows", "3 ids"));
    CHECK(found.empty());
    dynamic_archive a(point_sets::alternating(2));
    dynamic_archive b(point_sets::alternating(3));
    dynamic_archive c(fulcrum::dynamic_objectives{{"f0", fulcrum::direction::maximize}, {"f1"}});
    CHECK(holds(thrown<fulcrum::shape_error>([&] { a.merge(b); }), "2 objectives", "3"));
    CHECK(holds(thrown<fulcrum::error>([&] { a.merge(c); }), "objective 0 differs in direction"));
}
