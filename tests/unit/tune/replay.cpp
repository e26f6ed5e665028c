#include "fulcrum/tune/replay.hpp"
#include "fulcrum/pipeline/any_pipeline.hpp"
#include "fulcrum/pipeline/named.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/rerank/mmr.hpp"
#include "fulcrum/scalarize/normalize.hpp"
#include "fulcrum/scalarize/weighted_sum.hpp"
#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/select/plackett_luce.hpp"
#include "fulcrum/select/score_with.hpp"
#include "fulcrum/select/top_k.hpp"
#include "fulcrum/simulate/logging_policy.hpp"
#include "fulcrum/simulate/shop.hpp"
#include "random_log.hpp"
#include "thread_executor.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

/// A stage that does nothing, with a parameter: put first, nothing before it can be run once for all.
struct dial {
    static constexpr auto needs = columns::none;
    static constexpr auto gives = columns::none;
    float x = 0.5F;
    static void run(slate&, workspace&) {}
    template <class Self, class Visit> static void parameters(Self& self, Visit&& visit) {
        visit(parameter{.name = "x", .lower = 0, .upper = 1}, self.x);
    }
};

struct first_feature {
    static constexpr auto needs = columns::objectives;
    static constexpr auto gives = columns::utility;
    static void run(slate& s, workspace&) { std::ranges::copy(s.objective(0), s.utility().begin()); }
};

auto blend() { return named("blend", weighted_sum{weights{.6F * click{}, .4F * complaint{}}}); }
auto drawing() {
    return rank_by<goals>(score_with{features_as_objectives{}}, min_max{}, blend(), mmr{.lambda = .7F},
                          plackett_luce{.k = 4, .temperature = .5F, .seed = 5});
}
auto picking() {
    return rank_by<goals>(score_with{features_as_objectives{}}, min_max{}, blend(), mmr{.lambda = .7F}, top_k{4});
}

constexpr coverage covered{.catalogue = catalogue_size, .k = 3, .group = 10};

template <class Pipeline> auto problem_of(const Pipeline& ranker, const interaction_log& log) {
    return replay(ranker, log, off_policy(click{}), off_policy(complaint{}), diversity{.k = 3}, ndcg{.k = 3},
                  mean_novelty{.k = 3}, covered);
}

// ---- The oracle: request by request, everything from its definition. ----

double cosine_distance(std::span<const float> a, std::span<const float> b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (std::size_t d = 0; d < a.size(); ++d) {
        ab += double{a[d]} * double{b[d]};
        aa += double{a[d]} * double{a[d]};
        bb += double{b[d]} * double{b[d]};
    }
    return 1 - ab / std::sqrt(aa * bb);
}

/// The probability of each logged row at its place, given those before it.
template <class Pipeline> std::vector<double> target_probabilities(const Pipeline& ranker, const interaction& logged) {
    workspace ws;
    std::vector<double> out;
    if (!ranker.stochastic()) {
        const slate s = ranker(logged.request, ws);
        for (std::size_t k = 0; k < logged.shown.size(); ++k) {
            out.push_back(k < s.order().size() && s.order()[k] == logged.shown[k] ? 1.0 : 0.0);
        }
        return out;
    }
    const double temperature = double{ranker.parameters().back().value};
    slate s = ranker.start(logged.request, ws);
    ranker.run(s, ws, 0, ranker.stage_count() - 1);
    std::vector<std::uint32_t> left(s.order().begin(), s.order().end());
    for (const std::uint32_t row : logged.shown) {
        double total = 0;
        for (const std::uint32_t other : left) total += std::exp(double{s.utility()[other]} / temperature);
        const bool there = std::ranges::count(left, row) > 0;
        out.push_back(there ? std::exp(double{s.utility()[row]} / temperature) / total : 0.0);
        std::erase(left, row);
    }
    return out;
}

struct judged {
    std::vector<double> values; ///< as in problem_of
    double effective_sample_size = std::numeric_limits<double>::infinity();
};

