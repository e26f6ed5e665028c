#include "fulcrum/pareto/constrained_dominance.hpp"

#include "point_sets.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <vector>

namespace {

using list = std::vector<std::uint32_t>;

list front(const point_sets::columns<double>& data, const std::vector<double>& violation) {
    fulcrum::workspace ws;
    const auto found = fulcrum::pareto_front(point_sets::alternating(data.cols), data.view(),
                                             fulcrum::constrained_dominance(std::span(violation)), ws);
    return {found.begin(), found.end()};
}

} // namespace

TEST_CASE("pareto/constrained_dominance: the front is rank 0 of the sort; ranks are the same by type") {
    for (const point_sets::shape shape : point_sets::all_shapes) {
        for (const double feasible : {0.0, 0.05, 0.9}) {
            const auto data = point_sets::make<double>(shape, 50, 3, 11);
            const auto set = point_sets::alternating(3);
            std::vector<double> violation;
            for (std::uint32_t i = 0; i < 50; ++i) {
                fulcrum::random_stream random(3, 0, i);
                const double amount = 1 + static_cast<double>(random.below(4));
                violation.push_back(random.bernoulli(feasible) ? -amount : amount);
                if (random.bernoulli(0.1)) violation.back() = point_sets::quiet_nan;
            }
            fulcrum::workspace ws;
            const auto sorted = fulcrum::constrained_nondominated_sort(set, data.view(), violation, ws);
            list wanted;
            for (std::uint32_t i = 0; i < 50; ++i) {
                if (sorted.rank[i] == 0) wanted.push_back(i);
            }
            CHECK(front(data, violation) == wanted);
            const auto typed = fulcrum::nondominated_sort(
                set, data.view(), fulcrum::constrained_dominance(std::span<const double>(violation)), ws);
            CHECK(list(typed.rank.begin(), typed.rank.end()) == list(sorted.rank.begin(), sorted.rank.end()));
        }
    }
}

TEST_CASE("pareto/constrained_dominance: nothing, nothing finite, and violations that do not fit") {
    CHECK(front(point_sets::columns<double>(0, 2), {}).empty());
    CHECK(front(point_sets::columns<double>(2, 2), {point_sets::quiet_nan, point_sets::inf}) == list{0, 1});
    CHECK(front(point_sets::columns<double>(2, 2), {-0.0, 0.0}) == list{0, 1});
    CHECK_THROWS_WITH_AS(static_cast<void>(front(point_sets::columns<double>(2, 2), {1})),
                         "pareto_front: there are 1 violations and 2 rows", fulcrum::shape_error);
}
