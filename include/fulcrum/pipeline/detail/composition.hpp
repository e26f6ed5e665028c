#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/pipeline/stage.hpp"

namespace fulcrum::inline v0_1::detail {

/// The first column of `needs` that is not in `given`, as a set of one; none if all are there.
constexpr columns first_missing(columns given, columns needs) noexcept {
    for (unsigned bit = 1; bit <= static_cast<unsigned>(columns::propensity); bit <<= 1U) {
        const auto one = static_cast<columns>(bit);
        if (covers(needs, one) && !covers(given, one)) return one;
    }
    return columns::none;
}

/// The first column that a stage needs and no stage before it gives; none if all is well.
template <class... Stages> constexpr columns missing_column() noexcept {
    columns given = columns::none;
    columns missing = columns::none;
    [[maybe_unused]] const auto visit = [&](columns needs, columns gives) {
        if (missing == columns::none) missing = first_missing(given, needs);
        given = given | gives;
    };
    (visit(Stages::needs, Stages::gives), ...);
    return missing;
}

/// What to say of a column that is missing; the compile-time sentences below say the same.
constexpr const char* sentence_for(columns missing) noexcept {
    switch (missing) {
    case columns::objectives: return "needs objectives, but no stage before it gives them: put score_with first";
    case columns::ideal:
        return "needs the ideal point, but no stage before it gives it: put a normalizer (min_max, z_score) before it, "
               "or give it the point";
    case columns::utility:
        return "needs utility, but no stage before it gives it: put a scalarizer (weighted_sum, chebyshev) before it";
    case columns::order: return "needs an order, but no stage before it gives it: put a selector (top_k) before it";
    case columns::propensity:
        return "needs propensities, but no stage before it gives them: put plackett_luce before it";
    default: return "needs nothing";
    }
}

/// The rules of composition, each with its sentence. Instantiated before anything else of a pipeline is, so that the
/// sentence is the compiler's first error.
template <class Goals, class... Stages> struct composition {
    static_assert(sizeof...(Stages) > 0, "rank_by: a pipeline needs at least one stage");
    static constexpr bool all_stages = (Stage<Stages> && ...);
    static_assert(all_stages, "rank_by: one of the arguments is no stage: a stage has `needs`, `gives` and "
                              "`run(slate&, workspace&) const`");
    static constexpr bool all_fit = (stage_fits<Stages, Goals>() && ...);
    static_assert(all_fit, "rank_by: a stage does not fit the objectives: its weights (or its scorer's outputs) must be "
                           "exactly those of the pipeline");
    static constexpr columns missing = [] {
        if constexpr (all_stages) return missing_column<Stages...>();
        return columns::none;
    }();
    static_assert(missing != columns::objectives,
                  "rank_by: a stage needs objectives, but no stage before it gives them: put score_with first");
    static_assert(missing != columns::ideal,
                  "rank_by: a stage needs the ideal point, but no stage before it gives it: put a normalizer (min_max, "
                  "z_score) before it, or give it the point");
    static_assert(missing != columns::utility,
                  "rank_by: a stage needs utility, but no stage before it gives it: put a scalarizer (weighted_sum, "
                  "chebyshev) before it");
    static_assert(missing != columns::order,
                  "rank_by: a stage needs an order, but no stage before it gives it: put a selector (top_k) before it");
    static_assert(missing != columns::propensity,
                  "rank_by: a stage needs propensities, but no stage before it gives them: put plackett_luce before it");
    static constexpr bool valid = sizeof...(Stages) > 0 && all_stages && all_fit && missing == columns::none;
};

} // namespace fulcrum::inline v0_1::detail
