#include "fulcrum/config/settings_file.hpp"

#include "fulcrum/core/random.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/scalarize/weighted_sum.hpp"
#include "fulcrum/scalarize/weights.hpp"
#include "fulcrum/select/plackett_luce.hpp"
#include "fulcrum/select/score_with.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

struct click : fulcrum::maximize {};
struct revenue : fulcrum::maximize {};
using goals = fulcrum::objectives<click, revenue>;

/// A folder of its own, removed at the end.
class folder {
public:
    explicit folder(const std::string& name) : path_(std::filesystem::temp_directory_path() / ("fulcrum_" + name)) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    ~folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] std::filesystem::path operator/(const char* name) const { return path_ / name; }
    [[nodiscard]] std::ptrdiff_t files() const {
        return std::distance(std::filesystem::directory_iterator(path_), std::filesystem::directory_iterator());
    }

private:
    std::filesystem::path path_;
};

void put(const std::filesystem::path& path, std::string_view text) {
    std::ofstream(path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

std::string get(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// The message with which a text is refused, after the folder's name.
std::string refusal(const folder& where, std::string_view text) {
    put(where / "s.json", text);
    try {
        static_cast<void>(fulcrum::load_settings(where / "s.json"));
    } catch (const fulcrum::format_error& e) {
        const std::string message = e.what();
        const std::size_t name = message.find("s.json:");
        REQUIRE(name != std::string::npos);
        return message.substr(name);
    }
    return "accepted";
}

std::string with(std::string_view members) {
    return "{\n\"format\": \"fulcrum-settings\",\n\"version\": 1,\n" + std::string(members) + "}\n";
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct scorer {
    void operator()(fulcrum::matrix_view<const float> features, fulcrum::columns_view<float> out) const {
        for (std::size_t i = 0; i < features.rows(); ++i) out(i, 0) = out(i, 1) = features(i, 0);
    }
};

auto make_ranker() {
    return fulcrum::rank_by<goals>(fulcrum::score_with{scorer{}},
                                   fulcrum::weighted_sum{fulcrum::weights{.5F * click{}, .25F * revenue{}}},
                                   fulcrum::plackett_luce{.k = 5, .temperature = 0.2F});
}

} // namespace

TEST_CASE("config/settings_file: what is saved reads back bit by bit, in its order") {
    const folder where("settings_round_trip");
    fulcrum::settings values{{"b", 0.1F},
                             {"a", -0.0F},
                             {"a/b~c", std::numeric_limits<float>::max()},
                             {"quote \" \\ \n \xC3\xA9", std::numeric_limits<float>::denorm_min()},
                             {"", 16777216.0F}};
    fulcrum::random_stream random(7, 0);
    while (values.size() < 3000) {
        const auto value = std::bit_cast<float>(random());
        if (std::isfinite(value)) values.push_back({"r" + std::to_string(values.size()), value});
    }
    fulcrum::save_settings(where / "s.json", values);
    const fulcrum::settings back = fulcrum::load_settings(where / "s.json");
    REQUIRE(back.size() == values.size());
    bool same = true;
    for (std::size_t i = 0; i < values.size(); ++i) {
        same = same && back[i].name == values[i].name &&
               std::bit_cast<std::uint32_t>(back[i].value) == std::bit_cast<std::uint32_t>(values[i].value);
    }
    CHECK(same);
    CHECK(where.files() == 1);

    fulcrum::save_settings(where / "s.json", fulcrum::settings{});
    CHECK(fulcrum::load_settings(where / "s.json").empty());
}

TEST_CASE("config/settings_file: the file is as documented") {
    const folder where("settings_text");
    fulcrum::settings_provenance provenance{.chosen_by = "knee", .objectives = {}};
    provenance.objectives.emplace_back("click", fulcrum::estimate{.value = 0.19, .low = 0.186, .high = 0.193});
    provenance.objectives.emplace_back("one", fulcrum::estimate{.value = 1,
                                                                .low = -std::numeric_limits<double>::infinity(),
                                                                .high = std::numeric_limits<double>::infinity()});
    fulcrum::save_settings(where / "s.json", fulcrum::settings{{"blend.click", 0.5F}, {"mmr.lambda", 0.7F}},
                           provenance);
    CHECK(get(where / "s.json") == "{\n  \"format\": \"fulcrum-settings\",\n  \"version\": 1,\n  \"settings\": {\n"
                                   "    \"blend.click\": 0.5,\n    \"mmr.lambda\": 0.7\n  },\n  \"objectives\": {\n"
                                   "    \"click\": {\"value\":0.19,\"low\":0.186,\"high\":0.193},\n"
                                   "    \"one\": {\"value\":1.0}\n  },\n  \"chosen_by\": \"knee\"\n}\n");
    CHECK(fulcrum::load_settings(where / "s.json") == fulcrum::settings{{"blend.click", 0.5F}, {"mmr.lambda", 0.7F}});
}

TEST_CASE("config/settings_file: a pipeline is saved and restored; what does not fit changes nothing") {
    const folder where("settings_pipeline");
    auto ranker = make_ranker();
    fulcrum::save_settings(where / "s.json", ranker);
    const fulcrum::settings before = fulcrum::settings_of(ranker);
    REQUIRE(before.size() == 3);

    auto other = make_ranker();
    other.set_parameters(std::vector<float>{0.1F, 0.2F, 0.3F});
    REQUIRE(fulcrum::settings_of(other) != before);
    fulcrum::load_settings(where / "s.json", other);
    CHECK(fulcrum::settings_of(other) == before);

    put(where / "s.json", with("\"settings\": {\"plackett_luce.temperature\": 0.5}"));
    CHECK_THROWS_AS(fulcrum::load_settings(where / "s.json", other), fulcrum::error);
    put(where / "s.json", with("\"settings\": {\"plackett_luce.temperature\": 0, \"weighted_sum.click\": 0, "
                               "\"weighted_sum.revenue\": 0}"));
    CHECK_THROWS_AS(fulcrum::load_settings(where / "s.json", other), fulcrum::error);
    CHECK(fulcrum::settings_of(other) == before);
}

TEST_CASE("config/settings_file: an operating point is saved with its objectives and rule") {
    const folder where("settings_point");
    fulcrum::policy_front front{
        .goals = {{"click", fulcrum::direction::maximize}, {"cost", fulcrum::direction::minimize}},
        .baseline = {},
        .members = {}};
    front.members.push_back(
        {.settings = {{"mmr.lambda", 0.25F}},
         .objectives = {{.value = 0.5, .low = 0.4, .high = 0.6}, {.value = 2, .low = 1, .high = 3}}});
    fulcrum::save_settings(where / "s.json", fulcrum::operating_point(front, 0, "by hand"));
    CHECK(fulcrum::load_settings(where / "s.json") == fulcrum::settings{{"mmr.lambda", 0.25F}});
    const std::string text = get(where / "s.json");
    CHECK(contains(text, "\"cost\": {\"value\":2.0,\"low\":1.0,\"high\":3.0}"));
    CHECK(contains(text, "\"chosen_by\": \"by hand\""));
}

TEST_CASE("config/settings_file: saving refuses what cannot be read back and leaves the old file") {
    const folder where("settings_refused");
    put(where / "s.json", "old");
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const auto save = [&](const fulcrum::settings& values) { fulcrum::save_settings(where / "s.json", values); };
    CHECK_THROWS_WITH_AS(save({{"x", nan}}), doctest::Contains("'x' is nan"), fulcrum::error);
    CHECK_THROWS_WITH_AS(save({{"x", 1}, {"x", 2}}), doctest::Contains("'x' is given twice"), fulcrum::error);
    CHECK_THROWS_WITH_AS(save({{"\xFF", 1}}), doctest::Contains("UTF-8"), fulcrum::error);
    CHECK_THROWS_WITH_AS(fulcrum::save_settings(where / "none/s.json", fulcrum::settings{}),
                         doctest::Contains("check that its folder exists"), fulcrum::error);
    CHECK(get(where / "s.json") == "old");
    CHECK(where.files() == 1);
}

TEST_CASE("config/settings_file: every wrong file is refused with its name, line and remedy") {
    const folder where("settings_errors");
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::load_settings(where / "absent.json")),
                         doctest::Contains("absent.json: cannot be read: No such file"), fulcrum::format_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::load_settings(where / ".")), doctest::Contains("is a directory"),
                         fulcrum::format_error);

    CHECK(contains(refusal(where, ""), "s.json:1: the file is empty"));
    CHECK(contains(refusal(where, std::string_view("\x7F\x45\x4C\x46\0\0", 6)),
                   "byte 4 is no text; this is a binary file"));
    CHECK(contains(refusal(where, "\xFF\xFE\xFD"), "s.json:1: is no valid JSON"));
    CHECK(contains(refusal(where, "[1, 2]"), "this is no settings file"));
    CHECK(contains(refusal(where, "3"), "this is no settings file"));
    CHECK(contains(refusal(where, "{\n\"format\": \"other\"}"), "s.json:2: this is no settings file"));
    CHECK(contains(refusal(where, "{\"format\": \"fulcrum-settings\",\n\n\"version\": 2}"),
                   "s.json:3: the version is 2, this library reads version 1"));
    CHECK(contains(refusal(where, "{\"format\": \"fulcrum-settings\"}"), "the version is missing"));
    CHECK(contains(refusal(where, with("")), "s.json:4: is no valid JSON")); // a trailing comma
    CHECK(contains(refusal(where, with("\"settings\": 3")), "s.json:4: \"settings\" must be an object"));
    CHECK(contains(refusal(where, with("\"settings\": {},\n\"seting\": 3")),
                   "s.json:5: unknown key 'seting'; known are"));
    CHECK(contains(refusal(where, with("\"settings\": {\n\"a\": 1,\n\"b\": \"x\"}")),
                   "s.json:6: setting 'b' is \"x\"; it must be a number"));
    CHECK(contains(refusal(where, with("\"settings\": {\"a\": null}")), "s.json:4: setting 'a' is null"));
    CHECK(contains(refusal(where, with("\"settings\": {\"a\": NaN}")), "s.json:4: is no valid JSON"));
    CHECK(contains(refusal(where, with("\"settings\": {\"a\": 1e60}")), "which no float holds"));
    CHECK(contains(refusal(where, with("\"settings\": {\"a\": 1e999}")), "s.json:4: is no valid JSON"));
    CHECK(contains(refusal(where, with("\"settings\": {\n\"a\": 1,\n\"a\": 2}")),
                   "s.json:6: key 'a' is given again, first in line 5"));
    CHECK(contains(refusal(where, std::string(100, '[')), "is nested deeper than 32"));
    CHECK(contains(refusal(where, with("\"settings\": {}") + "{}"), "is no valid JSON"));
}

