#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/parameter.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/core/workspace.hpp"

#include <concepts>
#include <span>
#include <string_view>

namespace fulcrum::inline v0_1 {

/// A stage of a pipeline: any struct with the columns that it `needs` and `gives`, and a const `run`.
///
///     struct house_rules {
///         static constexpr auto needs = fulcrum::columns::order;
///         static constexpr auto gives = fulcrum::columns::none;
///         void run(fulcrum::slate& s, fulcrum::workspace& ws) const;
///     };
///
/// `run` may take scratch from the workspace inside a workspace::scope. Three hooks are optional:
/// - `template <class Goals> static constexpr bool fits`: whether the stage can rank by these objectives; a pipeline
///   in which it is false does not compile.
/// - `void bind(const Goals&)`: called once, when the pipeline is formed with its objectives; may throw error.
/// - `void check(const request&) const`: called for every stage before the first one runs; may throw shape_error.
template <class S>
concept Stage = std::copy_constructible<S> && requires(const S& stage, slate& s, workspace& ws) {
    { S::needs } -> std::convertible_to<columns>;
    { S::gives } -> std::convertible_to<columns>;
    stage.run(s, ws);
};

/// A last stage that draws: it states the probability of a given slate.
/// `propensities(s, chosen, out, ws)` writes, for each position, the probability of chosen[k] there, given the rows
/// chosen before it. The slate is as the stage would have received it.
template <class S>
concept Stochastic = requires(const S& stage, const slate& s, std::span<const std::uint32_t> chosen,
                              std::span<float> out, workspace& ws) { stage.propensities(s, chosen, out, ws); };

namespace detail {

/// Whether a stage suits the objectives; a stage that does not say suits all.
template <class S, class Goals> constexpr bool stage_fits() noexcept {
    if constexpr (requires { { S::template fits<Goals> } -> std::convertible_to<bool>; }) {
        return S::template fits<Goals>;
    } else {
        return true;
    }
}

} // namespace detail

/// The name under which a stage is reported: its own `name()`, else its type's, without template arguments.
template <class S> [[nodiscard]] constexpr std::string_view stage_name(const S& stage) noexcept {
    if constexpr (requires { { stage.name() } -> std::convertible_to<std::string_view>; }) {
        return stage.name();
    } else {
        return detail::pretty_name<S>();
    }
}

} // namespace fulcrum::inline v0_1
