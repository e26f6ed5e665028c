#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/executor.hpp"
#include "fulcrum/core/log.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/parameter.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/evaluate/support.hpp"
#include "fulcrum/search/problem.hpp"
#include "fulcrum/search/result.hpp"
#include "fulcrum/tune/metrics.hpp"
#include "fulcrum/tune/policy_front.hpp"
#include "fulcrum/tune/settings.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A pipeline, a log and metrics as a Problem: the variables are the pipeline's parameters, the objectives its metrics
/// on the log; if one of them is an off-policy value, a constraint demands the effective sample size of the guard.
/// The stages before the first one with parameters are run once, when it is made. An evaluation runs the others on every
/// request, O(requests), and depends on the settings alone: parallel searches give the same bits.
/// The log must outlive it.
template <class Pipeline, ReplayMetric... Metrics> class replay {
    static_assert(sizeof...(Metrics) > 0, "replay: give at least one metric, such as off_policy(click{}) or ndcg{}");
    static constexpr bool reads_ratios = (Metrics::reads_ratios || ...);
    static constexpr bool reads_order = (!Metrics::reads_ratios || ...);

public:
    /// Errors: error if the pipeline has no parameter, the log is empty, or an off-policy metric is to judge a pipeline
    /// that shows fewer rows than the log; those of the metrics' start, and of the pipeline's check of each request.
    replay(Pipeline ranker, const interaction_log& log, Metrics... metrics)
        : ranker_(std::move(ranker)), log_(&log), metrics_(metrics...),
          goals_({dynamic_objective{std::string(metrics.name()), metrics.better()}...}),
          parameters_(ranker_.parameters()), first_((std::min)(ranker_.first_tunable(), ranker_.stage_count() - 1)) {
        if (parameters_.empty()) fail("replay: the pipeline has no parameter, so there is nothing to tune");
        if (log.empty()) fail("replay: the log is empty");
        static_cast<void>(start());
        for (const pipeline_parameter& p : parameters_) variables_.push_back(variable_of(p));
        run_prefix();
        check_length();
    }

    /// The effective sample size that every off-policy estimate must have; at first that of ess_guard.
    replay& guarded_by(const ess_guard& guard) {
        guard_ = guard;
        return *this;
    }

    /// Searches a parameter within other bounds, narrower or wider; equal ones fix it. Errors: error for an unknown name,
    /// for bounds that are crossed or not finite (or not positive, on a logarithmic scale), or that the stage refuses.
    replay& within(std::string_view name, float lower, float upper) {
        const auto found = std::ranges::find(parameters_, name, &pipeline_parameter::name);
        if (found == parameters_.end()) fail("replay: the pipeline has no parameter '", name, "'");
        if (!(lower <= upper) || !std::isfinite(lower) || !std::isfinite(upper) ||
            (found->logarithmic && !(lower > 0))) {
            fail("replay: the bounds [", lower, ", ", upper, "] of '", name,
                 "' must be finite and in order, and above 0 on a logarithmic scale");
        }
        const auto place = static_cast<std::size_t>(found - parameters_.begin());
        for (const float bound : {lower, upper}) { // the stage may refuse a value
            std::vector<float> values;
            for (const pipeline_parameter& p : parameters_) values.push_back(p.value);
            values[place] = bound;
            Pipeline(ranker_).set_parameters(values);
        }
        found->lower = lower;
        found->upper = upper;
        variables_[place] = variable_of(*found);
        return *this;
    }

    [[nodiscard]] std::span<const variable> variables() const noexcept { return variables_; }
    [[nodiscard]] const dynamic_objectives& objective_set() const noexcept { return goals_; }
    [[nodiscard]] static constexpr std::size_t constraints() noexcept { return reads_ratios ? 1 : 0; }
    [[nodiscard]] const interaction_log& log() const noexcept { return *log_; }

    /// One individual a row of x; the executor runs individuals at once.
    template <Executor E>
    void evaluate_batch(matrix_view<const double> x, columns_view<double> f, columns_view<double> violation,
                        const E& executor) const {
        std::vector<worker> workers(executor.workers(), worker{ranker_, {}});
        executor.run(x.rows(), [&](std::size_t i, std::size_t w) {
            const std::vector<estimate> values = judge(values_of(x.row(i)), workers[w]);
            for (std::size_t j = 0; j < values.size(); ++j) f(i, j) = values[j].value;
            if constexpr (reads_ratios) {
                const double required = guard_.required(log_->size());
                violation(i, 0) = (std::max)(0.0, 1.0 - support(values) / required);
            }
        });
    }

    /// What the pipeline is worth on the log at its own settings, or at those given.
    /// Errors: those of apply_settings.
    [[nodiscard]] measured_settings measure() const { return measure(settings_of(ranker_)); }
    [[nodiscard]] measured_settings measure(const settings& at) const {
        worker w{ranker_, {}};
        apply_settings(w.ranker, at);
        std::vector<float> values;
        for (const pipeline_parameter& p : w.ranker.parameters()) values.push_back(p.value);
        measured_settings m{at, judge(values, w), 0};
        m.effective_sample_size = support(m.objectives);
        return m;
    }

    /// The front that a search found, measured on this log with intervals; the baseline is the pipeline's own settings.
    template <Executor E = sequential>
    [[nodiscard]] policy_front front(const search_result& found, const E& executor = {}) const {
        policy_front result{goals_, measure(), std::vector<measured_settings>(found.front.size())};
        executor.run(found.front.size(), [&](std::size_t i, std::size_t) {
            result.members[i] = measure(decoded(found.variables().row(found.front[i])));
        });
        return result;
    }

    /// An individual's variables as settings.
    [[nodiscard]] settings decoded(std::span<const double> x) const {
        const std::vector<float> values = values_of(x);
        settings list;
        for (std::size_t i = 0; i < values.size(); ++i) list.push_back({parameters_[i].name, values[i]});
        return list;
    }

    /// Settings as an individual's variables: what a search is warm-started with, if they lie within
    /// the bounds. Errors: error if a name is missing.
    [[nodiscard]] std::vector<double> encoded(const settings& at) const {
        std::vector<double> x;
        for (const pipeline_parameter& p : parameters_) {
            const auto found = std::ranges::find(at, p.name, &setting::name);
            if (found == at.end()) fail("settings: no value is given for '", p.name, "'");
            x.push_back(scaled(p, found->value));
        }
        return x;
    }

private:
    struct worker {
        Pipeline ranker;
        workspace ws;
        worker(Pipeline r, workspace&& w) : ranker(std::move(r)), ws(std::move(w)) {}
        worker(const worker& other) : ranker(other.ranker) {} // a copy warms a workspace of its own
    };

    [[nodiscard]] static double scaled(const pipeline_parameter& p, float value) {
        return p.logarithmic ? std::log(static_cast<double>(value)) : static_cast<double>(value);
    }

    [[nodiscard]] static variable variable_of(const pipeline_parameter& p) {
        return {p.name, scaled(p, p.lower), scaled(p, p.upper)};
    }

    [[nodiscard]] std::vector<float> values_of(std::span<const double> x) const {
        std::vector<float> values(x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            const pipeline_parameter& p = parameters_[i];
            const auto v = static_cast<float>(p.logarithmic ? std::exp(x[i]) : x[i]);
            values[i] = std::clamp(v, p.lower, p.upper); // exp(log(bound)) may miss the bound by a rounding
        }
        return values;
    }

    [[nodiscard]] auto start() const {
        return std::apply([this](const auto&... metric) { return std::tuple{metric.start(*log_)...}; }, metrics_);
    }

    /// The slates as the first stage with parameters finds them: one arena, filled once.
    void run_prefix() {
        prefix_ = std::make_shared<prefix>(ranker_);
        prefix_->slates.reserve(log_->size());
        for (std::size_t i = 0; i < log_->size(); ++i) {
            const interaction logged = (*log_)[i];
            slate s = prefix_->ranker.start(logged.request, prefix_->arena);
            prefix_->ranker.run(s, prefix_->arena, 0, first_);
            prefix_->slates.push_back(s);
        }
    }

    /// A shorter slate has no probability for the last logged rows, and so no off-policy value.
    void check_length() const {
        if constexpr (reads_ratios) {
            const interaction first = (*log_)[0];
            workspace ws;
            const std::size_t shows = ranker_(first.request, ws).order().size();
            if (shows < first.shown.size()) {
                fail("replay: the pipeline shows ", shows, " rows, the log ", first.shown.size(),
                     "; let its selector give at least as many");
            }
        }
    }

    [[nodiscard]] std::vector<estimate> judge(std::span<const float> values, worker& w) const {
        w.ranker.set_parameters(values);
        auto accumulators = start();
        for (std::size_t i = 0; i < log_->size(); ++i) {
            const interaction logged = (*log_)[i];
            w.ws.reset();
            slate s = prefix_->slates[i].clone(w.ws);
            const std::span<float> ratios = w.ws.template take<float>(logged.shown.size());
            rank(w, s, logged, ratios);
            const replayed one{logged, s.order(), ratios};
            std::apply([&one](auto&... a) { (a.add(one), ...); }, accumulators);
        }
        return std::apply([](const auto&... a) { return std::vector<estimate>{a.result()...}; }, accumulators);
    }

    /// Runs the stages with parameters, and writes how much likelier than then each logged row is now.
    void rank(worker& w, slate& s, const interaction& logged, std::span<float> ratios) const {
        const std::size_t last = w.ranker.stage_count() - 1;
        w.ranker.run(s, w.ws, first_, last);
        if constexpr (reads_ratios) {
            w.ranker.propensities(s, logged.shown, ratios, w.ws);
            for (std::size_t k = 0; k < ratios.size(); ++k) ratios[k] /= logged.propensity[k];
            if (!reads_order || !w.ranker.stochastic()) return; // a pipeline that does not draw has run its last stage
        }
        w.ranker.run(s, w.ws, last, last + 1);
    }

    /// The smallest effective sample size among the off-policy values.
    [[nodiscard]] static double support(std::span<const estimate> values) {
        constexpr bool off_policy_value[] = {Metrics::reads_ratios...};
        double smallest = std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < values.size(); ++j) {
            if (off_policy_value[j] || !reads_ratios) smallest = (std::min)(smallest, values[j].effective_sample_size);
        }
        return smallest;
    }

    /// Shared by copies of the problem: it depends on nothing that can be set.
    struct prefix {
        explicit prefix(const Pipeline& r) : ranker(r) {}
        Pipeline ranker; ///< the slates borrow its objectives' directions
        workspace arena;
        std::vector<slate> slates;
    };

    Pipeline ranker_;
    const interaction_log* log_;
    std::tuple<Metrics...> metrics_;
    dynamic_objectives goals_;
    std::vector<pipeline_parameter> parameters_;
    std::size_t first_;
    std::vector<variable> variables_;
    ess_guard guard_;
    std::shared_ptr<prefix> prefix_;
};

} // namespace fulcrum::inline v0_1
