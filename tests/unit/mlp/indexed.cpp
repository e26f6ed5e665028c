#include "fulcrum/mlp/indexed.hpp"
#include "fulcrum/mlp/folded_mlp.hpp"
#include "fulcrum/mlp/two_tower.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/select/score_with.hpp"
#include "random_nets.hpp"
#include "repeated_user.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

using namespace fulcrum;

namespace {

struct click : maximize {};
struct buy : maximize {};
using goals = objectives<click, buy>;

static_assert(IndexedModel<folded_mlp>);
static_assert(IndexedModel<two_tower>);
static_assert(!IndexedModel<dynamic_mlp<float>>);
static_assert(Scorer<indexed<two_tower>>);

template <class Model> void check_in_pipeline(const Model& model, std::size_t users, std::size_t item_inputs) {
    const item_index items = model.index(random_rows(60, item_inputs, 1).view());
    const auto ranker = rank_by<goals>(score_with{indexed{model, items}});
    const std::vector<float> user = random_user(users, 2);
    const std::vector<std::uint32_t> ids = random_ids(35, 60, 3), wrong{5, 60};
    const matrix_view<const float> none(nullptr, ids.size(), 0);

    std::vector<float> want(70);
    workspace ws, other;
    model(user, items, ids, columns_view<float>(want.data(), 35, 2), other);
    const slate s = ranker(request{none}.with_user(user).with(item_id{}, ids), ws);
    for (std::size_t i = 0; i < 35; ++i) {
        CHECK(s.objectives()(i, 0) == want[i]);
        CHECK(s.objectives()(i, 1) == want[35 + i]);
    }

    const auto refused = [&](const request& r) { return thrown<error>([&] { static_cast<void>(ranker(r, ws)); }); };
    CHECK(refused(request{none}.with_user(user)) ==
          "indexed: the request has no side column 'item_id'; give each candidate's number in the index");
    CHECK(holds(refused(request{none}.with(item_id{}, ids)), "user has 0 features", "give them by with_user"));
    const matrix_view<const float> two(nullptr, 2, 0);
    CHECK(refused(request{two}.with_user(user).with(item_id{}, wrong)) ==
          "indexed: candidate 1 is item 60, but the index has 60 items, from 0 on");
    CHECK(s.objectives()(34, 1) == want[69]); // the result before a refused request stays
    using one_goal = objectives<click>;
    CHECK(thrown<shape_error>([&] { static_cast<void>(rank_by<one_goal>(score_with{indexed{model, items}})); }) ==
          "score_with: the scorer gives 2 outputs, objectives are 1");
    CHECK(holds(thrown<shape_error>([&] {
                    static_cast<void>(indexed{model, item_index(random_rows(3, 5, 1).view())});
                }),
                "5 values an item", "an index serves the model that made it"));
}

} // namespace

TEST_CASE("mlp/indexed: a model with its index scores requests by user and item ids") {
    check_in_pipeline(folded_mlp(random_nets::net({10, 16, 2}, activation::relu, activation::sigmoid, 1), 4), 4, 6);
    check_in_pipeline(two_tower({.user = random_nets::net({4, 24}, activation::relu, activation::identity, 1),
                                 .item = random_nets::net({6, 9, 12}, activation::relu, activation::identity, 2)}),
                      4, 6);
}
