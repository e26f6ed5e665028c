// Published figures on real logs. The data is not in the repository: FULCRUM_DATA (environment variable, else what the
// build was configured with) names its folder.
#include "data/hillstrom.hpp"
#include "data/movielens.hpp"
#include "data/open_bandit.hpp"
#include "fulcrum/evaluate.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

using doctest::Approx;

namespace {

std::filesystem::path data_folder() {
    const char* set = std::getenv("FULCRUM_DATA");
    return set != nullptr && *set != '\0' ? set : FULCRUM_DATA;
}

/// False, and says so, when the set is not there.
bool present(const char* set) {
    const auto folder = data_folder() / set;
    if (std::filesystem::exists(folder)) return true;
    std::printf("SKIPPED: no data at %s; set FULCRUM_DATA to the folder that holds %s\n", folder.c_str(), set);
    std::fflush(stdout);
    return false;
}

/// Equal to all the digits of a figure that was printed with `digits` decimals.
bool prints_as(double value, double figure, int digits) {
    return std::abs(value - figure) <= 0.5 * std::pow(10.0, -digits) * (1.0 + 1e-9);
}

} // namespace

TEST_CASE("property/estimators_public: hillstrom: arm means and the value of two policies") {
    if (!present("hillstrom")) return;
    const data::hillstrom log = data::read_hillstrom(data_folder() / "hillstrom/hillstrom.csv");
    REQUIRE(log.size() == 64000);

    constexpr std::array<std::array<double, 4>, 3> arm_means{
        {{21307, .182757, .012531, 1.422617}, {21387, .151400, .008837, 1.077202}, {21306, .106167, .005726, .652789}}};
    for (std::size_t arm = 0; arm < 3; ++arm) {
        CAPTURE(data::hillstrom::arms[arm]);
        std::array<fulcrum::moments, 3> m;
        for (std::size_t i = 0; i < log.size(); ++i) {
            if (log.arm[i] != arm) continue;
            m[0].add(log.visit[i]);
            m[1].add(log.conversion[i]);
            m[2].add(log.spend[i]);
        }
        CHECK(static_cast<double>(m[0].count()) == arm_means[arm][0]);
        for (std::size_t r = 0; r < 3; ++r) CHECK(prints_as(m[r].mean(), arm_means[arm][r + 1], 6));
    }

    const std::vector<double> logging(log.size(), data::hillstrom::propensity);
    std::vector<double> always_mens;
    std::vector<double> by_history;
    for (std::size_t i = 0; i < log.size(); ++i) {
        always_mens.push_back(log.arm[i] == 0 ? 1.0 : 0.0);
        const std::uint8_t choice = log.womens[i] == 1 && log.mens[i] == 0 ? 1 : 0;
        by_history.push_back(log.arm[i] == choice ? 1.0 : 0.0);
    }
    struct figure {
        double ips, error, snips;
    };
    const auto check = [&](const std::vector<double>& policy, const std::vector<double>& reward, const figure& f) {
        const fulcrum::bandit_feedback feedback{.target = policy, .logging = logging, .reward = reward};
        const fulcrum::off_policy_estimate ips = fulcrum::ips(feedback);
        CHECK(prints_as(ips.value, f.ips, 6));
        CHECK(prints_as(ips.standard_error, f.error, 6));
        CHECK(prints_as(fulcrum::snips(feedback).value, f.snips, 6));
        CHECK_NOTHROW(fulcrum::require_support(ips, {.minimum = 500}));
        CHECK_FALSE(ips.weights_off());
    };
    check(always_mens, log.visit, {.182531, .002835, .182757}); // SNIPS of one arm is that arm's mean
    check(always_mens, log.conversion, {.012516, .000764, .012531});
    check(always_mens, log.spend, {1.420860, .121738, 1.422617});
    check(by_history, log.visit, {.184688, .002850, .184233});
    check(by_history, log.conversion, {.012281, .000757, .012251});
    check(by_history, log.spend, {1.432155, .120620, 1.428628});
}

