#include "fulcrum/pipeline/stage.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

using namespace fulcrum;

namespace {

struct house_rules {
    static constexpr auto needs = columns::order;
    static constexpr auto gives = columns::none;
    void run(slate&, workspace&) const {}
};
struct changing : house_rules {
    void run(slate&, workspace&) {}
};
struct silent {
    void run(slate&, workspace&) const {}
};
struct unrunnable {
    static constexpr auto needs = columns::order;
    static constexpr auto gives = columns::none;
};
struct move_only : house_rules {
    std::unique_ptr<int> owned;
};
struct drawing : house_rules {
    void propensities(const slate&, std::span<const std::uint32_t>, std::span<float>, workspace&) const {}
};
struct fussy : house_rules {
    template <class Goals> static constexpr bool fits = Goals::size() == 2;
};
struct called : house_rules {
    std::string own = "blend";
    [[nodiscard]] std::string_view name() const { return own; }
};
template <class T> struct generic : house_rules {};

struct a : maximize {};
struct b : maximize {};

static_assert(Stage<house_rules>);
static_assert(!Stage<changing>);
static_assert(!Stage<silent>);
static_assert(!Stage<unrunnable>);
static_assert(!Stage<move_only>);
static_assert(!Stage<int>);
static_assert(!Stochastic<house_rules>);
static_assert(Stochastic<drawing>);
static_assert(detail::stage_fits<house_rules, objectives<a>>());
static_assert(!detail::stage_fits<fussy, objectives<a>>());
static_assert(detail::stage_fits<fussy, objectives<a, b>>());

} // namespace

TEST_CASE("pipeline/stage: a stage is reported under its own name, else its type's") {
    CHECK(stage_name(house_rules{}) == "house_rules");
    CHECK(stage_name(generic<std::string>{}) == "generic");
    const called own;
    CHECK(stage_name(own) == "blend");
}
