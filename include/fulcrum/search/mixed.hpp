#pragma once

#include "fulcrum/core/random.hpp"
#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/detail/mixture.hpp"
#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/prepared.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/variable.hpp"

#include <span>
#include <tuple>
#include <utility>

/// Operators for spaces with variables of several kinds: each acts on its own kinds only, as if they were all there is.
/// A pair may be crossed in some kinds and copied in others. A mutation's probability that is not given is 1 / number
/// of decisions in the whole space, which are the permutations and the variables outside of them: on average one change
/// per individual. A kind goes to the operator that handles it; where several do, to the more special one:
///     mixed_crossover{sbx{}, uniform_crossover{}, order_crossover{}}     // sbx: real, uniform_crossover: the others
///     mixed_mutation{bit_flip{}, random_reset{}}                         // bit_flip: binary
/// A variable of a kind that no operator handles is an error when the search starts.
namespace fulcrum::inline v0_1 {

template <Crossover... Operators> class mixed_crossover {
    using division = detail::division<Operators...>;
    static_assert(division::unique(), "mixed_crossover: two operators act on the same kind of variable, and neither is "
                                      "the more special one; leave one out");

public:
    static constexpr variable_kinds handles = division::all();

    explicit mixed_crossover(Operators... operators) : operators_(std::move(operators)...) {}

    void check() const { detail::check_each(operators_); }
    /// What a search calls; for one thread at a time.
    [[nodiscard]] auto prepare(const search_space& space) const {
        return detail::mixture<Operators...>(operators_, space, "crossover");
    }

    /// As prepare(space) does, prepared for this one call.
    void operator()(std::span<const double> a, std::span<const double> b, std::span<double> child_a,
                    std::span<double> child_b, const search_space& space, random_stream& random) const {
        prepared(*this, space, "crossover")(a, b, child_a, child_b, space, random);
    }

private:
    std::tuple<Operators...> operators_;
};

template <Mutation... Operators> class mixed_mutation {
    using division = detail::division<Operators...>;
    static_assert(division::unique(), "mixed_mutation: two operators act on the same kind of variable, and neither is "
                                      "the more special one; leave one out");

public:
    static constexpr variable_kinds handles = division::all();

    explicit mixed_mutation(Operators... operators) : operators_(std::move(operators)...) {}

    void check() const { detail::check_each(operators_); }
    /// What a search calls; for one thread at a time.
    [[nodiscard]] auto prepare(const search_space& space) const {
        return detail::mixture<Operators...>(operators_, space, "mutation");
    }

    /// As prepare(space) does, prepared for this one call.
    void operator()(std::span<double> child, const search_space& space, random_stream& random) const {
        prepared(*this, space, "mutation")(child, space, random);
    }

private:
    std::tuple<Operators...> operators_;
};

} // namespace fulcrum::inline v0_1
