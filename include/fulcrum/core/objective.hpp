#pragma once

#include "fulcrum/core/error.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// Which way an objective is better. Values stay in the user's own orientation everywhere; kernels minimise, and the
/// sign is applied where objective columns are gathered.
enum class direction : signed char { minimize = 1, maximize = -1 };

/// Factor that turns a value into one to be minimised.
[[nodiscard]] constexpr float sign_of(direction d) noexcept { return static_cast<float>(static_cast<signed char>(d)); }

/// Base of an objective that is better when larger: `struct click : fulcrum::maximize {};`
struct maximize {
    static constexpr direction fulcrum_direction = direction::maximize;
};

/// Base of an objective that is better when smaller: `struct complaint : fulcrum::minimize {};`
struct minimize {
    static constexpr direction fulcrum_direction = direction::minimize;
};

/// A tag type with a direction: an empty class derived from exactly one of maximize and minimize.
template <class T>
concept Objective = std::is_class_v<T> && std::is_empty_v<T> && std::default_initializable<T> &&
                    (std::derived_from<T, maximize> != std::derived_from<T, minimize>);

namespace detail {

template <class T> constexpr const char* function_name() noexcept {
    return __PRETTY_FUNCTION__; // gcc: "... [with T = shop::click]", clang: "... [T = shop::click]"
}

/// The name of a type without its namespaces and its own template arguments.
template <class T> constexpr std::string_view pretty_name() noexcept {
    std::string_view name = function_name<T>();
    name.remove_prefix(name.find("T = ") + 4);
    name.remove_suffix(1);
    if (name.ends_with('>')) { // of outer<a>::inner<b>, only <b> goes
        std::size_t depth = 0;
        do {
            depth += name.back() == '>' ? 1U : 0U;
            depth -= name.back() == '<' ? 1U : 0U;
            name.remove_suffix(1);
        } while (depth > 0 && !name.empty());
    }
    if (const std::size_t scope = name.rfind("::"); scope != std::string_view::npos) name.remove_prefix(scope + 2);
    return name;
}

} // namespace detail

/// The name of a tag: its own `static constexpr std::string_view name` if it has one, else that of the type without its
/// namespace.
template <class Tag> [[nodiscard]] constexpr std::string_view name_of() noexcept {
    if constexpr (requires { { Tag::name } -> std::convertible_to<std::string_view>; }) {
        return Tag::name;
    } else {
        return detail::pretty_name<Tag>();
    }
}

namespace detail {

template <class... Tags> constexpr bool names_differ() noexcept {
    constexpr std::array<std::string_view, sizeof...(Tags)> names{name_of<Tags>()...};
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (names[i] == names[j]) return false;
        }
    }
    return true;
}

} // namespace detail

/// An ordered set of objectives known to the compiler: `using goals = fulcrum::objectives<click, revenue, complaint>;`
template <class... Tags> struct objectives {
    static_assert(sizeof...(Tags) > 0, "objectives<...> needs at least one objective");
    static_assert((Objective<Tags> && ...), "objectives<...>: an objective is an empty struct that derives from maximize "
                                            "or from minimize");
    static_assert(detail::names_differ<Tags...>(),
                  "objectives<...> has two objectives of one name: give one a static constexpr std::string_view name");

    /// Place of a tag in the set; size() if it is not there.
    template <class Tag> static constexpr std::size_t index_of() noexcept {
        constexpr std::array<bool, sizeof...(Tags)> same{std::is_same_v<Tag, Tags>...};
        std::size_t i = 0;
        while (i < same.size() && !same[i]) ++i;
        return i;
    }
    template <class Tag> static constexpr bool contains = (std::is_same_v<Tag, Tags> || ...);

    static constexpr std::size_t size() noexcept { return sizeof...(Tags); }
    static constexpr std::span<const direction> directions() noexcept { return directions_; }
    static constexpr std::string_view name(std::size_t i) noexcept { return names_[i]; }

private:
    static constexpr std::array<direction, sizeof...(Tags)> directions_{Tags::fulcrum_direction...};
    static constexpr std::array<std::string_view, sizeof...(Tags)> names_{name_of<Tags>()...};
};

/// A named objective of a set that is only known at run time.
struct dynamic_objective {
    std::string name;
    direction better = direction::maximize;
};

/// The same concept for a service whose objectives come from a configuration.
/// Throws error when it is empty, or when a name is empty or used twice.
class dynamic_objectives {
public:
    dynamic_objectives(std::initializer_list<dynamic_objective> items)
        : dynamic_objectives(std::vector<dynamic_objective>(items)) {}
    explicit dynamic_objectives(std::vector<dynamic_objective> items) : items_(std::move(items)) {
        if (items_.empty()) fail("objectives: the list is empty; name at least one");
        for (std::size_t i = 0; i < items_.size(); ++i) {
            if (items_[i].name.empty()) fail("objectives: the name of objective ", i, " is empty");
            if (find(items_[i].name) != i) fail("objectives: '", items_[i].name, "' is listed twice");
            directions_.push_back(items_[i].better);
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }
    [[nodiscard]] std::span<const direction> directions() const noexcept { return directions_; }
    [[nodiscard]] std::string_view name(std::size_t i) const noexcept { return items_[i].name; }

    /// Place of a name in the set; size() if it is not there.
    [[nodiscard]] std::size_t find(std::string_view wanted) const noexcept {
        std::size_t i = 0;
        while (i < items_.size() && items_[i].name != wanted) ++i;
        return i;
    }

private:
    std::vector<dynamic_objective> items_;
    std::vector<direction> directions_;
};

/// An ordered set of objectives, of the compiler or of the run.
template <class T>
concept ObjectiveSet = requires(const T& set, std::size_t i) {
    { set.size() } -> std::convertible_to<std::size_t>;
    { set.directions() } -> std::convertible_to<std::span<const direction>>;
    { set.name(i) } -> std::convertible_to<std::string_view>;
};

/// True for a set whose objectives are types.
template <class T> inline constexpr bool is_static_set = false;
template <class... Tags> inline constexpr bool is_static_set<objectives<Tags...>> = true;

} // namespace fulcrum::inline v0_1
