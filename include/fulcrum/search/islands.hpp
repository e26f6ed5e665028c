#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/front.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/search_space.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

struct island_options {
    std::size_t count = 4;    ///< islands, each with a population of its own
    std::size_t every = 10;   ///< generations from one migration to the next
    std::size_t migrants = 2; ///< that each island sends to the next one; 0: no migration
};

namespace detail {

/// Searches that exchange individuals, as one: its batch is their batches one after the other, its population their
/// populations.
template <ObjectiveSet Set, SearchState State> class island_search {
public:
    island_search(const Set& set, const search_space& space, std::vector<State> islands, const island_options& options,
                  seed s)
        : set_(set), variables_(space.size()), constraints_(space.constraints()), islands_(std::move(islands)),
          options_(options), seed_(s) {
        asked_.reserve(islands_.size());
        gather();
    }

    [[nodiscard]] individuals<double> ask() {
        asked_.clear();
        std::size_t rows = 0;
        for (State& island : islands_) {
            asked_.push_back(island.ask());
            rows += asked_.back().size();
        }
        if (generation_ > 0 && generation_ % options_.every == 0) migrate();
        make_room(batch_, rows);
        for (std::size_t i = 0, at = 0; i < asked_.size(); at += asked_[i++].size()) {
            copy_individuals(asked_[i], batch_.slice(at, asked_[i].size()));
        }
        return batch_.slice(0, rows);
    }

    void tell() {
        for (std::size_t i = 0, at = 0; i < asked_.size(); at += asked_[i++].size()) {
            copy_individuals(batch_.slice(at, asked_[i].size()), asked_[i]);
            islands_[i].tell();
        }
        ++generation_;
        gather();
    }

    [[nodiscard]] individuals<const double> current() const noexcept { return members_.slice(0, begin_.back()); }
    [[nodiscard]] std::span<const std::uint32_t> front() const noexcept { return front_; }

    template <class Stream> void serialize(Stream& stream) {
        stream(generation_);
        for (State& island : islands_) stream(island);
        gather();
    }

private:
    /// In place of children drawn at random each island evaluates members of the front of the island before it.
    void migrate() {
        for (std::size_t to = 0; to < islands_.size(); ++to) {
            const std::size_t from = (to + islands_.size() - 1) % islands_.size();
            if (from == to) return;
            random_stream random(seed_.value, generation_, static_cast<std::uint32_t>(to));
            const std::span<const std::uint32_t> front = islands_[from].front();
            const std::size_t n = (std::min)({options_.migrants, front.size(), asked_[to].size()});
            const workspace::scope scratch(scratch_);
            const std::span<const std::uint32_t> sent = some_of(front.size(), n, random);
            const std::span<const std::uint32_t> replaced = some_of(asked_[to].size(), n, random);
            const matrix_view<const double> members = current().variables;
            for (std::size_t k = 0; k < n; ++k) {
                const std::span<const double> migrant = members.row(begin_[from] + front[sent[k]]);
                std::copy(migrant.begin(), migrant.end(), asked_[to].variables.row(replaced[k]).begin());
            }
        }
    }

    /// k of the numbers 0, ..., n - 1, drawn without replacement.
    [[nodiscard]] std::span<const std::uint32_t> some_of(std::size_t n, std::size_t k, random_stream& random) {
        const std::span<std::uint32_t> drawn = scratch_.take<std::uint32_t>(n);
        std::iota(drawn.begin(), drawn.end(), 0U);
        for (std::size_t i = 0; i < k; ++i) {
            std::swap(drawn[i], drawn[i + random.below(static_cast<std::uint32_t>(n - i))]);
        }
        return drawn.first(k);
    }

    /// Brings the members of all islands together, and finds the front of their fronts.
    void gather() {
        begin_.assign(1, 0);
        for (const State& island : islands_) begin_.push_back(begin_.back() + island.current().size());
        make_room(members_, begin_.back());
        scratch_.reset();
        const std::span<std::uint32_t> candidates = scratch_.take<std::uint32_t>(begin_.back());
        std::size_t n = 0;
        for (std::size_t i = 0; i < islands_.size(); ++i) {
            copy_individuals(islands_[i].current(), members_.slice(begin_[i], begin_[i + 1] - begin_[i]));
            for (const std::uint32_t k : islands_[i].front()) {
                candidates[n++] = static_cast<std::uint32_t>(begin_[i] + k);
            }
        }
        const columns_view<const double> objectives = current().objectives;
        const std::span<double> values = scratch_.take<double>(n * set_.size());
        for (std::size_t j = 0; j < set_.size(); ++j) {
            for (std::size_t k = 0; k < n; ++k) values[j * n + k] = objectives(candidates[k], j);
        }
        front_.clear();
        const columns_view<const double> columns(values.data(), n, set_.size());
        for (const std::uint32_t k : pareto_front(set_, columns, scratch_)) front_.push_back(candidates[k]);
    }

    void make_room(population& holder, std::size_t rows) const {
        if (holder.size() < rows) holder = population(rows, variables_, set_.size(), constraints_);
    }

    Set set_;
    std::size_t variables_;
    std::size_t constraints_;
    std::vector<State> islands_;
    island_options options_;
    seed seed_;
    std::vector<individuals<double>> asked_; ///< of each island
    population batch_;                       ///< what they asked, together
    population members_;                     ///< of all islands
    std::vector<std::size_t> begin_;         ///< of each island's members, and the end of the last one's
    std::vector<std::uint32_t> front_;
    std::uint64_t generation_ = 0;
    workspace scratch_;
};

} // namespace detail

