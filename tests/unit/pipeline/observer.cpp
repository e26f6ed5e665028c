#include "fulcrum/pipeline/observer.hpp"
#include "feature_table.hpp"
#include "fulcrum/pipeline/any_pipeline.hpp"
#include "fulcrum/pipeline/named.hpp"
#include "fulcrum/scalarize/weighted_sum.hpp"
#include "fulcrum/select/drop_if.hpp"
#include "fulcrum/select/score_with.hpp"
#include "fulcrum/select/top_k.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace fulcrum;

namespace {

struct gain : maximize {};
using goals = objectives<gain>;

static_assert(Observer<no_observer>);
static_assert(!Observer<int>);

struct line {
    std::size_t index;
    std::string name;
    std::size_t received;
    std::size_t kept;
    std::size_t nonfinite;
    bool operator==(const line&) const = default;
};

} // namespace

TEST_CASE("pipeline/observer: it is told of every stage, in order, by typed and erased pipelines alike") {
    const feature_table t{{4}, {1}, {std::numeric_limits<float>::quiet_NaN()}, {3}, {2}};
    const auto typed =
        rank_by<goals>(score_with{features_as_objectives{}},
                       drop_if{[](const slate& s, std::uint32_t row) { return s.objective(0)[row] < 2; }},
                       named("blend", weighted_sum{weights{1 * gain{}}}), top_k{2});
    const std::vector<line> expected{
        {0, "score_with", 5, 5, 1}, {1, "drop_if", 5, 4, 1}, {2, "blend", 4, 4, 1}, {3, "top_k", 4, 2, 1}};
    const auto check = [&](const auto& ranker) {
        std::vector<line> lines;
        const auto observer = [&](const stage_report& r) {
            CHECK(r.seconds >= 0);
            CHECK(r.seconds < 1);
            lines.push_back({r.index, std::string(r.name), r.received, r.kept, r.nonfinite});
        };
        workspace ws;
        const slate s = ranker(request{t.view()}, ws, observer);
        CHECK(s.order().size() == 2);
        CHECK(s.order()[0] == 0);
        CHECK(lines == expected);
    };
    check(typed);
    check(any_pipeline(typed));
}
