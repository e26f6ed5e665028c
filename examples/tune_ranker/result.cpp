#include "result.hpp"

#include <fulcrum/config.hpp>
#include <fulcrum/core/atomic_file.hpp>
#include <fulcrum/core/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

namespace {

using fulcrum::measured;

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.5g", value);
    return text;
}

std::string cell_text(const fulcrum::table_cell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    const auto& m = std::get<measured>(cell);
    if (!m.has_interval()) return number(m.value);
    return number(m.value) + " [" + number(m.low) + ", " + number(m.high) + "]";
}

std::vector<std::string> objective_names(const fulcrum::policy_front& front) {
    std::vector<std::string> names;
    for (std::size_t j = 0; j < front.goals.size(); ++j) names.emplace_back(front.goals.name(j));
    return names;
}

fulcrum::scatter_point point_of(const fulcrum::measured_settings& m, std::size_t x, std::size_t y, std::string label) {
    return {measured(m.objectives[x]), measured(m.objectives[y]), std::move(label)};
}

fulcrum::scatter_plot plot_of(const job_result& result, std::size_t x, std::size_t y) {
    const auto names = objective_names(result.front);
    fulcrum::scatter_plot plot{names[x] + " against " + names[y], {names[x]}, {names[y]}, {}};
    fulcrum::scatter_series members{"the front", fulcrum::point_role::front, {}};
    for (std::size_t i = 0; i < result.front.size(); ++i) {
        const auto& m = result.front.members[i];
        auto point = point_of(m, x, y, "settings " + std::to_string(i + 1));
        point.x = measured(m.objectives[x].value); // bars for all members would hide them: the table has the intervals
        point.y = measured(m.objectives[y].value);
        members.points.push_back(std::move(point));
    }
    plot.series.push_back(std::move(members));
    fulcrum::scatter_series others{"for comparison", fulcrum::point_role::baseline, {}};
    for (const auto& r : result.references) others.points.push_back(point_of(r.measured, x, y, r.name));
    plot.series.push_back(std::move(others));
    plot.series.push_back(
        {"chosen", fulcrum::point_role::chosen, {point_of(result.point.chosen(), x, y, "chosen")}});
    return plot;
}

fulcrum::report_table settings_table(const job_result& result) {
    fulcrum::report_table table{"The front: settings and what they are worth", {{"settings"}}, {}};
    for (const auto& name : objective_names(result.front)) table.columns.push_back({name});
    for (const auto& s : result.front.baseline.settings) table.columns.push_back({s.name});
    for (std::size_t i = 0; i < result.front.size(); ++i) {
        const auto& m = result.front.members[i];
        fulcrum::table_row row;
        row.highlighted = i == result.point.member();
        row.cells.emplace_back(std::to_string(i + 1) + (row.highlighted ? " (chosen)" : ""));
        for (const auto& e : m.objectives) row.cells.emplace_back(measured(e));
        for (const auto& s : m.settings) row.cells.emplace_back(measured(static_cast<double>(s.value)));
        table.rows.push_back(std::move(row));
    }
    return table;
}

fulcrum::line_chart training_chart(const job_result& result) {
    fulcrum::line_chart chart{"Training: loss by epoch", {"epoch"}, {"loss"}, {}};
    fulcrum::line_series train{"training, all heads", {}, {}, "all", true};
    fulcrum::line_series validation{"validation, all heads", {}, {}, "all", false};
    std::vector<fulcrum::line_series> heads;
    for (const auto& name : result.heads) heads.push_back({"validation, " + name, {}, {}, name, false});
    for (const auto& epoch : result.training) {
        train.y.emplace_back(epoch.train);
        validation.y.emplace_back(epoch.validation);
        for (std::size_t h = 0; h < heads.size(); ++h) heads[h].y.emplace_back(epoch.heads[h]);
    }
    chart.series = {std::move(train), std::move(validation)};
    for (auto& h : heads) chart.series.push_back(std::move(h));
    return chart;
}

fulcrum::report_page page_of(const job_result& result) {
    fulcrum::report_page page(result.title);
    page.add_text(result.summary);
    for (const auto& table : result.tables) page.add_table(table);
    const std::size_t m = result.front.goals.size();
    for (std::size_t x = 0; x < m; ++x) {
        for (std::size_t y = x + 1; y < m; ++y) page.add_scatter(plot_of(result, x, y));
    }
    page.add_table(settings_table(result));
    page.add_lines(training_chart(result));
    fulcrum::line_chart search{"Search: hypervolume by generation", {"generation"}, {"hypervolume"}, {}};
    search.series.push_back({"hypervolume of the front on the tuning log", {}});
    for (const double v : result.hypervolume) search.series.front().y.emplace_back(v);
    page.add_lines(search);
    return page;
}

std::string csv_of(const job_result& result) {
    std::string text = "chosen";
    for (const auto& name : objective_names(result.front)) text += "," + name + "," + name + "_low," + name + "_high";
    for (const auto& s : result.front.baseline.settings) text += "," + s.name;
    text += "\n";
    for (std::size_t i = 0; i < result.front.size(); ++i) {
        const auto& m = result.front.members[i];
        text += i == result.point.member() ? "1" : "0";
        char field[128];
        for (const auto& e : m.objectives) {
            std::snprintf(field, sizeof field, ",%.9g,%.9g,%.9g", e.value, e.low, e.high);
            text += field;
        }
        for (const auto& s : m.settings) {
            std::snprintf(field, sizeof field, ",%.9g", static_cast<double>(s.value));
            text += field;
        }
        text += "\n";
    }
    return text;
}

} // namespace

void print(const fulcrum::report_table& table) {
    std::vector<std::size_t> widths;
    for (const auto& column : table.columns) widths.push_back(column.name.size());
    for (const auto& row : table.rows) {
        for (std::size_t c = 0; c < row.cells.size(); ++c) widths[c] = std::max(widths[c], cell_text(row.cells[c]).size());
    }
    std::printf("\n%s\n", table.title.c_str());
    for (std::size_t c = 0; c < widths.size(); ++c) {
        std::printf("  %-*s", static_cast<int>(widths[c]), table.columns[c].name.c_str());
    }
    std::puts("");
    for (const auto& row : table.rows) {
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            std::printf("  %-*s", static_cast<int>(widths[c]), cell_text(row.cells[c]).c_str());
        }
        std::puts("");
    }
}

void present(const job_result& result, const job_options& options) {
    for (const auto& table : result.tables) print(table);
    std::printf("\n%s", result.point.report().c_str());
    std::puts("settings:");
    for (const auto& s : result.point.settings()) std::printf("  %-28s %.4g\n", s.name.c_str(), static_cast<double>(s.value));

    std::error_code failed;
    std::filesystem::create_directories(options.out, failed);
    if (failed) fulcrum::fail(options.out.string(), ": cannot be created (", failed.message(), "); choose another --out");
    page_of(result).write(options.out / "report.html");
    fulcrum::write_atomically(options.out / "front.csv", csv_of(result));
    fulcrum::save_settings(options.out / "settings.json", result.point);
    std::puts("\nwritten:");
    for (const char* file : {"report.html", "settings.json", "front.csv"}) {
        std::printf("  %s\n", std::filesystem::weakly_canonical(options.out / file).c_str());
    }
}
