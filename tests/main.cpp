#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "allocation_counter.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <new>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FULCRUM_OPERATORS_OF_SANITIZER
#endif
#endif

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
