// Statements about whole pipelines: equal to a loop by hand, indifferent to the order of the candidates and to threads,
// and free of allocations.
#include "allocation_counter.hpp"
#include "feature_table.hpp"
#include "fulcrum/fulcrum.hpp"
#include "fulcrum/mlp.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <numeric>
#include <span>
#include <thread>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

struct click : maximize {};
struct revenue : maximize {};
struct complaint : minimize {};
using goals = objectives<click, revenue, complaint>;
using ids = std::vector<std::uint32_t>;

constexpr std::size_t width = 6;
constexpr float weight[] = {.5F, .3F, .2F};
constexpr float limit = 80;
constexpr std::size_t shown = 20;
constexpr float lambda = 0.7F;

/// Three sums of products of the features: the scorer of the pipeline and of the loop by hand.
float objective_of(std::span<const float> f, std::size_t j) { return f[j] * 2 + f[j + 1] * f[j + 3] - f[5 - j]; }
struct products {
    void operator()(matrix_view<const float> features, columns_view<float> out) const {
        for (std::size_t i = 0; i < out.rows(); ++i) {
            for (std::size_t j = 0; j < out.cols(); ++j) out(i, j) = objective_of(features.row(i), j);
        }
    }
};

/// Moves the first row of each category to the front, in place.
struct one_of_each_first {
    static constexpr auto needs = columns::order;
    static constexpr auto gives = columns::none;
    static void check(const request& r) {
        if (!r.has<category>()) fail("one_of_each_first: the request has no side column 'category'");
    }
    static void run(slate& s, workspace& ws) {
        const workspace::scope scratch(ws);
        const auto of = s.request().get<category>();
        const auto before = ws.take<std::uint32_t>(s.order().size());
        std::ranges::copy(s.order(), before.begin());
        std::size_t at = 0;
        for (const bool first : {true, false}) {
            for (std::size_t k = 0; k < before.size(); ++k) {
                const bool seen = std::ranges::any_of(
                    before.first(k), [&](std::uint32_t row) { return of[row] == of[before[k]]; });
                if (seen != first) s.order()[at++] = before[k];
            }
        }
    }
};

template <class Scorer> auto make_pipeline(const Scorer& scorer) {
    return rank_by<goals>(
        score_with{scorer}, drop_if{price{}, [](float p) { return p > limit; }}, min_max{},
        named("blend", chebyshev{weights{weight[0] * click{}, weight[1] * revenue{}, weight[2] * complaint{}}}),
        top_k{shown}, mmr{.lambda = lambda}, one_of_each_first{});
}

struct candidates {
    feature_table features;
    std::vector<float> prices;
    std::vector<std::uint32_t> categories;

    candidates(std::size_t n, std::uint64_t seed) : features(random_table(n, width, seed)) {
        random_stream random(seed, 1);
        for (std::size_t i = 0; i < n; ++i) {
            prices.push_back(100 * random.uniform_float());
            categories.push_back(random.below(5));
        }
    }
    [[nodiscard]] request borrow() const {
        return request{features.view()}.with(price{}, prices).with(category{}, categories);
    }
    /// Row i becomes what row order[i] was.
    [[nodiscard]] candidates permuted(const ids& order) const {
        candidates other = *this;
        for (std::size_t i = 0; i < order.size(); ++i) {
            other.prices[i] = prices[order[i]];
            other.categories[i] = categories[order[i]];
            for (std::size_t j = 0; j < width; ++j) other.features(i, j) = features(order[i], j);
        }
        return other;
    }
};

template <class Ranker> ids ranked(const Ranker& ranker, const candidates& c) {
    workspace ws;
    const slate s = ranker(c.borrow(), ws);
    return {s.order().begin(), s.order().end()};
}

/// The same work, written by hand in double.
ids by_hand(const candidates& c) {
    const std::size_t n = c.prices.size();
    ids kept;
    for (std::uint32_t i = 0; i < n; ++i) {
        if (!(c.prices[i] > limit)) kept.push_back(i);
    }
    const auto value = [&](std::uint32_t i, std::size_t j) {
        return static_cast<double>(objective_of(c.features.view().row(i), j));
    };
    std::vector<double> utility(n, 0);
    for (std::size_t j = 0; j < 3; ++j) {
        double low = std::numeric_limits<double>::infinity();
        double high = -low;
        for (const std::uint32_t i : kept) {
            low = std::min(low, value(i, j));
            high = std::max(high, value(i, j));
        }
        for (const std::uint32_t i : kept) {
            const double gap = high > low ? (j == 2 ? value(i, j) - low : high - value(i, j)) / (high - low) : 0;
            utility[i] = std::min(utility[i], -static_cast<double>(weight[j]) * gap);
        }
    }
    std::ranges::stable_sort(kept, [&](std::uint32_t x, std::uint32_t y) { return utility[x] > utility[y]; });
    kept.resize(std::min(shown, kept.size()));

    const auto dot = [&](std::uint32_t x, std::uint32_t y) {
        double sum = 0;
        for (std::size_t j = 0; j < width; ++j) {
            sum += static_cast<double>(c.features(x, j)) * static_cast<double>(c.features(y, j));
        }
        return sum;
    };
    ids spread;
    while (!kept.empty()) {
        const auto marginal = [&](std::uint32_t x) {
            double closest = 0;
            for (const std::uint32_t y : spread) closest = std::max(closest, dot(x, y) / std::sqrt(dot(x, x) * dot(y, y)));
            return static_cast<double>(lambda) * utility[x] - (1 - static_cast<double>(lambda)) * closest;
        };
        const auto best = std::ranges::max_element(kept, {}, marginal);
        spread.push_back(*best);
        kept.erase(best);
    }
    ids result;
    ids others;
    std::vector<bool> seen(5);
    for (const std::uint32_t i : spread) {
        (seen[c.categories[i]] ? others : result).push_back(i);
        seen[c.categories[i]] = true;
    }
    result.insert(result.end(), others.begin(), others.end());
    return result;
}

