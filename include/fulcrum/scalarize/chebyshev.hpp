#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/scalarize/detail/scalarizer.hpp"
#include "fulcrum/scalarize/weights.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>

namespace fulcrum::inline v0_1 {

/// The ideal point is the one that a normalizer found.
struct from_normalizer {};

/// Scalarizer: utility = -max over objectives of weight * (ideal - gain), the weighted Chebyshev distance to the ideal
/// point (Bowman 1976; Miettinen 1999, eq. 3.4.2). Reaches every Pareto-optimal row by some weights, also in concave
/// parts of the front; the best row is weakly Pareto optimal. The ideal comes from the normalizer before it, or as a
/// second argument, in the user's units: `chebyshev{weights{...}, point{...}}`; without either the pipeline does not
/// compile. O(rows * objectives); rows that are dropped are computed too.
template <Weights W, class Ideal = from_normalizer> class chebyshev {
    static constexpr bool has_point = !std::is_same_v<Ideal, from_normalizer>;

public:
    static constexpr auto needs = has_point ? columns::objectives : columns::objectives | columns::ideal;
    static constexpr auto gives = columns::utility;
    /// Weakly only: of rows with the same utility the first wins, though another may dominate it.
    static constexpr bool preserves_pareto_optimality = false;
    template <class Goals> static constexpr bool fits = [] {
        if constexpr (has_point) return W::template fits<Goals> && Ideal::template fits<Goals>;
        return W::template fits<Goals>;
    }();

    explicit chebyshev(W weights)
        requires(!has_point)
        : weights_(std::move(weights)) {}
    chebyshev(W weights, Ideal ideal)
        requires has_point
        : weights_(std::move(weights)), ideal_(std::move(ideal)) {}

    template <class Goals> void bind(const Goals& goals) {
        weights_.bind(goals);
        if constexpr (has_point) ideal_.bind(goals);
    }

    void run(slate& s, workspace& /*ws*/) const noexcept {
        float* const utility = s.utility().data();
        const columns_view<const float> values = s.objectives();
        detail::for_row_blocks(s.rows(), [&](std::size_t first, auto count) {
            float worst[detail::row_block];
            std::fill_n(worst, detail::row_block, -std::numeric_limits<float>::infinity());
            for (std::size_t j = 0; j < values.cols(); ++j) {
                const gain_map gain = s.gains()[j];
                const float weight = weights_[j];
                const float ideal = ideal_gain(gain, j);
                const float* const column = values.column(j).data() + first;
                for (std::size_t i = 0; i < count; ++i) {
                    const float distance = weight * (ideal - gain(column[i]));
                    worst[i] = distance > worst[i] ? distance : worst[i];
                }
            }
            for (std::size_t i = 0; i < count; ++i) utility[first + i] = -worst[i];
        });
        detail::rank_nonfinite_last(s);
    }

    template <class Self, class Visit> static void parameters(Self& self, Visit&& visit) {
        W::parameters(self.weights_, visit);
    }

private:
    [[nodiscard]] float ideal_gain(const gain_map& gain, [[maybe_unused]] std::size_t j) const noexcept {
        if constexpr (has_point) return gain(ideal_[j]);
        return gain.ideal;
    }

    W weights_;
    [[no_unique_address]] Ideal ideal_; ///< empty without a point
};
template <class W> chebyshev(W) -> chebyshev<W>;
template <class W, class Ideal> chebyshev(W, Ideal) -> chebyshev<W, Ideal>;

} // namespace fulcrum::inline v0_1
