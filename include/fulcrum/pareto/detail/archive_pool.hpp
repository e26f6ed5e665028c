#pragma once

#include "fulcrum/core/detail/line_allocator.hpp"
#include "fulcrum/pareto/detail/archive_kernel.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// The nodes of an archive's tree, by number; see archive_nodes for what a node holds. A node that is given back is
/// used again. Height 0 is a leaf.
template <class T> class archive_pool {
public:
    using nodes = archive_nodes<T>;

    explicit archive_pool(std::size_t width) : width_(width) {}

    [[nodiscard]] std::size_t nodes_made() const noexcept { return count_.size(); }

    void clear() noexcept {
        values_.clear();
        links_.clear();
        count_.clear();
        parent_.clear();
        unused_.clear();
    }
    void reserve(std::size_t n) {
        values_.reserve(n * width_ * nodes::slots);
        links_.reserve(n * nodes::slots);
        count_.reserve(n);
        parent_.reserve(n);
        unused_.reserve(n);
    }

    [[nodiscard]] std::uint32_t make() {
        if (unused_.empty()) {
            unused_.push_back(static_cast<std::uint32_t>(count_.size()));
            values_.resize(values_.size() + width_ * nodes::slots);
            links_.resize(links_.size() + nodes::slots);
            count_.push_back(0);
            parent_.push_back(nodes::none);
        }
        const std::uint32_t node = unused_.back();
        unused_.pop_back();
        count_[node] = 0;
        parent_[node] = nodes::none;
        for (std::size_t s = 0; s < nodes::slots; ++s) blank(node, s);
        return node;
    }
    void give_back(std::uint32_t node) { unused_.push_back(node); }

    [[nodiscard]] nodes view(std::uint32_t root, std::uint32_t height) const noexcept {
        return {values_.data(), links_.data(), count_.data(), width_, root, height};
    }
    [[nodiscard]] T* values(std::uint32_t node) noexcept { return values_.data() + node * width_ * nodes::slots; }
    [[nodiscard]] const T* values(std::uint32_t node) const noexcept {
        return values_.data() + node * width_ * nodes::slots;
    }
    [[nodiscard]] std::uint32_t& count(std::uint32_t node) noexcept { return count_[node]; }
    [[nodiscard]] std::uint32_t count(std::uint32_t node) const noexcept { return count_[node]; }
    [[nodiscard]] std::uint32_t& parent(std::uint32_t node) noexcept { return parent_[node]; }
    [[nodiscard]] std::uint64_t& name(std::uint32_t leaf, std::size_t slot) noexcept {
        return links_[leaf * nodes::slots + slot];
    }
    [[nodiscard]] std::uint64_t name(std::uint32_t leaf, std::size_t slot) const noexcept {
        return links_[leaf * nodes::slots + slot];
    }
    [[nodiscard]] std::uint32_t child(std::uint32_t node, std::size_t slot) const noexcept {
        return static_cast<std::uint32_t>(links_[node * nodes::slots + slot]);
    }
    /// The slot of a node in its parent.
    [[nodiscard]] std::size_t slot_of(std::uint32_t node) const noexcept {
        std::size_t s = 0;
        while (child(parent_[node], s) != node) ++s;
        return s;
    }

    void write_point(std::uint32_t leaf, std::size_t slot, const T* point) noexcept {
        for (std::size_t j = 0; j < width_; ++j) values(leaf)[j * nodes::slots + slot] = point[j];
    }
    void read_point(std::uint32_t leaf, std::size_t slot, T* point) const noexcept {
        for (std::size_t j = 0; j < width_; ++j) point[j] = values(leaf)[j * nodes::slots + slot];
    }

    /// Puts a point, or a child with its box, into another slot.
    void copy(std::uint32_t from, std::size_t s, std::uint32_t to, std::size_t t, std::size_t height) noexcept {
        for (std::size_t j = 0; j < width_; ++j) {
            const T* const source = values(from) + j * nodes::slots + s;
            T* const target = values(to) + j * nodes::slots + t;
            target[0] = source[0];
            if (height > 0) target[nodes::fanout] = source[nodes::fanout];
        }
        links_[to * nodes::slots + t] = links_[from * nodes::slots + s];
        if (height > 0) parent_[child(to, t)] = to;
    }

    /// Forgets what lies in the slots from `kept` on.
    void shrink(std::uint32_t node, std::size_t kept, std::size_t height) noexcept {
        for (std::size_t s = kept; s < count_[node]; ++s) {
            blank(node, s);
            if (height > 0) blank(node, nodes::fanout + s);
        }
        count_[node] = static_cast<std::uint32_t>(kept);
    }

    /// Writes the bounds of what a node holds: the least corner, then the greatest.
    void measure(std::uint32_t node, std::size_t height, T* box) const noexcept {
        const std::size_t upper = height > 0 ? nodes::fanout : 0;
        for (std::size_t j = 0; j < width_; ++j) {
            const T* const column = values(node) + j * nodes::slots;
            T least = column[0];
            T greatest = column[upper];
            for (std::size_t s = 1; s < count_[node]; ++s) {
                least = column[s] < least ? column[s] : least;
                greatest = column[upper + s] > greatest ? column[upper + s] : greatest;
            }
            box[j] = least;
            box[width_ + j] = greatest;
        }
    }

private:
    void blank(std::uint32_t node, std::size_t slot) noexcept {
        values(node)[slot] = std::numeric_limits<T>::infinity();
        values(node)[nodes::slots + slot] = -std::numeric_limits<T>::infinity();
    }

    std::size_t width_;
    std::vector<T, line_allocator<T>> values_; ///< [node][column][slot]
    std::vector<std::uint64_t> links_;         ///< [node][slot]: a child, or the name of a point
    std::vector<std::uint32_t> count_;
    std::vector<std::uint32_t> parent_;
    std::vector<std::uint32_t> unused_;
};

} // namespace fulcrum::inline v0_1::detail
