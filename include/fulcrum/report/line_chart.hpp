#pragma once

#include "fulcrum/report/axis.hpp"
#include "fulcrum/report/detail/frame.hpp"
#include "fulcrum/report/detail/marker.hpp"
#include "fulcrum/report/detail/text.hpp"
#include "fulcrum/report/measured.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A curve. A value that is not finite makes a gap; intervals are drawn as a band.
struct line_series {
    std::string name; ///< in the legend
    std::vector<measured> y;
    std::vector<double> x = {}; ///< ascending, one for each y; 1, 2, 3, ... if empty
    std::string group = {};     ///< curves of one group share colour and shape; alone if empty
    bool dashed = false;        ///< for the lesser of a group, as training beside validation
};

/// Curves over a common axis: losses by epoch, hypervolume by generation.
struct line_chart {
    std::string title;
    axis_title x;
    axis_title y;
    std::vector<line_series> series;
};

namespace detail {

/// Curve k of a chart in pixels.
class curve {
public:
    static constexpr std::size_t styles = 6; ///< colours in the style sheet, and shapes

    curve(const line_series& series, const line_chart& chart, std::size_t style)
        : series_(series), chart_(chart), style_(style % styles) {}

    [[nodiscard]] std::size_t size() const noexcept {
        return series_.x.empty() ? series_.y.size() : (std::min)(series_.x.size(), series_.y.size());
    }
    [[nodiscard]] double x(std::size_t i) const noexcept {
        return series_.x.empty() ? static_cast<double>(i + 1) : series_.x[i];
    }
    [[nodiscard]] const measured& y(std::size_t i) const noexcept { return series_.y[i]; }
    [[nodiscard]] bool drawable(std::size_t i) const noexcept { return can_plot(x(i)) && can_plot(series_.y[i].value); }
    [[nodiscard]] std::string css() const {
        return "series c" + std::to_string(style_) + (series_.dashed ? " dashed" : "");
    }

    [[nodiscard]] std::string legend() const {
        return legend_entry("<g class=\"" + css() + "\"><path class=\"line\" d=\"M1 8H27\"/>" +
                                marker(static_cast<shape>(style_), 14, 8, 3.2) + "</g>",
                            series_.name);
    }

    [[nodiscard]] std::string svg(const plot_frame& frame) const {
        return "<g class=\"" + css() + "\">" + band(frame) + path(frame) + marks(frame) + "</g>\n";
    }

private:
    [[nodiscard]] std::string path(const plot_frame& frame) const {
        std::string d;
        for (std::size_t i = 0; i < size(); ++i) {
            if (!drawable(i)) continue;
            d += (i > 0 && drawable(i - 1) ? "L" : "M") + px(frame.x_px(x(i))) + " " + px(frame.y_px(y(i).value));
        }
        return d.empty() ? d : "<path class=\"line\" d=\"" + d + "\"/>";
    }

    /// The area between low and high, for each run of neighbours that have both.
    [[nodiscard]] std::string band(const plot_frame& frame) const {
        const auto has_band = [this](std::size_t i) { return drawable(i) && has_bar(y(i)); };
        std::string d;
        for (std::size_t first = 0; first < size(); ++first) {
            std::size_t end = first;
            while (end < size() && has_band(end)) ++end;
            for (std::size_t i = first; i < end; ++i) {
                d += (i == first ? "M" : "L") + px(frame.x_px(x(i))) + " " + px(frame.y_px(y(i).high));
            }
            for (std::size_t i = end; i > first; --i) {
                d += "L" + px(frame.x_px(x(i - 1))) + " " + px(frame.y_px(y(i - 1).low));
            }
            if (end > first) d += "Z";
            first = end;
        }
        return d.empty() ? d : "<path class=\"band\" d=\"" + d + "\"/>";
    }

    /// A shape at about eight points; hover at up to 200.
    [[nodiscard]] std::string marks(const plot_frame& frame) const {
        const std::size_t shape_every = size() / 8 + 1;
        const std::size_t hover_every = size() / 200 + 1;
        std::string svg;
        for (std::size_t i = 0; i < size(); ++i) {
            const bool last = i + 1 == size();
            const bool shaped = i % shape_every == 0 || last;
            if (!drawable(i) || (i % hover_every != 0 && !shaped)) continue;
            svg += "<g class=\"mark\"><title>" + escaped(series_.name) + "\n" + escaped(chart_.x.name) + ": " +
                   number_text(x(i), x(i) == std::floor(x(i)) ? 0 : decimals_for(x(i))) + "\n" +
                   escaped(chart_.y.name) + ": " + to_text(y(i), decimals_for(y(i).value)) + "</title>";
            const double px_x = frame.x_px(x(i));
            const double px_y = frame.y_px(y(i).value);
            svg += "<circle class=\"target\" cx=\"" + px(px_x) + "\" cy=\"" + px(px_y) + "\" r=\"7\"/>";
            if (shaped) svg += marker(static_cast<shape>(style_), px_x, px_y, 3.2);
            svg += "</g>";
        }
        return svg;
    }

    const line_series& series_;
    const line_chart& chart_;
    std::size_t style_;
};

/// The curves of a chart, one style a group in the order of appearance.
[[nodiscard]] inline std::vector<curve> curves_of(const line_chart& chart) {
    std::vector<std::string_view> groups;
    std::vector<curve> curves;
    for (const line_series& series : chart.series) {
        const std::string_view group = series.group.empty() ? series.name : series.group;
        std::size_t style = 0;
        while (style < groups.size() && groups[style] != group) ++style;
        if (style == groups.size()) groups.push_back(group);
        curves.emplace_back(series, chart, style);
    }
    return curves;
}

} // namespace detail

/// The chart as an HTML figure with inline SVG.
[[nodiscard]] inline std::string to_html(const line_chart& chart) {
    const std::vector<detail::curve> curves = detail::curves_of(chart);
    detail::data_range x;
    detail::data_range y;
    for (const detail::curve& c : curves) {
        for (std::size_t i = 0; i < c.size(); ++i) {
            if (!c.drawable(i)) continue;
            x.add(c.x(i));
            y.add(c.y(i).value);
            if (detail::has_bar(c.y(i))) y.add(c.y(i).low), y.add(c.y(i).high);
        }
    }
    const bool empty = x.low > x.high;
    const detail::plot_frame frame(x, y.padded(), chart.x, chart.y);
    std::string html = "<figure>\n<figcaption>" + detail::escaped(chart.title) + "</figcaption>\n<ul class=\"legend\">";
    for (const detail::curve& c : curves) html += c.legend();
    html += "</ul>\n" + frame.begin(chart.title + ": " + chart.y.name + " by " + chart.x.name);
    for (const detail::curve& c : curves) html += c.svg(frame);
    if (empty) html += "<text class=\"empty\" x=\"270\" y=\"160\" text-anchor=\"middle\">no finite values</text>\n";
    return html + detail::plot_frame::end() + "</figure>\n";
}

} // namespace fulcrum::inline v0_1
