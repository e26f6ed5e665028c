#pragma once

#include "fulcrum/agent/slate_likelihood.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace fulcrum::inline v0_1 {

/// What gives slates, and the probability of each row at its position given the rows before it.
///
/// - `draw(request, shown, propensity, random, ws)` fills `shown` with distinct rows, best position first, and
///   `propensity` with values in (0, 1].
/// - `propensities(request, shown, propensity, ws)` gives those of a slate that another policy may have drawn; their
///   product is the probability of the slate, and these products sum to 1 over all slates.
///
/// Both are const and re-entrant: one policy serves any number of threads, each with its own stream and workspace.
template <class P>
concept Policy = requires(const P& policy, const request& r, std::span<std::uint32_t> drawn,
                          std::span<const std::uint32_t> shown, std::span<float> propensity, random_stream& random,
                          workspace& ws) {
    policy.draw(r, drawn, propensity, random, ws);
    policy.propensities(r, shown, propensity, ws);
};

/// Shows any slate with the same probability. O(candidates).
struct random_policy {
    /// Errors: shape_error if the request has fewer rows than `shown`.
    void draw(const request& r, std::span<std::uint32_t> shown, std::span<float> propensity, random_stream& random,
              workspace& ws) const {
        fill(r, propensity);
        const workspace::scope scope(ws);
        const std::span<std::uint32_t> rows = ws.take<std::uint32_t>(r.size());
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint32_t>(i);
        for (std::size_t k = 0; k < shown.size(); ++k) {
            std::swap(rows[k], rows[k + random.below(static_cast<std::uint32_t>(rows.size() - k))]);
            shown[k] = rows[k];
        }
    }

    /// Errors: as draw; error for a row that is no candidate or is shown twice.
    void propensities(const request& r, std::span<const std::uint32_t> shown, std::span<float> propensity,
                      workspace& /*ws*/) const {
        for (std::size_t k = 0; k < shown.size(); ++k) {
            if (shown[k] >= r.size() || std::ranges::find(shown.first(k), shown[k]) != shown.first(k).end()) {
                fail("random_policy: row ", shown[k], " at position ", k, " is no candidate, or is shown twice");
            }
        }
        fill(r, propensity);
    }

private:
    static void fill(const request& r, std::span<float> propensity) {
        if (propensity.size() > r.size()) {
            fail<shape_error>("random_policy: ", propensity.size(), " positions, but ", r.size(), " candidates");
        }
        for (std::size_t k = 0; k < propensity.size(); ++k) propensity[k] = 1.0F / static_cast<float>(r.size() - k);
    }
};

/// A softmax over the candidates' scores, drawn again for each position among those that are left (Plackett-Luce). The
/// scorer maps features to one output: `scorer(matrix_view<const float>, columns_view<float>, workspace&) const`, as an
/// mlp does; scores are divided by the temperature. What a pipeline of the same scorer and plackett_luce draws has the
/// same propensities.
template <class S> class softmax_policy {
    static_assert(
        requires(const S& scorer, matrix_view<const float> features, columns_view<float> out, workspace& ws) {
            scorer(features, out, ws);
        },
        "softmax_policy: the scorer needs a const operator()(matrix_view<const float>, columns_view<float>, "
        "workspace&)");

public:
    /// Errors: error if the temperature is not above 0.
    explicit softmax_policy(S scorer, float temperature = 1) : scorer_(std::move(scorer)), temperature_(temperature) {
        if (!(temperature > 0)) fail("softmax_policy: temperature is ", temperature, ", expected more than 0");
    }

    /// Errors: those of the scorer and of draw_slate.
    void draw(const request& r, std::span<std::uint32_t> shown, std::span<float> propensity, random_stream& random,
              workspace& ws) const {
        const workspace::scope scope(ws);
        draw_slate(scores(r, ws), shown, propensity, random, ws);
    }

    /// Errors: those of the scorer and of slate_log_probability.
    void propensities(const request& r, std::span<const std::uint32_t> shown, std::span<float> propensity,
                      workspace& ws) const {
        const workspace::scope scope(ws);
        static_cast<void>(slate_log_probability(scores(r, ws), shown, propensity, ws));
    }

    [[nodiscard]] const S& scorer() const noexcept { return scorer_; }
    [[nodiscard]] float temperature() const noexcept { return temperature_; }

private:
    [[nodiscard]] std::span<const float> scores(const request& r, workspace& ws) const {
        const std::span<float> out = ws.take<float>(r.size());
        scorer_(r.features(), columns_view<float>{out.data(), r.size(), 1}, ws);
        for (float& score : out) score /= temperature_;
        return out;
    }

    S scorer_;
    float temperature_;
};

} // namespace fulcrum::inline v0_1
