#include "problems.hpp"

#include "named.hpp"

#include <fulcrum/core/error.hpp>
#include <fulcrum/search/test_problems.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>

namespace {

using namespace fulcrum;

constexpr std::size_t curve_points = 2001;
constexpr std::size_t most_objectives = 16;

/// Parts of the largest lattice of m dimensions with no more than 5,151 points; a curve's for two.
std::size_t lattice_parts(std::size_t m) {
    if (m == 2) return curve_points - 1;
    std::size_t parts = 0;
    for (std::size_t points = 1; points <= 5151; ++parts) { // points: with `parts` parts
        points = points * (parts + m) / (parts + 1);
    }
    return parts - 1;
}

/// Parts of the largest grid on m - 1 axes with no more than 10,201 points, and 1 at least.
std::size_t grid_parts(std::size_t m) {
    if (m == 2) return curve_points - 1;
    const auto points = [m](std::size_t parts) {
        std::size_t product = 1;
        for (std::size_t axis = 1; axis < m && product <= 10201; ++axis) product *= parts + 1;
        return product;
    };
    std::size_t parts = 1;
    while (points(parts + 1) <= 10201) ++parts;
    return parts;
}

/// A problem by its name, for `least` to `most` objectives.
struct entry {
    const char* name;
    std::size_t usual;
    std::size_t least;
    std::size_t most;
    any_problem (*make)(std::size_t objectives);
};

/// Two objectives; a front that is a curve.
template <class P> constexpr entry planar(const char* name) {
    return {name, 2, 2, 2, [](std::size_t) { return any_problem(P{}, [] { return P::front(curve_points); }); }};
}
/// Any number of objectives; a front sampled by a lattice, as a curve or over a grid.
template <class P, auto size> constexpr entry scalable(const char* name) {
    return {name, 3, 2, most_objectives, [](std::size_t m) {
                return any_problem(P{m}, [m] { return P::front(m, size(m)); });
            }};
}
template <class P> constexpr entry on_lattice(const char* name) { return scalable<P, lattice_parts>(name); }
template <class P> constexpr entry on_grid(const char* name) { return scalable<P, grid_parts>(name); }
template <class P> constexpr entry on_curve(const char* name) {
    return scalable<P, [](std::size_t) { return curve_points; }>(name);
}

any_problem make_zdt5(std::size_t /*objectives*/) {
    return any_problem(zdt5{}, [] { return zdt5::front(); });
}
any_problem make_tnk(std::size_t /*objectives*/) { return any_problem(tnk{}); }
any_problem make_knapsack(std::size_t objectives) {
    const knapsack problem(12, 3, objectives);
    return any_problem(problem, [problem] { return problem.front(); });
}

constexpr std::array problems{
    planar<zdt1>("zdt1"),
    planar<zdt2>("zdt2"),
    planar<zdt3>("zdt3"),
    planar<zdt4>("zdt4"),
    entry{"zdt5", 2, 2, 2, make_zdt5},
    planar<zdt6>("zdt6"),
    on_lattice<dtlz1>("dtlz1"),
    on_lattice<dtlz2>("dtlz2"),
    on_lattice<dtlz3>("dtlz3"),
    on_lattice<dtlz4>("dtlz4"),
    on_curve<dtlz5>("dtlz5"),
    on_curve<dtlz6>("dtlz6"),
    on_grid<dtlz7>("dtlz7"),
    on_grid<wfg1>("wfg1"),
    on_grid<wfg2>("wfg2"),
    on_curve<wfg3>("wfg3"),
    on_lattice<wfg4>("wfg4"),
    on_lattice<wfg5>("wfg5"),
    on_lattice<wfg6>("wfg6"),
    on_lattice<wfg7>("wfg7"),
    on_lattice<wfg8>("wfg8"),
    on_lattice<wfg9>("wfg9"),
    planar<bnh>("bnh"),
    planar<srn>("srn"),
    entry{"tnk", 2, 2, 2, make_tnk},
    on_lattice<c1_dtlz1>("c1_dtlz1"),
    on_lattice<c1_dtlz3>("c1_dtlz3"),
    on_lattice<c2_dtlz2>("c2_dtlz2"),
    on_lattice<c3_dtlz4>("c3_dtlz4"),
    entry{"knapsack", 2, 1, 4, make_knapsack},
};

} // namespace

std::string problem_names() { return names_of<entry>(problems); }

any_problem make_problem(const std::string& name, std::optional<std::size_t> objectives) {
    const entry& found = find_named<entry>("problem", name, problems);
    const std::size_t m = objectives.value_or(found.usual);
    if (m < found.least || m > found.most) {
        if (found.least == found.most) fail(name, " has ", found.most, " objectives, not ", m);
        fail(name, " takes ", found.least, " to ", found.most, " objectives, not ", m);
    }
    return found.make(m);
}