TEST_CASE("property/estimators_public: open bandit: Open Bandit Pipeline's estimates to 1e-12") {
    if (!present("open-bandit-small")) return;
    const auto folder = data_folder() / "open-bandit-small";
    std::ifstream in(folder / "reference_obp_men.json");
    const nlohmann::json reference = nlohmann::json::parse(in);

    const std::map<std::string, std::string> directions{{"men:random->bts", "ope_fixture_men_random_to_bts.csv"},
                                                        {"men:bts->random", "ope_fixture_men_bts_to_random.csv"}};
    REQUIRE(reference.size() == directions.size());
    for (const auto& direction : directions) {
        const std::string& key = direction.first;
        CAPTURE(key);
        const nlohmann::json& expected = reference.at(key);
        const data::open_bandit_fixture f = data::read_open_bandit_fixture(folder / direction.second);
        REQUIRE(f.size() == expected.at("n").get<std::size_t>());
        const fulcrum::bandit_feedback log{
            .target = f.target, .logging = f.logging, .reward = f.reward, .q_hat = f.q_hat, .v_hat = f.v_hat};

        std::map<std::string, fulcrum::estimate> ours{{"ipw", fulcrum::ips(log)},
                                                      {"snipw", fulcrum::snips(log)},
                                                      {"dm", fulcrum::dm(f.v_hat)},
                                                      {"dr", fulcrum::dr(log)},
                                                      {"sndr", fulcrum::sndr(log)}};
        for (const int lambda : {5, 10, 50, 100}) {
            const std::string suffix = "(" + std::to_string(lambda) + ")";
            ours["switch-dr" + suffix] = fulcrum::switch_dr(log, lambda);
            ours["dr-os" + suffix] = fulcrum::dr_os(log, lambda);
            ours["ipw-clip" + suffix] = fulcrum::clipped_ips(log, lambda);
        }
        REQUIRE(expected.at("estimates").size() == ours.size());
        for (const auto& item : expected.at("estimates").items()) {
            const std::string& name = item.key();
            CAPTURE(name);
            CHECK(std::abs(ours.at(name).value - item.value().get<double>()) < 1e-12);
        }
        for (const auto& item : expected.at("normal_se").items()) {
            const std::string& name = item.key();
            CAPTURE(name);
            CHECK(ours.at(name).standard_error == Approx(item.value().get<double>()).epsilon(1e-9));
        }
        const fulcrum::off_policy_estimate ips = fulcrum::ips(log);
        CHECK(ips.effective_sample_size == Approx(expected.at("ess").get<double>()).epsilon(1e-12));
        CHECK(std::abs(ips.mean_weight.value - expected.at("iw_mean").get<double>()) < 1e-12);
        CHECK(ips.largest_weight == Approx(expected.at("iw_max").get<double>()).epsilon(1e-12));

        // the bootstrap draws other resamples than theirs; the percentiles agree to its own error
        std::vector<double> w(f.size());
        std::vector<double> wr(f.size());
        for (std::size_t i = 0; i < f.size(); ++i) {
            w[i] = f.target[i] / f.logging[i];
            wr[i] = w[i] * f.reward[i];
        }
        const nlohmann::json& intervals = expected.at("bootstrap_ci95_percentile_B1000_seed12345");
        const auto check_interval = [&](const char* name, const fulcrum::estimate& drawn) {
            const double low = intervals.at(name).at(0).get<double>();
            const double high = intervals.at(name).at(1).get<double>();
            CHECK(std::abs(drawn.low - low) < 0.1 * (high - low));
            CHECK(std::abs(drawn.high - high) < 0.1 * (high - low));
        };
        check_interval("ipw", fulcrum::bootstrap_mean(wr, {.resamples = 500, .seed = 12345}));
        check_interval("snipw", fulcrum::bootstrap_ratio(wr, w, {.resamples = 500, .seed = 12345}));
    }
}

