#include "fulcrum/core/log.hpp"
#include "feature_table.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

using namespace fulcrum;

namespace {

struct click : maximize {};
struct revenue : maximize {};
using rewards = objectives<click, revenue>;

/// One interaction that owns what it logs; its features and embeddings lie in wider rows.
struct example {
    std::size_t n;
    std::vector<float> features;
    std::vector<float> embeddings;
    std::vector<std::uint32_t> categories;
    std::vector<float> user;
    std::vector<std::uint32_t> shown;
    std::vector<float> propensity;
    std::vector<float> reward;
    std::uint64_t key;

    explicit example(std::size_t rows, std::uint64_t seed) : n(rows), features(rows * 5), embeddings(rows * 7), key(seed) {
        random_fill(features, seed);
        random_fill(embeddings, seed + 1);
        for (std::uint32_t i = 0; i < n; ++i) categories.push_back(100 * static_cast<std::uint32_t>(seed) + i);
        user.assign(seed % 3, static_cast<float>(seed));
        for (std::uint32_t i = 0; i < std::min<std::size_t>(n, 2); ++i) {
            shown.push_back(static_cast<std::uint32_t>(n) - 1 - i);
            propensity.push_back(0.25F + 0.5F * static_cast<float>(i));
            reward.insert(reward.end(), {static_cast<float>(i), static_cast<float>(seed) + 0.5F});
        }
    }
    static void random_fill(std::vector<float>& values, std::uint64_t seed) {
        values = random_table(1, values.size(), seed).values;
    }

    [[nodiscard]] matrix_view<const float> feature_rows() const { return {features.data(), n, 3, 5}; }
    [[nodiscard]] matrix_view<const float> embedding_rows() const { return {embeddings.data(), n, 4, 7}; }
    [[nodiscard]] interaction entry() const {
        interaction e;
        e.request = request{feature_rows()}.with(category{}, categories).with(embedding{}, embedding_rows());
        e.request.with_user(user).with_key(key);
        e.shown = shown;
        e.propensity = propensity;
        e.rewards = {reward.data(), shown.size(), 2};
        e.group = 10 * key;
        return e;
    }
};

bool same_rows(matrix_view<const float> a, matrix_view<const float> b) {
    bool same = a.rows() == b.rows() && a.cols() == b.cols();
    for (std::size_t i = 0; same && i < a.rows(); ++i) same = std::ranges::equal(a.row(i), b.row(i));
    return same;
}

/// What append says, after checking that it left the log as it was.
template <class E> std::string refused(interaction_log& log, const interaction& e) {
    const std::size_t size = log.size();
    const std::size_t candidates = log.candidate_count();
    const std::string text = thrown<E>([&] { log.append(e); });
    CHECK(log.size() == size);
    CHECK(log.candidate_count() == candidates);
    for (std::size_t i = 0; i < size; ++i) {
        const example before(3, i + 1);
        CHECK(same_rows(log[i].request.features(), before.feature_rows()));
        CHECK(std::ranges::equal(log[i].propensity, before.propensity));
    }
    return text;
}

} // namespace

TEST_CASE("core/log: what goes in comes out") {
    interaction_log log{rewards{}};
    CHECK(log.empty());
    CHECK(log.reward_count() == 2);
    CHECK(log.reward_name(1) == "revenue");
    CHECK(log.reward_index("revenue") == 1);
    CHECK(log.candidate_count() == 0);

    std::vector<example> all;
    for (std::size_t i = 0; i < 6; ++i) all.emplace_back(std::vector<std::size_t>{3, 1, 0, 8, 2, 5}[i], i + 1);
    for (const example& e : all) log.append(e.entry());
    CHECK(log.size() == 6);
    CHECK(log.candidate_count() == 19);
    CHECK(log.feature_count() == 3);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const interaction out = log[i];
        CHECK(out.request.size() == all[i].n);
        CHECK(same_rows(out.request.features(), all[i].feature_rows()));
        CHECK(out.request.features().stride() == 3); // packed
        CHECK(out.request.has<category>());
        CHECK(std::ranges::equal(out.request.get<category>(), all[i].categories));
        CHECK(same_rows(out.request.get<embedding>(), all[i].embedding_rows()));
        CHECK_FALSE(out.request.has<price>());
        CHECK(std::ranges::equal(out.request.user(), all[i].user));
        CHECK(out.request.key() == i + 1);
        CHECK(out.group == 10 * (i + 1));
        CHECK(std::ranges::equal(out.shown, all[i].shown));
        CHECK(std::ranges::equal(out.propensity, all[i].propensity));
        CHECK(same_rows(out.rewards, {all[i].reward.data(), all[i].shown.size(), 2}));
    }
    // A copy of an entry of another log.
    interaction_log second{rewards{}};
    second.append(log[3]);
    CHECK(same_rows(second[0].request.get<embedding>(), all[3].embedding_rows()));
}

