#pragma once

#include "fulcrum/search/detail/numbered.hpp"
#include "fulcrum/search/front_sample.hpp"
#include "fulcrum/search/problem.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <string>
#include <vector>

namespace fulcrum::inline v0_1 {

namespace detail {

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
        return detail::sample_curve(points, 2, [](double t, std::span<double> f) {
            f[0] = t;
            f[1] = 1 - std::sqrt(t);
        });
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
        return detail::sample_curve(points, 2, [](double t, std::span<double> f) {
            f[0] = t;
            f[1] = 1 - t * t;
        });
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
        return detail::sample_curve(points, 2, [](double t, std::span<double> f) {
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
            f[0] = pieces[k][0] + left;
            f[1] = 1 - std::sqrt(f[0]) - f[0] * std::sin(10 * std::numbers::pi * f[0]);
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

/// ZDT5: bits, 30 of them in the first group and 5 in each of n - 1 others; the front is f2 = (n - 1) / f1 for f1 = 1,
/// ..., 31. Deceptive: a group of five does well with no bit set, and best with all.
class zdt5 : public detail::two_objectives {
public:
    explicit zdt5(std::size_t n = 11) : n_(n) {}
    [[nodiscard]] std::vector<variable> variables() const {
        std::vector<variable> all;
        for (std::size_t j = 0; j < 30 + 5 * (n_ - 1); ++j) all.push_back(binary_variable("b" + std::to_string(j + 1)));
        return all;
    }
    void evaluate(std::span<const double> x, std::span<double> f) const noexcept {
        f[0] = 1 + ones(x.first(30));
        double g = 0;
        for (std::size_t begin = 30; begin < x.size(); begin += 5) {
            const double set = ones(x.subspan(begin, 5));
            g += set < 5 ? 2 + set : 1;
        }
        f[1] = g / f[0];
    }
    /// All 31 points.
    [[nodiscard]] static front_sample front(std::size_t n = 11) {
        return detail::sample_curve(31, 2, [n](double t, std::span<double> f) {
            f[0] = 1 + std::round(30 * t);
            f[1] = static_cast<double>(n - 1) / f[0];
        });
    }

private:
    [[nodiscard]] static double ones(std::span<const double> bits) noexcept {
        double sum = 0;
        for (const double bit : bits) sum += bit;
        return sum;
    }
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
        return detail::sample_curve(points, 2, [](double t, std::span<double> f) {
            f[0] = first + t * (1 - first);
            f[1] = 1 - f[0] * f[0];
        });
    }

private:
    std::size_t n_;
};

} // namespace fulcrum::inline v0_1
