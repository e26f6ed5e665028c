#include "fulcrum/mlp/folded_mlp.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/select/score_with.hpp"
#include "random_nets.hpp"
#include "repeated_user.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

constexpr isa levels[] = {isa::baseline, isa::avx2, isa::avx512};

columns_view<float> columns_of(std::vector<float>& values, std::size_t n, std::size_t cols) {
    values.assign(n * cols, -7.0F);
    return {values.data(), n, cols};
}

/// The scores of both ways to fold against the net on repeated rows.
void check_as_unfolded(const mlp_parameters& p, std::size_t users, const std::vector<std::size_t>& batches) {
    const std::size_t m = p.outputs();
    const float_table catalogue = random_rows(200, p.inputs() - users, 11);
    const std::vector<float> user = random_user(users, 12);
    workspace ws;
    std::vector<float> want, by_index, by_features;
    for (const isa level : levels) {
        const dynamic_mlp<float> plain(p, level);
        const folded_mlp net(p, users, level);
        CHECK(net.user_inputs() == users);
        CHECK(net.item_inputs() == catalogue.cols);
        CHECK(net.outputs() == m);
        const item_index items = net.index(catalogue.view());
        REQUIRE(items.width() == net.index_width());
        for (const std::size_t n : batches) {
            CAPTURE(n);
            const std::vector<std::uint32_t> ids = random_ids(n, catalogue.rows, n);
            const float_table rows = repeated(user, catalogue, ids);
            plain(rows.view(), columns_of(want, n, m), ws);
            net(user, items, ids, columns_of(by_index, n, m), ws);
            const float* const first = rows.values.data() + (n > 0 ? users : 0);
            const matrix_view<const float> features(first, n, catalogue.cols, rows.cols);
            net(user, features, columns_of(by_features, n, m), ws);
            std::size_t wrong = 0;
            for (std::size_t i = 0; i < n * m; ++i) {
                const float most = 1e-5F * (1.0F + std::abs(want[i]));
                wrong += std::abs(by_index[i] - want[i]) <= most ? 0U : 1U;
                wrong += std::abs(by_features[i] - want[i]) <= most ? 0U : 1U;
            }
            CHECK(wrong == 0);
        }
    }
}

} // namespace

TEST_CASE("mlp/folded_mlp: scores are those of the net on rows with the user's features repeated") {
    const std::vector<std::size_t> batches{0, 1, 17, 1500};
    // Every way through: a last layer by dot products, of one and more outputs; too many of them; more layers.
    for (const std::size_t outputs : {1U, 2U, 3U, 8U, 9U})
        check_as_unfolded(random_nets::net({40, 50, outputs}, activation::relu, activation::sigmoid, outputs), 13,
                          batches);
    check_as_unfolded(random_nets::net({64, 128, 128, 4}, activation::relu, activation::sigmoid, 1), 32, batches);
    check_as_unfolded(random_nets::net({5, 300, 7, 2}, activation::gelu, activation::identity, 2), 4, batches);
}

TEST_CASE("mlp/folded_mlp: with every activation in the first layer, with one layer only, and with heads") {
    for (std::size_t a = 0; a < activation_count; ++a) {
        const auto act = static_cast<activation>(a);
        CAPTURE(name_of(act));
        check_as_unfolded(random_nets::net({9, 21, 2}, act, activation::tanh, a), 1, {1, 100});
        check_as_unfolded(random_nets::net({9, 21, 5, 2}, act, activation::tanh, a), 8, {1, 100});
        check_as_unfolded(random_nets::net({9, 3}, activation::relu, act, a), 5, {1, 100});
    }
    for (const std::size_t hidden : {0U, 20U}) {
        const std::vector<std::size_t> sizes =
            hidden > 0 ? std::vector<std::size_t>{9, hidden, 7} : std::vector<std::size_t>{9, 7};
        mlp_parameters p = random_nets::net(sizes, activation::relu, activation::identity, 3);
        p.heads = {{"", 1, 3, activation::softmax}, {"", 5, 1, activation::sigmoid}};
        check_as_unfolded(p, 4, {0, 1, 17, 130});
    }
}

TEST_CASE("mlp/folded_mlp: layers behind the first may be residual") {
    mlp_parameters p = random_nets::net({9, 8, 8}, activation::relu, activation::tanh, 6);
    p.layers[1].residual = true;
    check_as_unfolded(p, 4, {1, 17, 100});
    p = random_nets::net({9, 12, 12, 3}, activation::relu, activation::sigmoid, 7);
    p.layers[1].residual = true;
    check_as_unfolded(p, 4, {1, 17, 100});
}

