#pragma once

#include "fulcrum/pipeline/stage.hpp"

#include <concepts>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace fulcrum::inline v0_1::detail {

/// A stage with its type forgotten, bound to objectives of type Goals. Copies deeply.
template <class Goals> class any_stage {
public:
    template <class S>
        requires(!std::same_as<S, any_stage>) && Stage<S> // in this order: whether it can be copied is asked last
    any_stage(S stage) // NOLINT: a stage is an any_stage
        : held_(std::make_unique<model<S>>(std::move(stage))), needs_(S::needs), gives_(S::gives),
          stochastic_(Stochastic<S>) {
        static_assert(stage_fits<S, Goals>(), "any_stage: the stage does not fit the objectives");
    }
    any_stage(const any_stage& other)
        : held_(other.held_->clone()), needs_(other.needs_), gives_(other.gives_), stochastic_(other.stochastic_) {}
    any_stage& operator=(const any_stage& other) { return *this = any_stage(other); }
    any_stage(any_stage&&) noexcept = default;
    any_stage& operator=(any_stage&&) noexcept = default;
    ~any_stage() = default;

    [[nodiscard]] columns needs() const noexcept { return needs_; }
    [[nodiscard]] columns gives() const noexcept { return gives_; }
    [[nodiscard]] bool stochastic() const noexcept { return stochastic_; }
    [[nodiscard]] std::string_view name() const noexcept { return held_->name(); }

    void bind(const Goals& goals) { held_->bind(goals); }
    void check(const request& r) const { held_->check(r); }
    void run(slate& s, workspace& ws) const { held_->run(s, ws); }
    void propensities(const slate& s, std::span<const std::uint32_t> chosen, std::span<float> out,
                      workspace& ws) const {
        held_->propensities(s, chosen, out, ws);
    }
    template <class Self, class Visit> static void parameters(Self& self, Visit&& visit) {
        self.held_->parameters(
            [](void* to, const parameter& p, float& value) { (*static_cast<std::remove_reference_t<Visit>*>(to))(p, value); },
            &visit);
    }

private:
    using visit_one = void (*)(void*, const parameter&, float&);

    struct interface {
        interface() = default;
        interface(const interface&) = default;
        interface& operator=(const interface&) = delete;
        virtual ~interface() = default;
        [[nodiscard]] virtual std::unique_ptr<interface> clone() const = 0;
        [[nodiscard]] virtual std::string_view name() const noexcept = 0;
        virtual void bind(const Goals& goals) = 0;
        virtual void check(const request& r) const = 0;
        virtual void run(slate& s, workspace& ws) const = 0;
        virtual void propensities(const slate& s, std::span<const std::uint32_t> chosen, std::span<float> out,
                                  workspace& ws) const = 0;
        virtual void parameters(visit_one visit, void* to) = 0;
    };

    template <class S> struct model final : interface {
        explicit model(S held) : stage(std::move(held)) {}
        [[nodiscard]] std::unique_ptr<interface> clone() const override { return std::make_unique<model>(*this); }
        [[nodiscard]] std::string_view name() const noexcept override { return stage_name(stage); }
        void bind([[maybe_unused]] const Goals& goals) override {
            if constexpr (requires { stage.bind(goals); }) stage.bind(goals);
        }
        void check([[maybe_unused]] const request& r) const override {
            if constexpr (requires { stage.check(r); }) stage.check(r);
        }
        void run(slate& s, workspace& ws) const override { stage.run(s, ws); }
        void propensities([[maybe_unused]] const slate& s, [[maybe_unused]] std::span<const std::uint32_t> chosen,
                          [[maybe_unused]] std::span<float> out, [[maybe_unused]] workspace& ws) const override {
            if constexpr (Stochastic<S>) stage.propensities(s, chosen, out, ws);
        }
        void parameters([[maybe_unused]] visit_one visit, [[maybe_unused]] void* to) override {
            if constexpr (Tunable<S>) {
                S::parameters(stage, [&](const parameter& p, float& value) { visit(to, p, value); });
            }
        }

        S stage;
    };

    std::unique_ptr<interface> held_;
    columns needs_;
    columns gives_;
    bool stochastic_;
};

} // namespace fulcrum::inline v0_1::detail
