#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/nondominated_sort.hpp"
#include "fulcrum/search/detail/irregularity.hpp"
#include "fulcrum/search/detail/least_of_front.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/search_space.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// SMS-EMOA. Members and children lie in one block; a child that stays takes the place of a member that goes. `Vary`
/// makes a child: see one_child.hpp.
template <ObjectiveSet Set, class Vary> class sms_emoa_search {
public:
    sms_emoa_search(const Set& set, search_space space, std::size_t size, std::size_t children, Vary vary, seed s)
        : set_(set), space_(std::move(space)), size_(size), children_(children), vary_(std::move(vary)), seed_(s),
          everyone_(size), all_(size + children, space_.size(), set.size(), space_.constraints()),
          irregularity_(size + children), rank_(size + children) {
        std::iota(everyone_.begin(), everyone_.end(), 0U);
        front_.reserve(size);
    }

    /// Fills the first population: first(space, x).
    template <class First> void fill(const First& first) { first(space_, all_.slice(0, size_).variables); }

    [[nodiscard]] individuals<double> ask() {
        if (generation_ == 0) return all_.slice(0, size_);
        const individuals<double> children = all_.slice(size_, children_);
        for (std::uint32_t c = 0; c < children_; ++c) {
            random_stream random(seed_.value, generation_, c);
            vary_(space_, current().variables, c, everyone_, children.variables.row(c), random);
        }
        return children;
    }

    void tell() {
        const std::size_t known = generation_ == 0 ? 0 : size_;
        const std::size_t rows = generation_ == 0 ? size_ : size_ + children_;
        const individuals<const double> seen = std::as_const(all_).slice(0, rows);
        for (std::size_t i = known; i < rows; ++i) irregularity_[i] = irregularity(seen, i);
        scratch_.reset();
        const ranking sorted = constrained_nondominated_sort(set_, seen.objectives,
                                                             std::span<const double>(irregularity_).first(rows),
                                                             scratch_);
        std::copy(sorted.rank.begin(), sorted.rank.end(), rank_.begin());
        drop(rows, sorted.counts.size());
        front_.clear();
        for (std::uint32_t i = 0; i < size_; ++i) {
            if (rank_[i] == 0 && irregularity_[i] == 0) front_.push_back(i);
        }
        ++generation_;
    }

    [[nodiscard]] individuals<const double> current() const noexcept { return all_.slice(0, size_); }
    [[nodiscard]] std::span<const std::uint32_t> front() const noexcept { return front_; }

    template <class Stream> void serialize(Stream& stream) {
        stream(generation_, all_.slice(0, size_), irregularity_, front_);
    }

private:
    /// Drops the surplus of the first `rows` rows, from the worst front on: no other rank depends on its members.
    void drop(std::size_t rows, std::size_t fronts) {
        const std::span<std::uint32_t> dropped = scratch_.take<std::uint32_t>(rows - size_);
        const std::span<std::uint32_t> front = scratch_.take<std::uint32_t>(rows);
        std::size_t gone = 0;
        for (std::size_t r = fronts; gone < dropped.size();) {
            --r;
            std::size_t left = 0;
            for (std::uint32_t i = 0; i < rows; ++i) {
                if (rank_[i] == r) front[left++] = i;
            }
            while (left > 0 && gone < dropped.size()) {
                const std::size_t k = least_in(front.first(left));
                dropped[gone++] = front[k];
                std::copy(front.begin() + static_cast<std::ptrdiff_t>(k + 1),
                          front.begin() + static_cast<std::ptrdiff_t>(left),
                          front.begin() + static_cast<std::ptrdiff_t>(k));
                --left;
            }
        }
        std::sort(dropped.begin(), dropped.end());
        std::size_t hole = 0;
        std::size_t last = dropped.size(); // those in [last, end) are children that go
        while (last > 0 && dropped[last - 1] >= size_) --last;
        for (std::size_t child = size_, next = last; hole < last; ++child) {
            if (next < dropped.size() && dropped[next] == child) {
                ++next;
                continue;
            }
            const std::uint32_t place = dropped[hole++];
            all_.copy(child, place);
            irregularity_[place] = irregularity_[child];
            rank_[place] = rank_[child];
        }
    }

    /// Which of a front's rows goes first: of infeasible ones, which are as bad as each other, the newest.
    [[nodiscard]] std::size_t least_in(std::span<const std::uint32_t> front) {
        if (front.size() == 1 || irregularity_[front[0]] > 0) return front.size() - 1;
        return least_of_front(set_, std::as_const(all_).slice(0, all_.size()).objectives, front, scratch_);
    }

    Set set_;
    search_space space_;
    std::size_t size_;
    std::size_t children_;
    Vary vary_;
    seed seed_;
    std::vector<std::uint32_t> everyone_;
    population all_;
    std::vector<double> irregularity_;
    std::vector<std::uint32_t> rank_;
    std::vector<std::uint32_t> front_;
    std::uint64_t generation_ = 0;
    workspace scratch_;
};

} // namespace fulcrum::inline v0_1::detail
