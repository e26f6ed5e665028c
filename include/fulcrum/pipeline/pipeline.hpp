#pragma once

#include "fulcrum/core/objective.hpp"
#include "fulcrum/pipeline/detail/composition.hpp"
#include "fulcrum/pipeline/detail/ranker.hpp"
#include "fulcrum/pipeline/stage.hpp"

#include <cstddef>
#include <tuple>
#include <utility>

namespace fulcrum::inline v0_1 {

/// A ranker: stages in the order in which they run, checked when the type is formed. Immutable while it serves: const,
/// re-entrant, shared by threads, each with its own workspace. Made by rank_by.
template <ObjectiveSet Goals, class... Stages>
class pipeline : public detail::ranker<pipeline<Goals, Stages...>, Goals> {
    static_assert(detail::composition<Goals, Stages...>::valid);

public:
    /// Binds every stage to the objectives. Errors: whatever a stage's bind throws.
    explicit pipeline(Goals goals, Stages... stages)
        : detail::ranker<pipeline, Goals>(std::move(goals)), stages_(std::move(stages)...) {
        this->bind();
    }

    [[nodiscard]] static constexpr std::size_t stage_count() noexcept { return sizeof...(Stages); }

    /// True if the last stage draws at random, so that the pipeline has propensities between 0 and 1.
    [[nodiscard]] static constexpr bool stochastic() noexcept {
        return Stochastic<std::tuple_element_t<sizeof...(Stages) - 1, std::tuple<Stages...>>>;
    }

    /// Calls f(index, stage) for each stage, in order.
    template <class F> void each(F&& f) { each_of(stages_, f); }
    template <class F> void each(F&& f) const { each_of(stages_, f); }

    /// Calls f(last stage).
    template <class F> void with_last(F&& f) const { f(std::get<sizeof...(Stages) - 1>(stages_)); }

private:
    template <class Tuple, class F> static void each_of(Tuple& stages, F& f) {
        [&]<std::size_t... Place>(std::index_sequence<Place...>) { (f(Place, std::get<Place>(stages)), ...); }
        (std::index_sequence_for<Stages...>{});
    }

    std::tuple<Stages...> stages_;
};

/// The ranker that runs these stages in this order, by objectives known to the compiler:
/// `rank_by<goals>(score_with{net}, min_max{}, weighted_sum{...}, top_k{50})`.
template <class Goals, class... Stages>
    requires is_static_set<Goals>
[[nodiscard]] auto rank_by(Stages... stages) {
    if constexpr (detail::composition<Goals, Stages...>::valid) {
        return pipeline<Goals, Stages...>(Goals{}, std::move(stages)...);
    }
}

/// The same by objectives known only at run time: `rank_by(dynamic_objectives{...}, score_with{net}, ...)`.
template <class... Stages> [[nodiscard]] auto rank_by(dynamic_objectives goals, Stages... stages) {
    if constexpr (detail::composition<dynamic_objectives, Stages...>::valid) {
        return pipeline<dynamic_objectives, Stages...>(std::move(goals), std::move(stages)...);
    }
}

} // namespace fulcrum::inline v0_1
