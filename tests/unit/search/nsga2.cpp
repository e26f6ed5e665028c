#include "fulcrum/search/nsga2.hpp"

#include "allocation_counter.hpp"
#include "fulcrum/pareto/indicators.hpp"
#include "fulcrum/search/test_problems.hpp"
#include "search_checks.hpp"
#include "thread_executor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace {

using fulcrum::nsga2;
using fulcrum::seed;
using search_checks::check_result;
using search_checks::volume_of;

/// Largest distance between the sample and the distribution function, in units of 1 / sqrt(n); exceeds 1.95 once in
/// a thousand samples.
template <class Cdf> double kolmogorov_smirnov(std::vector<double> sample, Cdf cdf) {
    std::sort(sample.begin(), sample.end());
    double distance = 0;
    const double n = static_cast<double>(sample.size());
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const double f = cdf(sample[i]);
        distance = std::max({distance, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
    }
    return distance * std::sqrt(n);
}

/// Children that a whole generation's variation makes of two parents, one a row.
std::vector<double> children_of(std::vector<double> a, const std::vector<double>& b, fulcrum::sbx cross,
                                fulcrum::polynomial_mutation mutate, const fulcrum::search_space& space,
                                std::size_t pairs, std::uint64_t generation = 1) {
    a.insert(a.end(), b.begin(), b.end());
    std::vector<std::uint32_t> mates;
    for (std::size_t p = 0; p < pairs; ++p) mates.insert(mates.end(), {0, 1});
    std::vector<double> children(2 * pairs * b.size());
    fulcrum::workspace ws;
    fulcrum::detail::real_variation (cross, mutate, space)(space, {a.data(), 2, b.size()}, mates,
                                                             {children.data(), 2 * pairs, b.size()}, seed{3},
                                                             generation, ws);
    return children;
}

} // namespace

TEST_CASE("search/nsga2: random words are those of Threefry-4x32-20, on every instruction set") {
    const auto words = [](fulcrum::isa level, std::uint64_t s, std::uint64_t generation) {
        std::vector<std::uint32_t> out(192);
        fulcrum::detail::dispatched<fulcrum::detail::random_words_kernel> kernel(level);
        kernel(s, generation, 0, 130, out.data());
        return out;
    };
    // The first block, of counter 0 under key 0, as published with the Random123 library.
    const auto zero = words(fulcrum::isa::avx512, 0, 0);
    CHECK(std::array{zero[0], zero[16], zero[32], zero[48]} ==
          std::array{0x9c6ca96aU, 0xe17eae66U, 0xfc10ecd4U, 0x5256a7d8U});
    const auto some = words(fulcrum::isa::avx512, 0x123456789abcdef0U, 77);
    CHECK(some == words(fulcrum::isa::baseline, 0x123456789abcdef0U, 77));
    CHECK(some == words(fulcrum::isa::avx2, 0x123456789abcdef0U, 77));
    CHECK(some != words(fulcrum::isa::avx2, 0x123456789abcdef0U, 78));
    CHECK(some[0] != some[64]);
}

