#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/core/workspace.hpp"

#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

namespace fulcrum::inline v0_1 {

namespace detail {

template <class S>
concept ScoresWithScratch = requires(const S& scorer, matrix_view<const float> features, columns_view<float> out,
                                     workspace& ws) { scorer(features, out, ws); };
template <class S>
concept ScoresFeatures =
    requires(const S& scorer, matrix_view<const float> features, columns_view<float> out) { scorer(features, out); };
template <class S>
concept ScoresRequest = requires(const S& scorer, const request& r, columns_view<float> out, workspace& ws) {
    scorer(r, out, ws);
};

/// The number of outputs that a scorer's type states; 0 if it states none.
template <class S> constexpr std::size_t static_outputs() noexcept {
    if constexpr (requires { std::integral_constant<std::size_t, S::outputs()>{}; }) {
        return S::outputs();
    } else {
        return 0;
    }
}

} // namespace detail

/// A const map from candidates to objective values, one row a candidate, in input order; called as
/// scorer(features, out, ws), scorer(features, out) or scorer(request, out, ws), where features is
/// matrix_view<const float>, out is columns_view<float> (rows x objectives) and ws a workspace. What reads the user's
/// features or side columns takes the request.
template <class S>
concept Scorer = std::copy_constructible<S> &&
                 (detail::ScoresWithScratch<S> || detail::ScoresFeatures<S> || detail::ScoresRequest<S>);

/// The first stage: fills the objectives, in the user's orientation, and finds the rows with one that is not finite.
/// A scorer may state `inputs()` and `outputs()`; they are then checked, at compile time where they are constant. Its
/// `check(const request&)`, where it has one, is called before the first stage runs, and may throw.
template <class S> class score_with {
    static_assert(Scorer<S>, "score_with: the scorer cannot be called: it needs a const operator() that takes "
                             "(matrix_view<const float> features, columns_view<float> out), also with a workspace&, or "
                             "(const request&, columns_view<float> out, workspace&)");

public:
    static constexpr auto needs = columns::none;
    static constexpr auto gives = columns::objectives;
    template <class Goals> static constexpr bool fits = [] {
        if constexpr (is_static_set<Goals>) {
            return detail::static_outputs<S>() == 0 || detail::static_outputs<S>() == Goals::size();
        } else {
            return true;
        }
    }();

    explicit score_with(S scorer) : scorer_(std::move(scorer)) {}

    template <class Goals> void bind(const Goals& goals) const {
        if constexpr (requires { { scorer_.outputs() } -> std::convertible_to<std::size_t>; }) {
            if (scorer_.outputs() != goals.size()) {
                fail<shape_error>("score_with: the scorer gives ", scorer_.outputs(), " outputs, objectives are ",
                                  goals.size());
            }
        }
    }

    void check(const request& r) const {
        if constexpr (requires { { scorer_.inputs() } -> std::convertible_to<std::size_t>; }) {
            if (r.features().cols() != scorer_.inputs()) {
                fail<shape_error>("score_with: the request has ", r.features().cols(), " features, the scorer takes ",
                                  scorer_.inputs());
            }
        }
        if constexpr (requires { scorer_.check(r); }) scorer_.check(r);
    }

    void run(slate& s, workspace& ws) const {
        if constexpr (detail::ScoresWithScratch<S>) {
            scorer_(s.request().features(), s.objectives(), ws);
        } else if constexpr (detail::ScoresFeatures<S>) {
            scorer_(s.request().features(), s.objectives());
        } else {
            scorer_(s.request(), s.objectives(), ws);
        }
        find_nonfinite(s);
    }

    [[nodiscard]] const S& scorer() const noexcept { return scorer_; }

private:
    /// A sum of floats is finite only if all of them are; rows are looked at one by one where it is not, which a sum that
    /// overflows may also cause.
    static void find_nonfinite(slate& s) noexcept {
        constexpr std::size_t lanes = 16;
        const columns_view<const float> values = s.objectives();
        float sum[lanes] = {};
        for (std::size_t j = 0; j < values.cols(); ++j) {
            const std::span<const float> column = values.column(j);
            std::size_t i = 0;
            for (; i + lanes <= column.size(); i += lanes) {
                for (std::size_t l = 0; l < lanes; ++l) sum[l] += column[i + l];
            }
            for (; i < column.size(); ++i) sum[0] += column[i];
        }
        float zero = 0;
        for (const float x : sum) zero += x * 0.0F; // NaN unless x is finite
        if (!(zero == 0) || s.nonfinite() > 0) mark_nonfinite(s);
    }

    [[gnu::cold, gnu::noinline]] static void mark_nonfinite(slate& s) noexcept {
        const columns_view<const float> values = s.objectives();
        std::size_t count = 0;
        for (std::size_t i = 0; i < values.rows(); ++i) {
            float sum = 0;
            for (std::size_t j = 0; j < values.cols(); ++j) sum += values(i, j) * 0.0F;
            count += sum == 0 ? 0U : 1U;
            if (s.mask()[i] != row_state::dropped) {
                s.mask()[i] = sum == 0 ? row_state::kept : row_state::kept_not_finite;
            }
        }
        s.set_nonfinite(count);
    }

    S scorer_;
};

} // namespace fulcrum::inline v0_1
