// Statements about whole searches, whatever the algorithm and the problem: what is returned is what was evaluated, in
// the bounds and exactly as often as was asked for, with the same bits on two threads, and nothing is lost when an
// evaluation throws.
#include "fulcrum/pareto/dominance.hpp"
#include "fulcrum/pareto/hypervolume.hpp"
#include "fulcrum/search/moead.hpp"
#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/nsga3.hpp"
#include "fulcrum/search/random_search.hpp"
#include "fulcrum/search/sms_emoa.hpp"
#include "fulcrum/search/test_problems.hpp"
#include "search_problem/any_problem.hpp"
#include "thread_executor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

/// The calling thread. (Of the same type as two threads, so that each algorithm is compiled once.)
const thread_executor alone(1);

using observer = std::function<void(const search_progress&)>;
const observer ignore = [](const search_progress&) {};

/// A problem that counts its evaluations, and can fail at one of them.
class watched {
public:
    explicit watched(any_problem problem, std::size_t fails_at = 0)
        : problem_(std::move(problem)), fails_at_(fails_at) {}

    [[nodiscard]] std::span<const variable> variables() const noexcept { return problem_.variables(); }
    [[nodiscard]] const dynamic_objectives& objective_set() const noexcept { return problem_.objective_set(); }
    [[nodiscard]] std::size_t constraints() const noexcept { return problem_.constraints(); }
    void evaluate(std::span<const double> x, std::span<double> f, std::span<double> violation) const {
        if (++*calls_ == fails_at_) throw std::runtime_error("no value");
        problem_.evaluate_batch({x.data(), 1, x.size()}, {f.data(), 1, f.size()},
                                {violation.data(), 1, violation.size()}, sequential{});
    }
    [[nodiscard]] std::size_t calls() const noexcept { return *calls_; }

private:
    any_problem problem_;
    std::size_t fails_at_;
    std::shared_ptr<std::atomic<std::size_t>> calls_ = std::make_shared<std::atomic<std::size_t>>(0);
};

/// Minimised and maximised, constrained or not, of real, integer and binary variables, one of them fixed.
std::vector<any_problem> problems() {
    struct partly_fixed : dtlz2 {
        using dtlz2::dtlz2;
        [[nodiscard]] std::vector<variable> variables() const {
            std::vector<variable> all = dtlz2::variables();
            all[5].lower = all[5].upper = 0.75;
            return all;
        }
    };
    return {any_problem(zdt1{8}), any_problem(partly_fixed{3}), any_problem(tnk{}), any_problem(knapsack{}),
            any_problem(zdt5{3})};
}

/// All that search for fronts. MOEA/D comes with weights of its own, so that it too has n individuals.
template <class Visit> void with_each_algorithm(std::size_t n, std::size_t generations, std::size_t m, Visit visit) {
    std::vector<double> weights(n * m);
    for (std::size_t i = 0; i < n; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < m; ++j) sum += weights[j * n + i] = static_cast<double>((i * (j + 3) + j) % n + 1);
        for (std::size_t j = 0; j < m; ++j) weights[j * n + i] /= sum;
    }
    const columns_view<const double> directions(weights.data(), n, m);
    visit("nsga2", nsga2{.population = n, .generations = generations, .crossover = {.probability = 1}});
    visit("nsga3", nsga3{.population = n, .generations = generations});
    visit("moead", moead{.population = n, .generations = generations, .weights = directions});
    visit("sms_emoa", sms_emoa{.population = n, .generations = generations, .children = n});
    visit("random_search", random_search{.population = n, .generations = generations});
}

std::vector<double> row_of(columns_view<const double> values, std::size_t i) {
    std::vector<double> row;
    for (std::size_t j = 0; j < values.cols(); ++j) row.push_back(values(i, j));
    return row;
}

/// Objectives and violations are those of the variables, which are valid; the front is what no other feasible
/// individual dominates.
void check_returned(const watched& problem, const search_result& found) {
    const search_space space(problem);
    const dynamic_objectives& set = problem.objective_set();
    std::vector<double> f(set.size());
    std::vector<double> violation(space.constraints());
    std::vector<std::uint32_t> feasible;
    for (std::uint32_t i = 0; i < found.size(); ++i) {
        CHECK_UNARY(space.valid(found.variables().row(i)));
        problem.evaluate(found.variables().row(i), f, violation);
        CHECK_UNARY(f == row_of(found.objectives(), i));
        CHECK_UNARY(violation == row_of(found.violations(), i));
        if (std::ranges::all_of(violation, [](double v) { return v <= 0; })) feasible.push_back(i);
    }
    std::vector<std::uint32_t> front;
    for (const std::uint32_t i : feasible) {
        const std::vector<double> own = row_of(found.objectives(), i);
        const bool dominated = std::ranges::any_of(
            feasible, [&](std::uint32_t k) { return dominates(set, row_of(found.objectives(), k), own); });
        if (!dominated) front.push_back(i);
    }
    CHECK_UNARY(front == found.front);
}

