#include "fulcrum/mlp/with_embeddings.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/mlp/mlp.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/scalarize/normalize.hpp"
#include "fulcrum/scalarize/weighted_sum.hpp"
#include "fulcrum/select/score_with.hpp"
#include "fulcrum/select/top_k.hpp"

#include "allocation_counter.hpp"
#include "random_nets.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using namespace fulcrum;

namespace {

struct brand : side_column<std::uint32_t> {};

embedding_table random_table(std::size_t rows, std::size_t width, random_stream& random) {
    return embedding_table(matrix_view<const float>(random_nets::values(rows * width, random).data(), rows, width));
}

mlp_parameters random_net(std::size_t inputs, std::size_t outputs, random_stream& random) {
    using random_nets::values;
    return {{{inputs, 9, values(inputs * 9, random), values(9, random), activation::tanh},
             {9, outputs, values(9 * outputs, random), values(outputs, random), activation::sigmoid}},
            {}};
}

/// Candidates with dense features, a category and a brand each.
struct shelf {
    std::size_t items, dense;
    std::vector<float> features;
    std::vector<std::uint32_t> categories, brands;

    shelf(std::size_t n, std::size_t d, random_stream& random)
        : items(n), dense(d), features(random_nets::values(n * d, random)) {
        for (std::size_t i = 0; i < n; ++i) {
            categories.push_back(random.below(7));
            brands.push_back(random.below(31));
        }
    }
    [[nodiscard]] fulcrum::request request() const {
        return fulcrum::request{matrix_view<const float>(features.data(), items, dense)}
            .with(category{}, categories)
            .with(brand{}, brands);
    }
    /// What the net takes: features, and the rows of the tables put beside them.
    [[nodiscard]] std::vector<float> joined(const embedding_table& by_category, const embedding_table& by_brand) const {
        std::vector<float> rows;
        for (std::size_t i = 0; i < items; ++i) {
            for (std::size_t j = 0; j < dense; ++j) rows.push_back(features[i * dense + j]);
            for (const float v : by_category[categories[i]]) rows.push_back(v);
            for (const float v : by_brand[brands[i]]) rows.push_back(v);
        }
        return rows;
    }
};

} // namespace

TEST_CASE("mlp/with_embeddings: scores what the net scores of features and table rows side by side, to the bit") {
    random_stream random(1);
    workspace ws;
    for (const std::size_t dense : {0U, 1U, 6U})
        for (const std::size_t n : {0U, 1U, 50U, 191U, 192U, 193U, 500U}) {
            const embedding_table categories = random_table(7, 5, random), brands = random_table(31, 18, random);
            const dynamic_mlp<float> net(random_net(dense + 23, 3, random));
            const with_embeddings scorer(net, embedding_lookup{category{}, categories},
                                         embedding_lookup{brand{}, brands});
            CHECK(scorer.inputs() == dense);
            CHECK(scorer.outputs() == 3);
            const shelf s(n, dense, random);
            std::vector<float> want(n * 3), got((n + 1) * 3, -7.0F);
            const std::vector<float> rows = s.joined(categories, brands);
            net(matrix_view<const float>(rows.data(), n, dense + 23), columns_view<float>(want.data(), n, 3), ws);
            scorer(s.request(), columns_view<float>(got.data(), n, 3, n + 1), ws);
            for (std::size_t o = 0; o < 3; ++o) {
                for (std::size_t i = 0; i < n; ++i) CHECK(got[o * (n + 1) + i] == want[o * n + i]);
                CHECK(got[o * (n + 1) + n] == -7.0F);
            }
        }
}

