#pragma once

#include "fulcrum/core/assert.hpp"
#include "fulcrum/core/column.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1 {

/// How an objective becomes a gain: (value - offset) * scale, larger is better. The scale carries the direction, so
/// what reads gains knows no directions. `ideal` is the largest gain, where it is known.
struct gain_map {
    float offset = 0;
    float scale = 1;
    float ideal = 0;

    [[nodiscard]] constexpr float operator()(float value) const noexcept { return (value - offset) * scale; }
};

/// What flows through a pipeline: the request and the columns that its stages fill. Columns keep the input's rows;
/// only `order` shrinks. It is a view into a workspace: valid until that workspace is used for another request.
class slate {
public:
    /// Takes the columns from the workspace: 13 bytes and one float an objective for each candidate. Every row is kept,
    /// in input order. Allocation-free once the workspace is warm.
    slate(const request& source, std::span<const direction> directions, workspace& ws)
        : request_(source), directions_(directions) {
        const std::size_t n = source.size();
        // A column starts on a cache line.
        const std::size_t stride = (n + 15) / 16 * 16;
        objectives_ = {ws.take<float>(stride * directions.size()).data(), n, directions.size(), stride};
        utility_ = ws.take<float>(n);
        propensity_ = ws.take<float>(n);
        mask_ = ws.take<row_state>(n, row_state::kept);
        order_ = ws.take<std::uint32_t>(n);
        in_input_order(order_);
        kept_ = n;
        gains_ = ws.take<gain_map>(directions.size());
        for (std::size_t j = 0; j < directions.size(); ++j) gains_[j] = {.scale = -sign_of(directions[j])};
    }

    /// A copy with columns of its own. O(rows * objectives).
    [[nodiscard]] slate clone(workspace& ws) const {
        slate copy(*this);
        copy.objectives_ = {ws.take<float>(objectives_.stride() * objectives_.cols()).data(), objectives_.rows(),
                            objectives_.cols(), objectives_.stride()};
        for (std::size_t j = 0; j < objectives_.cols(); ++j) {
            std::ranges::copy(objectives_.column(j), copy.objectives_.column(j).begin());
        }
        const auto duplicate = [&ws]<class T>(std::span<T>& column) {
            const std::span<T> own = ws.take<T>(column.size());
            std::ranges::copy(column, own.begin());
            column = own;
        };
        duplicate(copy.utility_);
        duplicate(copy.propensity_);
        duplicate(copy.mask_);
        duplicate(copy.order_);
        duplicate(copy.gains_);
        return copy;
    }

    [[nodiscard]] const fulcrum::request& request() const noexcept { return request_; }
    [[nodiscard]] std::size_t rows() const noexcept { return request_.size(); }
    [[nodiscard]] std::span<const direction> directions() const noexcept { return directions_; }

    /// rows x objectives, in the user's orientation.
    [[nodiscard]] columns_view<float> objectives() const noexcept { return objectives_; }
    [[nodiscard]] std::span<float> objective(std::size_t j) const noexcept { return objectives_.column(j); }
    /// One a objective: what a normalizer found.
    [[nodiscard]] std::span<gain_map> gains() const noexcept { return gains_; }
    /// One a row, larger is better.
    [[nodiscard]] std::span<float> utility() const noexcept { return utility_; }
    /// One a row: the probability with which a chosen row was drawn at its place, given the rows before it.
    [[nodiscard]] std::span<float> propensity() const noexcept { return propensity_; }
    [[nodiscard]] std::span<row_state> mask() const noexcept { return mask_; }

    /// The kept rows, best first once a selector has run.
    [[nodiscard]] std::span<std::uint32_t> order() const noexcept { return order_.first(kept_); }
    /// The rows that are no longer kept, in no particular order.
    [[nodiscard]] std::span<const std::uint32_t> rest() const noexcept { return order_.subspan(kept_); }
    /// Keeps the first k of the order.
    void truncate(std::size_t k) noexcept {
        FULCRUM_ASSERT(k <= kept_);
        kept_ = k;
    }

    /// Rows with an objective that is NaN or infinite; they rank last.
    [[nodiscard]] std::size_t nonfinite() const noexcept { return nonfinite_; }
    void set_nonfinite(std::size_t count) noexcept { nonfinite_ = count; }

private:
    /// 0, 1, 2, ...; in blocks of constant length, which become vector code at -O2, too.
    static void in_input_order(std::span<std::uint32_t> order) noexcept {
        constexpr std::size_t block = 16;
        std::size_t i = 0;
        for (; i + block <= order.size(); i += block) {
            const auto first = static_cast<std::uint32_t>(i);
            for (std::uint32_t l = 0; l < block; ++l) order[i + l] = first + l;
        }
        for (; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
    }

    fulcrum::request request_;
    std::span<const direction> directions_;
    columns_view<float> objectives_;
    std::span<gain_map> gains_;
    std::span<float> utility_;
    std::span<float> propensity_;
    std::span<row_state> mask_;
    std::span<std::uint32_t> order_; ///< always a permutation of the rows: the kept ones first
    std::size_t kept_ = 0;
    std::size_t nonfinite_ = 0;
};

} // namespace fulcrum::inline v0_1
