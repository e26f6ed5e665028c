#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/request.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// One logged interaction, as views into its log: what could have been shown, what was shown where and with which
/// probability, and what came back.
struct interaction {
    fulcrum::request request;             ///< the candidates
    std::span<const std::uint32_t> shown; ///< rows of the request, by position
    std::span<const float> propensity;    ///< by position: probability of that row there, given the rows before it
    matrix_view<const float> rewards;     ///< positions x rewards
    std::uint64_t group = 0;              ///< the user (or session) that it belongs to
};

/// A log of ranking requests: features and side columns of every candidate, the slate that was shown with its
/// propensities, and the rewards of every position. Owns its data, in one array a column. The rewards are named by an
/// objective set: `interaction_log log{objectives<click, revenue>{}};`
class interaction_log {
public:
    template <ObjectiveSet Rewards> explicit interaction_log(const Rewards& rewards) {
        for (std::size_t j = 0; j < rewards.size(); ++j) reward_names_.emplace_back(rewards.name(j));
    }

    /// Adds an interaction; copies what it borrows, which may not be this log itself. `rewards` is positions x reward count. Amortised O(bytes added).
    /// Errors, before anything is changed: shape_error if sizes do not fit or the side columns are not those of the
    /// interactions before; error for a row that is not a candidate or is shown twice, a propensity outside (0, 1], or
    /// a reward that is not finite.
    void append(const interaction& entry) {
        check(entry);
        const fulcrum::request& r = entry.request;
        if (empty()) {
            feature_count_ = r.features().cols();
            for (const detail::side_entry& side : r.sides()) sides_.push_back({side, {}});
        }
        for (std::size_t i = 0; i < r.size(); ++i) {
            const std::span<const float> row = r.features().row(i);
            features_.insert(features_.end(), row.begin(), row.end());
        }
        for (std::size_t s = 0; s < sides_.size(); ++s) sides_[s].append(r.sides()[s], r.size());
        user_.insert(user_.end(), r.user().begin(), r.user().end());
        shown_.insert(shown_.end(), entry.shown.begin(), entry.shown.end());
        propensity_.insert(propensity_.end(), entry.propensity.begin(), entry.propensity.end());
        for (std::size_t k = 0; k < entry.rewards.rows(); ++k) {
            const std::span<const float> row = entry.rewards.row(k);
            rewards_.insert(rewards_.end(), row.begin(), row.end());
        }
        most_shown_ = (std::max)(most_shown_, entry.shown.size());
        ends_.push_back({candidate_count() + r.size(), user_.size(), shown_.size(), r.key(), entry.group});
    }

    [[nodiscard]] std::size_t size() const noexcept { return ends_.size(); }
    [[nodiscard]] bool empty() const noexcept { return ends_.empty(); }
    [[nodiscard]] std::size_t candidate_count() const noexcept { return ends_.empty() ? 0 : ends_.back().candidates; }
    [[nodiscard]] std::size_t feature_count() const noexcept { return feature_count_; }
    /// Positions of the longest slate.
    [[nodiscard]] std::size_t positions() const noexcept { return most_shown_; }

    /// Interaction i, i < size(); valid until the log is changed. O(side columns).
    [[nodiscard]] interaction operator[](std::size_t i) const {
        const end_of last = ends_[i];
        const end_of first = i == 0 ? end_of{} : ends_[i - 1];
        const std::size_t rows = last.candidates - first.candidates;
        const std::size_t positions = last.shown - first.shown;
        interaction entry;
        entry.request = fulcrum::request{matrix_view<const float>{features_.data() + first.candidates * feature_count_,
                                                                  rows, feature_count_}};
        for (const stored_side& side : sides_) entry.request.with_entry(side.view(first.candidates));
        entry.request.with_user(std::span<const float>{user_.data() + first.user, last.user - first.user});
        entry.request.with_key(last.key);
        entry.shown = {shown_.data() + first.shown, positions};
        entry.propensity = {propensity_.data() + first.shown, positions};
        entry.rewards = {rewards_.data() + first.shown * reward_count(), positions, reward_count()};
        entry.group = last.group;
        return entry;
    }

    [[nodiscard]] std::size_t reward_count() const noexcept { return reward_names_.size(); }
    [[nodiscard]] std::string_view reward_name(std::size_t j) const noexcept { return reward_names_[j]; }

