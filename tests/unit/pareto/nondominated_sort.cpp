#include "fulcrum/pareto/nondominated_sort.hpp"

#include "fulcrum/pareto/front.hpp"
#include "point_sets.hpp"
#include "thread_executor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace {

using numbers = std::vector<std::uint32_t>;
numbers copy(std::span<const std::uint32_t> values) { return {values.begin(), values.end()}; }

template <class T> void check_against_peeling() {
    for (const auto shape : point_sets::all_shapes) {
        for (std::size_t m = 1; m <= 9; ++m) {
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

/// Values with which arithmetic goes wrong: huge, denormal, with both zeros, in lumps with one far away.
template <class T> point_sets::columns<T> awkward(std::size_t n, std::size_t m, std::uint64_t seed) {
    using limits = std::numeric_limits<T>;
    point_sets::columns<T> out(n, m);
    fulcrum::random_stream random(seed);
    for (std::size_t j = 0; j < m; ++j) {
        for (std::size_t i = 0; i < n; ++i) {
            const auto u = static_cast<T>(random.uniform());
            const T kinds[] = {u < T(0.5) ? -(limits::max)() * u : (limits::max)() * u,
                               limits::denorm_min() * std::floor(u * 9),
                               u < T(0.5) ? -T{0} : T{0},
                               i == 0 ? (limits::max)() : 1 + u * limits::epsilon() * 40,
                               std::ldexp(T{1}, static_cast<int>(u * 200) - 100)};
            out(i, j) = kinds[(j + seed) % 5];
        }
    }
    return out;
}

/// Ranks by counting down chains: every point's rank is one more than the highest among its dominators, found in
/// lexicographic order. Quadratic, and simpler than all that is tested here.
template <class T> numbers by_chains(const point_sets::columns<T>& data) {
    numbers order(data.rows);
    for (std::size_t i = 0; i < data.rows; ++i) order[i] = static_cast<std::uint32_t>(i);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return data.row(a) < data.row(b); });
    numbers rank(data.rows, 0);
    for (std::size_t k = 0; k < order.size(); ++k) {
        for (std::size_t l = 0; l < k; ++l) {
            bool below = true;
            bool equal = true;
            for (std::size_t j = 0; j < data.cols; ++j) {
                below = below && data(order[l], j) <= data(order[k], j);
                equal = equal && data(order[l], j) == data(order[k], j);
            }
            if (below && !equal) rank[order[k]] = std::max(rank[order[k]], rank[order[l]] + 1);
        }
    }
    return rank;
}

/// What the kernels rank, by one instruction set.
template <class T> numbers rank_by(const point_sets::columns<T>& data, fulcrum::isa level) {
    fulcrum::workspace ws;
    numbers rank(data.rows);
    numbers sizes(data.rows, 0);
    fulcrum::detail::rank_counts counts(sizes, data.rows, data.rows);
    const fulcrum::sequential alone;
    const fulcrum::detail::rank_team<fulcrum::sequential> team{alone, {&ws, 1}};
    fulcrum::detail::rank_points(data.view(), std::span<std::uint32_t>(rank), counts, team, level);
    return rank;
}

} // namespace

TEST_CASE("pareto/nondominated_sort: equals peeling by definition, m = 1 to 6, and rank 0 is the front") {
    check_against_peeling<double>();
    check_against_peeling<float>();
}

TEST_CASE("pareto/nondominated_sort: huge, denormal and lumped values") {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        for (const std::size_t m : {1U, 2U, 3U, 4U, 7U}) {
            CAPTURE(seed);
            CAPTURE(m);
            const auto set = point_sets::alternating(m);
            fulcrum::workspace ws;
            const auto wide = awkward<double>(150, m, seed);
            CHECK(copy(fulcrum::nondominated_sort(set, wide.view(), ws).rank) == point_sets::peel(set, wide));
            const auto narrow = awkward<float>(150, m, seed);
            CHECK(copy(fulcrum::nondominated_sort(set, narrow.view(), ws).rank) == point_sets::peel(set, narrow));
        }
    }
}

TEST_CASE("pareto/nondominated_sort: every instruction set, with leaves that split and roots that grow") {
    using point_sets::shape;
    for (const auto what : {shape::uniform, shape::anticorrelated, shape::correlated, shape::quantised}) {
        for (const std::size_t m : {2U, 3U, 4U, 5U, 6U, 8U, 11U}) {
            CAPTURE(static_cast<int>(what));
            CAPTURE(m);
            const std::size_t n = m == 4 && what == shape::anticorrelated ? 4500 : 700; // three levels or two
            const auto data = point_sets::make<float>(what, n, m, 5);
            const numbers expected = by_chains(data);
            for (const auto level : {fulcrum::isa::baseline, fulcrum::isa::avx2, fulcrum::isa::avx512}) {
                CHECK(rank_by(data, level) == expected);
            }
        }
    }
}

