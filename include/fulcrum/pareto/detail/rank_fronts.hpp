#pragma once

#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/rank_codes.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1::detail {

struct front_children;

/// Up to `width` lanes of a tree over the points of one front. In a leaf each lane is a point, above it is the lower
/// corner of all points of a child: one comparison with a block tells which lanes can hold a dominator. Codes lie
/// coordinate by coordinate, `empty` where there is no lane.
struct front_block {
    static constexpr std::size_t width = 32;

    std::int8_t* codes;
    front_children* children; ///< none for a leaf
    std::uint32_t used;
    std::array<std::uint32_t, width> points; ///< of a leaf
};

/// The lanes of a block above the leaves.
struct front_children {
    struct child {
        const std::int8_t* codes;
        front_block* block;
    };
    std::array<std::uint32_t, front_block::width> keys; ///< the least place of each child, ascending
    std::array<child, front_block::width> lanes;
};

/// The points of one front, in a B+ tree by their places on a space-filling curve (see space_curve).
struct front_tree {
    static constexpr std::uint32_t highest = 10; ///< blocks are a quarter full at least

    front_block* root;
    std::uint32_t height; ///< levels above the leaves
};

/// Points in the order in which they are ranked.
template <class T> struct ranked_points {
    const T* values;
    const std::int8_t* codes;
    const std::uint32_t* places;
    std::size_t cols;
};

/// All fronts, as they grow.
class coded_fronts {
public:
    /// `unsorted` leaves of a front fill up in turn; from then on they are split by places.
    coded_fronts(std::size_t most, std::size_t cols, const std::int8_t* codes, const std::uint32_t* places,
                 workspace& ws, std::uint32_t unsorted = 12)
        : cols_(cols), codes_(codes), places_(places), unsorted_(unsorted), fronts_(ws.take<front_tree>(most)) {}

    [[nodiscard]] const front_tree* data() const noexcept { return fronts_.data(); }
    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }

    /// Opens fronts without points, until there are `size`.
    void open(std::uint32_t size) noexcept {
        while (size_ < size) fronts_[size_++] = {nullptr, 0};
    }

    /// Adds a point to an open front. Several threads may add to different fronts, with a workspace each.
    void add(std::uint32_t to, std::uint32_t point, workspace& ws) {
        front_tree& front = fronts_[to];
        if (front.root == nullptr) front.root = new_block(ws);
        path_type path;
        front_block* leaf = descend(front, point, path);
        if (leaf->used == width) {
            make_room(front, *leaf, places_[point], path, ws);
            leaf = descend(front, point, path);
        }
        const std::int8_t* code = codes_ + point * cols_;
        for (std::uint32_t level = 0; level < front.height; ++level) {
            const auto [block, lane] = path[level];
            for (std::size_t j = 0; j < cols_; ++j) {
                std::int8_t& corner = block->codes[j * width + lane];
                corner = (std::min)(corner, code[j]);
            }
        }
        for (std::size_t j = 0; j < cols_; ++j) leaf->codes[j * width + leaf->used] = code[j];
        leaf->points[leaf->used++] = point;
    }

