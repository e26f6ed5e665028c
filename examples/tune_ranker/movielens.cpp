#include "jobs.hpp"
#include "result.hpp"
#include "tuning.hpp"

#include "data/movielens.hpp"

#include <fulcrum/evaluate.hpp>
#include <fulcrum/fulcrum.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

using ratings = std::vector<data::movielens::rating>;

struct like : fulcrum::maximize {};
struct rating : fulcrum::maximize {};
struct novelty : fulcrum::maximize {};
using goals = fulcrum::objectives<like, rating, novelty>;

constexpr float liked = 4.0F;
constexpr std::size_t candidates = 300;
constexpr std::size_t slate = 10;

/// Each user's ratings in order of time, cut in three: history (the first 60 %), examples (the next 20 %), held out.
struct time_split {
    std::vector<ratings> history;
    std::vector<ratings> examples;
    std::vector<ratings> held_out;
};

time_split split_by_time(const data::movielens& log) {
    std::vector<ratings> by_user(log.user_ids.size());
    for (const auto& r : log.ratings) by_user[r.user].push_back(r);
    time_split split;
    for (ratings& own : by_user) {
        std::ranges::stable_sort(own, {}, &data::movielens::rating::timestamp);
        const auto first = own.begin() + static_cast<std::ptrdiff_t>(own.size() * 6 / 10);
        const auto second = own.begin() + static_cast<std::ptrdiff_t>(own.size() * 8 / 10);
        split.history.emplace_back(own.begin(), first);
        split.examples.emplace_back(first, second);
        split.held_out.emplace_back(second, own.end());
    }
    return split;
}

/// What was known at a point in time, and the features it gives a user and a movie.
class knowledge {
public:
    knowledge(const data::movielens& log, const std::vector<ratings>& seen) : log_(log), seen_(seen) {
        const std::size_t movies = log.movies.size();
        count_.assign(movies, 0);
        likes_.assign(movies, 0);
        stars_.assign(movies, 0);
        fans_.resize(movies);
        double total = 0;
        for (std::size_t u = 0; u < seen.size(); ++u) {
            for (const auto& r : seen[u]) {
                count_[r.movie] += 1;
                stars_[r.movie] += r.stars;
                total += static_cast<double>(r.stars);
                ++ratings_;
                if (r.stars < liked) continue;
                likes_[r.movie] += 1;
                fans_[r.movie].push_back(static_cast<std::uint32_t>(u));
            }
        }
        mean_ = static_cast<float>(total / static_cast<double>(std::max<std::size_t>(ratings_, 1)));
    }

    static constexpr std::size_t feature_count = 10;

    /// Share of all ratings that the movie has; half a rating if none, so that novelty is finite.
    [[nodiscard]] float popularity(std::size_t movie) const {
        return std::max(count_[movie], 0.5F) / static_cast<float>(ratings_);
    }
    [[nodiscard]] bool knows(std::size_t user, std::uint32_t movie) const {
        return std::ranges::any_of(seen_[user], [movie](const auto& r) { return r.movie == movie; });
    }

    /// What a user is like, once for all candidates.
    struct profile {
        float mean = 0;
        float log_count = 0;
        std::array<float, 64> genre_taste{};     ///< mean stars above the user's own mean, shrunk
        std::vector<float> neighbourhood;        ///< by movie: cosine to the movies the user likes, summed
    };

    [[nodiscard]] profile profile_of(std::size_t user) const {
        profile p;
        const ratings& own = seen_[user];
        float sum = 0;
        for (const auto& r : own) sum += r.stars;
        p.mean = (sum + 5 * mean_) / (static_cast<float>(own.size()) + 5);
        p.log_count = std::log1p(static_cast<float>(own.size()));
        std::array<float, 64> weight{};
        for (const auto& r : own) {
            for (std::uint64_t bits = log_.movies[r.movie].genres; bits != 0; bits &= bits - 1) {
                const auto g = static_cast<std::size_t>(std::countr_zero(bits));
                p.genre_taste[g] += r.stars - p.mean;
                weight[g] += 1;
            }
        }
        for (std::size_t g = 0; g < weight.size(); ++g) p.genre_taste[g] /= weight[g] + 3;
        p.neighbourhood.assign(log_.movies.size(), 0.0F);
        for (const auto& r : own) {
            if (r.stars < liked) continue;
            for (const std::uint32_t fan : fans_[r.movie]) {
                if (fan == user) continue;
                for (const auto& other : seen_[fan]) {
                    if (other.stars < liked) continue;
                    p.neighbourhood[other.movie] += 1 / std::sqrt(likes_[r.movie] * likes_[other.movie]);
                }
            }
        }
        return p;
    }