TEST_CASE("pareto/nondominated_sort: the tree of a front keeps every point, below its corners, wherever it lies") {
    using fulcrum::detail::front_block;
    constexpr std::size_t n = 3000;
    constexpr std::size_t m = 2;
    for (const std::uint32_t distinct : {1U, 2U, 3U, 40U, 100000U}) { // places
        for (const bool falling : {false, true}) {
            fulcrum::workspace ws;
            fulcrum::random_stream random(distinct);
            std::vector<std::int8_t> codes(n * m);
            numbers places(n);
            for (std::size_t i = 0; i < n; ++i) {
                for (std::size_t j = 0; j < m; ++j) codes[i * m + j] = static_cast<std::int8_t>(random.below(120));
                places[i] = static_cast<std::uint32_t>(random.below(distinct)) * 40000;
            }
            if (falling) std::sort(places.rbegin(), places.rend());
            fulcrum::detail::coded_fronts fronts(1, m, codes.data(), places.data(), ws, 2);
            fronts.open(1);
            for (std::uint32_t i = 0; i < n; ++i) fronts.add(0, i, ws);

            numbers found;
            std::size_t wrong = 0;
            const auto visit = [&](auto&& self, const front_block& block) -> std::vector<std::int8_t> {
                std::vector<std::int8_t> corner(m, fulcrum::detail::rank_code::empty);
                for (std::size_t lane = 0; lane < front_block::width; ++lane) {
                    const bool used = lane < block.used;
                    std::vector<std::int8_t> least(m, fulcrum::detail::rank_code::empty);
                    if (used && block.children != nullptr) least = self(self, *block.children->lanes[lane].block);
                    if (used && block.children == nullptr) {
                        found.push_back(block.points[lane]);
                        least.assign(&codes[found.back() * m], &codes[found.back() * m] + m);
                    }
                    for (std::size_t j = 0; j < m; ++j) {
                        const std::int8_t code = block.codes[j * front_block::width + lane];
                        wrong += used && block.children != nullptr ? code > least[j] : code != least[j];
                        corner[j] = std::min(corner[j], code);
                    }
                }
                return corner;
            };
            visit(visit, *fronts.data()->root);
            std::sort(found.begin(), found.end());
            bool all = found.size() == n;
            for (std::uint32_t i = 0; all && i < n; ++i) all = found[i] == i;
            CHECK(all);
            CHECK(wrong == 0);
        }
    }
}

TEST_CASE("pareto/nondominated_sort: one front of points that share all codes but one, and many equal ones") {
    // All lie within one step of the scale, which a far point stretches; half of the rows repeat.
    const std::size_t n = 900;
    point_sets::columns<double> data(n, 3);
    for (std::size_t i = 0; i < n; ++i) {
        const auto step = static_cast<double>(i / 2);
        data(i, 0) = step * 1e-9;
        data(i, 1) = -step * 1e-9;
        data(i, 2) = i < 4 ? 1e9 : 0;
    }
    CHECK(rank_by(data, fulcrum::isa::avx512) == by_chains(data));
}

TEST_CASE("pareto/nondominated_sort: staircases that grow too long give way to trees") {
    const std::size_t n = 3000; // two planes, on each of which nothing is dominated, in no order
    point_sets::columns<double> data(n, 3);
    fulcrum::random_stream random(11);
    for (std::size_t i = 0; i < n; ++i) {
        data(i, 0) = random.uniform() * 0.01;
        data(i, 1) = random.uniform();
        data(i, 2) = (i % 2 == 0 ? 1.0 : 1.1) - data(i, 1);
    }
    fulcrum::workspace ws;
    numbers rank(n);
    numbers sizes(n);
    fulcrum::detail::rank_counts counts(sizes, n, n);
    CHECK_FALSE(fulcrum::detail::rank_triples(data.view(), std::span<std::uint32_t>(rank), counts, ws));
    CHECK(std::ranges::all_of(sizes, [](std::uint32_t size) { return size == 0; }));
    CHECK(rank_by(data, fulcrum::isa::avx512) == by_chains(data));
}

