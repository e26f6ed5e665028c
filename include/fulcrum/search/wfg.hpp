#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/search/detail/numbered.hpp"
#include "fulcrum/search/detail/wfg_toolkit.hpp"
#include "fulcrum/search/dtlz.hpp"
#include "fulcrum/search/front_sample.hpp"
#include "fulcrum/search/problem.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace fulcrum::inline v0_1 {

namespace detail {

/// What the nine share: the variables z_i in [0, 2 i], of which the first k are a place on the front and the last l the
/// distance from it; the objectives f_j = x_m + 2 j h_j(x).
class wfg_problem {
public:
    explicit wfg_problem(std::size_t objectives = 3, std::size_t position = 0, std::size_t distance = 20)
        : set_(minimized_objectives(objectives)),
          position_(position != 0 ? position : (std::max)(std::size_t{4}, 2 * (objectives - 1))),
          distance_(distance) {
        if (objectives < 2 || objectives > most_objectives) {
            fail("wfg: there are ", objectives, " objectives, it takes 2 to ", most_objectives);
        }
        if (position_ % (objectives - 1) != 0) {
            fail("wfg: ", position_, " position variables are not a multiple of ", objectives - 1,
                 ", the objectives less one");
        }
        if (distance_ < 2 || distance_ % 2 != 0) {
            fail("wfg: there are ", distance_, " distance variables, it takes an even number of them, at least 2");
        }
        if (position_ + distance_ > most_variables) {
            fail("wfg: there are ", position_ + distance_, " variables, at most ", most_variables, " are supported");
        }
    }

    [[nodiscard]] std::vector<variable> variables() const {
        std::vector<variable> all = numbered_variables(position_ + distance_);
        for (std::size_t i = 0; i < all.size(); ++i) all[i].upper = 2 * static_cast<double>(i + 1);
        return all;
    }
    [[nodiscard]] const dynamic_objectives& objective_set() const noexcept { return set_; }

protected:
    static constexpr std::size_t most_objectives = 16;
    static constexpr std::size_t most_variables = 512;

    /// The variables on the scale of [0, 1], on the stack: an evaluation allocates nothing.
    struct scaled {
        std::array<double, most_variables> values;
        std::size_t size;

        [[nodiscard]] std::span<double> all() noexcept { return std::span(values).first(size); }
    };
    [[nodiscard]] static scaled scale(std::span<const double> z) noexcept {
        scaled y; // NOLINT: filled up to size
        y.size = z.size();
        for (std::size_t i = 0; i < z.size(); ++i) y.values[i] = wfg::unit(z[i] / (2 * static_cast<double>(i + 1)));
        return y;
    }

    [[nodiscard]] std::size_t position() const noexcept { return position_; }
    [[nodiscard]] std::span<double> tail(std::span<double> y) const noexcept { return y.subspan(position_); }
    /// The position variables that make place i of the front.
    [[nodiscard]] std::span<const double> group(std::span<const double> y, std::size_t i, std::size_t m) const noexcept {
        const std::size_t size = position_ / (m - 1);
        return y.subspan(i * size, size);
    }

    /// Moves the distance variables' optimum to 0.35.
    void shift(std::span<double> y) const noexcept {
        for (double& v : tail(y)) v = wfg::s_linear(v);
    }
    /// Places and distance by means: t_1, ..., t_m.
    void reduce(std::span<const double> y, std::span<double> t) const noexcept {
        for (std::size_t i = 0; i + 1 < t.size(); ++i) t[i] = wfg::r_sum(group(y, i, t.size()));
        t.back() = wfg::r_sum(y.subspan(position_));
    }
    /// Pairs of distance variables, each not separable: half as many are left.
    [[nodiscard]] std::span<double> pair(std::span<double> y) const noexcept {
        const std::span<double> far = tail(y);
        for (std::size_t i = 0; i < far.size() / 2; ++i) far[i] = wfg::r_nonsep(far.subspan(2 * i, 2), 2);
        return y.first(position_ + far.size() / 2);
    }
    /// Places and distance, each of variables that are not separable.
    void reduce_nonsep(std::span<const double> y, std::span<double> t) const noexcept {
        for (std::size_t i = 0; i + 1 < t.size(); ++i) {
            const std::span<const double> places = group(y, i, t.size());
            t[i] = wfg::r_nonsep(places, places.size());
        }
        const std::span<const double> far = y.subspan(position_);
        t.back() = wfg::r_nonsep(far, far.size());
    }

    using row = std::array<double, most_objectives>;

