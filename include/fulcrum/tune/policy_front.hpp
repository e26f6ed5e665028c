#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/evaluate/confidence.hpp"
#include "fulcrum/tune/settings.hpp"

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A pipeline at some settings, and what it is worth: one estimate an objective.
struct measured_settings {
    fulcrum::settings settings;
    std::vector<estimate> objectives;
    double effective_sample_size = 0; ///< the smallest of its objectives
};

/// A front of settings: members, none of which dominates another, and the settings in use today to compare with.
struct policy_front {
    dynamic_objectives goals;
    measured_settings baseline;
    std::vector<measured_settings> members;

    [[nodiscard]] std::size_t size() const noexcept { return members.size(); }

    /// Place of an objective by name. Errors: error that lists the names there are.
    [[nodiscard]] std::size_t index_of(std::string_view name) const {
        const std::size_t j = goals.find(name);
        if (j == goals.size()) {
            std::string known;
            for (std::size_t i = 0; i < goals.size(); ++i) {
                known += (known.empty() ? "" : ", ") + std::string(goals.name(i));
            }
            fail("front: it has no objective '", name, "'; its objectives are ", known);
        }
        return j;
    }

    [[nodiscard]] double value(std::size_t member, std::size_t j) const noexcept {
        return members[member].objectives[j].value;
    }

    /// The best value of objective j among the members.
    [[nodiscard]] double best(std::size_t j) const noexcept {
        double found = value(0, j);
        for (std::size_t i = 1; i < size(); ++i) {
            if (loss(j, found, value(i, j)) < 0) found = value(i, j);
        }
        return found;
    }

    /// How much worse `value` is than `than` in objective j: positive is worse, in the objective's unit.
    [[nodiscard]] double loss(std::size_t j, double than, double value) const noexcept {
        return goals.directions()[j] == direction::maximize ? than - value : value - than;
    }

    /// The same as a share of `than`.
    [[nodiscard]] double relative_loss(std::size_t j, double than, double value) const noexcept {
        return loss(j, than, value) / std::abs(than);
    }
};

} // namespace fulcrum::inline v0_1
