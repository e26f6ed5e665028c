#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/crowding_prune.hpp"
#include "fulcrum/pareto/detail/archive_rows.hpp"
#include "fulcrum/pareto/detail/archive_slots.hpp"
#include "fulcrum/pareto/detail/archive_tree.hpp"
#include "fulcrum/pareto/hypervolume_contributions.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A bounded archive gives up its most crowded members (crowding_prune). With a capacity of at least two per objective
/// the best value found in each objective stays.
struct by_crowding {
    template <ObjectiveSet Set, class T>
    [[nodiscard]] std::span<const std::uint32_t> operator()(const Set& set, columns_view<const T> values,
                                                            std::span<const std::uint32_t> members, std::size_t keep,
                                                            workspace& ws) const {
        return crowding_prune(set, values, members, keep, ws);
    }
};

/// A bounded archive gives up, one at a time, the member that contributes least to the hypervolume up to the reference
/// (least_contributor; Knowles, Corne and Fleischer, CEC 2003); of equal ones the last. An insertion never lessens the
/// hypervolume, but for rounding. The reference is in the user's own orientation; a member not better than it
/// contributes nothing.
struct by_hypervolume {
    std::vector<double> reference;

    template <ObjectiveSet Set, class T>
    [[nodiscard]] std::span<const std::uint32_t> operator()(const Set& set, columns_view<const T> values,
                                                            std::span<const std::uint32_t> members, std::size_t keep,
                                                            workspace& ws) const {
        const std::span<std::uint32_t> left = ws.take<std::uint32_t>(members.size());
        const workspace::scope scratch(ws);
        const std::span<T> bound = ws.take<T>(reference.size());
        for (std::size_t j = 0; j < bound.size(); ++j) bound[j] = static_cast<T>(reference[j]);
        std::reverse_copy(members.begin(), members.end(), left.begin()); // of equal contributors the last goes
        std::size_t size = left.size();
        for (; size > keep; --size) {
            const std::span<const std::uint32_t> some = left.first(size);
            const std::uint32_t row = least_contributor(set, values, some, std::span<const T>(bound), ws).row;
            std::uint32_t* const least = std::find(left.data(), left.data() + size, row);
            std::copy(least + 1, left.data() + size, least);
        }
        std::reverse(left.data(), left.data() + size);
        return left.first(size);
    }
};

