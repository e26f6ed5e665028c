#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/detail/rnsga2_survival.hpp"
#include "fulcrum/search/detail/with_operators.hpp"
#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/sampling.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/warm_start.hpp"

#include <cmath>
#include <cstddef>
#include <span>
#include <utility>

namespace fulcrum::inline v0_1 {

/// R-NSGA-II (Deb and Sundar, GECCO 2006): NSGA-II that looks for the part of the front next to what a decision maker
/// aspires to. In place of crowding it prefers, within a front, who is the nearest to a reference point, then the
/// second nearest, and so on; several points share the population. Evaluates population * generations individuals; any
/// population of two or more, odd ones too.
///
/// Distances are Euclidean, in ranges of the first front, each squared gap times its objective's weight. Of members of
/// a front that are closer together than `epsilon` all but the best are put off (the paper draws the one that stays at
/// random; here, as in pymoo, it is the most preferred), so the found part widens as epsilon grows.
struct rnsga2 {
    std::size_t population = 100;
    std::size_t generations = 250;         ///< the first population is the first generation
    matrix_view<const double> points = {}; ///< borrowed: at least one a row, in the user's own orientation; they may
                                           ///< be beyond the front or behind it
    std::span<const double> weights = {};  ///< borrowed: one per objective, at least 0; unless given, all alike. They
                                           ///< are scaled to sum 1
    double epsilon = 0.001;
    sbx crossover = {};
    polynomial_mutation mutation = {};
    matrix_view<const double> warm_start = {}; ///< borrowed: rows that the first population starts with
    invalid_rows invalid_warm_start = invalid_rows::refuse;
    bool eliminate_duplicates = false; ///< make a child that equals a member or another child anew, up to 16 times

    /// Errors: error when there is no point, or an option, a point, a weight or a warm-start row is out of range;
    /// shape_error when points or weights are not those of the objectives.
    template <ObjectiveSet Set>
    [[nodiscard]] auto start(const Set& set, const search_space& space, seed s) const {
        if (population < 2) fail("rnsga2: population is ", population, ", it must be at least 2");
        if (!(epsilon >= 0) || !std::isfinite(epsilon)) fail("rnsga2: epsilon is ", epsilon, ", it must be at least 0");
        return detail::default_search(*this, space, set.size(), s,
                                      detail::rnsga2_survival(set, population, preference(set)));
    }

    /// The options that a checkpoint holds to.
    template <class Option> void describe(const Option& option) const {
        option("rnsga2::population", population);
        option("rnsga2::points", points.rows());
        option("rnsga2::weights", weights.size());
        option("rnsga2::epsilon", epsilon);
        option("rnsga2::crossover.probability", crossover.probability);
        option("rnsga2::crossover.eta", crossover.eta);
        option("rnsga2::mutation.probability", mutation.probability.value_or(-1));
        option("rnsga2::mutation.eta", mutation.eta);
        option("rnsga2::eliminate_duplicates", eliminate_duplicates);
    }

private:
    template <ObjectiveSet Set> [[nodiscard]] detail::rnsga2_preference preference(const Set& set) const {
        const std::size_t m = set.size();
        if (points.rows() == 0) fail("rnsga2: there are 0 reference points; give at least one");
        if (points.cols() != m) {
            fail<shape_error>("rnsga2: reference points have ", points.cols(), " values, the set has ", m,
                              " objectives");
        }
        if (!weights.empty() && weights.size() != m) {
            fail<shape_error>("rnsga2: there are ", weights.size(), " weights, the set has ", m, " objectives");
        }
        detail::rnsga2_preference wanted;
        wanted.epsilon = epsilon;
        for (std::size_t i = 0; i < points.rows(); ++i) {
            for (std::size_t j = 0; j < m; ++j) {
                if (!std::isfinite(points(i, j))) {
                    fail("rnsga2: reference point ", i, " is not finite in objective ", j);
                }
                wanted.points.push_back(static_cast<double>(sign_of(set.directions()[j])) * points(i, j));
            }
        }
        wanted.weights.assign(m, 1 / static_cast<double>(m));
        double sum = 0;
        for (std::size_t j = 0; j < weights.size(); ++j) {
            if (!(weights[j] >= 0)) fail("rnsga2: weight ", j, " is ", weights[j], ", it must be at least 0");
            sum += weights[j];
        }
        if (!weights.empty() && (!(sum > 0) || !std::isfinite(sum))) {
            fail("rnsga2: the weights sum to ", sum, ", which must be finite and more than 0");
        }
        for (std::size_t j = 0; j < weights.size(); ++j) wanted.weights[j] = weights[j] / sum;
        return wanted;
    }
};

} // namespace fulcrum::inline v0_1