TEST_CASE("mlp/folded_mlp: an item has the same bits alone and in any batch, by index and by features") {
    const float_table catalogue = random_rows(150, 20, 1);
    const std::vector<float> user = random_user(10, 2);
    std::vector<std::uint32_t> ids(150);
    for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<std::uint32_t>(149 - i);
    workspace ws;
    for (const auto& sizes : {std::vector<std::size_t>{30, 33, 3}, std::vector<std::size_t>{30, 33, 17, 3}})
        for (const isa level : levels) {
            const folded_mlp net(random_nets::net(sizes, activation::relu, activation::sigmoid, 5), 10, level);
            const item_index items = net.index(catalogue.view());
            std::vector<float> all, some, all_features, some_features;
            net(user, items, ids, columns_of(all, 150, 3), ws);
            net(user, catalogue.view(), columns_of(all_features, 150, 3), ws);
            for (const std::size_t n : {1U, 2U, 3U, 5U, 23U, 24U, 63U, 65U, 97U}) {
                const std::size_t first = 150 - n;
                net(user, items, std::span(ids).subspan(first), columns_of(some, n, 3), ws);
                net(user, matrix_view<const float>(catalogue.row(first).data(), n, 20),
                    columns_of(some_features, n, 3), ws);
                std::size_t other = 0;
                for (std::size_t o = 0; o < 3; ++o)
                    for (std::size_t i = 0; i < n; ++i) {
                        other += some[o * n + i] == all[o * 150 + first + i] ? 0U : 1U;
                        other += some_features[o * n + i] == all_features[o * 150 + first + i] ? 0U : 1U;
                    }
                CHECK(other == 0);
            }
        }
}

TEST_CASE("mlp/folded_mlp: outputs may stand far apart, and nothing beside them is written") {
    const folded_mlp net(random_nets::net({6, 8, 3}, activation::relu, activation::sigmoid, 5), 2);
    const item_index items = net.index(random_rows(10, 4, 1).view());
    const std::vector<std::uint32_t> ids = random_ids(70, 10, 3);
    std::vector<float> wide(3 * 100, -7.0F), tight;
    workspace ws;
    net(random_user(2, 1), items, ids, columns_view<float>(wide.data(), 70, 3, 100), ws);
    net(random_user(2, 1), items, ids, columns_of(tight, 70, 3), ws);
    for (std::size_t o = 0; o < 3; ++o)
        for (std::size_t i = 0; i < 100; ++i) CHECK(wide[o * 100 + i] == (i < 70 ? tight[o * 70 + i] : -7.0F));
}

TEST_CASE("mlp/folded_mlp: an item with a feature that is not finite has no finite score, its neighbours keep theirs") {
    float_table catalogue = random_rows(20, 4, 1);
    const folded_mlp net(random_nets::net({6, 8, 2}, activation::relu, activation::sigmoid, 5), 2);
    const std::vector<float> user = random_user(2, 1);
    const std::vector<std::uint32_t> ids = random_ids(50, 20, 3);
    std::vector<float> clean, out;
    workspace ws;
    net(user, net.index(catalogue.view()), ids, columns_of(clean, 50, 2), ws);
    catalogue.values[ids[0] * 4 + 1] = std::nanf("");
    net(user, net.index(catalogue.view()), ids, columns_of(out, 50, 2), ws);
    for (std::size_t o = 0; o < 2; ++o)
        for (std::size_t i = 0; i < 50; ++i) {
            if (ids[i] == ids[0])
                CHECK(std::isnan(out[o * 50 + i]));
            else
                CHECK(out[o * 50 + i] == clean[o * 50 + i]);
        }
}

TEST_CASE("mlp/folded_mlp: one net and index serve many threads, and a warm workspace does not grow") {
    for (const std::size_t hidden : {0U, 9U}) {
        const std::vector<std::size_t> sizes = hidden > 0 ? std::vector<std::size_t>{8, 16, hidden, 2}
                                                          : std::vector<std::size_t>{8, 16, 2};
        const folded_mlp net(random_nets::net(sizes, activation::relu, activation::tanh, 5), 3);
        const item_index items = net.index(random_rows(40, 5, 1).view());
        const std::vector<std::uint32_t> ids = random_ids(300, 40, 3);
        const std::vector<float> user = random_user(3, 4);
        std::vector<float> want;
        workspace ws;
        net(user, items, ids, columns_of(want, 300, 2), ws);
        ws.reset();
        net(user, items, ids, columns_of(want, 300, 2), ws);
        const std::size_t held = ws.capacity();
        net(user, items, ids, columns_of(want, 300, 2), ws);
        CHECK(ws.capacity() == held);
        std::vector<std::vector<float>> got(3, std::vector<float>(600));
        std::vector<std::thread> threads;
        for (auto& out : got)
            threads.emplace_back([&, copy = net] {
                workspace own;
                for (int k = 0; k < 20; ++k) copy(user, items, ids, columns_view<float>(out.data(), 300, 2), own);
            });
        for (std::thread& t : threads) t.join();
        for (const auto& out : got) CHECK(out == want);
    }
}

