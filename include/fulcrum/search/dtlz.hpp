#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/search/detail/numbered.hpp"
#include "fulcrum/search/front_sample.hpp"
#include "fulcrum/search/problem.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

/// The problems of Deb, Thiele, Laumanns and Zitzler (CEC 2002), all minimised, for two objectives or more. The first
/// m - 1 variables are a place on the front, the others the distance from it.
namespace fulcrum::inline v0_1 {

namespace detail {

class dtlz {
public:
    [[nodiscard]] std::vector<variable> variables() const { return numbered_variables(n_); }
    [[nodiscard]] const dynamic_objectives& objective_set() const noexcept { return set_; }

protected:
    dtlz(std::size_t objectives, std::size_t distance_variables)
        : n_(objectives - 1 + distance_variables), set_(minimized_objectives(objectives)) {
        if (objectives < 2) fail("dtlz: there are ", objectives, " objectives, it takes at least 2");
    }

private:
    std::size_t n_;
    dynamic_objectives set_;
};

/// The distance of DTLZ1 and DTLZ3: 11^k - 1 local fronts.
[[nodiscard]] inline double multimodal_distance(std::span<const double> tail) noexcept {
    double g = static_cast<double>(tail.size());
    for (const double v : tail) g += (v - 0.5) * (v - 0.5) - std::cos(20 * std::numbers::pi * (v - 0.5));
    return 100 * g;
}

/// The distance of DTLZ2, DTLZ4 and DTLZ5.
[[nodiscard]] inline double sphere_distance(std::span<const double> tail) noexcept {
    double g = 0;
    for (const double v : tail) g += (v - 0.5) * (v - 0.5);
    return g;
}

/// The point of the sphere of this radius at the angles angle(k), in quarter turns.
template <class Angle> void on_sphere(double radius, std::span<double> f, Angle angle) noexcept {
    for (std::size_t k = 0; k + 1 < f.size(); ++k) {
        const double turned = angle(k) * (std::numbers::pi / 2);
        f[f.size() - 1 - k] = radius * std::sin(turned);
        radius *= std::cos(turned);
    }
    f[0] = radius;
}

/// A lattice point moved to the unit sphere, along its ray.
inline void onto_sphere(std::span<double> p) noexcept {
    double squared = 0;
    for (const double value : p) squared += value * value;
    for (double& value : p) value /= std::sqrt(squared);
}

/// DTLZ5 and DTLZ6: the nearer to the front, the nearer all angles but the first are to an eighth of a turn.
inline void on_curve(double g, std::span<const double> x, std::span<double> f) noexcept {
    on_sphere(1 + g, f, [&](std::size_t k) { return k == 0 ? x[0] : (1 + 2 * g * x[k]) / (2 * (1 + g)); });
}

} // namespace detail

/// DTLZ1: the plane sum f = 1/2 behind 11^5 - 1 local ones.
class dtlz1 : public detail::dtlz {
public:
    explicit dtlz1(std::size_t objectives = 3) : dtlz(objectives, 5) {}
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        double product = 0.5 * (1 + detail::multimodal_distance(x.subspan(f.size() - 1)));
        for (std::size_t k = 0; k + 1 < f.size(); ++k) {
            f[f.size() - 1 - k] = product * (1 - x[k]);
            product *= x[k];
        }
        f[0] = product;
    }
    /// A lattice of `parts` parts on each axis.
    [[nodiscard]] static front_sample front(std::size_t objectives, std::size_t parts) {
        return detail::sample_lattice(objectives, parts, [](std::span<double> p) {
            for (double& value : p) value *= 0.5;
            return true;
        });
    }
};

