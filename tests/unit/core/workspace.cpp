#include "fulcrum/core/workspace.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

template <class T> bool aligned(std::span<T> piece) {
    return reinterpret_cast<std::uintptr_t>(piece.data()) % workspace::alignment == 0; // NOLINT
}

} // namespace

TEST_CASE("core/workspace: pieces are aligned, apart and of the asked size") {
    workspace ws;
    std::vector<std::span<std::uint32_t>> pieces;
    for (std::uint32_t n = 1; n < 60; ++n) {
        pieces.push_back(ws.take<std::uint32_t>(n, n));
        CHECK(pieces.back().size() == n);
        CHECK(aligned(pieces.back()));
    }
    // None was overwritten by a later one, although blocks were added on the way.
    for (std::uint32_t n = 1; n < 60; ++n) {
        CHECK(std::ranges::count(pieces[n - 1], n) == static_cast<std::ptrdiff_t>(n));
    }
}

TEST_CASE("core/workspace: no value is a piece too") {
    workspace ws;
    CHECK(ws.take<double>(0).empty());
    CHECK(ws.take<double>(0, 1.0).empty());
    workspace full(64);
    const auto all = full.take<std::byte>(64);
    CHECK(full.take<int>(0).empty());
    CHECK(full.capacity() == 64);
    const auto more = full.take<std::byte>(1);
    CHECK(more.data() != all.data());
}

TEST_CASE("core/workspace: a scope gives back what was taken in it") {
    workspace ws(4096);
    const auto kept = ws.take<int>(10, 7);
    const int* first = nullptr;
    {
        const workspace::scope outer(ws);
        first = ws.take<int>(10, 8).data();
        {
            const workspace::scope inner(ws);
            CHECK(ws.take<int>(10, 9).data() != first);
        }
        const workspace::scope second(ws);
        CHECK(ws.take<int>(10, 9).data() != first);
    }
    CHECK(ws.take<int>(10).data() == first);
    CHECK(std::ranges::count(kept, 7) == 10);
}

TEST_CASE("core/workspace: a scope that grew the workspace gives the new block back, not away") {
    workspace ws(64);
    {
        const workspace::scope scratch(ws);
        static_cast<void>(ws.take<std::byte>(1000, std::byte{1}));
    }
    const std::size_t capacity = ws.capacity();
    CHECK(capacity >= 1064);
    const auto small = ws.take<std::byte>(64, std::byte{2});
    const auto large = ws.take<std::byte>(1000, std::byte{3});
    CHECK(ws.capacity() == capacity);
    CHECK(std::ranges::count(small, std::byte{2}) == 64);
    CHECK(std::ranges::count(large, std::byte{3}) == 1000);
}

TEST_CASE("core/workspace: reset melts the blocks into one that holds all") {
    workspace ws;
    for (int i = 0; i < 20; ++i) static_cast<void>(ws.take<double>(100));
    const std::size_t capacity = ws.capacity();
    CHECK(capacity >= 20 * 100 * sizeof(double));
    ws.reset();
    CHECK(ws.capacity() == capacity);
    const double* const start = ws.take<double>(1).data();
    ws.reset();
    CHECK(ws.take<double>(capacity / sizeof(double)).data() == start); // in one piece, at the same place
    CHECK(ws.capacity() == capacity);
}

TEST_CASE("core/workspace: moving moves the memory") {
    workspace a(256);
    const auto piece = a.take<int>(4, 5);
    workspace b(std::move(a));
    CHECK(std::ranges::count(piece, 5) == 4);
    CHECK(b.take<int>(4, 6).data() != piece.data()); // it goes on where the other was
    CHECK(std::ranges::count(piece, 5) == 4);
    CHECK(a.capacity() == 0);                        // NOLINT: what was moved from is empty
    CHECK(a.take<int>(4, 1).size() == 4);            // and of use
    workspace c;
    c = std::move(b);
    CHECK(c.capacity() == 256);
    CHECK(std::ranges::count(piece, 5) == 4);
}