TEST_CASE("search/nsga2: a whole generation is crossed by the distribution of SBX, cut at the bounds") {
    struct parents {
        double low, high, a, b;
    };
    for (const double eta : {0.0, 2.5, 15.0}) {
        for (const parents q : {parents{-1e9, 1e9, 5, 3}, parents{0, 10, 0.5, 2}, parents{0, 1, 0, 1}}) {
            const fulcrum::search_space space(std::vector{fulcrum::variable{"x", q.low, q.high}});
            const std::vector<double> made = children_of({q.a}, {q.b}, {.eta = eta, .probability = 1},
                                                         {.probability = 0}, space, 20000);
            const double gap = std::abs(q.a - q.b);
            std::vector<double> left;
            std::vector<double> right;
            int swapped = 0;
            for (std::size_t i = 0; i < made.size(); i += 2) {
                CHECK_UNARY(made[i] >= q.low && made[i] <= q.high && made[i + 1] >= q.low && made[i + 1] <= q.high);
                if (made[i] == q.a && made[i + 1] == q.b) continue;
                swapped += (made[i] < made[i + 1]) != (q.a < q.b) ? 1 : 0;
                left.push_back((q.a + q.b - 2 * std::min(made[i], made[i + 1])) / gap);
                right.push_back((2 * std::max(made[i], made[i + 1]) - q.a - q.b) / gap);
            }
            const auto crossed = static_cast<int>(left.size());
            CAPTURE(eta);
            CAPTURE(q.low);
            CHECK(std::abs(crossed - (q.low == 0 && q.high == 1 ? crossed : 10000)) < 4 * 71);
            CHECK(std::abs(swapped - crossed / 2) < 4 * 50);
            const auto cut = [eta, gap](double room) {
                const double alpha = 2 - std::pow(1 + 2 * room / gap, -(eta + 1));
                return [=](double b) {
                    return (b <= 1 ? std::pow(b, eta + 1) : 2 - std::pow(b, -(eta + 1))) / alpha;
                };
            };
            CHECK(kolmogorov_smirnov(left, cut(std::min(q.a, q.b) - q.low)) < 1.95);
            CHECK(kolmogorov_smirnov(right, cut(q.high - std::max(q.a, q.b))) < 1.95);
        }
    }
}

TEST_CASE("search/nsga2: pairs are crossed with their probability, and half of the variables of these") {
    const std::size_t n = 70;
    const fulcrum::search_space space(std::vector<fulcrum::variable>(n, fulcrum::variable{"x", 0, 1}));
    const std::size_t pairs = 4000;
    const auto made = children_of(std::vector<double>(n, 0.4), std::vector<double>(n, 0.6),
                                  {.eta = 15, .probability = 0.9}, {.probability = 0}, space, pairs);
    std::vector<int> of_variable(n, 0);
    int crossed = 0;
    double squares = 0;
    for (std::size_t p = 0; p < pairs; ++p) {
        int changed = 0;
        for (std::size_t j = 0; j < n; ++j) {
            if (made[2 * p * n + j] == 0.4 && made[(2 * p + 1) * n + j] == 0.6) continue;
            ++changed;
            ++of_variable[j];
        }
        if (changed > 0) ++crossed;
        if (changed > 0) squares += (changed - 35) * (changed - 35);
    }
    CHECK(std::abs(crossed - 3600) < 4 * 19);                // binomial, 0.9
    CHECK(std::abs(squares / crossed - n / 4.0) < 4 * 0.42); // variance of a binomial of 70 halves
    for (const int count : of_variable) CHECK(std::abs(count - 1800) < 5 * 32);
    const auto none = children_of(std::vector<double>(n, 0.4), std::vector<double>(n, 0.6), {.probability = 0},
                                  {.probability = 0}, space, 50);
    for (std::size_t i = 0; i < none.size(); ++i) CHECK_UNARY(none[i] == (i / n % 2 == 0 ? 0.4 : 0.6));
}