    /// From t to the objectives, by the shapes h. A `degenerate` front has all places but the first at 1/2.
    template <class Shape>
    static void objectives(std::span<double> t, std::span<double> f, Shape h, bool degenerate = false) noexcept {
        const double distance = t.back();
        if (degenerate) {
            for (std::size_t i = 1; i + 1 < t.size(); ++i) t[i] = distance * (t[i] - 0.5) + 0.5;
        }
        h(std::span<const double>(t).first(t.size() - 1), f);
        for (std::size_t j = 0; j < f.size(); ++j) f[j] = distance + 2 * static_cast<double>(j + 1) * f[j];
    }

    /// The front that is part of a surface of shapes h.
    template <class Shape>
    [[nodiscard]] static front_sample part_of(Shape h, std::size_t objectives, std::size_t parts) {
        return sample_surface(objectives, parts, [h](std::span<const double> x, std::span<double> f) {
            h(x, f);
            for (std::size_t j = 0; j < f.size(); ++j) f[j] *= 2 * static_cast<double>(j + 1);
        });
    }

    /// The front of WFG4 to WFG9: the ellipsoid with the half-axes 2, 4, ..., 2 m.
    [[nodiscard]] static front_sample ellipsoid(std::size_t objectives, std::size_t parts) {
        return sample_lattice(objectives, parts, [](std::span<double> p) {
            onto_sphere(p);
            for (std::size_t j = 0; j < p.size(); ++j) p[j] *= 2 * static_cast<double>(j + 1);
            return true;
        });
    }

private:
    dynamic_objectives set_;
    std::size_t position_;
    std::size_t distance_;
};

} // namespace detail

/// WFG1 to WFG9 (Huband, Hingston, Barone and While, IEEE TEC 10(5), 2006, table XIV), all minimised, for 2 to 16
/// objectives. `position` variables are a multiple of the objectives less one; 0 stands for twice that, and for 4 with two
/// objectives. `distance` variables are even in number. WFG1: flat and biased, a front convex and mixed.
class wfg1 : public detail::wfg_problem {
public:
    using wfg_problem::wfg_problem;
    void evaluate(std::span<const double> z, std::span<double> f) const noexcept {
        scaled room = scale(z);
        const std::span<double> y = room.all();
        shift(y);
        for (double& v : tail(y)) v = detail::wfg::b_flat(v, 0.8, 0.75, 0.85);
        for (double& v : y) v = detail::wfg::b_poly(v, 0.02);
        row places;
        const std::span<double> t = std::span(places).first(f.size());
        for (std::size_t i = 0; i + 1 < t.size(); ++i) {
            const std::span<const double> own = group(y, i, t.size());
            t[i] = detail::wfg::r_sum_rising(own, i * own.size());
        }
        t.back() = detail::wfg::r_sum_rising(tail(y), position());
        objectives(t, f, surface);
    }
    /// The nondominated part of a grid of `parts` parts on each of the m - 1 axes.
    [[nodiscard]] static front_sample front(std::size_t m, std::size_t parts) { return part_of(surface, m, parts); }

private:
    static void surface(std::span<const double> x, std::span<double> h) noexcept {
        detail::wfg::convex(x, h);
        h.back() = detail::wfg::mixed(x[0]);
    }
};

/// WFG2: distance variables not separable, a disconnected convex front.
class wfg2 : public detail::wfg_problem {
public:
    using wfg_problem::wfg_problem;
    void evaluate(std::span<const double> z, std::span<double> f) const noexcept {
        scaled room = scale(z);
        shift(room.all());
        row places;
        const std::span<double> t = std::span(places).first(f.size());
        reduce(pair(room.all()), t);
        objectives(t, f, surface);
    }
    /// The nondominated part of a grid of `parts` parts on each of the m - 1 axes.
    [[nodiscard]] static front_sample front(std::size_t m, std::size_t parts) { return part_of(surface, m, parts); }

private:
    static void surface(std::span<const double> x, std::span<double> h) noexcept {
        detail::wfg::convex(x, h);
        h.back() = detail::wfg::disconnected(x[0]);
    }
};

/// WFG3: WFG2 with a linear front that is a line, however many objectives there are. (From three objectives on, some
/// points off the line are nondominated too.)
class wfg3 : public detail::wfg_problem {
public:
    using wfg_problem::wfg_problem;
    void evaluate(std::span<const double> z, std::span<double> f) const noexcept {
        scaled room = scale(z);
        shift(room.all());
        row places;
        const std::span<double> t = std::span(places).first(f.size());
        reduce(pair(room.all()), t);
        objectives(t, f, detail::wfg::linear, true);
    }
    /// Evenly on the line.
    [[nodiscard]] static front_sample front(std::size_t m, std::size_t points) {
        return detail::sample_curve(points, m, [](double place, std::span<double> f) {
            row places;
            const std::span<double> t = std::span(places).first(f.size());
            std::ranges::fill(t, 0.5);
            t[0] = place;
            t.back() = 0;
            objectives(t, f, detail::wfg::linear);
        });
    }
};

