#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

/// An executor over std::thread: the sanitizers see its synchronisation, which that of a library built without them
/// hides. Threads are started for each run.
class thread_executor {
public:
    explicit thread_executor(std::size_t threads) : threads_(threads) {}

    [[nodiscard]] std::size_t workers() const noexcept { return threads_; }

    template <class Task> void run(std::size_t n, Task&& task) const {
        std::atomic<std::size_t> next{0};
        std::exception_ptr failed;
        std::mutex guard;
        const auto work = [&](std::size_t worker) {
            try {
                for (std::size_t i = next++; i < n; i = next++) task(i, worker);
            } catch (...) {
                const std::lock_guard lock(guard);
                failed = std::current_exception();
                next = n;
            }
        };
        std::vector<std::thread> others;
        for (std::size_t w = 1; w < threads_; ++w) others.emplace_back(work, w);
        work(0);
        for (std::thread& t : others) t.join();
        if (failed) std::rethrow_exception(failed);
    }

private:
    std::size_t threads_;
};