/// An archive of at most `capacity` points none of which dominates another, each with an id: when there are more,
/// Pruning, by_crowding or by_hypervolume, says which to give up. Of equal points, that with the least id is kept.
///
///     fulcrum::bounded_archive<goals, fulcrum::by_crowding> found(100);
///     fulcrum::bounded_archive<goals, fulcrum::by_hypervolume> other(100, {.reference = {0, 0, 50}});
///
/// Values go in and come out in the user's own orientation. A point with an objective that is not finite is not taken
/// in; non_finite() counts them. While nothing has been given up the members are those of an `archive`; after that they
/// depend on the order of the insertions, but on nothing else.
/// A Pruning is called with (set, columns, members, how many to keep, workspace), members ordered by id, and returns
/// those to keep in their order.
template <ObjectiveSet Set, class Pruning, std::floating_point T = double> class bounded_archive {
public:
    explicit bounded_archive(std::size_t capacity, Pruning pruning = {})
        requires is_static_set<Set>
        : bounded_archive(Set{}, capacity, std::move(pruning)) {}
    /// Errors: error when the capacity is 0; shape_error when a reference does not fit the
    /// objectives, error when it is not finite.
    bounded_archive(Set set, std::size_t capacity, Pruning pruning = {})
        : set_(std::move(set)), capacity_(capacity), pruning_(std::move(pruning)), tree_(detail::archive_width(set_)),
          slots_(set_.size()), point_(detail::archive_width(set_)), row_(set_.size()) {
        if (capacity_ == 0) fail("bounded_archive: the capacity is 0; give room for one point at least");
        if constexpr (std::same_as<Pruning, by_hypervolume>) {
            if (pruning_.reference.size() != set_.size()) {
                fail<shape_error>("bounded_archive: the reference has ", pruning_.reference.size(),
                                  " values, the set has ", set_.size(), " objectives");
            }
            for (std::size_t j = 0; j < set_.size(); ++j) {
                if (!std::isfinite(static_cast<T>(pruning_.reference[j]))) {
                    fail("bounded_archive: value ", j, " of the reference is not finite");
                }
            }
        }
        slots_.reserve(capacity_ + 1);
        tree_.reserve(capacity_ + 1);
    }

    [[nodiscard]] const Set& set() const noexcept { return set_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] std::size_t size() const noexcept { return slots_.size(); }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    /// Points refused since the archive was made or cleared, merged archives' included.
    [[nodiscard]] std::size_t non_finite() const noexcept { return non_finite_; }

    void clear() {
        tree_.clear();
        slots_.clear();
        non_finite_ = 0;
    }

    /// Takes the point in unless a member dominates or equals it, drops the members that it dominates, and one more if
    /// there is no room. True if it is a member now. Errors: shape_error when there is not one value per objective.
    bool insert(std::span<const T> values, std::uint64_t id, workspace& ws) {
        detail::check_row("bounded_archive::insert", set_, values);
        if (!detail::orient(set_, values, point_.data())) {
            ++non_finite_;
            return false;
        }
        const std::uint32_t slot = take_in(values, id);
        if (slot == none) return false;
        if (size() <= capacity_) return true;
        prune(ws);
        const std::span<const std::uint32_t> used = slots_.used();
        return std::find(used.begin(), used.end(), slot) != used.end();
    }

    /// The front of both archives' members, then pruned: commutative, and associative as long as nothing has to be
    /// given up. Memory grows by the size of the other archive.
    /// Errors: shape_error or error when the objectives differ in number or direction.
    void merge(const bounded_archive& other, workspace& ws) {
        detail::check_same_objectives("bounded_archive::merge", set_, other.set_);
        non_finite_ += other.non_finite_;
        if (this == &other) return;
        for (const std::uint32_t slot : other.slots_.used()) {
            load(other, slot);
            take_in(row_, other.slots_.id(slot));
        }
        if (size() > capacity_) prune(ws);
    }

    /// The members, in the workspace: valid until the enclosing scope of `ws` ends or `ws` is reset. O(m size).
    [[nodiscard]] archive_members<T> members(workspace& ws) const { return slots_.members(ws); }

private:
    static constexpr std::uint32_t none = detail::archive_nodes<T>::none;

    /// The slot of the point in point_ and values; none if it is not taken in.
    std::uint32_t take_in(std::span<const T> values, std::uint64_t id) {
        const auto answer = tree_.find_all(point_.data());
        if (answer.found == detail::standing::dominated) return none;
        if (answer.found == detail::standing::equal) {
            const auto held = static_cast<std::uint32_t>(tree_.name(answer));
            if (slots_.id(held) <= id) return none;
            slots_.remove(held);
            return static_cast<std::uint32_t>(tree_.name(answer) = slots_.add(values, id));
        }
        tree_.remove_dominated(point_.data(), answer,
                               [this](std::uint64_t slot) { slots_.remove(static_cast<std::uint32_t>(slot)); });
        const std::uint32_t slot = slots_.add(values, id);
        tree_.place(point_.data(), slot);
        return slot;
    }

    /// Reads a member into row_, and minimised into point_.
    void load(const bounded_archive& from, std::uint32_t slot) {
        from.slots_.read(slot, row_);
        static_cast<void>(detail::orient(set_, std::span<const T>(row_), point_.data()));
    }

    void prune(workspace& ws) {
        const workspace::scope scratch(ws);
        const std::span<std::uint32_t> before = ws.take<std::uint32_t>(size());
        std::copy(slots_.used().begin(), slots_.used().end(), before.begin());
        const auto kept = pruning_(set_, slots_.columns(), std::span<const std::uint32_t>(before), capacity_, ws);
        std::size_t next = 0;
        for (const std::uint32_t slot : before) {
            if (next < kept.size() && kept[next] == slot) {
                ++next;
                continue;
            }
            load(*this, slot);
            tree_.erase(point_.data(), slot);
            slots_.remove(slot);
        }
    }

    [[no_unique_address]] Set set_;
    std::size_t capacity_;
    Pruning pruning_;
    detail::archive_tree<T, detail::static_archive_width<Set>()> tree_; ///< its names are slots
    detail::archive_slots<T> slots_;
    std::vector<T> point_; ///< the one that is being inserted, minimised
    std::vector<T> row_;
    std::size_t non_finite_ = 0;
};

} // namespace fulcrum::inline v0_1
