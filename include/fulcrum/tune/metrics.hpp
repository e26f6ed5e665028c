#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/log.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/evaluate/beyond_accuracy.hpp"
#include "fulcrum/evaluate/confidence.hpp"
#include "fulcrum/evaluate/moments.hpp"
#include "fulcrum/evaluate/ranking_metrics.hpp"
#include "fulcrum/evaluate/slate_off_policy.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// What a metric sees of one logged request.
struct replayed {
    const interaction& logged;
    std::span<const std::uint32_t> order; ///< rows that the pipeline under judgement shows now, best first
    std::span<const float> ratios;        ///< by logged position: its probability of the logged row / the logged one
};

/// Something to judge a pipeline by on a log: `start(log)` checks the log and gives an accumulator, which is told of
/// every request by `add(const replayed&)` and asked for an `estimate` by `result()`. `reads_ratios` says which part of
/// `replayed` it reads: the ratios (it judges by logged rewards) or the order.
template <class M>
concept ReplayMetric = std::copy_constructible<M> &&
    requires(const M& metric, const interaction_log& log, const replayed& one) {
    { metric.name() } -> std::convertible_to<std::string>;
    { metric.better() } -> std::same_as<direction>;
    { M::reads_ratios } -> std::convertible_to<bool>;
    metric.start(log).add(one);
    { metric.start(log).result() } -> std::convertible_to<estimate>;
};

namespace detail {

/// The mean of one value a request. A request for which the value is NaN says nothing and is left out.
template <class Value> class request_mean {
public:
    explicit request_mean(Value value) : value_(std::move(value)) {}

    void add(const replayed& one) {
        const double v = value_(one);
        if (!std::isnan(v)) sum_.add(v);
    }
    [[nodiscard]] estimate result() const {
        if (sum_.count() == 0) {
            fail("replay: a metric is undefined for every request of the log (no relevant row, or slates of fewer than "
                 "two rows)");
        }
        return mean_normal(sum_);
    }

private:
    Value value_;
    moments sum_;
};

template <SideTag Tag> void require_side(const interaction_log& log, std::string_view metric) {
    if (log.empty()) fail("replay: the log is empty");
    if (!log[0].request.template has<Tag>()) {
        fail(metric, ": the log's requests have no side column '", name_of<Tag>(), "'; record it by .with(",
             name_of<Tag>(), "{}, values)");
    }
}

[[nodiscard]] inline std::span<const std::uint32_t> first_rows(std::span<const std::uint32_t> order,
                                                               std::size_t k) noexcept {
    return order.first((std::min)(k, order.size()));
}

} // namespace detail

/// Metric: the off-policy value of a logged reward, summed over the slate's positions: by self-normalised cascade
/// weights (slate_off_policy.hpp), with its effective sample size. `off_policy(shop::click{})`.
/// Errors at start: error if the log has no such reward, or no shown slate.
class off_policy {
public:
    static constexpr bool reads_ratios = true;

    template <Objective Tag>
    explicit off_policy(Tag /*reward*/) : name_(name_of<Tag>()), better_(Tag::fulcrum_direction) {}

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] direction better() const noexcept { return better_; }

    class accumulator {
    public:
        accumulator(std::size_t reward, std::size_t positions)
            : reward_(reward), rewards_(positions), value_(positions) {}

        void add(const replayed& one) {
            const std::size_t shown = one.logged.shown.size();
            for (std::size_t k = 0; k < shown; ++k) rewards_[k] = one.logged.rewards(k, reward_);
            value_.add(one.ratios.first(shown), std::span<const float>(rewards_).first(shown));
        }
        [[nodiscard]] off_policy_estimate result() const { return value_.snips(); }

    private:
        std::size_t reward_;
        std::vector<float> rewards_;
        cascade_ips value_;
    };

    [[nodiscard]] accumulator start(const interaction_log& log) const {
        if (log.positions() == 0)
            fail("off_policy: the log holds no shown slate, so it cannot tell what a policy would earn");
        return {log.reward_index(name_), log.positions()};
    }

private:
    std::string name_;
    direction better_;
};

/// Metric: intra-list diversity of the first k rows: mean cosine distance of their embeddings (of their features, if
/// the log has no embeddings).
struct diversity {
    static constexpr bool reads_ratios = false;
    std::size_t k = 10;

    [[nodiscard]] static std::string name() { return "diversity"; }
    [[nodiscard]] static direction better() noexcept { return direction::maximize; }
    [[nodiscard]] auto start(const interaction_log& /*log*/) const {
        return detail::request_mean{[k = k](const replayed& one) {
            const request& r = one.logged.request;
            return intra_list_diversity(r.has<embedding>() ? r.get<embedding>() : r.features(),
                                        detail::first_rows(one.order, k));
        }};
    }
};

