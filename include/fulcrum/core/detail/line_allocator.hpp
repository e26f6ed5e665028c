#pragma once

#include "fulcrum/core/workspace.hpp"

#include <cstddef>
#include <new>

namespace fulcrum::inline v0_1::detail {

/// Allocates at cache lines, so that a vector that stands at a multiple of its size does not straddle two.
template <class T> struct line_allocator {
    using value_type = T;

    line_allocator() = default;
    template <class U> line_allocator(const line_allocator<U>&) noexcept {} // NOLINT: an allocator converts

    [[nodiscard]] T* allocate(std::size_t n) {
        return static_cast<T*>(::operator new(n * sizeof(T), std::align_val_t{workspace::alignment}));
    }
    void deallocate(T* p, std::size_t) noexcept { ::operator delete(p, std::align_val_t{workspace::alignment}); }
    bool operator==(const line_allocator&) const = default;
};

} // namespace fulcrum::inline v0_1::detail