template <class Pipeline> judged by_hand(Pipeline ranker, const settings& at, const interaction_log& log) {
    apply_settings(ranker, at);
    constexpr std::size_t positions = 3;
    std::array<double, positions> weights{};
    std::array<double, positions> squares{};
    std::array<std::array<double, positions>, 2> rewards{};
    std::vector<double> diversities;
    std::vector<double> ndcgs;
    std::vector<double> novelties;
    std::vector<double> shares;
    std::set<std::uint32_t> seen;
    for (std::size_t i = 0; i < log.size(); ++i) {
        const interaction logged = log[i];
        const std::vector<double> p = target_probabilities(ranker, logged);
        double w = 1;
        for (std::size_t k = 0; k < positions; ++k) {
            const bool shown = k < logged.shown.size();
            if (shown) w *= p[k] / double{logged.propensity[k]};
            weights[k] += w;
            squares[k] += w * w;
            for (std::size_t j = 0; j < 2 && shown; ++j) rewards[j][k] += w * double{logged.rewards(k, j)};
        }
        workspace ws;
        const slate s = ranker(logged.request, ws);
        const auto order = s.order().first(3);
        double distance = 0;
        double bits = 0;
        double gain = 0;
        for (std::size_t a = 0; a < 3; ++a) {
            for (std::size_t b = a + 1; b < 3; ++b) {
                distance += cosine_distance(logged.request.get<embedding>().row(order[a]),
                                            logged.request.get<embedding>().row(order[b]));
            }
            bits -= std::log2(double{logged.request.get<popularity>()[order[a]]});
            gain += double{logged.request.get<relevance>()[order[a]]} / std::log2(static_cast<double>(a) + 2);
            seen.insert(logged.request.get<item_id>()[order[a]]);
        }
        diversities.push_back(distance / 3);
        novelties.push_back(bits / 3);
        std::vector<float> ideal(logged.request.get<relevance>().begin(), logged.request.get<relevance>().end());
        std::ranges::sort(ideal, std::greater<>{});
        double bound = 0;
        for (std::size_t a = 0; a < 3; ++a) bound += double{ideal[a]} / std::log2(static_cast<double>(a) + 2);
        if (bound > 0) ndcgs.push_back(gain / bound);
        if ((i + 1) % 10 == 0) {
            shares.push_back(static_cast<double>(seen.size()) / double{catalogue_size});
            seen.clear();
        }
    }
    judged result;
    for (const auto& reward : rewards) {
        double value = 0;
        for (std::size_t k = 0; k < positions; ++k) {
            value += reward[k] / weights[k];
            result.effective_sample_size = std::min(result.effective_sample_size, weights[k] * weights[k] / squares[k]);
        }
        result.values.push_back(value);
    }
    for (const auto* list : {&diversities, &ndcgs, &novelties, &shares}) {
        double sum = 0;
        for (const double v : *list) sum += v;
        result.values.push_back(sum / static_cast<double>(list->size()));
    }
    return result;
}

// ---- Individuals and how they are evaluated. ----

template <class Problem> std::vector<double> random_individuals(const Problem& problem, std::size_t n) {
    random_stream random(17);
    std::vector<double> x;
    for (std::size_t i = 0; i < n; ++i) {
        for (const variable& v : problem.variables()) x.push_back(v.lower + (v.upper - v.lower) * random.uniform());
    }
    return x;
}

struct backwards {
    [[nodiscard]] static constexpr std::size_t workers() noexcept { return 2; }
    template <class Task> static void run(std::size_t n, Task&& task) {
        for (std::size_t i = n; i-- > 0;) task(i, i % 2);
    }
};

/// Objectives and violations of all individuals, one after the other.
template <class Problem, class E = sequential>
std::vector<double> evaluated(const Problem& problem, std::span<const double> x, const E& executor = {}) {
    const std::size_t d = problem.variables().size();
    const std::size_t n = x.size() / d;
    const std::size_t m = problem.objective_set().size();
    std::vector<double> out(n * (m + problem.constraints()), -7);
    problem.evaluate_batch({x.data(), n, d}, {out.data(), n, m}, {out.data() + n * m, n, problem.constraints()},
                           executor);
    return out;
}

