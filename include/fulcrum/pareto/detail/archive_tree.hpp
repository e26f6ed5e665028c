#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/pareto/detail/archive_kernel.hpp"
#include "fulcrum/pareto/detail/archive_pool.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// Points none of which dominates another, each with a 64-bit name, in a tree whose nodes know the boxes of their
/// children (ND-Tree: Jaszkiewicz and Lust, IEEE TEC 22(5), 2018) and are wide, so that a point is compared with all
/// children, or all points of a leaf, by vector instructions. Up to 31 points are one leaf, a list. All leaves lie at
/// one height; a full node is cut in two across its widest objective, as in a B-tree; a leaf that has lost most of its
/// points is dissolved.
/// Points are finite, to be minimised, and have `width` values, two or more; M is the width, or 0 when only the run
/// knows it.
template <class T, std::size_t M> class archive_tree {
public:
    using answer = archive_answer<T>;

    /// `highest` lowers the instruction set, for tests.
    explicit archive_tree(std::size_t width, isa highest = isa::avx512)
        : width_(width), pool_(width), scale_(width), box_(2 * width), moved_(width), search_(highest),
          descend_(highest) {
        clear();
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    void clear() {
        pool_.clear();
        scouts_.assign(width_ * nodes::scouts, std::numeric_limits<T>::infinity());
        next_scout_ = 0;
        last_scout_ = 0;
        scale_.assign(width_, T{1});
        size_ = 0;
        height_ = 0;
        root_ = pool_.make();
    }

    /// Memory for about n points: a leaf is at least half full until points leave it.
    void reserve(std::size_t n) {
        const std::size_t leaves = n / nodes::fanout + 1;
        const std::size_t count = leaves + leaves / 4 + nodes::most_levels;
        pool_.reserve(count);
        touched_.reserve(count);
    }

    /// How does a point stand to the members?
    [[nodiscard]] standing find(const T* point) const noexcept { return search(point, nullptr).found; }

    /// The same for a point that may come in: it remembers the leaves with members that the point dominates, for
    /// remove_dominated. The answer names an equal member, for name().
    [[nodiscard]] answer find_all(const T* point) {
        if (under_last_scout(point)) return {standing::dominated, nodes::none, last_scout_, 0};
        touched_.resize(pool_.nodes_made());
        const answer a = search(point, touched_.data());
        if (a.found == standing::dominated) last_scout_ = a.node == nodes::none ? a.slot : remember(a);
        return a;
    }
    [[nodiscard]] std::uint64_t& name(const answer& a) noexcept { return pool_.name(a.node, a.slot); }

    /// Removes what the point dominates, as find_all has just found it, and calls left(name) for each.
    template <class Left> void remove_dominated(const T* point, const answer& a, Left&& left) {
        for (std::size_t i = 0; i < a.touched; ++i) {
            const std::uint32_t leaf = touched_[i];
            std::size_t kept = 0;
            for (std::size_t s = 0; s < pool_.count(leaf); ++s) {
                pool_.read_point(leaf, s, moved_.data());
                if (std::equal(point, point + width_, moved_.data(), [](T p, T q) { return p <= q; })) {
                    left(pool_.name(leaf, s));
                } else {
                    pool_.copy(leaf, s, leaf, kept++, 0);
                }
            }
            size_ -= pool_.count(leaf) - kept;
            pool_.shrink(leaf, kept, 0);
        }
        for (std::size_t i = 0; i < a.touched; ++i) settle(touched_[i]);
    }

    /// Adds a point that no member dominates and that dominates none.
    void place(const T* point, std::uint64_t name) {
        std::array<std::uint32_t, nodes::most_levels> path;
        const nodes tree = pool_.view(root_, height_);
        descend_(&tree, point, scale_.data(), path.data());
        std::uint32_t node = root_;
        for (std::size_t level = height_; level > 0; --level) {
            T* const box = pool_.values(node) + path[level];
            for (std::size_t j = 0; j < width_; ++j) {
                T* const least = box + j * nodes::slots;
                T* const greatest = least + nodes::fanout;
                *least = (std::min)(*least, point[j]);
                *greatest = (std::max)(*greatest, point[j]);
            }
            node = pool_.child(node, path[level]);
        }
        const std::uint32_t slot = pool_.count(node)++;
        pool_.write_point(node, slot, point);
        pool_.name(node, slot) = name;
        ++size_;
        if (pool_.count(node) == nodes::slots) split(node, 0);
    }

    /// Removes the member of this name, which lies at this point.
    void erase(const T* point, std::uint64_t name) {
        for (std::size_t i = 0; i < nodes::scouts; ++i) { // what it dominates is no longer sure to be dominated
            bool dominated = true;
            for (std::size_t j = 0; j < width_ && dominated; ++j) {
                dominated = point[j] <= scouts_[j * nodes::scouts + i];
            }
            if (dominated) scouts_[i] = std::numeric_limits<T>::infinity();
        }
        erase_below(root_, height_, point, name);
    }

    /// Calls visit(first value, distance to the next value, name) for each member, in no stated order.
    template <class Visit> void for_each(Visit&& visit) const { visit_below(root_, height_, visit); }

private:
    using nodes = archive_nodes<T>;

    [[nodiscard]] answer search(const T* point, std::uint32_t* touched) const noexcept {
        answer a;
        const nodes tree = pool_.view(root_, height_);
        search_(&tree, scouts_.data(), point, touched, &a);
        return a;
    }

    /// A point that dominated one is likely to dominate the next. It stays a scout when it leaves the archive: then a
    /// member dominates it, and so all that it dominates.
    std::uint32_t remember(const answer& a) noexcept {
        const std::uint32_t scout = next_scout_;
        const T* const found = pool_.values(a.node) + a.slot;
        for (std::size_t j = 0; j < width_; ++j) scouts_[j * nodes::scouts + scout] = found[j * nodes::slots];
        next_scout_ = (scout + 1) % nodes::scouts;
        return scout;
    }

    /// Is a point dominated by the scout that dominated last? Where few points are members this settles most, sooner
    /// than a kernel is called.
    [[nodiscard]] bool under_last_scout(const T* point) const noexcept {
        const T* const scout = scouts_.data() + last_scout_;
        bool equal = true;
        for (std::size_t j = 0; j < (M > 0 ? M : width_); ++j) {
            if (point[j] < scout[j * nodes::scouts]) return false;
            equal = equal && point[j] == scout[j * nodes::scouts];
        }
        return !equal;
    }

    /// Writes the box of a node where its parent keeps it; false if it was so already.
    bool bound(std::uint32_t node, std::size_t height, std::size_t slot) noexcept {
        pool_.measure(node, height, box_.data());
        T* const kept = pool_.values(pool_.parent(node)) + slot;
        bool changed = false;
        for (std::size_t j = 0; j < width_; ++j) {
            T* const least = kept + j * nodes::slots;
            T* const greatest = least + nodes::fanout;
            changed = changed || *least != box_[j] || *greatest != box_[width_ + j];
            *least = box_[j];
            *greatest = box_[width_ + j];
        }
        return changed;
    }
    /// Tightens the boxes on the way from a node to the root.
    void tighten(std::uint32_t node, std::size_t height) noexcept {
        for (; node != root_ && bound(node, height, pool_.slot_of(node)); ++height) node = pool_.parent(node);
    }

    /// Tightens the boxes around a leaf that has lost points; when few are left, they go to other leaves.
    void settle(std::uint32_t leaf) {
        if (leaf == root_) return;
        if (pool_.count(leaf) >= nodes::slots / 8) return tighten(leaf, 0);
        detach(leaf);
        size_ -= pool_.count(leaf);
        for (std::size_t s = 0; s < pool_.count(leaf); ++s) {
            pool_.read_point(leaf, s, moved_.data());
            place(moved_.data(), pool_.name(leaf, s));
        }
        pool_.give_back(leaf);
    }

    /// Takes a node out of its parent, and a parent that is left with nothing out of its own.
    void detach(std::uint32_t node) {
        std::uint32_t parent = pool_.parent(node);
        std::size_t height = 1;
        for (;; ++height) {
            const std::size_t last = pool_.count(parent) - 1;
            pool_.copy(parent, last, parent, pool_.slot_of(node), height);
            pool_.shrink(parent, last, height);
            if (last > 0 || parent == root_) break;
            node = parent;
            parent = pool_.parent(node);
            pool_.give_back(node);
        }
        if (pool_.count(parent) > 0) {
            tighten(parent, height);
        } else {
            height_ = 0;
        }
        while (height_ > 0 && pool_.count(root_) == 1) {
            pool_.give_back(root_);
            root_ = pool_.child(root_, 0);
            --height_;
        }
    }

    /// Cuts a full node in two across its widest side, each side measured by that of the root.
    void split(std::uint32_t node, std::size_t height) {
        const std::uint32_t other = pool_.make();
        pool_.measure(node, height, box_.data());
        std::size_t widest = 0;
        T most = -1;
        for (std::size_t j = 0; j < width_; ++j) {
            const T side = box_[width_ + j] - box_[j];
            if (node == root_) scale_[j] = side > 0 ? 1 / side : T{0};
            if (side * scale_[j] > most) {
                most = side * scale_[j];
                widest = j;
            }
        }
        const std::size_t count = pool_.count(node);
        const std::size_t half = count / 2;
        std::array<std::uint32_t, nodes::slots> order;
        for (std::size_t s = 0; s < count; ++s) order[s] = static_cast<std::uint32_t>(s);
        const T* const least = pool_.values(node) + widest * nodes::slots;
        const T* const greatest = least + (height > 0 ? nodes::fanout : 0);
        const auto before = [=](std::uint32_t a, std::uint32_t b) {
            return least[a] / 2 + greatest[a] / 2 < least[b] / 2 + greatest[b] / 2;
        };
        std::nth_element(order.data(), order.data() + half, order.data() + count, before);
        std::sort(order.data(), order.data() + half); // what stays closes up without being overwritten
        for (std::size_t s = half; s < count; ++s) pool_.copy(node, order[s], other, s - half, height);
        for (std::size_t s = 0; s < half; ++s) pool_.copy(node, order[s], node, s, height);
        pool_.shrink(node, half, height);
        pool_.count(other) = static_cast<std::uint32_t>(count - half);
        if (node == root_) {
            root_ = pool_.make();
            ++height_;
            adopt(root_, node, height);
        } else {
            bound(node, height, pool_.slot_of(node));
        }
        adopt(pool_.parent(node), other, height);
    }

    void adopt(std::uint32_t parent, std::uint32_t node, std::size_t height) {
        const std::size_t slot = pool_.count(parent)++;
        pool_.name(parent, slot) = node;
        pool_.parent(node) = parent;
        bound(node, height, slot);
        if (pool_.count(parent) == nodes::fanout) split(parent, height + 1);
    }

    bool erase_below(std::uint32_t node, std::size_t height, const T* point, std::uint64_t name) {
        for (std::size_t s = 0; s < pool_.count(node); ++s) {
            const T* const column = pool_.values(node) + s;
            const std::size_t upper = height > 0 ? nodes::fanout : 0;
            bool inside = true;
            for (std::size_t j = 0; j < width_ && inside; ++j) {
                inside = column[j * nodes::slots] <= point[j] && point[j] <= column[j * nodes::slots + upper];
            }
            if (!inside) continue;
            if (height > 0) {
                if (erase_below(pool_.child(node, s), height - 1, point, name)) return true;
            } else if (pool_.name(node, s) == name) {
                pool_.copy(node, pool_.count(node) - 1, node, s, 0);
                pool_.shrink(node, pool_.count(node) - 1, 0);
                --size_;
                settle(node);
                return true;
            }
        }
        return false;
    }

    template <class Visit> void visit_below(std::uint32_t node, std::size_t height, Visit& visit) const {
        for (std::size_t s = 0; s < pool_.count(node); ++s) {
            if (height > 0) {
                visit_below(pool_.child(node, s), height - 1, visit);
            } else {
                visit(pool_.values(node) + s, nodes::slots, pool_.name(node, s));
            }
        }
    }

    std::size_t width_;
    archive_pool<T> pool_;
    std::size_t size_ = 0;
    std::uint32_t root_ = 0;
    std::uint32_t height_ = 0;
    std::vector<T, line_allocator<T>> scouts_; ///< [column][scout]
    std::uint32_t next_scout_ = 0;             ///< to be replaced
    std::uint32_t last_scout_ = 0;             ///< the one that dominated last
    std::vector<T> scale_;                     ///< 1 / the sides of the root's box when it was last cut
    std::vector<T> box_;
    std::vector<T> moved_;
    std::vector<std::uint32_t> touched_;
    dispatched<archive_search<T, M>> search_;
    dispatched<archive_descent<T, M>> descend_;
};

} // namespace fulcrum::inline v0_1::detail
