#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/das_dennis.hpp"
#include "fulcrum/search/problem.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// Problems whose Pareto fronts are known. All are minimised. Where the front has a closed form, a sampler gives it.
namespace fulcrum::inline v0_1 {

/// Points of a true front.
class front_sample {
public:
    /// `values` holds one column after the other.
    front_sample(std::vector<double> values, std::size_t objectives)
        : values_(std::move(values)), objectives_(objectives) {}
    [[nodiscard]] columns_view<const double> columns() const noexcept {
        return {values_.data(), values_.size() / objectives_, objectives_};
    }

private:
    std::vector<double> values_;
    std::size_t objectives_;
};

namespace detail {

/// n points of a curve: point(t) for t evenly from 0 to 1; n >= 2.
template <class Point> [[nodiscard]] front_sample sample_curve(std::size_t n, Point point) {
    std::vector<double> values(2 * n);
    for (std::size_t i = 0; i < n; ++i) {
        const std::array<double, 2> f = point(static_cast<double>(i) / static_cast<double>(n - 1));
        values[i] = f[0];
        values[n + i] = f[1];
    }
    return {std::move(values), 2};
}

/// The points of das_dennis, in ascending lexicographic order. `move` may change each.
template <class Move>
[[nodiscard]] front_sample sample_lattice(std::size_t objectives, std::size_t parts, Move move) {
    workspace ws;
    const columns_view<const double> lattice = das_dennis(objectives, parts, ws);
    const std::size_t n = lattice.rows();
    std::vector<double> columns(n * objectives);
    std::vector<double> point(objectives);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < objectives; ++j) point[j] = lattice(n - 1 - i, j);
        move(std::span<double>(point));
        for (std::size_t j = 0; j < objectives; ++j) columns[j * n + i] = point[j];
    }
    return {std::move(columns), objectives};
}

[[nodiscard]] inline std::vector<variable> numbered_variables(std::size_t n, double lower = 0, double upper = 1) {
    std::vector<variable> all;
    for (std::size_t j = 0; j < n; ++j) all.push_back({"x" + std::to_string(j + 1), lower, upper});
    return all;
}

struct two_objectives {
    struct f1 : minimize {};
    struct f2 : minimize {};
    using objectives = fulcrum::objectives<f1, f2>;
};

/// 1 + 9 times the mean of x2, ..., xn: the distance function of ZDT1, ZDT2 and ZDT3.
[[nodiscard]] inline double zdt_distance(std::span<const double> x) noexcept {
    double sum = 0;
    for (const double value : x.subspan(1)) sum += value;
    return 1 + 9 * sum / static_cast<double>(x.size() - 1);
}

} // namespace detail

/// The problems of Zitzler, Deb and Thiele (Evolutionary Computation 8(2), 2000). n >= 2 variables.
/// ZDT1: a convex front, f2 = 1 - sqrt(f1).
class zdt1 : public detail::two_objectives {
public:
    explicit zdt1(std::size_t n = 30) : n_(n) {}
    [[nodiscard]] std::vector<variable> variables() const { return detail::numbered_variables(n_); }
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        const double g = detail::zdt_distance(x);
        f[0] = x[0];
        f[1] = g * (1 - std::sqrt(x[0] / g));
    }
    [[nodiscard]] static front_sample front(std::size_t points) {
        return detail::sample_curve(points, [](double t) { return std::array{t, 1 - std::sqrt(t)}; });
    }

private:
    std::size_t n_;
};

/// ZDT2: a concave front, f2 = 1 - f1^2.
class zdt2 : public detail::two_objectives {
public:
    explicit zdt2(std::size_t n = 30) : n_(n) {}
    [[nodiscard]] std::vector<variable> variables() const { return detail::numbered_variables(n_); }
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        const double g = detail::zdt_distance(x);
        f[0] = x[0];
        f[1] = g * (1 - (x[0] / g) * (x[0] / g));
    }
    [[nodiscard]] static front_sample front(std::size_t points) {
        return detail::sample_curve(points, [](double t) { return std::array{t, 1 - t * t}; });
    }

