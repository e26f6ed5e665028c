#pragma once

#include "fulcrum/core/error.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// What the values of a variable mean. All are held as doubles; those of all kinds but `real` are whole numbers.
enum class variable_kind : std::uint8_t {
    real,
    integer,     ///< an order and distances
    binary,      ///< 0 or 1
    categorical, ///< a label: neither order nor distance
    permutation, ///< one of n neighbours that together hold each of 0, ..., n - 1 once
};

[[nodiscard]] constexpr const char* text_of(variable_kind kind) noexcept {
    switch (kind) {
    case variable_kind::real: return "real";
    case variable_kind::integer: return "integer";
    case variable_kind::binary: return "binary";
    case variable_kind::categorical: return "categorical";
    case variable_kind::permutation: return "permutation";
    }
    return "unknown";
}

/// A set of kinds: `variable_kinds{variable_kind::integer, variable_kind::binary}`.
class variable_kinds {
public:
    constexpr variable_kinds() = default;
    constexpr variable_kinds(std::initializer_list<variable_kind> kinds) noexcept {
        for (const variable_kind kind : kinds) insert(kind);
    }

    constexpr void insert(variable_kind kind) noexcept { bits_ |= bit(kind); }
    [[nodiscard]] constexpr bool contains(variable_kind kind) const noexcept { return (bits_ & bit(kind)) != 0; }
    /// Each of `others` is in this set.
    [[nodiscard]] constexpr bool contains(variable_kinds others) const noexcept {
        return (bits_ & others.bits_) == others.bits_;
    }
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    [[nodiscard]] constexpr bool operator==(const variable_kinds&) const = default;

private:
    [[nodiscard]] static constexpr unsigned bit(variable_kind kind) noexcept {
        return 1U << static_cast<unsigned>(kind);
    }
    unsigned bits_ = 0;
};

/// The kinds whose values stand each for itself.
inline constexpr variable_kinds all_but_permutations{variable_kind::real, variable_kind::integer, variable_kind::binary,
                                                     variable_kind::categorical};

/// A decision variable with its closed interval. lower == upper fixes it. `{"x", 0, 1}` is a real one; the functions
/// below make the others.
struct variable {
    std::string name;
    double lower = 0;
    double upper = 1;
    variable_kind kind = variable_kind::real;
};

namespace detail {

inline void check_bounds(const variable& v) {
    if (!std::isfinite(v.lower) || !std::isfinite(v.upper) || !std::isfinite(v.upper - v.lower)) {
        fail("search: variable '", v.name, "' needs finite bounds, got [", v.lower, ", ", v.upper, "]");
    }
    if (v.lower > v.upper) {
        fail("search: variable '", v.name, "' has crossed bounds [", v.lower, ", ", v.upper, "]; swap them");
    }
    if (v.kind == variable_kind::real) return;
    const auto whole = [](double bound) { return bound == std::floor(bound) && std::abs(bound) <= 0x1p53; };
    if (!whole(v.lower) || !whole(v.upper)) {
        fail("search: variable '", v.name, "' is ", text_of(v.kind), " and needs whole bounds up to 2^53, got [",
             v.lower, ", ", v.upper, "]");
    }
    if (v.kind == variable_kind::binary && (v.lower < 0 || v.upper > 1)) {
        fail("search: variable '", v.name, "' is binary and needs bounds 0 and 1, got [", v.lower, ", ", v.upper, "]");
    }
}

} // namespace detail

/// A whole number from lower to upper.
/// Errors: error when the bounds are not whole, or crossed.
[[nodiscard]] inline variable integer_variable(std::string name, double lower, double upper) {
    variable v{std::move(name), lower, upper, variable_kind::integer};
    detail::check_bounds(v);
    return v;
}

/// 0 or 1.
[[nodiscard]] inline variable binary_variable(std::string name) {
    return {std::move(name), 0, 1, variable_kind::binary};
}

/// One of the labels 0, ..., categories - 1.
/// Errors: error when there is no category.
[[nodiscard]] inline variable categorical_variable(std::string name, std::size_t categories) {
    if (categories == 0) fail("search: variable '", name, "' has 0 categories, it needs at least 1");
    return {std::move(name), 0, static_cast<double>(categories - 1), variable_kind::categorical};
}

/// A permutation of 0, ..., size - 1: as many variables, name[0] to name[size - 1], which a problem must keep side by
/// side and in this order.
/// Errors: error when the size is 0.
[[nodiscard]] inline std::vector<variable> permutation_variables(const std::string& name, std::size_t size) {
    if (size == 0) fail("search: permutation '", name, "' has 0 elements, it needs at least 1");
    std::vector<variable> all;
    for (std::size_t i = 0; i < size; ++i) {
        all.push_back({name + "[" + std::to_string(i) + "]", 0, static_cast<double>(size - 1),
                       variable_kind::permutation});
    }
    return all;
}

namespace detail {

inline void append(std::vector<variable>& all, variable one) { all.push_back(std::move(one)); }
inline void append(std::vector<variable>& all, std::vector<variable> more) {
    for (variable& one : more) all.push_back(std::move(one));
}

} // namespace detail

/// Variables and lists of variables as one list:
///     join_variables(variable{"x", 0, 1}, binary_variable("b"), permutation_variables("order", 8))
template <class... Parts> [[nodiscard]] std::vector<variable> join_variables(Parts... parts) {
    std::vector<variable> all;
    (detail::append(all, std::move(parts)), ...);
    return all;
}

} // namespace fulcrum::inline v0_1