TEST_CASE("mlp/with_embeddings: one column may be looked up in two tables, and nothing is allocated when warm") {
    random_stream random(2);
    const embedding_table narrow = random_table(7, 5, random), wide = random_table(7, 18, random);
    const dynamic_mlp<float> net(random_net(27, 1, random));
    const with_embeddings scorer(net, embedding_lookup{category{}, narrow}, embedding_lookup{category{}, wide});
    shelf s(300, 4, random);
    s.brands = s.categories;
    std::vector<float> want(300), got(300);
    workspace ws;
    const std::vector<float> rows = s.joined(narrow, wide);
    net(matrix_view<const float>(rows.data(), 300, 27), columns_view<float>(want.data(), 300, 1), ws);
    const request r = s.request();
    scorer(r, columns_view<float>(got.data(), 300, 1), ws);
    CHECK(got == want);
    ws.reset();
    const allocation_counter counter;
    scorer(r, columns_view<float>(got.data(), 300, 1), ws);
    if (allocation_counter::counts) CHECK(counter.allocations() == 0);
}

TEST_CASE("mlp/with_embeddings: each mistake is named before anything is written") {
    random_stream random(3);
    const embedding_table categories = random_table(7, 5, random), brands = random_table(31, 18, random);
    const dynamic_mlp<float> net(random_net(25, 1, random));
    const with_embeddings scorer(net, embedding_lookup{category{}, categories}, embedding_lookup{brand{}, brands});
    shelf s(20, 2, random);
    std::vector<float> out(20, -7.0F);
    workspace ws;
    const auto message = [&](const request& r, std::size_t rows = 20) {
        return thrown<error>([&] { scorer(r, columns_view<float>(out.data(), rows, 1), ws); });
    };
    CHECK(message(s.request(), 19) == "with_embeddings: the output is 19 x 1, but 20 items give 20 x 1");
    const request without = request{matrix_view<const float>(s.features.data(), 20, 2)}.with(category{}, s.categories);
    CHECK(message(without) == "with_embeddings: the request has no side column 'brand'");
    s.brands[13] = 31;
    s.brands[17] = 40;
    CHECK(message(s.request()) == "with_embeddings: row 13 has brand 31, but its table has 31 rows");
    s.categories[19] = 0xFFFFFFFFU;
    CHECK(message(s.request()) == "with_embeddings: row 19 has category 4294967295, but its table has 7 rows");
    const shelf other(20, 3, random);
    CHECK(message(other.request()) ==
          "with_embeddings: the request has 3 features, but the net takes 2 and 23 values from tables");
    CHECK(std::ranges::count(out, -7.0F) == 20);

    CHECK(thrown<shape_error>([&] {
              with_embeddings(dynamic_mlp<float>(random_net(22, 1, random)), embedding_lookup{category{}, categories},
                              embedding_lookup{brand{}, brands});
          }) == "with_embeddings: the net takes 22 inputs, but the 2 tables give 23");
}

TEST_CASE("mlp/with_embeddings: scores in a pipeline, which refuses an id before any stage has run") {
    struct click : maximize {};
    struct sale : maximize {};
    random_stream random(4);
    const embedding_table categories = random_table(7, 5, random);
    const mlp<float, 8, 9, 2> net(random_net(8, 2, random));
    const with_embeddings scorer(net, embedding_lookup{category{}, categories});
    const auto ranker = rank_by<objectives<click, sale>>(score_with{scorer}, min_max{},
                                                         weighted_sum{weights{.5F * click{}, .5F * sale{}}}, top_k{5});
    shelf s(40, 3, random);
    workspace ws, own;
    std::vector<float> want(80);
    scorer(s.request(), columns_view<float>(want.data(), 40, 2), own);
    const auto result = ranker(s.request(), ws);
    CHECK(result.order().size() == 5);
    for (std::size_t i = 0; i < 40; ++i)
        for (std::size_t o = 0; o < 2; ++o) CHECK(result.objectives()(i, o) == want[o * 40 + i]);
    s.categories[8] = 7;
    CHECK(thrown<error>([&] { static_cast<void>(ranker(s.request(), ws)); }) ==
          "with_embeddings: row 8 has category 7, but its table has 7 rows");
    CHECK(thrown<error>([&] { score_with{scorer}.check(s.request()); }) ==
          "with_embeddings: row 8 has category 7, but its table has 7 rows");
    const shelf other(40, 4, random);
    CHECK(thrown<shape_error>([&] { static_cast<void>(ranker(other.request(), ws)); }) ==
          "score_with: the request has 4 features, the scorer takes 3");
}
