#include "fulcrum/search/prepared.hpp"

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <vector>

namespace {

using fulcrum::variable_kind;

struct for_reals {
    void check() const {
        if (bad) fulcrum::fail("for_reals: bad");
    }
    bool bad = false;
    int value = 0;
};
struct for_labels {
    static constexpr fulcrum::variable_kinds handles{variable_kind::categorical};
    std::size_t prepare(const fulcrum::search_space& space) const { return space.size(); }
};
static_assert(fulcrum::handled_by<for_reals>() == fulcrum::variable_kinds{variable_kind::real});
static_assert(fulcrum::handled_by<for_labels>() == for_labels::handles);

} // namespace

TEST_CASE("search/prepared: a copy, or what the operator prepares") {
    const fulcrum::search_space reals(std::vector<fulcrum::variable>{{"x", 0, 1}});
    CHECK(fulcrum::prepared(for_reals{.value = 3}, reals, "mutation").value == 3);
    const fulcrum::search_space labels(std::vector<fulcrum::variable>(4, fulcrum::categorical_variable("c", 2)));
    CHECK(fulcrum::prepared(for_labels{}, labels, "mutation") == 4);
}

TEST_CASE("search/prepared: bad options and kinds that are not handled are refused") {
    const fulcrum::search_space both(
        fulcrum::join_variables(fulcrum::variable{"x", 0, 1}, fulcrum::categorical_variable("colour", 2)));
    CHECK(thrown<fulcrum::error>([&] { static_cast<void>(fulcrum::prepared(for_reals{}, both, "mutation")); }) ==
          "search: variable 'colour' is categorical, and the mutation does not handle that kind; add an operator that "
          "does by mixed_mutation");
    CHECK(thrown<fulcrum::error>([&] { static_cast<void>(fulcrum::prepared(for_labels{}, both, "crossover")); }) ==
          "search: variable 'x' is real, and the crossover does not handle that kind; add an operator that does by "
          "mixed_crossover");
    CHECK(thrown<fulcrum::error>([&] { static_cast<void>(fulcrum::prepared(for_reals{.bad = true}, both, "mutation")); }) ==
          "for_reals: bad");
}
