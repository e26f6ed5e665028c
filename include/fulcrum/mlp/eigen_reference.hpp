#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/interop/eigen.hpp"
#include "fulcrum/mlp/parameters.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A multi-layer perceptron on Eigen's matrix product, with scalar activations: the reference that the packed kernels
/// of dynamic_mlp are compared with, and called like it. With finite inputs they agree within
/// 1e-5 * (1 + the largest |value| that occurs in a sum); softer outputs (sigmoid, softmax, tanh) within 1e-5.
class eigen_reference {
public:
    /// Throws what validate() throws.
    explicit eigen_reference(mlp_parameters net) : net_(std::move(net)) {
        validate(net_);
        widest_ = net_.inputs();
        for (const mlp_layer& layer : net_.layers) widest_ = (std::max)(widest_, detail::handed_on(net_, layer));
    }

    [[nodiscard]] std::size_t inputs() const noexcept { return net_.inputs(); }
    [[nodiscard]] std::size_t outputs() const noexcept { return net_.outputs(); }

    /// Scores every row: features is n x inputs(), out is n x outputs(). O(n * weights).
    /// Throws shape_error, before anything is written, when the shapes differ.
    template <MatrixOf<float> M> void operator()(const M& features, columns_view<float> out, workspace& scratch) const {
        score(as_rows<float>(features), out, scratch);
    }

private:
    void score(matrix_view<const float> features, columns_view<float> out, workspace& scratch) const {
        detail::check_score_shapes(features, out, inputs(), outputs());
        const std::size_t n = features.rows();
        const workspace::scope scope(scratch);
        float* from = scratch.take<float>(n * widest_).data();
        float* to = scratch.take<float>(n * widest_).data();
        as_eigen(matrix_view<float>(from, n, inputs())) = as_eigen(features);
        for (const mlp_layer& layer : net_.layers) {
            const std::size_t next = detail::handed_on(net_, layer);
            const matrix_view<float> y(to, n, layer.outputs, next);
            as_eigen(y).noalias() =
                as_eigen(matrix_view<float>(from, n, layer.inputs)) *
                as_eigen(matrix_view<const float>(layer.weights.data(), layer.outputs, layer.inputs)).transpose();
            as_eigen(y).rowwise() += as_eigen(std::span<const float>(layer.bias)).transpose();
            const bool last = &layer == &net_.layers.back();
            for (const auto& run : detail::runs_of(layer, last ? net_.heads : std::vector<mlp_head>{}))
                for (std::size_t i = 0; i < n; ++i) activate(run.act, y.row(i).subspan(run.first, run.count));
            if (layer.residual) as_eigen(y) += as_eigen(matrix_view<float>(from, n, layer.inputs));
            if (layer.concat) as_eigen(matrix_view<float>(to + layer.outputs, n, inputs(), next)) = as_eigen(features);
            std::swap(from, to);
        }
        as_eigen(out) = as_eigen(matrix_view<float>(from, n, outputs()));
    }

    mlp_parameters net_;
    std::size_t widest_ = 0;
};

} // namespace fulcrum::inline v0_1
