#include "data/hillstrom.hpp"
#include "data/movielens.hpp"
#include "data/open_bandit.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/io/read_file.hpp"
#include "temporary_file.hpp"

#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace {

const std::filesystem::path fixtures = FULCRUM_FIXTURES;

/// The message of the fulcrum::error that a call throws, without the folder of the fixtures; "" if it throws none.
template <class Call> std::string message_of(Call call) {
    try {
        call();
    } catch (const fulcrum::error& e) {
        std::string text = e.what();
        const std::string folder = fixtures.string() + "/";
        for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder)) {
            text.erase(at, folder.size());
        }
        return text;
    }
    return "";
}

std::string hillstrom_error(const char* name) {
    return message_of([name] { static_cast<void>(data::read_hillstrom(fixtures / "hillstrom" / name)); });
}

} // namespace

TEST_CASE("property/readers: hillstrom: CRLF, a quoted comma and a missing last line end") {
    for (const char* name : {"hillstrom.csv", "lf.csv"}) {
        const data::hillstrom log = data::read_hillstrom(fixtures / "hillstrom" / name);
        REQUIRE(log.size() == 4);
        CHECK(log.recency == std::vector<std::uint8_t>{10, 6, 7, 1});
        CHECK(log.history_segment == std::vector<std::uint8_t>{1, 5, 0, 6});
        CHECK(log.history == std::vector<double>{142.44, 801.5, 29.99, 1203.0});
        CHECK(log.mens == std::vector<std::uint8_t>{1, 1, 0, 0});
        CHECK(log.womens == std::vector<std::uint8_t>{0, 1, 1, 1});
        CHECK(log.zip_code == std::vector<std::uint8_t>{0, 2, 1, 1});
        CHECK(log.newbie == std::vector<std::uint8_t>{0, 1, 1, 0});
        CHECK(log.channel == std::vector<std::uint8_t>{1, 0, 2, 0});
        CHECK(log.arm == std::vector<std::uint8_t>{1, 2, 0, 1});
        CHECK(log.visit == std::vector<double>{0, 0, 1, 1});
        CHECK(log.conversion == std::vector<double>{0, 0, 1, 0});
        CHECK(log.spend == std::vector<double>{0, 0, 49.5, 0});
    }
}

TEST_CASE("property/readers: hillstrom: a damaged or wrong file") {
    CHECK(hillstrom_error("truncated.csv") == "hillstrom/truncated.csv: line 4: has 8 fields, but the first row has "
                                              "12; correct the row, or fetch the file again");
    CHECK(hillstrom_error("wrong_header.csv") ==
          "hillstrom/wrong_header.csv: line 1: column 'visit' is missing (found: recency, history_segment, history, "
          "mens, womens, zip_code, newbie, channel, segment, visited, conversion, spend); give the original file");
    CHECK(hillstrom_error("header_only.csv") ==
          "hillstrom/header_only.csv: line 1: no rows of data; fetch the file again");
    CHECK(hillstrom_error("unknown_segment.csv") ==
          "hillstrom/unknown_segment.csv: line 3: column 'segment': 'No Mail' is none of: Mens E-Mail, Womens E-Mail, "
          "No E-Mail; correct it, or fetch the file again");
    CHECK(hillstrom_error("not_a_number.csv") ==
          "hillstrom/not_a_number.csv: line 4: column 'history': '29.99x' is not a number; correct it, or "
          "fetch the file again");
    CHECK(hillstrom_error("out_of_range.csv") == "hillstrom/out_of_range.csv: line 4: column 'recency': '13' is "
                                                 "outside [1, 12]; correct it, or fetch the file again");
    CHECK(message_of([] { static_cast<void>(data::read_hillstrom(fixtures / "ml-latest-small/movies.csv")); }) ==
          "ml-latest-small/movies.csv: line 1: column 'recency' is missing (found: movieId, title, genres); give the "
          "original file");
}

