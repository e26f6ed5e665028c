#pragma once

#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/hypervolume.hpp"
#include "fulcrum/search/detail/check_settling.hpp"
#include "fulcrum/search/detail/text_fields.hpp"
#include "fulcrum/search/observer.hpp"
#include "fulcrum/search/search_space.hpp"

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::inline v0_1 {

/// One generation of a search.
struct history_entry {
    std::size_t generation = 0;
    std::size_t evaluations = 0; ///< so far
    double seconds = 0;          ///< so far
    double evaluation_seconds = 0;
    double algorithm_seconds = 0;
    std::size_t front = 0; ///< how many the front has
    double hypervolume = std::numeric_limits<double>::quiet_NaN(); ///< of the front, where a reference was given
    std::vector<double> best = {}; ///< of each objective so far; not a number while nothing is feasible

    template <class Stream> void serialize(Stream& stream) {
        stream(generation, evaluations, seconds, evaluation_seconds, algorithm_seconds, front, hypervolume, best);
    }
};

/// Records how a search went, generation by generation, and writes it as text:
///     history log{.reference = {1.1, 1.1}};
///     search(nsga2{}, problem, seed{7}, sequential{}, log);
///     write_atomically("history.csv", log.csv());
/// Without a reference point no hypervolume is computed.
/// Errors: shape_error when a reference is given that does not have a value per objective; error when it is not finite.
struct history {
    static constexpr std::string_view name = "history";
    std::vector<double> reference = {};
    std::vector<history_entry> entries = {};
    std::vector<std::string> objectives = {}; ///< their names
    workspace scratch = {};

    void start(const dynamic_objectives& set, const search_space&) {
        if (!reference.empty()) detail::check_reference(name, reference, set);
        entries.clear();
        objectives.clear();
        for (std::size_t j = 0; j < set.size(); ++j) objectives.emplace_back(set.name(j));
    }

    void operator()(const search_progress& p) {
        if (p.again) return;
        history_entry entry{p.generation, p.evaluations, p.seconds, p.evaluation_seconds, p.algorithm_seconds,
                            p.front.size()};
        if (!reference.empty()) {
            scratch.reset();
            entry.hypervolume = hypervolume(p.set, p.population.objectives, p.front,
                                            std::span<const double>(reference), scratch);
        }
        entry.best.assign(p.best.begin(), p.best.end());
        entries.push_back(std::move(entry));
    }

    /// A header and a line for each generation; numbers so that they read back to the same bits. What is not known is
    /// `nan`.
    [[nodiscard]] std::string csv() const {
        std::string text;
        for (const auto& column : columns()) detail::append_csv(text, column);
        text.back() = '\n';
        for (const history_entry& entry : entries) {
            each_value(entry, [&text](std::size_t, auto value) { detail::append_csv(text, value); });
            text.back() = '\n';
        }
        return text;
    }

    /// A JSON object on a line for each generation. What is not known is `null`.
    [[nodiscard]] std::string json_lines() const {
        const std::vector<std::string> keys = columns();
        std::string text;
        for (const history_entry& entry : entries) {
            text += '{';
            each_value(entry, [&](std::size_t k, auto value) {
                if (k > 0) text += ',';
                detail::append_json(text, keys[k]);
                text += ':';
                detail::append_json(text, value);
            });
            text += "}\n";
        }
        return text;
    }

    template <class Stream> void serialize(Stream& stream) { stream(entries); }

private:
    [[nodiscard]] std::vector<std::string> columns() const {
        std::vector<std::string> all{"generation",        "evaluations", "seconds", "evaluation_seconds",
                                     "algorithm_seconds", "front",       "hypervolume"};
        for (const std::string& objective : objectives) all.push_back("best " + objective);
        return all;
    }

    /// visit(place, value) in the order of the columns.
    template <class Visit> static void each_value(const history_entry& entry, Visit visit) {
        std::size_t k = 0;
        visit(k++, entry.generation);
        visit(k++, entry.evaluations);
        visit(k++, entry.seconds);
        visit(k++, entry.evaluation_seconds);
        visit(k++, entry.algorithm_seconds);
        visit(k++, entry.front);
        visit(k++, entry.hypervolume);
        for (const double best : entry.best) visit(k++, best);
    }
};

} // namespace fulcrum::inline v0_1
