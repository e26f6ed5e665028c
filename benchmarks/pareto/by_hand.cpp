#include "contest.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <vector>

namespace {

using indices = std::vector<std::uint32_t>;

answer numbers(const indices& found) { return {found, {}}; }

bool dominates(const double* p, const double* q, std::size_t m) {
    bool better = false;
    for (std::size_t j = 0; j < m; ++j) {
        if (p[j] > q[j]) return false;
        better = better || p[j] < q[j];
    }
    return better;
}

indices naive_front(const fulcrum::number_table& points) {
    const std::size_t m = points.cols;
    const auto at = [&](std::uint32_t i) { return points.values.data() + i * m; };
    indices front;
    for (std::uint32_t i = 0; i < points.rows; ++i) {
        bool dominated = false;
        std::size_t kept = 0;
        for (std::size_t k = 0; k < front.size(); ++k) {
            if (dominates(at(front[k]), at(i), m)) { // then i has dominated none of those before k
                std::swap(front[k], front[0]);
                dominated = true;
                break;
            }
            if (!dominates(at(i), at(front[k]), m)) front[kept++] = front[k];
        }
        if (!dominated) {
            front.resize(kept);
            front.push_back(i);
        }
    }
    std::sort(front.begin(), front.end());
    return front;
}

/// Rows in lexicographic order.
indices sorted_rows(const fulcrum::number_table& points) {
    indices order(points.rows);
    std::iota(order.begin(), order.end(), 0U);
    const std::size_t m = points.cols;
    const double* const values = points.values.data();
    std::sort(order.begin(), order.end(), [=](std::uint32_t i, std::uint32_t k) {
        return std::lexicographical_compare(values + i * m, values + (i + 1) * m, values + k * m, values + (k + 1) * m);
    });
    return order;
}

/// Kung, Luccio and Preparata (JACM 22(4), 1975): what comes later in lexicographic order dominates nothing earlier, so
/// a point is in the front unless the other coordinates of an earlier, different one are no larger.
template <class Covered> indices swept_front(const fulcrum::number_table& points, Covered covered) {
    const indices order = sorted_rows(points);
    const std::size_t m = points.cols;
    indices front;
    const double* last = nullptr;
    bool last_kept = false;
    for (const std::uint32_t i : order) {
        const double* const p = points.values.data() + i * m;
        if (last == nullptr || !std::equal(p, p + m, last)) last_kept = !covered(p);
        last = p;
        if (last_kept) front.push_back(i);
    }
    std::sort(front.begin(), front.end());
    return front;
}

indices front_of_two(const fulcrum::number_table& points) {
    double lowest = std::numeric_limits<double>::infinity();
    return swept_front(points, [&lowest](const double* p) {
        if (lowest <= p[1]) return true;
        lowest = p[1];
        return false;
    });
}

indices front_of_three(const fulcrum::number_table& points) {
    std::map<double, double> stairs; // second coordinate -> third, which falls
    return swept_front(points, [&stairs](const double* p) {
        auto after = stairs.upper_bound(p[1]);
        if (after != stairs.begin() && std::prev(after)->second <= p[2]) return true;
        if (after != stairs.begin() && std::prev(after)->first == p[1]) --after;
        while (after != stairs.end() && after->second >= p[2]) after = stairs.erase(after);
        stairs.emplace_hint(after, p[1], p[2]);
        return false;
    });
}

/// Jensen (IEEE TEC 7(5), 2003): in lexicographic order, a front covers a point if its lowest second coordinate so far
/// is no larger; these rise from front to front, so the first front that does not is found by bisection.
indices ranks_of_two(const fulcrum::number_table& points) {
    const indices order = sorted_rows(points);
    indices rank(points.rows);
    std::vector<double> lowest; // of each front, rising
    const double* last = nullptr;
    std::uint32_t last_rank = 0;
    for (const std::uint32_t i : order) {
        const double* const p = points.values.data() + i * 2;
        if (last == nullptr || p[0] != last[0] || p[1] != last[1]) {
            const auto place = std::upper_bound(lowest.begin(), lowest.end(), p[1]);
            last_rank = static_cast<std::uint32_t>(place - lowest.begin());
            if (place == lowest.end()) {
                lowest.push_back(p[1]);
            } else {
                *place = p[1];
            }
        }
        last = p;
        rank[i] = last_rank;
    }
    return rank;
}

double volume_of_two(const fulcrum::number_table& points, const std::vector<double>& reference) {
    double lowest = reference[1];
    double volume = 0;
    for (const std::uint32_t i : sorted_rows(points)) {
        const double* const p = points.values.data() + i * 2;
        if (p[0] >= reference[0] || p[1] >= lowest) continue;
        volume += (reference[0] - p[0]) * (lowest - p[1]);
        lowest = p[1];
    }
    return volume;
}

} // namespace

bool answer::agrees_with(const answer& other) const {
    double largest = 0;
    for (const double value : values) largest = std::max(largest, std::abs(value));
    const auto close = [largest](double a, double b) { return std::abs(a - b) <= 1e-9 * largest; };
    return numbers == other.numbers && std::ranges::equal(values, other.values, close);
}

std::unique_ptr<runner> enter_naive(const question& q) {
    if (q.task == "front" || q.task == "archive") { // it takes the points one by one
        return make_runner([&q] { return naive_front(q.points); }, numbers);
    }
    return nullptr;
}

std::unique_ptr<runner> enter_sweep(const question& q) {
    const std::size_t m = q.points.cols;
    if (q.task == "front" && m == 2) return make_runner([&q] { return front_of_two(q.points); }, numbers);
    if (q.task == "front" && m == 3) return make_runner([&q] { return front_of_three(q.points); }, numbers);
    if (q.task == "ranks" && m == 2) return make_runner([&q] { return ranks_of_two(q.points); }, numbers);
    if (q.task == "hypervolume" && m == 2) {
        return make_runner([&q] { return volume_of_two(q.points, q.reference); },
                           [](double volume) { return answer{{}, {volume}}; });
    }
    return nullptr;
}