/// WFG4: many local fronts; the front is concave, as that of all that follow.
class wfg4 : public detail::wfg_problem {
public:
    using wfg_problem::wfg_problem;
    void evaluate(std::span<const double> z, std::span<double> f) const noexcept {
        scaled room = scale(z);
        for (double& v : room.all()) v = detail::wfg::s_multi(v, 30, 10);
        row places;
        const std::span<double> t = std::span(places).first(f.size());
        reduce(room.all(), t);
        objectives(t, f, detail::wfg::concave);
    }
    /// The lattice of `parts` parts on each axis, each point moved to the front.
    [[nodiscard]] static front_sample front(std::size_t m, std::size_t parts) { return ellipsoid(m, parts); }
};

/// WFG5: deceptive.
class wfg5 : public detail::wfg_problem {
public:
    using wfg_problem::wfg_problem;
    void evaluate(std::span<const double> z, std::span<double> f) const noexcept {
        scaled room = scale(z);
        for (double& v : room.all()) v = detail::wfg::s_decept(v);
        row places;
        const std::span<double> t = std::span(places).first(f.size());
        reduce(room.all(), t);
        objectives(t, f, detail::wfg::concave);
    }
    [[nodiscard]] static front_sample front(std::size_t m, std::size_t parts) { return ellipsoid(m, parts); }
};

/// WFG6: not separable.
class wfg6 : public detail::wfg_problem {
public:
    using wfg_problem::wfg_problem;
    void evaluate(std::span<const double> z, std::span<double> f) const noexcept {
        scaled room = scale(z);
        shift(room.all());
        row places;
        const std::span<double> t = std::span(places).first(f.size());
        reduce_nonsep(room.all(), t);
        objectives(t, f, detail::wfg::concave);
    }
    [[nodiscard]] static front_sample front(std::size_t m, std::size_t parts) { return ellipsoid(m, parts); }
};

/// WFG7: a place depends on all variables after it.
class wfg7 : public detail::wfg_problem {
public:
    using wfg_problem::wfg_problem;
    void evaluate(std::span<const double> z, std::span<double> f) const noexcept {
        scaled room = scale(z);
        const std::span<double> y = room.all();
        for (std::size_t i = 0; i < position(); ++i) { // ascending: what follows is still as it was
            y[i] = detail::wfg::b_param(y[i], detail::wfg::r_sum(y.subspan(i + 1)));
        }
        shift(y);
        row places;
        const std::span<double> t = std::span(places).first(f.size());
        reduce(y, t);
        objectives(t, f, detail::wfg::concave);
    }
    [[nodiscard]] static front_sample front(std::size_t m, std::size_t parts) { return ellipsoid(m, parts); }
};

/// WFG8: the distance depends on all variables before it.
class wfg8 : public detail::wfg_problem {
public:
    using wfg_problem::wfg_problem;
    void evaluate(std::span<const double> z, std::span<double> f) const noexcept {
        scaled room = scale(z);
        const std::span<double> y = room.all();
        for (std::size_t i = y.size(); i-- > position();) { // descending: what comes before is still as it was
            y[i] = detail::wfg::b_param(y[i], detail::wfg::r_sum(y.first(i)));
        }
        shift(y);
        row places;
        const std::span<double> t = std::span(places).first(f.size());
        reduce(y, t);
        objectives(t, f, detail::wfg::concave);
    }
    [[nodiscard]] static front_sample front(std::size_t m, std::size_t parts) { return ellipsoid(m, parts); }
};

/// WFG9: every variable but the last depends on those after it; deceptive, with many local fronts, not separable.
class wfg9 : public detail::wfg_problem {
public:
    using wfg_problem::wfg_problem;
    void evaluate(std::span<const double> z, std::span<double> f) const noexcept {
        scaled room = scale(z);
        const std::span<double> y = room.all();
        for (std::size_t i = 0; i + 1 < y.size(); ++i) {
            y[i] = detail::wfg::b_param(y[i], detail::wfg::r_sum(y.subspan(i + 1)));
        }
        for (double& v : y.first(position())) v = detail::wfg::s_decept(v);
        for (double& v : tail(y)) v = detail::wfg::s_multi(v, 30, 95);
        row places;
        const std::span<double> t = std::span(places).first(f.size());
        reduce_nonsep(y, t);
        objectives(t, f, detail::wfg::concave);
    }
    [[nodiscard]] static front_sample front(std::size_t m, std::size_t parts) { return ellipsoid(m, parts); }
};

} // namespace fulcrum::inline v0_1