TEST_CASE("property/readers: movielens: titles, years, genres, and the join") {
    const data::movielens set = data::read_movielens(fixtures / "ml-latest-small");
    CHECK(set.genre_names == std::vector<std::string>{"Action", "Comedy", "Drama"});
    REQUIRE(set.movies.size() == 4);
    CHECK(set.movies[0].title == "First Film, The (1995)");
    CHECK(set.movies[0].year == 1995);
    CHECK(set.movies[0].genres == 0b110U);
    CHECK(set.movies[1].year == 2001); // a space follows the year
    CHECK(set.movies[1].genres == 0b011U);
    CHECK(set.movies[2].year == 0);
    CHECK(set.movies[2].genres == 0U);
    CHECK(set.movies[3].title == "11'09\"01 - Third (2002)");
    CHECK(set.movies[3].id == 41);

    CHECK(set.user_ids == std::vector<std::uint32_t>{2, 7, 9});
    REQUIRE(set.ratings.size() == 4);
    CHECK(set.ratings[0].user == 1);
    CHECK(set.ratings[0].movie == 0);
    CHECK(set.ratings[1].movie == 3);
    CHECK(set.ratings[1].stars == 0.5F);
    CHECK(set.ratings[2].user == 0);
    CHECK(set.ratings[2].timestamp == 1445714835);
    CHECK(set.ratings[3].user == 2);
}

TEST_CASE("property/readers: movielens: a rating of an unlisted movie, stars beyond five") {
    const auto rating_error = [](const char* row) {
        return message_of([row] {
            const temporary_file file(std::string("userId,movieId,rating,timestamp\n") + row + "\n");
            data::movielens set;
            data::read_movies(fixtures / "ml-latest-small/movies.csv", set);
            data::read_ratings(file.path(), set);
        });
    };
    CHECK(rating_error("1,10,5.0,1").empty());
    CHECK(rating_error("1,11,5.0,1").find("line 2: column 'movieId': '11' is not in movies.csv") != std::string::npos);
    CHECK(rating_error("1,10,5.5,1").find("column 'rating': '5.5' is outside [0.5") != std::string::npos);
    CHECK(message_of([] { static_cast<void>(data::read_movielens(fixtures / "csv")); }) ==
          "csv/movies.csv: no such file; fetch it, or correct the path");
}

TEST_CASE("property/readers: open bandit: impressions, items, estimator fixture, action distribution") {
    const auto folder = fixtures / "open-bandit-small";
    const data::open_bandit_impressions log = data::read_open_bandit(folder / "impressions.csv");
    REQUIRE(log.size() == 3);
    CHECK(log.items == 4);
    CHECK(log.item == std::vector<std::uint32_t>{2, 0, 3});
    CHECK(log.position == std::vector<std::uint32_t>{2, 0, 1}); // from 0
    CHECK(log.click == std::vector<double>{0, 1, 0});
    CHECK(log.propensity == std::vector<double>{0.25, 0.5, 0.0625});
    CHECK(log.timestamp[1] == "2019-11-24 00:03:14.000000+00:00");
    CHECK(log.user[1] == std::array<std::uint32_t, 4>{1, 0, 0, 0});
    CHECK(log.user[2] == std::array<std::uint32_t, 4>{0, 0, 1, 0});
    CHECK(log.user_codes[0].values == std::vector<std::string>{"aa", "ab"});
    CHECK(log.affinity == std::vector<float>{0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0});

    const data::open_bandit_items items = data::read_open_bandit_items(folder / "item_context.csv");
    REQUIRE(items.size() == 4);
    CHECK(items.feature == std::vector<float>{-0.5F, 0.25F, 1.5F, 0.0F});
    CHECK(items.category[3] == std::array<std::uint32_t, 3>{1, 1, 1});

    const data::open_bandit_fixture fixture = data::read_open_bandit_fixture(folder / "ope_fixture.csv");
    REQUIRE(fixture.size() == 2);
    CHECK(fixture.action == std::vector<std::uint32_t>{2, 0});
    CHECK(fixture.position == std::vector<std::uint32_t>{2, 0});
    CHECK(fixture.reward == std::vector<double>{0, 1});
    CHECK(fixture.logging == std::vector<double>{0.25, 0.5});
    CHECK(fixture.target == std::vector<double>{0.125, 0.75});
    CHECK(fixture.q_hat == std::vector<double>{0.0026, 0.25});
    CHECK(fixture.v_hat == std::vector<double>{0.0076, 0.125});

    const data::action_distribution policy = data::read_action_distribution(folder / "action_dist.csv");
    CHECK(policy.items == 4);
    CHECK(policy.positions == 3);
    CHECK(policy.probability[3 * 3 + 2] == 0.4);
}

