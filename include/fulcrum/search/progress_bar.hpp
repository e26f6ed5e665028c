#pragma once

#include "fulcrum/search/observer.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace fulcrum::inline v0_1 {

/// One line on a terminal that follows a search: `search(nsga2{}, problem, seed{7}, sequential{}, progress_bar{})`.
///     [=========>          ] 120/250  12000 evaluations  front 98  best f1 0.01 f2 0.2  3.2 s, 3.5 s left
/// Where the stream is not a terminal it prints nothing, so that logs stay clean. The line is cut to the terminal's
/// width, written anew at most every `interval` seconds, and ended when the search is over or the object goes. The time
/// left is for the generations that are planned: criteria may end the search earlier. POSIX.
class progress_bar {
public:
    static constexpr std::string_view name = "progress_bar";

    explicit progress_bar(std::FILE* out = stderr, double interval = 0.1)
        : out_(isatty(fileno(out)) != 0 ? out : nullptr), interval_(interval) {}
    ~progress_bar() { end_line(); }
    progress_bar(const progress_bar&) = delete;
    progress_bar& operator=(const progress_bar&) = delete;

    void operator()(const search_progress& p) {
        if (out_ == nullptr) return;
        const bool last = p.generation >= p.generations;
        if (open_ && !last && p.seconds - shown_ < interval_) return;
        const std::string line = text(p).substr(0, width());
        std::fprintf(out_, "\r%s\x1B[K", line.c_str()); // and clears what the former line had more
        open_ = true;
        shown_ = p.seconds;
        if (last) end_line();
        std::fflush(out_);
    }

    /// The line for a moment of a search, before it is cut.
    [[nodiscard]] static std::string text(const search_progress& p) {
        constexpr std::size_t cells = 20;
        const std::size_t full = p.generations > 0 ? cells * (std::min)(p.generation, p.generations) / p.generations : 0;
        std::string line = "[" + std::string(full, '=') + (full < cells ? ">" : "") +
                           std::string(full < cells ? cells - full - 1 : 0, ' ') + "] ";
        line += std::to_string(p.generation) + "/" + std::to_string(p.generations) + "  " +
                std::to_string(p.evaluations) + " evaluations  front " + std::to_string(p.front.size()) + "  best";
        for (std::size_t j = 0; j < p.best.size(); ++j) {
            line += " " + std::string(p.set.name(j)) + " " + (std::isnan(p.best[j]) ? "-" : number("%.4g", p.best[j]));
        }
        line += "  " + duration(p.seconds);
        if (p.generation < p.generations && p.generation > 0) {
            const double each = p.seconds / static_cast<double>(p.generation);
            line += ", " + duration(each * static_cast<double>(p.generations - p.generation)) + " left";
        }
        return line;
    }

private:
    [[nodiscard]] static std::string number(const char* format, double value) {
        char digits[32];
        std::snprintf(digits, sizeof digits, format, value);
        return digits;
    }

    /// 7.3 s, 12:05, 3:00:00.
    [[nodiscard]] static std::string duration(double seconds) {
        if (!(seconds >= 60)) return number("%.1f", seconds) + " s";
        if (seconds > 1e9) return "very long";
        const auto whole = static_cast<long>(seconds);
        const auto two = [](long value) { return (value < 10 ? "0" : "") + std::to_string(value); };
        if (whole < 3600) return std::to_string(whole / 60) + ":" + two(whole % 60);
        return std::to_string(whole / 3600) + ":" + two(whole / 60 % 60) + ":" + two(whole % 60);
    }

    [[nodiscard]] std::size_t width() const noexcept {
        winsize size{};
        const bool known = ioctl(fileno(out_), TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
        return known ? size.ws_col - 1U : 79U; // the last column would wrap
    }

    void end_line() noexcept {
        if (open_) std::fputc('\n', out_);
        open_ = false;
    }

    std::FILE* out_; ///< none where there is no terminal
    double interval_;
    double shown_ = 0;
    bool open_ = false; ///< a line is on the terminal that has no end yet
};

} // namespace fulcrum::inline v0_1
