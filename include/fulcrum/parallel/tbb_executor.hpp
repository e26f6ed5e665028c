#pragma once

#include "fulcrum/core/error.hpp"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>

namespace fulcrum::inline v0_1 {

/// Executor over oneTBB: tasks run on up to `threads` threads, the calling one among them, each task as soon as a
/// thread is free. Copies share the threads. An exception of a task ends the run and is thrown by it.
class tbb_executor {
public:
    /// As many threads as the machine has, or those given. Errors: error for 0 threads or more than can be counted.
    tbb_executor() : arena_(std::make_shared<oneapi::tbb::task_arena>()) {}
    explicit tbb_executor(std::size_t threads) {
        if (threads == 0 || threads > static_cast<std::size_t>((std::numeric_limits<int>::max)())) {
            fail("tbb_executor: ", threads, " threads are asked for; give at least 1");
        }
        arena_ = std::make_shared<oneapi::tbb::task_arena>(static_cast<int>(threads));
    }

    [[nodiscard]] std::size_t workers() const noexcept { return static_cast<std::size_t>(arena_->max_concurrency()); }

    template <class Task> void run(std::size_t n, Task&& task) const {
        arena_->execute([&] {
            // One task a piece: they are coarse, and of unequal length.
            oneapi::tbb::parallel_for(
                std::size_t{0}, n,
                [&task](std::size_t i) {
                    task(i, static_cast<std::size_t>(oneapi::tbb::this_task_arena::current_thread_index()));
                },
                oneapi::tbb::simple_partitioner{});
        });
    }

private:
    std::shared_ptr<oneapi::tbb::task_arena> arena_;
};

} // namespace fulcrum::inline v0_1
