#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/detail/nsga2_random.hpp"
#include "fulcrum/search/detail/nsga2_spread.hpp"
#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/search_space.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <optional>
#include <span>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// SBX and polynomial mutation of real variables for a whole generation at once: the distributions of `sbx` and
/// `polynomial_mutation`, but only the variables that change cost anything. Which variables of a pair are crossed is
/// one random bit each; the distance from one mutated variable to the next, over all children, is geometric; the
/// powers of both are computed in lanes. Draws depend on (seed, generation) and their place alone.
class real_variation {
public:
    real_variation(const sbx& cross, const polynomial_mutation& mutate, const search_space& space)
        : gate_(static_cast<std::uint64_t>(std::ldexp(cross.probability, 32))), cross_(cross.eta), mutate_(mutate.eta),
          probability_(mutate.probability.value_or(1.0 / static_cast<double>(space.size()))) {
        for (std::size_t j = 0; j < space.size(); ++j) {
            const double per_range = 1 / (space.upper()[j] - space.lower()[j]);
            per_range_.push_back(std::isfinite(per_range) ? per_range : 0);
        }
    }

    /// One for a space of real variables, else none. Errors: error when an option is out of range.
    [[nodiscard]] static std::optional<real_variation> where_it_can(const sbx& cross, const polynomial_mutation& mutate,
                                                                    const search_space& space) {
        cross.check();
        mutate.check();
        if (!space.all_real()) return std::nullopt;
        return real_variation(cross, mutate, space);
    }

    /// Pair p of `mates`, rows 2p and 2p + 1 of which index `parents`, makes children 2p and 2p + 1. Of an odd number
    /// of children the last pair makes only the first.
    void operator()(const search_space& space, matrix_view<const double> parents, std::span<const std::uint32_t> mates,
                    matrix_view<double> children, seed s, std::uint64_t generation, workspace& ws) const {
        const workspace::scope scratch(ws);
        cross(space, parents, mates, children, s, generation, ws);
        if (probability_ > 0) mutate(space, children, s, generation, ws);
    }

private:
    enum stream : std::uint32_t { masks, spreads, skips, steps };
    struct gene {
        std::uint32_t row;
        std::uint32_t variable;
    };

    [[nodiscard]] static constexpr std::size_t padded(std::size_t n) noexcept {
        return (n + random_words_kernel::group - 1) / random_words_kernel::group * random_words_kernel::group;
    }

    void cross(const search_space& space, matrix_view<const double> parents, std::span<const std::uint32_t> mates,
               matrix_view<double> children, seed s, std::uint64_t generation, workspace& ws) const {
        const std::size_t n = space.size();
        const std::size_t pairs = mates.size() / 2;
        const std::size_t masks_of_pair = (n + 31) / 32;
        const double* low = space.lower().data();
        const double* high = space.upper().data();
        const std::span<double> surplus = ws.take<double>(n);
        const std::span<std::uint32_t> bits = ws.take<std::uint32_t>(padded(pairs * (1 + masks_of_pair)));
        words_(s.value, generation, masks, bits.size(), bits.data());
        const std::span<gene> genes = ws.take<gene>(pairs * n);
        const std::span<float> left = ws.take<float>(padded(genes.size()));
        const std::span<float> right = ws.take<float>(left.size());
        const std::span<float> gap = ws.take<float>(left.size());
        const auto second = [&](std::size_t p) {
            return 2 * p + 1 < children.rows() ? children.row(2 * p + 1).data() : surplus.data();
        };

        std::size_t crossed = 0;
        for (std::size_t p = 0; p < pairs; ++p) {
            double* a = children.row(2 * p).data();
            double* b = second(p);
            std::copy_n(parents.row(mates[2 * p]).data(), n, a);
            std::copy_n(parents.row(mates[2 * p + 1]).data(), n, b);
            const std::uint32_t* drawn = bits.data() + p * (1 + masks_of_pair);
            if (*drawn >= gate_) continue;
            for (std::size_t j0 = 0; j0 < n; j0 += 32) {
                std::uint32_t mask = *++drawn;
                if (n - j0 < 32) mask &= (1U << (n - j0)) - 1;
                for (; mask != 0; mask &= mask - 1) {
                    const std::size_t j = j0 + static_cast<std::size_t>(std::countr_zero(mask));
                    const double first = (std::min)(a[j], b[j]);
                    const double last = (std::max)(a[j], b[j]);
                    genes[crossed] = {static_cast<std::uint32_t>(p), static_cast<std::uint32_t>(j)};
                    left[crossed] = static_cast<float>((first - low[j]) * per_range_[j]);
                    right[crossed] = static_cast<float>((high[j] - last) * per_range_[j]);
                    gap[crossed] = static_cast<float>((last - first) * per_range_[j]);
                    crossed += last - first > sbx::least_gap ? 1U : 0U;
                }
            }
        }

        const std::span<std::uint32_t> draws = ws.take<std::uint32_t>(padded(crossed));
        words_(s.value, generation, spreads, crossed, draws.data());
        for (const std::span<float> made : {left, right, gap}) { // the kernel reads whole vectors
            std::ranges::fill(made.first(padded(crossed)).subspan(crossed), 0.0F);
        }
        spread_(crossed, draws.data(), cross_.value, cross_.whole, gap.data(), left.data(), right.data());
        for (std::size_t k = 0; k < crossed; ++k) {
            const std::size_t j = genes[k].variable;
            double& a = children.row(2 * genes[k].row)[j];
            double& b = second(genes[k].row)[j];
            const double middle = 0.5 * (a + b);
            const double half = 0.5 * std::abs(a - b);
            const double made[] = {std::clamp(middle - static_cast<double>(left[k]) * half, low[j], high[j]),
                                   std::clamp(middle + static_cast<double>(right[k]) * half, low[j], high[j])};
            const std::size_t swapped = draws[k] & 1U; // the spread is drawn from the other bits
            a = made[swapped];
            b = made[1 - swapped];
        }
    }

