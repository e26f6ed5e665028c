#include "fulcrum/report/table.hpp"

#include "xml.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

TEST_CASE("report/table: the numbers of a column get the same decimals") {
    fulcrum::report_table table{.title = "t", .columns = {{"policy"}, {"value"}, {"count"}, {"fixed", 1}}, .rows = {}};
    table.add("a", fulcrum::measured(12.3456, 11.2, 13.4), 1000, 0.25);
    table.add("b", 0.5, 7, 2);
    const std::string html = to_html(table);
    REQUIRE(xml_error(html).empty());
    CHECK(contains(html, "<td class=\"number\">12.35 <span class=\"interval\">[11.20, 13.40]</span></td>"));
    CHECK(contains(html, "<td class=\"number\">0.50</td>"));
    CHECK(contains(html, "<td class=\"number\">1000</td>"));
    CHECK(contains(html, "<td class=\"number\">7</td>"));
    CHECK(contains(html, "<td class=\"number\">0.2</td>"));
    CHECK(contains(html, "<td class=\"number\">2.0</td>"));
    CHECK(contains(html, "<th scope=\"col\">policy</th><th scope=\"col\" class=\"number\">value</th>"));
}

TEST_CASE("report/table: the highlighted row is marked, and text is escaped") {
    fulcrum::report_table table{.title = "<t>", .columns = {{"a&b"}}, .rows = {}};
    table.add(std::string("<x>"));
    table.add("\"y\"\x01");
    table.rows[1].highlighted = true;
    const std::string html = to_html(table);
    CHECK(xml_error(html).empty());
    CHECK(contains(html, "<caption>&lt;t&gt;</caption>"));
    CHECK(contains(html, ">a&amp;b</th>"));
    CHECK(contains(html, "<tr><td>&lt;x&gt;</td></tr>"));
    CHECK(contains(html, "<tr class=\"highlighted\"><td>&quot;y&quot;\xEF\xBF\xBD</td></tr>"));
}

TEST_CASE("report/table: what is not finite is shown as text") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    fulcrum::report_table table{.title = "t", .columns = {{"v"}}, .rows = {}};
    table.add(fulcrum::measured());
    table.add(-infinity);
    table.add(fulcrum::measured(1, -infinity, infinity));
    const std::string html = to_html(table);
    CHECK(xml_error(html).empty());
    CHECK(contains(html, ">n/a</td>"));
    CHECK(contains(html, ">\u2212\u221E</td>"));
    CHECK(contains(html, "[\u2212\u221E, \u221E]"));
}

TEST_CASE("report/table: empty tables say so; a row of another width is refused with both numbers") {
    CHECK(contains(to_html(fulcrum::report_table{.title = "t", .columns = {{"a"}, {"b"}}, .rows = {}}), "no rows"));
    CHECK(xml_error(to_html(fulcrum::report_table{})).empty());
    fulcrum::report_table table{.title = "t", .columns = {{"a"}, {"b"}}, .rows = {}};
    table.add(1, 2);
    table.add(1);
    CHECK_THROWS_WITH_AS(static_cast<void>(to_html(table)),
                         "report_table 't': row 1 has 1 cells, the table has 2 columns", fulcrum::shape_error);
}
