#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/parameter.hpp"

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A number that belongs to an objective: `.5f * click{}`.
template <Objective Tag> struct term {
    float value = 0;
};

/// The one notation that names objectives in values.
template <class Number, Objective Tag>
    requires std::is_arithmetic_v<Number>
[[nodiscard]] constexpr term<Tag> operator*(Number value, Tag /*tag*/) noexcept {
    return {static_cast<float>(value)};
}

namespace detail {

/// One number an objective, given under tags, read by place in the pipeline's set.
template <Objective... Tags> class tagged_values {
public:
    template <class Goals> static constexpr bool fits = [] {
        if constexpr (is_static_set<Goals>) {
            return Goals::size() == sizeof...(Tags) && (Goals::template contains<Tags> && ...);
        } else {
            return true; // compared by name when it is bound
        }
    }();

    explicit constexpr tagged_values(term<Tags>... terms) noexcept : values_{terms.value...} {}

    template <class Goals> void bind(const Goals& goals) {
        if (goals.size() != sizeof...(Tags)) {
            fail<shape_error>("weights have ", sizeof...(Tags), " values, objectives are ", goals.size());
        }
        for (std::size_t j = 0; j < goals.size(); ++j) {
            std::size_t tag = 0;
            while (tag < sizeof...(Tags) && names[tag] != goals.name(j)) ++tag;
            if (tag == sizeof...(Tags)) fail("weights: none is given for objective '", goals.name(j), "'");
            place_[j] = tag;
        }
    }

    [[nodiscard]] static constexpr std::size_t size() noexcept { return sizeof...(Tags); }
    /// The value of objective j of the bound set.
    [[nodiscard]] constexpr float operator[](std::size_t j) const noexcept { return values_[place_[j]]; }

    template <class Self, class Visit> static void each(Self& self, Visit&& visit) {
        for (std::size_t t = 0; t < sizeof...(Tags); ++t) visit(names[t], self.values_[t]);
    }

private:
    static constexpr std::array<std::string_view, sizeof...(Tags)> names{name_of<Tags>()...};

    std::array<float, sizeof...(Tags)> values_;
    std::array<std::size_t, sizeof...(Tags)> place_{};
};

template <class Values> void check_weights(const Values& values) {
    Values::each(values, [](std::string_view name, float value) {
        if (!(value >= 0) || !std::isfinite(value)) {
            fail("weights: the weight of '", name, "' is ", value,
                 "; weights are finite and at least 0, the objective's direction supplies the sign");
        }
    });
}

} // namespace detail

/// How much each objective counts: one non-negative weight each, in any order, `weights{.5f * click{}, .3f * sale{}}`.
/// They need not sum to 1. Errors: error for a negative or non-finite weight.
template <Objective... Tags> class weights : public detail::tagged_values<Tags...> {
public:
    explicit weights(term<Tags>... terms) : detail::tagged_values<Tags...>(terms...) { detail::check_weights(*this); }

    template <class Goals> void bind(const Goals& goals) {
        detail::check_weights(*this); // settings may have changed them
        detail::tagged_values<Tags...>::bind(goals);
    }

    template <class Self, class Visit> static void parameters(Self& self, Visit&& visit) {
        weights::each(self, [&](std::string_view name, auto& value) { visit(parameter{name, 0, 1}, value); });
    }
};
template <class... Tags> weights(term<Tags>...) -> weights<Tags...>;

/// A point in objective space, in the user's own units: an ideal or a reference, `point{1.f * click{}, 40.f * sale{}}`.
template <Objective... Tags> class point : public detail::tagged_values<Tags...> {
public:
    using detail::tagged_values<Tags...>::tagged_values;
};
template <class... Tags> point(term<Tags>...) -> point<Tags...>;

/// Weights by name, for objectives that are known only at run time: `named_weights{{"click", .5f}, {"sale", .3f}}`.
/// Errors: error for a negative or non-finite weight; when bound, shape_error or error if the names are not those of
/// the objectives.
class named_weights {
public:
    template <class Goals> static constexpr bool fits = true; // compared by name when it is bound

    named_weights(std::initializer_list<std::pair<std::string, float>> values)
        : named_weights(std::vector<std::pair<std::string, float>>(values)) {}
    explicit named_weights(std::vector<std::pair<std::string, float>> values) : values_(std::move(values)) {
        detail::check_weights(*this);
    }

    template <class Goals> void bind(const Goals& goals) {
        detail::check_weights(*this); // settings may have changed them
        if (goals.size() != values_.size()) {
            fail<shape_error>("weights have ", values_.size(), " values, objectives are ", goals.size());
        }
        place_.clear();
        for (std::size_t j = 0; j < goals.size(); ++j) {
            std::size_t i = 0;
            while (i < values_.size() && values_[i].first != goals.name(j)) ++i;
            if (i == values_.size()) fail("weights: none is given for objective '", goals.name(j), "'");
            place_.push_back(i);
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
    [[nodiscard]] float operator[](std::size_t j) const noexcept { return values_[place_[j]].second; }

    template <class Self, class Visit> static void each(Self& self, Visit&& visit) {
        for (auto& [name, value] : self.values_) visit(std::string_view(name), value);
    }
    template <class Self, class Visit> static void parameters(Self& self, Visit&& visit) {
        each(self, [&](std::string_view name, auto& value) { visit(parameter{name, 0, 1}, value); });
    }

private:
    std::vector<std::pair<std::string, float>> values_;
    std::vector<std::size_t> place_;
};

/// What scalarizers take: weights under tags or under names.
template <class W>
concept Weights = Tunable<W> && requires(const W& w, std::size_t j) {
    { w.size() } -> std::convertible_to<std::size_t>;
    { w[j] } -> std::convertible_to<float>;
};

} // namespace fulcrum::inline v0_1
