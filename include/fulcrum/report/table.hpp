#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/report/detail/text.hpp"
#include "fulcrum/report/measured.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A column of a table. All its numbers get the same decimals, so that they line up.
struct table_column {
    std::string name;
    int decimals = automatic;

    static constexpr int automatic = -2; ///< four significant digits of the largest number
};

/// One cell: text, or a number with or without an interval.
using table_cell = std::variant<std::string, measured>;

/// A row of a table.
struct table_row {
    std::vector<table_cell> cells;
    bool highlighted = false; ///< the chosen one
};

/// A table; wide ones scroll in their own container.
struct report_table {
    std::string title;
    std::vector<table_column> columns;
    std::vector<table_row> rows;

    /// Adds a row of texts, numbers and estimates, one for each column.
    template <class... Cells>
    requires(std::constructible_from<table_cell, Cells>&&...) void add(Cells&&... cells) {
        rows.push_back({{table_cell(std::forward<Cells>(cells))...}, false});
    }
};

namespace detail {

[[nodiscard]] inline int decimals_of_column(const report_table& table, std::size_t column) {
    if (table.columns[column].decimals != table_column::automatic) return table.columns[column].decimals;
    double largest = 0;
    bool whole = true;
    for (const table_row& row : table.rows) {
        const auto* m = std::get_if<measured>(&row.cells[column]);
        if (m == nullptr) continue;
        if (std::isfinite(m->value)) largest = (std::max)(largest, std::abs(m->value));
        whole = whole && !m->has_interval() && (!std::isfinite(m->value) || m->value == std::floor(m->value));
    }
    if (whole && largest < 1e9) return 0;
    return decimals_for(largest);
}

[[nodiscard]] inline std::string cell_html(const table_cell& cell, int decimals) {
    if (const auto* text = std::get_if<std::string>(&cell)) return "<td>" + escaped(*text) + "</td>";
    const measured& m = std::get<measured>(cell);
    std::string html = "<td class=\"number\">" + number_text(m.value, decimals);
    if (m.has_interval()) {
        html += " <span class=\"interval\">[" + number_text(m.low, decimals) + ", " + number_text(m.high, decimals) +
                "]</span>";
    }
    return html + "</td>";
}

/// A column of numbers has its name on the right, above them.
[[nodiscard]] inline bool is_numeric(const report_table& table, std::size_t column) {
    const auto number = [column](const table_row& row) { return std::holds_alternative<measured>(row.cells[column]); };
    return std::ranges::any_of(table.rows, number);
}

} // namespace detail

/// The table as HTML. Errors: shape_error if a row has not one cell for each column.
[[nodiscard]] inline std::string to_html(const report_table& table) {
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        if (table.rows[i].cells.size() != table.columns.size()) {
            fail<shape_error>("report_table '", table.title, "': row ", i, " has ", table.rows[i].cells.size(),
                              " cells, the table has ", table.columns.size(), " columns");
        }
    }
    std::string html = "<div class=\"table\" tabindex=\"0\">\n<table>\n<caption>" + detail::escaped(table.title) +
                       "</caption>\n<thead><tr>";
    std::vector<int> decimals(table.columns.size());
    for (std::size_t j = 0; j < table.columns.size(); ++j) {
        decimals[j] = detail::decimals_of_column(table, j);
        html += detail::is_numeric(table, j) ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">";
        html += detail::escaped(table.columns[j].name) + "</th>";
    }
    html += "</tr></thead>\n<tbody>\n";
    for (const table_row& row : table.rows) {
        html += row.highlighted ? "<tr class=\"highlighted\">" : "<tr>";
        for (std::size_t j = 0; j < row.cells.size(); ++j) html += detail::cell_html(row.cells[j], decimals[j]);
        html += "</tr>\n";
    }
    if (table.rows.empty()) {
        html += "<tr><td colspan=\"" + std::to_string((std::max)(table.columns.size(), std::size_t{1})) +
                "\">no rows</td></tr>\n";
    }
    return html + "</tbody>\n</table>\n</div>\n";
}

} // namespace fulcrum::inline v0_1