    [[nodiscard]] std::array<float, feature_count> features(const profile& p, std::size_t movie) const {
        const auto& m = log_.movies[movie];
        float taste = 0;
        float genres = 0;
        for (std::uint64_t bits = m.genres; bits != 0; bits &= bits - 1) {
            taste += p.genre_taste[static_cast<std::size_t>(std::countr_zero(bits))];
            genres += 1;
        }
        const float n = count_[movie];
        return {p.mean,
                p.log_count,
                (stars_[movie] + 5 * mean_) / (n + 5),
                std::log1p(n),
                (likes_[movie] + 1) / (n + 2),
                genres > 0 ? taste / genres : 0.0F,
                genres,
                m.year > 0 ? static_cast<float>(m.year - 1990) / 20 : 0.0F,
                std::log1p(p.neighbourhood[movie]),
                p.neighbourhood[movie] / std::sqrt(n + 1)};
    }

private:
    const data::movielens& log_;
    const std::vector<ratings>& seen_;
    std::vector<float> count_;
    std::vector<float> likes_;
    std::vector<float> stars_;
    std::vector<std::vector<std::uint32_t>> fans_;
    std::size_t ratings_ = 0;
    float mean_ = 0;
};

/// Movies that the user has not rated by then, `wanted` of them, drawn with the movies' popularity and by chance, half
/// and half.
std::vector<std::uint32_t> draw_unseen(const data::movielens& log, const knowledge& known, std::size_t user,
                                       std::vector<std::uint32_t> taken, std::size_t wanted, fulcrum::random_stream& random) {
    while (taken.size() < wanted) {
        const bool popular = taken.size() % 2 == 0;
        const auto movie = popular ? log.ratings[random.below(static_cast<std::uint32_t>(log.ratings.size()))].movie
                                   : random.below(static_cast<std::uint32_t>(log.movies.size()));
        if (std::ranges::find(taken, movie) == taken.end() && !known.knows(user, movie)) taken.push_back(movie);
    }
    return taken;
}

/// Examples: ratings of the middle part, and as many movies that the user passed over, which count as not liked.
example_rows examples_of(const data::movielens& log, const time_split& split, std::uint64_t seed) {
    const knowledge known(log, split.history);
    example_rows rows{.features = knowledge::feature_count, .heads = 2};
    for (std::size_t u = 0; u < split.examples.size(); ++u) {
        const auto profile = known.profile_of(u);
        std::vector<std::uint32_t> rated;
        for (const auto& r : split.examples[u]) {
            rated.push_back(r.movie);
            const std::array<float, 2> target{r.stars >= liked ? 1.0F : 0.0F, r.stars};
            rows.add(known.features(profile, r.movie), target, std::array{1.0F, 1.0F}, static_cast<std::uint32_t>(u));
        }
        fulcrum::random_stream random(seed, u, 0x6e6567U);
        const std::size_t count = rated.size();
        const auto all = draw_unseen(log, known, u, rated, 3 * count, random);
        for (std::size_t i = count; i < all.size(); ++i) {
            rows.add(known.features(profile, all[i]), std::array{0.0F, 0.0F}, std::array{1.0F, 0.0F},
                     static_cast<std::uint32_t>(u));
        }
    }
    return rows;
}

