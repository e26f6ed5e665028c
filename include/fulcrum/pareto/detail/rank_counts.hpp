#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// Counts the points of each front while they are ranked in any order, and tells how many fronts are still of interest:
/// at least `fronts` of them, and more until they hold `points` points.
class rank_counts {
public:
    /// `counts` has a place for every front that there can be.
    rank_counts(std::span<std::uint32_t> counts, std::size_t fronts, std::size_t points) noexcept
        : counts_(counts), fronts_(fronts), points_(points) {
        restart();
    }

    /// Forgets all points.
    void restart() noexcept {
        std::fill(counts_.begin(), counts_.end(), 0U);
        limit_ = counts_.size();
        within_ = 0;
        shrink();
    }

    /// Fronts from here on need no ranking: the ones before are enough. Never grows.
    [[nodiscard]] std::size_t limit() const noexcept { return limit_; }

    void add(std::size_t front) noexcept {
        if (front >= limit_) return;
        ++counts_[front];
        if (++within_ >= points_) shrink();
    }

private:
    void shrink() noexcept {
        while (limit_ > fronts_ && within_ - counts_[limit_ - 1] >= points_) within_ -= counts_[--limit_];
    }

    std::span<std::uint32_t> counts_;
    std::size_t fronts_;
    std::size_t points_;
    std::size_t limit_ = 0;
    std::size_t within_ = 0; ///< points of the fronts before the limit
};

} // namespace fulcrum::inline v0_1::detail
