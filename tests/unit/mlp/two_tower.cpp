#include "fulcrum/mlp/two_tower.hpp"
#include "random_nets.hpp"
#include "repeated_user.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

using namespace fulcrum;
using random_nets::by_hand;

namespace {

constexpr isa levels[] = {isa::baseline, isa::avx2, isa::avx512};

/// Towers with that many user embeddings.
two_tower_parameters towers(std::size_t width, std::size_t scores) {
    return {.user = random_nets::net({11, 24, width * scores}, activation::relu, activation::identity, 1),
            .item = random_nets::net({7, 30, width}, activation::relu, activation::identity, 2)};
}

/// By the definition, in double.
double score(const two_tower_parameters& p, std::span<const double> u, std::span<const double> v, std::size_t j) {
    double uv = 0, uu = 0, vv = 0;
    for (std::size_t k = 0; k < v.size(); ++k) {
        const double x = u[j * v.size() + k];
        uv += x * v[k];
        uu += x * x;
        vv += v[k] * v[k];
    }
    if (p.by == similarity::cosine) uv = uv == 0 ? 0 : uv / std::sqrt(uu * vv);
    return activate(p.act, static_cast<double>(p.scale) * uv);
}

} // namespace

TEST_CASE("mlp/two_tower: scores are similarities of the towers' outputs") {
    const float_table catalogue = random_rows(120, 7, 3);
    const std::vector<float> user = random_user(11, 4);
    workspace ws;
    std::vector<std::vector<double>> v; // of all items, for one width at a time
    for (const std::size_t width : {1U, 16U, 33U, 64U}) {
        v.clear();
        for (std::size_t i = 0; i < catalogue.rows; ++i)
            v.push_back(by_hand(towers(width, 1).item, catalogue.row(i)).outputs);
        for (const std::size_t scores : {1U, 2U, 3U}) {
            two_tower_parameters p = towers(width, scores);
            const std::vector<double> u = by_hand(p.user, user).outputs;
            for (const similarity by : {similarity::dot, similarity::cosine})
                for (const activation act : {activation::identity, activation::sigmoid})
                    for (const isa level : levels) {
                        p.by = by;
                        p.act = act;
                        p.scale = by == similarity::dot ? 1.0F : 5.0F;
                        const two_tower net(p, level);
                        CHECK(net.outputs() == scores);
                        const item_index items = net.index(catalogue.view());
                        REQUIRE(items.width() == width);
                        for (const std::size_t n : {0U, 1U, 17U, 130U}) {
                            const std::vector<std::uint32_t> ids = random_ids(n, 120, n);
                            std::vector<float> out(n * scores);
                            net(user, items, ids, columns_view<float>(out.data(), n, scores), ws);
                            std::size_t wrong = 0;
                            for (std::size_t j = 0; j < scores; ++j)
                                for (std::size_t i = 0; i < n; ++i) {
                                    const double want = score(p, u, v[ids[i]], j);
                                    const double got = static_cast<double>(out[j * n + i]);
                                    wrong += std::abs(got - want) <= 1e-5 * (1 + std::abs(want)) ? 0U : 1U;
                                }
                            CHECK(wrong == 0);
                        }
                    }
        }
    }
}

TEST_CASE("mlp/two_tower: embeddings from elsewhere are scored as they are; an item has the same bits in any batch") {
    const two_tower net(towers(40, 2));
    const item_index items(random_rows(500, 40, 5).view());
    const std::vector<float> user = random_user(11, 4);
    const std::vector<std::uint32_t> ids = random_ids(1500, 500, 6);
    std::vector<float> all(3000), one(2);
    workspace ws;
    net(user, items, ids, columns_view<float>(all.data(), 1500, 2), ws);
    std::size_t other = 0;
    for (std::size_t i = 0; i < 1500; ++i) {
        net(user, items, std::span(ids).subspan(i, 1), columns_view<float>(one.data(), 1, 2), ws);
        other += one[0] == all[i] && one[1] == all[1500 + i] ? 0U : 1U;
    }
    CHECK(other == 0);
    const std::size_t held = ws.capacity();
    ws.reset();
    net(user, items, ids, columns_view<float>(all.data(), 1500, 2), ws);
    CHECK(ws.capacity() == held);
}

