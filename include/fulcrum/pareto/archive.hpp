#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/archive_rows.hpp"
#include "fulcrum/pareto/detail/archive_tree.hpp"
#include "fulcrum/pareto/dominance.hpp"
#include "fulcrum/pareto/front.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// What an archive does with a point equal to a member: keeps both, as they do not dominate one another, ...
struct keep_duplicates {};
/// ... or keeps one of them, that with the least id.
struct drop_duplicates {};

/// All points that no other point inserted so far dominates, each with an id of the user's.
///
///     fulcrum::archive<goals> found;
///     const bool kept = found.insert(values, id);
///     const auto members = found.members(ws); // members.objectives, members.ids
///
/// Values go in and come out in the user's own orientation; -0 equals 0 and comes out as 0. A point with an objective
/// that is not finite is not taken in; non_finite() counts them. Ids need not differ: every insertion is a point of its
/// own. What the archive holds depends only on what was inserted, not on the order, nor on how it was split between
/// archives that were then merged.
/// Points are compared by vector instructions: with all others while they are few, by way of a tree of boxes when they
/// are many (see detail/archive_tree.hpp), which visits a few leaves of a front that is spread out, and O(size) points
/// at worst. Memory grows with the largest size so far and is then used again: a warm archive does not allocate.
template <ObjectiveSet Set, std::floating_point T = double, class Duplicates = keep_duplicates> class archive {
    static_assert(std::is_same_v<Duplicates, keep_duplicates> || std::is_same_v<Duplicates, drop_duplicates>,
                  "archive<Set, T, Duplicates>: Duplicates is keep_duplicates or drop_duplicates");

public:
    archive()
        requires is_static_set<Set>
        : archive(Set{}) {}
    explicit archive(Set set)
        : set_(std::move(set)), tree_(detail::archive_width(set_)), point_(detail::archive_width(set_)) {}

    [[nodiscard]] const Set& set() const noexcept { return set_; }
    [[nodiscard]] std::size_t size() const noexcept { return tree_.size(); }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    /// Points refused since the archive was made or cleared, merged archives' included.
    [[nodiscard]] std::size_t non_finite() const noexcept { return non_finite_; }

    void clear() {
        tree_.clear();
        non_finite_ = 0;
    }
    /// Memory for about n members.
    void reserve(std::size_t n) { tree_.reserve(n); }

    /// Takes the point in unless a member dominates it, and drops the members that it dominates. True if it is a member
    /// now. Errors: shape_error when there is not one value per objective.
    bool insert(std::span<const T> values, std::uint64_t id) {
        detail::check_row("archive::insert", set_, values);
        if (!detail::orient(set_, values, point_.data())) {
            ++non_finite_;
            return false;
        }
        return insert_point(id);
    }

    /// Inserts every row of a batch, after reducing it to its front; returns how many are members now.
    /// Errors: shape_error when columns or ids do not fit.
    std::size_t insert(columns_view<const T> values, std::span<const std::uint64_t> ids, workspace& ws) {
        detail::check_shape("archive::insert", set_, values);
        if (ids.size() != values.rows()) {
            fail<shape_error>("archive::insert: there are ", values.rows(), " rows and ", ids.size(), " ids");
        }
        const std::size_t refused = count_non_finite(values);
        non_finite_ += refused;
        if (refused == values.rows()) return 0;
        const workspace::scope scratch(ws);
        const std::span<T> row = ws.take<T>(values.cols());
        std::size_t kept = 0;
        for (const std::uint32_t i : pareto_front(set_, values, ws)) {
            for (std::size_t j = 0; j < row.size(); ++j) row[j] = values(i, j);
            kept += insert(row, ids[i]) ? 1U : 0U;
        }
        return kept;
    }

    /// Inserts the members of another archive. Associative and commutative: whatever the order and the brackets, the
    /// result holds the front of all that was inserted anywhere. With drop_duplicates also idempotent.
    /// Errors: shape_error or error when the objectives differ in number or direction.
    void merge(const archive& other) {
        if (this == &other) return merge(archive(other));
        detail::check_same_objectives("archive::merge", set_, other.set_);
        other.tree_.for_each([this](const T* first, std::size_t stride, std::uint64_t id) {
            for (std::size_t j = 0; j < point_.size(); ++j) point_[j] = first[j * stride];
            insert_point(id);
        });
        non_finite_ += other.non_finite_;
    }

    /// Does a member dominate these values? False for values that are not finite.
    /// Errors: shape_error when there is not one value per objective.
    [[nodiscard]] bool dominates(std::span<const T> values, workspace& ws) const {
        detail::check_row("archive::dominates", set_, values);
        const workspace::scope scratch(ws);
        const std::span<T> point = ws.take<T>(point_.size(), T{0});
        return detail::orient(set_, values, point.data()) && tree_.find(point.data()) == detail::standing::dominated;
    }

    /// The members, in the workspace: valid until the enclosing scope of `ws` ends or `ws` is reset.
    /// O(size (m + log size)).
    [[nodiscard]] archive_members<T> members(workspace& ws) const {
        return detail::ordered_members<T>(set_, size(), [this](auto visit) { tree_.for_each(visit); }, ws);
    }

private:
    bool insert_point(std::uint64_t id) {
        const auto answer = tree_.find_all(point_.data());
        if (answer.found == detail::standing::dominated) return false;
        if constexpr (std::is_same_v<Duplicates, drop_duplicates>) {
            if (answer.found == detail::standing::equal) {
                std::uint64_t& held = tree_.name(answer);
                if (held < id) return false;
                held = id;
                return true;
            }
        }
        tree_.remove_dominated(point_.data(), answer, [](std::uint64_t) {});
        tree_.place(point_.data(), id);
        return true;
    }

    [[no_unique_address]] Set set_;
    detail::archive_tree<T, detail::static_archive_width<Set>()> tree_;
    std::vector<T> point_; ///< the one that is being inserted
    std::size_t non_finite_ = 0;
};

} // namespace fulcrum::inline v0_1
