// What does it cost to compose a ranker from stages, against the same work written by hand? The pipeline of the README
// on n candidates, beside one function for these objectives alone (by_hand.hpp), and behind any_pipeline. "scores given"
// copies the scores instead of running the model: nothing hides what is left.
//
//     bench_pipeline [--json] [--benchmark_filter=REGEX ...]
//
// The three run in turn, in short rounds; a ratio is the median over rounds of the ratio within a round, so that what
// slows the machine for a while slows both sides.
#include "by_hand.hpp"

#include <fulcrum/fulcrum.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

struct click : fulcrum::maximize {};
struct revenue : fulcrum::maximize {};
struct complaint : fulcrum::minimize {};
using goals = fulcrum::objectives<click, revenue, complaint>;
struct stock : fulcrum::side_column<std::uint32_t> {};

constexpr std::size_t width = 16;
constexpr std::size_t requests = 4; ///< in turn, so that no branch is known by heart
constexpr std::size_t contestants = 3;

using model = fulcrum::mlp<float, width, 32, 3>;

model make_model() {
    fulcrum::random_stream random(1);
    const auto layer = [&random](std::size_t inputs, std::size_t outputs, fulcrum::activation act) {
        fulcrum::mlp_layer l{inputs, outputs, {}, std::vector<float>(outputs), act};
        const double scale = 1 / std::sqrt(static_cast<double>(inputs));
        for (std::size_t i = 0; i < inputs * outputs; ++i)
            l.weights.push_back(static_cast<float>(scale * random.normal()));
        return l;
    };
    fulcrum::mlp_layer hidden = layer(width, 32, fulcrum::activation::relu);
    fulcrum::mlp_layer heads = layer(32, 3, fulcrum::activation::sigmoid);
    return model({{std::move(hidden), std::move(heads)}, {}});
}

/// The first features are the scores.
struct given_scores {
    void operator()(fulcrum::matrix_view<const float> features, fulcrum::columns_view<float> out,
                    fulcrum::workspace& /*ws*/) const {
        for (std::size_t i = 0; i < out.rows(); ++i) {
            for (std::size_t j = 0; j < 3; ++j) out(i, j) = features(i, j);
        }
    }
};

template <class Scorer> auto make_pipeline(const Scorer& scorer) {
    return fulcrum::rank_by<goals>(
        fulcrum::score_with{scorer}, fulcrum::drop_if{stock{}, [](std::uint32_t pieces) { return pieces == 0; }},
        fulcrum::min_max{},
        fulcrum::named("blend",
                       fulcrum::chebyshev{fulcrum::weights{.5F * click{}, .3F * revenue{}, .2F * complaint{}}}),
        fulcrum::top_k{50}, fulcrum::mmr{.lambda = .7F});
}

struct candidates {
    std::vector<float> values;
    std::vector<std::uint32_t> pieces;

    candidates(std::size_t n, std::uint64_t seed) {
        fulcrum::random_stream random(seed);
        for (std::size_t i = 0; i < n * width; ++i) values.push_back(static_cast<float>(random.normal()));
        for (std::size_t i = 0; i < n; ++i) pieces.push_back(random.below(4));
    }
    [[nodiscard]] fulcrum::matrix_view<const float> features() const { return {values.data(), pieces.size(), width}; }
};

double quantile(std::vector<double> values, double share) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

