#include "fulcrum/scalarize/weights.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

struct click : maximize {};
struct sale : maximize {};
struct complaint : minimize {};
struct returned : minimize {};
using goals = objectives<click, sale, complaint>;

using right = decltype(weights{.2F * complaint{}, .5F * click{}, .3F * sale{}});
static_assert(Weights<right>);
static_assert(Weights<named_weights>);
static_assert(!Weights<std::vector<float>>);
static_assert(right::fits<goals>);
static_assert(right::fits<dynamic_objectives>);
static_assert(!right::fits<objectives<click, sale>>);                       // one too many
static_assert(!decltype(weights{.5F * click{}, .3F * sale{}})::fits<goals>); // one missing
static_assert(!right::fits<objectives<click, sale, returned>>);              // another

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

} // namespace

TEST_CASE("scalarize/weights: a number times a tag is a term") {
    static_assert((0.5F * click{}).value == 0.5F);
    static_assert((2 * click{}).value == 2.0F);
    static_assert((0.25 * click{}).value == 0.25F);
    CHECK(weights{.5F * click{}, .3F * sale{}}.size() == 2);
}

TEST_CASE("scalarize/weights: the order of the terms does not matter") {
    weights w{.2F * complaint{}, .5F * click{}, .3F * sale{}};
    w.bind(goals{});
    CHECK(w[0] == .5F);
    CHECK(w[1] == .3F);
    CHECK(w[2] == .2F);
    point p{-2.0F * complaint{}, 1 * click{}, 40 * sale{}}; // a point may be negative
    p.bind(goals{});
    CHECK(p[0] == 1);
    CHECK(p[1] == 40);
    CHECK(p[2] == -2);
}

TEST_CASE("scalarize/weights: tags are bound to a dynamic set by name") {
    weights w{.2F * complaint{}, .5F * click{}};
    w.bind(dynamic_objectives{{"click", direction::maximize}, {"complaint", direction::minimize}});
    CHECK(w[0] == .5F);
    CHECK(w[1] == .2F);
    CHECK(holds(thrown<error>([&] { w.bind(dynamic_objectives{{"click"}, {"sale"}}); }), "'sale'"));
    CHECK(holds(thrown<shape_error>([&] { w.bind(dynamic_objectives{{"click"}}); }), "have 2", "are 1"));
}

TEST_CASE("scalarize/weights: weights by name") {
    named_weights w{{"complaint", .2F}, {"click", .5F}, {"sale", .3F}};
    w.bind(goals{});
    CHECK(w.size() == 3);
    CHECK(w[0] == .5F);
    CHECK(w[1] == .3F);
    CHECK(w[2] == .2F);
    w.bind(dynamic_objectives{{"sale"}, {"click"}, {"complaint", direction::minimize}});
    CHECK(w[0] == .3F);
    CHECK(holds(thrown<shape_error>([&] { w.bind(dynamic_objectives{{"sale"}, {"click"}}); }), "have 3", "are 2"));
    CHECK(holds(thrown<error>([&] { w.bind(dynamic_objectives{{"a"}, {"click"}, {"sale"}}); }), "'a'"));
}

TEST_CASE("scalarize/weights: a weight is finite and not negative") {
    for (const float bad : {-0.1F, not_a_number, infinity, -infinity}) {
        CHECK(holds(thrown<error>([&] { weights{.5F * click{}, bad * sale{}}; }), "'sale'", "at least 0"));
        CHECK(holds(thrown<error>([&] { named_weights{{"click", .5F}, {"sale", bad}}; }), "'sale'", "at least 0"));
    }
    CHECK_NOTHROW(weights{0 * click{}, -0.0F * sale{}});
    CHECK_NOTHROW(weights{7 * click{}});
}

TEST_CASE("scalarize/weights: each weight is a parameter from 0 to 1") {
    weights w{.2F * complaint{}, .5F * click{}};
    named_weights n{{"complaint", .2F}, {"click", .5F}};
    const auto list = [](const auto& from) {
        std::string text;
        from.parameters(from, [&](const parameter& p, const float& value) {
            CHECK(p.lower == 0);
            CHECK(p.upper == 1);
            text += std::string(p.name) + "=" + std::to_string(value) + " ";
        });
        return text;
    };
    CHECK(list(w) == "complaint=0.200000 click=0.500000 ");
    CHECK(list(n) == list(w));
    w.parameters(w, [](const parameter& p, float& value) { value = p.name == "click" ? 1.0F : 0.0F; });
    w.bind(objectives<click, complaint>{});
    CHECK(w[0] == 1);
    CHECK(w[1] == 0);
}
