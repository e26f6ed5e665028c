#include "fulcrum/core/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

using namespace fulcrum;

namespace {

using words = std::array<std::uint32_t, 4>;
static_assert(std::uniform_random_bit_generator<random_stream>);
static_assert(philox({0, 0, 0, 0}, 0)[0] == 0x6627e8d5U); // at compile time too

/// Sum of (seen - expected)^2 / expected.
double chi_square(const std::vector<std::size_t>& seen, double expected) {
    double sum = 0;
    for (const std::size_t s : seen) sum += (static_cast<double>(s) - expected) * (static_cast<double>(s) - expected);
    return sum / expected;
}

} // namespace

TEST_CASE("core/random: philox gives the published answers") { // Random123, kat_vectors, philox4x32 10
    CHECK(philox({0, 0, 0, 0}, 0) == words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    constexpr std::uint32_t ones = 0xffffffff;
    CHECK(philox({ones, ones, ones, ones}, ~std::uint64_t{0}) == words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0a4093822U) ==
          words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("core/random: a stream is the counter's blocks, in order") {
    random_stream s(5, 0x700000003, 9);
    for (std::uint32_t block = 0; block < 3; ++block) {
        for (const std::uint32_t w : philox({block, 9, 3, 7}, 5)) CHECK(s() == w);
    }
}

TEST_CASE("core/random: the name is the stream") {
    const auto first = [](random_stream s) { return s.bits64(); };
    CHECK(first(random_stream(1, 2, 3)) == first(random_stream(1, 2, 3)));
    const std::uint64_t some[] = {first(random_stream(1, 2, 3)), first(random_stream(2, 2, 3)),
                                  first(random_stream(1, 3, 3)), first(random_stream(1, 2, 4)),
                                  first(random_stream(1, 3, 2)), first(random_stream(1, std::uint64_t{2} << 32U, 3))};
    for (std::size_t i = 0; i < std::size(some); ++i) {
        for (std::size_t j = 0; j < i; ++j) CHECK(some[i] != some[j]);
    }
}

TEST_CASE("core/random: uniform draws lie in [0, 1) and fill it evenly") {
    random_stream s(11);
    constexpr std::size_t n = 64000;
    std::vector<std::size_t> bins(64);
    std::vector<std::size_t> float_bins(64);
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double u = s.uniform();
        const float f = s.uniform_float();
        REQUIRE((u >= 0 && u < 1));
        REQUIRE((f >= 0 && f < 1));
        ++bins[static_cast<std::size_t>(u * 64)];
        ++float_bins[static_cast<std::size_t>(f * 64)];
        sum += u;
    }
    CHECK(sum / n == doctest::Approx(0.5).epsilon(0.01));
    CHECK(chi_square(bins, n / 64.0) < 103.4); // 63 degrees of freedom, 0.1 %
    CHECK(chi_square(float_bins, n / 64.0) < 103.4);
}

TEST_CASE("core/random: below is unbiased") {
    random_stream s(12);
    for (const std::uint32_t n : {1U, 2U, 7U, 10U}) {
        std::vector<std::size_t> seen(n);
        for (int i = 0; i < 20000; ++i) {
            const std::uint32_t x = s.below(n);
            REQUIRE(x < n);
            ++seen[x];
        }
        CHECK(chi_square(seen, 20000.0 / n) < 27.9); // at most 9 degrees of freedom, 0.1 %
    }
    // 3 * 2^30: without rejection one third of the range would be drawn twice as often as the others.
    std::vector<std::size_t> thirds(3);
    for (int i = 0; i < 30000; ++i) ++thirds[s.below(3U << 30U) >> 30U];
    CHECK(chi_square(thirds, 10000) < 13.8);
    std::vector<std::size_t> remainders(3);
    for (int i = 0; i < 30000; ++i) ++remainders[s.below(3U << 30U) % 3];
    CHECK(chi_square(remainders, 10000) < 13.8);
}

TEST_CASE("core/random: normal, exponential and gumbel have their moments") {
    random_stream s(13);
    constexpr double n = 50000;
    double sum = 0;
    double squares = 0;
    double fourth = 0;
    double exponential = 0;
    double gumbel = 0;
    int within = 0;
    for (int i = 0; i < static_cast<int>(n); ++i) {
        const double z = s.normal();
        sum += z;
        squares += z * z;
        fourth += z * z * z * z;
        within += std::abs(z) < 1 ? 1 : 0;
        exponential += s.exponential();
        gumbel += s.gumbel();
    }
    CHECK(std::abs(sum / n) < 0.015); // bounds are about 3.5 standard errors
    CHECK(std::abs(squares / n - 1) < 0.022);
    CHECK(std::abs(fourth / n - 3) < 0.16);
    CHECK(std::abs(within / n - 0.682689) < 0.0073);
    CHECK(std::abs(exponential / n - 1) < 0.016);
    CHECK(std::abs(gumbel / n - 0.577216) < 0.02); // Euler's constant
}

TEST_CASE("core/random: bernoulli") {
    random_stream s(14);
    int heads = 0;
    for (int i = 0; i < 20000; ++i) {
        heads += s.bernoulli(0.3) ? 1 : 0;
        REQUIRE_FALSE(s.bernoulli(0));
        REQUIRE(s.bernoulli(1));
    }
    CHECK(std::abs(heads / 20000.0 - 0.3) < 0.0114);
}

TEST_CASE("core/random: shuffle gives every permutation as often") {
    random_stream s(15);
    std::vector<std::size_t> seen(6);
    for (int i = 0; i < 12000; ++i) {
        std::array<std::size_t, 3> items{0, 1, 2};
        shuffle(items.begin(), items.size(), s);
        REQUIRE(std::accumulate(items.begin(), items.end(), std::size_t{0}) == 3);
        ++seen[items[0] * 2 + (items[1] > items[2] ? 1U : 0U)];
    }
    CHECK(chi_square(seen, 2000) < 20.5); // 5 degrees of freedom, 0.1 %
    std::vector<int> none;
    shuffle(none.begin(), 0, s);
    CHECK(none.empty());
}