TEST_CASE("core/log: an interaction in which nothing was shown") {
    interaction_log log{rewards{}};
    example e(2, 1);
    interaction entry = e.entry();
    entry.shown = {};
    entry.propensity = {};
    entry.rewards = {};
    log.append(entry);
    CHECK(log[0].shown.empty());
    CHECK(log[0].rewards.rows() == 0);
    CHECK(log[0].request.size() == 2);
}

TEST_CASE("core/log: rewards may be known only at run time") {
    const interaction_log log{dynamic_objectives{{"a", direction::maximize}, {"b", direction::minimize}}};
    CHECK(log.reward_count() == 2);
    CHECK(log.reward_index("b") == 1);
    CHECK(holds(thrown<error>([&] { static_cast<void>(log.reward_index("c")); }), "'c'", "a, b"));
}

TEST_CASE("core/log: what does not fit is refused before anything is changed") {
    for (const bool filled : {false, true}) {
        interaction_log log{rewards{}};
        if (filled) {
            log.append(example(3, 1).entry());
            log.append(example(3, 2).entry());
        }
        example e(4, 3);
        interaction bad = e.entry();
        bad.propensity = std::span(e.propensity).first(1);
        CHECK(holds(refused<shape_error>(log, bad), "2 rows were shown", "1 propensities"));
        bad = e.entry();
        bad.rewards = {e.reward.data(), 1, 2};
        CHECK(holds(refused<shape_error>(log, bad), "1 x 2", "2 x 2"));
        bad = e.entry();
        bad.rewards = {e.reward.data(), 2, 1};
        CHECK(holds(refused<shape_error>(log, bad), "2 x 1", "2 x 2"));

        e.shown[1] = 4;
        CHECK(holds(refused<error>(log, e.entry()), "row 4", "position 1", "has 4"));
        e.shown[1] = e.shown[0];
        CHECK(holds(refused<error>(log, e.entry()), "row 3", "twice"));
        e.shown[1] = 2;
        for (const float p : {0.0F, -0.1F, 1.5F, std::numeric_limits<float>::quiet_NaN()}) {
            e.propensity[1] = p;
            CHECK(holds(refused<error>(log, e.entry()), "position 1", "(0, 1]"));
        }
        e.propensity[1] = 1;
        for (const float r : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
            e.reward[3] = r;
            CHECK(holds(refused<error>(log, e.entry()), "position 1", "not finite"));
        }
        e.reward[3] = 0;
        log.append(e.entry());
    }
}

TEST_CASE("core/log: features and side columns must be those of the first interaction") {
    interaction_log log{rewards{}};
    log.append(example(3, 1).entry());
    const example e(4, 3);
    interaction bad = e.entry();
    bad.request = request{matrix_view<const float>{e.features.data(), 4, 2, 5}}.with(category{}, e.categories);
    CHECK(holds(refused<shape_error>(log, bad), "2 features", "3"));
    bad.request = request{e.feature_rows()}.with(category{}, e.categories);
    CHECK(holds(refused<shape_error>(log, bad), "now 1", "before 2"));
    bad.request = request{e.feature_rows()}.with(embedding{}, e.embedding_rows()).with(category{}, e.categories);
    CHECK(holds(refused<shape_error>(log, bad), "same tags, in the same order"));
    bad.request = request{e.feature_rows()}
                      .with(category{}, e.categories)
                      .with(embedding{}, matrix_view<const float>{e.embeddings.data(), 4, 3, 7});
    CHECK(holds(refused<shape_error>(log, bad), "width"));
}
