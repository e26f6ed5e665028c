#pragma once

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

/// Counts the allocations and releases of the whole program, whose main file replaces the global operator new and
/// delete by these:
///
///     const allocation_counter counter;
///     auto result = ranker(request, ws);
///     CHECK(counter.allocations() == 0);
///
/// Works with sanitizers, which still check what malloc hands out; only clang's thread sanitizer keeps operators of its
/// own, and `counts` is false there.
class allocation_counter {
public:
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
    static constexpr bool counts = false;
#else
    static constexpr bool counts = true;
#endif
#else
    static constexpr bool counts = true;
#endif

    allocation_counter() noexcept : allocations_(made().load()), releases_(freed().load()) {}

    /// Since this counter was made, by any thread.
    [[nodiscard]] std::size_t allocations() const noexcept { return made().load() - allocations_; }
    [[nodiscard]] std::size_t releases() const noexcept { return freed().load() - releases_; }

    [[nodiscard]] static std::atomic<std::size_t>& made() noexcept {
        static std::atomic<std::size_t> count{0};
        return count;
    }
    [[nodiscard]] static std::atomic<std::size_t>& freed() noexcept {
        static std::atomic<std::size_t> count{0};
        return count;
    }

    [[nodiscard]] static void* allocate(std::size_t bytes, std::size_t alignment) noexcept {
        made().fetch_add(1);
        if (bytes == 0) bytes = 1;
        if (alignment <= alignof(std::max_align_t)) return std::malloc(bytes);
        return std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
    }
    [[nodiscard]] static void* allocate_or_throw(std::size_t bytes, std::size_t alignment) {
        void* const memory = allocate(bytes, alignment);
        if (memory == nullptr) throw std::bad_alloc();
        return memory;
    }
    static void release(void* memory) noexcept {
        if (memory == nullptr) return;
        freed().fetch_add(1);
        std::free(memory);
    }

private:
    std::size_t allocations_;
    std::size_t releases_;
};