/// Seconds that a call takes.
template <class F> double time_of(F&& f) {
    const auto begin = std::chrono::steady_clock::now();
    f();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// One iteration of the benchmark is one round, its time that of the pipeline.
template <class Scorer> void compare(benchmark::State& state, const Scorer& scorer) {
    const auto n = static_cast<std::size_t>(state.range(0));
    std::vector<candidates> pool;
    for (std::size_t i = 0; i < requests; ++i) pool.emplace_back(n, 10 + i);

    const auto typed = make_pipeline(scorer);
    const fulcrum::any_pipeline<goals> erased(typed);
    const auto by_hand = std::make_unique<ranker_by_hand<Scorer>>(scorer);
    fulcrum::workspace ws;
    const auto through = [&](const auto& ranker, const candidates& c) {
        return std::span<const std::uint32_t>(
            ranker(fulcrum::request{c.features()}.with(stock{}, c.pieces), ws).order());
    };
    for (const candidates& c : pool) {
        const std::span<const std::uint32_t> wanted = (*by_hand)(c.features(), c.pieces);
        if (!std::ranges::equal(through(typed, c), wanted) || !std::ranges::equal(through(erased, c), wanted)) {
            return state.SkipWithError("the pipeline and the loop by hand rank differently");
        }
    }

    std::size_t repeats = 1;
    const auto seconds = [&](std::size_t contestant) {
        return time_of([&] {
            for (std::size_t r = 0; r < repeats; ++r) {
                for (const candidates& c : pool) {
                    const auto order = contestant == 0   ? through(typed, c)
                                       : contestant == 1 ? (*by_hand)(c.features(), c.pieces)
                                                         : through(erased, c);
                    benchmark::DoNotOptimize(order.data());
                    benchmark::ClobberMemory();
                }
            }
        });
    };
    while (seconds(1) < 100e-6) repeats *= 2;

    std::array<std::vector<double>, contestants> times;
    std::size_t round = 0;
    for (auto _ : state) {
        for (std::size_t i = 0; i < contestants; ++i) {
            const std::size_t contestant = (i + round) % contestants;
            times[contestant].push_back(seconds(contestant) / static_cast<double>(repeats * requests));
        }
        state.SetIterationTime(times[0].back());
        ++round;
    }
    std::vector<double> ratio;
    std::vector<double> any_ratio;
    for (std::size_t i = 0; i < round; ++i) {
        ratio.push_back(times[0][i] / times[1][i]);
        any_ratio.push_back(times[2][i] / times[1][i]);
    }
    state.counters["pipeline_ns"] = 1e9 * quantile(times[0], .5);
    state.counters["hand_ns"] = 1e9 * quantile(times[1], .5);
    state.counters["ratio"] = quantile(ratio, .5);
    state.counters["ratio_low"] = quantile(ratio, .25);
    state.counters["ratio_high"] = quantile(ratio, .75);
    state.counters["any_ratio"] = quantile(any_ratio, .5);
    state.counters["n"] = static_cast<double>(n);
}

/// A line for each size: a table for people, or a JSON object.
class line_reporter : public benchmark::BenchmarkReporter {
public:
    explicit line_reporter(bool json) : json_(json) {}

    bool ReportContext(const Context& /*context*/) override {
        if (!json_) {
            std::printf("%-14s %6s %14s %14s %10s %18s %12s\n", "work", "n", "pipeline [ns]", "by hand [ns]", "ratio",
                        "middle half", "any_pipeline");
        }
        return true;
    }

    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) {
            if (run.error_occurred) {
                std::fprintf(stderr, "bench_pipeline: %s: %s\n", run.benchmark_name().c_str(),
                             run.error_message.c_str());
                failed_ = true;
                continue;
            }
            const auto value = [&run](const char* name) { return run.counters.at(name).value; };
            const std::string work = run.run_name.function_name;
            std::printf(json_ ? R"({"work":"%s","n":%.0f,"pipeline_ns":%.1f,"hand_ns":%.1f,"ratio":%.4f,)"
                                R"("ratio_low":%.4f,"ratio_high":%.4f,"any_ratio":%.4f})"
                                "\n"
                              : "%-14s %6.0f %14.1f %14.1f %10.4f   [%.4f, %.4f] %12.4f\n",
                        work.c_str(), value("n"), value("pipeline_ns"), value("hand_ns"), value("ratio"),
                        value("ratio_low"), value("ratio_high"), value("any_ratio"));
            std::fflush(stdout);
        }
    }

    [[nodiscard]] bool failed() const noexcept { return failed_; }

private:
    bool json_;
    bool failed_ = false;
};

template <class Scorer> void add(const char* work, const Scorer& scorer) {
    constexpr int rounds = 1001;
    benchmark::RegisterBenchmark(work, [scorer](benchmark::State& state) { compare(state, scorer); })
        ->Arg(16)
        ->Arg(128)
        ->Arg(1000)
        ->Arg(5000)
        ->UseManualTime()
        ->Iterations(rounds);
}

} // namespace

int main(int argc, char** argv) {
    const auto is_json = [](const char* argument) { return std::strcmp(argument, "--json") == 0; };
    char** const rest = std::remove_if(argv + 1, argv + argc, is_json);
    line_reporter reporter(rest != argv + argc);
    argc = static_cast<int>(rest - argv);
    add("README", make_model());
    add("scores given", given_scores{});
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    return reporter.failed() ? 1 : 0;
}
