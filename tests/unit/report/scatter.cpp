#include "fulcrum/report/scatter.hpp"

#include "xml.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

fulcrum::scatter_plot plot_of(std::vector<fulcrum::scatter_point> points,
                              fulcrum::point_role role = fulcrum::point_role::front) {
    return {.title = "t", .x = {"x"}, .y = {"y"}, .series = {{"s", role, std::move(points)}}};
}

/// Every coordinate of a plot's circles, in pixels.
std::vector<std::pair<double, double>> circles(const std::string& html) {
    std::vector<std::pair<double, double>> list;
    for (const std::string& tag : tags_of(html, "<circle")) {
        list.emplace_back(std::stod(attribute(tag, "cx")), std::stod(attribute(tag, "cy")));
    }
    list.erase(list.begin()); // the legend's
    return list;
}

} // namespace

TEST_CASE("report/scatter: points keep their order on both axes and lie inside the frame") {
    const std::string html = to_html(plot_of({{1.0, 10.0}, {2.0, 30.0}, {3.0, 20.0}}));
    REQUIRE(xml_error(html).empty());
    const auto at = circles(html);
    REQUIRE(at.size() == 3);
    CHECK(at[0].first < at[1].first);
    CHECK(at[1].first - at[0].first == doctest::Approx(at[2].first - at[1].first).epsilon(0.01));
    CHECK(at[0].second > at[2].second); // pixels count down
    CHECK(at[2].second > at[1].second);
    for (const auto& [x, y] : at) {
        CHECK((x > 0 && x < 540));
        CHECK((y > 0 && y < 360));
    }
}

TEST_CASE("report/scatter: hover text holds the label, both values and their intervals") {
    const std::string html =
        fulcrum::to_html({.title = "t",
                          .x = {"click rate"},
                          .y = {"revenue", "EUR"},
                          .series = {{"front", fulcrum::point_role::front, {{{0.5, 0.4, 0.6}, 12.0, "member 3"}}}}});
    CHECK(contains(html, "<title>member 3\nclick rate: 0.5000 [0.4000, 0.6000]\nrevenue: 12.00 EUR</title>"));
    CHECK(count_of(html, "<g class=\"bars\"><line") == 1);
    CHECK(contains(html, "revenue (EUR)"));
}

TEST_CASE("report/scatter: the better end of an axis is marked") {
    fulcrum::scatter_plot plot = plot_of({{1.0, 1.0}});
    CHECK(!contains(to_html(plot), "better"));
    plot.x.better = fulcrum::direction::maximize;
    plot.y.better = fulcrum::direction::minimize;
    CHECK(contains(to_html(plot), "better \u2192"));
    CHECK(contains(to_html(plot), "\u2190 better"));
}

TEST_CASE("report/scatter: roles differ in shape; baselines and the chosen carry their labels") {
    const std::string html =
        fulcrum::to_html({.title = "t",
                          .x = {"x"},
                          .y = {"y"},
                          .series = {{"chosen", fulcrum::point_role::chosen, {{2.0, 2.0, "the one"}}},
                                     {"front", fulcrum::point_role::front, {{3.0, 1.0, "member"}}},
                                     {"baselines", fulcrum::point_role::baseline, {{1.0, 1.0, "equal"}}},
                                     {"all", fulcrum::point_role::background, {{1.5, 1.2}, {1.7, 1.1}}}}});
    REQUIRE(xml_error(html).empty());
    CHECK(count_of(html, "<polygon points=\"0,-1.3") == 2); // diamond: legend and mark
    CHECK(count_of(html, "<polygon points=\"0,-1.6") == 2); // star
    CHECK(count_of(html, "h0") == 2);                       // dots, in one path
    CHECK(count_of(html, "<g class=\"mark\">") == 3);
    CHECK(count_of(html, "class=\"label\"") == 2);
    CHECK(contains(html, ">the one</text>"));
    CHECK(contains(html, ">equal</text>"));
    CHECK(html.find("class=\"background\" d=") < html.find("member"));
    CHECK(html.find("<title>member") < html.find("<title>the one")); // the chosen is on top
}

TEST_CASE("report/scatter: labels of points that coincide do not cover one another") {
    std::vector<fulcrum::scatter_point> points;
    for (int i = 0; i < 6; ++i) points.push_back({1.0, 1.0, "baseline " + std::to_string(i)});
    const std::string html = to_html(plot_of(points, fulcrum::point_role::baseline));
    std::vector<fulcrum::detail::box> boxes;
    const double width = fulcrum::detail::text_width("baseline 0");
    for (const std::string& tag : tags_of(html, "<text class=\"label\"")) {
        const double x = std::stod(attribute(tag, "x"));
        const double y = std::stod(attribute(tag, "y"));
        const std::string anchor = attribute(tag, "text-anchor");
        const double left = anchor == "end" ? x - width : anchor == "middle" ? x - width / 2 : x;
        boxes.push_back({left, y - 11, left + width, y + 3});
    }
    REQUIRE(boxes.size() == 6);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) CHECK(boxes[i].overlap(boxes[j]) < 1);
    }
}

TEST_CASE("report/scatter: text from outside is shown as it is") {
    fulcrum::scatter_plot plot =
        plot_of({{1.0, 1.0, "<script>alert('1')</script> & \"q\""}}, fulcrum::point_role::chosen);
    plot.title = "<b>t</b>";
    plot.x.name = "a<b";
    plot.series[0].name = "s&<";
    const std::string html = to_html(plot);
    CHECK(xml_error(html).empty());
    CHECK(!contains(html, "<script"));
    CHECK(!contains(html, "<b>"));
    CHECK(contains(html, "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;q&quot;"));
}

TEST_CASE("report/scatter: degenerate input is drawn sensibly") {
    CHECK(contains(fulcrum::to_html({.title = "t", .x = {"x"}, .y = {"y"}, .series = {}}), "no finite points"));
    CHECK(contains(to_html(plot_of({})), "no finite points"));
    const auto single = circles(to_html(plot_of({{5.0, 5.0}})));
    REQUIRE(single.size() == 1);
    CHECK(single[0].first == doctest::Approx(290).epsilon(0.1)); // in the middle

    const std::string mixed = to_html(plot_of({{nan_value, 1.0}, {1.0, infinity}, {-infinity, 1.0}, {2.0, 3.0}}));
    CHECK(circles(mixed).size() == 1);
    CHECK(contains(mixed, "3 points are not shown"));
    CHECK(!contains(mixed, "nan"));
    CHECK(!contains(mixed, "inf"));

    const double largest = std::numeric_limits<double>::max();
    const std::string huge = to_html(plot_of({{{1.0, -infinity, infinity}, 1e300}, {1e-310, -1e300}, {largest, 0.0}}));
    CHECK(xml_error(huge).empty());
    CHECK(!contains(huge, "nan"));
    CHECK(circles(huge).size() == 2);
    for (const auto& [x, y] : circles(huge)) {
        CHECK((x > 0 && x < 540));
        CHECK((y > 0 && y < 360));
    }
}
