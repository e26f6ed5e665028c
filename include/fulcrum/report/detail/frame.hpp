#pragma once

#include "fulcrum/report/axis.hpp"
#include "fulcrum/report/detail/text.hpp"
#include "fulcrum/report/measured.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace fulcrum::inline v0_1::detail {

/// Width of a text in a plot, from above: the font is the reader's.
[[nodiscard]] inline double text_width(std::string_view text) noexcept {
    return 6.9 * static_cast<double>(character_count(text));
}

/// The extent of what a plot shows.
struct data_range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void add(double value) noexcept {
        if (!can_plot(value)) return;
        low = (std::min)(low, value);
        high = (std::max)(high, value);
    }
    /// With a margin, so that no mark touches the border.
    [[nodiscard]] data_range padded() const noexcept {
        const double margin = low <= high ? 0.05 * (high - low) : 0;
        return {low - margin, high + margin};
    }
};

/// True if both ends of the interval can be drawn.
[[nodiscard]] inline bool has_bar(const measured& m) noexcept { return can_plot(m.low) && can_plot(m.high); }

/// The frame of a plot: grid, labels, titles, and the map from values to pixels.
class plot_frame {
public:
    static constexpr double width = 540;
    static constexpr double height = 360;

    plot_frame(data_range x, data_range y, axis_title x_title, axis_title y_title)
        : y_(nice_axis(y.low, y.high)), x_title_(std::move(x_title)), y_title_(std::move(y_title)) {
        double widest = 0;
        for (const double tick : y_.ticks) widest = (std::max)(widest, text_width(y_.label(tick)));
        left_ = 34 + widest;
        for (std::size_t wanted = 7; wanted > 0; --wanted) { // as many labels as have room
            x_ = nice_axis(x.low, x.high, wanted);
            double label = 0;
            for (const double tick : x_.ticks) label = (std::max)(label, text_width(x_.label(tick)) + 16);
            if (label * static_cast<double>(x_.ticks.size()) <= right - left_) break;
        }
    }

    [[nodiscard]] double left_px() const noexcept { return left_; }
    [[nodiscard]] double x_px(double value) const noexcept { return left_ + x_.fraction(value) * (right - left_); }
    [[nodiscard]] double y_px(double value) const noexcept { return bottom - y_.fraction(value) * (bottom - top); }

    /// Everything behind the data; `description` is for readers who cannot see it. Close it with end().
    [[nodiscard]] std::string begin(std::string_view description) const {
        std::string svg =
            "<svg class=\"plot\" viewBox=\"0 0 540 360\" role=\"img\" aria-label=\"" + escaped(description) + "\">\n";
        svg += "<g class=\"grid\">";
        for (const double tick : x_.ticks) svg += line(x_px(tick), top, x_px(tick), bottom);
        for (const double tick : y_.ticks) svg += line(left_, y_px(tick), right, y_px(tick));
        svg += "</g>\n<g class=\"axis\">" + line(left_, bottom, right, bottom) + line(left_, top, left_, bottom);
        svg += "</g>\n<g class=\"tick\">";
        for (const double tick : x_.ticks) {
            svg += "<text x=\"" + px(x_px(tick)) + "\" y=\"" + px(bottom + 17) + "\" text-anchor=\"middle\">" +
                   x_.label(tick) + "</text>";
        }
        for (const double tick : y_.ticks) {
            svg += "<text x=\"" + px(left_ - 7) + "\" y=\"" + px(y_px(tick) + 4) + "\" text-anchor=\"end\">" +
                   y_.label(tick) + "</text>";
        }
        svg += "</g>\n<text class=\"title\" text-anchor=\"middle\" x=\"" + px((left_ + right) / 2) + "\" y=\"" +
               px(height - 8) + "\">" + title(x_title_) + "</text>\n";
        // Turned by a quarter, the arrow to the right of the title points up.
        svg += "<text class=\"title\" text-anchor=\"middle\" transform=\"translate(14 " + px((top + bottom) / 2) +
               ") rotate(-90)\">" + title(y_title_) + "</text>\n";
        return svg;
    }
    [[nodiscard]] static std::string end() { return "</svg>\n"; }

    /// True for a pixel inside the frame.
    [[nodiscard]] bool holds(double x, double y) const noexcept {
        return x >= left_ && x <= right && y >= top && y <= bottom;
    }

    [[nodiscard]] static std::string line(double x1, double y1, double x2, double y2) {
        return "<line x1=\"" + px(x1) + "\" y1=\"" + px(y1) + "\" x2=\"" + px(x2) + "\" y2=\"" + px(y2) + "\"/>";
    }

private:
    static constexpr double top = 10;
    static constexpr double right = width - 14;
    static constexpr double bottom = height - 52;

    [[nodiscard]] static std::string title(const axis_title& t) {
        std::string text = escaped(t.unit.empty() ? t.name : t.name + " (" + t.unit + ")");
        if (t.better == direction::maximize) text += "<tspan class=\"better\" dx=\"8\">better \u2192</tspan>";
        if (t.better == direction::minimize)
            text = "<tspan class=\"better\">\u2190 better</tspan><tspan dx=\"8\">" + text + "</tspan>";
        return text;
    }

    plot_axis x_;
    plot_axis y_;
    axis_title x_title_;
    axis_title y_title_;
    double left_ = 0;
};

} // namespace fulcrum::inline v0_1::detail