private:
    std::size_t n_;
};

/// ZDT3: a front of five pieces, f2 = 1 - sqrt(f1) - f1 sin(10 pi f1).
class zdt3 : public detail::two_objectives {
public:
    explicit zdt3(std::size_t n = 30) : n_(n) {}
    [[nodiscard]] std::vector<variable> variables() const { return detail::numbered_variables(n_); }
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        const double g = detail::zdt_distance(x);
        f[0] = x[0];
        f[1] = g * (1 - std::sqrt(x[0] / g) - x[0] / g * std::sin(10 * std::numbers::pi * x[0]));
    }
    /// Evenly in f1 over the five pieces.
    [[nodiscard]] static front_sample front(std::size_t points) {
        return detail::sample_curve(points, [](double t) {
            constexpr std::array<std::array<double, 2>, 5> pieces{{{0, 0.0830015349},
                                                                   {0.1822287280, 0.2577623634},
                                                                   {0.4093136748, 0.4538821041},
                                                                   {0.6183967944, 0.6525117038},
                                                                   {0.8233317983, 0.8518328654}}};
            double length = 0;
            for (const auto& piece : pieces) length += piece[1] - piece[0];
            double left = t * length;
            std::size_t k = 0;
            while (k + 1 < pieces.size() && left > pieces[k][1] - pieces[k][0]) {
                left -= pieces[k][1] - pieces[k][0];
                ++k;
            }
            const double f1 = pieces[k][0] + left;
            return std::array{f1, 1 - std::sqrt(f1) - f1 * std::sin(10 * std::numbers::pi * f1)};
        });
    }

private:
    std::size_t n_;
};

/// ZDT4: the front of ZDT1 behind 21^(n - 1) local ones.
class zdt4 : public detail::two_objectives {
public:
    explicit zdt4(std::size_t n = 10) : n_(n) {}
    [[nodiscard]] std::vector<variable> variables() const {
        std::vector<variable> all = detail::numbered_variables(n_, -5, 5);
        all[0].lower = 0;
        all[0].upper = 1;
        return all;
    }
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        double g = 1 + 10 * static_cast<double>(x.size() - 1);
        for (const double v : x.subspan(1)) g += v * v - 10 * std::cos(4 * std::numbers::pi * v);
        f[0] = x[0];
        f[1] = g * (1 - std::sqrt(x[0] / g));
    }
    [[nodiscard]] static front_sample front(std::size_t points) { return zdt1::front(points); }

private:
    std::size_t n_;
};

/// ZDT6: a concave front, f2 = 1 - f1^2 from f1 = 0.28 on, on which individuals lie unevenly.
class zdt6 : public detail::two_objectives {
public:
    explicit zdt6(std::size_t n = 10) : n_(n) {}
    [[nodiscard]] std::vector<variable> variables() const { return detail::numbered_variables(n_); }
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        double sum = 0;
        for (const double v : x.subspan(1)) sum += v;
        const double g = 1 + 9 * std::pow(sum / static_cast<double>(x.size() - 1), 0.25);
        f[0] = 1 - std::exp(-4 * x[0]) * std::pow(std::sin(6 * std::numbers::pi * x[0]), 6);
        f[1] = g * (1 - (f[0] / g) * (f[0] / g));
    }
    [[nodiscard]] static front_sample front(std::size_t points) {
        constexpr double first = 0.2807753191; // the least value of f1
        return detail::sample_curve(points, [](double t) {
            const double f1 = first + t * (1 - first);
            return std::array{f1, 1 - f1 * f1};
        });
    }

private:
    std::size_t n_;
};

