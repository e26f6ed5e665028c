#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/parameter.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

namespace fulcrum::inline v0_1 {

/// Selector: draws k kept rows without replacement, each with probability proportional to exp(utility / temperature)
/// among those that are left (Plackett 1975; Luce 1959), and records that probability. So a pipeline that ends in it is
/// a policy with exact propensities: it explores, and its logs can judge other policies. A small temperature is close
/// to top_k. Drawn by the Gumbel trick from the stream (seed, request key): the same request gets the same slate.
/// Rows whose utility is not finite are never drawn. O(rows) exponentials and logarithms, O(rows + k log k) else.
struct plackett_luce {
    static constexpr auto needs = columns::utility;
    static constexpr auto gives = columns::order | columns::propensity;

    std::size_t k = 10;
    float temperature = 0.1F; ///< > 0, in the unit of utility
    std::uint64_t seed = 0;

    /// Errors: error unless the temperature is positive and finite.
    template <class Goals> void bind(const Goals& /*goals*/) const {
        if (!(temperature > 0) || !std::isfinite(temperature)) {
            fail("plackett_luce: the temperature is ", temperature, "; it must be above 0 (top_k is its limit at 0)");
        }
    }

    void run(slate& s, workspace& ws) const {
        const std::span<std::uint32_t> order = s.order();
        const workspace::scope scratch(ws);
        const double top = top_utility(s);
        const std::span<draw> draws = ws.take<draw>(order.size());
        random_stream random(seed, s.request().key());
        std::size_t candidates = 0;
        for (std::size_t i = 0; i < order.size(); ++i) {
            // One Gumbel a row whether it is finite or not: a row's luck does not depend on the others.
            const double luck = random.gumbel();
            const double l = logit(s.utility()[order[i]], top);
            candidates += std::isfinite(l) ? 1U : 0U;
            draws[i] = {.merit = l + luck, .logit = l, .row = order[i]};
        }
        const std::size_t chosen = (std::min)(k, candidates);
        if (chosen < draws.size()) {
            std::ranges::nth_element(draws, draws.begin() + static_cast<std::ptrdiff_t>(chosen), before);
        }
        std::ranges::sort(draws.first(chosen), before);
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = draws[i].row;
        exp_sum left;
        for (const draw& d : draws.subspan(chosen)) left.add(d.logit);
        for (std::size_t p = chosen; p-- > 0;) {
            left.add(draws[p].logit);
            s.propensity()[order[p]] = left.share(draws[p].logit);
        }
        s.truncate(chosen);
    }

    /// out[p] = probability of drawing row chosen[p] at position p, given the rows before it; 0 for a row that is not
    /// kept, that is drawn twice, or beyond the k positions. O(rows) exponentials.
    void propensities(const slate& s, std::span<const std::uint32_t> chosen, std::span<float> out,
                      workspace& ws) const {
        const workspace::scope scratch(ws);
        const double top = top_utility(s);
        const std::span<double> logits = ws.take<double>(s.rows(), never);
        for (const std::uint32_t row : s.order()) logits[row] = logit(s.utility()[row], top);
        const std::span<double> drawn = ws.take<double>(chosen.size(), never);
        for (std::size_t p = 0; p < (std::min)(k, chosen.size()); ++p) {
            if (chosen[p] < s.rows()) drawn[p] = std::exchange(logits[chosen[p]], never);
        }
        // From the last position back: the sum of what is left only grows, so nothing cancels.
        exp_sum left;
        for (const double l : logits) left.add(l);
        for (std::size_t p = chosen.size(); p-- > 0;) {
            left.add(drawn[p]);
            out[p] = std::isfinite(drawn[p]) ? left.share(drawn[p]) : 0.0F;
        }
    }

    template <class Self, class Visit> static void parameters(Self& self, Visit&& visit) {
        visit(parameter{.name = "temperature", .lower = 0.01F, .upper = 1, .logarithmic = true}, self.temperature);
    }

private:
    static constexpr double never = -std::numeric_limits<double>::infinity(); ///< the logit of what cannot be drawn

    struct draw {
        double merit;
        double logit;
        std::uint32_t row;
    };
    [[nodiscard]] static bool before(const draw& a, const draw& b) noexcept {
        return a.merit > b.merit || (a.merit == b.merit && a.row < b.row);
    }

    /// A sum of exponentials as exp(top) * sum: neither overflows, and no digit is lost far from 0.
    struct exp_sum {
        double top = never;
        double sum = 0;

        void add(double x) noexcept {
            if (x == never) return;
            if (x > top) {
                sum = sum * std::exp(top - x) + 1;
                top = x;
            } else {
                sum += std::exp(x - top);
            }
        }
        [[nodiscard]] float share(double x) const noexcept { return static_cast<float>(std::exp(x - top) / sum); }
    };

    [[nodiscard]] static double top_utility(const slate& s) noexcept {
        double top = never;
        for (const std::uint32_t row : s.order()) {
            const auto u = static_cast<double>(s.utility()[row]);
            if (std::isfinite(u)) top = (std::max)(top, u);
        }
        return top;
    }

    /// Counted from the best row, at 0: so luck is not rounded away, however large utilities are.
    [[nodiscard]] double logit(float utility, double top) const noexcept {
        const auto u = static_cast<double>(utility);
        return std::isfinite(u) ? (u - top) / static_cast<double>(temperature) : never;
    }
};

} // namespace fulcrum::inline v0_1
