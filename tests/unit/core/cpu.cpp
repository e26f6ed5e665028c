#include "fulcrum/core/cpu.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <vector>

using namespace fulcrum;

namespace {

#if defined(__x86_64__)
#define TEST_BODY                                                                                                      \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define TEST_BODY [[gnu::always_inline]] static inline
#endif

/// y = 2 x + 1 over n values, n a multiple of 16; tells the width with which it ran.
struct scale_kernel {
    using signature = void(const float*, float*, std::size_t, int*);
    template <int W> TEST_BODY void body(const float* x, float* y, std::size_t n, int* width) {
        using vec = typename detail::lanes<W>::f32;
        for (std::size_t i = 0; i < n; i += std::size_t{W}) {
            vec v;
            __builtin_memcpy(&v, x + i, sizeof(vec));
            v = v * 2.0F + 1.0F;
            __builtin_memcpy(y + i, &v, sizeof(vec));
        }
        *width = W;
    }
};

#undef TEST_BODY

} // namespace

TEST_CASE("core/cpu: every level that the processor has runs, and gives the same result") {
    std::vector<float> x(64);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i) - 20.0F;
    for (const isa highest : {isa::baseline, isa::avx2, isa::avx512}) {
        const detail::dispatched<scale_kernel> kernel(highest);
        std::vector<float> y(64);
        int width = 0;
        kernel(x.data(), y.data(), x.size(), &width);
        for (std::size_t i = 0; i < x.size(); ++i) CHECK(y[i] == 2 * x[i] + 1);
        const isa used = highest < detected_isa() ? highest : detected_isa();
        CHECK(width == std::array{4, 8, 16}[static_cast<std::size_t>(used)]);
    }
}

TEST_CASE("core/cpu: detection is stable") { CHECK(detected_isa() == detected_isa()); }
