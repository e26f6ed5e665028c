#include "fulcrum/core/detail/radix_order.hpp"

#include "fulcrum/core/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

using namespace fulcrum;

namespace {

template <class T, class Draw> void check_order(std::size_t n, Draw draw) {
    std::vector<T> values(n);
    random_stream random(n);
    for (T& v : values) v = static_cast<T>(draw(random));
    std::vector<std::uint32_t> expected(n);
    std::iota(expected.begin(), expected.end(), 0U);
    std::stable_sort(expected.begin(), expected.end(), [&](auto i, auto j) { return values[i] < values[j]; });
    std::vector<std::uint32_t> order(n);
    workspace ws;
    detail::radix_order(std::span<const T>(values), order, ws);
    CHECK(order == expected);

    const auto larger_first = [](std::uint32_t i, std::uint32_t j) { return i > j; };
    std::stable_sort(expected.begin(), expected.end(),
                     [&](auto i, auto j) { return values[i] != values[j] ? values[i] < values[j] : i > j; });
    detail::radix_order(std::span<const T>(values), order, ws, larger_first);
    CHECK(order == expected);
}

} // namespace

TEST_CASE_TEMPLATE("core/radix_order: the order of a stable sort, for values of every kind", T, float, double) {
    constexpr double largest = static_cast<double>((std::numeric_limits<T>::max)());
    constexpr double least = static_cast<double>(std::numeric_limits<T>::denorm_min());
    for (const std::size_t n : {0U, 1U, 2U, 63U, 64U, 1000U, 4095U, 4096U, 20000U}) {
        check_order<T>(n, [](auto& r) { return r.uniform(); });
        check_order<T>(n, [](auto& r) { return r.normal() * 1e-30; });
        check_order<T>(n, [](auto&) { return 3.0; });
        check_order<T>(n, [](auto& r) { return static_cast<double>(r.below(10)) - 5; });
        check_order<T>(n, [](auto& r) { return r.bernoulli(0.5) ? 0.0 : -0.0; });
        check_order<T>(n, [=](auto& r) { return (r.bernoulli(0.5) ? 1 : -1) * largest * r.uniform(); });
        check_order<T>(n, [=](auto& r) { return r.below(4) * least; });
        check_order<T>(n, [=](auto& r) { return r.bernoulli(0.001) ? largest : r.uniform(); });
    }
}