/// DTLZ2: the part of the unit sphere with positive coordinates.
class dtlz2 : public detail::dtlz {
public:
    explicit dtlz2(std::size_t objectives = 3) : dtlz(objectives, 10) {}
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        detail::on_sphere(1 + detail::sphere_distance(x.subspan(f.size() - 1)), f, [&](std::size_t k) { return x[k]; });
    }
    /// The lattice of `parts` parts on each axis, each point moved to the sphere.
    [[nodiscard]] static front_sample front(std::size_t objectives, std::size_t parts) {
        return detail::sample_lattice(objectives, parts, [](std::span<double> p) {
            detail::onto_sphere(p);
            return true;
        });
    }
};

/// DTLZ3: the front of DTLZ2 behind the local fronts of DTLZ1.
class dtlz3 : public detail::dtlz {
public:
    explicit dtlz3(std::size_t objectives = 3) : dtlz(objectives, 10) {}
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        const double g = detail::multimodal_distance(x.subspan(f.size() - 1));
        detail::on_sphere(1 + g, f, [&](std::size_t k) { return x[k]; });
    }
    [[nodiscard]] static front_sample front(std::size_t objectives, std::size_t parts) {
        return dtlz2::front(objectives, parts);
    }
};

/// DTLZ4: the front of DTLZ2, of which nearly all of the variables' space is mapped to the edges.
class dtlz4 : public detail::dtlz {
public:
    explicit dtlz4(std::size_t objectives = 3) : dtlz(objectives, 10) {}
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        const double g = detail::sphere_distance(x.subspan(f.size() - 1));
        detail::on_sphere(1 + g, f, [&](std::size_t k) { return std::pow(x[k], 100.0); });
    }
    [[nodiscard]] static front_sample front(std::size_t objectives, std::size_t parts) {
        return dtlz2::front(objectives, parts);
    }
};

/// DTLZ5: a front that is a curve, however many objectives there are. (From four objectives on, points off the curve
/// can be nondominated too.)
class dtlz5 : public detail::dtlz {
public:
    explicit dtlz5(std::size_t objectives = 3) : dtlz(objectives, 10) {}
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        detail::on_curve(detail::sphere_distance(x.subspan(f.size() - 1)), x, f);
    }
    /// Evenly in the angle.
    [[nodiscard]] static front_sample front(std::size_t objectives, std::size_t points) {
        return detail::sample_curve(points, objectives, [](double t, std::span<double> f) {
            detail::on_sphere(1, f, [t](std::size_t k) { return k == 0 ? t : 0.5; });
        });
    }
};

/// DTLZ6: the front of DTLZ5, hard to come near.
class dtlz6 : public detail::dtlz {
public:
    explicit dtlz6(std::size_t objectives = 3) : dtlz(objectives, 10) {}
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        double g = 0;
        for (const double v : x.subspan(f.size() - 1)) g += std::pow(v, 0.1);
        detail::on_curve(g, x, f);
    }
    [[nodiscard]] static front_sample front(std::size_t objectives, std::size_t points) {
        return dtlz5::front(objectives, points);
    }
};

/// DTLZ7: 2^(objectives - 1) separate pieces.
class dtlz7 : public detail::dtlz {
public:
    explicit dtlz7(std::size_t objectives = 3) : dtlz(objectives, 20) {}
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        const std::span<const double> tail = x.subspan(f.size() - 1);
        double sum = 0;
        for (const double v : tail) sum += v;
        surface(1 + 9 * sum / static_cast<double>(tail.size()), x, f);
    }
    /// The nondominated part of a grid of `parts` parts on each of the m - 1 axes.
    [[nodiscard]] static front_sample front(std::size_t objectives, std::size_t parts) {
        return detail::sample_surface(objectives, parts, [](std::span<const double> x, std::span<double> f) {
            surface(1, x, f);
        });
    }

private:
    static void surface(double g, std::span<const double> x, std::span<double> f) noexcept {
        double h = static_cast<double>(f.size());
        for (std::size_t k = 0; k + 1 < f.size(); ++k) {
            f[k] = x[k];
            h -= x[k] / (1 + g) * (1 + std::sin(3 * std::numbers::pi * x[k]));
        }
        f.back() = (1 + g) * h;
    }
};

} // namespace fulcrum::inline v0_1
