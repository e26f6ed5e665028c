#pragma once

#include <cstddef>
#include <cstdint>

// Private macros, undefined at the end. Every target starts from one cleared baseline, so that the -m flags of the
// including file do not matter: a body pinned to the baseline can be inlined into every entry, and files built with
// different flags emit functions that need the same CPU. GCC is reset by "arch=", Clang by the "no-" names.
#if defined(__x86_64__)
#define FULCRUM_BASE "arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni"
#define FULCRUM_BASELINE [[gnu::target(FULCRUM_BASE)]]
#define FULCRUM_AVX2 [[gnu::target(FULCRUM_BASE ",avx2,fma")]]
#define FULCRUM_AVX512 [[gnu::target(FULCRUM_BASE ",avx2,fma,avx512f,avx512bw,avx512dq,avx512vl")]]
#else
#define FULCRUM_BASELINE
#endif

namespace fulcrum::inline v0_1 {

/// Instruction sets that kernels are compiled for, each a superset of the one before. `baseline` is SSE2 on x86-64 and
/// the compiler's default elsewhere; `avx2` has FMA; `avx512` is F, BW, DQ and VL.
enum class isa : unsigned char { baseline, avx2, avx512 };

namespace detail {

FULCRUM_BASELINE inline isa probe_isa() noexcept {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return isa::baseline;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw")) return isa::avx2;
    if (!__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl")) return isa::avx2;
    return isa::avx512;
#else
    return isa::baseline;
#endif
}

} // namespace detail

/// The best instruction set that the processor and the operating system both support; probed once. O(1).
[[nodiscard]] FULCRUM_BASELINE inline isa detected_isa() noexcept {
    static const isa level = detail::probe_isa();
    return level;
}

namespace detail {

/// W floats, W words of 32 bits, or W / 2 doubles, that the compiler holds in registers. They live only inside the body
/// of a kernel: a vector by value in a call would have a calling convention that depends on the flags.
template <int W> struct lanes {
    typedef float f32 __attribute__((vector_size(W * 4)));
    typedef std::uint32_t u32 __attribute__((vector_size(W * 4)));
    typedef double f64 __attribute__((vector_size(W * 4)));
};

/// The only functions with a wider target. `Kernel::body<W>` is always_inline and pinned to the baseline; inlined here
/// it takes on the entry's instruction set. Arguments are scalars and pointers.
template <isa Level> struct enter_isa;
template <> struct enter_isa<isa::baseline> {
    template <class Kernel, class... Args> FULCRUM_BASELINE static void call(Args... args) {
        Kernel::template body<4>(args...);
    }
};
#if defined(__x86_64__)
template <> struct enter_isa<isa::avx2> {
    template <class Kernel, class... Args> FULCRUM_AVX2 static void call(Args... args) {
        Kernel::template body<8>(args...);
    }
};
template <> struct enter_isa<isa::avx512> {
    template <class Kernel, class... Args> FULCRUM_AVX512 static void call(Args... args) {
        Kernel::template body<16>(args...);
    }
};
#endif

/// A kernel bound to an instruction set when it is constructed; `highest` lowers it, for tests and comparisons.
/// A kernel has `using signature = void(Args...)` and `template <int W> static void body(Args...)`, W being the number
/// of floats in a vector.
template <class Kernel, class Signature = typename Kernel::signature> class dispatched;
template <class Kernel, class... Args> class dispatched<Kernel, void(Args...)> {
public:
    explicit dispatched(isa highest = isa::avx512) noexcept : function_(pick(highest)) {}
    void operator()(Args... args) const { function_(args...); }

private:
    using function = void (*)(Args...);

    static function pick([[maybe_unused]] isa highest) noexcept {
#if defined(__x86_64__)
        const isa level = highest < detected_isa() ? highest : detected_isa();
        if (level == isa::avx512) return &enter_isa<isa::avx512>::template call<Kernel, Args...>;
        if (level == isa::avx2) return &enter_isa<isa::avx2>::template call<Kernel, Args...>;
#endif
        return &enter_isa<isa::baseline>::template call<Kernel, Args...>;
    }

    function function_;
};

} // namespace detail

} // namespace fulcrum::inline v0_1

#undef FULCRUM_BASELINE
#if defined(__x86_64__)
#undef FULCRUM_BASE
#undef FULCRUM_AVX2
#undef FULCRUM_AVX512
#endif