TEST_CASE("search/nsga2: how many variables of a child mutate is binomial, and all are hit alike") {
    const std::size_t n = 30;
    const std::size_t pairs = 5000;
    std::vector<fulcrum::variable> variables(n, fulcrum::variable{"x", 0, 1});
    variables[7] = {"fixed", 0.5, 0.5};
    const std::vector<double> half(n, 0.5);
    const fulcrum::search_space space(variables);
    const auto made = children_of(half, half, {.probability = 1}, {}, space, pairs);
    std::vector<int> of_variable(n, 0);
    std::array<double, 6> seen{};
    for (std::size_t i = 0; i < 2 * pairs; ++i) {
        std::size_t changed = 0;
        for (std::size_t j = 0; j < n; ++j) {
            CHECK_UNARY(made[i * n + j] >= 0 && made[i * n + j] <= 1);
            if (made[i * n + j] == 0.5) continue;
            ++changed;
            ++of_variable[j];
        }
        ++seen[std::min<std::size_t>(changed, 5)];
    }
    const double p = 1 / 30.0;
    double chance = std::pow(1 - p, 29); // of 29, since one is fixed
    double left = 1;
    double chi_squared = 0;
    for (std::size_t k = 0; k < 6; ++k) {
        const double expected = 2 * pairs * (k < 5 ? chance : left);
        chi_squared += (seen[k] - expected) * (seen[k] - expected) / expected;
        left -= chance;
        chance *= static_cast<double>(29 - k) / static_cast<double>(k + 1) * p / (1 - p);
    }
    CHECK(chi_squared < 20.5); // five degrees of freedom, once in a thousand
    for (std::size_t j = 0; j < n; ++j) {
        if (j == 7) CHECK(of_variable[j] == 0);
        else CHECK(std::abs(of_variable[j] - 333) < 5 * 18);
    }
    const auto all = children_of(half, half, {}, {.probability = 1}, space, 100);
    for (std::size_t i = 0; i < all.size(); ++i) CHECK_UNARY((all[i] == 0.5) == (i % n == 7));
    CHECK(children_of(half, half, {}, {.probability = 0}, space, 2) == std::vector<double>(4 * n, 0.5));
}

TEST_CASE("search/nsga2: a whole generation mutates by polynomial steps, cut at both bounds") {
    const fulcrum::search_space space(std::vector{fulcrum::variable{"x", -1, 3}});
    for (const double eta : {0.0, 1.5, 20.0}) {
        for (const double start : {-0.99, -0.8, 1.0, 2.9}) {
            const auto made = children_of({start}, {start}, {}, {.eta = eta, .probability = 1}, space, 10000);
            std::vector<double> steps;
            for (const double x : made) {
                CHECK_UNARY(x >= -1 && x <= 3);
                steps.push_back((x - start) / 4);
            }
            // Step s < 0 at u = ((1 + s)^(eta + 1) - q) / (2 (1 - q)), q = (1 - room)^(eta + 1); s > 0 mirrored.
            const auto side = [eta](double size, double room) {
                const double q = std::pow(1 - room, eta + 1);
                return (std::pow(1 - std::min(size, room), eta + 1) - q) / (2 * (1 - q));
            };
            const double below = (start + 1) / 4;
            CAPTURE(eta);
            CAPTURE(start);
            CHECK(kolmogorov_smirnov(steps, [&](double s) {
                      return s < 0 ? side(-s, below) : 1 - side(s, 1 - below);
                  }) < 1.95);
        }
    }
}

TEST_CASE("search/nsga2: ZDT1 and DTLZ2 reach their fronts") {
    const auto found = fulcrum::search(nsga2{.population = 100, .generations = 250}, fulcrum::zdt1{}, seed{1});
    check_result(fulcrum::zdt1{}, found);
    CHECK(volume_of(fulcrum::zdt1{}, found) >= 0.870);
    CHECK(fulcrum::igd(found.objectives(), found.front, fulcrum::zdt1::front(501).columns()) < 0.006);

    const auto sphere = fulcrum::search(nsga2{.population = 100, .generations = 100}, fulcrum::dtlz2{}, seed{1});
    check_result(fulcrum::dtlz2{}, sphere);
    CHECK(volume_of(fulcrum::dtlz2{}, sphere) >= 0.66);

    const fulcrum::dtlz2 many(5);
    const nsga2 options{.population = 100, .generations = 100};
    const auto five = fulcrum::search(options, many, seed{1});
    check_result(many, five);
    CHECK(volume_of(many, five) >= 0.5);
}

