#pragma once

#include <cstddef>
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
