#pragma once

#include "fulcrum/core/detail/line_allocator.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/mlp/detail/first_outside.hpp"
#include "fulcrum/mlp/mlp.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

namespace detail {

/// Rows of floats that begin on cache lines and are padded with zeros to whole ones: one layout for every vector width.
class aligned_rows {
public:
    aligned_rows(std::size_t rows, std::size_t width)
        : rows_(rows), width_(width), pitch_(padded(width)), data_(rows * pitch_) {}

    /// Floats from a row of that width to the next.
    static constexpr std::size_t padded(std::size_t width) noexcept { return (width + 15) / 16 * 16; }

    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
    [[nodiscard]] std::size_t width() const noexcept { return width_; }
    [[nodiscard]] std::size_t pitch() const noexcept { return pitch_; }
    [[nodiscard]] const float* data() const noexcept { return data_.data(); }
    [[nodiscard]] std::span<float> row(std::size_t i) noexcept { return {data_.data() + i * pitch_, width_}; }

private:
    std::size_t rows_;
    std::size_t width_;
    std::size_t pitch_;
    std::vector<float, line_allocator<float>> data_;
};

} // namespace detail

/// What a model knows of every item of a catalogue before any user comes: a row of floats an item, found by the item's
/// number. `folded_mlp::index` and `two_tower::index` compute it; embeddings that were computed elsewhere are taken as
/// they are. Immutable; copies share the rows. 4 bytes a value, rows rounded up to 64 bytes.
class item_index {
public:
    /// A copy of the rows. O(items * width). Rows may hold NaN or infinity: such an item's scores are not finite.
    template <MatrixOf<float> M> explicit item_index(const M& rows) : item_index(copy(as_rows<float>(rows))) {}
    explicit item_index(detail::aligned_rows rows)
        : rows_(std::make_shared<const detail::aligned_rows>(std::move(rows))) {}

    [[nodiscard]] std::size_t size() const noexcept { return rows_->rows(); }
    [[nodiscard]] std::size_t width() const noexcept { return rows_->width(); }
    /// size() x width(); rows are whole cache lines apart.
    [[nodiscard]] matrix_view<const float> rows() const noexcept {
        return {rows_->data(), rows_->rows(), rows_->width(), rows_->pitch()};
    }

private:
    static detail::aligned_rows copy(matrix_view<const float> from) {
        detail::aligned_rows to(from.rows(), from.cols());
        for (std::size_t i = 0; i < from.rows(); ++i) std::ranges::copy(from.row(i), to.row(i).begin());
        return to;
    }

    std::shared_ptr<const detail::aligned_rows> rows_;
};

namespace detail {

/// The outputs of a net for every item, as rows.
inline aligned_rows rows_by(const dynamic_mlp<float>& net, matrix_view<const float> features) {
    constexpr std::size_t block = 96;
    aligned_rows to(features.rows(), net.outputs());
    std::vector<float> outputs(block * net.outputs());
    workspace scratch;
    for (std::size_t first = 0; first < features.rows(); first += block) {
        const std::size_t n = (std::min)(block, features.rows() - first);
        const columns_view<float> out(outputs.data(), n, net.outputs());
        const float* const from = features.data() + first * features.stride();
        net(matrix_view<const float>(from, n, features.cols(), features.stride()), out, scratch);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t o = 0; o < net.outputs(); ++o) to.row(first + i)[o] = out(i, o);
    }
    return to;
}

/// Throws error with the first id that is not in an index of that many items.
inline void check_ids(std::string_view who, std::span<const std::uint32_t> ids, std::size_t items) {
    const std::size_t i = first_outside(ids, items);
    if (i == ids.size()) return;
    fail(who, ": candidate ", i, " is item ", ids[i], ", but the index has ", items, " items, from 0 on");
}

/// Throws shape_error when what a request brings does not fit an index, or the scores do not fit it.
inline void check_indexed(std::string_view who, std::size_t user, std::size_t user_inputs, std::size_t width,
                          const item_index& items, std::span<const std::uint32_t> ids, columns_view<float> out,
                          std::size_t outputs) {
    if (user != user_inputs)
        fail<shape_error>(who, ": the user has ", user, " features, but the net takes ", user_inputs);
    if (items.width() != width)
        fail<shape_error>(who, ": the index has ", items.width(), " values an item, but the net takes ", width,
                          "; an index serves the net that made it");
    if (out.rows() != ids.size() || out.cols() != outputs)
        fail<shape_error>(who, ": the output is ", out.rows(), " x ", out.cols(), ", but ", ids.size(),
                          " items give ", ids.size(), " x ", outputs);
    check_ids(who, ids, items.size());
}

} // namespace detail

} // namespace fulcrum::inline v0_1
