#include "fulcrum/select/score_with.hpp"
#include "feature_table.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using namespace fulcrum;

namespace {

struct a : maximize {};
struct b : minimize {};
using goals = objectives<a, b>;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

struct with_scratch {
    void operator()(matrix_view<const float> f, columns_view<float> out, workspace& ws) const {
        const workspace::scope scratch(ws);
        const auto sum = ws.take<float>(f.rows(), 0.0F);
        for (std::size_t i = 0; i < f.rows(); ++i) {
            for (const float v : f.row(i)) sum[i] += v;
            out(i, 0) = sum[i];
            out(i, 1) = -sum[i];
        }
    }
};
struct by_request {
    void operator()(const request& r, columns_view<float> out, workspace&) const {
        for (std::size_t i = 0; i < r.size(); ++i) {
            out(i, 0) = r.get<price>()[i];
            out(i, 1) = r.user()[0];
        }
    }
};
struct mutable_call {
    void operator()(matrix_view<const float>, columns_view<float>) {}
};
struct writes_rows {
    void operator()(matrix_view<const float>, matrix_view<float>) const {}
};
struct sized : features_as_objectives {
    std::size_t in = 3;
    std::size_t out = 2;
    [[nodiscard]] std::size_t inputs() const { return in; }
    [[nodiscard]] std::size_t outputs() const { return out; }
};
struct three_outputs : features_as_objectives {
    static constexpr std::size_t inputs() { return 3; }
    static constexpr std::size_t outputs() { return 3; }
};

static_assert(Scorer<features_as_objectives>);
static_assert(Scorer<with_scratch>);
static_assert(Scorer<by_request>);
static_assert(!Scorer<mutable_call>);
static_assert(!Scorer<writes_rows>);
static_assert(!Scorer<int>);
static_assert(score_with<features_as_objectives>::fits<goals>);
static_assert(score_with<sized>::fits<goals>); // known when it is bound
static_assert(!score_with<three_outputs>::fits<goals>);
static_assert(score_with<three_outputs>::fits<dynamic_objectives>);

} // namespace

TEST_CASE("select/score_with: the three ways to call a scorer") {
    const feature_table t{{1, 2, 3}, {4, 5, 6}};
    const std::vector<float> prices{10, 20};
    const std::vector<float> user{7};
    workspace ws;
    const request r = request{t.view()}.with(price{}, prices).with_user(user);

    const slate plain = rank_by<goals>(score_with{features_as_objectives{}})(r, ws);
    CHECK(plain.objectives()(1, 0) == 4);
    CHECK(plain.objectives()(1, 1) == 5);
    const slate sums = rank_by<goals>(score_with{with_scratch{}})(r, ws);
    CHECK(sums.objectives()(0, 0) == 6);
    CHECK(sums.objectives()(1, 1) == -15);
    const slate requested = rank_by<goals>(score_with{by_request{}})(r, ws);
    CHECK(requested.objectives()(1, 0) == 20);
    CHECK(requested.objectives()(0, 1) == 7);
    const auto lambda = [factor = 2.0F](matrix_view<const float> f, columns_view<float> out) {
        for (std::size_t i = 0; i < f.rows(); ++i) out(i, 0) = out(i, 1) = factor * f(i, 2);
    };
    CHECK(rank_by<goals>(score_with{lambda})(r, ws).objectives()(1, 1) == 12);
}

TEST_CASE("select/score_with: a row that is not finite is found wherever it is") {
    for (const std::size_t n : {1UL, 15UL, 16UL, 17UL, 40UL}) {
        for (std::size_t i = 0; i < n; ++i) {
            for (const float value : {not_a_number, infinity, -infinity}) {
                feature_table t = random_table(n, 2, 1);
                t(i, i % 2) = value;
                workspace ws;
                const slate s = rank_by<goals>(score_with{features_as_objectives{}})(request{t.view()}, ws);
                CHECK(s.nonfinite() == 1);
                for (std::size_t k = 0; k < n; ++k) {
                    if (s.mask()[k] != (k == i ? row_state::kept_not_finite : row_state::kept)) FAIL_CHECK(k);
                }
            }
        }
    }
}

TEST_CASE("select/score_with: a row with several such values is counted once, and huge ones are finite") {
    const feature_table t{{not_a_number, infinity}, {3.4e38F, -3.4e38F}, {infinity, -infinity}, {-0.0F, 1e-45F}};
    workspace ws;
    const slate s = rank_by<goals>(score_with{features_as_objectives{}})(request{t.view()}, ws);
    CHECK(s.nonfinite() == 2);
    CHECK(s.mask()[1] == row_state::kept);
    CHECK(s.mask()[3] == row_state::kept);
    CHECK(s.order().size() == 4); // it drops none
}

TEST_CASE("select/score_with: no candidate") {
    const feature_table t(0, 2);
    workspace ws;
    const slate s = rank_by<goals>(score_with{features_as_objectives{}})(request{t.view()}, ws);
    CHECK(s.rows() == 0);
    CHECK(s.nonfinite() == 0);
}

TEST_CASE("select/score_with: shapes are checked, with both numbers") {
    CHECK(thrown<shape_error>([] { static_cast<void>(rank_by<goals>(score_with{sized{{}, 3, 4}})); }) ==
          "score_with: the scorer gives 4 outputs, objectives are 2");
    CHECK(holds(thrown<shape_error>([] {
                    static_cast<void>(rank_by(dynamic_objectives{{"x"}, {"y"}}, score_with{three_outputs{}}));
                }),
                "3 outputs", "are 2"));
    const auto p = rank_by<goals>(score_with{sized{}});
    const feature_table t(5, 4);
    workspace ws;
    CHECK(thrown<shape_error>([&] { static_cast<void>(p(request{t.view()}, ws)); }) ==
          "score_with: the request has 4 features, the scorer takes 3");
}
