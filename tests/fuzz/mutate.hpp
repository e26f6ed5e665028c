#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/random.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// A valid file with up to seven seeded changes: bits flipped, bytes replaced by or mixed with favourites of the
/// format, pieces cut out, doubled or moved, the end cut off.
inline std::string mutated(std::string bytes, std::string_view favourites, fulcrum::random_stream& random) {
    const auto below = [&random](std::size_t n) { return std::size_t{random.below(static_cast<std::uint32_t>(n))}; };
    for (std::size_t changes = 1 + below(7); changes > 0 && !bytes.empty(); --changes) {
        const std::size_t at = below(bytes.size());
        const std::size_t length = 1 + below(8);
        switch (below(7)) {
        case 0: bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8))); break;
        case 1: bytes[at] = static_cast<char>(below(256)); break;
        case 2: bytes[at] = favourites[below(favourites.size())]; break;
        case 3: bytes.insert(at, 1, favourites[below(favourites.size())]); break;
        case 4: bytes.erase(at, length); break;
        case 5: bytes.insert(below(bytes.size()), bytes.substr(at, length)); break;
        default: bytes.resize(at); break;
        }
    }
    return bytes;
}

/// Parses `rounds` mutations of a valid file: each must be read or refused with fulcrum::error, and both must happen.
template <class Parse>
void fuzz(const std::string& valid, std::string_view favourites, std::uint64_t seed, std::uint32_t rounds,
          Parse parse) {
    parse(valid);
    std::uint32_t refused = 0;
    for (std::uint32_t round = 0; round < rounds; ++round) {
        fulcrum::random_stream random(seed, round);
        const std::string text = mutated(valid, favourites, random);
        try {
            parse(text);
        } catch (const fulcrum::error& e) {
            ++refused;
            if (!std::string_view(e.what()).starts_with("fuzzed: ")) FAIL_CHECK(e.what());
        }
    }
    CHECK(refused > rounds / 20);
    CHECK(refused < rounds);
}
