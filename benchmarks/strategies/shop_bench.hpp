#pragma once

#include <fulcrum/evaluate.hpp>
#include <fulcrum/fulcrum.hpp>
#include <fulcrum/simulate.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// What a ranker is worth, per visit.
struct diversity : fulcrum::maximize {};
using worth = fulcrum::objectives<fulcrum::shop::click, fulcrum::shop::revenue, diversity>;
using worth_values = std::array<double, worth::size()>;

/// The settings of a ranker: weights of click, purchase and revenue, and the lambda of MMR.
using ranker_settings = std::array<float, 4>;

/// How much a run does.
struct effort {
    std::size_t training_visits = 24'000;
    std::size_t epochs = 20;
    std::size_t search_visits = 2'000;
    std::size_t test_visits = 4'000;
    std::size_t lattice = 10; ///< parts into which a sweep divides the sum of weights
    std::size_t lambdas = 15; ///< levels of lambda for each
    std::size_t population = 45;
    std::size_t generations = 22; ///< population * generations is the number of settings of a sweep
};

/// Learns click, purchase and revenue from a log of the shop's old policy.
[[nodiscard]] fulcrum::mlp_parameters train_on_log(const fulcrum::shop& store, const effort& how, std::uint64_t seed);

/// The model's scores are the features: they are computed once a visit, whatever the settings.
struct known_scores {
    void operator()(fulcrum::matrix_view<const float> scores, fulcrum::columns_view<float> out) const {
        for (std::size_t i = 0; i < out.rows(); ++i) {
            for (std::size_t j = 0; j < out.cols(); ++j) out(i, j) = scores(i, j);
        }
    }
};

/// Visits of a shop on which rankers are compared: each serves them all.
class visit_set {
public:
    visit_set(const fulcrum::shop& store, const fulcrum::mlp_parameters& model, std::uint64_t first, std::size_t count)
        : store_(&store), visits_(count) {
        const fulcrum::dynamic_mlp<float> net(model);
        fulcrum::workspace ws;
        for (std::size_t v = 0; v < count; ++v) {
            store.open(first + v, visits_[v].visit);
            const fulcrum::request all = visits_[v].visit.request();
            std::vector<float> by_column(all.size() * net.outputs());
            const fulcrum::columns_view<float> out{by_column.data(), all.size(), net.outputs()};
            net(all.features(), out, ws);
            for (std::size_t i = 0; i < out.rows(); ++i) {
                for (std::size_t j = 0; j < out.cols(); ++j) visits_[v].scores.push_back(out(i, j));
            }
            const fulcrum::matrix_view<const float> scores{visits_[v].scores.data(), out.rows(), out.cols()};
            visits_[v].request = fulcrum::request{scores}.with(fulcrum::embedding{}, all.get<fulcrum::embedding>());
        }
    }

    /// Exact expectations of the deterministic slates, by the shop's own model of its visitors: no luck, no estimate.
    template <class Ranker> [[nodiscard]] worth_values play(const Ranker& ranker) const {
        worth_values sum{};
        fulcrum::workspace ws;
        std::vector<float> table(store_->positions() * fulcrum::shop::reward_count);
        for (const entry& e : visits_) {
            const std::span<const std::uint32_t> shown = ranker(e.request, ws).order();
            const fulcrum::matrix_view<float> rewards{table.data(), shown.size(), fulcrum::shop::reward_count};
            store_->expected_rewards(e.visit, shown, rewards);
            for (std::size_t k = 0; k < shown.size(); ++k) {
                sum[0] += static_cast<double>(rewards(k, 0));
                sum[1] += static_cast<double>(rewards(k, 2));
            }
            sum[2] += fulcrum::intra_list_diversity(e.request.get<fulcrum::embedding>(), shown);
        }
        for (double& s : sum) s /= static_cast<double>(visits_.size());
        return sum;
    }

private:
    struct entry {
        fulcrum::shop_visit visit;
        std::vector<float> scores; ///< candidates x 3
        fulcrum::request request;  ///< borrows both
    };

    const fulcrum::shop* store_;
    std::vector<entry> visits_;
};

/// The ranker that is tuned, by a weighted_sum or a chebyshev. Its parameters are those of ranker_settings, in order.
template <class Scalarizer> [[nodiscard]] auto make_ranker(const Scalarizer& blend, std::size_t positions) {
    return fulcrum::rank_by<fulcrum::shop::goals>(
        fulcrum::score_with{known_scores{}}, fulcrum::min_max{}, fulcrum::named("blend", blend),
        fulcrum::mmr{.lambda = 1, .depth = positions}, fulcrum::top_k{positions});
}

[[nodiscard]] inline auto equal_weights() {
    using fulcrum::shop;
    return fulcrum::weights{1.F / 3 * shop::click{}, 1.F / 3 * shop::purchase{}, 1.F / 3 * shop::revenue{}};
}
