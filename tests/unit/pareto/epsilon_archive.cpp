#include "fulcrum/pareto/epsilon_archive.hpp"

#include "archived.hpp"
#include "point_sets.hpp"
#include "thrown.hpp"

#include "fulcrum/pareto/front.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

using archived::list;
using archived::spread;
using point_sets::columns;
using point_sets::shape;
using grid = fulcrum::epsilon_archive<fulcrum::dynamic_objectives>;
using listed = archived::listed<double>;

double minimised(double v, std::size_t j) { return j % 2 == 1 ? -v : v; }

bool finite(const std::vector<double>& row) {
    return std::all_of(row.begin(), row.end(), [](double v) { return std::isfinite(v); });
}

constexpr shape shapes[] = {shape::uniform, shape::anticorrelated, shape::quantised, shape::with_non_finite};

struct cost : fulcrum::minimize {};
struct gain : fulcrum::maximize {};
using goals = fulcrum::objectives<cost, gain>;

} // namespace

TEST_CASE("pareto/epsilon_archive: every point inserted is within epsilon of a member, one member a box, no more boxes "
          "than the grid allows") {
    for (const auto what : shapes) {
        for (std::size_t m = 1; m <= 5; ++m) {
            const std::size_t n = 300;
            const auto set = point_sets::alternating(m);
            const auto data = spread(what, n, m);
            std::vector<double> epsilon;
            for (std::size_t j = 0; j < m; ++j) epsilon.push_back(0.125 * static_cast<double>(1 + j % 2));
            grid found(set, epsilon);
            for (std::size_t i = 0; i < n; ++i) found.insert(data.row(i), i);
            const listed members = list(found);
            CAPTURE(static_cast<int>(what));
            CAPTURE(m);
            std::size_t refused = 0;
            for (std::size_t i = 0; i < n; ++i) {
                const auto row = data.row(i);
                if (!finite(row)) {
                    ++refused;
                    continue;
                }
                const auto covers = [&](const auto& member) {
                    for (std::size_t j = 0; j < m; ++j) {
                        if (minimised(member.second[j], j) > minimised(row[j], j) + epsilon[j]) return false;
                    }
                    return true;
                };
                REQUIRE(std::any_of(members.begin(), members.end(), covers));
            }
            CHECK(found.non_finite() == refused);
            std::set<std::vector<double>> boxes;
            double most = 1;
            for (const auto& [id, values] : members) {
                std::vector<double> box;
                for (std::size_t j = 0; j < m; ++j) box.push_back(std::floor(minimised(values[j], j) / epsilon[j]));
                CHECK(boxes.insert(box).second);
                CHECK(values == data.row(id));
                for (const auto& other : members) CHECK_FALSE(fulcrum::dominates(set, values, other.second));
            }
            for (std::size_t j = 1; j < m; ++j) {
                double low = point_sets::inf;
                double high = -point_sets::inf;
                for (const auto& box : boxes) {
                    low = std::min(low, box[j]);
                    high = std::max(high, box[j]);
                }
                most *= high - low + 1;
            }
            CHECK(static_cast<double>(found.size()) <= most);
        }
    }
}

TEST_CASE("pareto/epsilon_archive: holds the same for any order, split and merge; merging is idempotent") {
    for (const auto what : shapes) {
        for (const std::size_t m : {1U, 2U, 4U}) {
            const std::size_t n = 300;
            const auto set = point_sets::alternating(m);
            const auto data = spread(what, n, m);
            const grid empty(set, std::vector<double>(m, 0.1));
            grid expected = empty;
            for (std::size_t i = 0; i < n; ++i) expected.insert(data.row(i), i);
            for (std::uint64_t seed = 0; seed < 4; ++seed) {
                fulcrum::random_stream random(seed);
                std::vector<std::size_t> order(n);
                for (std::size_t i = 0; i < n; ++i) order[i] = i;
                fulcrum::shuffle(order.begin(), n, random);
                std::vector<grid> parts(1 + random.below(6), empty);
                for (const std::size_t i : order) {
                    parts[random.below(static_cast<std::uint32_t>(parts.size()))].insert(data.row(i), i);
                }
                while (parts.size() > 1) {
                    std::swap(parts[random.below(static_cast<std::uint32_t>(parts.size()))], parts.back());
                    const grid last = std::move(parts.back());
                    parts.pop_back();
                    parts[random.below(static_cast<std::uint32_t>(parts.size()))].merge(last);
                }
                CHECK(list(parts[0]) == list(expected));
                CHECK(parts[0].non_finite() == expected.non_finite());
                const grid copy = parts[0];
                parts[0].merge(copy);
                parts[0].merge(parts[0]);
                CHECK(list(parts[0]) == list(expected));
            }
        }
    }
}

TEST_CASE("pareto/epsilon_archive: in a box the nearest to the best corner stays, then the lesser id") {
    fulcrum::epsilon_archive<goals> found({1, 10});
    found.reserve(10);
    CHECK(found.insert(std::vector<double>{0.5, 12}, 1));
    CHECK_FALSE(found.insert(std::vector<double>{0.75, 13}, 2)); // 0.75 + 0.7 steps against 0.5 + 0.8
    CHECK(found.insert(std::vector<double>{0.25, 12}, 3));
    CHECK_FALSE(found.insert(std::vector<double>{0.25, 12}, 4));
    CHECK(found.insert(std::vector<double>{0.25, 12}, 2));
    CHECK_FALSE(found.insert(std::vector<double>{1.5, 11}, 5)); // a worse box, although no member dominates by value
    CHECK(list(found) == listed{{2, {0.25, 12}}});
    CHECK(found.insert(std::vector<double>{-0.0, 19}, 6));
    CHECK_FALSE(std::signbit(list(found)[0].second[0]));
    CHECK(found.insert(std::vector<double>{-1.7e308, -1.7e308}, 7));
    CHECK(found.insert(std::vector<double>{1.7e308, 1.7e308}, 8));
    CHECK(found.size() == 3);
    fulcrum::epsilon_archive<goals> fine({1e-300, 1e-300}); // more boxes than a double can number
    CHECK(fine.insert(std::vector<double>{1e300, 1e300}, 1));
    CHECK(fine.insert(std::vector<double>{1e299, 1e300}, 2));
    CHECK_FALSE(fine.insert(std::vector<double>{2e299, 1e300}, 3));
    CHECK(list(fine) == listed{{2, {1e299, 1e300}}});
    found.clear();
    CHECK(found.empty());
}

TEST_CASE("pareto/epsilon_archive: what does not fit is refused") {
    const auto make = [](std::vector<double> epsilon) {
        return [=] { fulcrum::epsilon_archive<goals> made(epsilon); };
    };
    CHECK(holds(thrown<fulcrum::shape_error>(make({1, 1, 1})), "3 epsilons", "2 objectives"));
    CHECK(thrown<fulcrum::error>(make({1, -2})) == "epsilon_archive: epsilon 1 is -2; it must be positive and finite");
    CHECK(holds(thrown<fulcrum::error>(make({0, 1})), "epsilon 0 is 0"));
    CHECK(holds(thrown<fulcrum::error>(make({1, point_sets::quiet_nan})), "epsilon 1"));
    fulcrum::epsilon_archive<goals> a({1, 1});
    const fulcrum::epsilon_archive<goals> b({1, 2});
    CHECK(holds(thrown<fulcrum::error>([&] { a.merge(b); }), "epsilon 1 is 1", "2"));
    const std::vector<double> one{1};
    CHECK(holds(thrown<fulcrum::shape_error>([&] { a.insert(one, 0); }), "1 values", "2 objectives"));
}