TEST_CASE("search/nsga2: a constant objective does not hurt") {
    const fulcrum::dynamic_objectives three{{"f1", fulcrum::direction::minimize},
                                            {"f2", fulcrum::direction::minimize},
                                            {"flat", fulcrum::direction::maximize}};
    const fulcrum::zdt1 zdt1;
    const fulcrum::function_problem problem{three, zdt1.variables(),
                                            [&](std::span<const double> x, std::span<double> f) {
                                                zdt1.evaluate(x, f.first(2));
                                                f[2] = 0.1;
                                            }};
    const nsga2 options{.population = 60, .generations = 100};
    const auto flat = fulcrum::search(options, problem, seed{1});
    const auto plain = fulcrum::search(options, zdt1, seed{1});
    CHECK(flat.front == plain.front);
    for (std::size_t i = 0; i < 60; ++i) CHECK(flat.objectives()(i, 0) == plain.objectives()(i, 0));
}

TEST_CASE("search/nsga2: constrained problems end feasible, on their fronts") {
    const nsga2 options{.population = 60, .generations = 80};
    const auto bnh = fulcrum::search(options, fulcrum::bnh{}, seed{2});
    check_result(fulcrum::bnh{}, bnh);
    CHECK(bnh.front.size() == 60);
    CHECK(fulcrum::igd(bnh.objectives(), bnh.front, fulcrum::bnh::front(201).columns()) < 1.5); // ranges 136 and 46

    const auto srn = fulcrum::search(options, fulcrum::srn{}, seed{2});
    check_result(fulcrum::srn{}, srn);
    CHECK(srn.front.size() == 60);
    CHECK(fulcrum::igd(srn.objectives(), srn.front, fulcrum::srn::front(201).columns()) < 4); // ranges 210 and 217

    const auto tnk = fulcrum::search(options, fulcrum::tnk{}, seed{2});
    check_result(fulcrum::tnk{}, tnk);
    CHECK(tnk.front.size() >= 40);
    for (const std::uint32_t i : tnk.front) { // nothing feasible is nearer than the wave around the unit circle
        CHECK(std::hypot(tnk.objectives()(i, 0), tnk.objectives()(i, 1)) < 1.15);
    }
}

TEST_CASE("search/nsga2: maximising is minimising the negative, bit for bit") {
    const fulcrum::zdt1 zdt1{8};
    const nsga2 options{.population = 20, .generations = 30};
    search_checks::check_mirrors(fulcrum::search(options, zdt1, seed{1}),
                                 fulcrum::search(options, search_checks::mirrored(zdt1), seed{1}));
}

TEST_CASE("search/nsga2: any population of two or more, odd ones too") {
    for (const std::size_t n : {2U, 3U, 5U, 7U, 98U}) {
        const auto found = fulcrum::search(nsga2{.population = n, .generations = 10}, fulcrum::zdt1{4}, seed{n});
        check_result(fulcrum::zdt1{4}, found);
        CHECK(found.size() == n);
        CHECK(found.evaluations == 10 * n);
        CHECK(found.front.size() >= 1);
    }
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::search(nsga2{.population = 1}, fulcrum::zdt1{})),
                         "nsga2: population is 1, it must be at least 2", fulcrum::error);
}

TEST_CASE("search/nsga2: fixed variables stay, certain crossover and bad options") {
    struct partly_fixed : fulcrum::zdt1 {
        partly_fixed() : zdt1(30) {}
        std::vector<fulcrum::variable> variables() const {
            auto all = zdt1::variables();
            all[3].lower = all[3].upper = 0.25;
            return all;
        }
    };
    const auto found = fulcrum::search(nsga2{.population = 20, .generations = 20, .crossover = {.probability = 1}},
                                       partly_fixed{}, seed{1});
    for (std::size_t i = 0; i < 20; ++i) CHECK(found.variables()(i, 3) == 0.25);
    check_result(partly_fixed{}, found);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::search(nsga2{.crossover = {.eta = -1}}, fulcrum::zdt1{})),
                    fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::search(nsga2{.mutation = {.probability = 2}}, fulcrum::zdt1{})),
                    fulcrum::error);
}

