#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/pipeline/detail/any_stage.hpp"
#include "fulcrum/pipeline/detail/composition.hpp"
#include "fulcrum/pipeline/detail/ranker.hpp"
#include "fulcrum/pipeline/pipeline.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A stage whose type is forgotten; what an any_pipeline is a list of. Any Stage converts to it.
template <ObjectiveSet Goals> using any_stage = detail::any_stage<Goals>;

/// A ranker whose stages are known only at run time: a compile-time firewall, and what a configuration builds. Costs a
/// virtual call a stage and request over the pipeline that it stands for. Copies deeply.
template <ObjectiveSet Goals> class any_pipeline : public detail::ranker<any_pipeline<Goals>, Goals> {
public:
    /// Takes over a pipeline.
    template <class... Stages>
    any_pipeline(const pipeline<Goals, Stages...>& typed) // NOLINT: a pipeline is an any_pipeline
        : detail::ranker<any_pipeline, Goals>(typed.goals()) {
        typed.each([this](std::size_t, const auto& stage) { stages_.emplace_back(stage); });
    }

    /// Binds a list of stages to the objectives. Errors: error if the list is empty or a stage needs a column that no
    /// stage before it gives, and whatever a stage's bind throws.
    explicit any_pipeline(Goals goals, std::vector<any_stage<Goals>> stages)
        : detail::ranker<any_pipeline, Goals>(std::move(goals)), stages_(std::move(stages)) {
        if (stages_.empty()) fail("any_pipeline: the list of stages is empty; give at least one");
        columns given = columns::none;
        for (std::size_t i = 0; i < stages_.size(); ++i) {
            const columns missing = detail::first_missing(given, stages_[i].needs());
            if (missing != columns::none) {
                fail("any_pipeline: stage ", i, " (", stages_[i].name(), ") ", detail::sentence_for(missing));
            }
            given = given | stages_[i].gives();
        }
        this->bind();
    }

    [[nodiscard]] std::size_t stage_count() const noexcept { return stages_.size(); }

    /// True if the last stage draws at random, so that the pipeline has propensities between 0 and 1.
    [[nodiscard]] bool stochastic() const noexcept { return stages_.back().stochastic(); }

    /// Calls f(index, stage) for each stage, in order.
    template <class F> void each(F&& f) { each_of(stages_, f); }
    template <class F> void each(F&& f) const { each_of(stages_, f); }

    /// Calls f(last stage).
    template <class F> void with_last(F&& f) const { f(stages_.back()); }

private:
    template <class List, class F> static void each_of(List& stages, F& f) {
        for (std::size_t i = 0; i < stages.size(); ++i) f(i, stages[i]);
    }

    std::vector<any_stage<Goals>> stages_;
};

template <ObjectiveSet Goals, class... Stages>
any_pipeline(const pipeline<Goals, Stages...>&) -> any_pipeline<Goals>;

} // namespace fulcrum::inline v0_1