bool same_bits(std::span<const double> a, std::span<const double> b) {
    return std::ranges::equal(
        a, b, [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

template <class Pipeline> void check_against_oracle(const Pipeline& ranker, const interaction_log& log) {
    const auto problem = problem_of(ranker, log);
    REQUIRE(problem.objective_set().size() == 6);
    const std::size_t d = problem.variables().size();
    const std::size_t n = 6;
    const std::vector<double> x = random_individuals(problem, n);
    const std::vector<double> f = evaluated(problem, x);
    for (std::size_t i = 0; i < n; ++i) {
        const settings at = problem.decoded(std::span<const double>(x).subspan(i * d, d));
        const judged truth = by_hand(ranker, at, log);
        const measured_settings m = problem.measure(at);
        CHECK(m.settings == at);
        for (std::size_t j = 0; j < 6; ++j) {
            CHECK(f[j * n + i] == doctest::Approx(truth.values[j]).epsilon(1e-5));
            CHECK(m.objectives[j].value == f[j * n + i]);
            CHECK(m.objectives[j].low <= m.objectives[j].value);
            CHECK(m.objectives[j].high >= m.objectives[j].value);
        }
        CHECK(m.effective_sample_size == doctest::Approx(truth.effective_sample_size).epsilon(1e-5));
        CHECK(f[6 * n + i] == doctest::Approx(std::max(0.0, 1 - truth.effective_sample_size / 50)).epsilon(1e-5));
    }
    const judged own = by_hand(ranker, settings_of(ranker), log);
    CHECK(problem.measure().settings == settings_of(ranker));
    for (std::size_t j = 0; j < 6; ++j) {
        CHECK(problem.measure().objectives[j].value == doctest::Approx(own.values[j]).epsilon(1e-5));
    }
}

} // namespace

static_assert(Problem<decltype(problem_of(drawing(), std::declval<const interaction_log&>()))>);

TEST_CASE("tune/replay: what a pipeline that draws is worth, against the definitions") {
    const interaction_log log = random_log(150, 1);
    check_against_oracle(drawing(), log);
    check_against_oracle(any_pipeline(drawing()), log);
}

TEST_CASE("tune/replay: what a pipeline that does not draw is worth, against the definitions") {
    const interaction_log log = random_log(2000, 2); // one slate in 300 is the one that it would show
    check_against_oracle(picking(), log);
    check_against_oracle(any_pipeline(picking()), log);
}

TEST_CASE("tune/replay: an any_pipeline, and one whose every stage runs each time, give the same bits") {
    const interaction_log log = random_log(60, 3);
    const auto typed = problem_of(drawing(), log);
    const auto erased = problem_of(any_pipeline(drawing()), log);
    const auto whole =
        problem_of(rank_by<goals>(dial{}, score_with{features_as_objectives{}}, min_max{}, blend(), mmr{.lambda = .7F},
                                  plackett_luce{.k = 4, .temperature = .5F, .seed = 5}),
                   log);
    const std::vector<double> x = random_individuals(typed, 5);
    const std::vector<double> f = evaluated(typed, x);
    CHECK(same_bits(f, evaluated(erased, x)));
    std::vector<double> with_dial;
    for (std::size_t i = 0; i < 5; ++i) {
        with_dial.push_back(.3);
        with_dial.insert(with_dial.end(), x.begin() + std::ptrdiff_t(4 * i), x.begin() + std::ptrdiff_t(4 * i + 4));
    }
    CHECK(same_bits(f, evaluated(whole, with_dial)));
}

TEST_CASE("tune/replay: parameters in the last stage alone") {
    const interaction_log log = random_log(100, 3);
    const auto ranker = rank_by<goals>(score_with{features_as_objectives{}}, first_feature{}, plackett_luce{.k = 3});
    const auto problem = problem_of(ranker, log);
    REQUIRE(problem.variables().size() == 1);
    check_against_oracle(ranker, log);
}

TEST_CASE("tune/replay: only what the metrics read is computed, with the same result") {
    const interaction_log log = random_log(60, 4);
    for (const bool draws : {true, false}) {
        const auto check = [&](const auto& ranker) {
            const auto all = problem_of(ranker, log).measure();
            const replay ratios(ranker, log, off_policy(click{}));
            CHECK(ratios.constraints() == 1);
            const replay order(ranker, log, diversity{.k = 3}, ndcg{.k = 3});
            CHECK(order.constraints() == 0);
            CHECK(order.measure().objectives[0].value == all.objectives[2].value);
            CHECK(order.measure().objectives[1].value == all.objectives[3].value);
            const double value = ratios.measure().objectives[0].value;
            CHECK((value == all.objectives[0].value || (std::isnan(value) && std::isnan(all.objectives[0].value))));
            CHECK(order.measure().effective_sample_size == 48); // nDCG is undefined for 12 of 60
            const std::vector<double> x = random_individuals(order, 2);
            CHECK(evaluated(order, x).size() == 4);
        };
        if (draws) {
            check(drawing());
        } else {
            check(picking());
        }
    }
}

TEST_CASE("tune/replay: the result does not depend on the executor, bit for bit") {
    const interaction_log log = random_log(80, 5);
    const auto problem = problem_of(drawing(), log);
    const std::vector<double> x = random_individuals(problem, 13);
    const std::vector<double> f = evaluated(problem, x);
    CHECK(std::ranges::count(f, -7.0) == 0);
    CHECK(same_bits(f, evaluated(problem, x, backwards{})));
    CHECK(same_bits(f, evaluated(problem, x, thread_executor(3))));

    const nsga2 algorithm{.population = 6, .generations = 3};
    const search_result one = search(algorithm, problem, seed{3});
    const search_result other = search(algorithm, problem, seed{3}, thread_executor(3));
    CHECK(one.front == other.front);
    const policy_front a = problem.front(one);
    const policy_front b = problem.front(other, thread_executor(3));
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        CHECK(a.members[i].settings == b.members[i].settings);
        for (std::size_t j = 0; j < 6; ++j) CHECK(a.value(i, j) == b.value(i, j));
    }
}

TEST_CASE("tune/replay: variables, decoded to their bounds exactly, encoded and back") {
    const interaction_log log = random_log(10, 6);
    const replay problem(drawing(), log, diversity{});
    const auto parameters = drawing().parameters();
    REQUIRE(problem.variables().size() == 4);
    std::vector<double> lower;
    std::vector<double> upper;
    for (std::size_t i = 0; i < 4; ++i) {
        const variable& v = problem.variables()[i];
        CHECK(v.name == parameters[i].name);
        lower.push_back(v.lower);
        upper.push_back(v.upper);
    }
    CHECK(problem.variables()[3].lower == std::log(double{.01F}));
    CHECK(problem.variables()[3].upper == 0);
    const settings low = problem.decoded(lower);
    const settings high = problem.decoded(upper);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(low[i].value == parameters[i].lower);
        CHECK(high[i].value == parameters[i].upper);
    }
    CHECK(problem.encoded(low) == lower);
    CHECK(problem.encoded(high) == upper);
    random_stream random(1);
    for (int i = 0; i < 200; ++i) {
        settings at;
        for (const auto& p : parameters) at.push_back({p.name, p.lower + (p.upper - p.lower) * random.uniform_float()});
        CHECK(problem.decoded(problem.encoded(at)) == at);
        std::ranges::reverse(at);
        CHECK(problem.encoded(at)[0] == double{at[3].value});
    }
    settings missing = low;
    missing.pop_back();
    CHECK(thrown<error>([&] { static_cast<void>(problem.encoded(missing)); }) ==
          "settings: no value is given for 'plackett_luce.temperature'");
}

