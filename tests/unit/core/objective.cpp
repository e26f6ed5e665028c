#include "fulcrum/core/objective.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

namespace shop {

struct click : fulcrum::maximize {};
struct complaint : fulcrum::minimize {};
template <class T> struct of : fulcrum::maximize {};
template <class T> struct outer {
    struct inner : fulcrum::maximize {};
    template <int N> struct deep : fulcrum::minimize {};
};

} // namespace shop

using namespace fulcrum;

namespace {

struct hidden : maximize {};
struct renamed : minimize {
    static constexpr std::string_view name = "return rate";
};
struct both : maximize, minimize {};
struct neither {};
struct heavy : maximize {
    float value = 0;
};
struct unmade : maximize {
    unmade() = delete;
};

static_assert(Objective<shop::click>);
static_assert(Objective<hidden>);
static_assert(!Objective<both>);
static_assert(!Objective<neither>);
static_assert(!Objective<heavy>);
static_assert(!Objective<unmade>);
static_assert(!Objective<int>);

using goals = objectives<shop::click, hidden, shop::complaint>;
static_assert(ObjectiveSet<goals>);
static_assert(ObjectiveSet<dynamic_objectives>);
static_assert(!ObjectiveSet<hidden>);
static_assert(is_static_set<goals>);
static_assert(!is_static_set<dynamic_objectives>);

struct local_scope {
    static auto make() {
        struct inside : maximize {};
        return inside{};
    }
};

} // namespace

TEST_CASE("core/objective: a tag is named by its type, without scopes and template arguments") {
    CHECK(name_of<shop::click>() == "click");
    CHECK(name_of<hidden>() == "hidden");
    CHECK(name_of<renamed>() == "return rate");
    CHECK(name_of<shop::of<int>>() == "of");
    CHECK(name_of<shop::of<shop::of<std::vector<int>>>>() == "of");
    CHECK(name_of<shop::outer<int>::inner>() == "inner");
    CHECK(name_of<shop::outer<shop::of<int>>::inner>() == "inner");
    CHECK(name_of<shop::outer<shop::click>::deep<3>>() == "deep");
    CHECK(name_of<decltype(local_scope::make())>() == "inside");
    static_assert(name_of<shop::click>() == "click");
}

TEST_CASE("core/objective: a set knows names, directions and places") {
    CHECK(goals::size() == 3);
    CHECK(goals::name(0) == "click");
    CHECK(goals::name(1) == "hidden");
    CHECK(goals::name(2) == "complaint");
    CHECK(goals::directions()[0] == direction::maximize);
    CHECK(goals::directions()[2] == direction::minimize);
    CHECK(goals::index_of<shop::click>() == 0);
    CHECK(goals::index_of<shop::complaint>() == 2);
    CHECK(goals::index_of<renamed>() == 3);
    CHECK(goals::contains<hidden>);
    CHECK_FALSE(goals::contains<renamed>);
    CHECK(sign_of(direction::minimize) == 1.0F);
    CHECK(sign_of(direction::maximize) == -1.0F);
}

TEST_CASE("core/objective: a dynamic set says the same") {
    const dynamic_objectives set{{"click", direction::maximize}, {"complaint", direction::minimize}};
    CHECK(set.size() == 2);
    CHECK(set.name(1) == "complaint");
    CHECK(set.directions()[0] == direction::maximize);
    CHECK(set.directions()[1] == direction::minimize);
    CHECK(set.find("complaint") == 1);
    CHECK(set.find("sale") == 2);
    const dynamic_objectives copy = set; // the directions are its own
    CHECK(copy.directions().data() != set.directions().data());
    CHECK(copy.directions()[1] == direction::minimize);
}

TEST_CASE("core/objective: a dynamic set refuses what is no set") {
    using list = std::vector<dynamic_objective>;
    CHECK(holds(thrown<error>([] { dynamic_objectives{list{}}; }), "empty", "name at least one"));
    CHECK(holds(thrown<error>([] { dynamic_objectives{list{{"a"}, {""}}}; }), "objective 1", "empty"));
    CHECK(holds(thrown<error>([] { dynamic_objectives{list{{"a"}, {"b"}, {"a"}}}; }), "'a'", "twice"));
}
