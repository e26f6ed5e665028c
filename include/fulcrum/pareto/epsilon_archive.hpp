#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/archive_rows.hpp"
#include "fulcrum/pareto/detail/archive_slots.hpp"
#include "fulcrum/pareto/detail/archive_tree.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// An archive on a grid (Laumanns, Thiele, Deb and Zitzler, Evolutionary Computation 10(3), 2002, algorithm 3, with
/// boxes of equal sides): objective j is cut into steps of epsilon[j], boxes that another box dominates are dropped,
/// and a box holds one point. So for every point ever inserted some member is, in each objective, at most epsilon[j]
/// worse (but for rounding in value / epsilon[j]); no member dominates another; and there are at most as many members
/// as their range has boxes over all objectives but one.
/// In a box the point nearest to the box's best corner stays, by the sum of the steps to it, of equal ones the better
/// in the first objective that differs, then that with the lesser id. That is an order of all points, in which one that
/// dominates goes first: so what the archive holds depends only on the set of points that were inserted.
///
/// Values go in and come out in the user's own orientation. A point with an objective that is not finite is not taken
/// in; non_finite() counts them.
template <ObjectiveSet Set, std::floating_point T = double> class epsilon_archive {
public:
    explicit epsilon_archive(std::vector<T> epsilon)
        requires is_static_set<Set>
        : epsilon_archive(Set{}, std::move(epsilon)) {}
    /// Errors: shape_error when there is not one epsilon per objective; error when one is not positive and finite.
    epsilon_archive(Set set, std::vector<T> epsilon)
        : set_(std::move(set)), epsilon_(std::move(epsilon)), tree_(detail::archive_width(set_)), slots_(set_.size()),
          point_(set_.size()), box_(detail::archive_width(set_)), held_(set_.size()), row_(set_.size()) {
        if (epsilon_.size() != set_.size()) {
            fail<shape_error>("epsilon_archive: there are ", epsilon_.size(), " epsilons, the set has ", set_.size(),
                              " objectives");
        }
        for (std::size_t j = 0; j < epsilon_.size(); ++j) {
            if (!(epsilon_[j] > 0 && std::isfinite(epsilon_[j]))) {
                fail("epsilon_archive: epsilon ", j, " is ", epsilon_[j], "; it must be positive and finite");
            }
        }
    }

    [[nodiscard]] const Set& set() const noexcept { return set_; }
    [[nodiscard]] std::span<const T> epsilon() const noexcept { return epsilon_; }
    [[nodiscard]] std::size_t size() const noexcept { return slots_.size(); }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    /// Points refused since the archive was made or cleared, merged archives' included.
    [[nodiscard]] std::size_t non_finite() const noexcept { return non_finite_; }

    void clear() {
        tree_.clear();
        slots_.clear();
        non_finite_ = 0;
    }
    /// Memory for about n members.
    void reserve(std::size_t n) {
        tree_.reserve(n);
        slots_.reserve(n);
    }

    /// True if the point is a member now. Errors: shape_error when there is not one value per objective.
    bool insert(std::span<const T> values, std::uint64_t id) {
        detail::check_row("epsilon_archive::insert", set_, values);
        if (!detail::orient(set_, values, point_.data())) {
            ++non_finite_;
            return false;
        }
        for (std::size_t j = 0; j < point_.size(); ++j) box_[j] = std::floor(steps(point_[j], j));
        const auto answer = tree_.find_all(box_.data());
        if (answer.found == detail::standing::dominated) return false;
        if (answer.found == detail::standing::equal) {
            const auto held = static_cast<std::uint32_t>(tree_.name(answer));
            if (!goes_before(id, held)) return false;
            slots_.remove(held);
            tree_.name(answer) = slots_.add(values, id);
            return true;
        }
        tree_.remove_dominated(box_.data(), answer,
                               [this](std::uint64_t slot) { slots_.remove(static_cast<std::uint32_t>(slot)); });
        tree_.place(box_.data(), slots_.add(values, id));
        return true;
    }

    /// Inserts the members of another archive. Associative, commutative and idempotent: the result is that of inserting
    /// all points that were inserted in either.
    /// Errors: shape_error or error when the objectives or the epsilons differ.
    void merge(const epsilon_archive& other) {
        detail::check_same_objectives("epsilon_archive::merge", set_, other.set_);
        for (std::size_t j = 0; j < epsilon_.size(); ++j) {
            if (epsilon_[j] != other.epsilon_[j]) {
                fail("epsilon_archive::merge: epsilon ", j, " is ", epsilon_[j], " here and ", other.epsilon_[j],
                     " in the other");
            }
        }
        non_finite_ += other.non_finite_;
        if (this == &other) return;
        for (const std::uint32_t slot : other.slots_.used()) {
            other.slots_.read(slot, row_);
            insert(row_, other.slots_.id(slot));
        }
    }

    /// The members, in the workspace: valid until the enclosing scope of `ws` ends or `ws` is reset. O(m size).
    [[nodiscard]] archive_members<T> members(workspace& ws) const { return slots_.members(ws); }

private:
    /// A value in steps along objective j, the whole part of which numbers the box. Each operation is monotone, so that
    /// no better point has a worse box.
    [[nodiscard]] T steps(T value, std::size_t j) const noexcept {
        constexpr T limit = (std::numeric_limits<T>::max)();
        return std::clamp(value / epsilon_[j], -limit, limit);
    }
    /// From the best corner of box_ to a point in it.
    [[nodiscard]] T distance(const std::vector<T>& point) const noexcept {
        T sum = 0;
        for (std::size_t j = 0; j < point.size(); ++j) sum += steps(point[j], j) - box_[j];
        return sum;
    }

    /// Does point_ with this id go before a member of the same box?
    [[nodiscard]] bool goes_before(std::uint64_t id, std::uint32_t held) noexcept {
        slots_.read(held, held_);
        static_cast<void>(detail::orient(set_, std::span<const T>(held_), held_.data()));
        const T mine = distance(point_);
        const T its = distance(held_);
        if (mine != its) return mine < its;
        if (point_ != held_) return point_ < held_;
        return id < slots_.id(held);
    }

    [[no_unique_address]] Set set_;
    std::vector<T> epsilon_;
    detail::archive_tree<T, detail::static_archive_width<Set>()> tree_; ///< its points are boxes, its names slots
    detail::archive_slots<T> slots_;
    std::vector<T> point_; ///< the one that is being inserted, minimised
    std::vector<T> box_;
    std::vector<T> held_;
    std::vector<T> row_;
    std::size_t non_finite_ = 0;
};

} // namespace fulcrum::inline v0_1
