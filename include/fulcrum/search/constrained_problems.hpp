#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/search/detail/numbered.hpp"
#include "fulcrum/search/dtlz.hpp"
#include "fulcrum/search/front_sample.hpp"
#include "fulcrum/search/problem.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

/// Problems with constraints, all minimised.
namespace fulcrum::inline v0_1 {

/// BNH (Binh and Korn, MENDEL 1997): two variables, two constraints that cut little away.
class bnh : public detail::two_objectives {
public:
    [[nodiscard]] static std::vector<variable> variables() { return {{"x1", 0, 5}, {"x2", 0, 3}}; }
    [[nodiscard]] static std::size_t constraints() noexcept { return 2; }
    void evaluate(std::span<const double> x, std::span<double> f, std::span<double> violation) const noexcept {
        f[0] = 4 * x[0] * x[0] + 4 * x[1] * x[1];
        f[1] = (x[0] - 5) * (x[0] - 5) + (x[1] - 5) * (x[1] - 5);
        violation[0] = (x[0] - 5) * (x[0] - 5) + x[1] * x[1] - 25;
        violation[1] = 7.7 - (x[0] - 8) * (x[0] - 8) - (x[1] + 3) * (x[1] + 3);
    }
    /// x1 = x2 from 0 to 3, then x2 = 3 and x1 up to 5.
    [[nodiscard]] static front_sample front(std::size_t points) {
        return detail::sample_curve(points, 2, [](double t, std::span<double> f) {
            const double x1 = 5 * t;
            const double x2 = x1 < 3 ? x1 : 3;
            f[0] = 4 * x1 * x1 + 4 * x2 * x2;
            f[1] = (x1 - 5) * (x1 - 5) + (x2 - 5) * (x2 - 5);
        });
    }
};

/// SRN (Srinivas and Deb, Evolutionary Computation 2(3), 1994): two constraints cut the
/// unconstrained front.
class srn : public detail::two_objectives {
public:
    [[nodiscard]] static std::vector<variable> variables() { return {{"x1", -20, 20}, {"x2", -20, 20}}; }
    [[nodiscard]] static std::size_t constraints() noexcept { return 2; }
    void evaluate(std::span<const double> x, std::span<double> f, std::span<double> violation) const noexcept {
        f[0] = 2 + (x[0] - 2) * (x[0] - 2) + (x[1] - 1) * (x[1] - 1);
        f[1] = 9 * x[0] - (x[1] - 1) * (x[1] - 1);
        violation[0] = x[0] * x[0] + x[1] * x[1] - 225;
        violation[1] = x[0] - 3 * x[1] + 10;
    }
    /// x1 = -2.5, x2 from 2.5 to the circle.
    [[nodiscard]] static front_sample front(std::size_t points) {
        return detail::sample_curve(points, 2, [](double t, std::span<double> f) {
            constexpr double x1 = -2.5;
            const double x2 = 2.5 + t * (std::sqrt(225 - x1 * x1) - 2.5);
            f[0] = 2 + (x1 - 2) * (x1 - 2) + (x2 - 1) * (x2 - 1);
            f[1] = 9 * x1 - (x2 - 1) * (x2 - 1);
        });
    }
};

/// TNK (Tanaka et al., IEEE SMC 1995): the objectives are the variables, and the front is the ragged edge of what is
/// feasible. No closed form of the front.
class tnk : public detail::two_objectives {
public:
    [[nodiscard]] static std::vector<variable> variables() {
        return {{"x1", 0, std::numbers::pi}, {"x2", 0, std::numbers::pi}};
    }
    [[nodiscard]] static std::size_t constraints() noexcept { return 2; }
    void evaluate(std::span<const double> x, std::span<double> f, std::span<double> violation) const noexcept {
        f[0] = x[0];
        f[1] = x[1];
        violation[0] = 1 + 0.1 * std::cos(16 * std::atan2(x[0], x[1])) - x[0] * x[0] - x[1] * x[1];
        violation[1] = (x[0] - 0.5) * (x[0] - 0.5) + (x[1] - 0.5) * (x[1] - 0.5) - 0.5;
    }
};

/// The constrained problems of Jain and Deb (IEEE TEC 18(4), 2014). C1-DTLZ1: the front of DTLZ1, in front of which
/// only a narrow band is feasible.
class c1_dtlz1 : public dtlz1 {
public:
    using dtlz1::dtlz1;
    [[nodiscard]] static std::size_t constraints() noexcept { return 1; }
    void evaluate(std::span<const double> x, std::span<double> f, std::span<double> violation) const noexcept {
        dtlz1::evaluate(x, f);
        double sum = f.back() / 0.6;
        for (const double value : f.first(f.size() - 1)) sum += value / 0.5;
        violation[0] = sum - 1;
    }
};

/// C1-DTLZ3: the front of DTLZ3 behind a band that is not feasible. 2, 3, 5, 8, 10 or 15 objectives, for which the
/// paper gives the radius of the band.
class c1_dtlz3 : public dtlz3 {
public:
    explicit c1_dtlz3(std::size_t objectives = 3) : dtlz3(objectives), radius_(radius(objectives)) {}
    [[nodiscard]] static std::size_t constraints() noexcept { return 1; }
    void evaluate(std::span<const double> x, std::span<double> f, std::span<double> violation) const noexcept {
        dtlz3::evaluate(x, f);
        double squared = 0;
        for (const double value : f) squared += value * value;
        violation[0] = -(squared - 16) * (squared - radius_ * radius_);
    }

private:
    static double radius(std::size_t objectives) {
        switch (objectives) {
        case 2: return 6;
        case 3: return 9;
        case 5:
        case 8: return 12.5;
        case 10:
        case 15: return 15;
        default:
            fail("c1_dtlz3: there are ", objectives, " objectives, it is defined for 2, 3, 5, 8, 10 and 15");
        }
    }
    double radius_;
};

/// C2-DTLZ2: of the front of DTLZ2, what lies near a corner or near the middle is feasible.
class c2_dtlz2 : public dtlz2 {
public:
    using dtlz2::dtlz2;
    [[nodiscard]] static std::size_t constraints() noexcept { return 1; }
    void evaluate(std::span<const double> x, std::span<double> f, std::span<double> violation) const noexcept {
        dtlz2::evaluate(x, f);
        violation[0] = outside(f);
    }
    /// The feasible points of the lattice of `parts` parts on each axis.
    [[nodiscard]] static front_sample front(std::size_t objectives, std::size_t parts) {
        return detail::sample_lattice(objectives, parts, [](std::span<double> p) {
            detail::onto_sphere(p);
            return outside(p) <= 0;
        });
    }

private:
    [[nodiscard]] static double outside(std::span<const double> f) noexcept {
        const double radius = f.size() == 3 ? 0.4 : 0.5;
        const auto m = static_cast<double>(f.size());
        double squared = 0;
        double middle = 0;
        double largest = 0;
        for (const double value : f) {
            squared += value * value;
            middle += (value - 1 / std::sqrt(m)) * (value - 1 / std::sqrt(m));
            largest = (std::max)(largest, value);
        }
        const double corner = squared - 2 * largest + 1; // squared distance from the nearest corner
        return (std::min)(corner, middle) - radius * radius;
    }
};

/// C3-DTLZ4: the constraints are the front: the outer edge of m ellipsoids.
class c3_dtlz4 : public dtlz4 {
public:
    explicit c3_dtlz4(std::size_t objectives = 3) : dtlz4(objectives), constraints_(objectives) {}
    [[nodiscard]] std::size_t constraints() const noexcept { return constraints_; }
    void evaluate(std::span<const double> x, std::span<double> f, std::span<double> violation) const noexcept {
        dtlz4::evaluate(x, f);
        double squared = 0;
        for (const double value : f) squared += value * value;
        for (std::size_t j = 0; j < f.size(); ++j) violation[j] = 1 - (squared - 0.75 * f[j] * f[j]);
    }
    /// The lattice of `parts` parts on each axis, each point moved to the edge along its ray.
    [[nodiscard]] static front_sample front(std::size_t objectives, std::size_t parts) {
        return detail::sample_lattice(objectives, parts, [](std::span<double> p) {
            detail::onto_sphere(p);
            const double largest = *std::max_element(p.begin(), p.end());
            for (double& value : p) value /= std::sqrt(1 - 0.75 * largest * largest);
            return true;
        });
    }

private:
    std::size_t constraints_;
};

} // namespace fulcrum::inline v0_1
