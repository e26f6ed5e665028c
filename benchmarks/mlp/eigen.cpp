// Compiled for this machine (-march=native): Eigen has the instruction sets of its compiler's flags only.
#include "layer_by_layer.hpp"

#include <Eigen/Core>

std::unique_ptr<runner> enter_eigen(const question& q) {
    using rows_of = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    return by_layers(q, [](std::size_t, const dense_layer& layer, std::size_t rows, const float* x, float* y) {
        const auto n = static_cast<Eigen::Index>(rows);
        const auto inputs = static_cast<Eigen::Index>(layer.inputs);
        const auto outputs = static_cast<Eigen::Index>(layer.outputs);
        const Eigen::Map<const rows_of> weights(layer.weights.data(), outputs, inputs);
        if (rows == 1) {
            Eigen::Map<Eigen::VectorXf>(y, outputs).noalias() = weights * Eigen::Map<const Eigen::VectorXf>(x, inputs);
        } else {
            Eigen::Map<rows_of>(y, n, outputs).noalias() =
                Eigen::Map<const rows_of>(x, n, inputs) * weights.transpose();
        }
    });
}
