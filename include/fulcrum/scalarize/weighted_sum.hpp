#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/scalarize/detail/scalarizer.hpp"
#include "fulcrum/scalarize/weights.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace fulcrum::inline v0_1 {

/// Scalarizer: utility = sum over objectives of weight * gain. Without a normalizer before it the gain is the value,
/// negated where smaller is better. With positive weights the best row is Pareto optimal, but rows in concave parts of
/// the front are never best (Miettinen 1999, section 3.1). O(rows * objectives); rows that are dropped are computed too.
template <Weights W> class weighted_sum {
public:
    static constexpr auto needs = columns::objectives;
    static constexpr auto gives = columns::utility;
    /// The best row is Pareto optimal if every weight is positive.
    static constexpr bool preserves_pareto_optimality = true;
    template <class Goals> static constexpr bool fits = W::template fits<Goals>;

    explicit weighted_sum(W weights) : weights_(std::move(weights)) {}

    template <class Goals> void bind(const Goals& goals) { weights_.bind(goals); }

    void run(slate& s, workspace& /*ws*/) const noexcept {
        float* const utility = s.utility().data();
        const columns_view<const float> values = s.objectives();
        detail::for_row_blocks(s.rows(), [&](std::size_t first, auto count) {
            float sum[detail::row_block] = {};
            for (std::size_t j = 0; j < values.cols(); ++j) {
                const gain_map gain = s.gains()[j];
                const float factor = weights_[j] * gain.scale;
                const float* const column = values.column(j).data() + first;
                for (std::size_t i = 0; i < count; ++i) sum[i] += (column[i] - gain.offset) * factor;
            }
            std::copy_n(sum, static_cast<std::size_t>(count), utility + first);
        });
        detail::rank_nonfinite_last(s);
    }

    template <class Self, class Visit> static void parameters(Self& self, Visit&& visit) {
        W::parameters(self.weights_, visit);
    }

private:
    W weights_;
};

} // namespace fulcrum::inline v0_1
