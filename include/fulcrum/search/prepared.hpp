#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/variable.hpp"

namespace fulcrum::inline v0_1 {

/// The kinds of variables that an operator can act on: its member `handles`; real ones only without.
template <class Operator> [[nodiscard]] constexpr variable_kinds handled_by() noexcept {
    if constexpr (requires { Operator::handles; }) {
        return Operator::handles;
    } else {
        return {variable_kind::real};
    }
}

namespace detail {

/// The operator, or when its `probability` is left open the operator with this one.
template <class Operator> [[nodiscard]] Operator at_rate(Operator op, double rate) {
    if constexpr (requires { op.probability.value_or(rate); }) {
        op.probability = op.probability.value_or(rate);
        return op;
    } else if constexpr (requires { op.at_rate(rate); }) {
        return op.at_rate(rate);
    } else {
        return op;
    }
}

} // namespace detail

/// What a search calls in place of an operator, made once when the search starts: what the operator's prepare(space)
/// gives, which may own scratch memory and so is for one thread at a time, else a copy. `role` is "crossover" or
/// "mutation".
/// Errors: error when the operator's options are out of range (its check()), or the space has a variable of a kind that
/// it does not handle (names the variable).
template <class Operator>
[[nodiscard]] auto prepared(const Operator& op, const search_space& space, const char* role) {
    if constexpr (requires { op.check(); }) op.check();
    for (const variable& v : space.variables()) {
        if (!handled_by<Operator>().contains(v.kind)) {
            fail("search: variable '", v.name, "' is ", text_of(v.kind), ", and the ", role,
                 " does not handle that kind; add an operator that does by mixed_", role);
        }
    }
    if constexpr (requires { op.prepare(space); }) {
        return op.prepare(space);
    } else {
        return op;
    }
}

} // namespace fulcrum::inline v0_1
