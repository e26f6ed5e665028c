#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/search/detail/nsga2_survival.hpp"
#include "fulcrum/search/selection.hpp"
#include "fulcrum/search/survival.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// The survival of a generational_search by rank and crowding, which members have from one generation to the next.
class crowded_survival {
public:
    template <ObjectiveSet Set>
    crowded_survival(const Set& set, std::size_t members, crowding_options how)
        : survival_(set, 2 * members, how), rank_(members), crowding_(members) {}

    [[nodiscard]] std::span<const std::uint32_t> operator()(columns_view<const double> objectives,
                                                            std::span<const double> violation, std::size_t keep,
                                                            std::uint64_t generation, workspace& ws) {
        const survivors kept = survival_(objectives, violation, generation == 0 ? 0 : keep, keep, ws);
        std::copy(kept.rank.begin(), kept.rank.end(), rank_.begin());
        std::copy(kept.crowding.begin(), kept.crowding.end(), crowding_.begin());
        return kept.rows;
    }

    [[nodiscard]] bool leads(std::uint32_t member) const noexcept {
        return rank_[member] == 0 && survival_.any_regular();
    }
    [[nodiscard]] bool beats(std::uint32_t b, std::uint32_t a) const noexcept {
        return crowded_comparison{rank_, crowding_}.beats(b, a);
    }

    template <class Stream> void serialize(Stream& stream) { stream(rank_, crowding_, survival_); }

private:
    sorted_survival survival_;
    std::vector<std::uint32_t> rank_;
    std::vector<double> crowding_;
};

} // namespace fulcrum::inline v0_1::detail
