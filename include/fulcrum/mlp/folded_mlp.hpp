#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/mlp/detail/indexed_dots_kernel.hpp"
#include "fulcrum/mlp/detail/indexed_rows_kernel.hpp"
#include "fulcrum/mlp/detail/mlp_kernel.hpp"
#include "fulcrum/mlp/detail/packed_net.hpp"
#include "fulcrum/mlp/detail/split_net.hpp"
#include "fulcrum/mlp/item_index.hpp"
#include "fulcrum/mlp/mlp.hpp"
#include "fulcrum/mlp/parameters.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace fulcrum::inline v0_1 {

/// A multi-layer perceptron over [user features | item features] that computes the user's part once per request.
/// Its first layer is W [u; v] + b = W_v v + (W_u u + b): the bracket is the same for all candidates, and becomes the
/// bias. With an index, W_v v is known beforehand, too, and a candidate costs one addition for each output of the first
/// layer, its activation, and the layers after it.
///
///     const fulcrum::folded_mlp net(parameters, 32);              // the first 32 of the inputs are the user's
///     const fulcrum::item_index items = net.index(catalogue);     // W_v v, when the catalogue or the net changes
///     net(user, items, ids, scores, ws);                          // per request
///
/// Scores are those of the net on rows in which the user's features are repeated, within rounding: only the order of
/// the first layer's sums differs. An item's score has the same bits alone and in any batch. Immutable; copies share
/// the weights; threads share it, each with its own workspace.
class folded_mlp {
public:
    /// Throws shape_error when the user's features are none or all of the inputs, error when the first layer is
    /// residual or any is concat, and what validate() throws.
    folded_mlp(const mlp_parameters& net, std::size_t user_inputs, isa highest = isa::avx512)
        : folded_mlp(detail::split_net(net, user_inputs), highest) {}

    [[nodiscard]] std::size_t user_inputs() const noexcept { return user_.inputs(); }
    [[nodiscard]] std::size_t item_inputs() const noexcept { return item_.inputs(); }
    [[nodiscard]] std::size_t outputs() const noexcept { return net_->outputs(); }
    /// Values an item in an index: the outputs of the first layer.
    [[nodiscard]] std::size_t index_width() const noexcept { return item_.outputs(); }

    /// The first layer's item part, W_v v, of every row of features. O(items * item_inputs() * index_width()).
    /// Throws shape_error when the rows are not item_inputs() wide.
    template <MatrixOf<float> M> [[nodiscard]] item_index index(const M& features) const {
        return item_index(detail::rows_by(item_, as_rows<float>(features)));
    }

    /// Scores items that are numbers in an index: out is ids.size() x outputs(), a column for each output.
    /// O(user weights + ids * (weights behind the first layer)); allocates nothing once the workspace is warm.
    /// Errors, before anything is written: shape_error when the user, the index or the output has another shape; error
    /// with the first id that is not in the index.
    void operator()(std::span<const float> user, const item_index& items, std::span<const std::uint32_t> ids,
                    columns_view<float> out, workspace& scratch) const {
        detail::check_indexed("folded_mlp", user.size(), user_inputs(), index_width(), items, ids, out, outputs());
        const workspace::scope scope(scratch);
        const float* const bias = user_part(user, scratch);
        if (last_->direct)
            by_dots(items, ids, bias, out, scratch);
        else
            by_layers(items, ids, bias, out, scratch);
    }

    /// Scores items by their features (rows x item_inputs()), for candidates that no index knows.
    /// O(user weights + rows * (weights that are not the user's)); allocates nothing once the workspace is warm.
    /// Throws shape_error, before anything is written.
    template <MatrixOf<float> M>
    void operator()(std::span<const float> user, const M& features, columns_view<float> out,
                    workspace& scratch) const {
        score(user, as_rows<float>(features), out, scratch);
    }

    /// As a scorer in a pipeline: the request's user and features are what is scored.
    void operator()(const request& r, columns_view<float> out, workspace& scratch) const {
        score(r.user(), r.features(), out, scratch);
    }
    /// Throws shape_error when the user or the features have another number of values.
    void check(const request& r) const {
        if (r.user().size() != user_inputs())
            fail<shape_error>("folded_mlp: the request's user has ", r.user().size(),
                              " features, but the net takes ", user_inputs(), "; give them by with_user");
        if (r.features().cols() != item_inputs())
            fail<shape_error>("folded_mlp: the request has ", r.features().cols(),
                              " features an item, but the net takes ", item_inputs());
    }

private:
    folded_mlp(const detail::split_net& net, isa highest)
        : width_(detail::mlp_kernel::width(highest < detected_isa() ? highest : detected_isa())),
          user_(net.user, highest), item_(net.item, highest),
          net_(std::make_shared<const detail::packed_net>(net.rest, width_)),
          last_(std::make_shared<const detail::last_of_two>(net.rest)), first_act_(net.rest.layers.front().act),
          kernel_(highest), rows_(highest), dots_(highest) {}

