#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <unistd.h>

/// A progress bar on the error stream, drawn on a terminal only.
class progress_bar {
public:
    explicit progress_bar(std::string_view what) : what_(what), shown_(isatty(STDERR_FILENO) == 1) {}
    progress_bar(const progress_bar&) = delete;
    progress_bar& operator=(const progress_bar&) = delete;
    ~progress_bar() {
        if (shown_) std::fputs("\r\x1b[K", stderr); // the line is clear for what comes next
    }

    void update(std::size_t done, std::size_t all, const std::string& note = {}) const {
        if (!shown_ || all == 0) return;
        constexpr std::size_t width = 30;
        const std::string bar(done * width / all, '#');
        std::fprintf(stderr, "\r\x1b[K%-22s [%-*s] %3zu %%  %s", what_.c_str(), static_cast<int>(width), bar.c_str(),
                     100 * done / all, note.c_str());
        std::fflush(stderr);
    }

private:
    std::string what_;
    bool shown_;
};