TEST_CASE("mlp/two_tower: the cosine of an embedding of zeros is 0, whichever tower it is from") {
    two_tower_parameters p = towers(8, 1);
    p.by = similarity::cosine;
    for (const bool of_user : {false, true}) {
        two_tower_parameters q = p;
        for (mlp_layer& layer : (of_user ? q.user : q.item).layers) {
            std::ranges::fill(layer.weights, 0.0F);
            std::ranges::fill(layer.bias, 0.0F);
        }
        const two_tower net(q);
        const std::vector<std::uint32_t> ids{0, 1, 2};
        std::vector<float> out(3, -7.0F);
        workspace ws;
        net(random_user(11, 1), net.index(random_rows(3, 7, 1).view()), ids, columns_view<float>(out.data(), 3, 1), ws);
        CHECK(out == std::vector<float>(3, 0.0F));
    }
}

TEST_CASE("mlp/two_tower: numbers too small for a normal float count as 0") {
    const two_tower net(towers(16, 1));
    float_table rows = random_rows(4, 16, 1), without = rows;
    for (std::size_t k = 0; k < rows.values.size(); k += 3) {
        rows.values[k] = 1e-39F;
        without.values[k] = 0;
    }
    const std::vector<std::uint32_t> ids{0, 1, 2, 3};
    std::vector<float> a(4), b(4);
    workspace ws;
    net(random_user(11, 1), item_index(rows.view()), ids, columns_view<float>(a.data(), 4, 1), ws);
    net(random_user(11, 1), item_index(without.view()), ids, columns_view<float>(b.data(), 4, 1), ws);
    CHECK(a == b);
    const volatile float small_number = 1e-39F;
    CHECK(small_number * 0.5F > 0.0F); // the caller's mode is back
}

TEST_CASE("mlp/two_tower: each mistake is named before anything is written") {
    two_tower_parameters p = towers(8, 1);
    p.item = random_nets::net({7, 5}, activation::relu, activation::identity, 1);
    CHECK(thrown<shape_error>([&] { static_cast<void>(two_tower(p)); }) ==
          "two_tower: the user tower gives 8 values, which is no whole number of embeddings of 5, as the item tower "
          "gives");
    p = towers(8, 2);
    p.scale = std::numeric_limits<float>::infinity();
    CHECK(thrown<error>([&] { static_cast<void>(two_tower(p)); }) == "two_tower: the scale is inf; it must be finite");
    p = towers(8, 2);
    p.item.layers[0].weights[0] = std::nanf("");
    CHECK(holds(thrown<error>([&] { static_cast<void>(two_tower(p)); }), "weight (0, 0) of layer 0 is nan"));

    const two_tower net(towers(8, 2));
    const item_index items = net.index(random_rows(10, 7, 1).view());
    const std::vector<std::uint32_t> ids{0, 4000000000U};
    const std::vector<float> user = random_user(11, 1);
    std::vector<float> out(4, -7.0F);
    const columns_view<float> to(out.data(), 2, 2);
    workspace ws;
    CHECK(thrown<error>([&] { net(user, items, ids, to, ws); }) ==
          "two_tower: candidate 1 is item 4000000000, but the index has 10 items, from 0 on");
    CHECK(thrown<shape_error>([&] { net(std::span(user).first(3), items, ids, to, ws); }) ==
          "two_tower: the user has 3 features, but the net takes 11");
    CHECK(holds(thrown<shape_error>([&] { net(user, item_index(random_rows(10, 7, 1).view()), ids, to, ws); }),
                "7 values an item", "takes 8"));
    CHECK(thrown<shape_error>([&] { net(user, items, ids, columns_view<float>(out.data(), 2, 1), ws); }) ==
          "two_tower: the output is 2 x 1, but 2 items give 2 x 2");
    CHECK(std::ranges::count(out, -7.0F) == 4);
}
