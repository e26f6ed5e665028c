#include "contest.hpp"

#include <fulcrum/pareto.hpp>
#include <fulcrum/pareto/archive.hpp>
#include <fulcrum/pareto/hypervolume_contributions.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

fulcrum::dynamic_objectives minimised(std::size_t m) {
    std::vector<fulcrum::dynamic_objective> all;
    for (std::size_t j = 0; j < m; ++j) all.push_back({"f" + std::to_string(j), fulcrum::direction::minimize});
    return fulcrum::dynamic_objectives(std::move(all));
}

/// What a run needs, at one place while the runner lives.
struct held {
    fulcrum::dynamic_objectives goals;
    std::vector<double> columns;
    fulcrum::columns_view<const double> values;
    fulcrum::number_table rows;
    std::vector<double> reference;
    fulcrum::archive<fulcrum::dynamic_objectives> members;
    fulcrum::workspace ws;

    explicit held(const question& q)
        : goals(minimised(q.points.cols)), columns(q.points.by_column()),
          values(columns.data(), q.points.rows, q.points.cols), rows(q.points), reference(q.reference),
          members(goals) {}
};

answer numbers(std::span<const std::uint32_t> found) { return {{found.begin(), found.end()}, {}}; }

} // namespace

std::unique_ptr<runner> enter_fulcrum(const question& q) {
    auto shared = std::make_shared<held>(q);
    held& h = *shared;
    if (q.task == "front") {
        return make_runner(
            [shared, &h] {
                h.ws.reset();
                return fulcrum::pareto_front(h.goals, h.values, h.ws);
            },
            numbers);
    }
    if (q.task == "ranks") {
        return make_runner(
            [shared, &h] {
                h.ws.reset();
                return fulcrum::nondominated_sort(h.goals, h.values, h.ws).rank;
            },
            numbers);
    }
    if (q.task == "hypervolume") {
        return make_runner(
            [shared, &h] {
                return fulcrum::hypervolume(h.goals, h.values, std::span<const double>(h.reference), h.ws);
            },
            [](double volume) { return answer{{}, {volume}}; });
    }
    if (q.task == "contributions") {
        return make_runner(
            [shared, &h] {
                h.ws.reset();
                return fulcrum::hypervolume_contributions(h.goals, h.values, std::span<const double>(h.reference),
                                                          h.ws);
            },
            [](std::span<const double> found) { return answer{{}, {found.begin(), found.end()}}; });
    }
    if (q.task == "archive") {
        return make_runner(
            [shared, &h] {
                h.members.clear();
                for (std::size_t i = 0; i < h.rows.rows; ++i) h.members.insert(h.rows.view().row(i), i);
                h.ws.reset();
                return h.members.members(h.ws).ids;
            },
            [](std::span<const std::uint64_t> ids) {
                answer out;
                for (const std::uint64_t id : ids) out.numbers.push_back(static_cast<std::uint32_t>(id));
                std::ranges::sort(out.numbers);
                return out;
            });
    }
    return nullptr;
}
