#pragma once

#include "fulcrum/core/random.hpp"
#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/prepared.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/variable.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

namespace detail {

/// An operator for real variables over integer ones, for one space.
template <class Operator> class rounding {
public:
    rounding(const Operator& op, const search_space& space, const char* role)
        : wider_(widened(space)), op_(prepared(op, wider_, role)), before_(space.size()) {}

    void operator()(std::span<const double> a, std::span<const double> b, std::span<double> child_a,
                    std::span<double> child_b, const search_space& space, random_stream& random) {
        op_(a, b, child_a, child_b, wider_, random);
        for (std::size_t j = 0; j < space.size(); ++j) {
            child_a[j] = std::clamp(std::round(child_a[j]), space.lower()[j], space.upper()[j]);
            child_b[j] = std::clamp(std::round(child_b[j]), space.lower()[j], space.upper()[j]);
        }
    }
    void operator()(std::span<double> child, const search_space& space, random_stream& random) {
        std::copy(child.begin(), child.end(), before_.begin());
        op_(child, wider_, random);
        for (std::size_t j = 0; j < space.size(); ++j) {
            const double step = child[j] - before_[j];
            if (step == 0) continue;
            const double whole = std::copysign((std::max)(std::round(std::abs(step)), 1.0), step);
            child[j] = std::clamp(before_[j] + whole, space.lower()[j], space.upper()[j]);
        }
    }

private:
    static search_space widened(const search_space& space) {
        std::vector<variable> wider(space.variables().begin(), space.variables().end());
        for (variable& v : wider) {
            v.kind = variable_kind::real;
            if (v.lower == v.upper) continue;
            v.lower -= 0.5;
            v.upper += 0.5;
        }
        return search_space(wider);
    }

    search_space wider_;
    decltype(prepared(std::declval<const Operator&>(), std::declval<const search_space&>(), "")) op_;
    std::vector<double> before_;
};

} // namespace detail

/// An operator for real variables, over integer ones: `rounded{sbx{}}`, `rounded{polynomial_mutation{}}`. It acts on
/// ranges half a unit wider at both ends, and its values are rounded to the nearest whole number, so that the outer
/// numbers have as much room as those between them. A mutation's step becomes one unit at least, so that its
/// probability means a change in narrow ranges too.
template <class Operator>
    requires Crossover<Operator> || Mutation<Operator>
class rounded {
public:
    static constexpr variable_kinds handles{variable_kind::integer};

    explicit rounded(Operator op = {}) : op_(std::move(op)) {}

    void check() const {
        if constexpr (requires { op_.check(); }) op_.check();
    }
    /// The same, with this probability where the operator leaves it open.
    [[nodiscard]] rounded at_rate(double rate) const { return rounded(detail::at_rate(op_, rate)); }
    /// What a search calls; for one thread at a time.
    [[nodiscard]] auto prepare(const search_space& space) const {
        return detail::rounding<Operator>(op_, space, Crossover<Operator> ? "crossover" : "mutation");
    }

    /// As prepare(space) does, prepared for this one call.
    void operator()(std::span<const double> a, std::span<const double> b, std::span<double> child_a,
                    std::span<double> child_b, const search_space& space, random_stream& random) const
        requires Crossover<Operator>
    {
        prepare(space)(a, b, child_a, child_b, space, random);
    }
    void operator()(std::span<double> child, const search_space& space, random_stream& random) const
        requires Mutation<Operator>
    {
        prepare(space)(child, space, random);
    }

private:
    Operator op_;
};

} // namespace fulcrum::inline v0_1