TEST_CASE("pareto/nondominated_sort: many threads rank as one does") {
    const std::size_t n = 20000;
    const thread_executor two(2);
    std::vector<fulcrum::workspace> team(2);
    fulcrum::workspace ws;
    for (const bool whole : {false, true}) { // with whole numbers, points of a batch dominate and equal each other
        for (const std::size_t m : {2U, 3U, 4U}) {
            auto data = point_sets::make<float>(point_sets::shape::correlated, n, m, 4);
            for (float& v : data.values) v = whole ? std::floor(v * 40) : v;
            const auto set = point_sets::alternating(m);
            for (const fulcrum::rank_limit limit : {fulcrum::rank_limit::none(), {.points = 500}}) {
                CAPTURE(whole);
                CAPTURE(m);
                CAPTURE(limit.points);
                const auto alone = fulcrum::nondominated_sort(set, data.view(), limit, ws);
                const auto together =
                    fulcrum::nondominated_sort(set, data.view(), limit, std::span<fulcrum::workspace>(team), two);
                CHECK(copy(together.rank) == copy(alone.rank));
                CHECK(copy(together.counts) == copy(alone.counts));
                CHECK(together.beyond == alone.beyond);
            }
        }
    }
    const point_sets::columns<float> data(4, 3);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::nondominated_sort(
                             point_sets::alternating(3), data.view(), fulcrum::rank_limit::none(),
                             std::span<fulcrum::workspace>(team).first(1), two)),
                         "nondominated_sort: there are 1 workspaces for 2 workers", fulcrum::error);
}

TEST_CASE("pareto/nondominated_sort: a warm workspace does not grow") {
    for (const std::size_t m : {1U, 2U, 3U, 5U}) {
        const auto data = point_sets::make<double>(point_sets::shape::uniform, 3000, m, 2);
        const auto set = point_sets::alternating(m);
        fulcrum::workspace ws;
        static_cast<void>(fulcrum::nondominated_sort(set, data.view(), ws));
        ws.reset();
        const std::size_t capacity = ws.capacity();
        static_cast<void>(fulcrum::nondominated_sort(set, data.view(), ws));
        CHECK(ws.capacity() == capacity);
        static_cast<void>(fulcrum::nondominated_sort(set, data.view(), {.points = 100}, ws)); // beside the first result
        CHECK(ws.capacity() == capacity);
    }
}

TEST_CASE("pareto/nondominated_sort: a limit ranks the first fronts as the full sort does, and counts the rest") {
    for (const auto shape : point_sets::all_shapes) {
        for (const std::size_t m : {1U, 2U, 3U, 4U}) {
            const std::size_t n = 150;
            const auto data = point_sets::make<double>(shape, n, m, 3);
            const auto set = point_sets::alternating(m);
            std::vector<double> violation(n, 0.0);
            for (std::size_t i = 0; i < n; i += 3) violation[i] = static_cast<double>(i % 4);
            fulcrum::workspace ws;
            for (const bool constrained : {false, true}) {
                const auto sort = [&](fulcrum::rank_limit limit) {
                    return constrained ? fulcrum::constrained_nondominated_sort(set, data.view(), violation, limit, ws)
                                       : fulcrum::nondominated_sort(set, data.view(), limit, ws);
                };
                const auto full = sort(fulcrum::rank_limit::none());
                CHECK(full.beyond == 0);
                for (const fulcrum::rank_limit limit :
                     {fulcrum::rank_limit{}, {.fronts = 1}, {.fronts = 3}, {.points = 1}, {.points = 40},
                      {.points = 150}, {.fronts = 2, .points = 60}, {.fronts = 1000}, {.fronts = 5, .points = 1}}) {
                    CAPTURE(static_cast<int>(shape));
                    CAPTURE(m);
                    CAPTURE(constrained);
                    CAPTURE(limit.fronts);
                    CAPTURE(limit.points);
                    std::size_t fronts = 0;
                    std::size_t points = 0;
                    while (fronts < full.counts.size() && (fronts < limit.fronts || points < limit.points)) {
                        points += full.counts[fronts++];
                    }
                    const auto first = sort(limit);
                    CHECK(copy(first.counts) == copy(full.counts.first(fronts)));
                    CHECK(first.beyond == n - points);
                    CHECK(first.non_finite == full.non_finite);
                    numbers expected = copy(full.rank);
                    for (std::uint32_t& r : expected) r = r < fronts ? r : fulcrum::ranking::unranked;
                    CHECK(copy(first.rank) == expected);
                }
            }
        }
    }
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