TEST_CASE("config/settings_file: a file cut anywhere is refused, with LF and with CRLF") {
    const folder where("settings_cut");
    const std::string whole = with("\"settings\": {\"a\": 1.5, \"b\": 2},\n\"chosen_by\": \"knee\"");
    const std::size_t end = whole.rfind('}');
    for (std::size_t n = 1; n <= end; ++n) {
        CAPTURE(n);
        const std::string message = refusal(where, whole.substr(0, n));
        CHECK((contains(message, "the file ends too early") || contains(message, "is no valid JSON")));
    }
    std::string crlf;
    for (const char c : whole) crlf += c == '\n' ? "\r\n" : std::string(1, c);
    CHECK(refusal(where, crlf) == "accepted");
    CHECK(refusal(where, whole.substr(0, end + 1)) == "accepted"); // no newline at the end
}

TEST_CASE("config/settings_file: mutated files are read or refused, never anything else") {
    const folder where("settings_fuzz");
    const std::string whole =
        with("\"settings\": {\"blend.click\": 0.5, \"mmr.lambda\": -1e-3},\n\"objectives\": "
             "{\"click\": {\"value\": 1, \"low\": 0, \"high\": 2}},\n\"chosen_by\": \"kn\\u00e9e\"");
    constexpr std::string_view alphabet("{}[]\",:0123456789eE+-.\\ntrufalsenull \n\t\0\x80\xFF", 42);
    fulcrum::random_stream random(11, 0);
    const auto below = [&random](std::size_t n) { return random.below(static_cast<std::uint32_t>(n)); };
    std::size_t accepted = 0;
    for (int round = 0; round < 1500; ++round) {
        std::string text = whole;
        for (std::uint64_t edits = 1 + random.below(4); edits > 0 && !text.empty(); --edits) {
            const std::size_t at = below(text.size());
            const char c = alphabet[below(alphabet.size())];
            switch (random.below(4)) {
            case 0: text[at] = c; break;
            case 1: text.insert(at, 1, c); break;
            case 2: text.erase(at, 1 + random.below(8)); break;
            default: text.insert(at, text.substr(below(text.size()), random.below(20))); break;
            }
        }
        put(where / "s.json", text);
        try {
            const fulcrum::settings values = fulcrum::load_settings(where / "s.json");
            ++accepted;
            for (const fulcrum::setting& s : values) REQUIRE(std::isfinite(s.value));
        } catch (const fulcrum::format_error&) {
        }
    }
    CHECK(accepted > 0);
    CHECK(accepted < 1500);
}
