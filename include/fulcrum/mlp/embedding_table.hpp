#pragma once

#include "fulcrum/core/assert.hpp"
#include "fulcrum/core/detail/line_allocator.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace fulcrum::inline v0_1 {

/// Learned vectors of categorical values: row i belongs to id i. Immutable; a copy shares the rows, and any number of
/// threads may read them.
class embedding_table {
public:
    /// Copies the rows, ids x width. O(values). Throws shape_error when there is no value, and error when one is not
    /// finite; the message names its row and column.
    template <MatrixOf<float> M> explicit embedding_table(const M& rows) { assign(as_rows<float>(rows)); }

    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    /// The row of an id, which is less than rows(). O(1).
    [[nodiscard]] std::span<const float> operator[](std::uint32_t id) const noexcept {
        FULCRUM_ASSERT(id < rows_);
        return {values_.get() + id * stride_, width_};
    }

    /// Asks for the row of an id ahead of its use. O(cache lines of a row).
    void prefetch(std::uint32_t id) const noexcept {
        for (std::size_t j = 0; j < width_; j += line) __builtin_prefetch((*this)[id].data() + j);
    }

private:
    static constexpr std::size_t line = workspace::alignment / sizeof(float);

    void assign(matrix_view<const float> from) {
        if (from.rows() == 0 || from.cols() == 0)
            fail<shape_error>("embedding_table: the rows are ", from.rows(), " x ", from.cols(), "; neither may be 0");
        for (std::size_t i = 0; i < from.rows(); ++i)
            for (std::size_t j = 0; j < from.cols(); ++j)
                if (!std::isfinite(from(i, j)))
                    fail("embedding_table: value (", i, ", ", j, ") is ", from(i, j), "; values must be finite");
        rows_ = from.rows();
        width_ = from.cols();
        // Ids come in no order, and a row costs a miss for each cache line that it touches: none touches one too many.
        stride_ = width_ < line ? std::bit_ceil(width_) : (width_ + line - 1) / line * line;
        const auto owner = std::make_shared<std::vector<float, detail::line_allocator<float>>>(rows_ * stride_);
        for (std::size_t i = 0; i < rows_; ++i) std::copy_n(from.row(i).data(), width_, owner->data() + i * stride_);
        values_ = {owner, owner->data()};
    }

    std::size_t rows_ = 0;
    std::size_t width_ = 0;
    std::size_t stride_ = 0;
    std::shared_ptr<const float> values_; ///< shares the vector that owns them
};

} // namespace fulcrum::inline v0_1
