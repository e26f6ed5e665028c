#pragma once

#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/volume.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// Two sides: between the ends of the first, the area between the two highest belongs to the highest alone.
inline void contributions_2(const box_columns& boxes, std::span<double> out, workspace& ws) {
    const workspace::scope scratch(ws);
    const std::span<const std::uint32_t> order = order_by(boxes, 0, ws);
    double highest = 0;
    double second = 0;
    std::uint32_t owner = 0;
    for (std::size_t r = 0; r < order.size(); ++r) {
        const double y = boxes.column(1)[order[r]];
        if (y > highest) {
            second = highest;
            highest = y;
            owner = order[r];
        } else {
            second = (std::max)(second, y);
        }
        const double next = r + 1 < order.size() ? boxes.column(0)[order[r + 1]] : 0;
        out[owner] += (boxes.column(0)[order[r]] - next) * (highest - second);
    }
}

/// Three sides (after Emmerich and Fonseca, EMO 2011): a plane sweeps down the third and cuts the boxes in a staircase.
/// Each step knows the area that is below it alone: its rectangle between its neighbours, less the boxes that it hid
/// (which are the inner corners of that area). A box becomes an inner corner once at most.
class contribution_sweep {
public:
    contribution_sweep(std::span<double> out, workspace& ws)
        : out_(out), steps_(ws.take<step>(out.size()).data()), corners_(ws.take<corner>(out.size()).data()),
          regions_(ws.take<region>(out.size()).data()), hides_(ws.take<unsigned char>(out.size(), 0)) {}

    void add(std::uint32_t i, double x, double y, double z) {
        const step* const found =
            std::upper_bound(steps_, steps_ + size_, x, [](double wanted, const step& s) { return wanted < s.x; });
        const auto place = static_cast<std::size_t>(found - steps_);
        const bool level = place > 0 && steps_[place - 1].x == x && steps_[place - 1].y >= y;
        if (const std::size_t above = level ? place - 1 : place; y_of(above) >= y) {
            if (y_of(above + 1) < y) hides_[steps_[above].owner] = 1;
            return;
        }
        std::size_t left = place;
        while (left > 0 && steps_[left - 1].y <= y) --left;

        region own{0, z, used_, used_};
        double edge = x_before(left);
        for (std::size_t k = left; k < place; ++k) {
            settle(steps_[k].owner, z);
            own.area += (steps_[k].x - edge) * (y - steps_[k].y);
            edge = steps_[k].x;
            corners_[own.end++] = {steps_[k].x, steps_[k].y};
        }
        own.area += (x - edge) * (y - y_of(place));
        used_ = own.end;
        if (left > 0) raise_floor(left - 1, y, z);
        if (place < size_) move_wall(place, x, z);
        regions_[i] = own;

        if (left == place) {
            std::copy_backward(steps_ + place, steps_ + size_, steps_ + size_ + 1);
            ++size_;
        } else if (left + 1 < place) {
            std::copy(steps_ + place, steps_ + size_, steps_ + left + 1);
            size_ -= place - left - 1;
        }
        steps_[left] = {x, y, i};
    }

    void finish() {
        for (std::size_t k = 0; k < size_; ++k) settle(steps_[k].owner, 0);
    }

    /// Is there a box that no other than box i contains? Then its contribution is not known.
    [[nodiscard]] bool hides_another(std::size_t i) const noexcept { return hides_[i] != 0; }

private:
    struct step {
        double x, y;
        std::uint32_t owner;
    };
    struct corner {
        double x, y;
    };
    struct region {
        double area;
        double z; ///< down to which the area is counted
        std::size_t begin, end;
    };

    [[nodiscard]] double y_of(std::size_t k) const noexcept { return k < size_ ? steps_[k].y : 0; }
    [[nodiscard]] double x_before(std::size_t k) const noexcept { return k > 0 ? steps_[k - 1].x : 0; }

    region& settle(std::uint32_t i, double z) {
        region& r = regions_[i];
        out_[i] += (std::max)(r.area, 0.0) * (r.z - z);
        r.z = z;
        return r;
    }

