#pragma once

#include <cstdint>
#include <string_view>

namespace fulcrum::inline v0_1 {

/// The columns of a slate, as a set: what a stage needs from the stages before it, and what it gives to those after.
/// Features, the input order and the keep mask are always there.
enum class columns : unsigned {
    none = 0,
    objectives = 1U << 0U, ///< one value a row and objective, in the user's orientation
    ideal = 1U << 1U,      ///< the scale and the best value of every objective
    utility = 1U << 2U,    ///< one value a row, larger is better
    order = 1U << 3U,      ///< rows chosen and ordered by merit, not by input
    propensity = 1U << 4U, ///< the probability with which each chosen row was drawn
};

[[nodiscard]] constexpr columns operator|(columns a, columns b) noexcept {
    return static_cast<columns>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
[[nodiscard]] constexpr columns operator&(columns a, columns b) noexcept {
    return static_cast<columns>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}
/// True if every column of `wanted` is in `given`.
[[nodiscard]] constexpr bool covers(columns given, columns wanted) noexcept { return (given & wanted) == wanted; }

/// The state of a row. Anything but `dropped` is kept.
enum class row_state : std::uint8_t {
    dropped = 0,
    kept = 1,
    kept_not_finite = 2, ///< an objective of it is NaN or infinite: it ranks last
};

/// A tag for a side column of one value a row: `struct brand : fulcrum::side_column<std::uint32_t> {};`
template <class T> struct side_column {
    using value_type = T;
};
/// A tag for side columns of several values a row.
template <class T> struct side_matrix {
    using value_type = T;
};

struct item_id : side_column<std::uint32_t> {};   ///< the item's number in the catalogue
struct category : side_column<std::uint32_t> {};  ///< the item's category
struct price : side_column<float> {};             ///< the item's price
struct relevance : side_column<float> {};         ///< a known label, for evaluation
struct popularity : side_column<float> {};        ///< share of all interactions that the item has, in (0, 1]
struct embedding : side_matrix<float> {};         ///< where similarity between items is measured

} // namespace fulcrum::inline v0_1
