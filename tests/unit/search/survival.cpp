#include "fulcrum/search/survival.hpp"

#include "../pareto/point_sets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace {

using numbers = std::vector<std::uint32_t>;

} // namespace

TEST_CASE("search/survival: whole fronts first, then the least crowded, for any number to keep") {
    for (std::size_t m = 1; m <= 4; ++m) {
        const std::size_t n = 60;
        const auto data = point_sets::make<double>(point_sets::shape::with_non_finite, n, m, 2);
        const auto set = point_sets::alternating(m);
        const std::vector<double> feasible(n, 0);
        const auto rank = point_sets::peel(set, data);
        fulcrum::workspace ws;
        for (std::size_t keep = 0; keep <= n; ++keep) {
            const auto kept = fulcrum::rank_and_crowding{}(set, data.view(), feasible, keep, ws);
            REQUIRE(kept.rows.size() == keep);
            CHECK(std::is_sorted(kept.rows.begin(), kept.rows.end()));
            CHECK(std::adjacent_find(kept.rows.begin(), kept.rows.end()) == kept.rows.end());
            std::vector<bool> in(n, false);
            std::uint32_t worst = 0;
            for (std::size_t k = 0; k < keep; ++k) {
                in[kept.rows[k]] = true;
                CHECK(kept.rank[k] == rank[kept.rows[k]]);
                worst = std::max(worst, kept.rank[k]);
            }
            numbers split; // the members of the front that may be cut
            for (std::uint32_t i = 0; i < n; ++i) {
                if (rank[i] < worst) CHECK(in[i]);
                if (rank[i] == worst) split.push_back(i);
            }
            if (keep == 0) continue;
            const auto crowd = fulcrum::crowding_distance(set, data.view(), split, ws);
            double least_kept = std::numeric_limits<double>::infinity();
            double most_dropped = -1;
            for (std::size_t k = 0; k < split.size(); ++k) {
                (in[split[k]] ? least_kept : most_dropped) =
                    in[split[k]] ? std::min(least_kept, crowd[k]) : std::max(most_dropped, crowd[k]);
            }
            CHECK(least_kept >= most_dropped);
        }
    }
}

TEST_CASE("search/survival: feasible before infeasible, smaller violations before larger, not finite last") {
    point_sets::columns<double> data(5, 1);
    data.values = {9, 1, 2, point_sets::quiet_nan, 8};
    const std::vector<double> violation{0, 0.5, 0.1, 0, -1};
    const auto set = point_sets::alternating(1);
    fulcrum::workspace ws;
    const numbers order{4, 0, 2, 1, 3};
    for (std::size_t keep = 1; keep <= 5; ++keep) {
        numbers expected(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(keep));
        std::sort(expected.begin(), expected.end());
        const auto kept = fulcrum::rank_and_crowding{}(set, data.view(), violation, keep, ws);
        CHECK(numbers(kept.rows.begin(), kept.rows.end()) == expected);
    }
}
