#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/mlp/detail/mlp_kernel.hpp"
#include "fulcrum/mlp/detail/packed_net.hpp"
#include "fulcrum/mlp/parameters.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <memory>
#include <string>

namespace fulcrum::inline v0_1 {

/// A multi-layer perceptron whose shape is known at run time.
///
/// Weights are checked and packed once, at construction; after that the net is immutable, a copy shares them, and any
/// number of threads may score with it, each with its own workspace. The instruction set is chosen at construction:
/// the best one that the processor has, or `highest` if that is less. Results differ between instruction sets by
/// rounding only; on one of them an item's result has the same bits alone and in any batch.
template <class T> class dynamic_mlp {
    static_assert(std::same_as<T, float>, "a fulcrum mlp computes in float: write dynamic_mlp<float>");

public:
    /// Throws what validate() throws.
    explicit dynamic_mlp(const mlp_parameters& net, isa highest = isa::avx512)
        : width_(detail::mlp_kernel::width(highest < detected_isa() ? highest : detected_isa())),
          net_(std::make_shared<const detail::packed_net>(net, width_)), kernel_(highest) {}

    [[nodiscard]] std::size_t inputs() const noexcept { return net_->inputs(); }
    [[nodiscard]] std::size_t outputs() const noexcept { return net_->outputs(); }

    /// Scores every row: features is n x inputs(), out is n x outputs(), a column for each output.
    /// O(n * weights); allocates nothing once the workspace is warm.
    /// Throws shape_error, before anything is written, when the shapes differ.
    template <MatrixOf<T> M> void operator()(const M& features, columns_view<T> out, workspace& scratch) const {
        score(as_rows<T>(features), out, scratch);
    }

private:
    void score(matrix_view<const T> features, columns_view<T> out, workspace& scratch) const {
        detail::check_score_shapes(features, out, inputs(), outputs());
        const workspace::scope scope(scratch);
        const auto tiles = scratch.take<float>(detail::mlp_kernel::scratch_size(net_->widest(), width_));
        kernel_(net_->layers().data(), net_->layers().size(), net_->widest(), features.data(), features.rows(),
                features.stride(), out.data(), out.stride(), tiles.data());
    }

    std::size_t width_;
    std::shared_ptr<const detail::packed_net> net_;
    detail::dispatched<detail::mlp_kernel> kernel_;
};

/// A multi-layer perceptron whose shape the type states: `mlp<float, 64, 128, 128, 4>` has 64 inputs, two hidden layers
/// of 128 and 4 outputs. Otherwise as dynamic_mlp, which does the work.
template <class T, std::size_t... Sizes> class mlp {
    static_assert(std::same_as<T, float>, "a fulcrum mlp computes in float: write mlp<float, inputs, ..., outputs>");
    static_assert(sizeof...(Sizes) >= 2, "mlp<T, Sizes...> needs the number of inputs and of outputs at least");
    static_assert(((Sizes > 0) && ...), "no layer of an mlp may be empty");
    static constexpr std::array<std::size_t, sizeof...(Sizes)> sizes{Sizes...};

public:
    /// Throws shape_error when the layers are not those of the type, and what validate() throws.
    explicit mlp(const mlp_parameters& net, isa highest = isa::avx512) : net_(checked(net), highest) {}

    [[nodiscard]] static constexpr std::size_t inputs() noexcept { return sizes.front(); }
    [[nodiscard]] static constexpr std::size_t outputs() noexcept { return sizes.back(); }

    /// Scores every row: features is n x inputs(), out is n x outputs(), a column for each output.
    /// O(n * weights); allocates nothing once the workspace is warm.
    /// Throws shape_error, before anything is written, when the shapes differ.
    template <MatrixOf<T> M> void operator()(const M& features, columns_view<T> out, workspace& scratch) const {
        net_(features, out, scratch);
    }

private:
    static const mlp_parameters& checked(const mlp_parameters& net) {
        bool same = net.layers.size() + 1 == sizes.size() && net.inputs() == sizes.front();
        for (std::size_t l = 0; same && l < net.layers.size(); ++l) same = net.layers[l].outputs == sizes[l + 1];
        if (!same) {
            std::string given = std::to_string(net.inputs());
            for (const mlp_layer& layer : net.layers) given += ", " + std::to_string(layer.outputs);
            std::string wanted;
            for (const std::size_t size : sizes) wanted += (wanted.empty() ? "" : ", ") + std::to_string(size);
            fail<shape_error>("mlp: the parameters have sizes [", given, "], but the type is mlp<float, ", wanted, ">");
        }
        return net;
    }

    dynamic_mlp<T> net_;
};

} // namespace fulcrum::inline v0_1