/// Metric: nDCG of the first k rows by the relevance side column, gains linear. Requests without a relevant row are
/// left out. Errors at start: error if the log lacks the column.
struct ndcg {
    static constexpr bool reads_ratios = false;
    std::size_t k = 10;

    [[nodiscard]] std::string name() const { return "nDCG@" + std::to_string(k); }
    [[nodiscard]] static direction better() noexcept { return direction::maximize; }
    [[nodiscard]] auto start(const interaction_log& log) const {
        detail::require_side<relevance>(log, "ndcg");
        return detail::request_mean{
            [k = k, ranked = std::vector<double>(), ideal = std::vector<double>()](const replayed& one) mutable {
                const std::span<const float> labels = one.logged.request.get<relevance>();
                for (std::size_t i = 0; i < labels.size(); ++i) {
                    if (!std::isfinite(labels[i])) fail("ndcg: the relevance of row ", i, " is not finite");
                }
                ideal.assign(labels.begin(), labels.end());
                std::ranges::sort(ideal, std::greater<>{});
                ranked.clear();
                for (const std::uint32_t row : one.order) ranked.push_back(static_cast<double>(labels[row]));
                return ndcg_at(ranked, ideal, k);
            }};
    }
};

/// Metric: novelty of the first k rows: mean self-information -log2 of the popularity side column (Zhou et al., PNAS
/// 2010), in bits. Errors at start: error if the log lacks the column; later: error for a popularity outside (0, 1].
struct mean_novelty {
    static constexpr bool reads_ratios = false;
    std::size_t k = 10;

    [[nodiscard]] static std::string name() { return "novelty"; }
    [[nodiscard]] static direction better() noexcept { return direction::maximize; }
    [[nodiscard]] auto start(const interaction_log& log) const {
        detail::require_side<popularity>(log, "novelty");
        return detail::request_mean{[k = k](const replayed& one) {
            const std::span<const float> shares = one.logged.request.get<popularity>();
            double bits = 0;
            const auto rows = detail::first_rows(one.order, k);
            for (const std::uint32_t row : rows) {
                const auto p = static_cast<double>(shares[row]);
                if (!(p > 0 && p <= 1))
                    fail("novelty: the popularity of row ", row, " is ", p, "; it must lie in (0, 1]");
                bits -= std::log2(p);
            }
            return bits / static_cast<double>(rows.size()); // NaN for an empty slate
        }};
    }
};

/// Metric: catalogue coverage: the share of `catalogue` items that are among the first k rows of any request, by the
/// item_id side column. Coverage grows with the number of requests; to compare logs of different lengths, and for an
/// interval, it is taken over each run of `group` requests, and the mean of the full groups is given. With group = 0 it
/// is taken over the whole log, and its interval is the value itself.
/// Errors at start: error if the log lacks the column, has fewer than `group` requests, or `catalogue` is 0.
struct coverage {
    static constexpr bool reads_ratios = false;
    std::size_t catalogue = 0; ///< number of items; ids are below it
    std::size_t k = 10;
    std::size_t group = 0;

    [[nodiscard]] static std::string name() { return "coverage"; }
    [[nodiscard]] static direction better() noexcept { return direction::maximize; }

    class accumulator;

    [[nodiscard]] accumulator start(const interaction_log& log) const;
};

class coverage::accumulator {
public:
    explicit accumulator(const coverage& options) : options_(options), seen_(options.catalogue, 0) {}

    void add(const replayed& one) {
        const std::span<const std::uint32_t> ids = one.logged.request.get<item_id>();
        for (const std::uint32_t row : detail::first_rows(one.order, options_.k)) {
            if (ids[row] >= seen_.size()) {
                fail("coverage: item ", ids[row], " is outside the catalogue of ", seen_.size());
            }
            reached_ += seen_[ids[row]] == 0 ? 1U : 0U;
            seen_[ids[row]] = 1;
        }
        if (++requests_ == options_.group) close_group();
    }
    [[nodiscard]] estimate result() const {
        if (options_.group > 0) return mean_normal(groups_);
        return {share(), 0.0, share(), share(), static_cast<double>(requests_), requests_};
    }

private:
    [[nodiscard]] double share() const noexcept {
        return static_cast<double>(reached_) / static_cast<double>(seen_.size());
    }
    void close_group() {
        groups_.add(share());
        std::ranges::fill(seen_, static_cast<unsigned char>(0));
        reached_ = 0;
        requests_ = 0;
    }

    coverage options_;
    std::vector<unsigned char> seen_;
    std::size_t reached_ = 0;
    std::size_t requests_ = 0;
    moments groups_;
};

inline coverage::accumulator coverage::start(const interaction_log& log) const {
    detail::require_side<item_id>(log, "coverage");
    if (catalogue == 0) fail("coverage: the catalogue has 0 items; set .catalogue to their number");
    if (log.size() < group) fail("coverage: groups are of ", group, " requests, the log has ", log.size());
    return accumulator(*this);
}

} // namespace fulcrum::inline v0_1
