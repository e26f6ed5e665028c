#include "fulcrum/report/line_chart.hpp"

#include "xml.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

fulcrum::line_chart chart_of(std::vector<fulcrum::line_series> series) {
    return {.title = "t", .x = {"epoch"}, .y = {"loss"}, .series = std::move(series)};
}

} // namespace

TEST_CASE("report/line_chart: a curve is one line through its points, counted from 1") {
    const std::string html = to_html(chart_of({{"a", {3.0, 2.0, 1.5}}}));
    REQUIRE(xml_error(html).empty());
    const std::size_t path = html.find("class=\"line\" d=\"M", html.find("role=\"img\""));
    REQUIRE(path != std::string::npos);
    const std::string d = html.substr(path, html.find('>', path) - path);
    CHECK(count_of(d, "M") == 1);
    CHECK(count_of(d, "L") == 2);
    CHECK(contains(html, "<title>a\nepoch: 1\nloss: 3.000</title>"));
    CHECK(contains(html, "<title>a\nepoch: 3\nloss: 1.500</title>"));
    CHECK(!contains(html, "class=\"band\""));
}

TEST_CASE("report/line_chart: places on the x axis may be given") {
    const std::string html = to_html(chart_of({{"a", {3.0, 2.0}, {100, 250.5}}}));
    CHECK(contains(html, "epoch: 100\n"));
    CHECK(contains(html, "epoch: 250.5\n"));
    CHECK(contains(html, ">240</text>"));
}

TEST_CASE("report/line_chart: curves of a group share colour and shape, others differ") {
    const std::string html = to_html(chart_of({{"click, training", {1.0, .5}, {}, "click", true},
                                               {"click, validation", {1.0, .6}, {}, "click"},
                                               {"revenue", {2.0, 1.0}}}));
    CHECK(count_of(html, "<g class=\"series c0 dashed\">") == 2); // legend and curve
    CHECK(count_of(html, "<g class=\"series c0\">") == 2);
    CHECK(count_of(html, "<g class=\"series c1\">") == 2);
    CHECK(count_of(html, "<li>") == 3);
    CHECK(contains(html, "<polygon points=\"-.9,-.9")); // the square of the second group
}

TEST_CASE("report/line_chart: a value that is not finite makes a gap, in the line and in the band") {
    const std::string html =
        to_html(chart_of({{"a", {{1, .9, 1.1}, {nan_value, 0, 1}, {2, 1.9, 2.1}, {3, 2.9, 3.1}, 4.0}}}));
    REQUIRE(xml_error(html).empty());
    const std::size_t band = html.find("class=\"band\" d=\"");
    REQUIRE(band != std::string::npos);
    const std::string area = html.substr(band, html.find("/>", band) - band);
    CHECK(count_of(area, "M") == 2);
    CHECK(count_of(area, "Z") == 2);
    const std::size_t path = html.find("class=\"line\" d=\"M", band);
    const std::string d = html.substr(path, html.find("/>", path) - path);
    CHECK(count_of(d, "M") == 2);
    CHECK(count_of(d, "L") == 2);
    CHECK(!contains(html, "nan"));
}

TEST_CASE("report/line_chart: a long curve keeps all its points but few marks") {
    std::vector<fulcrum::measured> y;
    for (int i = 0; i < 5000; ++i) y.emplace_back(i * 0.1);
    const std::string html = to_html(chart_of({{"a", y}}));
    CHECK(count_of(html, "L") >= 4999);
    CHECK(count_of(html, "<g class=\"mark\">") < 250);
}

TEST_CASE("report/line_chart: degenerate input is drawn sensibly") {
    CHECK(contains(to_html(chart_of({})), "no finite values"));
    CHECK(contains(to_html(chart_of({{"a", {}}})), "no finite values"));
    CHECK(
        contains(to_html(chart_of({{"a", {nan_value, std::numeric_limits<double>::infinity()}}})), "no finite values"));
    for (const auto& chart : {chart_of({}), chart_of({{"a", {.5}}}), chart_of({{"a", {2.0, 2.0}, {3}}}),
                              chart_of({{"<a>&", {1e300, -1e300, 1e308}}})}) {
        const std::string html = to_html(chart);
        CHECK(xml_error(html).empty());
        CHECK(!contains(html, "nan"));
        CHECK(!contains(html, "inf\""));
    }
}
