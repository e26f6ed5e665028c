#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Sizes and alignments of the types that cross from one translation unit to another, as seen by the unit that
/// includes this header.
static std::vector<std::size_t> layout() {
    using namespace fulcrum;
    return {
        sizeof(matrix_view<float>),
        alignof(matrix_view<float>),
        sizeof(columns_view<float>),
        sizeof(request),
        alignof(request),
        sizeof(slate),
        alignof(slate),
        sizeof(workspace),
        alignof(workspace),
        workspace::alignment,
        sizeof(random_stream),
        sizeof(interaction_log),
        sizeof(mlp_parameters),
        sizeof(dynamic_mlp<float>),
        alignof(dynamic_mlp<float>),
        sizeof(mlp<float, 8, 8, 2>),
        alignof(mlp<float, 8, 8, 2>),
    };
}

/// What must be the same whatever the flags: fronts and ranks, by kernels that this unit compiles.
static std::vector<std::uint32_t> answers() {
    using namespace fulcrum;
    std::vector<std::uint32_t> all;
    workspace ws;
    for (std::size_t m = 1; m <= 5; ++m) {
        constexpr std::size_t rows = 1500;
        std::vector<double> values(rows * m);
        random_stream random(m);
        for (double& v : values) v = random.uniform();
        std::vector<dynamic_objective> goals;
        for (std::size_t j = 0; j < m; ++j) {
            goals.push_back({"f" + std::to_string(j), j % 2 == 0 ? direction::minimize : direction::maximize});
        }
        const dynamic_objectives set(goals);
        const columns_view<const double> columns(values.data(), rows, m);
        const auto front = pareto_front(set, columns, ws);
        all.insert(all.end(), front.begin(), front.end());
        const auto ranks = nondominated_sort(set, columns, ws).rank;
        all.insert(all.end(), ranks.begin(), ranks.end());
    }
    return all;
}

/// A search with every kernel of NSGA-II; its numbers may depend on the flags, as the problem is compiled with them.
static std::size_t searched() {
    using namespace fulcrum;
    const nsga2 options{.population = 20, .generations = 5};
    return search(options, zdt1{}).evaluations + search(options, dtlz2{3}).evaluations;
}
