#include "fulcrum/agent/policy.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/mlp/mlp.hpp"
#include "fulcrum/select/plackett_luce.hpp"
#include "fulcrum/simulate/logging_policy.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

struct merit : maximize {};

struct sum_of_features {
    void operator()(matrix_view<const float> features, columns_view<float> out, workspace&) const {
        for (std::size_t i = 0; i < features.rows(); ++i) {
            out(i, 0) = 0;
            for (const float x : features.row(i)) out(i, 0) += x;
        }
    }
};

struct only_draws {
    void draw(const request&, std::span<std::uint32_t>, std::span<float>, random_stream&, workspace&) const {}
};

static_assert(Policy<random_policy>);
static_assert(Policy<shop_logging_policy>);
static_assert(Policy<softmax_policy<dynamic_mlp<float>>>);
static_assert(Policy<softmax_policy<sum_of_features>>);
static_assert(!Policy<only_draws>);

struct five_rows {
    std::vector<float> features{0.1F, 0.5F, -0.3F, 0.2F, 1.0F, 0.4F, -0.8F, 0.0F, 0.6F, -0.1F};
    [[nodiscard]] request get() const { return request{matrix_view<const float>{features.data(), 5, 2}}; }
};

mlp_parameters linear(std::vector<float> weights) {
    const std::size_t inputs = weights.size();
    return {{mlp_layer{inputs, 1, std::move(weights), {0.0F}, activation::identity}}, {}};
}

template <Policy P> void sums_to_1(const P& policy) {
    const five_rows rows;
    workspace ws;
    std::vector<float> p(2);
    std::vector<float> drawn(2);
    double sum = 0;
    for (std::uint32_t a = 0; a < 5; ++a) {
        for (std::uint32_t b = 0; b < 5; ++b) {
            if (a == b) continue;
            policy.propensities(rows.get(), std::vector<std::uint32_t>{a, b}, p, ws);
            sum += static_cast<double>(p[0]) * static_cast<double>(p[1]);
        }
    }
    CHECK(sum == doctest::Approx(1).epsilon(1e-6));
    std::vector<std::uint32_t> shown(2);
    for (std::uint64_t i = 0; i < 50; ++i) {
        random_stream random{1, i};
        policy.draw(rows.get(), shown, drawn, random, ws);
        CHECK(shown[0] != shown[1]);
        policy.propensities(rows.get(), shown, p, ws);
        CHECK(p == drawn);
    }
}

} // namespace

TEST_CASE("agent/policy: the probabilities of all slates sum to 1, and draws come with them") {
    sums_to_1(random_policy{});
    sums_to_1(softmax_policy{sum_of_features{}});
    sums_to_1(softmax_policy{dynamic_mlp<float>{linear({1, -2})}, 0.3F});
}

TEST_CASE("agent/policy: a random policy shows every row at every position equally often") {
    const five_rows rows;
    workspace ws;
    std::vector<std::uint32_t> shown(3);
    std::vector<float> p(3);
    std::vector<int> count(15);
    for (std::uint64_t i = 0; i < 10000; ++i) {
        random_stream random{2, i};
        random_policy{}.draw(rows.get(), shown, p, random, ws);
        for (std::size_t k = 0; k < 3; ++k) ++count[k * 5 + shown[k]];
    }
    for (const int c : count) CHECK(std::abs(c - 2000) < 160); // 4 standard deviations
}

TEST_CASE("agent/policy: the pipeline's plackett_luce on the same scores has the same propensities") {
    const five_rows rows;
    workspace ws;
    const softmax_policy policy{dynamic_mlp<float>{linear({1.5F, -0.5F})}, 0.7F};
    CHECK(policy.temperature() == 0.7F);
    const request r = rows.get();
    slate s{r, objectives<merit>::directions(), ws};
    policy.scorer()(r.features(), s.objectives(), ws);
    std::ranges::copy(s.objective(0), s.utility().begin());
    std::vector<float> p(3);
    std::vector<float> q(3);
    const std::vector<std::uint32_t> shown{3, 0, 4};
    plackett_luce{.k = 3, .temperature = 0.7F}.propensities(s, shown, q, ws);
    policy.propensities(r, shown, p, ws);
    for (std::size_t k = 0; k < 3; ++k) CHECK(p[k] == doctest::Approx(q[k]).epsilon(1e-5));
}

TEST_CASE("agent/policy: a lower temperature is greedier") {
    const five_rows rows;
    workspace ws;
    std::vector<float> p(1);
    float before = 0;
    for (const float temperature : {10.0F, 1.0F, 0.1F, 0.01F}) {
        softmax_policy{sum_of_features{}, temperature}.propensities(rows.get(), std::vector<std::uint32_t>{2}, p, ws);
        CHECK(p[0] > before);
        before = p[0];
    }
    CHECK(before > 0.99F);
}

TEST_CASE("agent/policy: wrong input is refused") {
    const five_rows rows;
    workspace ws;
    std::vector<std::uint32_t> shown(6);
    std::vector<float> p(6);
    random_stream random{1};
    CHECK_THROWS_AS(random_policy{}.draw(rows.get(), shown, p, random, ws), shape_error);
    CHECK_THROWS_AS(softmax_policy{sum_of_features{}}.draw(rows.get(), shown, p, random, ws), shape_error);
    CHECK_THROWS_AS((softmax_policy{sum_of_features{}, 0.0F}), error);
    p.resize(2);
    CHECK_THROWS_AS(random_policy{}.propensities(rows.get(), std::vector<std::uint32_t>{1, 1}, p, ws), error);
    CHECK_THROWS_AS(random_policy{}.propensities(rows.get(), std::vector<std::uint32_t>{1, 5}, p, ws), error);
}
