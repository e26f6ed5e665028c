#pragma once

#include "fulcrum/core/random.hpp"
#include "fulcrum/search/prepared.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/variable.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

inline constexpr std::array every_kind{variable_kind::real, variable_kind::integer, variable_kind::binary,
                                       variable_kind::categorical, variable_kind::permutation};

/// Who acts on what in a mixture: a kind goes to the operator that handles it and whose kinds are fewest, in that all
/// others that handle it handle these kinds too, and more.
template <class... Operators> struct division {
    static constexpr std::size_t count = sizeof...(Operators);
    static constexpr std::array<variable_kinds, count> handled{handled_by<Operators>()...};

    [[nodiscard]] static constexpr bool goes_to(std::size_t i, variable_kind kind) noexcept {
        if (!handled[i].contains(kind)) return false;
        for (std::size_t k = 0; k < count; ++k) {
            if (k == i || !handled[k].contains(kind)) continue;
            if (handled[i] == handled[k] || !handled[k].contains(handled[i])) return false;
        }
        return true;
    }
    /// The kinds that operator i acts on.
    [[nodiscard]] static constexpr variable_kinds share(std::size_t i) noexcept {
        variable_kinds kinds;
        for (const variable_kind kind : every_kind) {
            if (goes_to(i, kind)) kinds.insert(kind);
        }
        return kinds;
    }
    /// The kinds that are handled.
    [[nodiscard]] static constexpr variable_kinds all() noexcept {
        variable_kinds kinds;
        for (const variable_kind kind : every_kind) {
            for (const variable_kinds& some : handled) {
                if (some.contains(kind)) kinds.insert(kind);
            }
        }
        return kinds;
    }
    /// Each kind that is handled goes to one operator.
    [[nodiscard]] static constexpr bool unique() noexcept {
        variable_kinds kinds;
        for (const variable_kind kind : every_kind) {
            for (std::size_t i = 0; i < count; ++i) {
                if (goes_to(i, kind)) kinds.insert(kind);
            }
        }
        return kinds == all();
    }
};

/// One operator of a mixture, over its own variables of one space: they are gathered into rows of their own, of which
/// it sees the space. Where all variables are its own it works in place.
template <class Operator> class partial {
public:
    partial(const Operator& op, const search_space& space, variable_kinds kinds, const char* role)
        : own_(space.indices(kinds)), part_(space.part(kinds)), op_(prepared(op, part_, role)),
          whole_(own_.size() == space.size()), rows_(whole_ ? 0 : 4 * own_.size()) {}

    void operator()(std::span<const double> a, std::span<const double> b, std::span<double> child_a,
                    std::span<double> child_b, random_stream& random) {
        if (whole_) return op_(a, b, child_a, child_b, part_, random);
        gather(a, row(0));
        gather(b, row(1));
        op_(std::span<const double>(row(0)), std::span<const double>(row(1)), row(2), row(3), part_, random);
        scatter(row(2), child_a);
        scatter(row(3), child_b);
    }
    void operator()(std::span<double> child, random_stream& random) {
        if (whole_) return op_(child, part_, random);
        gather(child, row(0));
        op_(row(0), part_, random);
        scatter(row(0), child);
    }

private:
    [[nodiscard]] std::span<double> row(std::size_t i) noexcept {
        return std::span(rows_).subspan(i * own_.size(), own_.size());
    }
    void gather(std::span<const double> from, std::span<double> to) const noexcept {
        for (std::size_t k = 0; k < own_.size(); ++k) to[k] = from[own_[k]];
    }
    void scatter(std::span<const double> from, std::span<double> to) const noexcept {
        for (std::size_t k = 0; k < own_.size(); ++k) to[own_[k]] = from[k];
    }

    std::vector<std::size_t> own_;
    search_space part_;
    decltype(prepared(std::declval<const Operator&>(), std::declval<const search_space&>(), "")) op_;
    bool whole_;
    std::vector<double> rows_;
};

template <class... Operators> void check_each(const std::tuple<Operators...>& operators) {
    const auto check = [](const auto& op) {
        if constexpr (requires { op.check(); }) op.check();
    };
    std::apply([&](const auto&... op) { (check(op), ...); }, operators);
}

/// A mixture for one space: the operators one after the other, each over its own variables.
template <class... Operators> class mixture {
public:
    mixture(const std::tuple<Operators...>& operators, const search_space& space, const char* role)
        : mixture(operators, space, role, std::index_sequence_for<Operators...>{}) {}

    void operator()(std::span<const double> a, std::span<const double> b, std::span<double> child_a,
                    std::span<double> child_b, const search_space&, random_stream& random) {
        for_each([&](auto& part) { part(a, b, child_a, child_b, random); });
    }
    void operator()(std::span<double> child, const search_space&, random_stream& random) {
        for_each([&](auto& part) { part(child, random); });
    }

private:
    template <std::size_t... Is>
    mixture(const std::tuple<Operators...>& operators, const search_space& space, const char* role,
            std::index_sequence<Is...>)
        : parts_(part_of<Operators>(std::get<Is>(operators), space, division<Operators...>::share(Is), role)...) {}

    /// Nothing when the space has none of the operator's variables.
    template <class Operator>
    static std::optional<partial<Operator>> part_of(const Operator& op, const search_space& space,
                                                    variable_kinds kinds, const char* role) {
        if (space.indices(kinds).empty()) return std::nullopt;
        const auto decisions = space.indices(all_but_permutations).size() + space.permutations().size();
        return partial<Operator>(at_rate(op, 1.0 / static_cast<double>(decisions)), space, kinds, role);
    }
    template <class Function> void for_each(Function function) {
        std::apply([&](auto&... part) { ((part ? function(*part) : void()), ...); }, parts_);
    }

    std::tuple<std::optional<partial<Operators>>...> parts_;
};

} // namespace fulcrum::inline v0_1::detail