mlp_parameters small_net() {
    mlp_parameters net;
    std::uint64_t seed = 1;
    for (const auto& [in, out] : {std::pair<std::size_t, std::size_t>{width, 16}, {16, 3}}) {
        net.layers.push_back({in, out, random_table(out, in, seed).values, random_table(1, out, seed + 1).values});
        seed += 2;
    }
    return net;
}

} // namespace

TEST_CASE("property/pipeline: equals a loop by hand") {
    const auto ranker = make_pipeline(products{});
    for (const std::size_t n : {0UL, 1UL, 2UL, 16UL, 128UL, 1000UL}) {
        for (std::uint64_t seed = 0; seed < 5; ++seed) {
            const candidates c(n, 10 * n + seed);
            CHECK(ranked(ranker, c) == by_hand(c));
        }
    }
}

TEST_CASE("property/pipeline: a permutation of the candidates permutes the result") {
    const auto ranker = make_pipeline(products{});
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        const candidates c(60, seed);
        ids order(60);
        std::iota(order.begin(), order.end(), 0U);
        random_stream random(seed, 7);
        shuffle(order.begin(), order.size(), random);
        ids result = ranked(ranker, c.permuted(order));
        for (std::uint32_t& row : result) row = order[row];
        CHECK(result == ranked(ranker, c));
    }
}

TEST_CASE("property/pipeline: duplicate rows stay together, the first one first") {
    const auto ranker = rank_by<goals>(
        score_with{products{}}, min_max{},
        weighted_sum{weights{weight[0] * click{}, weight[1] * revenue{}, weight[2] * complaint{}}}, top_k{100});
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        ids twice(40);
        for (std::uint32_t i = 0; i < 40; ++i) twice[i] = i % 20;
        const ids result = ranked(ranker, candidates(40, seed).permuted(twice));
        REQUIRE(result.size() == 40);
        for (std::size_t k = 0; k < 40; k += 2) CHECK(result[k + 1] == result[k] + 20);
    }
}

TEST_CASE("property/pipeline: a warm workspace allocates nothing") {
    const auto check = [](const auto& ranker) {
        const candidates large(500, 1);
        const candidates small(100, 2);
        workspace ws;
        static_cast<void>(ranker(large.borrow(), ws));
        static_cast<void>(ranker(large.borrow(), ws)); // the blocks have melted into one
        std::size_t sum = 0;
        const allocation_counter counter;
        for (int repeat = 0; repeat < 3; ++repeat) {
            sum += ranker(large.borrow(), ws).order().size();
            sum += ranker(small.borrow(), ws).order().size();
        }
        CHECK(counter.allocations() == 0);
        CHECK(counter.releases() == 0);
        CHECK(sum > 0);
    };
    const auto by_products = make_pipeline(products{});
    check(by_products);
    check(any_pipeline(by_products));
    check(make_pipeline(dynamic_mlp<float>(small_net())));
    check(make_pipeline(mlp<float, width, 16, 3>(small_net())));
    check(rank_by<goals>(score_with{products{}}, z_score{}, keep_fronts{.fronts = 2},
                         weighted_sum{weights{weight[0] * click{}, weight[1] * revenue{}, weight[2] * complaint{}}},
                         plackett_luce{.k = 9}));
    if (!allocation_counter::counts) return;
    // The counter counts.
    const allocation_counter counter;
    ::operator delete(::operator new(100));
    CHECK(counter.allocations() == 1);
    CHECK(counter.releases() == 1);
}

TEST_CASE("property/pipeline: threads share one pipeline, each with its own workspace") {
    const auto ranker = make_pipeline(dynamic_mlp<float>(small_net()));
    std::vector<candidates> requests;
    std::vector<ids> expected;
    for (std::uint64_t i = 0; i < 8; ++i) {
        requests.emplace_back(20 + 30 * i, i);
        expected.push_back(ranked(ranker, requests.back()));
    }
    std::vector<int> wrong(4);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t) {
        threads.emplace_back([&, t] {
            workspace ws;
            for (std::size_t i = 0; i < 40; ++i) {
                const std::size_t at = (i + 2 * t) % requests.size();
                const slate s = ranker(requests[at].borrow(), ws);
                wrong[t] += std::ranges::equal(s.order(), expected[at]) ? 0 : 1;
            }
        });
    }
    for (std::thread& t : threads) t.join();
    CHECK(wrong == std::vector<int>(4));
}