TEST_CASE("tune/replay: within narrows or fixes a parameter") {
    const interaction_log log = random_log(10, 6);
    replay problem(drawing(), log, diversity{});
    problem.within("plackett_luce.temperature", .05F, .3F).within("mmr.lambda", .25F, .25F);
    CHECK(problem.variables()[0].upper == 1);
    CHECK(problem.variables()[2].lower == .25);
    CHECK(problem.variables()[2].upper == .25);
    CHECK(problem.variables()[3].lower == std::log(double{.05F}));
    CHECK(problem.variables()[3].upper == std::log(double{.3F}));
    std::vector<double> x{0, 1, .25, problem.variables()[3].lower};
    CHECK(problem.decoded(x)[3].value == .05F);
    x[3] = problem.variables()[3].upper;
    CHECK(problem.decoded(x)[3].value == .3F);
    const search_result found = search(nsga2{.population = 4, .generations = 3}, problem);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const settings at = problem.decoded(found.variables().row(i));
        CHECK(at[2].value == .25F);
        CHECK((at[3].value >= .05F && at[3].value <= .3F));
    }
    const auto refused = [&](const char* name, float low, float high) {
        const std::string message = thrown<error>([&] { problem.within(name, low, high); });
        CHECK(problem.variables()[2].lower == .25);
        return message;
    };
    CHECK(refused("mmr.lamda", 0, 1) == "replay: the pipeline has no parameter 'mmr.lamda'");
    CHECK(refused("mmr.lambda", .5F, .4F) ==
          "replay: the bounds [0.5, 0.4] of 'mmr.lambda' must be finite and in order, "
          "and above 0 on a logarithmic scale");
    CHECK(holds(refused("mmr.lambda", -.5F, .4F), "mmr: lambda is -0.5"));
    CHECK(holds(refused("mmr.lambda", 0, 1.5F), "mmr: lambda is 1.5"));
    CHECK(holds(refused("mmr.lambda", std::numeric_limits<float>::quiet_NaN(), 1), "in order"));
    CHECK(holds(refused("plackett_luce.temperature", 0, 1), "above 0"));
    problem.within("plackett_luce.temperature", 2, 50); // wider than where it looks at first
    CHECK(problem.variables()[3].upper == std::log(50.0));
}

