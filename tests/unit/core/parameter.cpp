#include "fulcrum/core/parameter.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fulcrum;

namespace {

struct tuned {
    float slope = 2;
    float base = 0.5F;
    template <class Self, class Visit> static void parameters(Self& self, Visit&& visit) {
        visit(parameter{"slope", 0, 4}, self.slope);
        visit(parameter{.name = "base", .lower = 0.1F, .upper = 1, .logarithmic = true}, self.base);
    }
};
struct fixed {};

static_assert(Tunable<tuned>);
static_assert(!Tunable<fixed>);
static_assert(!Tunable<float>);

} // namespace

TEST_CASE("core/parameter: parameters are read from a constant and set in a variable, in one order") {
    tuned t;
    std::string names;
    float sum = 0;
    tuned::parameters(static_cast<const tuned&>(t), [&](const parameter& p, const float& value) {
        names += std::string(p.name) + (p.logarithmic ? "(log) " : " ");
        sum += value;
    });
    CHECK(names == "slope base(log) ");
    CHECK(sum == 2.5F);
    tuned::parameters(t, [](const parameter& p, float& value) { value = p.upper; });
    CHECK(t.slope == 4);
    CHECK(t.base == 1);
}
