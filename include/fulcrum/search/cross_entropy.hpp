#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/detail/cross_entropy_search.hpp"
#include "fulcrum/search/detail/first_population.hpp"
#include "fulcrum/search/detail/one_objective.hpp"
#include "fulcrum/search/sampling.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/warm_start.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace fulcrum::inline v0_1 {

/// The cross-entropy method for one objective and variables of any kind (Rubinstein, Methodology and Computing in
/// Applied Probability 1(2), 1999): a distribution is drawn from, and moves towards what is most likely for the best
/// `elite` of the draws. Variables are independent of each other. Real and integer ones are normal, cut at their bounds
/// and integers rounded; binary and categorical ones have a probability for each label; a permutation has one for each
/// element at each place, and is drawn place by place from the elements that are left (node placement: de Boer, Kroese,
/// Mannor and Rubinstein, Annals of Operations Research 134, 2005). The first draws are uniform.
///
/// `smoothing` is how far means and probabilities move towards those of the elite, 1 all the way. How far deviations do
/// is deviation_smoothing * (1 - (1 - 1/t)^slowing) in generation t (Kroese, Porotsky and Rubinstein, Methodology and
/// Computing in Applied Probability 8(3), 2006), so that the search does not settle too early.
///
/// Individuals are ordered by the feasibility rule: less violation first, then the better value. current() is the last
/// batch, in which the best individual of all takes the place of the worst where it would be missing; front() is who is
/// as good as that best.
struct cross_entropy {
    std::size_t population = 100;
    std::size_t generations = 250; ///< the first population is the first generation
    double elite = 0.1;            ///< share of a population
    double smoothing = 0.7;
    double deviation_smoothing = 0.9;
    double slowing = 10;                       ///< 5 to 10 in the paper; infinity: not at all
    matrix_view<const double> warm_start = {}; ///< borrowed: rows that the first population starts with
    invalid_rows invalid_warm_start = invalid_rows::refuse;

    /// The options that a checkpoint holds to.
    template <class Option> void describe(const Option& option) const {
        option("cross_entropy::population", population);
        option("cross_entropy::elite", elite);
        option("cross_entropy::smoothing", smoothing);
        option("cross_entropy::deviation_smoothing", deviation_smoothing);
        option("cross_entropy::slowing", slowing);
    }

    /// Errors: error when there are several objectives (those of types do not compile), or an option or a warm-start
    /// row is out of range.
    template <ObjectiveSet Set>
    [[nodiscard]] detail::cross_entropy_search start(const Set& set, const search_space& space, seed s) const {
        detail::check_one_objective("cross_entropy", set);
        if (population < 2) fail("cross_entropy: population is ", population, ", it must be at least 2");
        const auto check_share = [](const char* option, double value) {
            if (!(value > 0 && value <= 1)) fail("cross_entropy: ", option, " is ", value, ", not in (0, 1]");
        };
        check_share("elite", elite);
        check_share("smoothing", smoothing);
        check_share("deviation_smoothing", deviation_smoothing);
        if (!(slowing > 0)) fail("cross_entropy: slowing is ", slowing, ", it must be more than 0");
        const auto best = static_cast<std::size_t>(std::ceil(elite * static_cast<double>(population)));
        detail::cross_entropy_search state(set.directions()[0], space, population,
                                           {(std::min)(best, population), smoothing, deviation_smoothing, slowing}, s);
        state.fill(detail::first_population{uniform_sampling{}, warm_start, invalid_warm_start, s});
        return state;
    }
};

} // namespace fulcrum::inline v0_1