namespace detail {

class dtlz {
public:
    [[nodiscard]] std::vector<variable> variables() const { return numbered_variables(n_); }
    [[nodiscard]] const dynamic_objectives& objective_set() const noexcept { return set_; }

protected:
    dtlz(std::size_t objectives, std::size_t distance_variables)
        : n_(objectives - 1 + distance_variables), set_(numbered(objectives)) {}

private:
    static dynamic_objectives numbered(std::size_t objectives) {
        std::vector<dynamic_objective> all;
        for (std::size_t j = 0; j < objectives; ++j) {
            all.push_back({"f" + std::to_string(j + 1), direction::minimize});
        }
        return dynamic_objectives(std::move(all));
    }
    std::size_t n_;
    dynamic_objectives set_;
};

} // namespace detail

/// The problems of Deb, Thiele, Laumanns and Zitzler (CEC 2002) for any number of objectives, two or more.
/// DTLZ1: the plane sum f = 1/2 behind 11^5 - 1 local ones.
class dtlz1 : public detail::dtlz {
public:
    explicit dtlz1(std::size_t objectives = 3) : dtlz(objectives, 5) {}
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        const std::span<const double> tail = x.subspan(f.size() - 1);
        double g = 100 * static_cast<double>(tail.size());
        for (const double v : tail) {
            g += 100 * ((v - 0.5) * (v - 0.5) - std::cos(20 * std::numbers::pi * (v - 0.5)));
        }
        double product = 0.5 * (1 + g);
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
        });
    }
};

/// DTLZ2: the part of the unit sphere with positive coordinates.
class dtlz2 : public detail::dtlz {
public:
    explicit dtlz2(std::size_t objectives = 3) : dtlz(objectives, 10) {}
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        double product = 1;
        for (const double v : x.subspan(f.size() - 1)) product += (v - 0.5) * (v - 0.5);
        for (std::size_t k = 0; k + 1 < f.size(); ++k) {
            f[f.size() - 1 - k] = product * std::sin(x[k] * std::numbers::pi / 2);
            product *= std::cos(x[k] * std::numbers::pi / 2);
        }
        f[0] = product;
    }
    /// The lattice of `parts` parts on each axis, each point moved to the sphere.
    [[nodiscard]] static front_sample front(std::size_t objectives, std::size_t parts) {
        return detail::sample_lattice(objectives, parts, [](std::span<double> p) {
            double squared = 0;
            for (const double value : p) squared += value * value;
            for (double& value : p) value /= std::sqrt(squared);
        });
    }
};

/// DTLZ7: 2^(objectives - 1) separate pieces. No closed form of the front.
class dtlz7 : public detail::dtlz {
public:
    explicit dtlz7(std::size_t objectives = 3) : dtlz(objectives, 20) {}
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        const std::span<const double> tail = x.subspan(f.size() - 1);
        double sum = 0;
        for (const double v : tail) sum += v;
        const double g = 1 + 9 * sum / static_cast<double>(tail.size());
        double h = static_cast<double>(f.size());
        for (std::size_t k = 0; k + 1 < f.size(); ++k) {
            f[k] = x[k];
            h -= x[k] / (1 + g) * (1 + std::sin(3 * std::numbers::pi * x[k]));
        }
        f.back() = (1 + g) * h;
    }
};

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
        return detail::sample_curve(points, [](double t) {
            const double x1 = 5 * t;
            const double x2 = x1 < 3 ? x1 : 3;
            return std::array{4 * x1 * x1 + 4 * x2 * x2, (x1 - 5) * (x1 - 5) + (x2 - 5) * (x2 - 5)};
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
        return detail::sample_curve(points, [](double t) {
            constexpr double x1 = -2.5;
            const double x2 = 2.5 + t * (std::sqrt(225 - x1 * x1) - 2.5);
            return std::array{2 + (x1 - 2) * (x1 - 2) + (x2 - 1) * (x2 - 1), 9 * x1 - (x2 - 1) * (x2 - 1)};
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

} // namespace fulcrum::inline v0_1
