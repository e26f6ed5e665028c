#pragma once

#include <concepts>
#include <cstddef>

namespace fulcrum::inline v0_1 {

/// Runs independent tasks. `run(n, task)` calls task(i, worker) once for each i in [0, n) and returns when all are
/// done; worker < workers() names the thread, so that each has its own workspace. What a task computes must depend on
/// i alone: then the result is the same for every executor.
template <class E>
concept Executor = requires(const E& executor, std::size_t n, void (*task)(std::size_t, std::size_t)) {
    { executor.workers() } -> std::convertible_to<std::size_t>;
    executor.run(n, task);
};

/// All tasks in order, on the calling thread.
struct sequential {
    [[nodiscard]] static constexpr std::size_t workers() noexcept { return 1; }
    template <class Task> static constexpr void run(std::size_t n, Task&& task) {
        for (std::size_t i = 0; i < n; ++i) task(i, std::size_t{0});
    }
};

} // namespace fulcrum::inline v0_1