bool same_bits(const search_result& a, const search_result& b) {
    if (a.front != b.front || a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!std::ranges::equal(a.variables().row(i), b.variables().row(i))) return false;
        if (row_of(a.objectives(), i) != row_of(b.objectives(), i)) return false;
    }
    return true;
}

} // namespace

TEST_CASE("property/search: what is returned was evaluated, in the bounds, once each; two threads change nothing") {
    constexpr std::size_t generations = 12;
    for (const any_problem& problem : problems()) {
        for (const std::size_t n : {5U, 98U}) {
            with_each_algorithm(n, generations, problem.objective_set().size(), [&](const char* name, const auto& how) {
                CAPTURE(name);
                CAPTURE(problem.variables()[0].name);
                CAPTURE(n);
                const watched counted(problem);
                std::vector<std::size_t> evaluations;
                const observer note = [&](const search_progress& now) {
                    CHECK_UNARY(now.evaluations == counted.calls());
                    evaluations.push_back(now.evaluations);
                };
                const search_result found = search(how, counted, seed{n}, alone, note);
                CHECK(found.evaluations == generations * n);
                CHECK(evaluations.size() == generations);
                for (std::size_t g = 0; g < evaluations.size(); ++g) CHECK_UNARY(evaluations[g] == (g + 1) * n);
                CHECK(found.size() == n);
                check_returned(counted, found);
                CHECK_UNARY(same_bits(found, search(how, watched(problem), seed{n}, thread_executor(2), ignore)));
            });
        }
    }
}

TEST_CASE("property/search: an evaluation that throws ends the search with the front so far") {
    constexpr std::size_t n = 20;
    for (const any_problem& problem : problems()) {
        with_each_algorithm(n, 10, problem.objective_set().size(), [&](const char* name, const auto& how) {
            CAPTURE(name);
            const watched failing(problem, 4 * n + 8);
            std::optional<search_result> rest;
            try {
                static_cast<void>(search(how, failing, seed{1}, alone, ignore));
            } catch (const search_error& e) {
                rest = e.result();
                CHECK_THROWS_WITH(std::rethrow_exception(e.cause()), "no value");
            }
            REQUIRE(rest);
            CHECK(rest->generations == 4);
            CHECK(rest->evaluations == 4 * n + 7);
            check_returned(watched(problem), *rest);
        });
    }
}

TEST_CASE("property/search: an objective that is the same for all does not hurt") {
    const zdt1 plain;
    const auto set = detail::minimized_objectives(3);
    const function_problem flat{set, plain.variables(), [&](std::span<const double> x, std::span<double> f) {
                                    plain.evaluate(x, f.first(2));
                                    f[2] = 0.5;
                                }};
    const any_problem without(plain);
    const any_problem with(flat);
    const auto volume = [](const search_result& found) { // of the first two objectives
        const columns_view<const double> all = found.objectives();
        std::vector<double> two(2 * all.rows());
        for (std::size_t i = 0; i < all.rows(); ++i) {
            for (std::size_t j = 0; j < 2; ++j) two[j * all.rows() + i] = all(i, j);
        }
        workspace ws;
        return hypervolume(detail::minimized_objectives(2), columns_view<const double>(two.data(), all.rows(), 2),
                           found.front, std::vector<double>(2, 1.1), ws);
    };
    const auto searched = [&](const auto& how, const any_problem& problem) {
        return volume(search(how, watched(problem), seed{1}, alone, ignore));
    };
    CHECK(searched(nsga2{.population = 100, .generations = 250}, with) >= 0.870);
    const nsga3 by_directions{.population = 60, .generations = 100};
    CHECK(searched(by_directions, with) > 0.97 * searched(by_directions, without));
    const sms_emoa by_volume{.population = 40, .generations = 100, .children = 40};
    CHECK(searched(by_volume, with) > 0.97 * searched(by_volume, without));
}
