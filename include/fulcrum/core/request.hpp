#pragma once

#include "fulcrum/core/assert.hpp"
#include "fulcrum/core/column.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <string_view>
#include <type_traits>

namespace fulcrum::inline v0_1 {

namespace detail {

template <class Tag, class T = typename Tag::value_type>
inline constexpr bool is_side_column = std::derived_from<Tag, side_column<T>>;
template <class Tag, class T = typename Tag::value_type>
inline constexpr bool is_side_matrix = std::derived_from<Tag, side_matrix<T>>;

/// The address of a tag's name is its identity: no RTTI.
template <class Tag> inline constexpr std::string_view tag_name = name_of<Tag>();

/// One borrowed side column, its type forgotten.
struct side_entry {
    const std::string_view* tag = nullptr;
    const void* data = nullptr;
    std::size_t element_bytes = 0;
    std::size_t cols = 0;   ///< values a row
    std::size_t stride = 0; ///< values from one row to the next
};

} // namespace detail

/// A tag type that names a side column.
template <class Tag>
concept SideTag = requires { typename Tag::value_type; } && (detail::is_side_column<Tag> || detail::is_side_matrix<Tag>);

/// What can be handed over as an lvalue, or as a view that owns nothing.
template <class C>
concept Borrowable = std::is_lvalue_reference_v<C> || std::ranges::borrowed_range<C> || requires {
    requires matrix_adapter<std::remove_cvref_t<C>>::borrowed;
};

/// One ranking request: the candidates' features (one row each), the user's features, and side columns (category,
/// price, id, embedding) under tag types. It borrows everything and copies nothing; what it borrows must outlive it.
///
///     fulcrum::request{features}.with(fulcrum::category{}, categories)
class request {
public:
    static constexpr std::size_t side_capacity = 8;

    request() = default;

    /// Errors: shape_error if the matrix has no contiguous rows.
    template <class M>
        requires(MatrixOf<M, float> && !std::same_as<std::remove_cvref_t<M>, request>)
    explicit request(M&& features) : features_(as_rows<float>(features)) {
        static_assert(Borrowable<M>, "a request borrows its features: pass an object that outlives it, not a temporary");
    }

    /// Adds a side column; `values` has one entry (or one row) a candidate. O(1).
    /// Errors: shape_error if its size is not the number of candidates; error when it is there already or
    /// more than side_capacity are added.
    template <SideTag Tag, class C> request& with(Tag /*tag*/, C&& values) & {
        static_assert(Borrowable<C>, "a request borrows its side columns: pass an object that outlives it");
        add<Tag>(values);
        return *this;
    }
    template <SideTag Tag, class C> [[nodiscard]] request with(Tag tag, C&& values) && {
        with(tag, std::forward<C>(values));
        return *this;
    }

    /// Adds the user's features.
    template <ValuesOf<float> C> request& with_user(C&& values) & {
        static_assert(Borrowable<C>, "a request borrows the user's features: pass an object that outlives it");
        user_ = as_values<float>(values);
        return *this;
    }
    template <ValuesOf<float> C> [[nodiscard]] request with_user(C&& values) && {
        with_user(std::forward<C>(values));
        return *this;
    }

    /// Names the random stream of this request, for stages that draw: the same key gives the same slate.
    request& with_key(std::uint64_t key) & {
        key_ = key;
        return *this;
    }
    [[nodiscard]] request with_key(std::uint64_t key) && {
        key_ = key;
        return *this;
    }

    [[nodiscard]] std::size_t size() const noexcept { return features_.rows(); }
    [[nodiscard]] matrix_view<const float> features() const noexcept { return features_; }
    [[nodiscard]] std::span<const float> user() const noexcept { return user_; }
    [[nodiscard]] std::uint64_t key() const noexcept { return key_; }

    /// True if the side column was given.
    template <SideTag Tag> [[nodiscard]] bool has() const noexcept { return entry<Tag>() != nullptr; }

    /// The side column: a span for a side_column, a matrix_view for a side_matrix; empty if it was not given.
    template <SideTag Tag> [[nodiscard]] auto get() const noexcept {
        using T = typename Tag::value_type;
        const detail::side_entry* e = entry<Tag>();
        if constexpr (detail::is_side_column<Tag>) {
            return e != nullptr ? std::span<const T>{static_cast<const T*>(e->data), size()} : std::span<const T>{};
        } else {
            return e != nullptr ? matrix_view<const T>{static_cast<const T*>(e->data), size(), e->cols, e->stride}
                                : matrix_view<const T>{};
        }
    }

    /// All side columns, for code that stores requests.
    [[nodiscard]] std::span<const detail::side_entry> sides() const noexcept { return {sides_.data(), side_count_}; }

    /// Adds a side column whose tag is known only by its entry, for code that restores requests.
    void with_entry(const detail::side_entry& e) {
        if (side_count_ == side_capacity) fail("request: more than ", side_capacity, " side columns; merge some");
        sides_[side_count_++] = e;
    }

private:
    template <class Tag, class C> void add(const C& values) {
        using T = typename Tag::value_type;
        detail::side_entry e{.tag = &detail::tag_name<Tag>, .element_bytes = sizeof(T), .cols = 1, .stride = 1};
        std::size_t rows = 0;
        if constexpr (detail::is_side_column<Tag>) {
            static_assert(ValuesOf<C, T>, "the side column's values are not those of its tag: see Tag::value_type");
            const std::span<const T> v = as_values<T>(values);
            e.data = v.data();
            rows = v.size();
        } else {
            static_assert(MatrixOf<C, T>, "the side matrix's values are not those of its tag: see Tag::value_type");
            const matrix_view<const T> v = as_rows<T>(values);
            e.data = v.data();
            e.cols = v.cols();
            e.stride = v.stride();
            rows = v.rows();
        }
        if (rows != size()) {
            fail<shape_error>("request: side column '", *e.tag, "' has ", rows, " rows, the features have ", size());
        }
        if (has<Tag>()) fail("request: side column '", *e.tag, "' is given twice");
        with_entry(e);
    }

    template <class Tag> [[nodiscard]] const detail::side_entry* entry() const noexcept {
        for (std::size_t i = 0; i < side_count_; ++i) {
            if (sides_[i].tag == &detail::tag_name<Tag>) return &sides_[i];
        }
        return nullptr;
    }

    matrix_view<const float> features_;
    std::span<const float> user_;
    std::uint64_t key_ = 0;
    std::size_t side_count_ = 0;
    std::array<detail::side_entry, side_capacity> sides_{};
};

} // namespace fulcrum::inline v0_1