/// Islands (Cohoon, Hegde, Martin and Richards, ICGA 1987): several searches by the same algorithm, with seeds of their
/// own, on a ring. `islands{nsga2{.population = 50}, {.count = 4, .every = 10, .migrants = 2}}` is used as any other
/// algorithm is: a generation evaluates one batch, the batches of all islands together, and the population is that of
/// all islands. Every so many generations each island takes members of the front of the one before it, drawn at random,
/// in place of as many of its own new individuals; so migration costs no evaluation, and who stays is decided as among
/// all others. The number of islands belongs to the search: the result depends on neither threads nor processes.
template <class Algorithm> class islands {
public:
    explicit islands(Algorithm algorithm, const island_options& options = {})
        : generations(algorithm.generations), algorithm_(std::move(algorithm)), options_(options) {}

    std::size_t generations;

    /// Errors: error when an option is out of range, or as the algorithm's start.
    template <ObjectiveSet Set>
        requires SearchAlgorithm<Algorithm, Set>
    [[nodiscard]] auto start(const Set& set, const search_space& space, seed s) const {
        if (options_.count == 0) fail("islands: count is 0, it must be at least 1");
        if (options_.every == 0) fail("islands: every is 0, it must be at least 1");
        std::vector<decltype(algorithm_.start(set, space, s))> states;
        states.reserve(options_.count);
        for (std::size_t i = 0; i < options_.count; ++i) {
            random_stream random(s.value, 0, static_cast<std::uint32_t>(i));
            states.push_back(algorithm_.start(set, space, seed{random.bits64()}));
        }
        return detail::island_search(set, space, std::move(states), options_, s);
    }

    /// Tells option(name, value) what decides the course of a search, besides the seed.
    template <class Option> void describe(const Option& option) const {
        option("islands::count", options_.count);
        option("islands::every", options_.every);
        option("islands::migrants", options_.migrants);
        if constexpr (requires { algorithm_.describe(option); }) algorithm_.describe(option);
    }
    /// What the algorithm advises about a problem with these objectives.
    template <ObjectiveSet Set>
        requires requires(const Algorithm& algorithm, const Set& set) { algorithm.advice(set); }
    [[nodiscard]] auto advice(const Set& set) const {
        return algorithm_.advice(set);
    }

private:
    Algorithm algorithm_;
    island_options options_;
};
template <class Algorithm> islands(Algorithm, const island_options& = {}) -> islands<Algorithm>;

} // namespace fulcrum::inline v0_1
