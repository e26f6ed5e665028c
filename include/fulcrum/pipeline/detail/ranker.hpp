#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/parameter.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pipeline/observer.hpp"
#include "fulcrum/pipeline/stage.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

namespace detail {

/// What a pipeline does, however it holds its stages. Derived has `stage_count()`, `each(f)`, which calls
/// f(index, stage) in order, and `with_last(f)`.
template <class Derived, ObjectiveSet Goals> class ranker {
public:
    using objectives_type = Goals;

    /// Ranks a request; the result is a view into the workspace, valid until it is used again.
    /// Allocation-free once the workspace is warm. Errors: shape_error, before anything is written.
    [[nodiscard]] slate operator()(const request& r, workspace& ws) const {
        no_observer nobody;
        return (*this)(r, ws, nobody);
    }

    /// The same, and tells the observer of every stage.
    template <Observer O> [[nodiscard]] slate operator()(const request& r, workspace& ws, O& observer) const {
        check(r);
        ws.reset(); // a request that is refused leaves the result before it
        slate s(r, goals_.directions(), ws);
        run(s, ws, 0, self().stage_count(), observer);
        return s;
    }

    /// Checks a request against every stage and takes a fresh slate from the workspace, without a reset.
    /// Errors: shape_error, before anything is written.
    [[nodiscard]] slate start(const request& r, workspace& ws) const {
        check(r);
        return slate(r, goals_.directions(), ws);
    }

    /// Runs the stages [first, last) on a slate.
    template <Observer O>
    void run(slate& s, workspace& ws, std::size_t first, std::size_t last, O& observer) const {
        self().each([&](std::size_t i, const auto& stage) {
            if (i < first || i >= last) return;
            if constexpr (std::same_as<O, no_observer>) {
                stage.run(s, ws);
            } else {
                const std::size_t received = s.order().size();
                const auto begin = std::chrono::steady_clock::now();
                stage.run(s, ws);
                const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
                observer(stage_report{i, stage_name(stage), took.count(), received, s.order().size(), s.nonfinite()});
            }
        });
    }
    void run(slate& s, workspace& ws, std::size_t first, std::size_t last) const {
        no_observer nobody;
        run(s, ws, first, last, nobody);
    }

    /// For a slate on which all stages but the last have run: the probability of chosen[k] at each position, given the
    /// rows chosen before it. For a pipeline that does not draw: 1 where it would choose the same row, else 0; the last
    /// stage is then run, and the slate changed.
    void propensities(slate& s, std::span<const std::uint32_t> chosen, std::span<float> out, workspace& ws) const {
        self().with_last([&](const auto& last) {
            using Last = std::remove_cvref_t<decltype(last)>;
            if constexpr (Stochastic<Last>) {
                if (self().stochastic()) return last.propensities(s, chosen, out, ws);
            }
            last.run(s, ws);
            for (std::size_t k = 0; k < chosen.size(); ++k) {
                out[k] = k < s.order().size() && s.order()[k] == chosen[k] ? 1.0F : 0.0F;
            }
        });
    }

    [[nodiscard]] const Goals& goals() const noexcept { return goals_; }

    /// The parameters of all stages, one after the other, with their present values. A name that comes again is
    /// numbered: "mmr.lambda", "mmr.lambda#2".
    [[nodiscard]] std::vector<pipeline_parameter> parameters() const {
        std::vector<pipeline_parameter> list;
        visit_parameters(self(), [&list](std::size_t, std::string_view stage, const parameter& p, const float& value) {
            const std::string name = std::string(stage) + "." + std::string(p.name);
            const auto same = [&](const pipeline_parameter& q) { return q.name.substr(0, q.name.find('#')) == name; };
            const auto before = std::count_if(list.begin(), list.end(), same);
            list.push_back({before == 0 ? name : name + "#" + std::to_string(before + 1), p.lower, p.upper,
                            p.logarithmic, value});
        });
        return list;
    }

    /// Sets all parameters, in the order of parameters(). Bounds say where a search looks; a value outside them is taken
    /// if its stage can work with it. Errors: shape_error for another number of values, error for one that is not finite
    /// or that its stage refuses when bound; nothing is changed then.
    void set_parameters(std::span<const float> values) {
        std::size_t count = 0;
        visit_parameters(self(), [&](std::size_t, std::string_view, const parameter&, const float&) { ++count; });
        if (count != values.size()) {
            fail<shape_error>("settings: ", values.size(), " values are given, the pipeline has ", count,
                              " parameters");
        }
        visit_parameters(self(), [&](std::size_t i, std::string_view stage, const parameter& p, const float&) {
            if (!std::isfinite(values[i])) {
                fail("settings: ", stage, ".", p.name, " is ", values[i], "; it must be finite");
            }
        });
        const auto set_all = [&](Derived& target) {
            visit_parameters(target, [&](std::size_t i, std::string_view, const parameter&, float& v) { v = values[i]; });
        };
        Derived trial(self()); // it throws, so that nothing is changed here
        set_all(trial);
        trial.bind();
        set_all(self());
        bind();
    }

    /// The first stage that has parameters; the number of stages if none has. The stages before it give the same
    /// whatever the settings.
    [[nodiscard]] std::size_t first_tunable() const {
        std::size_t first = self().stage_count();
        self().each([&first](std::size_t i, const auto& stage) {
            using S = std::remove_cvref_t<decltype(stage)>;
            if constexpr (Tunable<S>) {
                S::parameters(stage, [&](const parameter&, const float&) { first = (std::min)(first, i); });
            }
        });
        return first;
    }

    /// Lets every stage look at the objectives (and check its options). Errors: whatever a stage's bind throws.
    void bind() {
        self().each([this](std::size_t, auto& stage) {
            if constexpr (requires { stage.bind(goals_); }) stage.bind(goals_);
        });
    }

protected:
    explicit ranker(Goals goals) : goals_(std::move(goals)) {}

private:
    [[nodiscard]] Derived& self() noexcept { return static_cast<Derived&>(*this); }
    [[nodiscard]] const Derived& self() const noexcept { return static_cast<const Derived&>(*this); }

    void check(const request& r) const {
        if (r.size() > (std::numeric_limits<std::uint32_t>::max)()) {
            fail<shape_error>("request: ", r.size(), " candidates, at most 4294967295 can be ranked");
        }
        self().each([&r](std::size_t, const auto& stage) {
            if constexpr (requires { stage.check(r); }) stage.check(r);
        });
    }

    /// Calls f(index, stage name, parameter, value) for every parameter of every stage.
    template <class Self, class F> static void visit_parameters(Self& self, F&& f) {
        std::size_t index = 0;
        self.each([&](std::size_t, auto& stage) {
            using S = std::remove_cvref_t<decltype(stage)>;
            if constexpr (Tunable<S>) {
                S::parameters(stage, [&](const parameter& p, auto& value) { f(index++, stage_name(stage), p, value); });
            }
        });
    }

    Goals goals_;
};

} // namespace detail

} // namespace fulcrum::inline v0_1