TEST_CASE("mlp/folded_mlp: each mistake is named before anything is written") {
    const mlp_parameters p = random_nets::net({6, 8, 2}, activation::relu, activation::sigmoid, 5);
    CHECK(thrown<shape_error>([&] { static_cast<void>(folded_mlp(p, 0)); }) ==
          "folded_mlp: 0 of the net's 6 inputs are the user's; both the user and the item need some");
    CHECK(holds(thrown<shape_error>([&] { static_cast<void>(folded_mlp(p, 6)); }), "6 of the net's 6"));
    CHECK(thrown<error>([] { static_cast<void>(folded_mlp(mlp_parameters{}, 1)); }) ==
          "mlp: there are no layers; give at least one");
    mlp_parameters square = random_nets::net({6, 6, 2}, activation::relu, activation::sigmoid, 5);
    square.layers[0].residual = true;
    CHECK(thrown<error>([&] { static_cast<void>(folded_mlp(square, 2)); }) ==
          "folded_mlp: layer 0 is residual; its inputs are in two parts, which cannot be added to its outputs");
    mlp_parameters wide = random_nets::net({6, 4, 2}, activation::relu, activation::sigmoid, 5);
    wide.layers[0].concat = true;
    wide.layers[1] = {10, 2, std::vector<float>(20, 0.1F), std::vector<float>(2), activation::sigmoid};
    CHECK(thrown<error>([&] { static_cast<void>(folded_mlp(wide, 2)); }) ==
          "folded_mlp: layer 0 is concat; behind the first layer there are no features to hand on");

    const folded_mlp net(p, 2);
    const float_table catalogue = random_rows(10, 4, 1);
    const item_index items = net.index(catalogue.view());
    CHECK(thrown<shape_error>([&] { static_cast<void>(net.index(random_rows(10, 5, 1).view())); }) ==
          "mlp: the features are 10 x 5, but the net takes 4 features");
    const std::vector<float> user = random_user(2, 1), other = random_user(3, 1);
    const std::vector<std::uint32_t> ids{3, 9, 10, 11};
    std::vector<float> out;
    const columns_view<float> four = columns_of(out, 4, 2);
    workspace ws;
    CHECK(thrown<error>([&] { net(user, items, ids, four, ws); }) ==
          "folded_mlp: candidate 2 is item 10, but the index has 10 items, from 0 on");
    CHECK(thrown<shape_error>([&] { net(other, items, ids, four, ws); }) ==
          "folded_mlp: the user has 3 features, but the net takes 2");
    CHECK(thrown<shape_error>([&] { net(user, items, std::span(ids).first(3), four, ws); }) ==
          "folded_mlp: the output is 4 x 2, but 3 items give 3 x 2");
    CHECK(thrown<shape_error>([&] { net(user, item_index(catalogue.view()), ids, four, ws); }) ==
          "folded_mlp: the index has 4 values an item, but the net takes 8; an index serves the net that made it");
    CHECK(thrown<shape_error>([&] { net(other, catalogue.view(), four, ws); }) ==
          "folded_mlp: the user has 3 features, but the net takes 2");
    CHECK(thrown<shape_error>([&] { net(user, catalogue.view(), four, ws); }) ==
          "mlp: the output is 4 x 2, but 10 items give 10 x 2");
    CHECK(std::ranges::count(out, -7.0F) == 8);
}

TEST_CASE("mlp/folded_mlp: scores requests in a pipeline") {
    struct click : maximize {};
    struct buy : maximize {};
    const folded_mlp net(random_nets::net({6, 8, 2}, activation::relu, activation::sigmoid, 5), 2);
    const float_table candidates = random_rows(30, 4, 1), narrow = random_rows(30, 3, 1);
    const std::vector<float> user = random_user(2, 1);
    const auto ranker = rank_by<objectives<click, buy>>(score_with{net});
    workspace ws;
    const slate s = ranker(request{candidates.view()}.with_user(user), ws);
    std::vector<float> want;
    workspace other;
    net(user, candidates.view(), columns_of(want, 30, 2), other);
    for (std::size_t i = 0; i < 30; ++i) {
        CHECK(s.objectives()(i, 0) == want[i]);
        CHECK(s.objectives()(i, 1) == want[30 + i]);
    }
    CHECK(thrown<shape_error>([&] { static_cast<void>(ranker(request{candidates.view()}, ws)); }) ==
          "folded_mlp: the request's user has 0 features, but the net takes 2; give them by with_user");
    CHECK(thrown<shape_error>([&] { static_cast<void>(ranker(request{narrow.view()}.with_user(user), ws)); }) ==
          "folded_mlp: the request has 3 features an item, but the net takes 4");
    CHECK(thrown<shape_error>([&] { static_cast<void>(rank_by<objectives<click>>(score_with{net})); }) ==
          "score_with: the scorer gives 2 outputs, objectives are 1");
}