/// One request a user: what they rated last, hidden among movies that they have not rated.
fulcrum::interaction_log requests_of(const data::movielens& log, const time_split& split,
                                     std::span<const std::size_t> users, std::uint64_t seed) {
    std::vector<ratings> seen = split.history;
    for (std::size_t u = 0; u < seen.size(); ++u) {
        seen[u].insert(seen[u].end(), split.examples[u].begin(), split.examples[u].end());
    }
    const knowledge known(log, seen);
    const std::size_t genres = log.genre_names.size();
    fulcrum::interaction_log result{fulcrum::objectives<like>{}};
    for (const std::size_t u : users) {
        const auto profile = known.profile_of(u);
        std::vector<std::uint32_t> movies;
        for (const auto& r : split.held_out[u]) movies.push_back(r.movie);
        const std::size_t rated = movies.size();
        fulcrum::random_stream random(seed, u, 0x636e64U);
        movies = draw_unseen(log, known, u, movies, std::max(candidates, 2 * rated), random);
        std::vector<float> features;
        std::vector<float> labels(movies.size(), 0.0F);
        std::vector<float> shares;
        std::vector<float> vectors(movies.size() * genres, 0.0F);
        for (std::size_t i = 0; i < movies.size(); ++i) {
            const auto x = known.features(profile, movies[i]);
            features.insert(features.end(), x.begin(), x.end());
            if (i < rated && split.held_out[u][i].stars >= liked) labels[i] = 1;
            shares.push_back(known.popularity(movies[i]));
            for (std::uint64_t bits = log.movies[movies[i]].genres; bits != 0; bits &= bits - 1) {
                vectors[i * genres + static_cast<std::size_t>(std::countr_zero(bits))] = 1;
            }
        }
        const fulcrum::matrix_view<const float> x{features.data(), movies.size(), knowledge::feature_count};
        const fulcrum::matrix_view<const float> genre_vectors{vectors.data(), movies.size(), genres};
        const auto request = fulcrum::request{x}
                                 .with(fulcrum::item_id{}, movies)
                                 .with(fulcrum::relevance{}, labels)
                                 .with(fulcrum::popularity{}, shares)
                                 .with(fulcrum::embedding{}, genre_vectors)
                                 .with_key(u);
        result.append({.request = request, .shown = {}, .propensity = {}, .rewards = {}, .group = u});
    }
    return result;
}

/// The model's two heads, and each movie's self-information.
struct scorer {
    fulcrum::dynamic_mlp<float> net;

    void operator()(const fulcrum::request& r, fulcrum::columns_view<float> out, fulcrum::workspace& ws) const {
        net(r.features(), {out.data(), out.rows(), 2, out.stride()}, ws);
        const std::span<const float> shares = r.get<fulcrum::popularity>();
        for (std::size_t i = 0; i < shares.size(); ++i) out(i, 2) = -std::log2(shares[i]);
    }
};

} // namespace

