#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/search/observer.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace fulcrum::inline v0_1 {

/// Stops a search after the generation in which the process was interrupted (by Ctrl-C), so that the front so far is
/// returned and a checkpoint holds it: `search(nsga2{}, problem, seed{7}, sequential{}, stop_on_interrupt{})`.
/// While it lives it handles one signal, SIGINT unless told otherwise (batch systems send SIGTERM); then the former
/// handler is back. It handles the signal once: a second one ends the process, also when an evaluation never returns.
/// May be nested; not to be made or destroyed by two threads at once, as a handler is the whole process's. POSIX.
/// Errors: error when the system refuses to have the signal handled.
class stop_on_interrupt {
public:
    static constexpr std::string_view name = "stop_on_interrupt";

    explicit stop_on_interrupt(int signal = SIGINT) : signal_(signal) {
        if (signal < 0 || signal >= NSIG) fail("stop_on_interrupt: there is no signal ", signal);
        seen_ = caught(signal).load();
        struct sigaction action = {};
        action.sa_handler = [](int which) { caught(which).fetch_add(1); };
        sigemptyset(&action.sa_mask);
        action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
        if (sigaction(signal, &action, &former_) != 0) {
            fail("stop_on_interrupt: signal ", signal, " cannot be handled: ", std::strerror(errno));
        }
    }
    ~stop_on_interrupt() { sigaction(signal_, &former_, nullptr); }
    stop_on_interrupt(const stop_on_interrupt&) = delete;
    stop_on_interrupt& operator=(const stop_on_interrupt&) = delete;

    [[nodiscard]] bool interrupted() const noexcept { return caught(signal_).load() != seen_; }
    bool operator()(const search_progress&) const noexcept { return !interrupted(); }

private:
    /// How often a signal was caught: all that a signal handler can do is count.
    [[nodiscard]] static std::atomic<unsigned>& caught(int signal) noexcept {
        static_assert(std::atomic<unsigned>::is_always_lock_free);
        static constinit std::array<std::atomic<unsigned>, NSIG> counts{};
        return counts[static_cast<std::size_t>(signal)];
    }

    int signal_;
    unsigned seen_ = 0;
    struct sigaction former_ = {};
};

} // namespace fulcrum::inline v0_1
