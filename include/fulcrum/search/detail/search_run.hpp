#pragma once

#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/observer.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/result.hpp"
#include "fulcrum/search/search_space.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// The names and directions of a set of any type.
template <ObjectiveSet Set> [[nodiscard]] dynamic_objectives named_objectives(const Set& set) {
    std::vector<dynamic_objective> all;
    for (std::size_t j = 0; j < set.size(); ++j) all.push_back({std::string(set.name(j)), set.directions()[j]});
    return dynamic_objectives(std::move(all));
}

/// A search from its start to its result: the state of the algorithm, what is counted beside it, and the observers.
template <class Algorithm, class State, class... Observers> class search_run {
    using clock = std::chrono::steady_clock;

public:
    template <ObjectiveSet Set>
    search_run(const Algorithm& algorithm, const Set& set, const search_space& space, seed s, Observers&... observers)
        : began_(clock::now()), algorithm_(algorithm), set_(named_objectives(set)), space_(space), seed_(s),
          observers_(observers...), state_(algorithm.start(set, space, s)),
          best_(set.size(), std::numeric_limits<double>::quiet_NaN()) {
        if constexpr (requires { { algorithm.advice(set) } -> std::same_as<std::vector<std::string>>; }) {
            warnings_ = algorithm.advice(set);
        }
        algorithm_seconds_ = since(began_);
    }
    search_run(const search_run&) = delete;
    search_run& operator=(const search_run&) = delete;

    /// Starts the observers, and goes on from a checkpoint if there is one.
    void begin() {
        each([this](auto& observer) {
            if constexpr (requires { observer.start(set_, space_); }) observer.start(set_, space_);
        });
        each([this](auto& observer) {
            if constexpr (SearchRecorder<std::remove_reference_t<decltype(observer)>>) observer.restore(*this);
        });
        if (generation_ > 0) show({}, true);
    }

    [[nodiscard]] bool done() const noexcept { return stopped_ || generation_ >= algorithm_.generations; }

    /// Asks for a batch, has it evaluated, and takes it in; returns how that went.
    template <class Evaluate> [[nodiscard]] auto advance(Evaluate& evaluate) {
        const clock::time_point asked = clock::now();
        const individuals<double> batch = state_.ask();
        const clock::time_point given = clock::now();
        auto outcome = evaluate(batch);
        const clock::time_point evaluated = clock::now();
        state_.tell();
        const double evaluation = seconds(evaluated - given);
        evaluation_seconds_ += evaluation;
        algorithm_seconds_ += since(asked) - evaluation;
        evaluations_ += outcome.evaluated;
        if (outcome.cause) return outcome;
        ++generation_;
        if constexpr (sizeof...(Observers) > 0) {
            show({batch.variables, batch.objectives, batch.violations}, false);
            each([this](auto& observer) {
                if constexpr (SearchRecorder<std::remove_reference_t<decltype(observer)>>) {
                    observer.record(*this, done());
                }
            });
        }
        return outcome;
    }

    [[nodiscard]] search_result result() const {
        search_result found;
        found.last = copy_of(current());
        found.front.assign(front().begin(), front().end());
        found.evaluations = evaluations_;
        found.generations = generation_;
        found.stopped = stopped_ && generation_ < algorithm_.generations;
        if (found.stopped) found.stop_reason = stop_reason_;
        found.warnings = warnings_;
        found.seconds = elapsed();
        found.evaluation_seconds = evaluation_seconds_;
        found.algorithm_seconds = algorithm_seconds_;
        return found;
    }

    [[nodiscard]] std::size_t generation() const noexcept { return generation_; }
    [[nodiscard]] std::size_t evaluations() const noexcept { return evaluations_; }
    [[nodiscard]] individuals<const double> current() const noexcept { return state_.current(); }
    [[nodiscard]] std::span<const std::uint32_t> front() const noexcept { return state_.front(); }

    /// First what must be the same where a search resumes, then what changes.
    template <class Stream> void serialize(Stream& stream) {
        match(stream);
        earlier_ = elapsed();
        stream(generation_, evaluations_, best_, earlier_, evaluation_seconds_, algorithm_seconds_);
        began_ = clock::now();
        static_assert(requires { state_.serialize(stream); },
                      "checkpoint: the state of this algorithm has no serialize, which lists what it consists of");
        stream(state_);
        each([&stream](auto& observer) {
            if constexpr (requires { observer.serialize(stream); }) stream(observer);
        });
    }

private:
    [[nodiscard]] static double seconds(clock::duration time) noexcept {
        return std::chrono::duration<double>(time).count();
    }
    [[nodiscard]] static double since(clock::time_point start) noexcept { return seconds(clock::now() - start); }

    [[nodiscard]] double elapsed() const noexcept { return earlier_ + since(began_); }

    template <class Visit> void each(Visit&& visit) {
        std::apply([&](auto&... observer) { (visit(observer), ...); }, observers_);
    }

    template <class Stream> void match(Stream& stream) {
        const auto option = [&stream](std::string_view what, const auto& value) { stream.match(what, value); };
        option("the algorithm", name_of<Algorithm>());
        option("the seed", seed_.value);
        option("the number of variables", space_.size());
        for (const variable& v : space_.variables()) {
            option("the name of a variable", v.name);
            option("the kind of variable '" + v.name + "'", v.kind);
            option("the lower bound of variable '" + v.name + "'", v.lower);
            option("the upper bound of variable '" + v.name + "'", v.upper);
        }
        option("the number of constraints", space_.constraints());
        option("the number of objectives", set_.size());
        for (std::size_t j = 0; j < set_.size(); ++j) {
            option("the name of an objective", set_.name(j));
            option("the direction of objective '" + std::string(set_.name(j)) + "'", set_.directions()[j]);
        }
        if constexpr (requires { algorithm_.describe(option); }) algorithm_.describe(option);
        each([&](auto& observer) {
            if constexpr (requires { observer.serialize(stream); }) {
                option("an observer", observer_name<std::remove_cvref_t<decltype(observer)>>());
            }
        });
        option("an observer", std::string_view()); // the end of these
    }

    /// Brings the best up to date, and calls all observers, whatever the others say.
    void show(const individuals<const double>& evaluated, bool again) {
        const individuals<const double> shown = current();
        for (const std::uint32_t i : front()) {
            for (std::size_t j = 0; j < best_.size(); ++j) {
                const double value = shown.objectives(i, j);
                const bool minimized = set_.directions()[j] == direction::minimize;
                if (!(minimized ? value >= best_[j] : value <= best_[j])) best_[j] = value; // also over NaN
            }
        }
        const search_progress progress{generation_, algorithm_.generations, evaluations_, front(), best_, shown,
                                       evaluated, set_, space_, elapsed(), evaluation_seconds_, algorithm_seconds_,
                                       again};
        each([&](auto& observer) {
            using type = std::remove_reference_t<decltype(observer)>;
            if constexpr (!SearchObserver<type>) {
                return;
            } else if constexpr (std::is_void_v<std::invoke_result_t<type&, const search_progress&>>) {
                observer(progress);
            } else if (!static_cast<bool>(observer(progress)) && !stopped_) {
                stopped_ = true;
                stop_reason_ = observer_name<std::remove_const_t<type>>();
            }
        });
    }

    clock::time_point began_; ///< this process, or its last checkpoint
    const Algorithm& algorithm_;
    dynamic_objectives set_;
    const search_space& space_;
    seed seed_;
    std::tuple<Observers&...> observers_;
    State state_;
    std::size_t generation_ = 0;
    std::size_t evaluations_ = 0;
    std::vector<double> best_;
    bool stopped_ = false;
    std::string_view stop_reason_; ///< the name of the first observer that said stop
    std::vector<std::string> warnings_;
    double earlier_ = 0; ///< seconds before that
    double evaluation_seconds_ = 0;
    double algorithm_seconds_ = 0;
};

} // namespace fulcrum::inline v0_1::detail
