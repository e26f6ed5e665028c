#include "fulcrum/search/survival.hpp"

#include "../pareto/point_sets.hpp"
#include "fulcrum/search/detail/nsga2_survival.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace {

using numbers = std::vector<std::uint32_t>;

/// Survival as it is defined, of rows to be minimised.
struct naive_survival {
    std::vector<std::vector<double>> rows;
    std::vector<double> violation;
    fulcrum::detail::crowding_options how;

    numbers rank;
    std::vector<double> distance; // -1 of who is not kept

    [[nodiscard]] bool finite(std::size_t i) const {
        return std::all_of(rows[i].begin(), rows[i].end(), [](double v) { return std::isfinite(v); });
    }
    [[nodiscard]] bool dominates(std::size_t a, std::size_t b) const {
        const bool sound_a = finite(a) && std::isfinite(violation[a]);
        const bool sound_b = finite(b) && std::isfinite(violation[b]);
        if (!sound_a || !sound_b) return sound_a && !sound_b;
        if (violation[a] > 0 || violation[b] > 0) return violation[a] < violation[b];
        bool better = false;
        for (std::size_t j = 0; j < rows[a].size(); ++j) {
            if (rows[a][j] > rows[b][j]) return false;
            better = better || rows[a][j] < rows[b][j];
        }
        return better;
    }

    /// Gaps by objective, of the members that are left; the ranges are those of the whole front.
    void measure(const numbers& members, std::vector<std::vector<double>>& gaps, const std::vector<double>& range) {
        numbers sorted;
        for (const std::uint32_t i : members) {
            if (finite(i)) sorted.push_back(i);
        }
        for (std::size_t j = 0; j < range.size(); ++j) {
            if (!(range[j] > 0)) continue;
            std::sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
                return rows[a][j] != rows[b][j] ? rows[a][j] < rows[b][j] : a < b;
            });
            for (std::size_t k = 0; k < sorted.size(); ++k) {
                double& gap = gaps[sorted[k]][j];
                const bool last = k + 1 == sorted.size();
                if (k == 0 || (last && how.ends == fulcrum::crowding_ends::both)) gap = point_sets::inf;
                else if (!last) gap = (rows[sorted[k + 1]][j] / 2 - rows[sorted[k - 1]][j] / 2) / range[j];
            }
        }
        for (const std::uint32_t i : members) {
            distance[i] = 0;
            for (const double gap : gaps[i]) distance[i] += gap;
        }
    }

    void operator()(std::size_t keep) {
        const std::size_t n = rows.size();
        const std::size_t m = rows[0].size();
        rank.assign(n, 0);
        distance.assign(n, -1);
        std::vector<bool> ranked(n, false);
        for (std::uint32_t r = 0; keep > 0; ++r) {
            numbers front;
            for (std::uint32_t i = 0; i < n; ++i) {
                bool first = !ranked[i];
                for (std::uint32_t k = 0; k < n && first; ++k) first = ranked[k] || !dominates(k, i);
                if (first) front.push_back(i);
            }
            std::vector<double> range(m, 0);
            bool regular = true;
            for (std::size_t j = 0; j < m; ++j) {
                double low = point_sets::inf;
                double high = -point_sets::inf;
                for (const std::uint32_t i : front) {
                    if (finite(i)) low = std::min(low, rows[i][j]), high = std::max(high, rows[i][j]);
                }
                if (low < high) range[j] = high / 2 - low / 2;
            }
            for (const std::uint32_t i : front) {
                ranked[i] = true;
                rank[i] = r;
                regular = regular && finite(i) && violation[i] <= 0;
            }
            std::vector<std::vector<double>> gaps(n, std::vector<double>(m, 0));
            measure(front, gaps, range);
            const bool thins = regular && how.truncation == fulcrum::crowding_truncation::one_at_a_time;
            while (front.size() > keep) {
                const auto least = std::min_element(front.begin(), front.end(), [&](std::uint32_t a, std::uint32_t b) {
                    return distance[a] != distance[b] ? distance[a] < distance[b] : a > b;
                });
                distance[*least] = -1;
                front.erase(least);
                if (thins) measure(front, gaps, range);
            }
            keep -= front.size();
        }
    }
};

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

