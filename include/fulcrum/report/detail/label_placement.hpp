#pragma once

#include "fulcrum/report/detail/frame.hpp"
#include "fulcrum/report/detail/text.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// A rectangle in pixels.
struct box {
    double left = 0;
    double top = 0;
    double right = 0;
    double bottom = 0;

    [[nodiscard]] double overlap(const box& other) const noexcept {
        const double w = (std::min)(right, other.right) - (std::max)(left, other.left);
        const double h = (std::min)(bottom, other.bottom) - (std::max)(top, other.top);
        return w > 0 && h > 0 ? w * h : 0;
    }
};

/// Puts labels beside their marks, away from one another, from other marks and from the border: of sixteen places
/// around a mark, two distances in eight directions, each label takes the one that covers least (greedy; Christensen,
/// Marks & Shieber, ACM TOG 1995). A label that stands away gets a line to its mark.
class label_placement {
public:
    explicit label_placement(const plot_frame& frame) : frame_(frame) {}

    /// A mark that labels should not cover.
    void avoid(double x, double y, double radius) {
        taken_.push_back({x - radius, y - radius, x + radius, y + radius});
    }

    [[nodiscard]] std::string place(double x, double y, double radius, std::string_view text) {
        constexpr std::array<std::array<double, 2>, 8> around{
            {{1, 0}, {-1, 0}, {.8, -.8}, {-.8, -.8}, {.8, .8}, {-.8, .8}, {0, -1}, {0, 1}}};
        const double width = text_width(text);
        box best;
        double anchor = 0; // -1 if the text ends at its place, 0 if it is centred, 1 if it begins there
        double least = std::numeric_limits<double>::infinity();
        bool apart = false;
        for (const double distance : {radius + 5, radius + 20}) {
            for (const auto& [dx, dy] : around) {
                const double left = x + dx * distance - (dx < 0 ? width : dx > 0 ? 0 : width / 2);
                const double middle = y + dy * (distance + (dx == 0 ? 4 : 0));
                const box candidate{left, middle - 7, left + width, middle + 7};
                const double cost = covered(candidate) + (distance > radius + 5 ? 12 : 0);
                if (cost < least - 1e-9) {
                    least = cost;
                    best = candidate;
                    anchor = dx;
                    apart = distance > radius + 5;
                }
            }
        }
        taken_.push_back(best);
        std::string svg;
        if (apart) {
            const double to_x = std::clamp(x, best.left, best.right);
            const double to_y = std::clamp(y, best.top + 2, best.bottom - 2);
            svg = "<g class=\"leader\">" + plot_frame::line(x, y, to_x, to_y) + "</g>";
        }
        // Anchored on the side of the mark, since the true width of the text is not known.
        const double at = anchor < 0 ? best.right : anchor > 0 ? best.left : (best.left + best.right) / 2;
        return svg + "<text class=\"label\" x=\"" + px(at) + "\" y=\"" + px(best.bottom - 3) + "\" text-anchor=\"" +
               (anchor < 0   ? "end"
                : anchor > 0 ? "start"
                             : "middle") +
               "\">" + escaped(text) + "</text>";
    }

private:
    [[nodiscard]] double covered(const box& candidate) const noexcept {
        double area = 0;
        for (const box& other : taken_) area += candidate.overlap(other);
        const bool inside =
            frame_.holds(candidate.left, candidate.top) && frame_.holds(candidate.right, candidate.bottom);
        return inside ? area : area + 1e4;
    }

    const plot_frame& frame_;
    std::vector<box> taken_;
};

} // namespace fulcrum::inline v0_1::detail