TEST_CASE("tune/replay: a pipeline that shows less than the log has no off-policy value") {
    const interaction_log log = random_log(10, 6);
    const auto ranker =
        rank_by<goals>(score_with{features_as_objectives{}}, blend(), plackett_luce{.k = 1, .temperature = .5F});
    CHECK(holds(thrown<error>([&] { replay(ranker, log, off_policy(click{})); }), "shows 1 rows, the log"));
}

TEST_CASE("tune/replay: the constraint is broken exactly below the guard") {
    const interaction_log log = random_log(100, 7);
    replay problem(drawing(), log, off_policy(click{}), diversity{});
    const std::vector<double> x = problem.encoded(settings_of(drawing()));
    const double ess = problem.measure().effective_sample_size;
    REQUIRE(ess > 5);
    REQUIRE(ess < 100);
    const auto violation = [&](const ess_guard& guard) { return evaluated(problem.guarded_by(guard), x)[2]; };
    CHECK(violation({.minimum = ess, .share = 0}) == 0);
    CHECK(violation({.minimum = std::nextafter(ess, 0), .share = 0}) == 0);
    CHECK(violation({.minimum = std::nextafter(ess, 1000), .share = 0}) > 0);
    CHECK(violation({.minimum = 2 * ess, .share = 0}) == doctest::Approx(.5));
    CHECK(violation({.minimum = 1, .share = 1}) == doctest::Approx(1 - ess / 100));
    CHECK(violation({.minimum = 0, .share = 0}) == 0);

    // A policy that shows nothing of what was logged has no support at all, and does not get into a front.
    const interaction_log few = random_log(6, 9);
    const auto front_row = rank_by<goals>(score_with{features_as_objectives{}}, blend(), top_k{3});
    const replay hopeless(front_row, few, off_policy(click{}));
    const std::vector<double> f = evaluated(hopeless, hopeless.encoded(settings_of(front_row)));
    CHECK(std::isnan(f[0]));
    CHECK(f[1] == 1);
    CHECK(hopeless.measure().effective_sample_size == 0);
    CHECK(search(nsga2{.population = 4, .generations = 2}, hopeless).front.empty());
}