TEST_CASE("search/survival: from generation to generation the same as by its definition") {
    using fulcrum::crowding_ends;
    using fulcrum::crowding_truncation;
    enum class mix { continuous, ties, constrained, spoilt };
    for (std::size_t m = 1; m <= 6; ++m) {
        for (const mix kind : {mix::continuous, mix::ties, mix::constrained, mix::spoilt}) {
            for (const auto truncation : {crowding_truncation::classic, crowding_truncation::one_at_a_time}) {
                for (const auto ends : {crowding_ends::both, crowding_ends::best}) {
                    const std::size_t size = 7 + 5 * m;
                    const auto set = point_sets::alternating(m);
                    fulcrum::detail::sorted_survival survival(set, 2 * size, {truncation, ends});
                    point_sets::columns<double> data(2 * size, m);
                    std::vector<double> violation(2 * size, 0.0);
                    fulcrum::random_stream random(m, static_cast<std::uint64_t>(kind));
                    fulcrum::workspace ws;
                    for (std::size_t generation = 0; generation < 8; ++generation) {
                        const std::size_t known = generation == 0 ? 0 : size;
                        for (std::size_t i = known; i < known + size; ++i) {
                            for (std::size_t j = 0; j < m; ++j) {
                                double v = random.uniform() / static_cast<double>(generation + 1);
                                if (kind == mix::ties) v = std::floor(5 * v);
                                if (kind == mix::ties && j == 2) v = 1; // flat
                                if (kind == mix::spoilt && random.bernoulli(0.2)) v = point_sets::quiet_nan;
                                data(i, j) = fulcrum::sign_of(set.directions()[j]) * v;
                            }
                            const double often = generation < 4 ? 0.8 : 0.3;
                            const bool broken = kind == mix::constrained && random.bernoulli(often);
                            violation[i] = broken ? std::ceil(4 * random.uniform()) : 0;
                            if (broken && random.bernoulli(0.1)) violation[i] = point_sets::inf;
                        }
                        naive_survival naive{{}, {}, {truncation, ends}, {}, {}};
                        for (std::size_t i = 0; i < known + size; ++i) {
                            naive.rows.push_back(data.row(i));
                            for (std::size_t j = 0; j < m; ++j) {
                                naive.rows[i][j] *= fulcrum::sign_of(set.directions()[j]);
                            }
                            naive.violation.push_back(violation[i]);
                        }
                        naive(size);
                        const fulcrum::columns_view<const double> all(data.values.data(), known + size, m, data.rows);
                        const auto kept = survival(all, std::span(violation).first(known + size), known, size, ws);
                        std::size_t k = 0;
                        for (std::uint32_t i = 0; i < known + size; ++i) {
                            if (naive.distance[i] < 0) continue;
                            CHECK_UNARY(k < size && kept.rows[k] == i);
                            CHECK_UNARY(kept.rank[k] == naive.rank[i]);
                            CHECK_UNARY(kept.crowding[k] == naive.distance[i]);
                            ++k;
                        }
                        CHECK(k == size);
                        if (truncation == crowding_truncation::classic && ends == crowding_ends::both) {
                            const auto plain = fulcrum::rank_and_crowding{}(
                                set, all, std::span<const double>(violation).first(known + size), size, ws);
                            CHECK(std::equal(kept.rows.begin(), kept.rows.end(), plain.rows.begin()));
                        }
                        for (std::size_t row = 0; row < size; ++row) {
                            for (std::size_t j = 0; j < m; ++j) data(row, j) = data(kept.rows[row], j);
                            violation[row] = violation[kept.rows[row]];
                        }
                    }
                }
            }
        }
    }
}

TEST_CASE("search/survival: ranks of thousands of rows, whose bits are cut into tiles") {
    const std::size_t n = 3000;
    for (const std::size_t m : {2U, 3U, 4U}) {
        const auto data = point_sets::make<double>(point_sets::shape::uniform, n, m, 5);
        const auto set = point_sets::alternating(m);
        const std::vector<double> feasible(n, 0);
        fulcrum::workspace ws;
        fulcrum::detail::sorted_survival survival(set, n, {});
        const auto kept = survival(data.view(), feasible, 0, n, ws);
        const auto sorted = fulcrum::nondominated_sort(set, data.view(), ws);
        CHECK(std::equal(kept.rank.begin(), kept.rank.end(), sorted.rank.begin()));
    }
}
