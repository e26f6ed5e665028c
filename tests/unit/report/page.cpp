#include "fulcrum/report/page.hpp"

#include "xml.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace {

fulcrum::report_page full_page() {
    fulcrum::report_page page("Front & <point>", "seed \"7\"");
    page.add_text("a < b && c > d");
    fulcrum::report_table table{.title = "summary", .columns = {{"objective"}, {"value"}}, .rows = {}};
    table.add("click", fulcrum::measured(.5, .4, .6));
    page.add_table(table);
    page.add_section("Plots <1>");
    page.add_scatter(
        {.title = "s", .x = {"x"}, .y = {"y"}, .series = {{"f", fulcrum::point_role::front, {{1.0, 2.0, "p"}}}}});
    page.add_lines({.title = "l", .x = {"x"}, .y = {"y"}, .series = {{"c", {1.0, NAN, 2.0}}}});
    page.add_section("More");
    page.add_lines({.title = "m", .x = {"x"}, .y = {"y"}, .series = {}});
    return page;
}

} // namespace

TEST_CASE("report/page: a page is well-formed, also when it is empty") {
    CHECK(xml_error(full_page().html()) == "");
    CHECK(xml_error(fulcrum::report_page("").html()) == "");
    CHECK(xml_error(full_page().html() + "<p>") != ""); // the check itself sees what is wrong
    CHECK(xml_error("<p>a & b</p>") != "");
    CHECK(xml_error("<p><b></p></b>") != "");
}

TEST_CASE("report/page: a page needs nothing from elsewhere") {
    const std::string html = full_page().html();
    for (const char* outside : {"http:", "https:", "src=", "href=", "@import", "url(", "<link", "<iframe"}) {
        CAPTURE(outside);
        CHECK(!contains(html, outside));
    }
    CHECK(count_of(html, "<script>") == 1);
}

TEST_CASE("report/page: blocks stand in the order in which they were added; neighbouring plots share a row") {
    const std::string html = full_page().html();
    CHECK(html.find("<h1>Front &amp; &lt;point&gt;</h1>") < html.find("a &lt; b &amp;&amp; c &gt; d"));
    CHECK(html.find("a &lt; b") < html.find("<table>"));
    CHECK(html.find("<table>") < html.find("<h2>Plots &lt;1&gt;</h2>"));
    CHECK(html.find("<h2>Plots") < html.find("<figcaption>s<"));
    CHECK(html.find("<figcaption>s<") < html.find("<figcaption>l<"));
    CHECK(count_of(html, "<div class=\"plots\">") == 2);
    CHECK(count_of(html, "<figure>") == 3);
    CHECK(contains(html, "seed &quot;7&quot;"));
}

TEST_CASE("report/page: a wrong table is refused when it is added") {
    fulcrum::report_page page("t");
    fulcrum::report_table table{.title = "t", .columns = {{"a"}, {"b"}}, .rows = {}};
    table.add(1);
    const std::string before = page.html();
    CHECK_THROWS_AS(page.add_table(table), fulcrum::shape_error);
    CHECK(page.html() == before);
}

TEST_CASE("report/page: stream and file get the same page; a file that cannot be written is named") {
    const auto path = std::filesystem::temp_directory_path() / "fulcrum_report_page.html";
    const fulcrum::report_page page = full_page();
    page.write(path);
    std::ifstream in(path, std::ios::binary);
    const std::string written{std::istreambuf_iterator<char>(in), {}};
    std::filesystem::remove(path);
    std::ostringstream stream;
    page.write(stream);
    CHECK(written == stream.str());
    CHECK(written == page.html());
    CHECK_THROWS_WITH_AS(page.write("/fulcrum_no_such_folder/report.html"),
                         doctest::Contains("cannot write '/fulcrum_no_such_folder/report.html'"), fulcrum::error);
}