TEST_CASE("property/readers: open bandit: wrong files and values") {
    const auto folder = fixtures / "open-bandit-small";
    CHECK(message_of([&] { static_cast<void>(data::read_open_bandit(folder / "item_context.csv")); }) ==
          "open-bandit-small/item_context.csv: line 1: column 'timestamp' is missing (found: item_id, "
          "item_feature_0, item_feature_1, item_feature_2, item_feature_3); give the original file");
    const auto fixture_error = [](const char* row) {
        return message_of([row] {
            const temporary_file file(std::string("action,position,reward,pscore,eval_prob,qhat_action,vhat\n") + row);
            static_cast<void>(data::read_open_bandit_fixture(file.path()));
        });
    };
    CHECK(fixture_error("1,0,0,0.5,0.5,0,0").empty());
    CHECK(fixture_error("1,0,0,0,0.5,0,0").find("column 'pscore': '0' is a logging propensity and must be above 0") !=
          std::string::npos);
    CHECK(fixture_error("1,3,0,0.5,0.5,0,0").find("column 'position': '3' is outside [0, 2]") != std::string::npos);
    const temporary_file half("0.25,0.5\n0.25,0.5\n");
    CHECK(message_of([&] {
              static_cast<void>(data::read_action_distribution(half.path()));
          }).find("column 1 sums to 0.5") != std::string::npos);
    const temporary_file skipped(",item_id,item_feature_0,item_feature_1,item_feature_2,item_feature_3\n0,1,0,a,b,c\n");
    CHECK(message_of([&] {
              static_cast<void>(data::read_open_bandit_items(skipped.path()));
          }).find("is not the next id, 0") != std::string::npos);
}

TEST_CASE("property/readers: a damaged file is read or refused, never worse") {
    struct target {
        const char* fixture;
        std::function<void(const std::filesystem::path&)> read;
    };
    const std::vector<target> targets{
        {"hillstrom/hillstrom.csv", [](const auto& f) { static_cast<void>(data::read_hillstrom(f)); }},
        {"ml-latest-small/movies.csv",
         [](const auto& f) {
             data::movielens set;
             data::read_movies(f, set);
         }},
        {"ml-latest-small/ratings.csv",
         [](const auto& f) {
             data::movielens set;
             data::read_movies(fixtures / "ml-latest-small/movies.csv", set);
             data::read_ratings(f, set);
         }},
        {"open-bandit-small/impressions.csv", [](const auto& f) { static_cast<void>(data::read_open_bandit(f)); }},
        {"open-bandit-small/item_context.csv",
         [](const auto& f) { static_cast<void>(data::read_open_bandit_items(f)); }},
        {"open-bandit-small/ope_fixture.csv",
         [](const auto& f) { static_cast<void>(data::read_open_bandit_fixture(f)); }},
        {"open-bandit-small/action_dist.csv",
         [](const auto& f) { static_cast<void>(data::read_action_distribution(f)); }},
    };
    constexpr std::array<char, 12> favourites{'"', ',', '\n', '\r', '\0', '-', '.', 'e', '9', '|', '(', '\xFF'};
    for (std::size_t t = 0; t < targets.size(); ++t) {
        CAPTURE(targets[t].fixture);
        const std::string original = fulcrum::read_file(fixtures / targets[t].fixture);
        targets[t].read(fixtures / targets[t].fixture);
        int accepted = 0;
        int refused = 0;
        for (std::uint32_t round = 0; round < 250; ++round) {
            fulcrum::random_stream random(2024, t, round);
            std::string bytes = original;
            if (round % 5 == 0) bytes.resize(random.below(static_cast<std::uint32_t>(bytes.size())));
            for (std::uint32_t flips = random.below(4); flips > 0 && !bytes.empty(); --flips) {
                const std::size_t at = random.below(static_cast<std::uint32_t>(bytes.size()));
                switch (random.below(4)) {
                case 0:
                    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
                    break;
                case 1:
                    bytes[at] = favourites[random.below(favourites.size())];
                    break;
                case 2:
                    bytes.insert(at, 1, favourites[random.below(favourites.size())]);
                    break;
                default:
                    bytes.erase(at, 1 + random.below(8));
                    break;
                }
            }
            const temporary_file file(bytes);
            try {
                targets[t].read(file.path());
                ++accepted;
            } catch (const fulcrum::error& e) {
                ++refused;
                const std::string text = e.what();
                CHECK(text.find(file.path().filename().string()) != std::string::npos);
            }
        }
        CHECK(accepted + refused == 250);
        CHECK(accepted > 0);
        CHECK(refused > 20);
    }
}
