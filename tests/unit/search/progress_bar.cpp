#include "fulcrum/search/progress_bar.hpp"

#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/zdt.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <limits>
#include <poll.h>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vector>

namespace {

using fulcrum::nsga2;
using fulcrum::progress_bar;
using fulcrum::seed;
using fulcrum::sequential;

/// A terminal of so many columns, and what was printed on it.
class terminal {
public:
    explicit terminal(unsigned short columns) : master_(posix_openpt(O_RDWR | O_NOCTTY)) {
        REQUIRE(master_ >= 0);
        REQUIRE(grantpt(master_) == 0);
        REQUIRE(unlockpt(master_) == 0);
        const int slave = open(ptsname(master_), O_RDWR | O_NOCTTY);
        REQUIRE(slave >= 0);
        winsize size{};
        size.ws_col = columns;
        REQUIRE(ioctl(slave, TIOCSWINSZ, &size) == 0);
        out_ = fdopen(slave, "w");
        REQUIRE(out_ != nullptr);
    }
    ~terminal() {
        std::fclose(out_);
        close(master_);
    }
    terminal(const terminal&) = delete;
    terminal& operator=(const terminal&) = delete;

    [[nodiscard]] std::FILE* out() const { return out_; }
    /// All that was printed; something must have been.
    [[nodiscard]] std::string printed() const {
        std::fflush(out_);
        std::string text;
        pollfd ready{master_, POLLIN, 0};
        while (poll(&ready, 1, 200) > 0 && (ready.revents & POLLIN) != 0) { // it comes in pieces, and not at once
            std::array<char, 4096> piece;
            const ssize_t count = read(master_, piece.data(), piece.size());
            if (count <= 0) break;
            text.append(piece.data(), static_cast<std::size_t>(count));
        }
        return text;
    }

private:
    int master_;
    std::FILE* out_ = nullptr;
};

struct moment {
    fulcrum::dynamic_objectives set{{"cost", fulcrum::direction::minimize}, {"gain", fulcrum::direction::maximize}};
    fulcrum::search_space space{std::vector<fulcrum::variable>{{"x", 0, 1}}};
    std::vector<std::uint32_t> front{0, 3};
    std::vector<double> best{0.123456, std::numeric_limits<double>::quiet_NaN()};

    [[nodiscard]] std::string text(std::size_t generation, std::size_t generations, double seconds) const {
        return progress_bar::text({.generation = generation,
                                   .generations = generations,
                                   .evaluations = 10 * generation,
                                   .front = front,
                                   .best = best,
                                   .population = {},
                                   .evaluated = {},
                                   .set = set,
                                   .space = space,
                                   .seconds = seconds});
    }
};

} // namespace

TEST_CASE("search/progress_bar: the line says how far it is and how long it will take") {
    const moment m;
    CHECK(m.text(1, 4, 1.25) ==
          "[=====>              ] 1/4  10 evaluations  front 2  best cost 0.1235 gain -  1.2 s, 3.8 s left");
    CHECK(m.text(4, 4, 75) ==
          "[====================] 4/4  40 evaluations  front 2  best cost 0.1235 gain -  1:15");
    CHECK(m.text(1, 1000, 61).ends_with("  1:01, 16:55:39 left"));
    CHECK(m.text(1, 1000000000, 61).ends_with(", very long left"));
}

TEST_CASE("search/progress_bar: one line on a terminal, cut to its width") {
    const terminal wide(100);
    static_cast<void>(fulcrum::search(nsga2{.population = 6, .generations = 3}, fulcrum::zdt1{3}, seed{1}, sequential{},
                                      progress_bar{wide.out(), 0}));
    const std::string all = wide.printed();
    CHECK(all.starts_with("\r[======>             ] 1/3  6 evaluations  front "));
    CHECK(all.find("\x1B[K\r[=============>      ] 2/3") != std::string::npos);
    CHECK(all.find("\x1B[K\r[====================] 3/3") != std::string::npos);
    CHECK(all.ends_with("\x1B[K\r\n")); // the terminal makes \r\n of \n
    CHECK(all.find('\n') == all.size() - 1);

    const terminal narrow(30);
    static_cast<void>(fulcrum::search(nsga2{.population = 6, .generations = 1}, fulcrum::zdt1{3}, seed{1}, sequential{},
                                      progress_bar{narrow.out()}));
    CHECK(narrow.printed() == "\r[====================] 1/1  6\x1B[K\r\n");
}

TEST_CASE("search/progress_bar: a line that is still open when the search stops is ended") {
    const terminal screen(200);
    static_cast<void>(fulcrum::search(nsga2{.population = 6, .generations = 9}, fulcrum::zdt1{3}, seed{1}, sequential{},
                                      progress_bar{screen.out(), 1000},
                                      [](const fulcrum::search_progress& p) { return p.generation < 5; }));
    const std::string all = screen.printed();
    CHECK(all.find("1/9") != std::string::npos);
    CHECK(all.find("2/9") == std::string::npos); // the interval is not over
    CHECK(all.ends_with("\r\n"));
}

TEST_CASE("search/progress_bar: prints nothing to a file") {
    std::FILE* file = std::tmpfile();
    REQUIRE(file != nullptr);
    static_cast<void>(fulcrum::search(nsga2{.population = 6, .generations = 3}, fulcrum::zdt1{3}, seed{1}, sequential{},
                                      progress_bar{file, 0}));
    CHECK(std::ftell(file) == 0);
    std::fclose(file);
}