private:
    static constexpr std::size_t width = front_block::width;
    struct step {
        front_block* block;
        std::size_t lane;
    };
    using path_type = std::array<step, front_tree::highest>;

    [[nodiscard]] front_block* new_block(workspace& ws) const {
        front_block* block = ws.take<front_block>(1).data();
        block->codes = ws.take<std::int8_t>(width * cols_, rank_code::empty).data();
        block->used = 0;
        block->children = nullptr;
        return block;
    }

    [[nodiscard]] front_block* new_parent(workspace& ws) const {
        front_block* block = new_block(ws);
        block->children = ws.take<front_children>(1).data();
        return block;
    }

    /// The leaf where a point belongs, and the way there from the root.
    front_block* descend(const front_tree& front, std::uint32_t point, path_type& path) const noexcept {
        front_block* block = front.root;
        for (std::uint32_t level = front.height; level-- > 0;) {
            path[level] = {block, child_of(*block, places_[point])};
            block = block->children->lanes[path[level].lane].block;
        }
        return block;
    }

    /// The last child whose least place is not above, or the first.
    [[nodiscard]] static std::size_t child_of(const front_block& block, std::uint32_t place) noexcept {
        std::size_t lane = 0;
        for (std::size_t length = block.used; length > 1;) {
            const std::size_t half = length / 2;
            lane += block.children->keys[lane + half] <= place ? half : 0;
            length -= half;
        }
        return lane;
    }

    void move_lane(front_block& from, std::size_t lane, front_block& to, std::size_t at) const noexcept {
        for (std::size_t j = 0; j < cols_; ++j) to.codes[j * width + at] = from.codes[j * width + lane];
        if (from.children != nullptr) {
            to.children->lanes[at] = from.children->lanes[lane];
            to.children->keys[at] = from.children->keys[lane];
        } else {
            to.points[at] = from.points[lane];
        }
    }

    void cut(front_block& block, std::size_t used) const noexcept {
        for (std::size_t j = 0; j < cols_; ++j) {
            std::fill(block.codes + j * width + used, block.codes + j * width + block.used, rank_code::empty);
        }
        block.used = static_cast<std::uint32_t>(used);
    }

    void take_corner(front_block& parent, std::size_t lane) const noexcept {
        const std::int8_t* codes = parent.children->lanes[lane].codes;
        for (std::size_t j = 0; j < cols_; ++j) {
            parent.codes[j * width + lane] = *std::min_element(codes + j * width, codes + (j + 1) * width);
        }
    }

    /// Makes room for a point at a place that belongs to a full leaf.
    void make_room(front_tree& front, front_block& leaf, std::uint32_t place, path_type& path, workspace& ws) {
        const std::uint32_t leaves = front.height == 0 ? 1 : front.height == 1 ? front.root->used : width;
        if (leaves < unsorted_) {
            add_child(front, 0, leaf, *new_block(ws), 0, path, ws);
        } else {
            split_leaf(front, leaf, place, path, ws);
        }
    }

    /// Splits a full leaf in two, of which the one for the place is not full.
    void split_leaf(front_tree& front, front_block& leaf, std::uint32_t place, path_type& path, workspace& ws) {
        std::array<std::uint32_t, width> places;
        for (std::size_t k = 0; k < width; ++k) places[k] = places_[leaf.points[k]];
        std::array<std::uint32_t, width> sorted = places;
        const auto quartile = sorted.begin() + width / 4;
        std::nth_element(sorted.begin(), quartile, sorted.end());
        std::nth_element(quartile + 1, sorted.end() - width / 4, sorted.end());
        const std::uint32_t high = *(sorted.end() - width / 4);
        std::uint32_t border = high;
        if (*quartile != high) { // the border of the coarsest cells between the quartiles
            const auto bit = static_cast<int>(std::bit_width(*quartile ^ high)) - 1;
            border = high >> bit << bit;
        }

        front_block& upper = *new_block(ws);
        std::size_t kept = 0;
        const auto below = [border](std::uint32_t p) { return p < border; };
        if (below(place) || std::ranges::any_of(places, below)) {
            for (std::size_t k = 0; k < width; ++k) {
                below(places[k]) ? move_lane(leaf, k, leaf, kept++) : move_lane(leaf, k, upper, upper.used++);
            }
            cut(leaf, kept);
        } // else all stay, and the next ones go on in an empty leaf
        add_child(front, 0, leaf, upper, border, path, ws);
    }

    /// Gives a block its place as a child, right after `lower` which it was split from, `level` above the leaves.
    void add_child(front_tree& front, std::uint32_t level, front_block& lower, front_block& upper, std::uint32_t key,
                   path_type& path, workspace& ws) {
        if (level == front.height) {
            front_block* root = new_parent(ws);
            root->used = 1;
            root->children->keys[0] = 0;
            root->children->lanes[0] = {lower.codes, &lower};
            front = {root, level + 1};
            path[level] = {root, 0};
        }
        front_block* parent = path[level].block;
        std::size_t lane = path[level].lane;
        if (parent->used == width) {
            const std::array<std::uint32_t, width>& keys = parent->children->keys;
            std::size_t middle = width / 4; // the border of the coarsest cells between the quarters
            for (std::size_t k = middle + 1; k <= 3 * width / 4; ++k) {
                if ((keys[k] ^ keys[k - 1]) > (keys[middle] ^ keys[middle - 1])) middle = k;
            }
            front_block* half = new_parent(ws);
            for (std::size_t k = middle; k < width; ++k) move_lane(*parent, k, *half, half->used++);
            cut(*parent, middle);
            add_child(front, level + 1, *parent, *half, half->children->keys[0], path, ws);
            if (lane >= middle) {
                parent = half;
                lane -= middle;
            }
        }
        for (std::size_t k = parent->used++; k > lane + 1; --k) move_lane(*parent, k - 1, *parent, k);
        parent->children->lanes[lane + 1] = {upper.codes, &upper};
        parent->children->keys[lane + 1] = key;
        take_corner(*parent, lane);
        take_corner(*parent, lane + 1);
    }

    std::size_t cols_;
    const std::int8_t* codes_;
    const std::uint32_t* places_;
    std::uint32_t unsorted_;
    std::span<front_tree> fronts_;
    std::uint32_t size_ = 0;
};

} // namespace fulcrum::inline v0_1::detail