TEST_CASE("search/nsga2: a warm start is in the first population, and never gets lost when it is best") {
    std::vector<double> optimum(3 * 30, 0.0); // three optimal individuals of ZDT1
    optimum[0] = 0.0;
    optimum[30] = 0.5;
    optimum[60] = 1.0;
    const fulcrum::matrix_view<const double> rows(optimum.data(), 3, 30);
    const auto cold = fulcrum::search(nsga2{.population = 20, .generations = 1}, fulcrum::zdt1{}, seed{1});
    const auto warm =
        fulcrum::search(nsga2{.population = 20, .generations = 1, .warm_start = rows}, fulcrum::zdt1{}, seed{1});
    CHECK(volume_of(fulcrum::zdt1{}, cold) == 0);
    CHECK(volume_of(fulcrum::zdt1{}, warm) > 0.4);
    CHECK(warm.evaluations == 20);
    CHECK(warm.front.size() == 3);
    optimum[31] = 2;
    const nsga2 lenient{
        .population = 20, .generations = 1, .warm_start = rows, .invalid_warm_start = fulcrum::invalid_rows::repair};
    CHECK(fulcrum::search(lenient, fulcrum::zdt1{}, seed{1}).variables()(1, 1) == 1);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(fulcrum::search(nsga2{.population = 20, .warm_start = rows}, fulcrum::zdt1{}, seed{1})),
        "warm start: row 1 sets 'x2' to 2, outside [0, 1]", fulcrum::error);
}

TEST_CASE("search/nsga2: operators of one's own take their place") {
    struct first_parent {
        void operator()(std::span<const double> a, std::span<const double> b, std::span<double> c, std::span<double> d,
                        const fulcrum::search_space&, fulcrum::random_stream&) const {
            std::copy(a.begin(), a.end(), c.begin());
            std::copy(b.begin(), b.end(), d.begin());
        }
    };
    struct to_zero {
        void operator()(std::span<double> child, const fulcrum::search_space&, fulcrum::random_stream&) const {
            std::fill(child.begin() + 1, child.end(), 0.0);
        }
    };
    const fulcrum::nsga2_with algorithm{nsga2{.population = 10, .generations = 2}, first_parent{}, to_zero{},
                                        fulcrum::latin_hypercube{}};
    const auto found = fulcrum::search(algorithm, fulcrum::zdt1{}, seed{1});
    check_result(fulcrum::zdt1{}, found);
    CHECK(found.generations == 2);
    for (const std::uint32_t i : found.front) CHECK(found.variables()(i, 29) == 0);
    const auto same = fulcrum::search(
        fulcrum::nsga2_with{nsga2{.population = 12, .generations = 6}, fulcrum::sbx{}, fulcrum::polynomial_mutation{}},
        fulcrum::zdt1{}, seed{1});
    const auto plain = fulcrum::search(nsga2{.population = 12, .generations = 6}, fulcrum::zdt1{}, seed{1});
    CHECK(same.front == plain.front);
    CHECK(same.objectives()(3, 1) == plain.objectives()(3, 1));
}

TEST_CASE("search/nsga2: one-at-a-time truncation spreads two objectives more evenly") {
    const auto reached = [](fulcrum::crowding_truncation how) {
        const auto found = fulcrum::search(nsga2{.population = 100, .generations = 150, .truncation = how},
                                           fulcrum::zdt1{}, seed{1});
        return fulcrum::igd(found.objectives(), found.front, fulcrum::zdt1::front(501).columns());
    };
    CHECK(reached(fulcrum::crowding_truncation::one_at_a_time) <
          0.92 * reached(fulcrum::crowding_truncation::classic));
}

