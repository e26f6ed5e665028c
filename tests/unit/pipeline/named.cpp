#include "fulcrum/pipeline/named.hpp"
#include "feature_table.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/rerank/mmr.hpp"
#include "fulcrum/scalarize/chebyshev.hpp"
#include "fulcrum/scalarize/normalize.hpp"
#include "fulcrum/select/drop_if.hpp"
#include "fulcrum/select/plackett_luce.hpp"
#include "fulcrum/select/score_with.hpp"
#include "fulcrum/select/top_k.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using namespace fulcrum;

namespace {

struct a : maximize {};
struct b : minimize {};
using goals = objectives<a, b>;
using blend = chebyshev<weights<a, b>>;

// A name changes nothing of what a stage is.
static_assert(Stage<named<top_k>>);
static_assert(!Tunable<named<top_k>>);
static_assert(!Stochastic<named<top_k>>);
static_assert(Tunable<named<mmr>>);
static_assert(Stochastic<named<plackett_luce>>);
static_assert(named<blend>::needs == blend::needs);
static_assert(named<blend>::gives == blend::gives);
static_assert(named<blend>::fits<goals>);
static_assert(!named<blend>::fits<objectives<a>>);

} // namespace

TEST_CASE("pipeline/named: the same ranking under other names") {
    const feature_table t = random_table(30, 2, 4);
    const std::vector<float> prices(30, 1.0F);
    const auto cheap = [](float p) { return p > 2; };
    const weights w{.6F * a{}, .4F * b{}};
    const auto plain = rank_by<goals>(score_with{features_as_objectives{}}, drop_if{price{}, cheap}, min_max{},
                                      chebyshev{w}, mmr{.lambda = 0.5F}, plackett_luce{.k = 5});
    const auto with_names =
        rank_by<goals>(named("net", score_with{features_as_objectives{}}), named("cheap", drop_if{price{}, cheap}),
                       named("scale", min_max{}), named(std::string("blend"), chebyshev{w}),
                       named("spread", mmr{.lambda = 0.5F}), named("explore", plackett_luce{.k = 5}));
    workspace one;
    workspace two;
    const request r = request{t.view()}.with(price{}, prices);
    const slate x = plain(r, one);
    const slate y = with_names(r, two);
    CHECK(std::ranges::equal(x.order(), y.order()));
    CHECK(std::ranges::equal(x.utility(), y.utility()));
    for (const std::uint32_t row : x.order()) CHECK(x.propensity()[row] == y.propensity()[row]);
    CHECK(with_names.stochastic());

    std::vector<std::string> names;
    for (const auto& p : with_names.parameters()) names.push_back(p.name);
    CHECK(names == std::vector<std::string>{"blend.a", "blend.b", "spread.lambda", "explore.temperature"});
    // The checks of the stage are made too.
    CHECK(holds(thrown<error>([&] { static_cast<void>(with_names(request{t.view()}, two)); }), "'price'"));
}
