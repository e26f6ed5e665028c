#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/front.hpp"
#include "fulcrum/search/front_sample.hpp"
#include "fulcrum/search/problem.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// The bounded knapsack with several profits (after Zitzler and Thiele, IEEE TEC 3(4), 1999): how many of each item to
/// pack, none to `copies`, so that every profit is large; the one constraint is the weight, half of what all weigh.
/// Profits and weights are whole numbers from 10 to 100, drawn from the seed.
class knapsack {
public:
    /// Errors: error when there is no item, copy or objective.
    explicit knapsack(std::size_t items = 12, std::size_t copies = 3, std::size_t objectives = 2, seed s = {1})
        : copies_(copies), set_(profits(objectives)), profit_(items * objectives), weight_(items) {
        if (items == 0 || copies == 0 || objectives == 0) {
            fail("knapsack: ", items, " items, ", copies, " copies and ", objectives,
                 " objectives are asked for; give at least 1 of each");
        }
        random_stream random(s.value);
        for (double& value : profit_) value = 10 + random.below(91);
        for (double& value : weight_) value = 10 + random.below(91);
        for (const double value : weight_) capacity_ += value * static_cast<double>(copies) / 2;
    }

    [[nodiscard]] const dynamic_objectives& objective_set() const noexcept { return set_; }
    [[nodiscard]] static std::size_t constraints() noexcept { return 1; }
    [[nodiscard]] std::vector<variable> variables() const {
        std::vector<variable> all;
        for (std::size_t i = 0; i < weight_.size(); ++i) {
            all.push_back(integer_variable("item" + std::to_string(i + 1), 0, static_cast<double>(copies_)));
        }
        return all;
    }

    void evaluate(std::span<const double> x, std::span<double> f, std::span<double> violation) const noexcept {
        std::ranges::fill(f, 0.0);
        double weight = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            weight += x[i] * weight_[i];
            for (std::size_t j = 0; j < f.size(); ++j) f[j] += x[i] * profit_[i * f.size() + j];
        }
        violation[0] = weight - capacity_;
    }

    /// The true front, each point once: dynamic programming over the items, of which only the packings that none
    /// dominates in profits and weight are kept (Nemhauser and Ullmann, Management Science 15(9), 1969).
    [[nodiscard]] front_sample front() const {
        const std::size_t m = set_.size();
        const std::size_t width = m + 1; // profits, and the weight last
        std::vector<dynamic_objective> wanted(set_.size(), {"profit", direction::maximize});
        for (std::size_t j = 0; j < m; ++j) wanted[j].name += std::to_string(j + 1);
        wanted.push_back({"weight", direction::minimize});
        const dynamic_objectives set(std::move(wanted));

        std::vector<std::vector<double>> packings{std::vector<double>(width, 0.0)};
        workspace ws;
        for (std::size_t i = 0; i < weight_.size(); ++i) {
            std::vector<std::vector<double>> longer;
            for (const std::vector<double>& packing : packings) {
                for (std::size_t c = 0; c <= copies_; ++c) {
                    std::vector<double> next = packing;
                    for (std::size_t j = 0; j < m; ++j) next[j] += static_cast<double>(c) * profit_[i * m + j];
                    next[m] += static_cast<double>(c) * weight_[i];
                    if (next[m] <= capacity_) longer.push_back(std::move(next));
                }
            }
            packings = best(set, std::move(longer), ws);
        }
        for (std::vector<double>& packing : packings) packing.pop_back();
        packings = best(set_, std::move(packings), ws);
        std::vector<double> rows;
        for (const std::vector<double>& packing : packings) rows.insert(rows.end(), packing.begin(), packing.end());
        return detail::from_rows(rows, m);
    }

private:
    static dynamic_objectives profits(std::size_t objectives) {
        std::vector<dynamic_objective> all;
        for (std::size_t j = 0; j < objectives; ++j) {
            all.push_back({"profit" + std::to_string(j + 1), direction::maximize});
        }
        return dynamic_objectives(std::move(all));
    }

    /// The rows that none dominates, each once, in lexicographic order.
    static std::vector<std::vector<double>> best(const dynamic_objectives& set, std::vector<std::vector<double>> rows,
                                                 workspace& ws) {
        std::sort(rows.begin(), rows.end());
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
        std::vector<double> flat;
        for (const std::vector<double>& row : rows) flat.insert(flat.end(), row.begin(), row.end());
        const front_sample all = detail::from_rows(flat, set.size());
        std::vector<std::vector<double>> kept;
        for (const std::uint32_t i : pareto_front(set, all.columns(), ws)) kept.push_back(std::move(rows[i]));
        ws.reset();
        return kept;
    }

    std::size_t copies_;
    dynamic_objectives set_;
    std::vector<double> profit_; ///< of an item, one after the other
    std::vector<double> weight_;
    double capacity_ = 0;
};

} // namespace fulcrum::inline v0_1
