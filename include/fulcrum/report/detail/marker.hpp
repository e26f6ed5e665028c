#pragma once

#include "fulcrum/report/detail/text.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace fulcrum::inline v0_1::detail {

/// Shapes that tell series apart without colour.
enum class shape { circle, square, triangle, diamond, triangle_down, star };

/// An SVG shape of about the given radius around a point.
[[nodiscard]] inline std::string marker(shape s, double x, double y, double radius) {
    // Corners on a circle of radius 1.2: all shapes then look about as large.
    static constexpr std::array<std::string_view, 6> corners{
        "",
        "-.9,-.9 .9,-.9 .9,.9 -.9,.9",
        "0,-1.2 1.1,.8 -1.1,.8",
        "0,-1.3 1.3,0 0,1.3 -1.3,0",
        "0,1.2 1.1,-.8 -1.1,-.8",
        "0,-1.6 .41,-.56 1.52,-.49 .66,.21 .94,1.29 0,.69 -.94,1.29 -.66,.21 -1.52,-.49 -.41,-.56"};
    if (s == shape::circle) {
        return "<circle cx=\"" + px(x) + "\" cy=\"" + px(y) + "\" r=\"" + px(radius) + "\"/>";
    }
    return "<polygon points=\"" + std::string(corners[static_cast<std::size_t>(s)]) + "\" transform=\"translate(" +
           px(x) + " " + px(y) + ") scale(" + px(radius) + ")\" vector-effect=\"non-scaling-stroke\"/>";
}

/// An entry of a legend: a small drawing and a name.
[[nodiscard]] inline std::string legend_entry(std::string_view drawing, std::string_view name) {
    return "<li><svg class=\"key\" viewBox=\"0 0 28 16\" aria-hidden=\"true\">" + std::string(drawing) + "</svg>" +
           escaped(name) + "</li>";
}

} // namespace fulcrum::inline v0_1::detail