    /// Place of a reward by name. Errors: error that lists the names there are.
    [[nodiscard]] std::size_t reward_index(std::string_view name) const {
        const auto found = std::ranges::find(reward_names_, name);
        if (found == reward_names_.end()) {
            std::string known;
            for (const std::string& n : reward_names_) known += (known.empty() ? "" : ", ") + n;
            fail("log: it has no reward '", name, "'; its rewards are ", known);
        }
        return static_cast<std::size_t>(found - reward_names_.begin());
    }

private:
    struct end_of {
        std::size_t candidates = 0;
        std::size_t user = 0;
        std::size_t shown = 0;
        std::uint64_t key = 0;
        std::uint64_t group = 0;
    };

    /// A side column of the whole log, its type forgotten; rows are packed.
    struct stored_side {
        detail::side_entry shape;
        std::vector<std::byte> bytes; // the allocator aligns for every fundamental type

        void append(const detail::side_entry& from, std::size_t rows) {
            const std::size_t row_bytes = shape.element_bytes * shape.cols;
            const std::size_t start = bytes.size();
            bytes.resize(start + rows * row_bytes);
            const auto* source = static_cast<const std::byte*>(from.data);
            for (std::size_t i = 0; row_bytes > 0 && i < rows; ++i) {
                std::memcpy(bytes.data() + start + i * row_bytes, source + i * from.stride * shape.element_bytes,
                            row_bytes);
            }
        }
        [[nodiscard]] detail::side_entry view(std::size_t first_row) const noexcept {
            detail::side_entry e = shape;
            e.stride = shape.cols;
            e.data = bytes.data() + first_row * shape.element_bytes * shape.cols;
            return e;
        }
    };

    void check(const interaction& entry) const {
        const fulcrum::request& r = entry.request;
        const std::size_t positions = entry.shown.size();
        if (entry.propensity.size() != positions) {
            fail<shape_error>("log: ", positions, " rows were shown, but ", entry.propensity.size(),
                              " propensities are given");
        }
        if (entry.rewards.rows() != positions || (positions > 0 && entry.rewards.cols() != reward_count())) {
            fail<shape_error>("log: rewards are ", entry.rewards.rows(), " x ", entry.rewards.cols(), ", expected ",
                              positions, " x ", reward_count());
        }
        if (!empty() && r.features().cols() != feature_count_) {
            fail<shape_error>("log: the request has ", r.features().cols(), " features, the log has ", feature_count_);
        }
        check_sides(r);
        for (std::size_t k = 0; k < positions; ++k) {
            if (entry.shown[k] >= r.size()) {
                fail("log: row ", entry.shown[k], " was shown at position ", k, ", but the request has ", r.size());
            }
            if (std::ranges::find(entry.shown.first(k), entry.shown[k]) != entry.shown.begin() + std::ptrdiff_t(k)) {
                fail("log: row ", entry.shown[k], " is shown twice in one slate");
            }
            if (!(entry.propensity[k] > 0 && entry.propensity[k] <= 1)) {
                fail("log: the propensity at position ", k, " is ", entry.propensity[k], ", expected a value in (0, 1]");
            }
            for (const float value : entry.rewards.row(k)) {
                if (!std::isfinite(value)) fail("log: a reward at position ", k, " is not finite");
            }
        }
    }

    void check_sides(const fulcrum::request& r) const {
        if (empty()) return;
        bool same = r.sides().size() == sides_.size();
        for (std::size_t s = 0; same && s < sides_.size(); ++s) {
            same = r.sides()[s].tag == sides_[s].shape.tag && r.sides()[s].cols == sides_[s].shape.cols;
        }
        if (!same) {
            fail<shape_error>("log: the request's side columns are not those of the requests before it: give the same "
                              "tags, in the same order and width (now ",
                              r.sides().size(), ", before ", sides_.size(), ")");
        }
    }

    std::vector<std::string> reward_names_;
    std::size_t feature_count_ = 0;
    std::size_t most_shown_ = 0;
    std::vector<float> features_;
    std::vector<float> user_;
    std::vector<stored_side> sides_;
    std::vector<std::uint32_t> shown_;
    std::vector<float> propensity_;
    std::vector<float> rewards_;
    std::vector<end_of> ends_;
};

} // namespace fulcrum::inline v0_1
