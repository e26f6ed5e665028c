#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/mlp/activation.hpp"
#include "fulcrum/mlp/detail/indexed_dots_kernel.hpp"
#include "fulcrum/mlp/item_index.hpp"
#include "fulcrum/mlp/mlp.hpp"
#include "fulcrum/mlp/parameters.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace fulcrum::inline v0_1 {

/// How two embeddings are compared.
enum class similarity : unsigned char {
    dot,    ///< <u, v>
    cosine, ///< <u, v> / (|u| |v|), 0 where one of them is 0
};

/// The weights of a two-tower net as plain values. The item tower ends in an embedding v, the user tower in one of the
/// same width for each score, u_1, ..., u_m one after the other; score_j = act(scale * similarity(u_j, v)).
struct two_tower_parameters {
    mlp_parameters user;
    mlp_parameters item;
    similarity by = similarity::dot;
    float scale = 1; ///< 1 / temperature
    activation act = activation::identity;
};

/// The two-tower net of retrieval and pre-ranking (Huang et al. 2013, DSSM; Covington et al. 2016), for one score or
/// several. Item embeddings are computed once, into an index; a request costs one evaluation of the user tower and
/// one dot product a candidate and score, at the speed of memory.
///
///     const fulcrum::two_tower net({.user = user_tower, .item = item_tower});
///     const fulcrum::item_index items = net.index(catalogue);     // when the catalogue or the net changes
///     net(user, items, ids, scores, ws);                          // per request
///
/// An item's score has the same bits alone and in any batch. Immutable; copies share the weights; threads share it,
/// each with its own workspace.
class two_tower {
public:
    /// Throws shape_error when the user tower's outputs are not a multiple of the item tower's, error when the scale is
    /// not finite, and what validate() throws for a tower.
    explicit two_tower(const two_tower_parameters& net, isa highest = isa::avx512)
        : user_(checked(net).user, highest), item_(net.item, highest), by_(net.by), scale_(net.scale), act_(net.act),
          dots_(highest) {}

    [[nodiscard]] std::size_t user_inputs() const noexcept { return user_.inputs(); }
    [[nodiscard]] std::size_t item_inputs() const noexcept { return item_.inputs(); }
    /// Scores an item.
    [[nodiscard]] std::size_t outputs() const noexcept { return user_.outputs() / item_.outputs(); }
    /// Values an item in an index: the width of an embedding.
    [[nodiscard]] std::size_t index_width() const noexcept { return item_.outputs(); }

    /// The embedding of every row of features, of length 1 for the cosine. O(items * weights of the item tower).
    /// Throws shape_error when the rows are not item_inputs() wide.
    template <MatrixOf<float> M> [[nodiscard]] item_index index(const M& features) const {
        detail::aligned_rows rows = detail::rows_by(item_, as_rows<float>(features));
        if (by_ == similarity::cosine)
            for (std::size_t i = 0; i < rows.rows(); ++i) multiply(rows.row(i), 1 / length(rows.row(i)));
        return item_index(std::move(rows));
    }

    /// Scores items that are numbers in an index: out is ids.size() x outputs(), a column for each score.
    /// O(weights of the user tower + ids * outputs() * index_width()); allocates nothing once the workspace is warm.
    /// Errors, before anything is written: shape_error when the user, the index or the output has another shape; error
    /// with the first id that is not in the index.
    void operator()(std::span<const float> user, const item_index& items, std::span<const std::uint32_t> ids,
                    columns_view<float> out, workspace& scratch) const {
        detail::check_indexed("two_tower", user.size(), user_inputs(), index_width(), items, ids, out, outputs());
        const workspace::scope scope(scratch);
        const std::size_t pitch = items.rows().stride();
        const std::size_t d = index_width();
        const auto embeddings = scratch.take<float>(user_.outputs());
        user_(matrix_view<const float>(user.data(), 1, user.size()),
              columns_view<float>(embeddings.data(), 1, user_.outputs()), scratch);
        const auto weights = scratch.take<float>(outputs() * pitch, 0.0F);
        for (std::size_t j = 0; j < outputs(); ++j) {
            const std::span<float> u = embeddings.subspan(j * d, d);
            multiply(u, by_ == similarity::cosine ? static_cast<double>(scale_) / length(u)
                                                  : static_cast<double>(scale_));
            std::ranges::copy(u, weights.begin() + static_cast<std::ptrdiff_t>(j * pitch));
        }
        const detail::activation_run run{act_, 0, outputs()};
        const detail::indexed_dots task{.rows = items.rows().data(),
                                        .pitch = pitch,
                                        .ids = ids.data(),
                                        .items = ids.size(),
                                        .bias = scratch.take<float>(pitch, 0.0F).data(),
                                        .floor = -std::numeric_limits<float>::infinity(),
                                        .weights = weights.data(),
                                        .offset = scratch.take<float>(outputs(), 0.0F).data(),
                                        .outputs = outputs(),
                                        .runs = &run,
                                        .run_count = 1,
                                        .out = out.data(),
                                        .out_stride = out.stride(),
                                        .scratch = scratch.take<float>(outputs() * detail::indexed_dots_kernel::chunk)
                                                       .data()};
        dots_(&task);
    }

private:
    static const two_tower_parameters& checked(const two_tower_parameters& net) {
        validate(net.user);
        validate(net.item);
        if (net.user.outputs() % net.item.outputs() != 0)
            fail<shape_error>("two_tower: the user tower gives ", net.user.outputs(),
                              " values, which is no whole number of embeddings of ", net.item.outputs(),
                              ", as the item tower gives");
        if (!std::isfinite(net.scale)) fail("two_tower: the scale is ", net.scale, "; it must be finite");
        return net;
    }

    /// The Euclidean length; 1 for a vector of zeros, so that division leaves it as it is.
    static double length(std::span<const float> v) noexcept {
        double sum = 0;
        for (const float x : v) sum += static_cast<double>(x) * static_cast<double>(x);
        return sum == 0 ? 1 : std::sqrt(sum);
    }
    static void multiply(std::span<float> v, double factor) noexcept {
        for (float& x : v) x = static_cast<float>(static_cast<double>(x) * factor);
    }

    dynamic_mlp<float> user_;
    dynamic_mlp<float> item_;
    similarity by_;
    float scale_;
    activation act_;
    detail::dispatched<detail::indexed_dots_kernel> dots_;
};

} // namespace fulcrum::inline v0_1
