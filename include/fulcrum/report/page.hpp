#pragma once

#include "fulcrum/core/atomic_file.hpp"
#include "fulcrum/report/detail/style.hpp"
#include "fulcrum/report/detail/text.hpp"
#include "fulcrum/report/line_chart.hpp"
#include "fulcrum/report/scatter.hpp"
#include "fulcrum/report/table.hpp"

#include <filesystem>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// One self-contained HTML page: text, tables, and plots as inline SVG. It opens without a network, follows the
/// reader's light or dark setting, and is complete without scripts (these only make the hover values quick). It is
/// also well-formed XML. Plots that are added one after the other stand side by side where there is room.
///
///     fulcrum::report_page page("Tuned ranker", "simulated shop, seed 7");
///     page.add_table(summary);
///     page.add_section("Front");
///     page.add_scatter(clicks_against_revenue);
///     page.write("report.html");
class report_page {
public:
    explicit report_page(std::string title, std::string subtitle = {})
        : title_(std::move(title)), subtitle_(std::move(subtitle)) {}

    /// A heading; what follows belongs to it.
    void add_section(std::string_view heading) { add_block("<h2>" + detail::escaped(heading) + "</h2>\n"); }
    /// A paragraph of plain text.
    void add_text(std::string_view text) { add_block("<p>" + detail::escaped(text) + "</p>\n"); }
    /// Errors: shape_error if a row has not one cell for each column.
    void add_table(const report_table& table) { add_block(to_html(table)); }
    void add_scatter(const scatter_plot& plot) { add_plot(to_html(plot)); }
    void add_lines(const line_chart& chart) { add_plot(to_html(chart)); }

    [[nodiscard]] std::string html() const {
        std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                           "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>" +
                           detail::escaped(title_) + "</title>\n<style>";
        page += detail::report_css;
        page += "</style>\n</head>\n<body>\n<main>\n<header><h1>" + detail::escaped(title_) + "</h1>";
        if (!subtitle_.empty()) page += "<p class=\"subtitle\">" + detail::escaped(subtitle_) + "</p>";
        page += "</header>\n";
        for (std::size_t i = 0; i < blocks_.size(); ++i) {
            const bool plot = blocks_[i].plot;
            if (plot && (i == 0 || !blocks_[i - 1].plot)) page += "<div class=\"plots\">\n";
            page += blocks_[i].html;
            if (plot && (i + 1 == blocks_.size() || !blocks_[i + 1].plot)) page += "</div>\n";
        }
        page += "</main>\n<script>";
        page += detail::report_script;
        return page + "</script>\n</body>\n</html>\n";
    }

    void write(std::ostream& out) const { out << html(); }
    /// Writes the file as a whole or not at all. Errors: error that names the file and the reason.
    void write(const std::filesystem::path& path) const { write_atomically(path, html()); }

private:
    struct block {
        std::string html;
        bool plot = false;
    };

    void add_block(std::string html) { blocks_.push_back({std::move(html), false}); }
    void add_plot(std::string html) { blocks_.push_back({std::move(html), true}); }

    std::string title_;
    std::string subtitle_;
    std::vector<block> blocks_;
};

} // namespace fulcrum::inline v0_1