TEST_CASE("tune/replay: copies live on without the original") {
    const interaction_log log = random_log(20, 8);
    const auto ranker =
        rank_by(dynamic_objectives{{"click", direction::maximize}, {"complaint", direction::minimize}}, dial{},
                score_with{features_as_objectives{}}, min_max{}, blend(), plackett_luce{.k = 3});
    // min_max reads the directions at each evaluation.
    auto original = std::make_unique<replay<std::remove_const_t<decltype(ranker)>, off_policy, diversity>>(
        ranker, log, off_policy(click{}), diversity{});
    const std::vector<double> x = random_individuals(*original, 3);
    const std::vector<double> before = evaluated(*original, x);
    const auto copy = *original;
    original.reset();
    CHECK(same_bits(before, evaluated(copy, x)));
}

TEST_CASE("tune/replay: what cannot be tuned is refused when the problem is made") {
    const interaction_log log = random_log(10, 1);
    const interaction_log nothing{goals{}};
    const interaction_log bare = bare_log(10);
    const auto fixed = rank_by<goals>(score_with{features_as_objectives{}});
    CHECK(thrown<error>([&] { replay(fixed, log, diversity{}); }) ==
          "replay: the pipeline has no parameter, so there is nothing to tune");
    CHECK(thrown<error>([&] { replay(drawing(), nothing, diversity{}); }) == "replay: the log is empty");
    struct revenue : maximize {};
    CHECK(holds(thrown<error>([&] { replay(drawing(), log, off_policy(revenue{})); }), "no reward 'revenue'"));
    CHECK(holds(thrown<error>([&] { replay(drawing(), bare, off_policy(click{})); }), "no shown slate"));
    CHECK(holds(thrown<error>([&] { replay(drawing(), bare, ndcg{}); }), "relevance"));
    CHECK(holds(thrown<error>([&] { replay(drawing(), bare, mean_novelty{}); }), "popularity"));
    CHECK(holds(thrown<error>([&] { replay(drawing(), bare, coverage{.catalogue = 9}); }), "item_id"));
    CHECK(holds(thrown<error>([&] { replay(drawing(), log, coverage{.catalogue = 25, .group = 11}); }), "11", "10"));
    CHECK(holds(thrown<error>([&] { replay(drawing(), log, diversity{.k = 2}, diversity{.k = 3}); }), "diversity"));
    const replay problem(drawing(), log, diversity{});
    settings wrong = settings_of(drawing());
    wrong[2].value = 3;
    CHECK(holds(thrown<error>([&] { static_cast<void>(problem.measure(wrong)); }), "mmr: lambda is 3"));
    wrong.pop_back();
    CHECK(holds(thrown<error>([&] { static_cast<void>(problem.measure(wrong)); }), "no value is given"));
}

TEST_CASE("tune/replay: a baseline outside the bounds of the search is measured as it stands") {
    const interaction_log log = random_log(150, 11);
    const auto hot = rank_by<goals>(score_with{features_as_objectives{}}, min_max{}, blend(),
                                    plackett_luce{.k = 3, .temperature = 2});
    const replay problem(hot, log, off_policy(click{}), diversity{.k = 3});
    const judged truth = by_hand(hot, settings_of(hot), log);
    CHECK(problem.measure().settings.back().value == 2);
    CHECK(problem.measure().objectives[0].value == doctest::Approx(truth.values[0]).epsilon(1e-5));
    CHECK(problem.variables()[2].upper == 0);
}

namespace {

struct shop_scores {
    void operator()(matrix_view<const float> x, columns_view<float> out) const {
        for (std::size_t i = 0; i < x.rows(); ++i) {
            // affinity, wanted, price, margin, rating, appeal
            out(i, 0) = x(i, 0) + x(i, 2) - .4F * x(i, 3) + .5F * x(i, 8);
            out(i, 1) = .5F * x(i, 0) + .5F * x(i, 2) + x(i, 6) - .3F * x(i, 3);
            out(i, 2) = .4F * x(i, 0) + x(i, 5) + .8F * x(i, 3) + .4F * x(i, 6);
        }
    }
};

auto shop_ranker(float temperature, std::size_t k) {
    return rank_by<shop::goals>(
        score_with{shop_scores{}}, min_max{},
        named("blend", weighted_sum{weights{.4F * shop::click{}, .3F * shop::purchase{}, .3F * shop::revenue{}}}),
        plackett_luce{.k = k, .temperature = temperature});
}

} // namespace

