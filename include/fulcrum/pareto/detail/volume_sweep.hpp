#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace fulcrum::inline v0_1::detail {

/// The outline of rectangles with a corner at the origin: steps, x ascending and y descending, in two flat arrays.
class staircase {
public:
    /// `room` is for 2 * capacity values.
    staircase(double* room, std::size_t capacity) noexcept : x_(room), y_(room + capacity) {}

    /// The area of a rectangle that is not below the outline. O(log n) and the steps that it passes.
    [[nodiscard]] double above(double x, double y) const noexcept {
        std::size_t left = 0;
        return above(x, y, place_of(x), left);
    }

    /// Takes the rectangle into the outline; returns the area that it adds.
    double add(double x, double y) noexcept {
        const std::size_t place = place_of(x);
        std::size_t left = place;
        const double gained = above(x, y, place, left);
        if (!(gained > 0)) return 0;
        if (left == place) {
            std::copy_backward(x_ + place, x_ + size_, x_ + size_ + 1);
            std::copy_backward(y_ + place, y_ + size_, y_ + size_ + 1);
            ++size_;
        } else if (left + 1 < place) {
            std::copy(x_ + place, x_ + size_, x_ + left + 1);
            std::copy(y_ + place, y_ + size_, y_ + left + 1);
            size_ -= place - left - 1;
        }
        x_[left] = x;
        y_[left] = y;
        return gained;
    }

private:
    [[nodiscard]] std::size_t place_of(double x) const noexcept {
        return static_cast<std::size_t>(std::upper_bound(x_, x_ + size_, x) - x_);
    }

    /// `left` is the first step that the rectangle contains; they end at `place`.
    [[nodiscard]] double above(double x, double y, std::size_t place, std::size_t& left) const noexcept {
        double covered = place < size_ ? y_[place] : 0; // from x leftwards
        left = place;
        if (!(covered < y)) return 0;
        double gained = 0;
        double edge = x;
        for (; left > 0 && y_[left - 1] <= y; --left) {
            gained += (edge - x_[left - 1]) * (y - covered);
            edge = x_[left - 1];
            covered = y_[left - 1];
        }
        return gained + (edge - (left > 0 ? x_[left - 1] : 0)) * (y - covered);
    }

    double* x_;
    double* y_;
    std::size_t size_ = 0;
};

/// The volume of the union of n boxes with a corner at the origin, given by their sides, in the order of z, the largest
/// first: a plane sweeps down z and cuts them in a staircase (Beume et al., IEEE TEC 13(5), 2009). `room` is for 2 n
/// values. O(n log n) and the moves in the flat staircase.
[[nodiscard]] inline double sweep_volume(const double* x, const double* y, const double* z, std::size_t n,
                                         const std::uint32_t* order, double* room) noexcept {
    staircase outline(room, n);
    double volume = 0;
    for (std::size_t r = 0; r < n; ++r) volume += outline.add(x[order[r]], y[order[r]]) * z[order[r]];
    return volume;
}

} // namespace fulcrum::inline v0_1::detail
