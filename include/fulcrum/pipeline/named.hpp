#pragma once

#include "fulcrum/pipeline/stage.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace fulcrum::inline v0_1 {

/// A stage under a name of the user's, for reports and settings: `named("blend", chebyshev{...})`.
template <class S> class named {
public:
    static_assert(Stage<S>, "named: the second argument is no stage: it needs `needs`, `gives` and "
                            "`run(slate&, workspace&) const`");
    static constexpr columns needs = S::needs;
    static constexpr columns gives = S::gives;
    template <class Goals> static constexpr bool fits = detail::stage_fits<S, Goals>();

    named(std::string name, S stage) : name_(std::move(name)), stage_(std::move(stage)) {}

    [[nodiscard]] std::string_view name() const noexcept { return name_; }

    void run(slate& s, workspace& ws) const { stage_.run(s, ws); }
    template <class Goals>
    void bind(const Goals& goals)
        requires requires(S& stage) { stage.bind(goals); }
    {
        stage_.bind(goals);
    }
    void check(const request& r) const
        requires requires(const S& stage) { stage.check(r); }
    {
        stage_.check(r);
    }
    void propensities(const slate& s, std::span<const std::uint32_t> chosen, std::span<float> out, workspace& ws) const
        requires Stochastic<S>
    {
        stage_.propensities(s, chosen, out, ws);
    }
    template <class Self, class Visit>
    static void parameters(Self& self, Visit&& visit)
        requires Tunable<S>
    {
        S::parameters(self.stage_, visit);
    }

private:
    std::string name_;
    S stage_;
};

} // namespace fulcrum::inline v0_1