TEST_CASE("tune/replay: in the shop, the off-policy value of a policy is its true value") {
    const shop store({.users = 300, .items = 200, .categories = 8, .candidates = 6, .positions = 2});
    auto ranker = shop_ranker(.25F, 2);
    ranker.set_parameters(std::vector<float>{1, 0, 0, .15F});
    constexpr std::size_t visits = 1500;
    std::vector<double> estimated;
    std::vector<double> exact;
    std::vector<double> logged_clicks;
    std::size_t inside = 0;
    for (std::uint64_t run = 0; run < 8; ++run) {
        const std::uint64_t first = run * visits;
        const interaction_log log = write_log(store, shop_logging_policy{}, first, visits, 40 + run);
        const estimate e = replay(ranker, log, off_policy(shop::click{})).measure().objectives[0];
        // The truth: every slate of 2 of 6 rows of every visit, by its probability.
        double truth = 0;
        double logged = 0;
        shop_visit visit;
        workspace ws;
        std::array<float, 6> rewards{};
        std::array<float, 2> p{};
        for (std::uint64_t id = first; id < first + visits; ++id) {
            store.open(id, visit);
            slate s = ranker.start(visit.request(), ws);
            ranker.run(s, ws, 0, ranker.stage_count() - 1);
            for (std::uint32_t a = 0; a < 6; ++a) {
                for (std::uint32_t b = 0; b < 6; ++b) {
                    if (a == b) continue;
                    const std::array<std::uint32_t, 2> shown{a, b};
                    ranker.propensities(s, shown, p, ws);
                    static_cast<void>(store.expected_rewards(visit, shown, {rewards.data(), 2, 3}));
                    truth += double{p[0]} * double{p[1]} * (double{rewards[0]} + double{rewards[3]});
                }
            }
            ws.reset();
            const interaction entry = log[id - first];
            logged += double{entry.rewards(0, 0)} + double{entry.rewards(1, 0)};
        }
        estimated.push_back(e.value);
        exact.push_back(truth / double{visits});
        logged_clicks.push_back(logged / double{visits});
        inside += excludes(e, exact.back()) ? 0U : 1U;
    }
    CHECK_FALSE(excludes(paired_difference(estimated, exact), 0));
    CHECK(excludes(paired_difference(logged_clicks, exact), 0)); // the log's own clicks are another policy's
    CHECK(inside >= 6);                                          // of 8 intervals of 95 %
}

TEST_CASE("tune/replay: tuned by NSGA-II in the shop, a ranker gains where it is tuned to, with support in the log") {
    const shop store({.users = 300, .items = 300, .categories = 10, .candidates = 20, .positions = 3});
    const interaction_log log = write_log(store, shop_logging_policy{}, 0, 1500, 1);
    const auto ranker = shop_ranker(.4F, 3);
    replay problem(ranker, log, off_policy(shop::click{}), off_policy(shop::revenue{}), diversity{.k = 3});
    problem.guarded_by({.minimum = 200}).within("plackett_luce.temperature", .1F, .5F);
    const std::vector<double> start = problem.encoded(settings_of(ranker));
    const search_result found =
        search(nsga2{.population = 12, .generations = 6, .warm_start = {start.data(), 1, start.size()}}, problem);
    CHECK(found.evaluations == 72);
    const policy_front front = problem.front(found);
    REQUIRE(front.size() > 1);
    CHECK(front.baseline.settings == settings_of(ranker));
    REQUIRE(front.baseline.effective_sample_size >= 200);
    for (std::size_t i = 0; i < front.size(); ++i) {
        const measured_settings& m = front.members[i];
        CHECK(m.effective_sample_size >= 200);
        CHECK(m.settings == problem.decoded(found.variables().row(found.front[i])));
        for (std::size_t j = 0; j < 3; ++j) CHECK(front.value(i, j) == found.objectives()(found.front[i], j));
    }
    for (std::size_t j = 0; j < 3; ++j) CHECK(front.best(j) > front.baseline.objectives[j].value);
}
