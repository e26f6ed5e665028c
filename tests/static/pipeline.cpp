// A pipeline's type is checked, and what it needs is known, at compile time.
#include "fulcrum/fulcrum.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace {

struct click : fulcrum::maximize {};
struct complaint : fulcrum::minimize {};
using goals = fulcrum::objectives<click, complaint>;

struct net {
    static constexpr std::size_t inputs() { return 4; }
    static constexpr std::size_t outputs() { return 2; }
    void operator()(fulcrum::matrix_view<const float>, fulcrum::columns_view<float>) const {}
};
using score = fulcrum::score_with<net>;
using sum = fulcrum::weighted_sum<fulcrum::weights<click, complaint>>;
using distance = fulcrum::chebyshev<fulcrum::weights<complaint, click>>;
using cheap = fulcrum::drop_if<fulcrum::price, bool (*)(float)>;

template <class... Stages>
inline constexpr fulcrum::columns missing = fulcrum::detail::missing_column<Stages...>();

static_assert(missing<score, sum, fulcrum::top_k> == fulcrum::columns::none);
static_assert(missing<score, cheap, fulcrum::min_max, distance, fulcrum::top_k, fulcrum::mmr> == fulcrum::columns::none);
static_assert(missing<score, fulcrum::keep_fronts> == fulcrum::columns::none);
static_assert(missing<score, sum, fulcrum::mmr, fulcrum::plackett_luce> == fulcrum::columns::none);
static_assert(missing<score, distance> == fulcrum::columns::ideal);
static_assert(missing<score, fulcrum::z_score, fulcrum::mmr> == fulcrum::columns::utility);
static_assert(missing<fulcrum::keep_fronts> == fulcrum::columns::objectives);

// Each of ours is a Stage, and what draws or can be tuned says so.
static_assert(fulcrum::Stage<score> && fulcrum::Stage<sum> && fulcrum::Stage<distance> && fulcrum::Stage<cheap>);
static_assert(fulcrum::Stage<fulcrum::min_max> && fulcrum::Stage<fulcrum::z_score> && fulcrum::Stage<fulcrum::top_k>);
static_assert(fulcrum::Stage<fulcrum::keep_fronts> && fulcrum::Stage<fulcrum::mmr>);
static_assert(fulcrum::Stochastic<fulcrum::plackett_luce> && !fulcrum::Stochastic<fulcrum::top_k>);
static_assert(fulcrum::Tunable<sum> && fulcrum::Tunable<fulcrum::mmr> && !fulcrum::Tunable<fulcrum::top_k>);

using ranker = fulcrum::pipeline<goals, score, fulcrum::min_max, sum, fulcrum::plackett_luce>;
static_assert(ranker::stage_count() == 4 && ranker::stochastic());
static_assert(std::is_same_v<ranker::objectives_type, goals>);
static_assert(std::is_copy_constructible_v<ranker> && std::is_convertible_v<ranker, fulcrum::any_pipeline<goals>>);

// One request's objects are small and cheap to copy.
static_assert(std::is_trivially_copyable_v<fulcrum::request> && std::is_trivially_copyable_v<fulcrum::slate>);
static_assert(sizeof(fulcrum::matrix_view<const float>) == 4 * sizeof(void*));
static_assert(sizeof(fulcrum::row_state) == 1);

// Names are constants, on every compiler.
static_assert(fulcrum::name_of<click>() == "click" && goals::name(1) == "complaint");

// A stream can be drawn from at compile time.
constexpr std::uint32_t first_below_ten = [] {
    fulcrum::random_stream stream(1);
    return stream.below(10);
}();
static_assert(first_below_ten == (std::uint64_t{fulcrum::philox({0, 0, 0, 0}, 1)[0]} * 10 >> 32U));

} // namespace