TEST_CASE("property/estimators_public: open bandit: the estimator fixture follows from the logs") {
    if (!present("open-bandit-small")) return;
    const auto folder = data_folder() / "open-bandit-small";
    const data::open_bandit_impressions log = data::read_open_bandit(folder / "random/men/men.csv");
    const data::open_bandit_fixture f = data::read_open_bandit_fixture(folder / "ope_fixture_men_random_to_bts.csv");
    const data::action_distribution bts = data::read_action_distribution(folder / "bts_action_dist_men.csv");
    REQUIRE(log.size() == f.size());
    REQUIRE(log.items == 34);
    REQUIRE(bts.items == 34);
    // Open Bandit Pipeline orders by time; two impressions of one instant stand in either order
    using row = std::tuple<std::uint32_t, std::uint32_t, double>;
    std::vector<row> logged;
    std::vector<row> in_fixture;
    std::size_t in_place = 0;
    std::size_t wrong_probabilities = 0;
    for (std::size_t i = 0; i < log.size(); ++i) {
        logged.emplace_back(log.item[i], log.position[i], log.click[i]);
        in_fixture.emplace_back(f.action[i], f.position[i], f.reward[i]);
        in_place += logged.back() == in_fixture.back() ? 1U : 0U;
        const bool same = std::abs(f.logging[i] - log.propensity[i]) < 1e-9 &&
                          std::abs(f.target[i] - bts.probability[f.action[i] * 3 + f.position[i]]) < 1e-9;
        wrong_probabilities += same ? 0U : 1U;
    }
    CHECK(in_place == 9998);
    std::sort(logged.begin(), logged.end());
    std::sort(in_fixture.begin(), in_fixture.end());
    CHECK(logged == in_fixture);
    CHECK(wrong_probabilities == 0);
    CHECK(data::read_open_bandit_items(folder / "random/men/item_context.csv").size() == 34);

    struct clicks {
        const char* file;
        double count;
    };
    for (const clicks& c : {clicks{"random/men/men.csv", 46}, clicks{"bts/men/men.csv", 69},
                            clicks{"random/women/women.csv", 46}, clicks{"bts/women/women.csv", 46}}) {
        const data::open_bandit_impressions campaign = data::read_open_bandit(folder / c.file);
        CHECK(campaign.size() == 10000);
        double sum = 0.0;
        for (const double click : campaign.click) sum += click;
        CHECK(sum == c.count);
    }
}

TEST_CASE("property/estimators_public: open bandit: women's BTS log cannot judge the uniform policy") {
    if (!present("open-bandit-small")) return;
    const data::open_bandit_impressions log =
        data::read_open_bandit(data_folder() / "open-bandit-small/bts/women/women.csv");
    REQUIRE(log.items == 46);
    const std::vector<double> uniform(log.size(), 1.0 / static_cast<double>(log.items));
    const fulcrum::bandit_feedback feedback{.target = uniform, .logging = log.propensity, .reward = log.click};
    for (const fulcrum::off_policy_estimate& e : {fulcrum::ips(feedback), fulcrum::snips(feedback)}) {
        CHECK(std::floor(e.effective_sample_size) == 2.0);
        CHECK_FALSE(fulcrum::trustworthy(e));
        CHECK_THROWS_WITH_AS(fulcrum::require_support(e, {}, "the uniform policy"),
                             "off-policy estimate: of 10000 logged observations the uniform policy is worth 2 "
                             "(effective sample size), below the required 100; choose a policy nearer to the logging "
                             "one, or log more with more exploration",
                             fulcrum::error);
    }
}

TEST_CASE("property/estimators_public: ml-latest-small: the counts of its owners") {
    if (!present("ml-latest-small")) return;
    const data::movielens set = data::read_movielens(data_folder() / "ml-latest-small");
    CHECK(set.ratings.size() == 100836);
    CHECK(set.movies.size() == 9742);
    CHECK(set.user_ids.size() == 610);
    CHECK(set.genre_names.size() == 19);
    std::set<std::uint32_t> rated;
    fulcrum::moments stars;
    std::vector<std::size_t> per_user(set.user_ids.size());
    for (const auto& r : set.ratings) {
        rated.insert(r.movie);
        stars.add(static_cast<double>(r.stars));
        ++per_user[r.user];
    }
    CHECK(rated.size() == 9724);
    CHECK(prints_as(stars.mean(), 3.501557, 6));
    CHECK(*std::min_element(per_user.begin(), per_user.end()) >= 20);
    CHECK(set.movies[0].title == "Toy Story (1995)");
    CHECK(set.movies[0].year == 1995);
    const auto quoted = std::find_if(set.movies.begin(), set.movies.end(), [](const auto& m) { return m.id == 7789; });
    REQUIRE(quoted != set.movies.end());
    CHECK(quoted->title == "11'09\"01 - September 11 (2002)");
}