void tune_on_movielens(const job_options& options) {
    const data::movielens log = data::read_movielens(options.data);
    std::printf("MovieLens: %zu ratings of %zu movies by %zu users\n\n", log.ratings.size(), log.movies.size(),
                log.user_ids.size());
    const time_split split = split_by_time(log);
    std::vector<std::size_t> training_users;
    std::vector<std::size_t> other_users;
    for (std::size_t u = 0; u < log.user_ids.size(); ++u) {
        const bool other = fulcrum::random_stream(options.seed, u, 0x757372U).below(10) < 4;
        (other ? other_users : training_users).push_back(u);
    }
    fulcrum::trained_mlp model;
    {
        time_split known = split; // the model learns from the training users alone
        for (const std::size_t u : other_users) known.examples[u].clear();
        const example_rows rows = examples_of(log, known, options.seed);
        const step s("a model with 2 heads learns from " + std::to_string(rows.size()) + " rows");
        model = train_visibly(rows, {{"like", fulcrum::loss::cross_entropy}, {"rating", fulcrum::loss::squared_error}},
                            {.hidden = {32, 16}, .epochs = options.quick ? 3U : 30U, .batch = 256, .l2 = 1e-5,
                             .dropout = 0.05, .seed = options.seed});
    }
    const fulcrum::interaction_log tuning = requests_of(log, split, training_users, options.seed);
    const fulcrum::interaction_log judging = requests_of(log, split, other_users, options.seed);

    const auto ranker = fulcrum::rank_by<goals>(
        fulcrum::score_with{scorer{fulcrum::dynamic_mlp<float>(model.net)}}, fulcrum::min_max{},
        fulcrum::named("blend", fulcrum::weighted_sum{fulcrum::weights{.6F * like{}, .3F * rating{}, .1F * novelty{}}}),
        fulcrum::mmr{.lambda = .9F, .depth = slate}, fulcrum::top_k{slate});
    const auto replay_of = [&](const fulcrum::interaction_log& part) {
        return fulcrum::replay(ranker, part, fulcrum::ndcg{slate}, fulcrum::mean_novelty{slate},
                               fulcrum::diversity{slate},
                               fulcrum::coverage{.catalogue = log.movies.size(), .k = slate, .group = 40});
    };
    const auto problem = replay_of(tuning);
    const auto judge = replay_of(judging);
    std::vector<reference_policy> known;
    for (const auto& [name, values] :
         {std::pair{"hand-set", std::array{.6F, .3F, .1F, .9F}}, std::pair{"likes only", std::array{1.F, 0.F, 0.F, 1.F}},
          std::pair{"equal weights", std::array{1.F / 3, 1.F / 3, 1.F / 3, 1.F}},
          std::pair{"novelty only", std::array{0.F, 0.F, 1.F, 1.F}}}) {
        auto other = ranker;
        other.set_parameters(values);
        known.push_back({name, problem.measure(fulcrum::settings_of(other))});
    }
    tuned search;
    {
        const step s("NSGA-II tunes 4 settings for relevance, novelty, diversity, coverage");
        search = tune(problem, known, {.population = options.quick ? 12U : 60U, .generations = options.quick ? 4U : 25U},
                      options);
    }
    const auto executor = executor_of(options);
    const fulcrum::policy_front training_front = problem.front(search.found, executor);
    const std::string relevance = fulcrum::ndcg{slate}.name();
    const auto rule = fulcrum::best("diversity").giving_up(relevance, 0.02).giving_up("novelty", 0.05);
    const std::size_t member = fulcrum::choose(training_front, rule).member();
    const fulcrum::policy_front front = judge.front(search.found, executor);

    job_result result{.title = "Fulcrum: films for the users of MovieLens",
                      .summary = std::to_string(search.found.evaluations) + " settings were tried on " +
                                 std::to_string(training_users.size()) + " users; every figure is of the " +
                                 std::to_string(other_users.size()) +
                                 " held-out users, who trained neither the model nor the settings. Each user's last "
                                 "ratings are hidden among movies that they have not rated, " +
                                 std::to_string(candidates) + " candidates or more in all; intervals are by user "
                                 "(coverage: by groups of 40 users).",
                      .front = front,
                      .point = {front, member, rule.words()},
                      .references = {},
                      .tables = {},
                      .heads = {"like", "rating"},
                      .training = model.history,
                      .hypervolume = search.hypervolume};
    fulcrum::report_table table{"Settings found on training users, on held-out users (95 % intervals by user)",
                                {{"policy"}, {"users"}, {relevance}, {"novelty, bits"}, {"diversity"}, {"coverage of 40"}},
                                {}};
    const auto add = [&table](const std::string& name, const char* users, const fulcrum::measured_settings& m) {
        table.add(name, std::string(users), fulcrum::measured(m.objectives[0]), fulcrum::measured(m.objectives[1]),
                  fulcrum::measured(m.objectives[2]), fulcrum::measured(m.objectives[3]));
    };
    add("chosen", "training", training_front.members[member]);
    add("chosen", "held out", front.members[member]);
    table.rows.back().highlighted = true;
    for (const auto& k : known) {
        result.references.push_back({k.name, judge.measure(k.measured.settings)});
        add(k.name, "training", k.measured);
        add(k.name, "held out", result.references.back().measured);
    }
    // The shape of the front holds if settings that are better on training users are better on others too.
    fulcrum::report_table holds{"Does the front hold? Correlation of its members' values, training against held-out users",
                                {{"objective"}, {"correlation"}},
                                {}};
    for (std::size_t j = 0; j < front.goals.size(); ++j) {
        fulcrum::co_moments pairs(2);
        for (std::size_t i = 0; i < front.size(); ++i) {
            pairs.add(std::array{training_front.value(i, j), front.value(i, j)});
        }
        const double scale = std::sqrt(pairs.covariance(0, 0) * pairs.covariance(1, 1));
        holds.add(std::string(front.goals.name(j)), fulcrum::measured(scale > 0 ? pairs.covariance(0, 1) / scale : 1.0));
    }
    result.tables = {table, holds};
    present(result, options);
}