    /// W_u u + b, padded with zeros.
    const float* user_part(std::span<const float> user, workspace& scratch) const {
        const auto bias = scratch.take<float>(detail::aligned_rows::padded(index_width()), 0.0F);
        user_(matrix_view<const float>(user.data(), 1, user.size()),
              columns_view<float>(bias.data(), 1, index_width()), scratch);
        return bias.data();
    }

    void score(std::span<const float> user, matrix_view<const float> features, columns_view<float> out,
               workspace& scratch) const {
        if (user.size() != user_inputs())
            fail<shape_error>("folded_mlp: the user has ", user.size(), " features, but the net takes ",
                              user_inputs());
        detail::check_score_shapes(features, out, item_inputs(), outputs());
        const workspace::scope scope(scratch);
        const auto layers = scratch.take<detail::packed_layer>(net_->layers().size());
        std::ranges::copy(net_->layers(), layers.begin());
        layers.front().bias = user_part(user, scratch);
        run(layers, features, out, scratch);
    }

    void run(std::span<const detail::packed_layer> layers, matrix_view<const float> x, columns_view<float> out,
             workspace& scratch) const {
        const workspace::scope scope(scratch);
        const auto tiles = scratch.take<float>(detail::mlp_kernel::scratch_size(net_->widest(), width_));
        kernel_(layers.data(), layers.size(), net_->widest(), x.data(), x.rows(), x.stride(), out.data(), out.stride(),
                tiles.data());
    }

    /// The first layer's outputs of some items at a time, then the layers behind it.
    void by_layers(const item_index& items, std::span<const std::uint32_t> ids, const float* bias,
                   columns_view<float> out, workspace& scratch) const {
        constexpr std::size_t block = 96; // whole tiles at every width; 48 KiB of 128 outputs
        const std::size_t pitch = items.rows().stride();
        const auto hidden = scratch.take<float>(block * pitch);
        const std::span<const detail::packed_layer> behind = std::span(net_->layers()).subspan(1);
        for (std::size_t first = 0; first < ids.size(); first += block) {
            const std::size_t n = (std::min)(block, ids.size() - first);
            rows_(items.rows().data(), pitch, ids.data() + first, n, bias, first_act_, hidden.data());
            run(behind, matrix_view<const float>(hidden.data(), n, index_width(), pitch),
                columns_view<float>(out.data() + first, n, out.cols(), out.stride()), scratch);
        }
    }

    /// Both at once.
    void by_dots(const item_index& items, std::span<const std::uint32_t> ids, const float* bias,
                 columns_view<float> out, workspace& scratch) const {
        const auto sums = scratch.take<float>(outputs() * detail::indexed_dots_kernel::chunk);
        const detail::indexed_dots task{.rows = items.rows().data(),
                                        .pitch = items.rows().stride(),
                                        .ids = ids.data(),
                                        .items = ids.size(),
                                        .bias = bias,
                                        .floor = last_->floor,
                                        .weights = last_->weights.data(),
                                        .offset = last_->bias.data(),
                                        .outputs = outputs(),
                                        .runs = last_->runs.data(),
                                        .run_count = last_->runs.size(),
                                        .out = out.data(),
                                        .out_stride = out.stride(),
                                        .scratch = sums.data()};
        dots_(&task);
    }

    std::size_t width_;
    dynamic_mlp<float> user_; ///< u -> W_u u + b
    dynamic_mlp<float> item_; ///< v -> W_v v
    std::shared_ptr<const detail::packed_net> net_; ///< v -> scores, with no bias in the first layer
    std::shared_ptr<const detail::last_of_two> last_;
    activation first_act_;
    detail::dispatched<detail::mlp_kernel> kernel_;
    detail::dispatched<detail::indexed_rows_kernel> rows_;
    detail::dispatched<detail::indexed_dots_kernel> dots_;
};

} // namespace fulcrum::inline v0_1
