#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/archive_rows.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// Points with ids, in columns and in the user's own orientation; one that is removed leaves its slot to the next.
template <class T> class archive_slots {
public:
    explicit archive_slots(std::size_t cols) : cols_(cols) {}

    [[nodiscard]] std::size_t size() const noexcept { return used_.size(); }
    /// The slots in use, by id, those of one id by their values.
    [[nodiscard]] std::span<const std::uint32_t> used() const noexcept { return used_; }
    [[nodiscard]] columns_view<const T> columns() const noexcept { return {values_.data(), room_, cols_}; }
    [[nodiscard]] std::uint64_t id(std::uint32_t slot) const noexcept { return ids_[slot]; }

    void clear() noexcept {
        used_.clear();
        free_.clear();
        for (std::size_t s = room_; s-- > 0;) free_.push_back(static_cast<std::uint32_t>(s));
    }
    void reserve(std::size_t n) {
        if (n <= room_) return;
        std::vector<T> wider(n * cols_);
        for (std::size_t j = 0; j < cols_; ++j) std::copy_n(values_.data() + j * room_, room_, wider.data() + j * n);
        used_.reserve(n);
        free_.reserve(n);
        ids_.resize(n);
        values_ = std::move(wider);
        free_.insert(free_.begin(), n - room_, 0);
        for (std::size_t k = 0; k < n - room_; ++k) free_[k] = static_cast<std::uint32_t>(n - 1 - k);
        room_ = n;
    }

    std::uint32_t add(std::span<const T> values, std::uint64_t id) {
        if (free_.empty()) reserve((std::max)(2 * room_, std::size_t{16}));
        const std::uint32_t slot = free_.back();
        free_.pop_back();
        for (std::size_t j = 0; j < cols_; ++j) values_[j * room_ + slot] = values[j] + T{0}; // -0 -> 0
        ids_[slot] = id;
        used_.insert(std::upper_bound(used_.begin(), used_.end(), slot, order()), slot);
        return slot;
    }
    void remove(std::uint32_t slot) {
        auto place = std::lower_bound(used_.begin(), used_.end(), slot, order());
        while (*place != slot) ++place;
        used_.erase(place);
        free_.push_back(slot);
    }

    void read(std::uint32_t slot, std::span<T> values) const noexcept {
        for (std::size_t j = 0; j < cols_; ++j) values[j] = values_[j * room_ + slot];
    }

    [[nodiscard]] archive_members<T> members(workspace& ws) const {
        const std::span<T> values = ws.take<T>(size() * cols_);
        const std::span<std::uint64_t> ids = ws.take<std::uint64_t>(size());
        for (std::size_t i = 0; i < size(); ++i) {
            ids[i] = ids_[used_[i]];
            for (std::size_t j = 0; j < cols_; ++j) values[j * size() + i] = values_[j * room_ + used_[i]];
        }
        return {columns_view<const T>(values.data(), size(), cols_), ids};
    }

private:
    [[nodiscard]] auto order() const noexcept {
        return [this](std::uint32_t a, std::uint32_t b) {
            if (ids_[a] != ids_[b]) return ids_[a] < ids_[b];
            for (std::size_t j = 0; j < cols_; ++j) {
                const T p = values_[j * room_ + a];
                const T q = values_[j * room_ + b];
                if (p != q) return p < q;
            }
            return false;
        };
    }

    std::size_t cols_;
    std::size_t room_ = 0; ///< slots, used or free
    std::vector<T> values_;
    std::vector<std::uint64_t> ids_;
    std::vector<std::uint32_t> used_;
    std::vector<std::uint32_t> free_;
};

} // namespace fulcrum::inline v0_1::detail
