#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/knee.hpp"
#include "fulcrum/tune/detail/front_columns.hpp"
#include "fulcrum/tune/policy_front.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// The settings that were chosen from a front, with what they cost.
class operating_point {
public:
    operating_point(const policy_front& front, std::size_t member, std::string rule)
        : front_(front), member_(member), rule_(std::move(rule)) {}

    [[nodiscard]] std::size_t member() const noexcept { return member_; }
    [[nodiscard]] const measured_settings& chosen() const noexcept { return front_.members[member_]; }
    [[nodiscard]] const fulcrum::settings& settings() const noexcept { return chosen().settings; }
    [[nodiscard]] const dynamic_objectives& goals() const noexcept { return front_.goals; }
    /// How it was chosen, in words.
    [[nodiscard]] const std::string& rule() const noexcept { return rule_; }

    /// What it gives up in objective j, as a share of the baseline's value; negative if it gains.
    [[nodiscard]] double loss_to_baseline(std::size_t j) const {
        return front_.relative_loss(j, front_.baseline.objectives[j].value, front_.value(member_, j));
    }
    /// What it gives up in objective j, as a share of the best value on the front.
    [[nodiscard]] double loss_to_best(std::size_t j) const {
        return front_.relative_loss(j, front_.best(j), front_.value(member_, j));
    }

    /// A table: value, interval, and the loss to the baseline and to the best of the front, an objective a line.
    [[nodiscard]] std::string report() const {
        std::string text = "chosen: " + rule_ + "\n";
        char line[256];
        const auto add = [&]<class... A>(const char* format, A... values) {
            std::snprintf(line, sizeof line, format, values...);
            text += line;
        };
        add("%-14s %12s %26s %12s %12s\n", "objective", "value", "95 % interval", "vs baseline", "vs best");
        for (std::size_t j = 0; j < goals().size(); ++j) {
            const estimate& e = chosen().objectives[j];
            const std::string name(goals().name(j));
            add("%-14s %12.5g   [%10.5g, %10.5g] %12s %12s\n", name.c_str(), e.value, e.low, e.high,
                change(j, loss_to_baseline(j)).c_str(), change(j, loss_to_best(j)).c_str());
        }
        return text;
    }

private:
    /// A loss as a change of the value, in per cent; "-" where there is nothing to take a share of.
    [[nodiscard]] std::string change(std::size_t j, double loss) const {
        if (!std::isfinite(loss)) return "-";
        const double signed_loss = goals().directions()[j] == direction::maximize ? -loss : loss;
        char text[32];
        std::snprintf(text, sizeof text, "%+.2f%%", 100 * signed_loss + 0.0);
        return text;
    }

    policy_front front_;
    std::size_t member_;
    std::string rule_;
};

/// A rule that picks a member of a front, and says how.
template <class R>
concept ChoiceRule = requires(const R& rule, const policy_front& front) {
    { rule.pick(front) } -> std::convertible_to<std::size_t>;
    { rule.words() } -> std::convertible_to<std::string>;
};

/// Picks an operating point. Errors: error if the front is empty, and those of the rule.
template <ChoiceRule R> [[nodiscard]] operating_point choose(const policy_front& front, const R& rule) {
    if (front.members.empty()) {
        fail("choose: the front is empty: no settings that were tried met the constraints (the effective sample size, "
             "for off-policy values); log more, or with more exploration");
    }
    return {front, rule.pick(front), rule.words()};
}

/// Rule: the member that bulges most towards the ideal point (pareto/knee.hpp).
struct at_knee {
    [[nodiscard]] static std::size_t pick(const policy_front& front) {
        const detail::front_columns columns(front);
        workspace ws;
        return knee(front.goals, columns.values(), columns.members(), ws).row;
    }
    [[nodiscard]] static std::string words() { return "the knee of the front"; }
};

