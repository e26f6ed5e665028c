#pragma once

#include "fulcrum/report/axis.hpp"
#include "fulcrum/report/detail/frame.hpp"
#include "fulcrum/report/detail/label_placement.hpp"
#include "fulcrum/report/detail/marker.hpp"
#include "fulcrum/report/detail/text.hpp"
#include "fulcrum/report/measured.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::inline v0_1 {

/// What a point stands for, which decides its shape, colour and weight.
enum class point_role {
    background, ///< everything that was tried: small faint dots, without hover
    front,      ///< the nondominated: circles
    baseline,   ///< what one compares with: labelled diamonds
    chosen,     ///< the operating point: a labelled star
};

/// A point of a scatter plot. A point with a coordinate that is not finite (or beyond 1e300) is left out, and counted
/// below the plot.
struct scatter_point {
    measured x;
    measured y;
    std::string label = {}; ///< heads the hover text; baselines and chosen points show it
};

/// Points of one kind.
struct scatter_series {
    std::string name; ///< in the legend
    point_role role = point_role::front;
    std::vector<scatter_point> points;
};

/// Two objectives of policies, one against the other.
struct scatter_plot {
    std::string title;
    axis_title x;
    axis_title y;
    std::vector<scatter_series> series; ///< drawn with the background first and the chosen last
};

namespace detail {

struct role_style {
    std::string_view css;
    shape mark;
    double radius;
};

[[nodiscard]] inline role_style style_of(point_role role) noexcept {
    switch (role) {
    case point_role::background:
        return {"background", shape::circle, 1.8};
    case point_role::front:
        return {"front", shape::circle, 4};
    case point_role::baseline:
        return {"baseline", shape::diamond, 5};
    case point_role::chosen:
        return {"chosen", shape::star, 7};
    }
    return {"front", shape::circle, 4};
}

[[nodiscard]] inline bool drawable(const scatter_point& p) noexcept {
    return can_plot(p.x.value) && can_plot(p.y.value);
}

/// "revenue: 1.234 [1.200, 1.270]"
[[nodiscard]] inline std::string reading(const axis_title& axis, const measured& m) {
    return axis.name + ": " + to_text(m, decimals_for(m.value)) + (axis.unit.empty() ? "" : " " + axis.unit);
}

/// Faint dots need no element each: zero-length strokes with round ends in one path.
[[nodiscard]] inline std::string dots(const plot_frame& frame, const scatter_series& series) {
    std::string path;
    for (const scatter_point& p : series.points) {
        if (drawable(p)) path += "M" + px(frame.x_px(p.x.value)) + " " + px(frame.y_px(p.y.value)) + "h0";
    }
    return path.empty() ? path : "<path class=\"background\" d=\"" + path + "\"/>\n";
}

[[nodiscard]] inline std::string error_bars(const plot_frame& frame, const scatter_point& p) {
    std::string bars;
    const double x = frame.x_px(p.x.value);
    const double y = frame.y_px(p.y.value);
    if (has_bar(p.x)) bars += plot_frame::line(frame.x_px(p.x.low), y, frame.x_px(p.x.high), y);
    if (has_bar(p.y)) bars += plot_frame::line(x, frame.y_px(p.y.low), x, frame.y_px(p.y.high));
    return bars.empty() ? bars : "<g class=\"bars\">" + bars + "</g>";
}

[[nodiscard]] inline std::string marks(const plot_frame& frame, const scatter_plot& plot,
                                       const scatter_series& series) {
    const role_style style = style_of(series.role);
    std::string svg = "<g class=\"" + std::string(style.css) + "\">\n";
    for (const scatter_point& p : series.points) {
        if (!drawable(p)) continue;
        const std::string heading = p.label.empty() ? series.name : p.label;
        svg += "<g class=\"mark\"><title>" + escaped(heading) + "\n" + escaped(reading(plot.x, p.x)) + "\n" +
               escaped(reading(plot.y, p.y)) + "</title>" + error_bars(frame, p) +
               marker(style.mark, frame.x_px(p.x.value), frame.y_px(p.y.value), style.radius) + "</g>\n";
    }
    return svg + "</g>\n";
}

} // namespace detail

/// The plot as an HTML figure with inline SVG.
[[nodiscard]] inline std::string to_html(const scatter_plot& plot) {
    constexpr std::array roles{point_role::background, point_role::front, point_role::baseline, point_role::chosen};
    detail::data_range x;
    detail::data_range y;
    std::size_t shown = 0;
    std::size_t left_out = 0;
    for (const scatter_series& series : plot.series) {
        for (const scatter_point& p : series.points) {
            if (!detail::drawable(p)) {
                ++left_out;
                continue;
            }
            ++shown;
            x.add(p.x.value);
            y.add(p.y.value);
            if (series.role == point_role::background) continue; // drawn without intervals
            if (detail::has_bar(p.x)) x.add(p.x.low), x.add(p.x.high);
            if (detail::has_bar(p.y)) y.add(p.y.low), y.add(p.y.high);
        }
    }
    const detail::plot_frame frame(x.padded(), y.padded(), plot.x, plot.y);

    std::string layers;
    std::string legend;
    std::string labels;
    detail::label_placement placement(frame);
    for (const point_role role : roles) {
        const detail::role_style style = detail::style_of(role);
        for (const scatter_series& series : plot.series) {
            if (series.role != role || series.points.empty()) continue;
            legend += detail::legend_entry("<g class=\"" + std::string(style.css) + "\">" +
                                               detail::marker(style.mark, 14, 8, style.radius) + "</g>",
                                           series.name);
            if (role == point_role::background) {
                layers += detail::dots(frame, series);
                continue;
            }
            layers += detail::marks(frame, plot, series);
            for (const scatter_point& p : series.points) {
                if (detail::drawable(p)) placement.avoid(frame.x_px(p.x.value), frame.y_px(p.y.value), style.radius);
            }
        }
    }
    for (const point_role role : {point_role::chosen, point_role::baseline}) { // the chosen takes its place first
        for (const scatter_series& series : plot.series) {
            if (series.role != role) continue;
            for (const scatter_point& p : series.points) {
                if (!detail::drawable(p) || p.label.empty()) continue;
                labels += "<g class=\"" + std::string(detail::style_of(role).css) + "\">" +
                          placement.place(frame.x_px(p.x.value), frame.y_px(p.y.value), detail::style_of(role).radius,
                                          p.label) +
                          "</g>\n";
            }
        }
    }

    std::string html = "<figure>\n<figcaption>" + detail::escaped(plot.title) + "</figcaption>\n";
    html += "<ul class=\"legend\">" + legend + "</ul>\n";
    html += frame.begin(plot.title + ": " + plot.x.name + " against " + plot.y.name + ", " + std::to_string(shown) +
                        " points");
    html += layers + labels;
    if (shown == 0)
        html += "<text class=\"empty\" x=\"270\" y=\"160\" text-anchor=\"middle\">no finite points</text>\n";
    html += detail::plot_frame::end();
    if (left_out > 0) {
        html += "<p class=\"note\">" + std::to_string(left_out) + (left_out == 1 ? " point is" : " points are") +
                " not shown: a value is not finite, or too large.</p>\n";
    }
    return html + "</figure>\n";
}

} // namespace fulcrum::inline v0_1
