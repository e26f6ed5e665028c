#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/archive.hpp"
#include "fulcrum/search/observer.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/search_space.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace fulcrum::inline v0_1 {

/// Keeps every feasible, finite individual ever evaluated that no other dominates, with its variables, however many:
///     external_archive found;
///     search(nsga2{}, problem, seed{7}, sequential{}, found);
///     const population all = found.members();
/// Of individuals with equal objectives the first one is kept. Where a search's own population is bounded and may lose
/// a member of the front, this loses none. Each batch costs as its insertion into an archive (pareto/archive.hpp);
/// memory is that of at most about twice the largest archive so far.
/// Errors: shape_error when a batch does not fit.
class external_archive {
public:
    static constexpr std::string_view name = "external_archive";

    /// Forgets everything.
    void start(const dynamic_objectives& set, const search_space& space) {
        kept_.emplace(set);
        cols_ = space.size();
        constraints_ = space.constraints();
        row_.resize(set.size());
        next_ = 0;
        ids_.clear();
        values_.clear();
    }

    void operator()(const search_progress& p) { insert(p.evaluated); }

    /// Inserts individuals that were evaluated elsewhere, once a search has started it: for instance the members of
    /// another search's archive.
    void insert(const individuals<const double>& batch) {
        if (batch.size() == 0) return;
        if (!kept_) fail("external_archive: no search has started it, so that it does not know the objectives");
        if (batch.variables.cols() != cols_ || batch.objectives.cols() != row_.size() ||
            batch.violations.cols() != constraints_) {
            fail<shape_error>("external_archive: individuals have ", batch.variables.cols(), " variables, ",
                              batch.objectives.cols(), " objectives and ", batch.violations.cols(),
                              " constraints, the search has ", cols_, ", ", row_.size(), " and ", constraints_);
        }
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (!feasible(batch, i)) continue;
            for (std::size_t j = 0; j < row_.size(); ++j) row_[j] = batch.objectives(i, j);
            if (!kept_->insert(std::span<const double>(row_), next_)) continue;
            ids_.push_back(next_++);
            const std::span<const double> x = batch.variables.row(i);
            values_.insert(values_.end(), x.begin(), x.end());
            values_.insert(values_.end(), row_.begin(), row_.end());
            for (std::size_t j = 0; j < constraints_; ++j) values_.push_back(batch.violations(i, j));
        }
        if (ids_.size() > 2 * kept_->size() + spare) forget_dropped();
    }

    [[nodiscard]] std::size_t size() const noexcept { return kept_ ? kept_->size() : 0; }

    /// The individuals in the order in which they were found.
    [[nodiscard]] population members() const {
        population all(size(), cols_, row_.size(), constraints_);
        if (size() == 0) return all;
        workspace ws;
        const individuals<double> to = all.slice(0, all.size());
        const std::span<const std::uint64_t> alive = kept_->members(ws).ids;
        for (std::size_t k = 0, i = 0; k < alive.size(); ++k, ++i) {
            while (ids_[i] != alive[k]) ++i; // both ascend
            const double* value = values_.data() + i * width();
            std::copy_n(value, cols_, to.variables.row(k).data());
            value += cols_;
            for (std::size_t j = 0; j < row_.size(); ++j) to.objectives(k, j) = *value++;
            for (std::size_t j = 0; j < constraints_; ++j) to.violations(k, j) = *value++;
        }
        return all;
    }

    template <class Stream> void serialize(Stream& stream) {
        forget_dropped();
        stream(next_, ids_, values_);
        if (size() == ids_.size()) return; // it was written, not read
        values_.resize(ids_.size() * width());
        for (std::size_t i = 0; i < ids_.size(); ++i) {
            kept_->insert(std::span<const double>(values_).subspan(i * width() + cols_, row_.size()), ids_[i]);
        }
    }

private:
    static constexpr std::size_t spare = 256;

    [[nodiscard]] std::size_t width() const noexcept { return cols_ + row_.size() + constraints_; }

    [[nodiscard]] static bool feasible(const individuals<const double>& batch, std::size_t i) noexcept {
        for (std::size_t j = 0; j < batch.violations.cols(); ++j) {
            if (!(batch.violations(i, j) <= 0)) return false;
        }
        return true;
    }

    /// Closes the gaps of what is not a member any more.
    void forget_dropped() {
        if (size() == ids_.size()) return;
        scratch_.reset();
        const std::span<const std::uint64_t> alive = kept_->members(scratch_).ids;
        for (std::size_t k = 0, i = 0; k < alive.size(); ++k, ++i) {
            while (ids_[i] != alive[k]) ++i;
            ids_[k] = ids_[i];
            std::copy_n(values_.data() + i * width(), width(), values_.data() + k * width());
        }
        ids_.resize(alive.size());
        values_.resize(alive.size() * width());
    }

    std::optional<archive<dynamic_objectives, double, drop_duplicates>> kept_;
    std::size_t cols_ = 0;
    std::size_t constraints_ = 0;
    std::vector<double> row_; ///< the objectives of the one that is being inserted
    std::uint64_t next_ = 0;
    std::vector<std::uint64_t> ids_; ///< ascending; some are not members any more
    std::vector<double> values_;     ///< of each: variables, objectives, violations
    workspace scratch_;
};

} // namespace fulcrum::inline v0_1
