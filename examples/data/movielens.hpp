#pragma once

#include "fulcrum/io/csv_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <numeric>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

namespace data {

/// Ratings and movies of MovieLens (GroupLens), joined: users and movies are places, dense from 0. Movies stand in the
/// order of movies.csv, users in the order of their ids.
struct movielens {
    struct rating {
        std::uint32_t user = 0;
        std::uint32_t movie = 0;
        float stars = 0.0F;         ///< 0.5 to 5, in halves
        std::int64_t timestamp = 0; ///< seconds since 1970, UTC
    };
    struct movie {
        std::uint32_t id = 0; ///< of GroupLens
        std::string title;
        int year = 0;             ///< of release, from the title; 0 if it has none
        std::uint64_t genres = 0; ///< bit g is set for genre_names[g]; none for "(no genres listed)"
    };

    std::vector<rating> ratings; ///< in the order of the file
    std::vector<movie> movies;
    std::vector<std::string> genre_names; ///< in alphabetical order
    std::vector<std::uint32_t> user_ids;  ///< of GroupLens, rising
};

namespace detail {

/// The year in "Title (1995)"; 0 if there is none.
[[nodiscard]] inline int year_of(std::string_view title) {
    while (title.ends_with(' ')) title.remove_suffix(1);
    if (title.size() < 6 || title.back() != ')' || title[title.size() - 6] != '(') return 0;
    int year = 0;
    const char* end = title.data() + title.size() - 1;
    const auto [stop, status] = std::from_chars(end - 4, end, year);
    return status == std::errc{} && stop == end && year > 0 ? year : 0;
}

} // namespace detail

/// Reads movies.csv into the movies and genre_names of a data set. Errors: fulcrum::format_error with file and line.
inline void read_movies(const std::filesystem::path& file, movielens& result) {
    fulcrum::csv_reader table(file);
    const auto id = table.column("movieId");
    const auto title = table.column("title");
    const auto genres = table.column("genres");
    std::vector<std::string> names; // in order of appearance; bits are renumbered at the end
    while (table.next()) {
        movielens::movie movie;
        movie.id = table.number<std::uint32_t>(id);
        movie.title = table.text(title);
        movie.year = detail::year_of(movie.title);
        std::string_view rest = table.text(genres);
        if (rest == "(no genres listed)") rest = {};
        while (!rest.empty()) {
            const std::size_t bar = std::min(rest.find('|'), rest.size());
            const std::string_view name = rest.substr(0, bar);
            rest.remove_prefix(std::min(bar + 1, rest.size()));
            if (name.empty()) table.bad_field(genres, "holds an empty genre");
            const auto g = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
            if (g == 64) table.bad_field(genres, "names a 65th genre; at most 64 are read");
            if (g == names.size()) names.emplace_back(name);
            movie.genres |= std::uint64_t{1} << g;
        }
        result.movies.push_back(std::move(movie));
    }
    table.require_rows(result.movies.size());

    std::vector<std::size_t> order(names.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&names](std::size_t a, std::size_t b) { return names[a] < names[b]; });
    for (movielens::movie& movie : result.movies) {
        std::uint64_t bits = 0;
        for (std::size_t g = 0; g < order.size(); ++g) bits |= (movie.genres >> order[g] & 1U) << g;
        movie.genres = bits;
    }
    for (const std::size_t g : order) result.genre_names.push_back(names[g]);
}

/// Reads ratings.csv into the ratings and user_ids of a data set whose movies are there.
/// Errors: fulcrum::format_error with file and line, also for a movie that movies.csv does not list.
inline void read_ratings(const std::filesystem::path& file, movielens& result) {
    fulcrum::csv_reader table(file);
    const auto user = table.column("userId");
    const auto movie = table.column("movieId");
    const auto stars = table.column("rating");
    const auto timestamp = table.column("timestamp");
    std::unordered_map<std::uint32_t, std::uint32_t> place;
    for (const movielens::movie& m : result.movies) place.emplace(m.id, static_cast<std::uint32_t>(place.size()));
    if (place.size() != result.movies.size()) {
        fulcrum::fail<fulcrum::format_error>(file.string(),
                                             ": movies.csv beside it lists a movieId twice; fetch it again");
    }
    while (table.next()) {
        const auto found = place.find(table.number<std::uint32_t>(movie));
        if (found == place.end()) table.bad_field(movie, "is not in movies.csv beside it");
        result.ratings.push_back({table.number<std::uint32_t>(user), found->second,
                                  table.number<float>(stars, 0.5F, 5.0F), table.number<std::int64_t>(timestamp, 0)});
    }
    table.require_rows(result.ratings.size());

    std::vector<std::uint32_t>& ids = result.user_ids;
    for (const movielens::rating& r : result.ratings) ids.push_back(r.user);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    for (movielens::rating& r : result.ratings) {
        r.user = static_cast<std::uint32_t>(std::lower_bound(ids.begin(), ids.end(), r.user) - ids.begin());
    }
}

/// Reads movies.csv and ratings.csv of a folder. Errors: fulcrum::format_error with file and line.
[[nodiscard]] inline movielens read_movielens(const std::filesystem::path& folder) {
    movielens result;
    read_movies(folder / "movies.csv", result);
    read_ratings(folder / "ratings.csv", result);
    return result;
}

} // namespace data