TEST_CASE("search/nsga2: duplicates are eliminated on request, as far as there is anything else") {
    const std::vector<fulcrum::variable> grid(4, fulcrum::integer_variable("x", 0, 5)); // 1296 individuals
    const fulcrum::function_problem problem{fulcrum::zdt1::objectives{}, grid,
                                            [](std::span<const double> x, std::span<double> f) {
                                                f[0] = x[0] + x[1];
                                                f[1] = 10 - x[0] - x[2] + x[3];
                                            }};
    const auto distinct = [&](bool eliminate, std::size_t population) {
        const auto found = fulcrum::search(nsga2{.population = population,
                                                 .generations = 30,
                                                 .eliminate_duplicates = eliminate},
                                           problem, seed{1});
        CHECK(found.evaluations == 30 * population);
        std::vector<std::vector<double>> rows;
        for (std::size_t i = 0; i < population; ++i) {
            const auto x = found.variables().row(i);
            rows.emplace_back(x.begin(), x.end());
            for (const double value : x) CHECK_UNARY(value == std::floor(value) && value >= 0 && value <= 5);
        }
        std::sort(rows.begin(), rows.end());
        return static_cast<std::size_t>(std::unique(rows.begin(), rows.end()) - rows.begin());
    };
    CHECK(distinct(false, 21) < 21);
    CHECK(distinct(true, 21) == 21);
    CHECK(distinct(true, 1500) < 1297); // more than there are
}

TEST_CASE("search/nsga2: variables of every kind, by the default operators or ones that handle them") {
    const std::vector<fulcrum::variable> kinds{{"real", 0, 1}, fulcrum::integer_variable("whole", 0, 9)};
    const fulcrum::function_problem problem{fulcrum::zdt1::objectives{}, kinds,
                                            [](std::span<const double> x, std::span<double> f) {
                                                f[0] = x[0] + x[1];
                                                f[1] = (x[0] - 1) * (x[0] - 1) + 9 - x[1];
                                            }};
    const auto found = fulcrum::search(nsga2{.population = 20, .generations = 20}, problem, seed{1});
    check_result(problem, found);
    CHECK(found.front.size() == 20);
    for (std::size_t i = 0; i < 20; ++i) CHECK(found.variables()(i, 1) == std::floor(found.variables()(i, 1)));
    CHECK_THROWS_AS(static_cast<void>(fulcrum::search(
                        fulcrum::nsga2_with{nsga2{}, fulcrum::sbx{}, fulcrum::polynomial_mutation{}}, problem)),
                    fulcrum::error);
}

TEST_CASE("search/nsga2: the same bits on two threads, and no allocation once the scratch memory has grown") {
    const nsga2 options{.population = 51, .generations = 40};
    for (const std::size_t objectives : {2U, 3U, 5U}) {
        const fulcrum::dtlz2 problem(objectives);
        const auto once = fulcrum::search(options, problem, seed{4});
        const auto twice = fulcrum::search(options, problem, seed{4}, thread_executor(2));
        CHECK(once.front == twice.front);
        for (std::size_t i = 0; i < 51; ++i) {
            CHECK_UNARY(std::ranges::equal(once.variables().row(i), twice.variables().row(i)));
        }
        if (!allocation_counter::counts) continue;
        auto state = options.start(fulcrum::objectives_of(problem), fulcrum::search_space(problem), seed{4});
        std::vector<double> f(objectives);
        for (int g = 0; g < 40; ++g) {
            const allocation_counter counter;
            const auto batch = state.ask();
            for (std::size_t i = 0; i < batch.size(); ++i) {
                problem.evaluate(batch.variables.row(i), f);
                for (std::size_t j = 0; j < objectives; ++j) batch.objectives(i, j) = f[j];
            }
            state.tell();
            if (g > 10) CHECK(counter.allocations() == 0);
        }
    }
}

TEST_CASE("search/nsga2: the population stays where it is from one generation to the next") {
    const double* place = nullptr;
    static_cast<void>(fulcrum::search(nsga2{.population = 10, .generations = 8}, fulcrum::zdt1{}, seed{1},
                                      fulcrum::sequential{}, [&](const fulcrum::search_progress& p) {
                                          if (place != nullptr) CHECK(p.population.objectives.data() == place);
                                          place = p.population.objectives.data();
                                      }));
}
