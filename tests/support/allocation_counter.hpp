#pragma once

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

/// Counts the allocations and releases of the whole program, by replacing the global operator new and delete:
///
///     const allocation_counter counter;
///     auto result = ranker(request, ws);
///     CHECK(counter.allocations() == 0);
///
/// Replacements may not be inline, so only one file of an executable may include this header. (Weak ones would lose to
/// those of a sanitizer that is linked in, and count nothing.) Works with sanitizers, which still check what malloc
/// hands out; only clang's thread sanitizer keeps its own, and `counts` is false there.
class allocation_counter {
public:
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FULCRUM_OPERATORS_OF_SANITIZER
#endif
#endif
#if defined(FULCRUM_OPERATORS_OF_SANITIZER)
    static constexpr bool counts = false;
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

#if !defined(FULCRUM_OPERATORS_OF_SANITIZER)
// Every form is replaced: under a sanitizer a form that is not would belong to another allocator.
void* operator new(std::size_t n) { return allocation_counter::allocate_or_throw(n, 1); }
void* operator new[](std::size_t n) { return allocation_counter::allocate_or_throw(n, 1); }
void* operator new(std::size_t n, std::align_val_t a) {
    return allocation_counter::allocate_or_throw(n, static_cast<std::size_t>(a));
}
void* operator new[](std::size_t n, std::align_val_t a) {
    return allocation_counter::allocate_or_throw(n, static_cast<std::size_t>(a));
}
void* operator new(std::size_t n, const std::nothrow_t&) noexcept {
    return allocation_counter::allocate(n, 1);
}
void* operator new[](std::size_t n, const std::nothrow_t&) noexcept {
    return allocation_counter::allocate(n, 1);
}
void* operator new(std::size_t n, std::align_val_t a, const std::nothrow_t&) noexcept {
    return allocation_counter::allocate(n, static_cast<std::size_t>(a));
}
void* operator new[](std::size_t n, std::align_val_t a, const std::nothrow_t&) noexcept {
    return allocation_counter::allocate(n, static_cast<std::size_t>(a));
}
void operator delete(void* p) noexcept { allocation_counter::release(p); }
void operator delete[](void* p) noexcept { allocation_counter::release(p); }
void operator delete(void* p, std::size_t) noexcept { allocation_counter::release(p); }
void operator delete[](void* p, std::size_t) noexcept { allocation_counter::release(p); }
void operator delete(void* p, std::align_val_t) noexcept { allocation_counter::release(p); }
void operator delete[](void* p, std::align_val_t) noexcept { allocation_counter::release(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { allocation_counter::release(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { allocation_counter::release(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { allocation_counter::release(p); }
void operator delete[](void* p, const std::nothrow_t&) noexcept { allocation_counter::release(p); }
void operator delete(void* p, std::align_val_t, const std::nothrow_t&) noexcept {
    allocation_counter::release(p);
}
void operator delete[](void* p, std::align_val_t, const std::nothrow_t&) noexcept {
    allocation_counter::release(p);
}
#endif
#undef FULCRUM_OPERATORS_OF_SANITIZER
