// A stage of one's own: house rules after the ranking.
// test:
#include "fulcrum/core/column.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/parameter.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/scalarize/normalize.hpp"
#include "fulcrum/scalarize/weighted_sum.hpp"
#include "fulcrum/scalarize/weights.hpp"
#include "fulcrum/select/score_with.hpp"
#include "fulcrum/select/top_k.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <span>

namespace {

struct click : fulcrum::maximize {};
struct revenue : fulcrum::maximize {};
using goals = fulcrum::objectives<click, revenue>;

// [snippet: stage]
/// Reranker: shows at most `limit` items of a category, best first; what is over the limit leaves the slate.
/// O(rows * limit). Errors: error if the request has no category column.
struct category_limit {
    static constexpr auto needs = fulcrum::columns::order; // a selector has run before it
    static constexpr auto gives = fulcrum::columns::none;  // it shortens the order, and writes no column

    std::size_t limit = 2;

    void check(const fulcrum::request& r) const {
        if (!r.has<fulcrum::category>()) fulcrum::fail("category_limit: the request has no side column 'category'");
    }

    void run(fulcrum::slate& s, fulcrum::workspace& /*ws*/) const {
        const std::span<const std::uint32_t> categories = s.request().get<fulcrum::category>();
        const std::span<std::uint32_t> order = s.order();
        std::size_t kept = 0;
        for (std::size_t i = 0; i < order.size(); ++i) {
            const auto same = [&](std::uint32_t row) { return categories[row] == categories[order[i]]; };
            const auto shown = std::ranges::count_if(order.first(kept), same);
            if (static_cast<std::size_t>(shown) < limit) std::swap(order[kept++], order[i]);
        }
        s.truncate(kept);
    }
};
// [end: stage]

/// The features are the objectives: no model is needed to show a stage.
struct identity {
    void operator()(fulcrum::matrix_view<const float> features, fulcrum::columns_view<float> out) const {
        for (std::size_t i = 0; i < features.rows(); ++i) {
            for (std::size_t j = 0; j < out.cols(); ++j) out(i, j) = features(i, j);
        }
    }
};

} // namespace

int main() {
    const std::array<float, 12> values{.9F, .1F, .8F, .2F, .7F, .3F, .6F, .4F, .5F, .5F, .4F, .6F};
    const fulcrum::matrix_view<const float> features(values.data(), 6, 2);
    const std::array<std::uint32_t, 6> categories{1, 1, 1, 2, 2, 3};

    // [snippet: use]
    const auto ranker = fulcrum::rank_by<goals>(
        fulcrum::score_with{identity{}},
        fulcrum::min_max{},
        fulcrum::weighted_sum{fulcrum::weights{.7F * click{}, .3F * revenue{}}},
        fulcrum::top_k{5},
        category_limit{.limit = 2});
    fulcrum::workspace ws;
    const auto result = ranker(fulcrum::request{features}.with(fulcrum::category{}, categories), ws);
    for (const std::uint32_t row : result.order()) std::cout << "item " << row << ", category " << categories[row] << '\n';
    // [end: use]

    const std::array<std::uint32_t, 4> expected{0, 1, 3, 4};
    return std::ranges::equal(result.order(), expected) ? 0 : 1;
}