    void mutate(const search_space& space, matrix_view<double> children, seed s, std::uint64_t generation,
                workspace& ws) const {
        const std::size_t n = space.size();
        const std::size_t total = children.rows() * n;
        const double expected = probability_ * static_cast<double>(total);
        const std::size_t batch = padded(static_cast<std::size_t>(expected + 4 * std::sqrt(expected)) + 8);
        const double per_log2 = std::numbers::ln2 / std::log1p(-probability_); // -0 where all are mutated
        const std::span<std::uint32_t> skip = ws.take<std::uint32_t>(batch);
        const std::span<std::uint32_t> draws = ws.take<std::uint32_t>(batch);
        const std::span<gene> genes = ws.take<gene>(batch);
        const std::span<float> step = ws.take<float>(batch);
        std::size_t row = 0;
        std::size_t j = 0;
        for (std::uint32_t round = 0; row < children.rows(); ++round) { // seldom more than one
            words_(s.value, generation, skips + 4 * round, batch, skip.data());
            words_(s.value, generation, steps + 4 * round, batch, draws.data());
            geometric_(batch, static_cast<float>((std::max)(per_log2, -1e30)), skip.data());
            std::size_t mutated = 0;
            for (std::size_t k = 0; k < batch; ++k) {
                j += skip[k];
                if (j >= n) {
                    row += j / n;
                    j %= n;
                }
                if (row >= children.rows()) break;
                if (per_range_[j] > 0) {
                    const double x = children.row(row)[j];
                    const double behind[] = {x - space.lower()[j], space.upper()[j] - x};
                    const std::size_t down = draws[mutated] & 1U; // the size is drawn from the other bits
                    genes[mutated] = {static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(j)};
                    step[mutated++] = static_cast<float>(behind[down] * per_range_[j]);
                }
                ++j; // j == n is the next row's first, as found above
            }
            std::ranges::fill(step.subspan(mutated), 0.0F);
            step_(mutated, draws.data(), mutate_.value, mutate_.whole, step.data());
            for (std::size_t k = 0; k < mutated; ++k) {
                const double low = space.lower()[genes[k].variable];
                const double high = space.upper()[genes[k].variable];
                double& x = children.row(genes[k].row)[genes[k].variable];
                const double size = static_cast<double>(step[k]) * (high - low);
                const double moved[] = {x + size, x - size};
                x = std::clamp(moved[draws[k] & 1U], low, high);
            }
        }
    }

    std::uint64_t gate_; ///< a pair is crossed when its word is less
    spread_exponent cross_;
    spread_exponent mutate_;
    double probability_;
    std::vector<double> per_range_; ///< of each variable, 0 of a fixed one
    dispatched<random_words_kernel> words_;
    dispatched<sbx_spread_kernel> spread_;
    dispatched<geometric_kernel> geometric_;
    dispatched<mutation_step_kernel> step_;
};

} // namespace fulcrum::inline v0_1::detail
