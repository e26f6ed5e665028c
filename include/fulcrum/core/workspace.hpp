#pragma once

#include "fulcrum/core/assert.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// Scratch memory of one thread: a stack of 64-byte aligned arrays. `take` hands out the next piece, a `scope` gives
/// pieces back in the reverse order. When a request needs more than is there, a block is added; `reset` melts the
/// blocks into one, so that after one request of the largest size nothing is allocated again.
/// Not for use by two threads at once. Errors: std::bad_alloc.
class workspace {
public:
    static constexpr std::size_t alignment = 64;

    workspace() = default;
    explicit workspace(std::size_t bytes) { add_block(bytes); }

    workspace(workspace&& other) noexcept
        : blocks_(std::move(other.blocks_)), block_(std::exchange(other.block_, 0)),
          used_(std::exchange(other.used_, 0)) {
        other.blocks_.clear();
    }
    workspace& operator=(workspace&& other) noexcept {
        std::swap(blocks_, other.blocks_);
        std::swap(block_, other.block_);
        std::swap(used_, other.used_);
        return *this;
    }
    ~workspace() = default;

    /// n values of T, uninitialised, valid until the enclosing scope ends or the workspace is reset. O(1).
    template <class T> [[nodiscard]] std::span<T> take(std::size_t n) {
        static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T> && alignof(T) <= alignment,
                      "a workspace holds plain values only");
        return {static_cast<T*>(static_cast<void*>(bytes(n * sizeof(T)))), n};
    }

    /// n values of T, all equal to `value`.
    template <class T> [[nodiscard]] std::span<T> take(std::size_t n, const T& value) {
        const std::span<T> piece = take<T>(n);
        std::fill(piece.begin(), piece.end(), value);
        return piece;
    }

    /// Gives back, at its end, all that was taken during its life.
    class scope {
    public:
        explicit scope(workspace& owner) noexcept : owner_(owner), block_(owner.block_), used_(owner.used_) {}
        scope(const scope&) = delete;
        scope& operator=(const scope&) = delete;
        ~scope() {
            owner_.block_ = block_;
            owner_.used_ = used_;
        }

    private:
        workspace& owner_;
        std::size_t block_;
        std::size_t used_;
    };

    /// Forgets everything that was taken.
    void reset() {
        block_ = 0;
        used_ = 0;
        if (blocks_.size() > 1) {
            const std::size_t total = capacity();
            blocks_.clear();
            add_block(total);
        }
    }

    /// Bytes held.
    [[nodiscard]] std::size_t capacity() const noexcept {
        std::size_t total = 0;
        for (const block& b : blocks_) total += b.size;
        return total;
    }

private:
    struct release {
        void operator()(std::byte* p) const noexcept { ::operator delete(p, std::align_val_t{alignment}); }
    };
    struct block {
        std::unique_ptr<std::byte, release> data;
        std::size_t size = 0;
    };

    std::byte* bytes(std::size_t n) {
        n = (n + alignment - 1) / alignment * alignment;
        while (block_ < blocks_.size() && blocks_[block_].size - used_ < n) {
            ++block_;
            used_ = 0;
        }
        if (block_ == blocks_.size()) add_block((std::max)(n, capacity()));
        std::byte* piece = blocks_[block_].data.get() + used_;
        used_ += n;
        return piece;
    }

    void add_block(std::size_t size) {
        size = (std::max)((size + alignment - 1) / alignment * alignment, alignment);
        auto* data = static_cast<std::byte*>(::operator new(size, std::align_val_t{alignment}));
        blocks_.push_back({std::unique_ptr<std::byte, release>(data), size});
    }

    std::vector<block> blocks_;
    std::size_t block_ = 0; ///< the block that is being handed out
    std::size_t used_ = 0;  ///< its bytes already taken
};

} // namespace fulcrum::inline v0_1
