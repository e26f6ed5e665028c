#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/tune/policy_front.hpp"

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// The values of a front of settings as the functions on any front take them.
class front_columns {
public:
    explicit front_columns(const policy_front& front)
        : values_(front.size() * front.goals.size()), cols_(front.goals.size()), members_(front.size()) {
        const columns_view<double> to{values_.data(), front.size(), cols_};
        for (std::size_t i = 0; i < front.size(); ++i) {
            for (std::size_t j = 0; j < cols_; ++j) to(i, j) = front.value(i, j);
        }
        std::iota(members_.begin(), members_.end(), 0U);
    }

    [[nodiscard]] columns_view<const double> values() const noexcept {
        return {values_.data(), members_.size(), cols_};
    }
    [[nodiscard]] const std::vector<std::uint32_t>& members() const noexcept { return members_; }

private:
    std::vector<double> values_;
    std::size_t cols_;
    std::vector<std::uint32_t> members_;
};

} // namespace fulcrum::inline v0_1::detail
