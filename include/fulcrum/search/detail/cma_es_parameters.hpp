#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// The parameters of CMA-ES for n variables and lambda individuals: table 1 of Hansen's tutorial (arXiv:1604.00772).
struct cma_es_parameters {
    /// Number of individuals unless given.
    [[nodiscard]] static std::size_t default_population(std::size_t n) noexcept {
        return 4 + static_cast<std::size_t>(3 * std::log(static_cast<double>((std::max)(n, std::size_t{1}))));
    }

    cma_es_parameters(std::size_t variables, std::size_t lambda) {
        const double n = static_cast<double>((std::max)(variables, std::size_t{1}));
        const std::size_t mu = lambda / 2;
        double sum[2] = {0, 0}; // of the better half, and of the others
        double squares[2] = {0, 0};
        for (std::size_t i = 0; i < lambda; ++i) {
            const double w = std::log((static_cast<double>(lambda) + 1) / 2) - std::log(static_cast<double>(i + 1));
            weights.push_back(w);
            sum[i < mu ? 0 : 1] += std::abs(w);
            squares[i < mu ? 0 : 1] += w * w;
        }
        parents = mu;
        effective = sum[0] * sum[0] / squares[0];
        const double effective_others = sum[1] * sum[1] / squares[1];

        step_memory = (effective + 2) / (n + effective + 5);
        damping = 1 + 2 * (std::max)(0.0, std::sqrt((effective - 1) / (n + 1)) - 1) + step_memory;
        path_memory = (4 + effective / n) / (n + 4 + 2 * effective / n);
        rank_one = 2 / ((n + 1.3) * (n + 1.3) + effective);
        rank_mu = (std::min)(1 - rank_one,
                             2 * (0.25 + effective + 1 / effective - 2) / ((n + 2) * (n + 2) + effective));
        expected_length = std::sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));

        const double least = (std::min)({1 + rank_one / rank_mu, 1 + 2 * effective_others / (effective_others + 2),
                                         (1 - rank_one - rank_mu) / (n * rank_mu)});
        weight_sum = 0;
        for (std::size_t i = 0; i < lambda; ++i) {
            weights[i] *= i < mu ? 1 / sum[0] : least / sum[1];
            weight_sum += weights[i];
        }
        factor_every = (std::max)(std::size_t{1}, static_cast<std::size_t>(1 / (10 * n * (rank_one + rank_mu))));
    }

    std::vector<double> weights; ///< w_i of the i-th best, of the worse half negative
    std::size_t parents;         ///< mu
    double effective;            ///< mu_eff
    double step_memory;          ///< c_sigma
    double damping;              ///< d_sigma
    double path_memory;          ///< c_c
    double rank_one;             ///< c_1
    double rank_mu;              ///< c_mu
    double expected_length;      ///< E||N(0, I)||
    double weight_sum;           ///< sum of all weights
    std::size_t factor_every;    ///< generations between factorisations (section B.2)
};

} // namespace fulcrum::inline v0_1::detail