/// Rule: the best value of one objective, at a bounded loss in others: `best(revenue{}).giving_up(click{}, 0.01)` is
/// the most revenue for at most 1 % of the baseline's clicks. A loss is measured against the baseline, the settings in
/// use today; a member that gains there has none to give up.
/// Errors: error for an objective that the front does not have, for a baseline that is not finite (the log does not
/// support it), or if no member keeps within the losses; it names the smallest that would do.
class best {
public:
    template <Objective Tag> explicit best(Tag /*wanted*/) : best(std::string(name_of<Tag>())) {}
    explicit best(std::string wanted) : wanted_(std::move(wanted)) {}

    /// At most `share` of the baseline's value is lost.
    template <Objective Tag> [[nodiscard]] best giving_up(Tag /*other*/, double share) const {
        return giving_up(std::string(name_of<Tag>()), share);
    }
    [[nodiscard]] best giving_up(std::string other, double share) const {
        if (!(share >= 0)) fail("best: the share of '", other, "' to give up is ", share, ", expected 0 or more");
        best copy(*this);
        copy.limits_.emplace_back(std::move(other), share);
        return copy;
    }
    /// The same for every other objective.
    [[nodiscard]] best giving_up_at_most(double share) const {
        if (!(share >= 0)) fail("best: the share to give up is ", share, ", expected 0 or more");
        best copy(*this);
        copy.each_ = share;
        return copy;
    }

    [[nodiscard]] std::size_t pick(const policy_front& front) const {
        const std::size_t wanted = front.index_of(wanted_);
        std::size_t found = front.size();
        double least_excess = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < front.size(); ++i) {
            const double excess = excess_loss(front, i);
            least_excess = (std::min)(least_excess, excess);
            if (excess > 0) continue;
            if (found == front.size() || front.loss(wanted, front.value(found, wanted), front.value(i, wanted)) < 0) {
                found = i;
            }
        }
        if (found == front.size()) {
            fail("choose: no member of the front keeps within the losses for the best ", wanted_,
                 "; the nearest one misses a limit by ", 100 * least_excess,
                 " % of the baseline: allow that much more");
        }
        return found;
    }

    [[nodiscard]] std::string words() const {
        std::string text = "best " + wanted_;
        for (const auto& [name, share] : limits_) text += ", giving up at most " + per_cent(share) + " of " + name;
        if (each_ < std::numeric_limits<double>::infinity()) {
            text += ", giving up at most " + per_cent(each_) + " of each other objective";
        }
        return text;
    }

private:
    [[nodiscard]] static std::string per_cent(double share) {
        char text[32];
        std::snprintf(text, sizeof text, "%.3g %%", 100 * share);
        return text;
    }

    /// By how much a member breaks the worst of its limits, as a share of the baseline; 0 or less if it keeps them all.
    [[nodiscard]] double excess_loss(const policy_front& front, std::size_t member) const {
        double excess = 0;
        const auto limit = [&](std::size_t j, double share) {
            const double baseline = front.baseline.objectives[j].value;
            if (!std::isfinite(baseline)) {
                fail("choose: the baseline's ", front.goals.name(j), " is ", baseline,
                     ", so no loss can be measured against it: the log does not support the settings in use today");
            }
            excess = (std::max)(excess, front.relative_loss(j, baseline, front.value(member, j)) - share);
        };
        for (const auto& [name, share] : limits_) limit(front.index_of(name), share);
        for (std::size_t j = 0; j < front.goals.size(); ++j) {
            const bool limited =
                std::ranges::any_of(limits_, [&](const auto& l) { return l.first == front.goals.name(j); });
            if (!limited && each_ < std::numeric_limits<double>::infinity() && front.goals.name(j) != wanted_)
                limit(j, each_);
        }
        return excess;
    }

    std::string wanted_;
    std::vector<std::pair<std::string, double>> limits_;
    double each_ = std::numeric_limits<double>::infinity();
};

} // namespace fulcrum::inline v0_1