    /// What lies below y under step k has another owner from z on.
    void raise_floor(std::size_t k, double y, double z) {
        region& r = settle(steps_[k].owner, z);
        double floor = y_of(k + 1);
        double edge = steps_[k].x;
        for (; r.end > r.begin && corners_[r.end - 1].y <= y; --r.end) {
            r.area -= (edge - corners_[r.end - 1].x) * (y - floor);
            edge = corners_[r.end - 1].x;
            floor = corners_[r.end - 1].y;
        }
        r.area -= (edge - (r.end > r.begin ? corners_[r.end - 1].x : x_before(k))) * (y - floor);
    }

    /// The same for what lies left of x.
    void move_wall(std::size_t k, double x, double z) {
        region& r = settle(steps_[k].owner, z);
        double wall = x_before(k);
        for (; r.begin < r.end && corners_[r.begin].x <= x; ++r.begin) {
            r.area -= (corners_[r.begin].x - wall) * (steps_[k].y - corners_[r.begin].y);
            wall = corners_[r.begin].x;
        }
        r.area -= (x - wall) * (steps_[k].y - (r.begin < r.end ? corners_[r.begin].y : y_of(k + 1)));
    }

    std::span<double> out_;
    step* steps_;
    corner* corners_;
    region* regions_;
    std::span<unsigned char> hides_;
    std::size_t size_ = 0;
    std::size_t used_ = 0; ///< corners
};

inline void contributions_3(const box_columns& boxes, std::span<double> out, workspace& ws) {
    const workspace::scope scratch(ws);
    contribution_sweep sweep(out, ws);
    for (const std::uint32_t i : order_by(boxes, 2, ws)) {
        sweep.add(i, boxes.column(0)[i], boxes.column(1)[i], boxes.column(2)[i]);
    }
    sweep.finish();
    uncovered rest(boxes.size, 3, ws);
    const std::span<const std::uint32_t> order = order_by(boxes, 0, ws);
    rest.keep(boxes, order);
    for (std::size_t r = 0; r < boxes.size; ++r) {
        if (sweep.hides_another(order[r])) out[order[r]] = rest.of_kept(r);
    }
}

/// What each box alone covers; `out` is 0 before.
inline void contributions(const box_columns& boxes, std::span<double> out, workspace& ws) {
    if (boxes.cols == 2) return contributions_2(boxes, out, ws);
    if (boxes.cols == 3) return contributions_3(boxes, out, ws);
    if (boxes.cols == 1) {
        double second = 0;
        std::size_t longest = 0;
        for (std::size_t i = 1; i < boxes.size; ++i) {
            const bool longer = boxes.sides[i] > boxes.sides[longest];
            second = (std::max)(second, boxes.sides[longer ? longest : i]);
            if (longer) longest = i;
        }
        if (boxes.size > 0) out[longest] = boxes.sides[longest] - second;
        return;
    }
    const workspace::scope scratch(ws);
    uncovered rest(boxes.size, boxes.cols, ws);
    const std::span<const std::uint32_t> order = order_by(boxes, 0, ws);
    rest.keep(boxes, order);
    for (std::size_t r = 0; r < boxes.size; ++r) out[order[r]] = rest.of_kept(r);
}

struct least_box {
    std::size_t place;
    double volume;
};

/// The member, of `members`, whose box alone covers least, of equal ones the first; members without a box cover 0.
[[nodiscard]] inline least_box least_contribution(const box_columns& boxes, std::size_t members, workspace& ws) {
    const workspace::scope scratch(ws);
    least_box best{members, std::numeric_limits<double>::infinity()};
    for (std::size_t i = 0; best.place == members && i < members; ++i) {
        if (i >= boxes.size || boxes.place[i] != i) best = {i, 0}; // the first without a box
    }
    const auto offer = [&](std::size_t i, double volume) {
        const std::size_t place = boxes.place[i];
        if (volume < best.volume || (volume == best.volume && place < best.place)) best = {place, volume};
    };
    if (boxes.cols <= 3) {
        const std::span<double> out = ws.take<double>(boxes.size, 0.0);
        contributions(boxes, out, ws);
        for (std::size_t i = 0; i < boxes.size; ++i) offer(i, out[i]);
        return best;
    }
    uncovered rest(boxes.size, boxes.cols, ws);
    const std::span<const std::uint32_t> order = order_by(boxes, 0, ws);
    rest.keep(boxes, order);
    for (std::size_t r = 0; r < boxes.size; ++r) {
        if (best.volume > 0 || boxes.place[order[r]] < best.place) offer(order[r], rest.of_kept(r, best.volume));
    }
    return best;
}

} // namespace fulcrum::inline v0_1::detail
